"""What residents pay for a year: groups, aid, paying late, formulas and rates."""

from datetime import date

import pytest

from tests.rooms.insurance.places import CHANGSHA, a_place
from yika.insurance.amounts.contribution import Contribution, contribution
from yika.insurance.amounts.premium import GroupNeeded
from yika.policy.load import Book

HERE = "999901"
place = a_place(CHANGSHA)


def owed(book: Book, on: date = date(2026, 3, 1), **options: str) -> Contribution:
    return contribution(book, HERE, "resident", None, on, options)


def codes(found: Contribution) -> set[str]:
    return {note.code for note in found.notes}


def test_a_resident_pays_by_the_year_and_late_pays_the_public_part_too():
    in_time = owed(place, on=date(2026, 1, 31))
    assert in_time.totals == {"person": "400.00", "subsidy": "700.00"}
    assert {line.insurance for line in in_time.lines} == {"medical"}
    late = owed(place, on=date(2026, 2, 1))
    assert late.assumed["late"] == "yes"
    assert late.totals == {"person": "1100.00"}
    assert [line.policy for line in late.lines] == ["resident.premium", "resident.late"]
    assert owed(place, late="no").totals == in_time.totals


def test_aid_moves_a_share_of_the_premium_to_the_public_purse():
    half = owed(place, on=date(2026, 1, 1), aid="minimum_living")
    assert half.totals == {"person": "200.00", "subsidy": "900.00"}
    assert "aid_at_least" in codes(half)
    free = owed(place, aid="special_hardship", late="yes")
    assert free.totals == {"person": "700.00", "subsidy": "400.00"}


def test_groups_that_differ_have_to_be_named():
    beijing = a_place(
        {
            "resident.premium": {
                "student": {"person": "435.00", "subsidy": "1755.00"},
                "elderly": {"person": "460.00", "subsidy": "unknown"},
            }
        }
    )
    with pytest.raises(GroupNeeded) as refused:
        owed(beijing)
    assert refused.value.facts["groups"] == ["student 大学生 435.00", "elderly 老年居民 460.00"]
    elderly = owed(beijing, group="elderly")
    assert elderly.totals == {"person": "460.00"}
    assert elderly.unknown == ("resident.premium elderly subsidy",)


def test_a_premium_by_formula_is_not_below_the_least():
    formula = {"share": "0.57%", "income": "42133.00", "least": "250.00"}
    found = owed(a_place({"resident.premium_formula": formula}))
    assert found.totals == {"person": "250.00"}


def test_a_premium_by_monthly_rates():
    value = {"base": "6409.00", "person_rate": "0.7%", "subsidy_rate": "1.1%"}
    found = owed(a_place({"resident.premium": {"adult": value}}), group="adult")
    assert (found.per, found.totals) == ("month", {"person": "44.86", "subsidy": "70.50"})
    assert found.lines[0].rate == "0.7%"
