"""``yika contribution`` and ``yika calc`` as an insured person, or a script, uses them."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from yika.faces.cli.main import program
from yika.ground.money import yuan

APP = program()
SEED = """湖南长沙社保基数6900社保缴费多少

缴费基数为6800元时: 养老保险 单位缴费比例:19% 个人缴费比例:8%。1136+568=1705元
"""


def run(*arguments: str, typed: str | None = None) -> Result:
    environment = {"COLUMNS": "220", "TERM": "dumb"}
    return CliRunner().invoke(APP, arguments, env=environment, input=typed)


def told(*arguments: str, typed: str | None = None) -> dict[str, Any]:
    result = run(*arguments, "--json", typed=typed)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def contribution(region: str, scheme: str, on: str, *more: str) -> dict[str, Any]:
    return told("contribution", "--region", region, "--scheme", scheme, "--on", on, *more)


@pytest.mark.covers("CONTR-09")
def test_contribution_keeps_its_contract():
    injury = ("--option", "injury_class=1")
    found = contribution("110000", "employee", "2025-03-01", "--base", "6821", *injury)
    assert found["totals"] == {"employer": "1807.57", "person": "719.21"}
    line = next(x for x in found["lines"] if (x["insurance"], x["payer"]) == ("medical", "person"))
    expected = {"base": "6821.00", "rate": "2%", "amount": "136.42", "source": "B4"}
    assert expected.items() <= line.items()
    assert line["policy"] == "contribution.medical"
    assert line["used"][0]["title"]
    assert found["assumed"] == {}


def test_the_same_for_people_names_sums_totals_and_sources():
    arguments = ("--region", "110000", "--scheme", "employee", "--base", "6821")
    shown = run("contribution", *arguments, "--on", "2025-03-01").stdout
    assert "基本医疗保险" in shown
    assert "6821.00 × 9.8%" in shown
    assert "719.21" in shown
    assert "injury_class=一类行业" in shown
    assert "contribution.medical 2024-07-01" in shown


@pytest.mark.parametrize(
    ("region", "scheme", "on", "more", "totals"),
    [
        ("430100", "resident", "2026-03-01", (), {"person": "1100.00"}),
        ("430100", "resident", "2026-01-15", (), {"person": "400.00", "subsidy": "700.00"}),
        ("110000", "flexible", "2025-08-01", ("--base", "7162"), {"person": "2088.94"}),
        ("330100", "flexible", "2025-03-01", (), {"person": "457.14"}),
    ],
)
def test_published_examples(
    region: str, scheme: str, on: str, more: tuple[str, ...], totals: dict[str, str]
):
    found = contribution(region, scheme, on, *more)
    known = ("medical",) if region == "330100" else ("medical", "pension", "unemployment")
    sums: dict[str, int] = {}
    for line in found["lines"]:
        if line["insurance"] in known:
            sums[line["payer"]] = sums.get(line["payer"], 0) + line["amount_fen"]
    assert {payer: yuan(amount) for payer, amount in sums.items()} == totals


def test_a_folder_of_policy_replaces_the_shipped_one(tmp_path: Path):
    rates = tmp_path / "999901" / "contribution"
    rates.mkdir(parents=True)
    (tmp_path / "sources.yaml").write_text("Q1: {title: t, address: null, read_on: 2026-11-20}\n")
    (rates / "medical.yaml").write_text(
        """id: contribution.medical
title: {zh: 医疗保险缴费, en: medical contribution}
unit: charge
covers: contribution
decided_by: contribution_month
by: [work_scheme, payer]
follows: null
values:
  - from: 2025-01-01
    until: null
    attested_on: null
    value: {employee: {employer: {rate: "7.5%"}, person: {rate: "2%"}}, flexible: unknown}
    confidence: secondary
    source: {key: Q1}
checked_on: 2026-11-20
""",
        encoding="utf-8",
    )
    more = ("--base", "5955.25", "--policy", str(tmp_path))
    found = contribution("999901", "employee", "2025-03-01", *more)
    assert found["totals"] == {"employer": "446.64", "person": "119.11"}
    assert not found["complete"]
    assert "contribution.pension employee person" in found["unknown"]


def test_everything_wrong_is_told_at_once_in_words():
    more = ("--base", "much", "--option", "colour=red", "--option", "injury_class=9")
    result = run("contribution", "--region", "110000", "--scheme", "employee", *more)
    assert result.exit_code == 1
    for code in ("amount_unreadable", "unknown_option", "wrong_option"):
        assert code in result.stderr
    assert "7,100.50" in result.stderr


def test_residents_of_groups_that_differ_are_asked_which():
    result = run("contribution", "--region", "110000", "--scheme", "resident", "--on", "2026-01-05")
    assert result.exit_code == 1
    assert "group_needed" in result.stderr
    assert "student 大学生 435.00" in result.stderr


def test_a_base_is_needed_of_an_employee():
    result = run("contribution", "--region", "110000", "--scheme", "employee")
    assert result.exit_code == 1
    assert "nothing_declared" in result.stderr


def test_a_mistyped_option_is_told_by_the_command():
    more = ("--base", "1", "--option", "colour")
    assert run("contribution", "--region", "11", "--scheme", "employee", *more).exit_code == 2
    assert run("contribution", "--region", "110000", "--scheme", "employee", *more).exit_code == 2


CHANGSHA = ("--region", "430100", "--on", "2025-04-30")


def test_every_calculator_answers_programs_and_people():
    calls = [
        ("tier", "--base", "6900"),
        ("credit", "--base", "7100"),
        ("pension", "--years", "15", "--indexed-wage", "6900", "--balance", "60000"),
        ("compare", "--base", "7100", "--base", "5000"),
        ("premium", "--option", "group=adult"),
    ]
    for call in calls:
        assert told("calc", *call, *CHANGSHA)["region"] == "430100"
        shown = run("calc", *call, *CHANGSHA)
        assert shown.exit_code == 0, shown.output
        assert "长沙市" in shown.stdout
    assert told("calc", "credit", "--base", "7100", *CHANGSHA)["amount"] == "142.00"


def test_the_months_missing_at_retirement_have_a_price():
    hangzhou = ("--region", "330100", "--on", "2023-02-01")
    found = told("calc", "top-up", "--months", "12", "--how", "once", *hangzhou)
    assert found["totals"] == {"person": "7090.80"}


@pytest.mark.covers("BEN-16")
def test_an_article_is_checked_from_a_file_or_the_terminal(tmp_path: Path):
    file = tmp_path / "article.txt"
    file.write_text(SEED, encoding="utf-8")
    found = told("calc", "article", str(file), *CHANGSHA)["claims"]
    assert found == told("calc", "article", "-", *CHANGSHA, typed=SEED)["claims"]
    verdicts = {claim["quoted"]: (claim["verdict"], claim["should_be"]) for claim in found}
    assert verdicts["基数为6800"] == ("wrong", "6900")
    assert verdicts["1136+568=1705元"] == ("wrong", "1704.00")
    assert verdicts["单位缴费比例:19%"] == ("doubtful", "16%")
    shown = run("calc", "article", str(file), *CHANGSHA).stdout
    assert "✗ 有误 wrong" in shown
    assert "2 处有误" in shown


def test_an_article_that_is_no_text_is_refused(tmp_path: Path):
    file = tmp_path / "article.bin"
    file.write_bytes(b"\xff\xfe\xff")
    result = run("calc", "article", str(file), *CHANGSHA)
    assert result.exit_code == 1
    assert "article_unreadable" in result.stderr
