"""What a correction of a bill writes: its row, and a credit note where less is owed (更正记账)."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID, uuid5

import msgspec

from yika.accounts import service as ledger
from yika.accounts.model import REGION, Account, Transfer
from yika.ground.days import beijing_day
from yika.ground.errors import Missing
from yika.insurance.amounts.tariff import TariffLine
from yika.insurance.books.bills import QUERIES
from yika.insurance.books.placing import Open, Part
from yika.insurance.books.settling import POOLED, Credit, write
from yika.insurance.books.settling import QUERIES as PAYMENTS
from yika.insurance.books.tariffs import tariff_of
from yika.people.model import PersonKey
from yika.store.db import Conn

CREDIT_NOTE: Final = "correction"  # the channel of a payment that is a credit note
SPACE: Final = UUID(
    "6f0f1c0e-5a3c-4b58-8f7e-0d6a1f3f9b11"
)  # ids of credit notes are made within it


class NoBillToCorrect(Missing):
    """There is no bill for that month. Facts: period."""

    code = "no_bill_to_correct"


class Corrected(msgspec.Struct, frozen=True, kw_only=True):
    """What a correction came to: more owed, or a credit; neither when nothing differs."""

    period: date
    owed_fen: int = 0  # a further bill
    credit_fen: int = 0  # paid too much: kept for the next bill, or refunded
    waived_fen: int = 0  # asked too much and not paid: no longer asked
    payment_id: UUID | None = None  # of the credit note


class Billed(msgspec.Struct, frozen=True):
    """A bill as it stands."""

    period: date
    kind: str
    seq: int
    scheme: str
    owed_by: str
    employer_id: int | None
    tariff_id: UUID
    base_fen: int | None
    amounts: list[int]
    owed_fen: int
    paid_fen: int
    paid_on: date | None
    due_on: date


def row_of(
    person: PersonKey, first: Billed, seq: int, told: Corrected, due_on: date, at: datetime
) -> dict[str, Any]:
    """The row of a correction, without its lines."""
    return {
        "region": person.region,
        "person_id": person.person_id,
        "period": first.period,
        "kind": "correction",
        "seq": seq,
        "scheme": first.scheme,
        "owed_by": first.owed_by,
        "employer_id": first.employer_id,
        "owed_fen": told.owed_fen,
        "paid_on": None if told.owed_fen else beijing_day(at),
        "due_on": due_on,
        "issued_at": at,
    }


async def bills_of(
    conn: Conn, person: PersonKey, period: date, kind: str = "month"
) -> list[Billed]:
    """The bill of a month or year, then its corrections in order. Fails with NoBillToCorrect."""
    values = {"region": person.region, "person_id": person.person_id, "period": period}
    cursor = await conn.execute(QUERIES["bills_of_period"], values)
    found = [Billed(*row) for row in await cursor.fetchall()]
    bills = [bill for bill in found if bill.kind == kind]
    if not bills:
        raise NoBillToCorrect(period=period)
    scheme = bills[0].scheme
    later = (bill for bill in found if bill.kind == "correction" and bill.scheme == scheme)
    return [*bills, *later]


async def next_seq(conn: Conn, person: PersonKey, period: date) -> int:
    """The number of the next correction of a period, whichever bill of it is corrected."""
    values = {"region": person.region, "person_id": person.person_id, "period": period}
    row = await (await conn.execute(QUERIES["next_seq"], values)).fetchone()
    assert row is not None
    return row[0]


def note_id(person: PersonKey, period: date, seq: int) -> UUID:
    """The id of the credit note of a correction."""
    return uuid5(SPACE, f"{person.region}:{person.person_id}:{period}:{seq}")


async def credited(
    conn: Conn,
    person: PersonKey,
    bills: Sequence[Billed],
    payment_id: UUID,
    amount_fen: int,
    pooled_change: int,
    at: datetime,
) -> Corrected:
    """A credit note: it pays what is open of the month's bills; the rest was paid too much."""
    first = bills[0]
    own = None if first.employer_id is not None else person.person_id
    values: dict[str, Any] = {
        "region": person.region,
        "payment_id": payment_id,
        "employer_id": first.employer_id,
        "payer_region": None if own is None else person.region,
        "payer_id": own,
        "for_id": own,
        "amount_fen": amount_fen,
        "channel": CREDIT_NOTE,
        "paid_at": at,
    }
    await conn.execute(PAYMENTS["add_payment"], values)
    left, parts = amount_fen, list[Part]()
    for bill in bills:
        taken = min(left, bill.owed_fen - bill.paid_fen)
        if taken > 0:
            parts.append(Part(bill=_open(person, bill, at), amount_fen=taken, fee_fen=0))
            left -= taken
    if parts:
        await write(conn, person.region, Credit(payment_id, amount_fen, 0, at), parts)
    if left:
        too_much = await _pooled_too_much(conn, person.region, bills, pooled_change)
        await _take_back(conn, person.region, payment_id, left, too_much, at)
    return Corrected(
        period=first.period, credit_fen=left, waived_fen=amount_fen - left, payment_id=payment_id
    )


async def _pooled_too_much(conn: Conn, region: int, bills: Sequence[Billed], change: int) -> int:
    """What the pooled fund got of these bills beyond what is right, which changes by so much."""
    got = right = 0
    for bill in bills:
        told = await tariff_of(conn, region, bill.tariff_id)
        pooled = pooled_in(told.lines, bill.amounts)
        right += pooled
        if bill.owed_fen:
            got += pooled * bill.paid_fen // bill.owed_fen
    return max(got - right - change, 0)


async def _take_back(
    conn: Conn, region: int, payment_id: UUID, amount_fen: int, pooled_fen: int, at: datetime
) -> None:
    """Money paid too much leaves where it went, and waits in suspense."""
    back = min(pooled_fen, amount_fen)
    parts = (("pooled", back), ("collected", amount_fen - back))
    moves = [
        Transfer(
            transfer_id=uuid5(payment_id, f"back:{kind}"),
            debit=Account(REGION, kind),
            credit=Account(REGION, "suspense"),
            amount_fen=part,
            reason="correction",
            happened_at=at,
        )
        for kind, part in parts
        if part > 0
    ]
    await ledger.transfer(conn, region, moves)


def pooled_in(lines: Sequence[TariffLine], amounts: Sequence[int]) -> int:
    """What of some amounts is the pooled fund's."""
    return sum(
        amount
        for line, amount in zip(lines, amounts, strict=True)
        if line.payer != "subsidy" and line.insurance in POOLED
    )


def _open(person: PersonKey, bill: Billed, at: datetime) -> Open:
    return Open(
        person_id=person.person_id,
        period=bill.period,
        kind=bill.kind,
        seq=bill.seq,
        owed_by=bill.owed_by,
        due_on=bill.due_on,
        issued_on=beijing_day(at),
        owed_fen=bill.owed_fen,
        paid_fen=bill.paid_fen,
        pooled_fen=0,
    )
