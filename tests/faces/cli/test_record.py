"""``yika record …``: what somebody granted and filed, and the acts about it."""

from collections.abc import Callable
from typing import Any

from tests.faces.cli.conftest import Typed, of

Told = Callable[..., Any]


def test_what_is_filed_is_shown_and_ended(yika: Typed, told: Told) -> None:
    kind = ("--off-site-kind", "long_term", "--place", "310000")
    filed = told("record", "file-off-site", *of("healthy"), *kind)
    number = filed["facts"]["filing_id"]
    assert filed["facts"]["approved"]
    shown = told("record", "show", *of("healthy"))
    assert [one["filing_id"] for one in shown["filings"]] == [number]
    assert number in yika("record", "show", *of("healthy")).stdout
    again = yika("record", "file-off-site", *of("healthy"), *kind)
    assert (again.exit_code, "filed_already" in again.stderr) == (1, True)
    told("record", "end-filing", *of("healthy"), "--filing-id", number)


def test_a_wrong_agent_is_not_told_apart_from_nobody(yika: Typed) -> None:
    agent = ("--agent-id-number", of("healthy")[1], "--agent-name", "不是他")
    more = ("--matters", "state_query", "--until", "2026-06-30", "--identity", "id_card")
    refused = yika("record", "grant-mandate", *of("healthy"), *agent, *more)
    assert refused.exit_code == 1
    assert "agent_not_confirmed" in refused.stderr


def test_what_officers_decide_is_no_command(yika: Typed) -> None:
    assert yika("record", "decide-suspension").exit_code != 0
