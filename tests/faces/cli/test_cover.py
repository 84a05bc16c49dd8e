"""``yika cover …``: insurance, entitlement, why unpaid, and acts that change it."""

from collections.abc import Callable
from typing import Any, get_args

import pytest

from tests.faces.cli.conftest import Typed, of
from yika.demo.cast import BY_KEY
from yika.matters.cover import CoverAct
from yika.matters.model import Act

Told = Callable[..., Any]


@pytest.mark.covers("CONTR-26", "CONTR-28")
def test_an_employer_in_arrears_shows_why_and_who_has_to_act(yika: Typed, told: Told) -> None:
    found = told("cover", "show", *of("employer-arrears"))
    assert found["entitlement"]["cause"] == "arrears_employer"
    assert [one["period"] for one in found["unpaid"]] == ["2026-02-01", "2026-01-01"]
    assert {cause["who"] for one in found["unpaid"] for cause in one["causes"]} == {"employer"}
    shown = yika("cover", "show", *of("employer-arrears")).stdout
    for said in ("不能享受", "单位未按时缴费", "the employer has not paid", "演示建筑工程有限公司"):
        assert said in shown
    assert BY_KEY["employer-arrears"].id_number not in shown
    assert BY_KEY["employer-arrears"].name not in shown


def test_entitlement_may_be_asked_for_another_day(told: Told) -> None:
    found = told("cover", "show", *of("employer-arrears"), "--on", "2026-01-15")
    assert (found["entitlement"]["on"], found["entitlement"]["entitled"]) == ("2026-01-15", True)


@pytest.mark.covers("CONTR-30")
def test_a_month_is_explained(yika: Typed, told: Told) -> None:
    asked = ("cover", "why-unpaid", *of("own-arrears-1"))
    found = told(*asked, "--month", "2026-02")
    [cause] = found["causes"]
    assert (cause["cause"], cause["matter"], cause["who"]) == (
        "own_late",
        "contribution_pay",
        "you",
    )
    paid = told(*asked, "--month", "2026-01")
    assert (paid["is_paid"], paid["causes"]) == (True, [])
    assert yika(*asked, "--month", "2026-13").exit_code == 2


@pytest.mark.covers("CONTR-25")
def test_paying_mends_it_from_the_day_that_was_told(told: Told) -> None:
    before = told("cover", "show", *of("own-arrears-1"))
    [way] = [way for way in before["entitlement"]["earlier_if"] if way["what"] == "pay"][:1]
    done = told("cover", "pay-contribution", *of("own-arrears-1"), "--key", "pay-1")
    again = told("cover", "pay-contribution", *of("own-arrears-1"), "--key", "pay-1")
    assert again == done | {"replayed": True}
    after = told("cover", "show", *of("own-arrears-1"))
    assert after["entitlement"]["begins_on"] == way["begins_on"]
    assert after["unpaid"] == []


def test_every_act_is_a_command_in_one_of_two_places(yika: Typed) -> None:
    cover, card = yika("cover", "--help").stdout, yika("card", "--help").stdout
    for act in get_args(Act):
        name = str(act.__struct_config__.tag).replace("_", "-")
        here, there = (cover, card) if act in get_args(CoverAct) else (card, cover)
        assert f" {name} " in here
        assert f" {name} " not in there


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("show", "--id-number", "999900199003070080"), "wrong_id_number"),
        (("show", "--id-number", "11010519491231002X"), "no_such_person"),
        (("show", *of("healthy"), "--on", "0001-01-01"), "not_countable"),
        (("pay-contribution", *of("retired")), "nothing_owed"),
    ],
)
def test_a_no_has_a_code_and_what_to_do_next(
    yika: Typed, words: tuple[str, ...], code: str
) -> None:
    done = yika("cover", *words)
    assert done.exit_code == 1
    assert f"({code})" in done.stderr
    assert done.stderr.count("→") == 2


def test_a_wrong_choice_is_told_by_its_option(yika: Typed) -> None:
    done = yika("cover", "enrol", *of("healthy"), "--scheme", "flexible", "--base", "a lot")
    assert done.exit_code == 2
    assert "--base" in done.stderr
    assert "a lot" not in done.stderr
