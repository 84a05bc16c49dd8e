"""What an answer says: nothing taken for granted in silence, advice that holds, true costs."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from tests.rooms.insurance.waits_of_places import NEXT_MONTH_OF_STOP, both, laws, somebody, wait
from yika.faces.cli.main import program
from yika.insurance.entitled.entitlement import Entitlement, entitlement, of_cover
from yika.insurance.entitled.entitlement_laws import EntitlementLaws
from yika.insurance.entitled.plan import plan
from yika.insurance.entitled.spans import spans
from yika.insurance.model import Owed
from yika.policy.load import load_book

BOOK = load_book()
FRAGMENTS = Path(__file__).parents[2] / "policy" / "fragments"


def ask(law: EntitlementLaws, scheme: str, paid: str, on: date, **options: str) -> Entitlement:
    return entitlement(law, scheme, spans(paid, scheme), on, 0, options)


def run(*words: str) -> Result:
    return CliRunner().invoke(program(), words)


def told(*words: str) -> dict[str, Any]:
    result = run(*words, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def qingdao() -> EntitlementLaws:
    return EntitlementLaws(load_book(FRAGMENTS / "qingdao"), "370200")


def test_a_first_enrolment_is_taken_for_granted_aloud():
    found = ask(qingdao(), "resident", "2027@2026-11-15", date(2027, 3, 1))
    assert any("首次参保" in one.zh and "first enrolment" in one.en for one in found.because)
    known = ask(qingdao(), "resident", "2023..2024,2027@2026-11-15", date(2027, 3, 1))
    counted = ask(qingdao(), "resident", "2027@2026-11-15", date(2027, 3, 1), lapsed="2")
    for one in (known, counted):
        assert not any("首次参保" in reason.zh for reason in one.because)


def test_a_place_of_which_nothing_is_held_is_named():
    found = ask(EntitlementLaws(BOOK, "370200"), "resident", "2026", date(2026, 3, 1))
    assert any("370200" in one.zh and "370200" in one.en for one in found.because)


def test_a_place_that_writes_only_of_the_wait_makes_late_payers_wait():
    law = laws(resident_wait=wait(45, "days", "payment_day", day_after="yes"))
    late = ask(law, "resident", "2025,2026@2026-03-01", date(2026, 3, 10))
    assert (late.cause, late.begins_on) == ("waiting", date(2026, 4, 16))
    assert "45天" in late.because[0].zh
    assert "45 days" in late.because[0].en
    assert ask(law, "resident", "2025,2026@2025-12-31", date(2026, 1, 1)).entitled
    silent = laws(
        resident_wait=wait(45, "days", "payment_day"), resident__window="unknown"
    )  # Looked for and not found: no gap follows.
    assert ask(silent, "resident", "2025,2026@2026-03-01", date(2026, 3, 10)).entitled


def test_a_place_that_writes_only_how_benefit_comes_back_stops_it_when_overdue():
    back = both([{"begins": wait(4, "months", "next_month"), "retroactive": "no"}])
    found = ask(laws(after_gap=back), "employee", "2025,2026-04..2026-12", date(2026, 3, 10))
    assert (found.cause, found.begins_on) == ("arrears_employer", date(2026, 9, 1))
    silent = laws(after_gap=back, stop=both("unknown"))
    assert ask(silent, "employee", "2025,2026-04..2026-12", date(2026, 3, 10)).entitled


def test_a_wait_shows_the_law_of_the_cover_year_it_was_decided_by():
    law = EntitlementLaws(BOOK, "440100")
    found = ask(law, "resident", "2023..2024,2026@2025-11-20", date(2026, 1, 10))
    (reason,) = [one for one in found.because if "等待期" in one.zh]
    assert {(one.id, one.source) for one in reason.policy} == {
        ("entitlement.resident_wait", "GZ6"),
        ("entitlement.resident_variable", "N1"),
    }
    assert all(one.since == date(2026, 1, 1) for one in reason.policy if one.source == "GZ6")


@pytest.mark.covers("ENT-06")
@pytest.mark.parametrize(
    ("lapsed", "years", "begins"),
    [(2, "1年", date(2027, 4, 1)), (3, "2年", date(2028, 4, 1)), (5, "1年", date(2030, 7, 1))],
)
def test_no_more_years_are_advised_than_help(lapsed: int, years: str, begins: date):
    year = 2025 + lapsed
    paid = f"2023..2024,{year}@{year - 1}-11-15"
    (way,) = ask(qingdao(), "resident", paid, date(year, 1, 1)).earlier_if
    assert (way.what, way.begins_on) == ("repair", begins)
    assert years in way.zh


def test_paying_is_not_advised_where_the_year_can_no_longer_be_paid():
    law = EntitlementLaws(BOOK, "999900")
    open_still = ask(law, "resident", "2020..2025", date(2026, 3, 31))
    closed = ask(law, "resident", "2020..2025", date(2026, 4, 1))
    assert [way.what for way in open_still.earlier_if] == ["pay"]
    assert [way.what for way in closed.earlier_if if way.what == "pay"] == []


def test_a_late_premium_costs_what_the_region_says():
    law = EntitlementLaws(BOOK, "430100")
    (in_time,) = ask(law, "resident", "2024..2025", date(2026, 1, 31)).earlier_if
    (late,) = ask(law, "resident", "2024..2025", date(2026, 2, 1)).earlier_if
    assert (in_time.cost, late.cost) == ("400.00", "1100.00")
    assert late.begins_on == date(2026, 5, 2)


def test_a_plan_counts_the_public_part_and_says_what_it_takes_for_granted():
    law = EntitlementLaws(BOOK, "430100")
    paid = spans("2024-01..2026-04", "flexible")
    found = plan(law, "flexible", paid, date(2026, 5, 1), date(2026, 8, 1), "4308.00")
    ways = {way.name: way for way in found.ways}
    assert ways["resident"].cost == "1100.00"
    assert found.cheapest_covered == "go_on"
    assert [one.code for one in found.notes] == ["medical_only", "by_the_year"]
    assert ways["repay"].late_fee is None
    assert "contribution.late_fee" in ways["repay"].unknown


def test_everything_wrong_is_told_at_once():
    where = ("--region", "110000", "--scheme", "foo", "--on", "2026-02-03")
    result = run("entitlement", *where, "--paid", "20x24,2026-13", "--option", "a=b")
    assert result.exit_code == 1
    for code in ("unknown_scheme", "unknown_option", "spans_unreadable"):
        assert code in result.output


@pytest.mark.parametrize(
    ("original", "more", "added", "ceiling"),
    [
        (None, ("--zero-claim-years", "40"), "60000.00", "360000.00"),
        ("400000", ("--zero-claim-years", "60"), "80000.00", "480000.00"),
        (None, ("--used", "--zero-claim-years", "40"), "56000.00", "356000.00"),
        (None, (), "56000.00", "356000.00"),
    ],
)
def test_the_bonus_on_the_ceiling_is_capped(
    original: str | None, more: tuple[str, ...], added: str, ceiling: str
):
    """Example 19: 300,000 becomes at most 360,000, and 400,000 at most 480,000."""
    where = ("--region", "460000", "--policy", str(FRAGMENTS / "hainan"), "--on", "2026-11-20")
    given = ("--ceiling", original) if original else ()
    found = told("calc", "incentive", *where, "--years-continuous", "60", *more, *given)
    assert (found["added"], found["ceiling"]) == (added, ceiling)
    assert found["steps"][-1]["amount"] == ceiling
    assert found["policy"][0]["source"] == "N3"


def test_a_bonus_without_a_published_ceiling_is_unknown_and_wrong_years_are_refused():
    where = ("calc", "incentive", "--region", "110000", "--on", "2026-11-20")
    found = told(*where, "--years-continuous", "6")
    assert found["ceiling"] is None
    assert found["unknown"] == ["entitlement.critical_ceiling"]
    refused = run(*where, "--years-continuous", "6", "--zero-claim-years", "7")
    assert refused.exit_code == 1


def test_arrears_do_not_depend_on_the_order_of_spans():
    restored = both([{"begins": "none", "retroactive": "no"}])
    law = laws(stop=NEXT_MONTH_OF_STOP, after_repayment=restored)
    one = ask(law, "employee", "2025,2026-03..2026-12", date(2026, 2, 10))
    other = ask(law, "employee", "2026-03..2026-12,2025-06..2025-12,2025", date(2026, 2, 10))
    assert one == other


def test_only_bills_that_are_overdue_are_blamed():
    owed = tuple(
        Owed("employee", date(2026, month, 1), "month", "employer", date(2026, month, 30), 50_000)
        for month in (4, 6)
    )
    cover = somebody("2025-01..2026-03", owed=owed)
    law = EntitlementLaws(BOOK, "999900")
    for on, months in ((date(2026, 5, 1), ["2026-04"]), (date(2026, 7, 1), ["2026-04", "2026-06"])):
        found = of_cover(law, "employee", cover, on)
        assert found.cause == "arrears_employer"
        assert "、".join(months) in found.because[0].zh
        assert [f"{one:%Y-%m}" for one in found.ahead[0].periods] == months
        assert "2026-05、" not in found.because[0].zh  # Nobody billed it.


def test_a_rule_that_can_no_longer_matter_is_not_missed():
    law = EntitlementLaws(BOOK, "999900")
    assert ask(law, "employee", "2016-01..2026-03", date(2026, 4, 1)).unknown == ()
    recent = ask(law, "employee", "2016-01..2016-08", date(2016, 8, 1))
    assert "entitlement.first" in recent.unknown
    assert "entitlement.first" not in recent.because[-1].en
    assert "wait of somebody new" in recent.because[-1].en
    assert "首次参保的等待期" in recent.because[-1].zh


def test_nobody_is_told_of_no_wait_beside_a_wait():
    law = EntitlementLaws(BOOK, "999900")
    found = ask(law, "flexible", "2026-01..2026-12", date(2026, 3, 10))
    waited = ask(law, "flexible", "2026-01..2026-12", date(2026, 5, 10))
    assert not found.entitled
    assert "等待期已满" in waited.because[0].zh
    for one in (found, waited):
        assert not any("没有等待期" in reason.zh for reason in one.because)


@pytest.mark.covers("CONTR-37")
def test_a_move_after_more_than_three_months_is_not_told_by_the_nation():
    law = EntitlementLaws(BOOK, "110000")
    three = ask(law, "employee", "2025,2026-04..2026-12", date(2026, 5, 1), moved_from="310000")
    four = ask(law, "employee", "2025,2026-05..2026-12", date(2026, 5, 1), moved_from="310000")
    assert "entitlement.transfer" not in three.unknown
    assert "entitlement.transfer" in four.unknown


def test_a_switch_to_residents_insurance_counts_from_the_month_of_payment():
    law = EntitlementLaws(BOOK, "110000")
    paid = "2023-01..2026-03,2026@2026-05-20"
    found = ask(law, "resident", paid, date(2026, 5, 25), from_scheme="employee")
    assert (found.entitled, found.begins_on) == (True, date(2026, 5, 1))
