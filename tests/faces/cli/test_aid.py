"""``yika aid``: the questions about medical assistance that somebody asks before they need it."""

import json
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from yika.faces.cli.main import program

ON = "2026-03-16"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(program(), arguments, env={"COLUMNS": "220", "TERM": "dumb"})


def aid(region: str, on: str = ON) -> dict[str, Any]:
    result = run("aid", "--region", region, "--on", on, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


@pytest.mark.covers("AID-05")
def test_flow_conditions_ratio_scope_and_elsewhere_are_answered_with_sources() -> None:
    found = aid("999900")
    assert found["unknown"] == []
    assert {one["word"] for one in found["recipients"]["items"]} >= {"minimum_living", "orphan"}
    assert {one["channel"] for one in found["ways"]} >= {"hospital_window", "counter"}
    assert found["flow"]["policy"]["source"] == "DEMO"
    assert {one["word"] for one in found["care"]} >= {"inpatient", "outpatient"}
    groups = {one["group"]["word"]: one for one in found["groups"]}
    poor = groups["minimum_living"]
    assert (poor["deductible"], poor["ceiling"]) == ("0.00", "100000.00")
    assert [one["share"] for one in poor["segments"]] == ["75%"]
    assert groups["special_hardship"]["ceiling"] == "none"
    assert groups["entitled_veteran"]["is_included"] is False


@pytest.mark.covers("AID-06")
def test_assistance_comes_after_the_basic_insurance() -> None:
    for region in ("999900", "000000", "430100"):
        after = aid(region)["after"]
        assert [one["word"] for one in after["items"]][:2] == ["basic", "critical_illness"]
        assert after["policy"]["source"]


@pytest.mark.covers("AID-07")
def test_care_elsewhere_is_told_or_unknown_and_never_guessed() -> None:
    here, nation = aid("999900"), aid("000000")
    assert here["off_site"]["yes"] is True
    assert {one["as_at_home"] for one in here["elsewhere"]} == {True}
    assert nation["off_site"]["yes"] is None
    assert "assistance.off_site" in nation["unknown"]
    assert {one["as_at_home"] for one in nation["elsewhere"]} == {None}


def test_what_a_region_has_not_published_is_unknown() -> None:
    groups = {one["group"]["word"]: one for one in aid("110000")["groups"]}
    assert groups["minimum_living"]["is_included"] is True
    assert groups["minimum_living"]["deductible"] is None
    assert [one["share"] for one in groups["minimum_living"]["segments"]] == [None]
    assert run("aid", "--region", "650000", "--on", ON).exit_code != 0


def test_people_read_it_with_every_source() -> None:
    shown = run("aid", "--region", "999900", "--on", ON).stdout
    for said in ("医院", "75%", "100000.00", "assistance.flow [DEMO, made-up]", "as at home"):
        assert said in shown
    assert "未知 unknown" in run("aid", "--region", "110000", "--on", ON).stdout
