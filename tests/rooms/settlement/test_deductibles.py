"""What is not paid of at first: each kind of deductible by example. Amounts in yuan."""

import pytest

from tests.rooms.settlement.places import a_case, bill, deductibles, laws, settled
from yika.settlement.model import SoFar
from yika.settlement.pricing.benefit import price
from yika.settlement.pricing.found import BenefitCaseUnknown, BenefitUnknown


@pytest.mark.covers("BEN-04")
def test_a_yearly_deductible_is_taken_once_a_year():
    place = laws(inpatient_deductible={"per": "year", "rows": [{"amount": "1800.00"}]})
    assert deductibles(settled(place, 1000, 1000, 1000)) == [1000, 800, 0]


def test_a_deductible_a_visit_stops_at_its_yearly_most():
    told = {"per": "visit", "rows": [{"amount": "100.00"}], "yearly_max": "250.00"}
    place = laws(outpatient_deductible=told)
    assert deductibles(settled(place, 150, 150, 150, 150, kind="outpatient")) == [100, 100, 50, 0]


def test_later_admissions_have_a_lower_deductible_and_all_together_a_most():
    told = {"per": "admission", "rows": [{"amount": "1100.00"}], "later": {"share": "50%"}}
    place = laws(inpatient_deductible=told)
    assert deductibles(settled(place, 5000, 5000, 5000)) == [1100, 550, 550]
    place = laws(inpatient_deductible={**told, "yearly_max": "2000.00"})
    assert deductibles(settled(place, 5000, 5000, 5000, 5000)) == [1100, 550, 350, 0]


def test_each_later_admission_may_have_its_own_and_the_last_holds_for_all_that_follow():
    told = {"per": "admission", "rows": [{"amount": "1000.00"}]}
    lower = [{"share": "50%"}, {"rows": [{"amount": "300.00"}]}, {"share": "0%"}]
    place = laws(inpatient_deductible={**told, "later": lower})
    assert deductibles(settled(place, *[5000] * 6)) == [1000, 500, 300, 0, 0, 0]


def test_a_later_admission_that_nobody_has_published_is_not_guessed():
    later = [{"share": "50%"}, "unknown"]
    told = {"per": "admission", "rows": [{"amount": "1000.00"}], "later": later}
    place = laws(inpatient_deductible=told)
    assert deductibles(settled(place, 5000, 5000)) == [1000, 500]
    with pytest.raises(BenefitUnknown):
        settled(place, 5000, 5000, 5000)


def test_a_row_without_a_known_amount_says_for_which_case():
    rows = [{"if": {"level": ["level_2"]}, "amount": "unknown"}, {"amount": "800.00"}]
    place = laws(inpatient_deductible={"per": "admission", "rows": rows})
    assert deductibles(settled(place, 5000)) == [800]
    with pytest.raises(BenefitCaseUnknown) as unknown:
        settled(place, 5000, level="level_2")
    assert unknown.value.facts["case"] == ["level_2"]


def test_where_only_the_same_level_counts_another_level_is_a_first_admission():
    rows = [{"if": {"level": ["level_3"]}, "amount": "1100.00"}, {"amount": "800.00"}]
    told = {"per": "admission", "rows": rows, "later": {"share": "50%"}, "later_same_level": "yes"}
    place, so_far, found = laws(inpatient_deductible=told), SoFar(), list[int]()
    for level in ("level_3", "level_2", "level_3", "level_2"):
        case = a_case(level=level)
        priced = price(place.terms(case), case, bill(5000), so_far)
        so_far = priced.after
        found.append(priced.shares.deductible_fen // 100)
    assert found == [1100, 800, 550, 400]


def test_the_highest_level_counts_once_a_year():
    rows = [{"if": {"level": ["level_3"]}, "amount": "800.00"}, {"amount": "300.00"}]
    place = laws(inpatient_deductible={"per": "admission", "rows": rows, "once": "highest"})
    so_far, found = SoFar(), list[int]()
    for level in ("primary", "level_3", "primary", "level_3"):
        case = a_case(level=level)
        priced = price(place.terms(case), case, bill(5000), so_far)
        so_far = priced.after
        found.append(priced.shares.deductible_fen // 100)
    assert found == [300, 500, 0, 0]


def test_a_long_stay_takes_a_new_deductible_for_each_so_many_days():
    told = {"per": "admission", "rows": [{"amount": "500.00"}], "every_days": 90}
    place = laws(inpatient_deductible=told)
    for days, taken in ((None, 500), (90, 500), (91, 1000), (181, 1500)):
        assert deductibles(settled(place, 9000, stay_days=days)) == [taken]


def test_a_later_bill_of_the_same_stay_takes_only_what_is_missing():
    told = {"per": "admission", "rows": [{"amount": "500.00"}], "every_days": 90}
    place = laws(inpatient_deductible={**told, "later": {"share": "50%"}})
    case = a_case(stay_days=30)
    first = price(place.terms(case), case, bill(300), SoFar())
    assert first.shares.deductible_fen == 300_00
    again = a_case(stay_days=100, stay_met_fen=300_00)
    second = price(place.terms(again), again, bill(5000), first.after)
    assert second.shares.deductible_fen == 700_00
    assert second.after.pools["inpatient"].count == 1
