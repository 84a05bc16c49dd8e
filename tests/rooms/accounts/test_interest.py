"""Interest on what was there each day, and the carry-over of a year: worked by hand."""

from datetime import date, datetime
from fractions import Fraction

import pytest

from tests.builders import BOOK, CITY
from tests.rooms.accounts.purse import LAWS, OUTSIDE, purse
from yika.accounts import interest
from yika.accounts.crediting import Payouts, pay_out
from yika.accounts.interest import NotCarryOverDay, Year, YearNotOver, day_sum, year_from
from yika.accounts.laws import AccountLaws, AccountRuleUnknown
from yika.accounts.model import Balances
from yika.ground.days import BEIJING
from yika.store.db import Database

YEAR = year_from(date(2025, 1, 1))
NEW_YEAR = datetime(2026, 1, 1, 6, tzinfo=BEIJING)


def test_a_year_has_the_days_it_has():
    assert (YEAR.days, year_from(date(2024, 1, 1)).days) == (365, 366)


def test_the_days_of_a_balance_are_summed_backwards_from_today():
    moves = [(date(2025, 1, 11), 1_000), (date(2025, 1, 21), -400), (date(2026, 1, 5), 77)]
    by_hand = 10 * 1_000 + (365 - 20) * 600  # ten days of 1000, then 600
    assert day_sum(677, moves, YEAR) == by_hand
    assert day_sum(600, [], Year(date(2025, 1, 1), date(2025, 1, 2))) == 600


def test_interest_is_rounded_half_up():
    rate = Fraction(15, 1000)
    assert interest.interest(10_000 * 365, rate, YEAR) == 150
    assert interest.interest(1_000_033 * 365, Fraction(1, 2_000_066), YEAR) == 1
    assert interest.interest(0, rate, YEAR) == 0


async def test_the_years_interest_and_carry_over_come_once(database: Database):
    rich = await purse(database)
    await rich.gets(100_000, "carried", datetime(2024, 12, 31, 9, tzinfo=BEIJING))
    await rich.gets(73_000, "current", datetime(2025, 1, 1, 9, tzinfo=BEIJING))
    await rich.spends(73_000, "current", datetime(2025, 1, 11, 9, tzinfo=BEIJING))
    await rich.gets(500, "current", datetime(2026, 1, 1, 1, tzinfo=BEIJING))
    for _ in range(2):
        await interest.pay_interest(database, LAWS, CITY, YEAR.since, NEW_YEAR)
        # 1000.00 for a year at 1.5%: 15.00; 730.00 for ten days: 0.30
        assert await rich.balances() == Balances(current=530, carried=101_500)
    for _ in range(2):
        await interest.carry_over(database, LAWS, CITY, NEW_YEAR.date(), NEW_YEAR)
        assert await rich.balances() == Balances(carried=102_030)


async def test_neither_comes_on_another_day_nor_by_a_guess(database: Database):
    with pytest.raises(YearNotOver):
        await interest.pay_interest(database, LAWS, CITY, date(2026, 1, 1), NEW_YEAR)
    with pytest.raises(NotCarryOverDay):
        await interest.carry_over(database, LAWS, CITY, date(2026, 7, 1), NEW_YEAR)
    elsewhere = AccountLaws(BOOK, "110000")
    with pytest.raises(AccountRuleUnknown):
        await interest.pay_interest(database, elsewhere, 110000, YEAR.since, NEW_YEAR)


async def test_interest_and_a_credit_of_the_same_day_each_pay_a_debt(database: Database):
    rich = await purse(database)
    await rich.gets(100_000, "carried", datetime(2024, 12, 31, 9, tzinfo=BEIJING))
    await rich.moved(rich.account("owed"), OUTSIDE, 2_000, "claw_back", NEW_YEAR)
    await interest.pay_interest(database, LAWS, CITY, YEAR.since, NEW_YEAR)
    assert await rich.balances() == Balances(carried=100_000, owed=500)
    payouts = Payouts()
    payouts.add(rich.person.person_id, YEAR.since, "credit", 0, 700)
    async with database.transaction() as conn:
        fund = ("account_fund", "current", "credit")
        await pay_out(conn, CITY, *fund, payouts, NEW_YEAR, YEAR.since)
    assert await rich.balances() == Balances(current=200, carried=100_000)
