"""``yika quote`` and what the benefit year came to before: told in part, or as a quote told it."""

from typing import Any

import pytest

from tests.faces.cli.test_quote import quoted

CHANGSHA = {"region": "430100", "on": "2026-03-16"}


@pytest.mark.parametrize(
    ("so_far", "assumed", "expected"),
    [
        # The cost is at least the deductible and what was paid, or what both sides paid.
        ({"deductible": 1300, "admissions": 1}, {"so_far.cost": "1300.00"}, {}),
        (
            {"deductible": 1300, "paid": 24395, "admissions": 1},
            {"so_far.cost": "25695.00"},
            # 650 + 3,655 × 85% + 10,000 × 90% + 35,695 × 95%, from 25,695 on
            {"act_pay_dedc": "650.00", "hifp_pay": "46017.00"},
        ),
        (
            {"deductible": 1300, "paid": 42895, "self_paid": 7105, "admissions": 1},
            {"so_far.cost": "50000.00"},
            {"hifp_pay": "46882.50"},  # 49,350 × 95%
        ),
        # Nothing came before: nothing is supposed.
        ({"cost": 0, "deductible": 0, "paid": 0, "admissions": 0}, {}, {"hifp_pay": "42895.00"}),
        # What two stays at this level met, where a yearly most makes it count: 1,100 + 550.
        (
            {**CHANGSHA, "cost": 30000, "paid": 24000, "admissions": 2},
            {"so_far.deductible": "1650.00", "so_far.inpatient@level_3.count": "2"},
            {"act_pay_dedc": "350.00", "hifp_pay": "42202.50"},
        ),
        (
            {**CHANGSHA, "cost": 30000, "paid": 24000, "admissions": 5},
            {"so_far.deductible": "2000.00", "so_far.inpatient@level_3.count": "5"},
            {"act_pay_dedc": "0.00"},
        ),
        (
            {**CHANGSHA, "cost": 900, "paid": 0},
            {
                "so_far.admissions": "1",
                "so_far.deductible": "900.00",
                "so_far.inpatient@level_3.count": "1",
            },
            {"act_pay_dedc": "550.00"},
        ),
    ],
)
def test_what_follows_is_worked_out_and_what_is_supposed_is_said(
    so_far: dict[str, Any], assumed: dict[str, str], expected: dict[str, str]
) -> None:
    place = {name: so_far.pop(name) for name in CHANGSHA if name in so_far}
    found = quoted(so_far=so_far, **place)
    assert found["assumed"] == assumed
    assert {name: found[name] for name in expected} == expected


@pytest.mark.parametrize(
    ("own", "paid"),
    [
        # 100,000 had been paid oneself: the 30,404 was met, and 80,404 passed.
        ({"cost": 100_000}, "4973.50"),
        ({"cost": 100_000, "deductible": 30_404}, "4973.50"),
        ({"paid": 6000, "deductible": 30_404}, "4263.00"),  # of 36,404 on: × 60%
        ({"cost": 20_000}, "0.00"),  # 27,105 of 30,404
        ({"cost": 29_404}, "3663.00"),  # 1,000 to the deductible, 6,105 × 60%
    ],
)
def test_the_deductible_of_a_further_layer_follows_from_its_cost(
    own: dict[str, Any], paid: str
) -> None:
    found = quoted(so_far={"critical_illness": own})
    assert found["hifob_pay"] == paid
    assert found["assumed"] == {}


def test_what_critical_illness_will_have_paid_counts_in_its_ceiling() -> None:
    place = {"region": "420100", "on": "2026-03-16", "scheme": "resident", "status": None}
    found = quoted(**place, totals=100_800, so_far={"cost": 500_000, "admissions": 1})
    # (500,000 − 100,000) × 75% + 18,000 × 60% + 70,000 × 65% = 356,300, more than its 300,000.
    assert found["assumed"]["so_far.critical_illness.paid"] == "300000.00"
    assert found["hifmi_pay"] == "0.00"


def test_where_something_was_paid_the_deductible_of_the_year_had_been_met() -> None:
    found = quoted(kind="outpatient", totals=1000, so_far={"paid": "300.00"})
    assert found["assumed"] == {"so_far.deductible": "1800.00", "so_far.cost": "2100.00"}
    assert found["hifp_pay"] == "700.00"


def test_a_limit_within_the_ceiling_supposes_what_came_before_to_be_of_this_disease() -> None:
    place = {"region": "430100", "on": "2025-06-01", "scheme": "resident", "status": None}
    ask = {**place, "kind": "two_diseases", "level": 0, "totals": 2000, "disease": "diabetes"}
    found = quoted(**ask, so_far={"cost": 600, "paid": 360})
    assert found["assumed"] == {"so_far.two_diseases@diabetes.paid": "360.00"}
    assert found["hifp_pay"] == "240.00"
    first = quoted(**ask | {"disease": "hypertension"})
    assert first["hifp_pay"] == "360.00"
    found = quoted(**ask, so_far=first["after"])
    assert found["assumed"] == {}
    assert found["hifp_pay"] == "600.00"  # 960 for both
    assert found["after"]["two_diseases@diabetes"] == {
        "cost": "2000.00",
        "paid": "600.00",
        "count": 0,
    }


def test_the_cost_of_another_kind_of_care_follows_too() -> None:
    found = quoted(so_far={"outpatient": {"paid": 10000, "self_paid": 50000}})
    assert found["assumed"] == {"so_far.outpatient.cost": "60000.00"}
    assert found["hifob_pay"] == "4263.00"  # of 50,000 that met the deductible on: 7,105 × 60%


@pytest.mark.parametrize("place", [{}, CHANGSHA, {"region": "330100", "on": "2026-03-16"}])
def test_what_a_quote_says_comes_after_is_what_came_before_the_next(place: dict[str, str]) -> None:
    whole = {"class": "B", "amount": 1000, "first_share": "50%", "fund_share": "100%"}
    after: dict[str, Any] = {}
    taken: list[str] = []
    for level, amount in ((2, 400), (3, 9000), (3, 200_000), (2, 5000)):
        lines = [{"class": "A", "amount": amount}, whole]
        found = quoted(**place, level=level, so_far=after or None, totals=None, lines=lines)
        assert found["assumed"] == {}
        after = found["after"]
        taken.append(found["act_pay_dedc"])
    assert after["inpatient"]["count"] == 4
    assert after["inpatient"]["cost"] == "216400.00"
    deductibles = {
        "110000": ["400.00", "650.00", "650.00", "650.00"],
        "430100": ["400.00", "1100.00", "500.00", "0.00"],
        "330100": ["400.00", "400.00", "0.00", "0.00"],
    }
    assert taken == deductibles[place.get("region", "110000")]


def test_a_bonus_for_unbroken_years_raises_the_ceiling_of_critical_illness() -> None:
    place = {"region": "420100", "on": "2026-03-16", "scheme": "resident", "status": None}
    stay = {"totals": 700_800, "critical_bonus": 20_000}
    plain, raised = quoted(**place, totals=700_800), quoted(**place, **stay)
    assert plain["hifmi_pay"] == "300000.00"
    assert raised["hifmi_pay"] == "320000.00"
    [ceiling] = [
        one["of"]
        for one in raised["steps"]
        if (one["what"], one.get("layer")) == ("ceiling", "critical_illness")
    ]
    assert ceiling == "320000.00"
