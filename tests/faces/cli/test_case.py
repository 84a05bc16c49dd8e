"""``yika case …`` and ``yika matter …``: an application through the hands of two officers."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.faces.cli.conftest import Typed, of

Told = Callable[..., Any]
OWNER = "healthy"  # of the cast, with money in the account


def by(code: str) -> tuple[str, str]:
    return "--officer", f"999900-{code}"


def opened(told: Told, *more: str) -> Any:
    asked = ("case", "open", "withdraw_account", "--with", "occasion=settled_abroad")
    return told(*asked, *of(OWNER), *by("C1"), *more)


@pytest.mark.covers("CHAN-14")
def test_a_case_is_opened_completed_proposed_and_confirmed(yika: Typed, told: Told) -> None:
    case = opened(told, "--key", "k")
    number = case["number"]
    assert (case["state"], case["with_whom"]) == ("submitted", "handler")
    assert opened(told, "--key", "k")["replayed"]
    for one in case["papers"]:
        told("case", "step", number, "give_paper", "--with", f"paper={one['paper']}", *by("C1"))
    told("case", "step", number, "accept", *by("C1"))
    propose = ("--with", "outcome=approve", "--with", "reasons=属实")
    told("case", "step", number, "propose", *propose, *by("C1"))
    refused = yika("case", "step", number, "confirm", *by("C1"))
    assert refused.exit_code == 1
    assert "same_officer" in refused.stderr
    assert [one["number"] for one in told("case", "queue", "--region", "999900")] == [number]
    done = told("case", "step", number, "confirm", *by("K1"))
    assert done["state"] == "done"
    assert told("case", "queue", "--region", "999900") == []
    assert told("case", "show", number)["steps"][-1]["step"] == "done"
    assert [one["number"] for one in told("case", "list", *of(OWNER))] == [number]
    shown = yika("case", "show", number)
    assert "已办结" in shown.stdout
    assert "approved" in shown.stdout
    assert "办件号" in yika("case", "queue", "--region", "999900").stdout


@pytest.mark.covers("LOSS-25")
def test_one_learns_what_to_bring(yika: Typed, told: Told) -> None:
    asked = ("card_replace", "--option", "reason=lost")
    found = told("case", "preflight", *asked, *of(OWNER))
    assert found["applicant"] == "officer"
    counter = next(way for way in found["ways"] if way["channel"] == "counter")
    assert "loss_proof" in counter["papers"]
    shown = yika("case", "preflight", *asked, *of(OWNER))
    assert "挂失证明" in shown.stdout
    general = told("matter", "show", *asked, "--region", "999900", "--on", "2026-03-16")
    assert general["due_on"] == "2026-03-30"
    unknown = yika("matter", "show", "family_doctor_sign", "--region", "130700")
    assert "此地未公布" in unknown.stdout
    nowhere = yika("matter", "list", "--region", "000001")
    assert "no_such_region" in nowhere.stderr
    assert "999900" in nowhere.stderr
    listed = told("matter", "list", "--region", "999900")
    assert {"account_withdraw", "loss_report"} <= {one["matter"] for one in listed}
    assert "账户" in yika("matter", "list", "--region", "999900").stdout


def test_a_way_says_for_what_it_holds_and_options_are_checked(yika: Typed) -> None:
    shown = yika("matter", "show", "loss_report", "--region", "999900").stdout
    assert "仅限" in shown
    assert "loss_kind" in shown
    refused = yika("matter", "show", "loss_report", "--region", "999900", "--option", "x=y")
    assert refused.exit_code == 1
    assert "no_such_option" in refused.stderr


def test_leaving_is_warned_of_what_follows(yika: Typed) -> None:
    asked = ("case", "preflight", "transfer_out", "--option", "place=110000", *of(OWNER))
    shown = yika(*asked).stdout
    assert "本地参保关系终止" in shown
    assert "北京市" in shown


def test_no_day_is_promised_before_the_papers_are_complete(yika: Typed, told: Told) -> None:
    number = opened(told)["number"]
    assert "材料交齐之日起" in yika("case", "show", number).stdout
    heard = told("case", "show", number, *by("H1"))
    assert (heard["state"], heard["act"]) == ("submitted", None)


def test_what_waits_too_long_lapses_once(yika: Typed, told: Told) -> None:
    number = opened(told, "--draft")["number"]
    assert told("case", "lapse") == {"lapsed": []}
    assert yika("clock", "set", "2026-05-01T09:00").exit_code == 0
    assert told("case", "lapse") == {"lapsed": [number.replace(" ", "")]}
    assert told("case", "lapse") == {"lapsed": []}
    assert told("case", "show", number)["state"] == "lapsed"


@pytest.mark.parametrize(
    "words",
    [
        ("case", "open", "no_such_act", *of(OWNER)),
        ("case", "open", "withdraw_account", *of(OWNER)),
        ("case", "open", "withdraw_account", "--with", "occasion", *of(OWNER)),
        ("case", "step", "1", "no_such_step"),
        ("case", "step", "1", "ask_papers", "--with", "again=[x"),
        ("case", "queue", "--region", "x"),
        ("matter", "show", "no_such_matter", "--region", "999900"),
        ("case", "show", "1"),
        ("case", "show", "1", *by("X1")),
        ("case", "show", "1", "--officer", "x"),
    ],
)
def test_what_is_not_well_typed_is_told(yika: Typed, words: tuple[str, ...]) -> None:
    done = yika(*words)
    assert done.exit_code in (1, 2)
    assert "Traceback" not in done.output
