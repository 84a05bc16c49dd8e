"""``yika entitlement``, ``yika plan`` and ``yika years`` as people and scripts use them."""

import json
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from yika.faces.cli.main import program


def run(*arguments: str) -> Result:
    return CliRunner().invoke(program(), arguments, env={"COLUMNS": "200", "TERM": "dumb"})


def told(*arguments: str) -> dict[str, Any]:
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


LATE = ("entitlement", "--region", "440100", "--scheme", "resident", "--paid",
        "2025-01..2025-12,2026-01..2026-12@2026-03-01", "--on", "2026-03-15")  # fmt: skip


@pytest.mark.covers("ENT-05")
def test_entitlement_keeps_its_contract():
    found = told(*LATE)
    assert found["entitled"] is False
    assert found["begins_on"] == "2026-06-02"
    assert "2026-06-02" in found["because"][0]["en"]
    assert [one["id"] for one in found["because"][0]["policy"]] == ["entitlement.resident_wait"]
    assert found["because"][0]["policy"][0]["source"] == "GZ6"
    assert found["earlier_if"] == []
    assert found["ahead"][0]["cause"] == "waiting"


def test_entitlement_for_people():
    result = run(*LATE)
    assert result.exit_code == 0
    assert "不能享受" in result.stdout
    assert "2026-06-02" in result.stdout
    assert "GZ6" in result.stdout


def test_years_repaired_begin_earlier():
    asked = ("entitlement", "--region", "999900", "--scheme", "resident", "--paid",
             "2019..2024,2028@2027-11-15", "--on", "2028-01-10")  # fmt: skip
    assert told(*asked)["begins_on"] == "2028-06-01"
    assert told(*asked)["earlier_if"][0]["begins_on"] == "2028-04-01"
    assert told(*asked, "--repaired", "1")["begins_on"] == "2028-05-01"


def test_every_wrong_piece_is_told():
    result = run("entitlement", "--region", "999900", "--scheme", "employee", "--paid", "2024-13,x")
    assert result.exit_code == 1
    assert "2024-13" in result.stderr
    assert "spans_unreadable" in result.stderr


def test_plan_and_its_view():
    asked = ("plan", "--region", "999900", "--scheme", "employee", "--paid", "2024-01..2026-04",
             "--stop", "2026-05", "--restart", "2026-08", "--base", "6000")  # fmt: skip
    found = told(*asked)
    assert (found["stop"], found["gap_months"]) == ("2026-05", 3)
    assert {way["name"] for way in found["ways"]} == {"go_on", "repay", "wait", "resident"}
    assert found["cheapest"] == "wait"
    shown = run(*asked)
    assert shown.exit_code == 0
    assert "花费最少" in shown.stdout
    assert run(*asked[:-4], "--restart", "soon").exit_code == 2


def test_years_still_needed():
    asked = ("years", "--region", "999900", "--paid", "2010-01..2026-02", "--sex", "male",
             "--on", "2026-03-16")  # fmt: skip
    found = told(*asked)
    assert found["months"] == 194
    assert found["still_months"] == found["needed_months"] - 194
    assert "还差" in run(*asked).stdout
