"""The facts of insurance as standing reads them are those that `insurance` tells."""

import random
from datetime import date, timedelta
from uuid import UUID

import msgspec
import pytest

from tests.builders import AT, BOOK, CITY, EMPLOYER, Somebody, somebody
from yika.ground.days import add_months
from yika.insurance.entitled.entitlement_laws import EntitlementLaws
from yika.insurance.entitled.gaps import gaps
from yika.insurance.model import Cover, Enrolment
from yika.insurance.service import cover_of
from yika.standing.service import facts_of, laws_of
from yika.store.db import Conn, Database

HISTORIES = 60
NOBODYS_TARIFF = UUID(int=1)
LAWS = EntitlementLaws(BOOK, "999900")


@pytest.mark.covers("ENT-01")
async def test_standing_reads_what_insurance_tells(database: Database):
    draw = random.Random(20260316)  # noqa: S311 - made-up histories
    for _ in range(HISTORIES):
        someone = await somebody(database, insured=False)
        async with database.transaction() as conn:
            await _lives(conn, someone, draw)
            told = await cover_of(conn, someone.person)
            [facts] = await facts_of(conn, laws_of(BOOK, "999900"), [someone.person], AT)
        read = facts.cover
        assert read.enrolments == tuple(_as_read(one) for one in told.enrolments)
        assert read.owed == told.owed
        assert read.repaired == told.repaired
        assert _months(read) == _months(told)
        assert len(read.paid) <= len(told.paid)
        assert gaps(read, LAWS) == gaps(told, LAWS)


def _as_read(one: Enrolment) -> Enrolment:
    """An enrolment without what entitlement does not look at."""
    return msgspec.structs.replace(one, employer_id=None, base_fen=None, moved_to=None)


def _months(cover: Cover) -> list[tuple[str, date, int | None]]:
    """Every month that was paid."""
    found: list[tuple[str, date, int | None]] = []
    for span in cover.paid:
        month = span.from_month
        while month <= span.until_month:
            found.append((span.scheme, month, span.place))
            month = add_months(month, 1)
    return sorted(found, key=str)


async def _lives(conn: Conn, someone: Somebody, draw: random.Random) -> None:
    """An enrolment, years brought forward, and bills: paid in time, late, or not at all."""
    scheme = draw.choice(["employee", "flexible", "resident"])
    starts = date(draw.randint(2020, 2023), 1 if scheme == "resident" else draw.randint(1, 12), 1)
    values = {
        "region": CITY,
        "person_id": someone.person.person_id,
        "scheme": scheme,
        "employer_id": EMPLOYER if scheme == "employee" else None,
        "owed_by": "employer" if scheme == "employee" else "person",
        "group": "adult" if scheme == "resident" else None,
        "starts_on": starts,
        "tariff_id": NOBODYS_TARIFF,
    }
    await conn.execute(EMPLOYERS.encode(), values)
    await conn.execute(ENROLS.encode(), values)
    step = 12 if scheme == "resident" else 1
    billed = starts
    if draw.random() < 0.7:
        billed = add_months(starts, step * draw.randint(1, 2))
        place = draw.choice([CITY, 110000])
        span = {"from": starts, "until": add_months(billed, -1), "place": place}
        await conn.execute(CARRIES.encode(), values | span)
    while billed <= date(2026, 2, 1):
        await conn.execute(BILLS.encode(), values | _bill(billed, step, draw))
        billed = add_months(billed, step)
    if scheme == "resident" and draw.random() < 0.5:
        year = date(draw.randint(2017, 2019), 1, 1)
        repair = {"period": year, "kind": "repair", "due_on": date(2026, 3, 31)}
        paid = draw.choice([None, date(2026, 3, 2)])
        paid_fen = 0 if paid is None else 40_000
        await conn.execute(
            BILLS.encode(), values | repair | {"paid_on": paid, "paid_fen": paid_fen}
        )


def _bill(period: date, step: int, draw: random.Random) -> dict[str, object]:
    """A month, or a cover year, paid in time mostly."""
    if step == 1:
        due_on = period.replace(day=25)
        in_time = period + timedelta(days=draw.randint(0, 20))
    else:
        due_on = period - timedelta(days=1)
        in_time = period - timedelta(days=draw.randint(1, 60))
    chance = draw.random()
    paid_on = in_time if chance < 0.75 else due_on + timedelta(days=draw.randint(1, 150))
    is_paid = chance < 0.93 and paid_on <= AT.date()
    return {
        "period": period,
        "kind": "month" if step == 1 else "year",
        "due_on": due_on,
        "paid_on": paid_on if is_paid else None,
        "paid_fen": 40_000 if is_paid else draw.choice([0, 100]),
    }


EMPLOYERS = """
INSERT INTO employers (region, employer_id, code, name)
SELECT %(region)s, %(employer_id)s, '91999900MA0000001X', '演示公司'
WHERE %(employer_id)s::bigint IS NOT NULL ON CONFLICT DO NOTHING
"""
ENROLS = """
INSERT INTO enrolments (region, person_id, enrolment_id, scheme, employer_id, "group", how,
    starts_on)
VALUES (%(region)s, %(person_id)s, gen_random_uuid(), %(scheme)s, %(employer_id)s, %(group)s,
    'registered', %(starts_on)s)
"""
CARRIES = """
INSERT INTO paid_spans (region, person_id, scheme, from_month, until_month, place)
VALUES (%(region)s, %(person_id)s, %(scheme)s, %(from)s, %(until)s, %(place)s)
"""
BILLS = """
INSERT INTO bills (region, person_id, period, kind, scheme, owed_by, employer_id, tariff_id,
    amounts, owed_fen, paid_fen, paid_on, due_on, issued_at)
VALUES (%(region)s, %(person_id)s, %(period)s, %(kind)s, %(scheme)s, %(owed_by)s, %(employer_id)s,
    %(tariff_id)s, ARRAY[40000], 40000, %(paid_fen)s, %(paid_on)s, %(due_on)s, %(period)s)
"""
