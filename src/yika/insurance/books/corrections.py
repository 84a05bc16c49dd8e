"""Putting a bill right that was made on a wrong base or rate (缴费更正、多退少补).

The first bill stays. A correction is a further bill with the difference of every line: more is owed
like any bill; less becomes a credit note, which pays what is open of the first bill and leaves the
rest, money that was paid too much, as a credit for the next bill or a refund.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID, uuid5

import msgspec

from yika.access.model import Actor
from yika.accounts import service as ledger
from yika.accounts.model import REGION, Account, Transfer
from yika.ground.days import beijing_day
from yika.ground.errors import Missing, Refused
from yika.insurance.amounts.tariff import Tariff, TariffLine
from yika.insurance.books.billing import issued_under, last_of
from yika.insurance.books.bills import QUERIES, month_span, terms_of
from yika.insurance.books.noting import note
from yika.insurance.books.placing import Open, Part
from yika.insurance.books.settling import POOLED, Credit, write
from yika.insurance.books.settling import QUERIES as PAYMENTS
from yika.insurance.books.tariffs import Kept, keep, tariff_of
from yika.people.model import PersonKey
from yika.policy.load import Book
from yika.store.db import Conn

CREDIT_NOTE: Final = "correction"  # the channel of a payment that is a credit note
SPACE: Final = UUID(
    "6f0f1c0e-5a3c-4b58-8f7e-0d6a1f3f9b11"
)  # ids of credit notes are made within it


class NoBillToCorrect(Missing):
    """There is no bill for that month. Facts: period."""

    code = "no_bill_to_correct"


class ReasonNeeded(Refused):
    """A correction says why. Facts: none."""

    code = "correction_reason_needed"


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


async def correct(
    conn: Conn,
    book: Book,
    actor: Actor,
    person: PersonKey,
    period: date,
    reason: str,
    at: datetime,
    *,
    base_fen: int | None = None,
    due: date | None = None,
) -> Corrected:
    """Reckon a month again, on another base and by the law as it is now known; write what differs.

    `reason` goes into the journal, `due` is until when more is paid in time (the end of the month
    in which it is corrected, if not said). The anchor is locked. The same again changes nothing.
    Fails with ReasonNeeded or NoBillToCorrect.
    """
    if not reason.strip():
        raise ReasonNeeded
    bills = await _bills(conn, person, period)
    first, base = bills[0], bills[-1].base_fen if base_fen is None else base_fen
    right = await _right(conn, book, person, first, at)
    before = await _lines(conn, person.region, bills)
    lines, changes, difference = _differences(before, right, right.amounts(base))
    if not any(changes):
        return Corrected(period=period)
    kept = Kept.of(book, msgspec.structs.replace(right, lines=tuple(lines)))
    await keep(conn, person.region, [kept])
    told = Corrected(period=period, owed_fen=max(difference, 0))
    seq = bills[-1].seq + 1
    row = _row(person, first, seq, told, due or last_of(beijing_day(at)), at)
    row |= {"tariff_id": kept.tariff_id, "base_fen": base, "amounts": changes}
    await conn.execute(QUERIES["add_bill"], row)
    if difference < 0:
        note_id = uuid5(SPACE, f"{person.region}:{person.person_id}:{period}:{seq}")
        pooled = _pooled(lines, changes)
        told = await _credit(conn, person, bills, note_id, -difference, pooled, at)
    await note(conn, actor, person, "contribution.corrected", at, _facts(told, first, base, reason))
    return told


def _row(
    person: PersonKey, first: Billed, seq: int, told: Corrected, due_on: date, at: datetime
) -> dict[str, Any]:
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


def _facts(told: Corrected, first: Billed, base: int | None, reason: str) -> dict[str, object]:
    return {
        "period": first.period,
        "reason": reason.strip(),
        "base_fen": base,
        "before_base_fen": first.base_fen,
        "owed_fen": told.owed_fen or None,
        "credit_fen": told.credit_fen or None,
        "waived_fen": told.waived_fen or None,
    }


async def _bills(conn: Conn, person: PersonKey, period: date) -> list[Billed]:
    """The bill of a month, then its corrections in order. Fails with NoBillToCorrect."""
    values = {"region": person.region, "person_id": person.person_id, "period": period}
    cursor = await conn.execute(QUERIES["bills_of_period"], values)
    found = [Billed(*row) for row in await cursor.fetchall()]
    bills = [bill for bill in found if bill.kind == "month"]
    if not bills:
        raise NoBillToCorrect(period=period)
    return [*bills, *(bill for bill in found if bill.kind == "correction")]


async def _right(conn: Conn, book: Book, person: PersonKey, first: Billed, at: datetime) -> Tariff:
    """The tariff the bill should have had: of the terms of enrolment, by the law as it is known."""
    span = month_span(first.period, at)
    terms = await terms_of(conn, person.region, [person.person_id], span)
    fitting = [one for one in terms if one.scheme == first.scheme]
    found = None
    if fitting:
        division = person.division
        found = issued_under(book, division, fitting[-1], first.period, "month", beijing_day(at))
    return found or await tariff_of(conn, person.region, first.tariff_id)


async def _lines(conn: Conn, region: int, bills: Sequence[Billed]) -> dict[tuple[str, str], int]:
    """What was billed up to now, by insurance and payer."""
    found: dict[tuple[str, str], int] = {}
    for bill in bills:
        told = await tariff_of(conn, region, bill.tariff_id)
        for line, amount in zip(told.lines, bill.amounts, strict=True):
            key = line.insurance, line.payer
            found[key] = found.get(key, 0) + amount
    return found


def _differences(
    before: dict[tuple[str, str], int], right: Tariff, amounts: Sequence[int]
) -> tuple[list[TariffLine], list[int], int]:
    """The lines of the correction, what each changes, and what that is for whoever owes it.

    Lines no longer charged go to nothing.
    """
    lines, changes = list(right.lines), list[int]()
    for line, amount in zip(right.lines, amounts, strict=True):
        changes.append(amount - before.pop((line.insurance, line.payer), 0))
    for (insurance, payer), amount in before.items():
        if amount:
            gone = TariffLine(
                insurance=insurance, payer=payer, per="month", rate_num=0, plus_num=0, den=1
            )
            lines.append(gone)
            changes.append(-amount)
    owed = sum(n for line, n in zip(lines, changes, strict=True) if line.payer != "subsidy")
    return lines, changes, owed


async def _credit(
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
        pooled = _pooled(told.lines, bill.amounts)
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


def _pooled(lines: Sequence[TariffLine], amounts: Sequence[int]) -> int:
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
