"""Money that arrived for somebody and cannot be placed yet (待处理款项): why, until when.

A payment whose money is here waits in suspense until its trouble ends. Money in transit is known
only by the payer's id: it stops waiting when the payment of that id arrives.
"""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID, uuid4, uuid5

import msgspec

from yika.access.model import Actor
from yika.accounts import service as ledger
from yika.accounts.model import REGION, Account, Transfer
from yika.cards import rules as card_rules
from yika.cards import service as cards
from yika.cards.model import Form, Stage
from yika.insurance.books.noting import note
from yika.insurance.books.payments import Payment, Receipt, arrive, receipt
from yika.insurance.books.settling import QUERIES, Payer, open_bills, settle
from yika.people import service as people
from yika.people.model import PersonKey
from yika.policy.load import Book
from yika.store.db import Conn, Database

TRANSIT: Final = "in_transit"
CAUSES: Final = ("name_mismatch", "number_mismatch", "not_activated", "below_minimum", TRANSIT)
PEOPLE_MAX: Final = 500  # whom a look at held money fetches at once


class Held(msgspec.Struct, frozen=True):
    """Money that waits."""

    held_id: UUID
    payment_id: UUID
    period: date
    cause: str
    amount_fen: int
    since: datetime


async def receive(
    conn: Conn, actor: Actor, payment: Payment, cause: str, period: date, at: datetime
) -> Receipt:
    """Take a payment for a person that cannot be placed, and keep it apart with the cause.

    The same id again answers as before. Fails as `payments.pay` does.
    """
    assert cause in CAUSES, cause
    assert cause != TRANSIT, "money in transit is announced, not received"
    assert payment.payer.person is not None, "held for a person"
    region = payment.payer.region
    if not await arrive(conn, actor, payment, at):
        return await receipt(conn, region, payment.payment_id, replayed=True)
    collected, suspense = Account(REGION, "collected"), Account(REGION, "suspense")
    aside = Transfer(
        transfer_id=uuid5(payment.payment_id, "0:held"),
        debit=collected,
        credit=suspense,
        amount_fen=payment.amount_fen,
        reason="held",
        happened_at=at,
    )
    await ledger.transfer(conn, region, [aside])
    await _hold(conn, actor, payment.payer.person, payment, cause, period, at)
    return await receipt(conn, region, payment.payment_id)


async def announce(conn: Conn, actor: Actor, payment: Payment, period: date, at: datetime) -> None:
    """Note that a bank took a payment whose money is not here yet; a repeat changes nothing.

    The money stops being in transit when a payment of that id arrives.
    """
    assert payment.payer.person is not None, "held for a person"
    await people.lock(conn, [payment.payer.person])
    known = await held(conn, payment.payer.person)
    here = await (await conn.execute(QUERIES["payment"], payment.row())).fetchone()
    if here is None and all(one.payment_id != payment.payment_id for one in known):
        await _hold(conn, actor, payment.payer.person, payment, TRANSIT, period, at)


async def held(conn: Conn, person: PersonKey) -> list[Held]:
    """The money that waits for a person, oldest first."""
    values = {"region": person.region, "person_id": person.person_id}
    cursor = await conn.execute(QUERIES["held"], values)
    return [Held(*row) for row in await cursor.fetchall()]


async def place_held(
    conn: Conn,
    book: Book,
    actor: Actor,
    person: PersonKey,
    at: datetime,
    mended: Collection[str] = (),
) -> list[Held]:
    """Place the money whose trouble is over; what was let go.

    What the records show by themselves is looked up: a card that is activated now, an amount that
    by now suffices. `mended` names causes an officer has put right.
    """
    await people.lock(conn, [person])
    waiting = await held(conn, person)
    over = [
        one for one in waiting if one.cause in mended or await _is_over(conn, person, one, waiting)
    ]
    if not over:
        return []
    values: dict[str, Any] = {
        "region": person.region,
        "person_id": person.person_id,
        "held_ids": [one.held_id for one in over],
        "at": at,
    }
    await conn.execute(QUERIES["end_held"], values)
    facts = {"causes": sorted({one.cause for one in over}), "held": len(over)}
    await note(conn, actor, person, "payment.released", at, facts)
    await settle(conn, book, actor, Payer(region=person.region, person=person), at)
    return over


async def reconcile(database: Database, book: Book, actor: Actor, region: int, at: datetime) -> int:
    """Compare all money that waits in a region with the records; how many pieces were let go."""
    let_go, after = 0, 0
    while True:
        async with database.transaction() as conn:
            values = {"region": region, "after": after, "most": PEOPLE_MAX}
            rows = await (await conn.execute(QUERIES["people_with_held"], values)).fetchall()
        if not rows:
            return let_go
        for row in rows:
            async with database.transaction() as conn:
                person = PersonKey(region, row[0])
                let_go += len(await place_held(conn, book, actor, person, at))
        after = rows[-1][0]


async def _is_over(conn: Conn, person: PersonKey, one: Held, waiting: list[Held]) -> bool:
    if one.cause == "not_activated":
        return await activated(conn, person)
    if one.cause == "below_minimum":
        same = sum(h.amount_fen for h in waiting if h.cause == one.cause and h.period == one.period)
        bills = await open_bills(conn, Payer(region=person.region, person=person))
        wanted = sum(bill.rest_fen for bill in bills if bill.period == one.period)
        return same >= wanted
    return False


async def activated(conn: Conn, person: PersonKey) -> bool:
    """Whether the person has a card, or an e-credential, that was activated and not cancelled."""
    found = await cards.of_person(conn, person)
    current = (card_rules.current(found, form) for form in Form)
    return any(card is not None and card_rules.stage(card) is Stage.ACTIVATED for card in current)


async def _hold(
    conn: Conn,
    actor: Actor,
    person: PersonKey,
    payment: Payment,
    cause: str,
    period: date,
    at: datetime,
) -> None:
    values: dict[str, Any] = {
        "region": person.region,
        "person_id": person.person_id,
        "held_id": uuid4(),
        "payment_id": payment.payment_id,
        "period": period,
        "cause": cause,
        "amount_fen": payment.amount_fen,
        "since": at,
    }
    await conn.execute(QUERIES["hold"], values)
    facts = {"cause": cause, "period": period, "amount_fen": payment.amount_fen}
    await note(conn, actor, person, "payment.held", at, facts)
