"""``yika scope``: what the insurance of a place is for, as somebody asks before they need it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from tests.faces.conftest import settings_of
from yika.config import Config
from yika.demo.cast import BY_KEY
from yika.faces.cli.main import program

APP = program()
QINGHE = Path(__file__).parents[2] / "policy" / "fragments" / "qinghe"
Told = Callable[..., Any]


def run(*arguments: str) -> Result:
    return CliRunner().invoke(APP, arguments, env={"COLUMNS": "220", "TERM": "dumb"})


def told(*arguments: str) -> Any:
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def scope(region: str, on: str, *more: str) -> dict[str, Any]:
    return told("scope", "--region", region, "--on", on, *more)


def words(listed: dict[str, Any]) -> list[str]:
    return [one["word"] for one in listed["items"]]


def heard(others: list[dict[str, Any]]) -> list[Any]:
    return [other["value"] for other in others]


@pytest.fixture
def typed(cast_config: Config, monkeypatch: pytest.MonkeyPatch) -> Told:
    """The JSON of a command over the cast's sandbox."""
    monkeypatch.chdir(cast_config.home)
    for setting, value in settings_of(cast_config).items():
        monkeypatch.setenv(setting, value)
    return told


@pytest.mark.covers("ENT-03")
def test_what_the_fund_pays_and_for_what_care():
    found = scope("110000", "2026-03-16")
    pays = ["listed_drugs", "listed_services", "listed_facilities", "emergency_rescue"]
    assert words(found["fund_pays"]) == pays
    law = found["fund_pays"]["policy"]
    assert (law["source"], law["confidence"], law["taken_from"]) == ("L1", "official", "000000")
    care = [(one["word"], one["zh"]) for one in found["fund_care"]["items"]]
    assert care == [
        ("inpatient", "住院医疗"),
        ("special_outpatient", "门诊特定项目"),
        ("emergency_observation", "急诊留观"),
        ("ordinary_outpatient", "普通门诊"),
    ]
    [seed] = found["fund_care"]["policy"]["others"]
    assert (seed["source"]["key"], seed["value"]) == ("S2", [word for word, _ in care[:3]])


@pytest.mark.covers("ENT-09")
def test_what_it_never_pays_when_it_refuses_and_that_it_may_advance():
    found = scope("430100", "2026-03-16")
    assert words(found["fund_never_pays"]) == [
        "work_injury",
        "third_party",
        "public_health",
        "abroad",
    ]
    assert words(found["fund_refuses"]) == [
        "not_insured",
        "in_a_gap",
        "in_the_wait",
        "double_benefit",
    ]
    assert found["fund_advances"]["yes"] is True
    asked = ("--region", "999900", "--scheme", "resident", "--on", "2025-03-01", "--paid")
    spans = ("2023", "2023,2025@2025-01-10")
    causes = [told("entitlement", *asked, paid)["cause"] for paid in spans]
    assert causes == ["not_enrolled", "waiting"]


@pytest.mark.covers("ENT-10", "ENT-11")
def test_the_deductible_starts_again_with_the_benefit_year():
    def year(region: str, on: str, scheme: str = "employee") -> list[str]:
        found = scope(region, on)["years"]
        one = next(year for year in found if year["scheme"] == scheme)
        return [one["starts_on"], one["ends_on"], one["deductible_from"]]

    assert year("430100", "2025-12-31") == ["2025-01-01", "2025-12-31", "2026-01-01"]
    assert year("430100", "2026-01-01") == ["2026-01-01", "2026-12-31", "2027-01-01"]
    assert year("310000", "2025-06-30") == ["2024-07-01", "2025-06-30", "2025-07-01"]
    assert year("310000", "2025-07-01") == ["2025-07-01", "2026-06-30", "2026-07-01"]
    assert year("310000", "2025-07-01", "resident")[2] == "2026-01-01"
    why = scope("430100", "2026-01-05")["new_year"]
    assert any("起付线清零" in one["zh"] for one in why)
    assert any("same bill may cost you more" in one["en"] for one in why)
    assert "2月" not in json.dumps(why, ensure_ascii=False)


@pytest.mark.covers("CONTR-20")
def test_the_window_of_2025_with_the_page_that_disagrees():
    [window] = scope("000000", "2024-10-07")["windows"]
    days = [window[part] for part in ("cover_year", "opens", "closes", "is_open")]
    assert days == [2025, "2024-10-08", "2024-12-31", False]
    assert "提前一个月" in window["policy"]["note"]["zh"]
    assert heard(window["policy"]["others"]) == [{"opens": "2024-12-01", "closes": "2024-12-31"}]
    for on, is_open in (("2024-10-08", True), ("2024-12-31", True), ("2025-01-01", False)):
        [window] = scope("000000", on)["windows"]
        assert (window["cover_year"], window["is_open"]) == (2025, is_open), on
    asked = ("--region", "999900", "--scheme", "resident")
    begins = [
        told("entitlement", *asked, "--paid", f"2024,2025@{paid}", "--on", "2025-01-10")["entitled"]
        for paid in ("2024-12-31", "2025-01-01")
    ]
    assert begins == [True, False]


@pytest.mark.covers("ACCT-07", "ACCT-08", "ACCT-09")
def test_check_ups_and_vaccines_from_the_account_differ_by_place():
    here, beijing = (scope(region, "2026-03-16") for region in ("999900", "110000"))
    assert {"checkup", "vaccine"} <= set(words(here["account"]))
    assert words(here["checkup"]) == ["institutions_of_the_city", "listed_checkup"]
    assert not {"checkup", "vaccine"} & set(words(beijing["account"]))
    [elsewhere] = heard(beijing["account"]["policy"]["others"])
    assert {"checkup", "vaccine"} <= set(elsewhere)
    assert beijing["checkup"]["items"] is None
    assert heard(beijing["checkup"]["heard"]) == [["institutions_of_the_city", "listed_checkup"]]
    assert beijing["unknown"] == ["account.checkup"]


@pytest.mark.covers("ACCT-12")
def test_the_account_still_works_when_payment_stopped(typed: Told):
    assert scope("999900", "2026-03-16")["account_while_stopped"]["yes"] is True
    for key in ("employer-arrears", "own-arrears-1"):
        uses = typed("why", "--id-number", BY_KEY[key].id_number)["uses"]["card"]
        assert (uses["pay"]["open"], uses["claim"]["open"]) == (True, False), key


@pytest.mark.covers("ACCT-05")
def test_where_the_balance_is_asked_for_and_what_it_is(typed: Told):
    ways = {"hotline", "website", "bank_counter", "hospital_window", "pos_pad"}
    assert set(words(scope("440100", "2026-03-16")["balance"])) == ways
    assert ways < set(words(scope("999900", "2026-03-16")["balance"]))
    found = typed("account", "show", "--id-number", BY_KEY["healthy"].id_number)
    parts = [int(found[one].replace(".", "")) for one in ("current", "carried", "usable")]
    assert parts[0] + parts[1] == parts[2] > 0


@pytest.mark.covers("AID-01", "AID-02")
def test_who_may_receive_aid():
    found = scope("130700", "2025-03-01")["aid_recipients"]
    names = "、".join(one["zh"] for one in found["items"])
    for group in ("低保", "五保", "三无", "其他困难家庭", "孤儿", "重大疾病", "优抚", "见义勇为"):
        assert group in names, group
    assert "不含1至6级残疾军人" in found["policy"]["note"]["zh"]


@pytest.mark.covers("AID-03", "AID-04")
def test_aid_with_the_premium_in_hebei_and_elsewhere():
    hebei = {one["group"]["word"]: one for one in scope("130700", "2025-03-01")["aid"]}
    shares = {group: (one["share"], one["at_least"]) for group, one in hebei.items()}
    assert shares["special_hardship"] == ("100%", False)
    assert shares["poverty_unstable"] == shares["returned_poverty"] == ("90%", False)
    assert shares["minimum_living"] == shares["poverty_risk"] == ("60%", True)
    assert shares["out_of_poverty"] == ("60%", False)
    asked = ("contribution", "--region", "130700", "--scheme", "resident", "--on", "2025-03-01")
    for group, one in hebei.items():
        if one["share"] is None:
            assert one["own"] is None
            continue
        options = ("--option", "group=adult", "--option", f"aid={group}", "--option", "late=no")
        found = told(*asked, *options)
        assert found["totals"]["person"] == one["own"], group
        [aid] = [line for line in found["lines"] if line["policy"] == "resident.aid"]
        assert aid["amount"] == one["aid"], group
    assert (hebei["minimum_living"]["premium"], hebei["minimum_living"]["aid"]) == (
        "400.00",
        "240.00",
    )
    nation = {one["group"]["word"]: one["share"] for one in scope("000000", "2025-06-01")["aid"]}
    assert nation["special_hardship"] == nation["orphan"] == "100%"
    assert nation["minimum_living"] is None  # the page's "90% or 10%" makes no sense


@pytest.mark.covers("BEN-14")
def test_the_pension_base_is_shown_with_the_sources_that_disagree():
    asked = ("policy", "show", "pension.calculation_base", "--on", "2024-06-01", "--region")
    changsha, made_up = told(*asked, "430100"), told(*asked, "999900")
    assert "6800.00" in [changsha["value"], *heard(changsha["others"])]
    assert "6780" in json.dumps(changsha["others"], ensure_ascii=False)
    assert (made_up["value"], heard(made_up["others"])) == ("6800.00", ["6780.00"])


def test_the_same_for_people_in_both_languages():
    shown = run("scope", "--region", "999900", "--on", "2026-03-16").stdout
    for said in ("从不支付", "never pays", "在境外就医的费用", "treatment abroad", "2027-01-01"):
        assert said in shown, said
    for said in ("400.00 − 240.00 = 160.00", "account.scope [DEMO, made-up]", "非免疫规划疫苗"):
        assert said in shown, said
    shown = run("scope", "--region", "130700", "--on", "2025-03-01").stdout
    assert "另一来源 another source S4" in shown
    assert "未知 unknown" in shown


def test_the_premium_of_another_group_is_aided_too():
    pupil = scope("999900", "2026-03-16", "--group", "pupil")
    aided = next(one for one in pupil["aid"] if one["share"] == "100%")
    asked = ("--region", "999900", "--scheme", "resident", "--on", "2026-03-16")
    options = ("--option", "group=pupil", "--option", "late=no")
    owed = told("contribution", *asked, *options)["totals"]["person"]
    assert (aided["premium"], aided["aid"], aided["own"]) == (owed, owed, "0.00")


def test_a_place_without_law_and_a_group_that_is_none_are_refused():
    nowhere = run("scope", "--region", "999901", "--policy", str(QINGHE))
    assert (nowhere.exit_code, "not_published_here" in nowhere.stderr) == (1, True)
    nobody = run("scope", "--region", "999900", "--group", "nobody")
    assert (nobody.exit_code, "wrong_option" in nobody.stderr) == (1, True)
