"""Values of contributions and entitlement, as people read them."""

import pytest

from yika.policy.model import Value
from yika.policy.saying import said


@pytest.mark.parametrize(
    ("value", "unit", "told"),
    [
        ({"month": 7, "day": 1}, "month_day", "1 July"),
        ({"day": "last", "months_later": 0}, "due", "the last day of the month itself"),
        ({"day": 15, "months_later": 1}, "due", "day 15, 1 month later"),
        (
            {"count": 1, "unit": "months", "from": "payment_month"},
            "wait",
            "after 1 month, counted from the month of payment",
        ),
        (
            {"count": 90, "unit": "days", "from": "payment_day", "day_after": "yes"},
            "wait",
            "after 90 days, counted from the day of payment, the day after",
        ),
        ("none", "charge", "none"),
        (
            [{"begins": "none", "retroactive": "unknown"}],
            "restart",
            "· benefit begins with the payment; covers the gap unknown",
        ),
    ],
)
def test_a_value_is_said_in_words(value: Value, unit: str, told: str):
    assert said(value, unit).en == told
    assert said(value, unit).zh
