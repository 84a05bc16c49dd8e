"""Tier, credit, pension and comparison: each with its sum."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from tests.rooms.insurance.places import CHANGSHA, TIER_OTHERS, a_place
from yika.ground.errors import Refusals
from yika.insurance.amounts.asking import InputNeeded, NotPublishedHere
from yika.insurance.amounts.bases_compared import compare
from yika.insurance.amounts.credit import Credit, credit
from yika.insurance.amounts.options import AmountUnreadable, WrongOption
from yika.insurance.amounts.pension import Pension, YearsOutOfRange, estimate
from yika.insurance.amounts.sums import money, percent, rounded, share, shown
from yika.insurance.amounts.tiers import tier
from yika.policy.load import Book

ON = date(2025, 4, 30)
HERE = "999901"
place = a_place(CHANGSHA, others={"contribution.tiers": TIER_OTHERS})


@pytest.mark.covers("CONTR-01", "CONTR-02")
def test_both_readings_of_the_tiers_are_shown():
    found = tier(place, HERE, "6900", ON)
    assert [one.number for one in found.readings] == [2, 1]
    assert not found.agree
    assert (found.readings[0].begins, found.readings[0].ends) == ("5744.00", "7180.00")
    assert found.readings[0].steps[1].formula == "7180.00 × 80%"
    assert found.used[0].id == "contribution.wage"


@pytest.mark.covers("CONTR-13")
def test_a_wage_that_was_corrected_later_gave_another_tier():
    book = a_place(
        {**CHANGSHA, "contribution.wage": "6787.00"}, others={"contribution.wage": "7180.00"}
    )
    found = tier(book, HERE, "6900", ON)
    assert [(one.wage, one.number) for one in found.readings] == [("6787.00", 3), ("7180.00", 2)]


@pytest.mark.parametrize(
    ("base", "number"), [("4307.99", 0), ("4308", 1), ("5744", 2), ("7179.99", 2), ("7180", 3)]
)
def test_a_tier_begins_at_its_share_of_the_wage(base: str, number: int):
    assert tier(place, HERE, base, ON).readings[0].number == number


def test_a_tier_needs_a_base_and_a_region_that_has_tiers():
    with pytest.raises(AmountUnreadable):
        tier(place, HERE, "much", ON)
    with pytest.raises(NotPublishedHere):
        tier(place, "110000", "6900", ON)


def credited(status: str, book: Book = place, **told: Any) -> Credit:
    return credit(book, HERE, status, ON, **told)


@pytest.mark.covers("ACCT-02")
def test_a_credit_is_a_share_of_the_own_base_and_nothing_of_the_employers_part():
    found = credited("active", base="7100")
    assert (found.amount, found.per) == ("142.00", "month")
    assert found.steps[0].formula == "7100.00 × 2%"


def test_credits_by_status_age_and_pension():
    assert credited("flexible").amount == "0.00"
    assert credited("retired").amount == "75.00"
    ages = [{"from": 0, "amount": "1680.00"}, {"from": 75, "amount": "1890.00"}]
    shanghai = a_place({"account.credit": {"retired": {"ages": ages, "per": "year"}}})
    assert credited("retired", shanghai, age=74).amount == "1680.00"
    assert credited("retired", shanghai, age=75).amount == "1890.00"
    assert credited("retired", shanghai, age=75).per == "year"
    with pytest.raises(InputNeeded):
        credited("retired", shanghai)
    value = {"rate": "5.8%", "of": "pension", "minus": "4.00"}
    hangzhou = a_place({"account.credit": {"retired": value}})
    found = credited("retired", hangzhou, pension="5960.25")
    assert found.amount == "341.69"
    assert [step.amount for step in found.steps] == ["345.69", "341.69"]
    with pytest.raises(InputNeeded):
        credited("retired", hangzhou)


def test_a_least_that_the_credit_is_a_share_of():
    retired = {"rate": "5.8%", "of": "pension", "least": "5960.25", "up_to_age": 70}
    hangzhou = a_place({"account.credit": {"retired": {**retired, "minus": "4.00"}}})
    assert credited("retired", hangzhou, pension="5000", age=70).amount == "341.69"
    assert credited("retired", hangzhou, pension="7000", age=60).amount == "402.00"
    with pytest.raises(NotPublishedHere):
        credited("retired", hangzhou, pension="7000", age=71)
    with pytest.raises(InputNeeded):
        credited("retired", hangzhou, pension="7000")


def test_a_credit_stays_within_the_bounds_of_the_base():
    bounds = {"employee": {"medical": {"floor": "4000.00", "ceiling": "20000.00"}}}
    book = a_place(
        {
            "account.credit": {"active": {"rate": "2%", "of": "base"}},
            "contribution.base": bounds,
        }
    )
    assert credited("active", book, base="1").amount == "80.00"
    assert credited("active", book, base="99999").amount == "400.00"
    assert credited("active", book, base="99999").notes[0].code == "bounded"
    with pytest.raises(WrongOption):
        credited("idle")


def pension(book: Book = place, years: int = 15, **told: Any) -> Pension:
    terms: dict[str, str | None] = {"indexed_wage": "6900", **told.pop("terms", {})}
    return estimate(book, HERE, ON, years=Fraction(years), terms=terms, **told)


@pytest.mark.covers("BEN-13", "BEN-15")
def test_a_pension_is_estimated_step_by_step():
    found = pension(balance="60000")
    assert found.basic == "1094.55"
    assert found.account == "431.65"
    assert found.total == "1526.20"
    formulas = [step.formula for step in found.steps]
    assert "(7694.00 + 6900.00) ÷ 2 × 15 × 1%" in formulas
    assert "60000.00 ÷ 139" in formulas
    assert "estimate" in {note.code for note in found.notes}


@pytest.mark.covers("CONTR-14")
def test_a_higher_base_costs_more_and_brings_more():
    found = compare(place, HERE, "employee", ["7100", "5000"], ON, {})
    high, low = found.bases
    assert (high.totals["person"], low.totals["person"]) == ("731.30", "515.00")
    assert (high.credit, low.credit) == ("142.00", "100.00")
    assert (high.pension_a_year, low.pension_a_year) == ("73.97", "63.47")


def test_a_part_that_is_not_known_is_named():
    found = pension()
    assert (found.account, found.total) == (None, None)
    assert found.unknown == ("balance",)
    nothing = pension(a_place({"contribution.wage": "1.00"}), balance="1")
    assert nothing.unknown == ("pension.formula", "pension.divisor age_60")


def test_years_short_of_the_least_are_said():
    assert "years_short" in {note.code for note in pension(years=14).notes}
    assert "years_short" not in {note.code for note in pension(years=15).notes}


def test_a_pension_cannot_be_asked_wrongly():
    with pytest.raises(YearsOutOfRange):
        pension(years=71)
    with pytest.raises(WrongOption):
        pension(retirement_age="age_20")
    with pytest.raises(Refusals):
        pension(balance="x", terms={"indexed_wage": "y"})
    with pytest.raises(InputNeeded):
        pension(terms={"indexed_wage": None})


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("7100", 710000),
        ("7,100.5", 710050),
        (" 7100元 ", 710000),
        ("0", 0),
        ("1" * 12, 11111111111100),
    ],
)
def test_amounts_as_people_type_them(text: str, fen: int):
    assert money(text) == fen


@pytest.mark.parametrize("text", ["", "-1", "1.234", "7100 yuan", "71,00", "1e5", "九千", "1" * 13])
def test_what_is_no_amount(text: str):
    assert money(text) is None


def test_exact_figures_are_shown_exactly():
    assert percent(share("0.05%")) == "0.05%"
    assert percent(Fraction(1, 3)) == "1/3"
    assert shown(Fraction(395665, 1)) == "3956.65"
    assert shown(Fraction(7913300, 12)) == "6594.416667"
    assert rounded(3410500, 1000, 1, "half_up") == 3411
    assert rounded(5, 10, 1, "down") == 0
    assert rounded(1, 10, 1, "up") == 1
    assert rounded(150, 1, 100, "half_up") == 200
