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
        ({"as": "inpatient"}, "ceiling", "as for hospital stays"),
        (
            {
                "per": "admission",
                "rows": [{"if": {"age_until": 17, "level": ["level_3"]}, "amount": "400.00"}],
                "later": {"rows": [{"amount": "unknown"}]},
                "later_same_level": "yes",
                "every_days": 90,
            },
            "deductible",
            (
                "an admission:\n"
                "· up to the age of 17, hospital of level 3: 400.00\n"
                "a later stay at the same level:\n"
                "· unknown\n"
                "· once more for each 90 days"
            ),
        ),
        (
            {
                "per": "admission",
                "rows": [{"amount": "800.00"}],
                "later": [{"share": "50%"}, {"rows": [{"amount": "100.00"}]}, {"share": "0%"}],
            },
            "deductible",
            (
                "an admission:\n"
                "· 800.00\n"
                "· a later stay (number 2): 50%\n"
                "a later stay (number 3):\n"
                "· 100.00\n"
                "· a later stay (from number 4 on): 0%"
            ),
        ),
        (
            {
                "on": "paid",
                "over": ["two_diseases"],
                "rows": [{"amount": "960.00"}],
                "within": [{"if": {"disease": ["diabetes"]}, "amount": "600.00"}],
            },
            "ceiling",
            (
                "· counted on: what is paid\n"
                "· over: high blood pressure and diabetes\n"
                "· 960.00\n"
                "of it at most:\n"
                "· diabetes: 600.00"
            ),
        ),
        (
            {
                "bounds_on": "in_scope",
                "bounds_anew": "yes",
                "rows": [{"segments": [{"share": "85%"}]}],
                "adjust": [{"if": {"months_below": 3}, "share_times": "50%"}],
            },
            "share_table",
            (
                "· bounds run on: cost within scope in the year\n"
                "· bounds begin anew with every bill\n"
                "· 85%\n"
                "· fewer than 3 continuous months: share × 50%"
            ),
        ),
        (
            {
                "bounds_on": "in_scope",
                "rows": [{"segments": [{"up_to": "100.00", "share": "50%"}, {"share": "unknown"}]}],
                "adjust": [{"if": {"signed": ["yes"], "tier": ["2"]}, "points": "+3"}],
            },
            "share_table",
            (
                "· bounds run on: cost within scope in the year\n"
                "· 50% up to 100.00, then unknown\n"
                "· signed with the centre, tier 2: +3 points"
            ),
        ),
    ],
)
def test_a_value_is_said_in_words(value: Value, unit: str, told: str):
    assert said(value, unit).en == told
    assert said(value, unit).zh
