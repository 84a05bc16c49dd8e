"""Whoever writes a benefit policy is told which bills it leaves out, and what nobody reaches."""

from datetime import date
from pathlib import Path

from typer.testing import CliRunner

from yika.faces.cli.main import program
from yika.policy.check import Tally, check
from yika.policy.load import load_book
from yika.policy.model import Value
from yika.policy.rows import uncovered

HEAD = """title: {zh: 演示, en: demonstration}
unit: %s
covers: entitlement
decided_by: service_date
by: []
values:
  - from: 2020-01-01
    value:
"""
TAIL = """
    confidence: made-up
    source: {key: X1, title: a made-up notice, address: null, read_on: 2026-11-20}
checked_on: 2026-11-20
"""


def written(folder: Path, name: str, unit: str, *lines: str) -> None:
    path = folder / "999901" / f"{name.replace('.', '/')}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    body = "\n".join(f"      {line}" for line in lines)
    path.write_text(HEAD % unit + body + TAIL, "utf-8")


def warned(folder: Path) -> dict[int, str]:
    """What the check warns of, by line; nothing else is wrong."""
    tally = Tally()
    for _ in check(load_book(folder), tally):
        pass
    assert sorted(map(str, tally.problems)) == []
    return {one.line: one.en for one in sorted(tally.warnings)}


def row(**asked: Value) -> Value:
    return {"if": asked, "amount": "1.00"}


def test_a_level_left_out_is_told(tmp_path: Path):
    written(
        tmp_path,
        "employee_benefit.outpatient_deductible",
        "deductible",
        "per: year",
        "rows:",
        "  - {if: {level: [primary, level_1, level_2]}, amount: '100.00'}",
        "  - {if: {level: [level_3]}, amount: '200.00'}",
        "  - {if: {level: [level_2], status: [retired]}, amount: '50.00'}",
    )
    told = warned(tmp_path)
    assert told[10].startswith("no row fits: hospital of the province or a ministry")
    assert told[13].startswith("never reached")
    assert len(told) == 2


def test_every_age_and_each_day_of_retirement_is_tried(tmp_path: Path):
    written(
        tmp_path,
        "employee_benefit.inpatient_share",
        "share_table",
        "bounds_on: in_scope",
        "rows:",
        "  - {if: {status: [active]}, segments: [{share: '85%'}]}",
        "  - {if: {retired_until: 2000-12-31}, segments: [{share: '95%'}]}",
        "  - {if: {retired_from: 2001-01-02}, segments: [{share: '92%'}]}",
    )
    assert "retired on 2001-01-01" in warned(tmp_path)[10]


def test_a_layer_is_asked_only_about_whom_it_is_for(tmp_path: Path):
    written(
        tmp_path,
        "benefit.assistance",
        "layer",
        "base: self_paid",
        "over: [inpatient]",
        "if: {assistance: [minimum_living, special_hardship]}",
        "deductible: none",
        "shares:",
        "  bounds_on: above_deductible",
        "  rows:",
        "    - {if: {assistance: [special_hardship]}, segments: [{share: '100%'}]}",
        "    - {if: {assistance: [minimum_living]}, segments: [{share: '70%'}]}",
        "    - {if: {assistance: [orphan]}, segments: [{share: '90%'}]}",
        "ceiling: none",
    )
    told = warned(tmp_path)
    assert list(told) == [18]
    assert told[18].startswith("never reached")


def test_what_is_borrowed_must_be_there(tmp_path: Path):
    name = "resident_benefit.chronic_share"
    written(tmp_path, name, "share_table", "{as: inpatient}")
    assert warned(tmp_path) == {
        8: "there is no resident_benefit.inpatient_share: unknown here",
    }


def test_a_warning_is_printed_and_is_no_failure(tmp_path: Path):
    name = "employee_benefit.remote"
    written(tmp_path, name, "adjustments", "{rows: [{if: {off_site: [long_term]}, points: '0'}]}")
    result = CliRunner().invoke(program(), ["policy", "check", "--policy", str(tmp_path)])
    assert result.exit_code == 0, result.output
    assert "no row fits: referred elsewhere (and 2 more), unknown here" in result.stdout
    assert "1 warnings" in result.stdout


def test_the_two_diseases_are_two(tmp_path: Path):
    written(
        tmp_path,
        "resident_benefit.two_diseases_ceiling",
        "ceiling",
        "on: paid",
        "over: [two_diseases]",
        "rows:",
        "  - {if: {disease: [diabetes]}, amount: '600.00'}",
        "  - {if: {disease: [hypertension], tier: ['1']}, amount: '300.00'}",
    )
    assert warned(tmp_path) == {11: "no row fits: high blood pressure, another tier, unknown here"}


def test_bounds_that_meet_leave_nobody_out():
    rows = [row(age_until=17), row(age_from=18, months_below=12), row(months_from=12)]
    assert uncovered(rows, ()) == ([], set())
    left, _ = uncovered([row(age_until=17), row(age_from=19)], ())
    assert left == [{"age": 18}]
    left, _ = uncovered([row(tier=["1"]), row(retired_until=date(2000, 12, 31))], ())
    assert {one["status"] for one in left} == {"active", "retired"}


def test_a_row_shadowed_by_one_before_is_told_also_where_there_are_too_many_cases_to_try() -> None:
    many = {"age_from": 3, "months_from": 3, "group": ["pupil"], "tier": ["1"], "signed": ["yes"]}
    more = {"off_site": ["none"], "disease": ["hypertension"], "civil_servant": ["yes"]}
    rows = [
        row(level=["level_3"]),
        row(level=["level_3"], assistance=["orphan"], status=["active"], **many, **more),
        row(level=["level_2"], assistance=["orphan"], status=["active"], **many, **more),
    ]
    assert uncovered(rows, ()) == ([], {1})
