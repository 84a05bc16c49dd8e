"""Limits within a yearly ceiling: the most for some levels or some diseases, each added up."""

from typing import Any

import pytest

from tests.rooms.settlement.places import HALF, WHOLE, a_case, bill, funds, laws
from yika.settlement.model import Priced, SoFar
from yika.settlement.pricing.benefit import price, taken_back
from yika.settlement.pricing.cancelling import Past, dependents
from yika.settlement.pricing.found import BenefitNeeds
from yika.settlement.pricing.laws import BenefitLaws

# 10,000 a year, of it at most 4,000 in hospitals of level 2 and 3 together.
BY_LEVEL: dict[str, Any] = {
    "on": "paid",
    "over": ["outpatient"],
    "rows": [{"amount": "10000.00"}],
    "within": [{"if": {"level": ["level_2", "level_3"]}, "amount": "4000.00"}],
}
# 360 and 600, and 800 for both; nothing is said of other diseases.
BY_DISEASE: dict[str, Any] = {
    "on": "paid",
    "over": ["inpatient"],
    "rows": [{"amount": "800.00"}],
    "within": [
        {"if": {"disease": ["hypertension"]}, "amount": "360.00"},
        {"if": {"disease": ["diabetes"]}, "amount": "600.00"},
    ],
}


def settled(place: BenefitLaws, *bills: tuple[str, int], **case: Any) -> list[Priced]:
    """Bills of one year, each with its level or its disease."""
    so_far, found = SoFar(), list[Priced]()
    for word, amount in bills:
        axis = "level" if word.startswith("level") or word == "primary" else "disease"
        told = a_case(**{axis: word}, **case)
        found.append(price(place.terms(told), told, bill(amount), so_far, told=True))
        so_far = found[-1].after
    return found


@pytest.mark.covers("BEN-07")
@pytest.mark.parametrize(
    ("bills", "paid"),
    [
        ([("level_3", 5000), ("level_2", 5000), ("primary", 5000)], [4000, 0, 5000]),
        ([("primary", 7000), ("level_3", 9000), ("primary", 9000)], [7000, 3000, 0]),
        ([("level_2", 1000), ("level_3", 5000), ("level_1", 9000)], [1000, 3000, 6000]),
    ],
)
def test_what_other_levels_were_paid_counts_in_the_ceiling_alone(
    bills: list[tuple[str, int]], paid: list[int]
) -> None:
    place = laws(outpatient_share=WHOLE, outpatient_ceiling=BY_LEVEL)
    assert funds(settled(place, *bills, kind="outpatient")) == paid


def test_each_disease_has_its_own_limit_and_both_have_one_together() -> None:
    place = laws(inpatient_share=WHOLE, inpatient_ceiling=BY_DISEASE)
    bills = [("hypertension", 500), ("diabetes", 500), ("diabetes", 500), ("hypertension", 500)]
    assert funds(settled(place, *bills)) == [360, 440, 0, 0]
    assert funds(settled(place, ("cancer", 900))) == [800]


def test_limits_may_stand_without_a_ceiling_around_them() -> None:
    alone = {**BY_DISEASE, "rows": [{"none": "yes"}]}
    place = laws(inpatient_share=WHOLE, inpatient_ceiling=alone)
    bills = [("hypertension", 500), ("diabetes", 900), ("cancer", 900), ("diabetes", 900)]
    assert funds(settled(place, *bills)) == [360, 600, 900, 0]


@pytest.mark.parametrize("rows", [[{"amount": "800.00"}], [{"none": "yes"}]])
def test_without_the_disease_only_what_no_limit_could_stop_has_a_price(rows: Any) -> None:
    place = laws(inpatient_share=WHOLE, inpatient_ceiling={**BY_DISEASE, "rows": rows})
    told = a_case()
    assert price(place.terms(told), told, bill(360), SoFar()).shares.fund_fen == 360_00
    with pytest.raises(BenefitNeeds) as needs:
        price(place.terms(told), told, bill(361), SoFar())
    assert needs.value.facts["needs"] == "disease"


def test_a_limit_may_run_on_cost() -> None:
    on_cost = {**BY_DISEASE, "on": "cost"}
    place = laws(inpatient_share=HALF, inpatient_ceiling=on_cost)
    assert funds(settled(place, ("hypertension", 300), ("hypertension", 300))) == [150, 30]


def test_the_step_names_the_limit_that_was_reached() -> None:
    place = laws(inpatient_share=WHOLE, inpatient_ceiling=BY_DISEASE)
    [found] = settled(place, ("hypertension", 500))
    told = {one.what: (one.amount_fen, one.of_fen) for one in found.steps}
    assert told["ceiling_within"] == (140_00, 360_00)
    assert told["ceiling"] == (0, 800_00)


def test_a_bill_stands_on_those_of_its_disease_and_taken_back_leaves_nothing() -> None:
    place = laws(inpatient_share=WHOLE, inpatient_ceiling={**BY_DISEASE, "rows": [{"none": "yes"}]})
    bills = [("hypertension", 300), ("diabetes", 300), ("hypertension", 300)]
    found = settled(place, *bills)
    past = [
        Past(
            settlement_id=number,
            circumstances=a_case(disease=bills[number][0]),
            split=bill(300),
            change=one.change,
        )
        for number, one in enumerate(found)
    ]
    assert dependents(place, past[0], past[1:], found[-1].after) == (2,)
    assert dependents(place, past[1], past[2:], found[-1].after) == ()
    year = found[-1].after
    for one in reversed(found):
        year = taken_back(year, one.change)
    assert year == SoFar()
