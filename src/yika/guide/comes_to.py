"""What an application for money would come to (测算), for the officers who decide on the case.

It is worked out anew at each look, by the law and the facts of the day of care. Whoever is no
officer of the counter, and a case that is decided or not handed in, gets none.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

import msgspec

from yika.access.model import Actor, Role
from yika.ground.errors import YikaError, reasons_of
from yika.ground.money import yuan
from yika.guide.claim_told import ClaimTold, price_told
from yika.guide.telling import Told, tell
from yika.insurance.books import aid
from yika.insurance.books.aid import AidUnknown
from yika.matters import claim_acts as acts
from yika.matters.cases.doing import act_of
from yika.matters.cases.looking import STAFF, UNDER_WAY
from yika.matters.cases.model import Case, CaseTold
from yika.matters.claim_effects import hand_bill, the_birth
from yika.people.model import PersonKey
from yika.policy.load import Book
from yika.settlement.by_hand import allowance, service
from yika.store.db import Conn
from yika.store.keys import Keys


class ComesTo(msgspec.Struct, frozen=True, kw_only=True):
    """What an application for money would come to now. Amounts in yuan.

    `amount` is None where something speaks against it, or where the officers enter it.
    """

    amount: str | None = None
    at_most: str | None = None  # where the law gives the least, and officers may give more
    claim: ClaimTold | None = None  # of a bill: who pays what, and every step with its source
    days: int | None = None  # of an allowance
    base: str | None = None  # of an allowance: the employer's average monthly base
    against: tuple[Told, ...] = ()  # what speaks against paying it now


class CaseForOfficers(CaseTold, frozen=True, kw_only=True):
    """A case with what it would come to, where officers decide on money."""

    comes_to: ComesTo | None = None


def is_for(actor: Actor, case: Case) -> bool:
    """Whether somebody is told: an officer of the counter, while the case is undecided."""
    return actor.role is Role.OFFICER and actor.has(*STAFF) and case.state in UNDER_WAY


async def comes_to(conn: Conn, keys: Keys, book: Book, case: Case, now: datetime) -> ComesTo | None:
    """What a case would come to; None where it is not about money that rules reckon."""
    act = act_of(case)
    reckon = RECKONED.get(type(act))
    if reckon is None:
        return None
    try:
        return await reckon(conn, keys, book, case.person, act, now)
    except YikaError as error:
        return ComesTo(against=tuple(tell(one) for one in reasons_of(error)))


async def _of_bill(
    conn: Conn, keys: Keys, book: Book, person: PersonKey, act: acts.Reimburse, now: datetime
) -> ComesTo:
    claim = price_told(await service.quoted(conn, keys, book, person, hand_bill(act), now))
    return ComesTo(amount=claim.amount, claim=claim)


async def _of_birth(
    conn: Conn, keys: Keys, book: Book, person: PersonKey, act: acts.ClaimMaternity, now: datetime
) -> ComesTo:
    found = await allowance.worked_out(conn, keys, book, person, the_birth(act), now)
    base = None if found.base_fen is None else yuan(found.base_fen)
    amount = None if found.amount_fen is None else yuan(found.amount_fen)
    return ComesTo(amount=amount, days=found.days, base=base)


async def _of_premium(
    conn: Conn, _: Keys, book: Book, person: PersonKey, act: acts.AskPremiumAid, now: datetime
) -> ComesTo:
    found = await aid.worked_out(conn, book, person, act.group, act.year, now)
    try:
        amount = yuan(found.amount(None, person.division))
    except AidUnknown:
        amount = None
    most = yuan(found.most_fen)
    return ComesTo(amount=amount, at_most=None if most == amount else most)


RECKONED: Final[Mapping[type[Any], Any]] = {
    acts.Reimburse: _of_bill,
    acts.ClaimMaternity: _of_birth,
    acts.AskPremiumAid: _of_premium,
}
