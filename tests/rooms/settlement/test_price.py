"""The other moves of a layer by example: shares, ceilings, further layers, routes."""

from datetime import date
from typing import Any

import pytest

from tests.rooms.settlement.places import (
    HALF,
    ON,
    WHOLE,
    a_case,
    bill,
    deductibles,
    funds,
    laws,
    settled,
)
from yika.policy.model import Confidence, Other, Source
from yika.settlement.model import Pool, SoFar
from yika.settlement.pricing.benefit import price
from yika.settlement.pricing.found import BenefitNeeds, BenefitUnknown


@pytest.mark.covers("BEN-03")
@pytest.mark.parametrize(
    ("bounds_on", "paid"), [("in_scope", 42_895_00), ("above_deductible", 42_765_00)]
)
def test_segments_run_on_what_the_law_says(bounds_on: str, paid: int):
    segments = [
        {"up_to": "30000.00", "share": "85%"},
        {"up_to": "40000.00", "share": "90%"},
        {"share": "95%"},
    ]
    place = laws(
        inpatient_deductible={"per": "admission", "rows": [{"amount": "1300.00"}]},
        inpatient_share={"bounds_on": bounds_on, "rows": [{"segments": segments}]},
    )
    assert settled(place, 50_000)[0].shares.fund_fen == paid


def test_bounds_may_run_on_what_one_paid_oneself():
    segments = [{"up_to": "1000.00", "share": "50%"}, {"share": "90%"}]
    place = laws(
        inpatient_deductible={"per": "year", "rows": [{"amount": "400.00"}]},
        inpatient_share={"bounds_on": "self_paid", "rows": [{"segments": segments}]},
    )
    assert funds(settled(place, 400 + 1200 + 100)) == [600 + 90]
    assert funds(settled(place, 400 + 1000, 200, 100)) == [500, 100, 90]


def test_segments_go_on_where_the_bill_before_stopped():
    segments = [{"up_to": "1000.00", "share": "50%"}, {"share": "90%"}]
    place = laws(inpatient_share={"bounds_on": "in_scope", "rows": [{"segments": segments}]})
    assert funds(settled(place, 600, 600, 600)) == [300, 380, 540]


def test_the_retired_have_points_more_or_pay_less_themselves_never_above_all():
    adjust = [{"if": {"status": ["retired"]}, "points": "+2"}]
    place = laws(inpatient_share={**HALF, "adjust": adjust})
    assert funds([*settled(place, 1000), *settled(place, 1000, retired=True)]) == [500, 520]
    times = [{"if": {"status": ["retired"]}, "self_pay_times": "80%"}]
    place = laws(inpatient_share={**HALF, "adjust": times})
    assert funds(settled(place, 1000, retired=True)) == [600]
    place = laws(inpatient_share={**WHOLE, "adjust": adjust})
    assert funds(settled(place, 1000, retired=True)) == [1000]


@pytest.mark.covers("BEN-10")
def test_nothing_is_paid_above_the_ceiling_and_several_kinds_may_share_one():
    ceiling = {"on": "paid", "over": ["inpatient", "outpatient"], "rows": [{"amount": "800.00"}]}
    place = laws(inpatient_share=HALF, inpatient_ceiling=ceiling)
    assert funds(settled(place, 1000, 1000, 1000)) == [500, 300, 0]
    place = laws(
        inpatient_share=HALF,
        inpatient_ceiling=ceiling,
        outpatient_share=HALF,
        outpatient_ceiling=ceiling,
    )
    out = a_case(kind="outpatient")
    first = price(place.terms(out), out, bill(1000), SoFar())
    stay = a_case()
    assert price(place.terms(stay), stay, bill(1000), first.after).shares.fund_fen == 300_00


def test_a_ceiling_may_be_on_the_cost():
    ceiling = {"on": "cost", "over": ["outpatient"], "rows": [{"amount": "800.00"}]}
    place = laws(outpatient_share=HALF, outpatient_ceiling=ceiling)
    assert funds(settled(place, 500, 500, 500, kind="outpatient")) == [250, 150, 0]


@pytest.mark.covers("BEN-06")
def test_a_ceiling_goes_by_the_months_paid_and_is_asked_only_when_it_is_reached():
    rows = [{"if": {"months_from": 12}, "amount": "490000.00"}, {"amount": "290000.00"}]
    place = laws(
        inpatient_share=WHOLE, inpatient_ceiling={"on": "paid", "over": ["inpatient"], "rows": rows}
    )
    assert funds(settled(place, 500_000, months=11)) == [290_000]
    assert funds(settled(place, 500_000, months=12)) == [490_000]
    assert funds(settled(place, 290_000)) == [290_000]
    with pytest.raises(BenefitNeeds, match="needs=months"):
        settled(place, 290_001)


def test_the_large_sum_fund_pays_of_what_the_ceiling_cut():
    ceiling = {"on": "paid", "over": ["inpatient"], "rows": [{"amount": "1000.00"}]}
    layer = {
        "base": "over_ceiling",
        "over": ["inpatient"],
        "deductible": "none",
        "shares": {"bounds_on": "self_paid", "rows": [{"segments": [{"share": "80%"}]}]},
        "ceiling": "none",
    }
    place = laws(inpatient_share=HALF, inpatient_ceiling=ceiling, large_sum=layer)
    found = settled(place, 3000, 1000)
    assert [dict(one.shares.layers) for one in found] == [
        {"basic": 1000_00, "large_sum": 800_00},
        {"large_sum": 800_00},
    ]


def test_critical_illness_runs_on_what_one_paid_oneself_over_several_kinds():
    """The Hubei scale: of 150,000 paid oneself 93,800 come back."""
    segments = [
        {"up_to": "30000.00", "share": "60%"},
        {"up_to": "100000.00", "share": "65%"},
        {"share": "75%"},
    ]
    layer = {
        "base": "self_paid",
        "over": ["inpatient", "outpatient"],
        "deductible": {"per": "year", "rows": [{"amount": "12000.00"}]},
        "shares": {"bounds_on": "self_paid", "rows": [{"segments": segments}]},
        "ceiling": "none",
    }
    place = laws(inpatient_share=HALF, critical_illness=layer)
    [one] = settled(place, 300_000)
    assert one.shares.layers["critical_illness"] == 93_800_00
    several = settled(place, 20_000, 30_000, 250_000)
    assert sum(one.shares.layers.get("critical_illness", 0) for one in several) == 93_800_00


def test_the_account_pays_before_the_deductible_where_the_region_has_it_so():
    place = laws(
        outpatient_deductible={"per": "year", "rows": [{"amount": "500.00"}]},
        outpatient_share=HALF,
        account_first={"kinds": ["outpatient"], "wallets": ["current"]},
    )
    case = a_case(kind="outpatient")
    terms = place.terms(case)
    assert terms.prepays == ("current",)
    found = price(terms, case, bill(1000), SoFar(), 300_00).shares
    assert (found.prepaid_fen, found.deductible_fen, found.fund_fen) == (300_00, 500_00, 100_00)
    assert found.person_fen == 900_00


@pytest.mark.covers("BEN-12")
def test_care_elsewhere_is_paid_by_the_rules_of_home_with_fewer_points():
    rows = [
        {"if": {"off_site": ["long_term"]}, "points": "0"},
        {"if": {"off_site": ["unregistered"]}, "points": "-10"},
    ]
    place = laws(inpatient_share=HALF, remote={"rows": rows})
    paid = {
        one: funds(settled(place, 1000, off_site=one))
        for one in (None, "long_term", "unregistered")
    }
    assert paid == {None: [500], "long_term": [500], "unregistered": [400]}
    with pytest.raises(BenefitUnknown, match=r"employee_benefit\.remote"):
        settled(place, 1000, off_site="referral")


def test_a_pharmacy_charges_no_pool_or_one_as_a_level_or_as_the_prescriber():
    shares = {
        "bounds_on": "in_scope",
        "rows": [
            {"if": {"level": ["primary"]}, "segments": [{"share": "80%"}]},
            {"segments": [{"share": "50%"}]},
        ],
    }
    told = {"outpatient_share": shares}
    drugs: dict[str, Any] = {"kind": "pharmacy", "level": None}
    assert funds(settled(laws(**told, pharmacy={"pool": "none"}), 100, **drugs)) == [0]
    pool = {"pool": "as", "kind": "outpatient", "level": "primary", "needs": "none"}
    [as_primary] = settled(laws(**told, pharmacy=pool), 100, **drugs)
    assert as_primary.shares.fund_fen == 80_00
    assert as_primary.change.keys() == {"outpatient"}
    pool = {"pool": "as_prescriber", "kind": "outpatient", "needs": "prescription"}
    place = laws(**told, pharmacy=pool)
    assert funds(settled(place, 100, **drugs)) == [0]
    drugs |= {"is_prescribed": True, "prescriber_level": "level_3"}
    assert funds(settled(place, 100, **drugs)) == [50]


def test_a_chronic_disease_as_inpatient_shares_its_deductible_both_ways():
    place = laws(
        inpatient_deductible={"per": "year", "rows": [{"amount": "1000.00"}]},
        chronic_deductible={"as": "inpatient"},
        chronic_share={"as": "inpatient"},
        chronic_ceiling={"as": "inpatient"},
    )
    chronic, stay = a_case(kind="chronic"), a_case()
    first = price(place.terms(chronic), chronic, bill(400), SoFar())
    second = price(place.terms(stay), stay, bill(400), first.after)
    third = price(place.terms(chronic), chronic, bill(400), second.after)
    assert deductibles([first, second, third]) == [400, 400, 200]
    assert first.change["chronic"] == Pool(400_00, 400_00, 0, 400_00, 1)


def test_what_nobody_published_is_refused_by_name_and_a_further_layer_is_left_out_and_named():
    with pytest.raises(BenefitUnknown, match=r"id=employee_benefit\.inpatient_share"):
        settled(laws(inpatient_share=None), 1000)
    rows: list[dict[str, Any]] = [{"if": {"level": ["level_1"]}, "amount": "1.00"}]
    place = laws(inpatient_deductible={"per": "year", "rows": rows})
    with pytest.raises(BenefitUnknown, match=r"id=employee_benefit\.inpatient_deductible"):
        settled(place, 1000)
    rows = [{"if": {"age_from": 70}, "amount": "1.00"}, {"amount": "2.00"}]
    place = laws(inpatient_deductible={"per": "year", "rows": rows})
    with pytest.raises(BenefitNeeds, match="needs=age"):
        settled(place, 1000, age=None)
    [one] = settled(laws(critical_illness=None, large_sum=None), 1000)
    assert one.unknown == ("employee_benefit.critical_illness",)
    assert one.shares.fund_fen == 850_00


def test_a_ceiling_on_which_sources_disagree_refuses_only_what_comes_to_the_lowest():
    source = Source(key="TEST", title="made up for a test")
    others = tuple(
        Other(
            value={"on": "paid", "over": ["inpatient"], "rows": [{"amount": amount}]},
            confidence=Confidence.WEAK,
            source=source,
        )
        for amount in ("900.00", "800.00")
    )
    place = laws(inpatient_share=WHOLE, inpatient_ceiling="unknown")
    with pytest.raises(BenefitUnknown, match=r"employee_benefit\.inpatient_ceiling"):
        settled(place, 1)
    place = laws(
        heard={"inpatient_ceiling": others}, inpatient_share=WHOLE, inpatient_ceiling="unknown"
    )
    assert funds(settled(place, 800)) == [800]
    with pytest.raises(BenefitUnknown, match=r"employee_benefit\.inpatient_ceiling"):
        settled(place, 801)


def test_a_ceiling_heard_of_goes_by_the_months_whoever_asked_before():
    rows = [{"if": {"months_below": 6}, "amount": "800.00"}, {"amount": "900.00"}]
    other = Other(
        value={"on": "paid", "over": ["inpatient"], "rows": rows},
        confidence=Confidence.WEAK,
        source=Source(key="TEST", title="made up for a test"),
    )
    place = laws(
        heard={"inpatient_ceiling": (other,)}, inpatient_share=WHOLE, inpatient_ceiling="unknown"
    )
    assert funds(settled(place, 800, months=5)) == [800]
    assert funds(settled(place, 900, months=6)) == [900]
    with pytest.raises(BenefitUnknown):
        settled(place, 900, months=5)


def test_a_ceiling_heard_of_that_names_another_kind_may_be_any():
    other = Other(
        value={"as": "outpatient"},
        confidence=Confidence.WEAK,
        source=Source(key="TEST", title="made up for a test"),
    )
    place = laws(
        heard={"inpatient_ceiling": (other,)}, inpatient_share=WHOLE, inpatient_ceiling="unknown"
    )
    with pytest.raises(BenefitUnknown, match=r"employee_benefit\.inpatient_ceiling"):
        settled(place, 1)


def test_the_benefit_year_begins_where_the_region_says():
    place = laws(year={"month": 7, "day": 1})
    assert place.benefit_year("employee", ON) == date(2025, 7, 1)
    assert place.benefit_year("employee", date(2026, 7, 1)) == date(2026, 7, 1)
    assert place.terms(a_case(on=date(2026, 6, 30))).begins_on == date(2025, 7, 1)


def test_a_place_whose_years_are_asked_by_age_answers_right_on_both_sides_of_each_bound():
    rows = [
        {"if": {"status": ["retired"], "retired_until": date(2000, 12, 31)}, "amount": "200.00"},
        {"if": {"status": ["retired"]}, "amount": "300.00"},
        {"if": {"age_until": 44}, "amount": "400.00"},
        {"amount": "500.00"},
    ]
    place = laws(inpatient_deductible={"per": "year", "rows": rows})
    for case, taken in (
        ({"retired": True, "retired_on": date(2000, 12, 31)}, 200),
        ({"retired": True, "retired_on": date(2001, 1, 1)}, 300),
        ({"age": 44}, 400),
        ({"age": 45}, 500),
    ):
        assert deductibles(settled(place, 1000, **case)) == [taken]
