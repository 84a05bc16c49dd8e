"""Which money goes first, and limits on a span of time: worked by hand."""

from datetime import date

import pytest

from tests.builders import AT, BOOK
from yika.accounts import spending
from yika.accounts.laws import AccountLaws, SpendLimit
from yika.accounts.model import Balances
from yika.ground.money import fen

CITY_LAWS = AccountLaws(BOOK, "999900")
HELD = Balances(current=30_000, carried=50_000)


@pytest.mark.parametrize(
    ("order", "amount", "taken"),
    [
        (("current", "carried"), 20_000, {"current": 20_000}),
        (("current", "carried"), 45_000, {"current": 30_000, "carried": 15_000}),
        (("carried", "current"), 45_000, {"carried": 45_000}),
        (("carried", "current"), 90_000, {"carried": 50_000, "current": 30_000}),
        (("current",), 90_000, {"current": 30_000}),
        (("current", "carried"), 0, {}),
    ],
)
def test_the_regions_order_says_which_money_goes_first(
    order: tuple[str, ...], amount: int, taken: dict[str, int]
):
    assert spending.parts(HELD, order, amount) == taken


@pytest.mark.parametrize(
    ("per", "day", "first", "last"),
    [
        ("day", date(2026, 2, 20), date(2026, 2, 20), date(2026, 2, 20)),
        ("half_month", date(2026, 2, 15), date(2026, 2, 1), date(2026, 2, 15)),
        ("half_month", date(2026, 2, 16), date(2026, 2, 16), date(2026, 2, 28)),
        ("half_month", date(2024, 2, 29), date(2024, 2, 16), date(2024, 2, 29)),
        ("month", date(2026, 12, 31), date(2026, 12, 1), date(2026, 12, 31)),
        ("year", date(2026, 3, 16), date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_a_limit_counts_within_its_span(per: str, day: date, first: date, last: date):
    assert spending.window(per, day) == (first, last)


@pytest.mark.covers("ACCT-04")
def test_two_hundred_yuan_for_each_half_month_at_pharmacies():
    limit = CITY_LAWS.spend_limit(AT)
    assert limit is not None
    assert limit == SpendLimit(fen("200.00"), "half_month", "pharmacy")
    spent = {date(2026, 3, 15): fen("200.00"), date(2026, 3, 16): fen("150.00")}
    day = date(2026, 3, 20)
    assert spending.allowed(limit, "pharmacy", day, spent, fen("80.00")) == fen("50.00")
    assert spending.allowed(limit, "hospital", day, spent, fen("80.00")) == fen("80.00")
    assert spending.allowed(limit, "pharmacy", date(2026, 4, 1), spent, fen("80.00")) == fen(
        "80.00"
    )
    assert spending.allowed(None, "pharmacy", day, spent, fen("80.00")) == fen("80.00")
    anywhere = limit._replace(at="anywhere")
    assert spending.allowed(anywhere, "hospital", day, spent, fen("80.00")) == fen("50.00")
    full = {day: fen("200.00")}
    assert spending.allowed(limit, "pharmacy", day, full, 1) == 0
