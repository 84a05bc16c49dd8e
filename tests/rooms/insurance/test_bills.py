"""Bills of a whole region: amounts to the fen, once, resumed where they stopped."""

import asyncio
from datetime import date
from fractions import Fraction
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.builders import BOOK, CITY, OFFICER
from tests.rooms.insurance.households import APRIL, AT, MARCH, Town, at
from yika.accounts import runs
from yika.insurance.amounts.tariff import Tariff, TariffLine, tariff
from yika.insurance.books import bills, enrolment, tariffs
from yika.insurance.books.bills import bill_month, bill_year
from yika.people import service as people
from yika.people.model import PersonKey
from yika.store.db import Database

CHOICES = {"injury_class": "3"}


@pytest.fixture
def town(database: Database) -> Town:
    return Town(database)


@pytest.mark.covers("CONTR-06", "CONTR-23")
async def test_an_employee_owes_what_the_tariff_says_through_the_employer(town: Town):
    employer = await town.employer(injury_class=3)
    person = await town.employee(employer, 710_000)
    assert await town.billed(person) == 1
    bill = await town.bill(person)
    told = tariff(BOOK, "999900", "employee", MARCH, CHOICES)
    assert bill["amounts"] == told.amounts(710_000)
    assert bill["owed_fen"] == sum(told.amounts(710_000))
    assert bill["owed_by"] == "employer"
    assert bill["due_on"] == date(2026, 3, 31)
    by_line = {
        f"{line.insurance}.{line.payer}": amount
        for line, amount in zip(told.lines, bill["amounts"], strict=True)
    }
    assert "bill.issued" in await town.journalled(person)
    assert by_line["pension.employer"] == 113_600
    assert by_line["pension.person"] == 56_800


async def test_a_bill_made_again_is_the_same_bill(town: Town):
    person = await town.employee(await town.employer())
    assert await town.billed(person) == 1
    assert await town.billed(person) == 0
    assert len(await town.rows("SELECT FROM bills")) == 1
    assert len(await town.rows("SELECT FROM tariffs")) == 1


@given(data=st.data())
@settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
async def test_the_database_reckons_as_the_rule_does(data: st.DataObject, town: Town):
    """Random tariffs and bases: every amount equals the pure rule's to the fen."""
    told = data.draw(_tariffs())
    bases = data.draw(st.lists(st.integers(1, 5_000_000), min_size=1, max_size=20))
    kept = tariffs.Kept.of(BOOK, told)
    row: dict[str, Any] = {
        **kept.arithmetic(),
        "of_scheme": "flexible",
        "of_options": {},
        "of_class": None,
        "of_group": None,
        "of_newborn": False,
        "due_on": MARCH,
    }
    persons = [await _flexible(town, base) for base in bases]
    async with town.database.transaction() as conn:
        await tariffs.keep(conn, CITY, [kept])
        values: dict[str, Any] = {
            "region": CITY,
            "person_ids": [person.person_id for person in persons],
            "period": MARCH,
            "first": MARCH,
            "last": date(2026, 3, 31),
            "kind": "month",
            "issued_at": AT,
            "issued_on": AT.date(),
            "tariffs": msgspec.json.encode([row]).decode(),
        }
        await conn.execute(bills.QUERIES["issue"], values)
    query = "SELECT amounts, owed_fen FROM bills WHERE person_id = ANY(%s) ORDER BY person_id"
    found = await town.rows(query, [person.person_id for person in persons])
    for base, (amounts, owed) in zip(bases, found, strict=True):
        expected = told.amounts(base)
        assert amounts == expected
        payers = [line.payer for line in told.lines]
        assert owed == sum(a for a, p in zip(expected, payers, strict=True) if p != "subsidy")


async def test_a_run_that_was_cut_short_goes_on_where_it_stopped(
    town: Town, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(runs, "BATCH_MAX", 2)
    employer = await town.employer()
    persons = [await town.employee(employer, 500_000 + n) for n in range(7)]
    heard: list[int] = []

    def cut(done: int) -> None:
        heard.append(done)
        if done >= 4:
            raise RuntimeError("the power went")

    with pytest.raises(RuntimeError):
        await bill_month(town.database, BOOK, CITY, MARCH, AT, cut)
    assert len(await town.rows("SELECT FROM bills")) == 4
    run = await bill_month(town.database, BOOK, CITY, MARCH, AT, heard.append)
    assert run.done == len(persons)
    assert heard == [2, 4, 6, 7]
    assert run.finished_at is not None
    assert len(await town.rows("SELECT DISTINCT person_id FROM bills")) == len(persons)
    again = await bill_month(town.database, BOOK, CITY, MARCH, at(3, 20), heard.append)
    assert again == run
    assert len(await town.rows("SELECT FROM bills")) == len(persons)


async def test_two_runs_at_once_take_turns(town: Town, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(runs, "BATCH_MAX", 2)
    employer = await town.employer()
    persons = [await town.employee(employer, 500_000 + n) for n in range(9)]
    three = asyncio.gather(*(bill_month(town.database, BOOK, CITY, MARCH, AT) for _ in range(3)))
    done, _ = await asyncio.gather(three, town.paid(employer, 1_000_000))
    assert [run.done for run in done] == [len(persons)] * 3
    assert len(await town.rows("SELECT FROM bills")) == len(persons)


async def test_somebody_enrolled_after_the_run_is_billed_for_the_months_made(town: Town):
    employer = await town.employer()
    for month in (date(2026, 1, 1), date(2026, 2, 1), MARCH):
        await bill_month(town.database, BOOK, CITY, month, AT)
    person = await town.employee(employer, since=date(2026, 2, 1))
    async with town.database.transaction() as conn:
        await people.lock(conn, [person])
        assert await bills.catch_up(conn, BOOK, person, date(2026, 2, 1), AT) == 2
    periods = await town.rows("SELECT period FROM bills ORDER BY period")
    assert periods == [(date(2026, 2, 1),), (MARCH,)]


async def test_a_batch_that_fails_leaves_nothing_half_done(
    town: Town, monkeypatch: pytest.MonkeyPatch
):
    person = await town.employee(await town.employer())
    real = bills.bill_people

    async def fails(*given: Any) -> int:
        await real(*given)
        raise RuntimeError("the power went")

    monkeypatch.setattr(bills, "bill_people", fails)
    with pytest.raises(RuntimeError):
        await bill_month(town.database, BOOK, CITY, MARCH, AT)
    assert not await town.rows("SELECT FROM bills")
    assert not await town.rows("SELECT FROM runs")
    monkeypatch.setattr(bills, "bill_people", real)
    await bill_month(town.database, BOOK, CITY, MARCH, AT)
    assert (await town.bill(person))["owed_fen"] > 0


async def test_the_month_is_owed_by_whoever_is_enrolled_in_it(town: Town):
    first, second = await town.employer(), await town.employer()
    person = await town.employee(first)
    retired = await town.person()
    await town.enrolled(person=retired, scheme="resident", group="adult", starts_on=MARCH)
    async with town.database.transaction() as conn:
        await enrolment.leave(conn, OFFICER, person, date(2026, 3, 10), "left", AT)
    await town.enrolled(
        person,
        scheme="employee",
        employer_id=second.employer_id,
        base_fen=600_000,
        starts_on=date(2026, 3, 20),
    )
    await bill_month(town.database, BOOK, CITY, MARCH, AT)
    rows = await town.rows("SELECT person_id, employer_id, base_fen FROM bills")
    assert rows == [(person.person_id, second.employer_id, 600_000)]


@pytest.mark.covers("CONTR-15")
async def test_a_flexible_worker_owes_alone_on_the_set_base(town: Town):
    person = await town.person()
    await town.enrolled(person, scheme="flexible", base_fen=500_000, starts_on=MARCH)
    await town.billed(person)
    bill = await town.bill(person)
    assert bill["owed_by"] == "person"
    assert bill["due_on"] == date(2026, 3, 25)
    told = tariff(BOOK, "999900", "flexible", MARCH, {})
    by_line = {
        line.insurance: amount for line, amount in zip(told.lines, bill["amounts"], strict=True)
    }
    assert by_line["medical"] + by_line["large_sum"] == 33_716  # not 352.16: 15 is added once


@pytest.mark.covers("CONTR-19")
async def test_a_resident_owes_the_personal_part_for_the_year(town: Town):
    person = await town.person()
    await town.enrolled(person, scheme="resident", group="adult", starts_on=date(2026, 1, 1))
    when = at(11, 20, 2025)
    await bill_year(town.database, BOOK, CITY, 2026, when)
    bill = await town.bill(person, "year")
    assert bill["amounts"] == [40_000, 70_000]
    assert bill["owed_fen"] == 40_000
    assert bill["due_on"] == date(2025, 12, 31)
    await bill_month(town.database, BOOK, CITY, MARCH, AT)
    assert len(await town.rows("SELECT FROM bills")) == 1


@pytest.mark.covers("CONTR-22")
async def test_who_missed_the_window_may_pay_until_the_end_of_march(town: Town):
    person = await town.person()
    await town.enrolled(person, scheme="resident", group="adult", starts_on=date(2026, 2, 1))
    await town.billed_year(person, 2026, at(2, 1))
    assert (await town.bill(person, "year"))["due_on"] == date(2026, 3, 31)


async def test_april_is_another_bill(town: Town):
    person = await town.employee(await town.employer())
    await town.billed(person)
    await town.billed(person, month=APRIL)
    assert len(await town.rows("SELECT FROM bills WHERE person_id = %s", person.person_id)) == 2


async def _flexible(town: Town, base: int) -> PersonKey:
    person = await town.person()
    await town.enrolled(person, scheme="flexible", base_fen=base, starts_on=MARCH)
    return person


@st.composite
def _tariffs(draw: st.DrawFn) -> Tariff:
    return Tariff(
        division="999900",
        scheme="flexible",
        period=MARCH,
        options={},
        lines=tuple(draw(st.lists(_lines(), min_size=1, max_size=8))),
        unknown=(),
        base_unit_fen=draw(st.sampled_from([1, 100])),
        rounding_fen=draw(st.sampled_from([1, 100])),
        rounding_mode=draw(st.sampled_from(["half_up", "down", "up"])),
        rounding_each=draw(st.sampled_from(["insurance", "total"])),
    )


@st.composite
def _lines(draw: st.DrawFn) -> TariffLine:
    rate = Fraction(draw(st.integers(0, 3_000)), draw(st.sampled_from([10_000, 100_000])))
    plus = Fraction(draw(st.integers(0, 10_000)), draw(st.sampled_from([1, 3, 12])))
    den = rate.denominator * plus.denominator
    floor = draw(st.none() | st.integers(1, 600_000))
    ceiling = draw(st.none() | st.integers(600_000, 4_000_000))
    return TariffLine(
        insurance=draw(st.sampled_from(["pension", "medical", "unemployment"])),
        payer=draw(st.sampled_from(["employer", "person", "subsidy"])),
        per="month",
        rate_num=rate.numerator * plus.denominator,
        plus_num=plus.numerator * rate.denominator,
        den=den,
        floor_fen=floor,
        ceiling_fen=ceiling,
    )
