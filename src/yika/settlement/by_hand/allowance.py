"""The maternity allowance (生育津贴): days of the law times the employer's average wage of a day.

Where the region has not published how it is reckoned, or the employer declared nothing, two
officers enter the amount. One is paid once for each birth.
"""

from datetime import date, datetime
from fractions import Fraction
from typing import Final
from uuid import UUID

import msgspec

from yika.accounts import service as ledger
from yika.accounts.model import REGION, Account, Transfer
from yika.ground.days import beijing_day, countable, start_of
from yika.ground.errors import YikaError, refuse_all
from yika.insurance.amounts.sums import rounded
from yika.insurance.books.enrolment import enrolments
from yika.insurance.books.wages import average_of_last_year
from yika.insurance.model import Enrolment, Scheme
from yika.people.model import PersonKey
from yika.policy.load import Book
from yika.settlement.by_hand.keeping import ALLOWANCE, keep, paid_before
from yika.settlement.by_hand.model import Allowance, HandClaim, PayTo
from yika.settlement.by_hand.reading import entitled
from yika.settlement.by_hand.refusals import AllowancePaid, NotInsuredForBirths, ServedAhead
from yika.settlement.by_hand.service import PAYOUTS, new_number, paid_out
from yika.settlement.till.booking import CLAIMS
from yika.settlement.till.circumstances import enrolment_on
from yika.settlement.till.ids import message_uuid
from yika.settlement.till.till import TillLaws
from yika.store.db import Conn
from yika.store.keys import Keys

FUND: Final = "pooled"
DAYS: Final = "maternity.allowance_days"
BASE: Final = "maternity.wage_days"  # by which a month's wage is divided
FURTHER: Final = "each_further_child"
MULTIPLE: Final = frozenset({"natural", "difficult"})  # where further children count


class Birth(msgspec.Struct, frozen=True, kw_only=True):
    """What an allowance is claimed for (生育情况): a birth, or the loss of a pregnancy."""

    birth_kind: str  # a word of ``birth_kinds``
    on: date
    children: int = 1
    pay_to: PayTo

    @property
    def key(self) -> str:
        """What tells the births of one person apart."""
        return f"{self.on}"


async def worked_out(
    conn: Conn, keys: Keys, book: Book, person: PersonKey, birth: Birth, at: datetime
) -> Allowance:
    """What the allowance comes to. Fails with everything that speaks against it at once."""
    countable(start_of(birth.on))
    reasons: list[YikaError] = []
    if birth.on > beijing_day(at):
        raise ServedAhead(on=birth.on, today=beijing_day(at))
    before = await paid_before(conn, keys, person, ALLOWANCE, _receipt(person, birth))
    if before is not None:
        reasons.append(AllowancePaid(paid_on=beijing_day(before[0])))
    laws = TillLaws(book, person.division)
    facts, stopping = await entitled(conn, laws, person, birth.on)
    there = enrolment_on(facts.cover, birth.on)
    employer_id = await _employer_of(conn, person, birth.on)
    if there is None or there.scheme != Scheme.EMPLOYEE or there.is_retired or employer_id is None:
        scheme = "none" if there is None else there.scheme
        reasons.append(NotInsuredForBirths(on=birth.on, scheme=scheme))
    refuse_all([*reasons, *stopping])
    assert employer_id is not None
    average = await average_of_last_year(conn, person.region, employer_id, birth.on)
    return _allowance(laws, birth, average)


async def pay(
    conn: Conn,
    keys: Keys,
    person: PersonKey,
    birth: Birth,
    amount_fen: int,
    claim_id: UUID,
    at: datetime,
) -> None:
    """Pay an allowance out. Fails with AllowancePaid where it is paid at the same instant."""
    claim = HandClaim(
        person=person,
        claim_id=claim_id,
        kind=ALLOWANCE,
        settlement_id=None,
        served_on=birth.on,
        total_fen=amount_fen,
        paid_fen=amount_fen,
        paid_at=at,
    )
    if not await keep(conn, keys, claim, _receipt(person, birth), birth):
        raise AllowancePaid(paid_on=beijing_day(at))
    number = await new_number(conn)
    id_ = message_uuid(number, CLAIMS, person.region, person.person_id)
    fund, payouts = Account(REGION, FUND), Account(REGION, PAYOUTS)
    moves = [
        Transfer(id_, fund, payouts, amount_fen, ALLOWANCE, at),
        paid_out(person, number, amount_fen, at),
    ]
    await ledger.transfer(conn, person.region, moves)


def _allowance(laws: TillLaws, birth: Birth, average: Fraction | None) -> Allowance:
    """Days times the wage of a day, rounded half up to the fen at the end."""
    value = laws.standing.value
    days = value(DAYS, birth.on, birth_kind=birth.birth_kind)
    further = birth.children - 1 if birth.birth_kind in MULTIPLE else 0
    if further and isinstance(days, int):
        each = value(DAYS, birth.on, birth_kind=FURTHER)
        days = days + further * each if isinstance(each, int) else None
    wage_days = value(BASE, birth.on)
    known = days if isinstance(days, int) else None
    base = None if average is None else rounded(*average.as_integer_ratio(), 1, "half_up")
    if known is None or not isinstance(wage_days, int) or average is None:
        return Allowance(days=known, base_fen=base, amount_fen=None)
    exact = average * known / wage_days
    amount = rounded(exact.numerator, exact.denominator, 1, "half_up")
    return Allowance(days=known, base_fen=base, amount_fen=amount)


async def _employer_of(conn: Conn, person: PersonKey, on: date) -> int | None:
    """The employer on a day, which facts for settling leave out."""
    found: list[Enrolment] = [one for _, one in await enrolments(conn, person)]
    begun = [one for one in found if one.starts_on <= on]
    return next(
        (one.employer_id for one in reversed(begun) if one.ends_on is None or on <= one.ends_on),
        None,
    )


def _receipt(person: PersonKey, birth: Birth) -> str:
    return f"{person.region}/{person.person_id}/{birth.key}"
