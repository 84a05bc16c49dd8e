"""The years behind a bonus: what counts, what does not, and what nobody here knows."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from tests.policy.builders import HERE, a_book, a_rule, an_entry
from yika.insurance.entitled.bonus_years import (
    INCENTIVE,
    ClaimsOfYear,
    KnownYears,
    Raised,
    known_years,
    lowest,
    raised,
    rule_on,
)
from yika.insurance.entitled.entitlement_laws import EntitlementLaws
from yika.insurance.entitled.spans import spans
from yika.insurance.model import Cover, Enrolment, PaidSpan
from yika.policy.load import load_book

RULE: dict[str, Any] = {
    "after_years": 4,
    "per_year": "1000.00",
    "zero_claim": "1000.00",
    "cap": "20%",
    "lapse_keeps_earned": "yes",
}
ON = date(2032, 3, 1)
KEPT = date(2025, 1, 1)
ORIGINAL = 40_000_000  # fen
CLAIM = ClaimsOfYear(1, is_bonus_used=False)
USE = ClaimsOfYear(1, is_bonus_used=True)


def laws(since: date | None = date(2025, 1, 1), **changes: Any) -> EntitlementLaws:
    """A place with an incentive."""
    rule = a_rule(an_entry(RULE | changes, since), policy_id=INCENTIVE, unit="incentive")
    return EntitlementLaws(a_book(rule), HERE)


def a_resident(paid: str = "2020..2032", *work: PaidSpan, **changes: Any) -> Cover:
    """Somebody insured as a resident from the beginning of the first year paid on."""
    home = spans(paid, "resident")
    there = Enrolment(scheme="resident", starts_on=home[0].from_month, **changes)
    return Cover(enrolments=(there,), paid=(*work, *home))


def thousands(found: Raised) -> tuple[int, bool]:
    """Thousands of yuan, and whether there may be more."""
    return found.bonus_fen // 100_000, found.is_least


def asked(
    cover: Cover,
    claims: Mapping[int, ClaimsOfYear] = {},
    kept_since: date | None = KEPT,
    **changes: Any,
) -> tuple[int, bool]:
    """What the years add in 2032, where the rule holds from 2025 on."""
    known = known_years(laws(**changes), cover, claims, kept_since, ON)
    return thousands(raised(RULE | changes, ORIGINAL, known))


def test_years_count_from_when_the_rule_holds_and_the_present_one_is_not_over():
    """2029 to 2032 are beyond the first four; 2025 to 2031 are over and without a claim."""
    assert asked(a_resident()) == (4 + 7, False)
    assert asked(a_resident("2032")) == (0, False)
    assert asked(a_resident("2029..2032")) == (3, False)


@pytest.mark.parametrize(
    ("claims", "adds"),
    [
        ({2027: CLAIM}, 4 + 6),
        ({2027: ClaimsOfYear(0, is_bonus_used=False)}, 4 + 7),  # cancelled
        ({2027: USE}, 4 + 4),  # what 2025 and 2026 had added is cleared
        ({2031: USE}, 4),
        ({2024: USE}, 4 + 7),  # before the rule
    ],
)
def test_a_claim_adds_nothing_and_a_use_clears_what_claim_free_years_added(
    claims: dict[int, ClaimsOfYear], adds: int
):
    assert asked(a_resident(), claims) == (adds, False)


def test_whether_a_year_was_claim_free_is_known_only_where_all_claims_are_kept():
    """What may have been used in a year not kept clears what came before: the least is told."""
    assert asked(a_resident(), kept_since=None) == (4, True)
    assert asked(a_resident(), kept_since=date(2028, 1, 1)) == (4 + 4, True)
    assert asked(a_resident(), kept_since=date(2028, 1, 2)) == (4 + 3, True)


def test_a_year_paid_elsewhere_is_unbroken_and_its_claims_are_not_known():
    there = PaidSpan("resident", date(2020, 1, 1), date(2029, 12, 1), None, 110000)
    home = a_resident("2030..2032", how="moved_in")
    cover = Cover(enrolments=home.enrolments, paid=(there, *home.paid))
    assert asked(cover) == (4 + 2, True)
    later = Enrolment(scheme="resident", starts_on=date(2030, 6, 1), how="moved_in")
    assert asked(Cover(enrolments=(later,), paid=cover.paid)) == (4 + 1, True)


def test_years_of_somebody_who_moved_in_that_nobody_told_are_not_known():
    assert asked(a_resident("2030..2032", how="moved_in")) == (2, True)
    assert asked(a_resident("2030..2032")) == (2, False)


def test_who_moved_away_for_a_time_may_have_been_insured_there():
    gone = Enrolment(
        scheme="resident",
        starts_on=date(2020, 1, 1),
        ends_on=date(2028, 6, 30),
        end_reason="moved_away",
    )
    back = Enrolment(scheme="resident", starts_on=date(2030, 1, 1), how="moved_in")
    cover = Cover(enrolments=(gone, back), paid=spans("2020..2028,2030..2032", "resident"))
    assert asked(cover) == (2, True)
    stayed = Cover(enrolments=(gone,), paid=spans("2020..2032", "resident"))
    assert asked(stayed, {}) == (4 + 3, True)  # 2028 is not wholly on record


@pytest.mark.parametrize(
    ("keeps", "told"), [("yes", (1 + 6, False)), ("no", (1, False)), ("unknown", (1, True))]
)
def test_a_lapse_begins_the_count_again(keeps: str, told: tuple[int, bool]):
    """2029 was the fifth year; six years were without a claim, one of them after the lapse."""
    cover = a_resident("2025..2029,2031..2032")
    assert asked(cover, lapse_keeps_earned=keeps) == told


def test_a_year_at_work_or_paid_up_later_neither_counts_nor_breaks():
    work = PaidSpan("employee", date(2029, 1, 1), date(2029, 12, 1))
    assert asked(a_resident("2020..2028,2030..2032", work)) == (2, True)
    home = a_resident("2020..2028,2030..2032")
    late = Cover(enrolments=home.enrolments, paid=home.paid, repaired=(2029,))
    assert asked(late) == (2, True)
    assert asked(Cover()) == (0, True)


def test_a_rule_without_beginning_ends_with_the_first_year_known():
    work = PaidSpan("employee", date(2010, 1, 1), date(2012, 12, 1))
    cover = a_resident("2020..2032", work)
    known = known_years(laws(None), cover, {}, KEPT, ON)
    assert not known.is_whole
    assert known.years[0].year == 2013
    assert known_years(laws(None), a_resident(), {}, date(2019, 1, 1), ON).is_whole


def test_nothing_may_come_above_the_cap_so_nothing_is_open_there():
    small = known_years(laws(), a_resident(), {}, None, ON)
    assert raised(RULE, 10_000_00, small) == Raised(2_000_00, is_least=False)


def test_a_malus_counts_only_where_every_year_is_known():
    rule = RULE | {"malus": "2000.00"}
    lapsed = a_resident("2025..2029,2031..2032")
    known = known_years(laws(malus="2000.00"), lapsed, {2025: CLAIM, 2026: USE}, KEPT, ON)
    assert thousands(raised(rule, ORIGINAL, known)) == (1 + 4 - 2, False)
    unknown = KnownYears(known.years, is_whole=False)
    assert raised(rule, ORIGINAL, unknown) == Raised(0, is_least=True)
    assert (lowest(rule, ORIGINAL), lowest(RULE, ORIGINAL)) == (ORIGINAL * 8 // 10, ORIGINAL)


def test_the_rule_is_that_of_the_cover_year_and_none_where_there_is_none():
    assert rule_on(laws(), date(2025, 1, 1)) == RULE
    assert rule_on(laws(), date(2024, 12, 31)) is None
    city = EntitlementLaws(load_book(), "999900")
    assert rule_on(city, date(2026, 3, 16)) == RULE


def test_each_installation_says_since_when_it_has_kept_all_claims():
    begun = date(2026, 1, 1)
    told, silent = load_book(settings={"settlement.kept_since": begun}), load_book()
    for book, day in ((told, begun), (silent, None)):
        assert EntitlementLaws(book, "130700").rule("settlement.kept_since", ON) == day
