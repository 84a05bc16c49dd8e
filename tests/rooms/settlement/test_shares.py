"""Shares that change by a factor, and bounds that begin anew with every bill. Amounts in yuan."""

from typing import Any

import pytest

from tests.rooms.settlement.places import HALF, a_case, bill, funds, laws, settled
from yika.settlement.model import SoFar
from yika.settlement.pricing.benefit import price

BOUNDS: dict[str, Any] = {
    "bounds_on": "in_scope",
    "rows": [{"segments": [{"up_to": "1000.00", "share": "50%"}, {"share": "90%"}]}],
}
STAY: dict[str, Any] = {"per": "admission", "rows": [{"amount": "200.00"}]}


def test_bounds_begin_anew_with_every_bill_where_the_place_has_it_so():
    place = laws(inpatient_deductible=STAY, inpatient_share={**BOUNDS, "bounds_anew": "yes"})
    assert funds(settled(place, 1500, 1500)) == [400 + 450] * 2
    assert funds(settled(laws(inpatient_deductible=STAY, inpatient_share=BOUNDS), 1500, 1500)) == [
        850,
        1170,
    ]


def test_so_may_those_of_a_further_layer():
    layer = {
        "base": "self_paid",
        "over": ["inpatient"],
        "deductible": "none",
        "shares": {**BOUNDS, "bounds_on": "above_deductible", "bounds_anew": "yes"},
        "ceiling": "none",
    }
    place = laws(inpatient_share=HALF, critical_illness=layer)
    # Of 1,500 paid oneself of each: 1,000 × 50% + 500 × 90%.
    assert funds(settled(place, 3000, 3000)) == [1500 + 950] * 2


@pytest.mark.parametrize(("months", "paid"), [(2, 425), (3, 850)])
def test_the_newly_insured_may_have_a_part_of_the_share(months: int, paid: int):
    half = {"if": {"months_below": 3}, "share_times": "50%"}
    rows = [{"segments": [{"share": "85%"}]}]
    place = laws(inpatient_share={"bounds_on": "in_scope", "rows": rows, "adjust": [half]})
    assert funds(settled(place, 1000, months=months)) == [paid]


def test_care_elsewhere_may_have_a_part_of_what_is_left_after_the_rest_is_changed():
    points = {"if": {"status": ["retired"]}, "points": "+10"}
    place = laws(
        inpatient_share={**HALF, "adjust": [points]},
        remote={"rows": [{"if": {"off_site": ["unregistered"]}, "share_times": "80%"}]},
    )
    told = a_case(off_site="unregistered", retired=True)
    assert price(place.terms(told), told, bill(1000), SoFar()).shares.fund_fen == 480_00
