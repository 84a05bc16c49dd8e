"""Money of the account held for a stay (住院预交金), until its last bill or until it is cancelled.

The stay knows what is held for it, so that no other stay of the person takes it. Every function
expects the person's anchor locked. Nobody pays a second deposit while one is held.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple

import msgspec

from yika.accounts import service as ledger
from yika.accounts.model import DEPOSIT, Account, Transfer
from yika.ground.days import beijing_day
from yika.ground.errors import Conflict, Refused
from yika.people.model import PersonKey
from yika.policy.load import Book
from yika.settlement.till.bills import INPATIENT
from yika.settlement.till.ids import message_uuid
from yika.settlement.till.refusals import UseStopped
from yika.settlement.till.stopping import PAY, UNPAID
from yika.settlement.till.till import till_laws, use_of
from yika.settlement.visits.visit_rules import Visit
from yika.standing.model import Use
from yika.standing.reading import rows_of
from yika.standing.usable import usable_by
from yika.store.db import Conn
from yika.store.sql import queries

QUERIES = queries(__package__, "deposits.sql")
DEPOSITS: Final = 48  # which of the things a message makes: as numbered by booking, after its own


class DepositHeld(Conflict):
    """A deposit is held already, for this stay or another. Facts: held_fen."""

    code = "deposit_held"


class DepositShort(Refused):
    """The account has less than the deposit asked for. Facts: asked_fen, usable_fen."""

    code = "deposit_short"


class DepositNotHere(Refused):
    """The account of that region does not pay at hospitals. Facts: division."""

    code = "deposit_not_here"


class Held(NamedTuple):
    """What is held for a stay, and what the account has left, in fen."""

    deposit_fen: int
    balance_fen: int


async def hold(
    conn: Conn, book: Book, stay: Visit, amount_fen: int, credential: str, at: datetime
) -> Held:
    """Hold some of the account's money for a stay, from its wallets in the region's order.

    Fails with UseStopped, DepositNotHere, DepositHeld or DepositShort.
    """
    person = stay.person
    laws = till_laws(book, person.division)
    day = laws.day(beijing_day(at))
    (row,) = await rows_of(conn, laws.standing, [person], at)
    by = usable_by(row.facts, laws.standing, at, credential)
    causes = by[PAY]
    if not causes and not day.works_when_stopped:
        causes = tuple(one for one in by[Use.CLAIM.value] if one in UNPAID)
    if causes:
        raise UseStopped(credential=credential, uses=[PAY], causes=list(causes))
    if use_of(INPATIENT) not in day.scope:
        raise DepositNotHere(division=person.division)
    balances = await ledger.balances_of(conn, person)
    if balances.deposit:
        raise DepositHeld(held_fen=balances.deposit)
    if balances.usable < amount_fen:
        raise DepositShort(asked_fen=amount_fen, usable_fen=balances.usable)
    found: list[Transfer] = []
    left = amount_fen
    for which, wallet in enumerate(day.order, DEPOSITS):
        part = min(left, getattr(balances, wallet))
        if part > 0:
            id_ = message_uuid(stay.visit_id, which, person.region, person.person_id)
            wallets = _account(stay, wallet), _account(stay, DEPOSIT)
            found.append(Transfer(id_, *wallets, part, "deposit", at))
            left -= part
    await ledger.transfer(conn, person.region, found)
    await keep(conn, person, stay.visit_id, {one.debit.kind: one.amount_fen for one in found})
    return Held(amount_fen, balances.usable - amount_fen)


async def give_back(conn: Conn, stay: Visit, number: int, at: datetime) -> int:
    """Give back all that is held for a stay, under the number of a message; how much, in fen."""
    person = stay.person
    found: list[Transfer] = []
    held = await held_for(conn, person, stay.visit_id)
    for which, (wallet, amount) in enumerate(sorted(held.items()), DEPOSITS):
        id_ = message_uuid(number, which, person.region, person.person_id)
        wallets = _account(stay, DEPOSIT), _account(stay, wallet)
        found.append(Transfer(id_, *wallets, amount, "deposit_back", at))
    await ledger.transfer(conn, person.region, found)
    if held:
        await keep(conn, person, stay.visit_id, {})
    return sum(one.amount_fen for one in found)


async def held_for(conn: Conn, person: PersonKey, visit_id: int) -> dict[str, int]:
    """What is held for a stay, in fen by the wallet it came from."""
    row = await (await conn.execute(QUERIES["held"], _key(person, visit_id))).fetchone()
    return {} if row is None or row[0] is None else row[0]


async def keep(conn: Conn, person: PersonKey, visit_id: int, held: Mapping[str, int]) -> None:
    """Write down what is held for a stay from now on; the money was moved by the caller."""
    told = msgspec.json.encode(held).decode() if held else None
    await conn.execute(QUERIES["keep"], {**_key(person, visit_id), "deposit": told})


def _key(person: PersonKey, visit_id: int) -> dict[str, Any]:
    return {"region": person.region, "person_id": person.person_id, "visit_id": visit_id}


def _account(stay: Visit, kind: str) -> Account:
    return Account(stay.person.person_id, kind)
