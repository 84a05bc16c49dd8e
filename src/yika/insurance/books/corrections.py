"""Putting a bill right that was made on a wrong base or rate (缴费更正、多退少补).

The first bill stays. A correction is a further bill with the difference of every line: more is owed
like any bill; less becomes a credit note, which pays what is open of the first bill and leaves the
rest, money that was paid too much, as a credit for the next bill or a refund.
"""

from collections.abc import Sequence
from datetime import date, datetime

import msgspec

from yika.access.model import Actor
from yika.ground.days import beijing_day
from yika.ground.errors import Refused
from yika.insurance.amounts.tariff import Tariff, TariffLine
from yika.insurance.books.billing import issued_under, last_of
from yika.insurance.books.bills import QUERIES, month_span, terms_of
from yika.insurance.books.correcting import (
    Billed,
    Corrected,
    bills_of,
    credited,
    next_seq,
    note_id,
    pooled_in,
    row_of,
)
from yika.insurance.books.noting import note
from yika.insurance.books.tariffs import Kept, keep, tariff_of
from yika.people.model import PersonKey
from yika.policy.load import Book
from yika.store.db import Conn


class ReasonNeeded(Refused):
    """A correction says why. Facts: none."""

    code = "correction_reason_needed"


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
    bills = await bills_of(conn, person, period)
    first, base = bills[0], bills[-1].base_fen if base_fen is None else base_fen
    right = await _right(conn, book, person, first, at)
    before = await _lines(conn, person.region, bills)
    lines, changes, difference = _differences(before, right, right.amounts(base))
    if not any(changes):
        return Corrected(period=period)
    kept = Kept.of(book, msgspec.structs.replace(right, lines=tuple(lines)))
    await keep(conn, person.region, [kept])
    told = Corrected(period=period, owed_fen=max(difference, 0))
    seq = await next_seq(conn, person, period)
    row = row_of(person, first, seq, told, due or last_of(beijing_day(at)), at)
    row |= {"tariff_id": kept.tariff_id, "base_fen": base, "amounts": changes}
    await conn.execute(QUERIES["add_bill"], row)
    if difference < 0:
        pooled, id_ = pooled_in(lines, changes), note_id(person, period, seq)
        told = await credited(conn, person, bills, id_, -difference, pooled, at)
    await note(conn, actor, person, "contribution.corrected", at, _facts(told, first, base, reason))
    return told


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
