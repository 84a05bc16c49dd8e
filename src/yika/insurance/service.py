"""What is on record about somebody's insurance: for the rules, and for whoever may ask."""

from datetime import date, datetime
from typing import Any, Final

import msgspec

from yika.access import service as access
from yika.access.model import Actor
from yika.ground.days import add_months
from yika.insurance.amounts.tariff import TariffLine
from yika.insurance.books.enrolment import carried, enrolments
from yika.insurance.books.noting import note
from yika.insurance.model import Cover, Owed, PaidSpan
from yika.people.model import PersonKey
from yika.store.db import Conn
from yika.store.sql import queries

QUERIES = queries(f"{__package__}.books")
MATTER: Final = "contribution_query"  # what somebody must be let do who asks for another
RECORDS_MAX: Final = 600
YEAR_MONTHS: Final = 12


class PaidPart(msgspec.Struct, frozen=True, kw_only=True):
    """What of a payment went into a bill."""

    payment_id: str
    purpose: str  # contribution | late_fee
    amount_fen: int
    paid_at: datetime
    channel: str


class RecordLine(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a bill; below zero where a correction takes something off."""

    insurance: str
    payer: str
    amount_fen: int


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """A bill and what was paid of it (缴费记录)."""

    period: date
    kind: str  # month | year | repair | correction
    seq: int
    scheme: str
    owed_by: str
    employer: str | None  # its name
    base_fen: int | None
    lines: tuple[RecordLine, ...]
    owed_fen: int
    paid_fen: int
    paid_on: date | None
    due_on: date
    issued_at: datetime
    payments: tuple[PaidPart, ...]


async def cover_of(conn: Conn, person: PersonKey) -> Cover:
    """All that somebody's entitlement rests on.

    A paid bill is a span of its own with the day it was paid on; months carried on come as they
    were recorded. What is not paid in full is owed, due or not. Corrections are never paid months.
    """
    values = {"region": person.region, "person_id": person.person_id}
    paid = await carried(conn, person)
    owed: list[Owed] = []
    repaired: list[int] = []
    for row in await (await conn.execute(QUERIES["bills"], values)).fetchall():
        scheme, period, kind, owed_by, due_on, owed_fen, paid_fen, paid_on = row
        if paid_on is None:
            owed.append(Owed(scheme, period, kind, owed_by, due_on, owed_fen, paid_fen))
        elif kind == "repair":
            repaired.append(period.year)
        elif kind in ("month", "year"):
            last = add_months(period, YEAR_MONTHS - 1) if kind == "year" else period
            paid.append(PaidSpan(scheme, period, last, paid_on))
    return Cover(
        enrolments=tuple(one for _, one in await enrolments(conn, person)),
        paid=tuple(sorted(paid, key=lambda span: (span.from_month, span.scheme))),
        owed=tuple(owed),
        repaired=tuple(repaired),
    )


async def records(
    conn: Conn, actor: Actor, person: PersonKey, at: datetime, most: int = RECORDS_MAX
) -> list[Record]:
    """The payment records of the actor, or of somebody who lets them ask, newest first.

    A child's guardian and an agent with a mandate for it may ask. Fails with NoMandate.
    """
    await access.require(conn, actor, person, MATTER, at)
    values = {"region": person.region, "person_id": person.person_id, "most": most}
    cursor = await conn.execute(QUERIES["records"], values)
    found = [_record(row) for row in await cursor.fetchall()]
    await note(conn, actor, person, "contribution.read", at, {"records": len(found)})
    return found


def _record(row: tuple[Any, ...]) -> Record:
    tariff_lines = msgspec.json.decode(row[13], type=tuple[TariffLine, ...])
    return Record(
        period=row[0],
        kind=row[1],
        seq=row[2],
        scheme=row[3],
        owed_by=row[4],
        employer=row[5],
        base_fen=row[6],
        lines=tuple(
            RecordLine(insurance=line.insurance, payer=line.payer, amount_fen=amount)
            for line, amount in zip(tariff_lines, row[7], strict=True)
        ),
        owed_fen=row[8],
        paid_fen=row[9],
        paid_on=row[10],
        due_on=row[11],
        issued_at=row[12],
        payments=msgspec.json.decode(row[14], type=tuple[PaidPart, ...]),
    )
