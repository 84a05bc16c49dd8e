"""Bills (应缴核定): what everybody enrolled owes for a month, and residents for a cover year.

The bills of a whole region are written set-based, a batch of people a transaction, in whole numbers
under the tariffs of `tariff.py`. A run that was cut short goes on where it stopped. Somebody
enrolled on any day of a month owes the month, by the enrolment that began last in it. Yearly lines
are on the bill of the year, monthly lines on those of the months.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final, NamedTuple

import msgspec
from psycopg.types.json import Jsonb

from yika.accounts import runs
from yika.accounts.runs import Batch, Run, Told
from yika.ground.days import add_months, beijing_day
from yika.insurance.books.billing import (
    Terms,
    due_on,
    issued_under,
    month_has_come,
    year_has_come,
)
from yika.insurance.books.noting import NOBODY
from yika.insurance.books.tariffs import Kept, keep
from yika.people.model import PersonKey
from yika.policy import service as policies
from yika.policy.load import Book
from yika.store import journal
from yika.store.db import Conn, Database
from yika.store.sql import queries

QUERIES = queries(__package__, "bills.sql")
YEAR_MONTHS: Final = 12
RUNS: Final = {"month": "bills", "year": "year_bills"}  # what each kind of bill is called as a run


class Span(NamedTuple):
    """The days a bill is for, its kind, and the instant at which it is made."""

    first: date
    last: date
    kind: str  # month | year
    issued_at: datetime


def month_span(period: date, at: datetime) -> Span:
    """A calendar month."""
    first = period.replace(day=1)
    return Span(first, add_months(first, 1) - timedelta(days=1), "month", at)


def year_span(year: int, at: datetime) -> Span:
    """A cover year (参保年度)."""
    first = date(year, 1, 1)
    return Span(first, add_months(first, YEAR_MONTHS) - timedelta(days=1), "year", at)


async def bill_month(
    database: Database,
    book: Book,
    region: int,
    period: date,
    at: datetime,
    told: Told = lambda _: None,
) -> Run:
    """Make the bills of a month for a whole region; again, it does what is left, or nothing.

    `told` hears after each batch how many people are done. Fails with NotYet before the month.
    """
    span = month_span(period, at)
    month_has_come(span.first, beijing_day(at))
    return await _run(database, book, region, span, told)


async def bill_year(
    database: Database,
    book: Book,
    region: int,
    year: int,
    at: datetime,
    told: Told = lambda _: None,
) -> Run:
    """Make the bills of a cover year for a whole region, as `bill_month` does those of a month.

    Fails with NotYet before the year, and before its window opens.
    """
    year_has_come(book, f"{region:06}", year, beijing_day(at))
    return await _run(database, book, region, year_span(year, at), told)


async def bill_people(
    conn: Conn, book: Book, region: int, person_ids: Sequence[int], span: Span
) -> int:
    """Make the bills of some people, whose anchors are locked, for one span; how many came new."""
    division = f"{region:06}"
    values: dict[str, Any] = {
        "region": region,
        "person_ids": list(person_ids),
        "period": span.first,
        "first": span.first,
        "last": span.last,
        "kind": span.kind,
        "issued_at": span.issued_at,
        "issued_on": beijing_day(span.issued_at),
    }
    rows: list[dict[str, Any]] = []
    for terms in await terms_of(conn, region, person_ids, span):
        made = issued_under(
            book, division, terms, span.first, span.kind, beijing_day(span.issued_at)
        )
        if made is None:
            continue
        kept = Kept.of(book, made)
        await keep(conn, region, [kept])
        due = due_on(book, division, terms, span.first, span.kind, beijing_day(span.issued_at))
        rows.append({**terms.keyed(), **kept.arithmetic(), "due_on": due})
    if not rows:
        return 0
    done = await conn.execute(QUERIES["issue"], values | {"tariffs": Jsonb(rows, _dumps)})
    issued = [row[0] for row in await done.fetchall()]
    await journal.record_alike(conn, _entry(book, region, span), issued)
    return len(issued)


async def terms_of(conn: Conn, region: int, person_ids: Sequence[int], span: Span) -> list[Terms]:
    """The different terms under which some people are enrolled in a span of days."""
    values: dict[str, Any] = {
        "region": region,
        "person_ids": list(person_ids),
        "first": span.first,
        "last": span.last,
    }
    cursor = await conn.execute(QUERIES["terms"], values)
    return [Terms(*row) for row in await cursor.fetchall()]


async def catch_up(conn: Conn, book: Book, person: PersonKey, since: date, at: datetime) -> int:
    """Make the bills that runs already made for others: of somebody enrolled after them."""
    made = 0
    today = beijing_day(at)
    month = since.replace(day=1)
    while month <= today:
        if await was_run(conn, person.region, "month", month):
            made += await bill_people(
                conn, book, person.region, [person.person_id], month_span(month, at)
            )
        month = add_months(month, 1)
    return made


async def was_run(conn: Conn, region: int, kind: str, period: date) -> bool:
    """Whether the bills of a month or cover year were made for the whole region."""
    values = {"region": region, "what": RUNS[kind], "period": period}
    row = await (await conn.execute(QUERIES["was_run"], values)).fetchone()
    return row is not None and row[0]


async def _run(database: Database, book: Book, region: int, span: Span, told: Told) -> Run:
    division = f"{region:06}"

    async def batch(conn: Conn, run: Run) -> Batch | None:
        values = {
            "region": region,
            "after": run.upto_person,
            "first": span.first,
            "last": span.last,
            "most": runs.BATCH_MAX,
        }
        people = await (await conn.execute(QUERIES["next_people"], values)).fetchall()
        if not people:
            return None
        if run.upto_person == 0:
            await policies.keep(conn, book, [division])
        ids = [row[0] for row in people]
        await bill_people(conn, book, region, ids, span)
        return Batch(ids[-1], len(ids))

    what = (region, RUNS[span.kind], span.first)
    return await runs.go_through(database, what, book.hash(division), span.issued_at, batch, told)


def _entry(book: Book, region: int, span: Span) -> journal.Entry:
    """What the journal says about everybody who got a bill."""
    return journal.Entry(
        region=region,
        person_id=NOBODY,
        what="bill.issued",
        actor="system:run",
        role="system",
        channel="run",
        happened_at=span.issued_at,
        policy=book.hash(f"{region:06}"),
        facts={"period": span.first, "kind": span.kind},
    )


def _dumps(rows: object) -> bytes:
    return msgspec.json.encode(rows)
