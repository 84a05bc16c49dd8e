"""Years counted, ceilings and incentives, and what follows from stopping or moving."""

from datetime import date

import pytest
from msgspec.structs import replace

from tests.rooms.insurance.waits_of_places import laws, somebody
from yika.insurance.entitled.ceiling import YearOfCover, bonus, ceiling_on, continuous_months
from yika.insurance.entitled.entitlement import of_cover
from yika.insurance.entitled.entitlement_laws import EntitlementLaws
from yika.insurance.entitled.plan import Plan, PlanBackwards, PlanForWorkers, plan
from yika.insurance.entitled.spans import spans
from yika.insurance.entitled.years import years
from yika.insurance.model import Enrolment, PaidSpan
from yika.policy.load import load_book

BOOK = load_book()
CITY = EntitlementLaws(BOOK, "999900")
RULE = {
    "after_years": 4,
    "per_year": "1000.00",
    "zero_claim": "1000.00",
    "cap": "20%",
    "lapse_keeps_earned": "yes",
}


@pytest.mark.covers("CONTR-35", "CONTR-36", "CONTR-37")
def test_years_add_up_over_gaps_and_places_and_double_months_count_once():
    law = laws(
        min_years={"male": {"total": 25, "actual": 10, "local": 10}, "female": {"total": 20}}
    )
    paid = (
        *spans("2005-01..2014-12,2016-01..2020-12", "employee"),
        PaidSpan("flexible", date(2020, 7, 1), date(2021, 6, 1)),  # Half of it double.
        PaidSpan("employee", date(1995, 1, 1), date(1999, 12, 1), None, 310000),
        PaidSpan("resident", date(2000, 1, 1), date(2003, 12, 1)),  # Residents' years do not count.
    )
    him = years(paid, law, "male", date(2026, 3, 1))
    assert (him.months, him.local_months, him.by_place) == (246, 186, {"310000": 60})
    assert (him.needed_months, him.still_months, him.reached) == (300, 54, False)
    her = years(paid, law, "female", date(2026, 3, 1))
    assert (her.still_months, her.reached) == (0, True)
    assert years(paid, law, None, date(2026, 3, 1)).unknown == ("entitlement.min_years",)
    assert years(paid, law, "male", date(1995, 6, 1)).months == 6


@pytest.mark.covers("ENT-08")
@pytest.mark.parametrize(
    ("paid", "amount"),
    [
        ("2025-01..2026-03", "490000.00"),
        ("2025-10..2026-03", "290000.00"),
        ("2024-01..2024-12,2025-04..2026-03", "490000.00"),  # Three months are tolerated.
        ("2024-01..2025-06,2025-11..2026-03", "290000.00"),
    ],
)
def test_the_ceiling_rises_with_continuous_months(paid: str, amount: str):
    assert ceiling_on(CITY, "employee", somebody(paid), date(2026, 3, 20)) == amount


def test_the_ceiling_of_somebody_retired_is_left_out_where_it_rises_with_months():
    retired = Enrolment(scheme="employee", starts_on=date(2015, 9, 1), is_retired=True)
    known = somebody("1992-07..2015-08", ends_on=date(2015, 8, 31), end_reason="retired")
    cover = replace(known, enrolments=(*known.enrolments, retired))
    assert ceiling_on(CITY, "employee", cover, date(2015, 8, 20)) is None  # No law so early.
    assert ceiling_on(CITY, "employee", cover, date(2026, 3, 20)) is None
    one_step = laws(ceiling={"employee": [{"months_from": 0, "amount": "300000.00"}]})
    assert ceiling_on(one_step, "employee", cover, date(2026, 3, 20)) == "300000.00"
    (because, *_) = of_cover(CITY, "employee", cover, date(2026, 3, 20)).because
    assert "2015-09-01" in because.zh
    assert "1992" not in because.zh


def test_continuous_months_reach_back_over_the_gap_that_is_tolerated():
    assert continuous_months([1, 2, 3, 6, 7], 2, 7) == 5
    assert continuous_months([1, 2, 3, 6, 7], 1, 7) == 2
    assert continuous_months([1, 2, 3], 1, 7) == 0


def test_incentives_count_reset_and_stop_at_the_cap():
    """The cap of the published example: 400,000 + 20 % = 480,000."""
    unbroken = [YearOfCover(year, is_paid=True, is_zero_claim=True) for year in range(2025, 2035)]
    found = bonus(RULE, 40_000_000, unbroken[:6])
    assert (found.years, found.earned_fen, found.zero_claim_fen) == (6, 200_000, 600_000)
    assert found.ceiling_fen == 40_800_000
    large = {**RULE, "per_year": "10000.00", "zero_claim": "10000.00"}
    assert bonus(large, 40_000_000, unbroken).ceiling_fen == 48_000_000
    used = [*unbroken[:5], YearOfCover(2030, is_paid=True, is_bonus_used=True)]
    assert bonus(RULE, 40_000_000, used).zero_claim_fen == 0
    lapsed = [*unbroken[:6], YearOfCover(2031, is_paid=False), YearOfCover(2032, is_paid=True)]
    kept = bonus(RULE, 40_000_000, lapsed)
    assert (kept.years, kept.earned_fen) == (1, 200_000)
    silent = bonus(
        {**RULE, "lapse_keeps_earned": "unknown", "malus": "2000.00"}, 40_000_000, lapsed
    )
    assert (silent.earned_fen, silent.malus_fen) == (0, 200_000)
    assert silent.ceiling_fen == 39_800_000
    assert silent.unknown == ("entitlement.incentive",)


def planned(stop: date, restart: date, there: str | None = None, region: str = "999900") -> Plan:
    paid = spans("2024-01..2026-04", "employee")
    law = EntitlementLaws(BOOK, region)
    goes_to = EntitlementLaws(BOOK, there) if there else None
    return plan(law, "employee", paid, stop, restart, "6000.00", {}, goes_to)


def test_a_plan_has_each_way_with_its_dates_and_costs():
    found = planned(date(2026, 5, 1), date(2026, 10, 1))
    ways = {way.name: way for way in found.ways}
    assert found.gap_months == 5
    assert (ways["go_on"].days_without, ways["go_on"].benefit_ends_on) == (0, None)
    wait = ways["wait"]
    assert (wait.benefit_ends_on, wait.benefit_begins_on) == (date(2026, 5, 31), date(2027, 4, 1))
    assert (wait.cost, wait.ceiling) == ("0.00", "290000.00")
    assert ways["go_on"].ceiling == found.ceiling_before == "490000.00"
    repay = ways["repay"]
    assert repay.cost is not None
    assert repay.late_fee not in (None, "0.00")
    assert repay.benefit_begins_on == date(2027, 4, 1)  # Five months: beyond what is made good.
    assert found.cheapest == "wait"
    assert found.cheapest_covered == "go_on"  # Residents can no longer pay late in May.


def test_paying_back_within_the_limit_makes_the_gap_good():
    found = planned(date(2026, 5, 1), date(2026, 7, 1))
    ways = {way.name: way for way in found.ways}
    assert ways["repay"].benefit_begins_on == date(2026, 8, 1)
    assert ways["repay"].waiting_days == 31
    assert ways["wait"].benefit_begins_on == date(2026, 10, 1)


def test_moving_is_judged_by_the_region_one_moves_to():
    found = planned(date(2026, 5, 1), date(2026, 7, 1), "999900", "430100")
    ways = {way.name: way for way in found.ways}
    assert found.move_to == "999900"
    assert ways["repay"].days_without == 0
    assert ways["wait"].benefit_ends_on == date(2026, 5, 31)
    assert ways["wait"].benefit_begins_on == date(2026, 7, 1)


def test_moving_benefit_ends_as_the_place_one_leaves_says_whether_paid_back_or_not():
    found = planned(date(2026, 5, 1), date(2026, 8, 1), "310000")
    ways = {way.name: way for way in found.ways}
    assert {ways[name].benefit_ends_on for name in ("repay", "wait")} == {date(2026, 5, 31)}
    assert {ways[name].days_without for name in ("repay", "wait")} == {61}


def test_a_plan_says_what_its_costs_are_of_and_when_the_base_changes_nothing():
    paid = spans("2024-01..2026-04", "flexible")
    asked = paid, date(2026, 5, 1), date(2026, 8, 1), "9000.00"
    codes = [one.code for one in plan(CITY, "flexible", *asked).notes]
    assert codes[:2] == ["medical_only", "set_base"]
    chosen = plan(EntitlementLaws(BOOK, "310000"), "flexible", *asked)
    assert "set_base" not in [one.code for one in chosen.notes]


def test_what_is_no_plan_is_refused():
    with pytest.raises(PlanBackwards):
        planned(date(2026, 5, 1), date(2026, 5, 1))
    with pytest.raises(PlanForWorkers):
        plan(CITY, "resident", (), date(2026, 5, 1), date(2026, 8, 1))
