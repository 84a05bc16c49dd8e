"""Places not shipped, each a folder for ``--policy``: its examples come out as published."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from yika.faces.cli.main import program
from yika.faces.cli.policy import RUNNERS
from yika.ground.money import fen, yuan
from yika.insurance.entitled.ceiling import YearOfCover, bonus
from yika.policy.cases import case_files, run_cases
from yika.policy.load import load_book
from yika.policy.lookup import Known, look_up

FRAGMENTS = Path(__file__).parent / "fragments"
PLACES = {
    "annual_ceiling": "999904",
    "changchun": "220100",
    "fujian": "350000",
    "guangzhou_before": "440100",
    "hainan": "460000",
    "honghe": "532500",
    "hongze": "320813",
    "hubei": "420000",
    "hubei_critical": "420000",
    "jinan": "370100",
    "joint_replacement": "999905",
    "leshan": "511100",
    "levels": "999903",
    "longnan": "621200",
    "qingdao": "370200",
    "shanghai_before": "310000",
    "shijiazhuang": "130100",
    "suzhou": "320500",
    "taiyuan": "140100",
    "xiamen": "350200",
    "xiangtan": "430300",
    "zhejiang": "330000",
    "zhuhai": "440400",
}
TWO_LAPSED = "2020-01..2024-12,2027-01..2027-12@2026-11-15"
FOUR_PAID_LATER = "2024-01..2025-03,2025-04..2025-07@2025-08-05,2025-08..2025-12"


def asked(command: str, place: str, scheme: str, on: str, *more: str) -> dict[str, Any]:
    """What a command prints as JSON for a place read from its folder."""
    folder = str(FRAGMENTS / place)
    where = ("--region", PLACES[place], "--scheme", scheme, "--on", on, "--policy", folder)
    result = CliRunner().invoke(program(), [command, *where, *more, "--json"])
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def amounts(told: dict[str, Any]) -> dict[str, str]:
    return {f"{line['insurance']}.{line['payer']}": line["amount"] for line in told["lines"]}


@pytest.mark.parametrize("place", PLACES)
def test_the_cases_of_a_place_come_out(place: str):
    book = load_book(FRAGMENTS / place)
    assert book.divisions() == [PLACES[place]]
    assert book.problems(PLACES[place]) == []
    found = [run_cases(book, path, RUNNERS) for path in case_files(FRAGMENTS / place)]
    assert sum(count for count, _ in found) > 0
    assert [str(problem) for _, problems in found for problem in problems] == []


@pytest.mark.parametrize("place", PLACES)
def test_every_place_passes_the_check_of_the_command(place: str):
    folder = str(FRAGMENTS / place)
    result = CliRunner().invoke(program(), ["policy", "check", "--policy", folder])
    assert result.exit_code == 0, result.output


def test_a_floor_in_shijiazhuang_is_charged_to_the_fen():
    told = asked("contribution", "shijiazhuang", "employee", "2026-11-20", "--base", "5955.25")
    assert amounts(told) == {"medical.employer": "446.64", "medical.person": "119.11"}
    assert {line["source"] for line in told["lines"]} == {"J-7298818"}


def test_a_base_in_hubei_is_capped():
    told = asked("contribution", "hubei", "employee", "2026-11-20", "--base", "25900")
    (line,) = told["lines"]
    assert (line["base"], line["rate"], line["amount"]) == ("22467.00", "8%", "1797.36")


@pytest.mark.parametrize(
    ("options", "total"),
    [((), "6573.12"), (("--option", "maternity=yes"), "7441.33")],
)
def test_a_year_in_zhejiang_with_and_without_maternity(options: tuple[str, ...], total: str):
    told = asked("contribution", "zhejiang", "flexible", "2025-04-23", *options)
    assert told["per"] == "year"
    assert told["totals"] == {"person": total}


@pytest.mark.parametrize(
    ("repaired", "begins"), [("0", "2027-05-01"), ("1", "2027-04-01"), ("2", "2027-04-01")]
)
def test_lapsed_years_in_qingdao_wait_and_repair_shortens(repaired: str, begins: str):
    more = ("--paid", TWO_LAPSED, "--repaired", repaired)
    told = asked("entitlement", "qingdao", "resident", "2027-03-01", *more)
    assert (told["entitled"], told["begins_on"]) == (False, begins)


def test_qingdao_says_that_repair_would_be_earlier():
    told = asked("entitlement", "qingdao", "resident", "2027-03-01", "--paid", TWO_LAPSED)
    assert "2027-04-01" in [way["begins_on"] for way in told["earlier_if"]]
    named = {used["id"] for reason in told["because"] for used in reason["policy"]}
    assert {"entitlement.resident_wait", "entitlement.resident_variable"} <= named


def test_a_flexible_worker_in_suzhou_waits_from_the_next_month():
    paid = ("--paid", "2022-05..2022-12")
    told = asked("entitlement", "suzhou", "flexible", "2022-08-31", *paid)
    assert (told["entitled"], told["begins_on"]) == (False, "2022-09-01")
    assert asked("entitlement", "suzhou", "flexible", "2022-09-01", *paid)["entitled"]


def test_part_of_benefit_is_paid_meanwhile_in_fujian():
    paid = ("--paid", FOUR_PAID_LATER)
    told = asked("entitlement", "fujian", "employee", "2025-10-31", *paid)
    assert (told["entitled"], told["share"], told["begins_on"]) == (False, "50%", "2025-11-01")
    later = asked("entitlement", "fujian", "employee", "2025-11-01", *paid)
    assert (later["entitled"], later["share"]) == (True, None)


@pytest.mark.parametrize(
    ("paid", "begins"),
    [
        ("2020..2024,2026@2025-11-20", "2026-02-20"),
        ("2020..2022,2026@2025-11-20", "2026-02-20"),
        ("2020..2024,2027@2026-11-20", "2027-03-20"),
    ],
    ids=["one lapsed year", "years before 2025 do not count", "two lapsed years"],
)
def test_xiamen_adds_months_from_the_second_lapsed_year(paid: str, begins: str):
    told = asked("entitlement", "xiamen", "resident", "2026-01-31", "--paid", paid)
    assert (told["entitled"], told["begins_on"]) == (False, begins)


def test_the_bonus_is_held_within_a_fifth_of_the_ceiling():
    book = load_book(FRAGMENTS / "hainan")
    day = date(2026, 11, 20)
    rule = look_up(book, "entitlement.incentive", PLACES["hainan"], day)
    ceiling = look_up(book, "entitlement.critical_ceiling", PLACES["hainan"], day)
    assert isinstance(rule, Known)
    assert isinstance(ceiling, Known)
    years = [YearOfCover(year, is_paid=True, is_zero_claim=True) for year in range(2025, 2125)]
    originals = [ceiling.value, *(other.value for other in ceiling.others)]
    held = [bonus(rule.value, fen(original), years) for original in originals]
    assert [yuan(one.capped_fen) for one in held] == ["60000.00", "80000.00"]
    assert [yuan(one.ceiling_fen) for one in held] == ["360000.00", "480000.00"]
