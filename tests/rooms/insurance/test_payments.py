"""Payments: once, in parts, too much, too late, back; every fen is on an account of the region."""

import asyncio
from collections.abc import AsyncGenerator
from datetime import date, timedelta
from fractions import Fraction
from uuid import uuid4

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import BOOK, CITY, OFFICER
from tests.rooms.insurance.households import (
    APRIL,
    AT,
    MARCH,
    Town,
    a_flexible_worker,
    all_money_adds_up,
    at,
)
from yika.insurance import service
from yika.insurance.books import repairs
from yika.insurance.books.bills import bill_month
from yika.insurance.books.payments import (
    NothingLeft,
    PaymentReused,
    RefundReused,
    refund,
    use_credits,
)
from yika.insurance.books.placing import Open, fee, place
from yika.insurance.books.repairs import YearNotLapsed
from yika.people import service as people
from yika.store.db import Database

A_DAY = Fraction(5, 10_000)


@pytest.fixture
async def town(database: Database) -> AsyncGenerator[Town]:
    town = Town(database)
    yield town
    await all_money_adds_up(town)


async def test_an_employer_pays_for_all_its_people_at_once(town: Town):
    employer = await town.employer()
    persons = [await town.employee(employer, base) for base in (500_000, 710_000)]
    await town.billed(*persons)
    owed = sum([(await town.bill(person))["owed_fen"] for person in persons])
    receipt = await town.paid(employer, owed)
    assert receipt.credit_fen == 0
    assert {part.person_id for part in receipt.placed} == {one.person_id for one in persons}
    for person in persons:
        bill = await town.bill(person)
        assert bill["paid_on"] == AT.date()
        assert "contribution.paid" in await town.journalled(person)
    health = "SELECT sum(amounts[2] + amounts[1]) FROM bills"
    assert await town.rows(health)
    assert await town.balance("pooled") + await town.balance("collected") == owed
    lines = (await town.rows("SELECT lines FROM tariffs"))[0][0]
    ours = [
        n
        for n, line in enumerate(lines)
        if line["insurance"] in ("medical", "maternity", "large_sum")
    ]
    amounts = [(await town.bill(person))["amounts"] for person in persons]
    assert await town.balance("pooled") == sum(one[n] for one in amounts for n in ours)


@pytest.mark.covers("CONTR-25")
async def test_the_same_payment_twice_moves_money_once(town: Town):
    person, bill = await a_flexible_worker(town)
    payment_id = uuid4()
    first = await town.paid(person, bill["owed_fen"], payment_id=payment_id)
    again = await town.paid(person, bill["owed_fen"], payment_id=payment_id)
    assert again.replayed
    assert msgspec.structs.replace(again, replayed=False) == first
    assert await town.balance("outside") == -bill["owed_fen"]


async def test_the_same_payment_at_once_moves_money_once(town: Town):
    person, bill = await a_flexible_worker(town)
    payment_id = uuid4()
    owed = bill["owed_fen"]
    receipts = await asyncio.gather(
        *(town.paid(person, owed, payment_id=payment_id) for _ in range(6))
    )
    assert sum(not receipt.replayed for receipt in receipts) == 1
    assert await town.balance("outside") == -owed
    assert (await town.bill(person))["paid_fen"] == owed


async def test_two_payments_at_once_are_both_kept(town: Town):
    person, bill = await a_flexible_worker(town)
    half = bill["owed_fen"] // 2
    await asyncio.gather(*(town.paid(person, half) for _ in range(3)))
    assert (await town.bill(person))["paid_fen"] == bill["owed_fen"]
    assert await town.balance("suspense") == 3 * half - bill["owed_fen"]


async def test_an_id_with_other_content_is_refused_by_name(town: Town):
    person, bill = await a_flexible_worker(town)
    payment_id = uuid4()
    await town.paid(person, bill["owed_fen"], payment_id=payment_id)
    with pytest.raises(PaymentReused) as refused:
        await town.paid(person, bill["owed_fen"] + 1, at(3, 17), payment_id=payment_id)
    assert refused.value.facts == {"fields": ["amount_fen", "paid_at"]}


async def test_a_part_is_kept_and_the_rest_stays_open(town: Town):
    person, bill = await a_flexible_worker(town)
    await town.paid(person, 10_000)
    after = await town.bill(person)
    assert (after["paid_fen"], after["paid_on"]) == (10_000, None)
    await town.paid(person, bill["owed_fen"] - 10_000, at(3, 20))
    assert (await town.bill(person))["paid_on"] == date(2026, 3, 20)


async def test_too_much_pays_the_next_bill(town: Town):
    person, bill = await a_flexible_worker(town)
    receipt = await town.paid(person, 2 * bill["owed_fen"])
    assert receipt.credit_fen == bill["owed_fen"]
    assert await town.balance("suspense") == bill["owed_fen"]
    await bill_month(town.database, BOOK, CITY, APRIL, at(4, 1))
    assert (await town.bill(person))["paid_fen"] == 0
    assert await use_credits(town.database, BOOK, OFFICER, CITY, at(4, 1)) == 1
    april = await town.bill(person)
    assert (april["period"], april["paid_on"]) == (APRIL, date(2026, 4, 1))


async def test_too_much_goes_back_once(town: Town):
    person, bill = await a_flexible_worker(town)
    receipt = await town.paid(person, bill["owed_fen"] + 500)
    refund_id = uuid4()
    for expected_replay in (False, True):
        async with town.database.transaction() as conn:
            told = await refund(conn, OFFICER, CITY, receipt.payment_id, refund_id, 500, at(3, 18))
        assert (told.refunded_fen, told.replayed) == (500, expected_replay)
    assert await town.balance("outside") == -bill["owed_fen"]
    for refused_id, amount, kind in ((uuid4(), 1, NothingLeft), (refund_id, 400, RefundReused)):
        with pytest.raises(kind):
            async with town.database.transaction() as conn:
                await refund(conn, OFFICER, CITY, receipt.payment_id, refused_id, amount, at(3, 18))


@pytest.mark.covers("CONTR-26")
async def test_an_employer_two_months_late_pays_the_fee_by_the_day(town: Town):
    employer = await town.employer()
    person = await town.employee(employer)
    await town.billed(person)
    await town.billed(person, month=APRIL)
    owed = (await town.bill(person))["owed_fen"]
    when = at(5, 10)
    fees = [fee(owed, A_DAY, due, when.date()) for due in (date(2026, 3, 31), date(2026, 4, 30))]
    assert fees[0] == (owed * 5 * 40 + 5_000) // 10_000  # 40 days, half up
    receipt = await town.paid(employer, 2 * owed + sum(fees), when)
    assert receipt.credit_fen == 0
    assert [part.amount_fen for part in receipt.placed if part.purpose == "late_fee"] == fees
    assert await town.balance("late_fees") == sum(fees)
    assert (await town.bill(person))["paid_on"] == when.date()


async def test_the_oldest_month_is_paid_first(town: Town):
    person, bill = await a_flexible_worker(town)
    await town.billed(person, month=APRIL)
    await town.paid(person, bill["owed_fen"], at(4, 2))
    paid = await town.rows("SELECT period FROM bills WHERE paid_on IS NOT NULL")
    assert paid == [(MARCH,)]


@pytest.mark.covers("CONTR-34")
async def test_a_relative_pays_the_premium(town: Town):
    child, parent = await town.person(date(2015, 1, 1)), await town.person()
    await town.enrolled(child, scheme="resident", group="pupil", starts_on=date(2026, 1, 1))
    await town.billed_year(child, 2026, at(11, 20, 2025))
    await town.paid(child, 40_000, at(12, 1, 2025), by=parent)
    assert (await town.bill(child, "year"))["paid_on"] == date(2025, 12, 1)
    row = "SELECT payer_id, for_id FROM payments"
    assert await town.rows(row) == [(parent.person_id, child.person_id)]


async def test_a_lapsed_year_is_repaired_by_paying_for_it(town: Town):
    person = await town.person()
    await town.enrolled(person, scheme="resident", group="adult", starts_on=date(2026, 1, 1))
    async with town.database.transaction() as conn:
        await people.lock(conn, [person])
        owed = await repairs.repair(conn, BOOK, OFFICER, person, 2025, at(11, 1))
    assert owed == 40_000
    with pytest.raises(YearNotLapsed):
        async with town.database.transaction() as conn:
            await repairs.repair(conn, BOOK, OFFICER, person, 2025, at(11, 1))
    await town.paid(person, owed, at(11, 2))
    async with town.database.transaction() as conn:
        assert (await service.cover_of(conn, person)).repaired == (2025,)


_days = st.integers(0, 900).map(lambda days: date(2026, 1, 1) + timedelta(days=days))
_bill = st.builds(
    Open,
    person_id=st.just(1),
    period=st.just(MARCH),
    kind=st.just("month"),
    seq=st.just(0),
    owed_by=st.just("employer"),
    due_on=_days,
    issued_on=st.just(MARCH),
    owed_fen=st.integers(1, 10_000_000),
    paid_fen=st.just(0),
    pooled_fen=st.just(0),
)


@given(st.integers(1, 10**9), st.lists(_bill, max_size=6), _days)
def test_no_fen_is_placed_twice_or_lost(amount: int, bills: list[Open], paid_on: date):
    parts = place(amount, bills, lambda _: A_DAY, paid_on)
    used = sum(part.amount_fen + part.fee_fen for part in parts)
    assert used <= amount
    for part, bill in zip(parts, bills, strict=False):
        assert part.bill == bill
        assert 0 < part.amount_fen <= bill.owed_fen
    assert all(part.amount_fen == part.bill.owed_fen for part in parts[:-1])
    if parts and parts[-1].amount_fen < parts[-1].bill.owed_fen:
        bill, more = parts[-1].bill, parts[-1].amount_fen + 1
        assert (
            used
            - parts[-1].amount_fen
            - parts[-1].fee_fen
            + more
            + fee(more, A_DAY, bill.due_on, paid_on)
            > amount
        )
