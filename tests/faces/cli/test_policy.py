"""``yika policy`` as a policy officer or a script uses it."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from yika.faces.cli.policy import app
from yika.policy.words import SHIPPED

POLICY = Path(__file__).parents[2] / "policy"
QINGHE = str(POLICY / "fragments" / "qinghe")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments, env={"COLUMNS": "200", "TERM": "dumb"})


def shown(policy_id: str, region: str, *more: str, on: str = "2026-03-16") -> dict[str, Any]:
    result = run("show", policy_id, "--region", region, "--on", on, "--json", *more)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_check_finds_nothing_wrong_with_the_shipped_data():
    result = run("check")
    assert result.exit_code == 0, result.output
    assert "没有问题" in result.stdout
    assert "演示市 Yanshi 999900" in result.stdout


def test_check_tells_every_mistake_with_file_and_line_and_fails():
    folder = POLICY / "broken" / "everything_at_once"
    result = run("check", "--policy", str(folder))
    assert result.exit_code == 1
    dormancy = folder / "999901" / "dormancy" / "after.yaml"
    tries = folder / "999901" / "password" / "tries_before_lock.yaml"
    lines = [line for line in result.stdout.splitlines() if line.startswith(str(folder))]
    assert lines[0].startswith(f"{dormancy}:3: ")
    assert any(line.startswith(f"{tries}:") and "overlap" in line for line in lines)
    assert f"{len(lines)} 处有误" in result.stdout


def test_check_runs_the_cases():
    result = run("check", "--policy", str(POLICY / "broken" / "wrong_case"))
    assert result.exit_code == 1
    assert "half a year: 6 expected, 12 found" in result.stdout


def test_a_folder_that_is_not_there_is_told_in_words():
    result = run("check", "--policy", "/nowhere/at/all")
    assert result.exit_code == 1
    assert "no_policy_folder" in result.stderr


def test_show_keeps_its_contract_for_one_cell():
    told = shown("password.tries_before_lock", "999900", "--axis", "password_kind=e_credential")
    assert told["value"] == 6
    assert told["unit"] == "tries"
    assert told["since"] == "2020-01-01"
    assert told["until"] is None
    assert told["source"]["key"] == "DEMO"
    assert told["source"]["title"] == "made up for the demonstration"
    assert told["confidence"] == "made-up"
    assert told["others"] == []


def test_show_without_axes_has_every_cell():
    told = shown("password.tries_before_lock", "999900")
    assert told["value"] == {"social_security": 3, "e_credential": 6, "bank": 3}
    assert [cell["axes"]["password_kind"] for cell in told["cells"]] == list(told["value"])


def test_show_of_some_axes_nests_the_others():
    told = shown("card.fee", "999900", "--axis", "reason=lost")
    assert set(told["value"]) == {"counter", "instant_point", "bank_counter", "app"}
    assert set(told["value"].values()) == {"20.00"}


def test_show_says_unknown_and_abolished():
    nobody_knows = shown("card.validity", "430100", "--axis", "generation=third")
    assert nobody_knows["unknown"] is True
    assert "value" not in nobody_knows
    gone = shown("statement.required_after", "999901", "--policy", QINGHE)
    assert gone["abolished"] is True
    assert gone["since"] == "2024-01-01"
    assert "value" not in gone


def test_show_names_the_place_a_value_is_taken_from_and_the_sources_that_disagree():
    taken = shown("sanction.suspension", "999901", "--policy", QINGHE)
    assert (taken["value"], taken["taken_from"]) == ({"min": 3, "max": 12}, "999902")
    axis = ("--axis", "password_kind=social_security")
    tries = shown("password.tries_before_lock", "999901", *axis, "--policy", QINGHE)
    assert tries["since"] is None
    assert [other["value"] for other in tries["others"]] == [5]
    before = shown(
        "password.tries_before_lock", "999901", *axis, "--policy", QINGHE, on="2025-02-28"
    )
    assert (before["undated"], tries["undated"]) == (True, False)


def test_an_id_or_place_nobody_knows_is_unknown():
    assert shown("password.colour", "999900")["unknown"] is True
    assert shown("password.initial_settles", "650100")["unknown"] is True
    told = run("show", "password.colour", "--region", "999900")
    assert "没有这个编号" in told.stdout


def test_show_for_people_is_chinese_first_with_english_beside():
    result = run("show", "password.tries_before_lock", "--region", "999900", "--on", "2026-03-16")
    assert result.exit_code == 0
    first, place = result.stdout.splitlines()[:2]
    assert first.startswith("密码输错几次会锁定 · the wrong entry")
    assert place.startswith("演示市 Yanshi 999900 · 2026-03-16")
    assert "3 次" in result.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ["show", "card.fee", "--region", "9999"],
        ["show", "card.fee", "--region", "999900", "--on", "tomorrow"],
        ["show", "card.fee", "--region", "999900", "--axis", "reason"],
    ],
)
def test_arguments_of_the_wrong_form_are_refused(arguments: list[str]):
    assert run(*arguments).exit_code == 2


def test_a_wrong_axis_is_told_in_words():
    result = run("show", "card.fee", "--region", "999900", "--axis", "reason=stolen")
    assert result.exit_code == 1
    assert "wrong_axes" in result.stderr


def test_an_installation_sets_what_is_not_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    settings = tmp_path / "yika.toml"
    settings.write_text('[settings]\n"card.validity" = 9\n', "utf-8")
    monkeypatch.setenv("YIKA_CONFIG", str(settings))
    told = shown("card.validity", "430100", "--axis", "generation=third")
    assert (told["value"], told["set_by_installation"]) == (9, True)
    published = shown("card.validity", "999900", "--axis", "generation=third")
    assert (published["value"], published["set_by_installation"]) == (10, False)


def test_diff_of_two_places_tells_the_cells_that_differ():
    result = run("diff", "130700", "999900", "--on", "2022-03-02", "--json")
    found = json.loads(result.stdout)
    settles = [one for one in found if one["id"] == "password.initial_settles"]
    assert [(one["left"], one["right"]) for one in settles] == [("no", "yes")]
    assert not any(one["left"] == one["right"] for one in found)


def test_diff_of_two_folders_tells_since_when_they_differ(tmp_path: Path):
    shutil.copytree(QINGHE, tmp_path / "new")
    changed = tmp_path / "new" / "999901" / "password" / "initial_settles.yaml"
    text = changed.read_text("utf-8")
    changed.write_text(
        text.replace("2025-06-30", "2025-09-30").replace("2025-07-01", "2025-10-01"), "utf-8"
    )
    result = run("diff", QINGHE, str(tmp_path / "new"), "--json")
    assert json.loads(result.stdout) == [
        {
            "division": "999901",
            "id": "password.initial_settles",
            "axes": {},
            "since": "2025-07-01",
            "left": "no",
            "right": "yes",
        }
    ]
    assert "没有不同" in run("diff", QINGHE, QINGHE).stdout
    assert "999901 password.initial_settles" in run("diff", QINGHE, str(tmp_path / "new")).stdout


def test_coverage_tells_how_much_is_known_of_each_place():
    everywhere = run("coverage")
    assert "演示市 Yanshi 999900" in everywhere.stdout
    city = json.loads(run("coverage", "--region", "999900", "--json").stdout)
    assert {one["extent"] for one in city} == {"known"}
    assert "password.initial_settles" in run("coverage", "--region", "130700").stdout


def test_another_folder_of_the_same_form_replaces_the_shipped_data(tmp_path: Path):
    shutil.copytree(SHIPPED, tmp_path / "copy")
    fee = tmp_path / "copy" / "999900" / "password" / "change_promise.yaml"
    fee.write_text(fee.read_text("utf-8").replace("value: 5", "value: 7"), "utf-8")
    told = shown("password.change_promise", "999900", "--policy", str(tmp_path / "copy"))
    assert told["value"] == 7


FACTS = [
    pytest.param("card.numbering", "000000", [], ["id_number", "name", "sex", "account"],
                 marks=pytest.mark.covers("CARD-01")),
    pytest.param("password.initial", "310000", ["issuer=bank"], ["set_by_holder"],
                 marks=pytest.mark.covers("PIN-03")),
    pytest.param("password.initial", "420100", ["issuer=bank"], ["fixed_digits"],
                 marks=pytest.mark.covers("PIN-02")),
    pytest.param("password.initial", "130700", ["issuer=bank"], ["fixed_digits"],
                 marks=pytest.mark.covers("PIN-04")),
    pytest.param("password.change_promise", "000000", [], 5, marks=pytest.mark.covers("PIN-12")),
    pytest.param("password.renewal_advice", "000000", [], {"min": 3, "max": 6},
                 marks=pytest.mark.covers("PIN-34")),
    pytest.param("password.auto_unlock_after", "000000", ["password_kind=social_security"], 24),
    pytest.param("loss.effect_within", "310000", ["loss_kind=temporary"], 1),
    pytest.param("loss.report_needs", "310000", [],
                 ["name", "id_number", "card_number", "employer"],
                 marks=pytest.mark.covers("LOSS-02", "CHAN-13")),
    pytest.param("replacement.balance", "000000", ["bank_change=other_bank"], "clear_out"),
    pytest.param("statement.required_after", "999900", [], 60),
    pytest.param("dormancy.after", "999900", [], 12),
]  # fmt: skip


@pytest.mark.parametrize(("policy_id", "region", "axes", "value"), FACTS)
def test_a_fact_that_was_collected_is_shown_with_its_source(
    policy_id: str, region: str, axes: list[str], value: object
):
    told = shown(policy_id, region, *(part for axis in axes for part in ("--axis", axis)))
    assert told["value"] == value
    assert told["source"]["title"]


@pytest.mark.covers("PIN-05")
def test_an_initial_password_settles_until_the_day_it_was_disabled():
    before = shown("password.initial_settles", "130700", on="2022-03-01")
    after = shown("password.initial_settles", "130700", on="2022-03-02")
    assert (before["value"], after["value"], after["since"]) == ("yes", "no", "2022-03-02")


@pytest.mark.covers("PIN-08")
def test_each_place_has_its_own_rule_for_the_initial_password():
    regions = ("110000", "130700", "310000", "330100", "420100")
    axis = ("--axis", "issuer=bank")
    values = {region: shown("password.initial", region, *axis)["value"] for region in regions}
    assert values["310000"] != values["330100"] != values["420100"]


@pytest.mark.covers("CARD-15")
def test_how_to_keep_a_card_safe_is_told_in_both_languages():
    advice = shown("card.keep_safe", "000000")["value"]
    assert all(one["zh"] and one["en"] for one in advice)


@pytest.mark.covers("CHAN-01", "CHAN-02", "CHAN-03")
def test_hotlines_differ_by_what_one_asks_and_by_place():
    def numbers(region: str, topic: str) -> set[str]:
        told = shown("hotline.number", region, "--axis", f"topic={topic}")
        return {line["number"] for line in told["value"]}

    assert "12333" in numbers("000000", "card")
    assert "12393" in numbers("000000", "account")
    assert numbers("310000", "loss") != numbers("000000", "loss")
