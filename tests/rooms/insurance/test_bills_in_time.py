"""When bills may be made, and until when what is billed late is paid in time."""

from datetime import date, datetime, timedelta

import pytest

from tests.builders import BOOK, CITY
from tests.rooms.insurance.households import APRIL, Town, at
from yika.ground.days import BEIJING
from yika.insurance.books.billing import NotYet
from yika.insurance.books.bills import bill_month, bill_year
from yika.insurance.entitled.entitlement_laws import EntitlementLaws
from yika.insurance.entitled.gaps import gaps
from yika.insurance.service import cover_of
from yika.people.model import PersonKey
from yika.store.db import Database


@pytest.fixture
def town(database: Database) -> Town:
    return Town(database)


async def test_a_month_is_billed_once_it_has_begun(town: Town):
    await town.employee(await town.employer())
    eve = datetime(2026, 3, 31, 23, 59, tzinfo=BEIJING)
    with pytest.raises(NotYet) as refused:
        await bill_month(town.database, BOOK, CITY, APRIL, eve)
    assert refused.value.facts == {"period": "2026-04", "now": eve.date()}
    assert not await town.rows("SELECT FROM bills")
    assert not await town.rows("SELECT FROM runs")
    run = await bill_month(town.database, BOOK, CITY, APRIL, eve + timedelta(minutes=1))
    assert run.done == 1


@pytest.mark.parametrize(("day", "year"), [(at(10, 1, 2025), 2026), (at(11, 20, 2025), 2027)])
async def test_a_cover_year_is_not_billed_before_its_window(town: Town, day: datetime, year: int):
    with pytest.raises(NotYet):
        await bill_year(town.database, BOOK, CITY, year, day)


async def test_what_is_billed_late_is_due_with_the_month_it_is_billed_in(town: Town):
    employee = await town.employee(await town.employer())
    await bill_month(town.database, BOOK, CITY, date(2026, 1, 1), at(3, 20))
    assert (await town.bill(employee))["due_on"] == date(2026, 3, 31)
    assert await _stopped(town, employee, at(3, 31)) == []
    assert await _stopped(town, employee, at(4, 1)) == ["arrears_employer"]


@pytest.mark.parametrize(("made", "due"), [(20, 25), (28, 28)])
async def test_nothing_is_due_before_it_is_billed(town: Town, made: int, due: int):
    person = await town.person()
    january = date(2026, 1, 1)
    await town.enrolled(person, scheme="flexible", base_fen=500_000, starts_on=january)
    await town.billed(person, month=january, when=at(3, made))
    assert (await town.bill(person))["due_on"] == date(2026, 3, due)


async def _stopped(town: Town, person: PersonKey, when: datetime) -> list[str]:
    """Why benefits are stopped at an instant by what is not paid."""
    async with town.database.transaction() as conn:
        cover = await cover_of(conn, person)
    day = when.date()
    return [
        gap.cause
        for gap in gaps(cover, EntitlementLaws(BOOK, "999900"))
        if (gap.since is None or gap.since <= day) and (gap.until is None or day < gap.until)
    ]
