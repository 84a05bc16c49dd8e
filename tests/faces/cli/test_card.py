"""``yika why``, ``yika card …``, ``yika clock …`` as somebody at a counter types them."""

import json
from collections.abc import Callable

import pytest
from typer.testing import CliRunner, Result

from tests.faces.conftest import settings_of
from yika.config import Config
from yika.demo.cast import BY_KEY
from yika.faces.cli.main import program

RUNNER = CliRunner()
Run = Callable[..., Result]


@pytest.fixture
def run(cast_config: Config, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Type a command over the cast's sandbox; `typed` goes to standard input."""
    monkeypatch.chdir(cast_config.home)
    for setting, value in settings_of(cast_config).items():
        monkeypatch.setenv(setting, value)

    def typed(*words: str, typed: str | None = None) -> Result:
        return RUNNER.invoke(program(), list(words), input=typed)

    return typed


def of(key: str) -> tuple[str, str]:
    return "--id-number", BY_KEY[key].id_number


def test_why_tells_the_reason_the_remedy_and_the_date_in_both_languages(run: Run) -> None:
    told = run("why", *of("locked-this-morning")).stdout
    for said in ("部分能用", "partly", "密码输错被锁", "2026-03-17 07:30", "当场 at once", "12333"):
        assert said in told
    assert BY_KEY["locked-this-morning"].id_number not in told


@pytest.mark.covers("PIN-25", "PIN-28")
def test_passwords_are_typed_unseen_and_counted(run: Run) -> None:
    told = run("card", "enter-password", *of("healthy"), "--json", typed="111222\n")
    assert json.loads(told.stdout)["tries_left"] == 2
    told = run("card", "change-password", *of("healthy"), "--json", typed="258046\n864209\n")
    assert json.loads(told.stdout)["result"] == "done"
    told = run("card", "enter-password", *of("healthy"), "--json", typed="864209\n")
    assert json.loads(told.stdout)["result"] == "right"


@pytest.mark.covers("LOSS-03", "LOSS-09")
def test_a_card_is_lost_and_found_and_a_repeat_is_answered_as_the_first_time(run: Run) -> None:
    lost = ("card", "report-loss", *of("healthy"), "--key", "k1", "--json")
    first, again = json.loads(run(*lost).stdout), json.loads(run(*lost).stdout)
    assert again == first | {"replayed": True}
    refused = run("card", "report-loss", *of("healthy"))
    assert refused.exit_code == 1
    assert "already_reported_lost" in refused.stderr
    assert "无需重复挂失" in refused.stderr
    assert run("card", "withdraw-loss", *of("healthy")).exit_code == 0
    told = json.loads(run("why", *of("healthy"), "--json").stdout)
    assert told["verdict"] == "works"


def test_a_lock_opens_when_the_clock_is_moved(run: Run) -> None:
    before = json.loads(run("why", *of("opens-at-ten"), "--json").stdout)
    assert before["uses"]["card"]["pay"]["opens_at"] == "2026-03-16T10:00:00+08:00"
    assert run("clock", "advance", "1h").exit_code == 0
    after = json.loads(run("why", *of("opens-at-ten"), "--json").stdout)
    assert (after["at"], after["verdict"]) == ("2026-03-16T10:00:00+08:00", "works")
    back = run("clock", "set", "2026-03-16T09:00")
    assert back.exit_code == 1
    assert "clock_moves_forward" in back.stderr


def test_an_instant_may_be_asked_about(run: Run) -> None:
    told = run("why", *of("locked-this-morning"), "--at", "2026-03-17T07:30", "--json")
    assert json.loads(told.stdout)["verdict"] == "works"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("why", "--id-number", "999900199003070080"), "wrong_id_number"),
        (("why", "--id-number", "11010519491231002X"), "no_such_person"),
        (("why", "--card-number", "1234567890"), "no_such_person"),
        (("card", "withdraw-loss", *of("lost-for-good")), "loss_is_final"),
        (("card", "replace-card", "--reason", "lost", *of("cancelled")), "card_ended"),
        (("card", "rewrite-card", *of("chip")), "cannot_rewrite"),
        (("card", "collect-card", *of("no-card")), "no_such_card"),
    ],
)
def test_a_no_has_a_code_both_languages_and_what_to_do_next(
    run: Run, words: tuple[str, ...], code: str
) -> None:
    told = run(*words)
    assert told.exit_code == 1
    assert f"({code})" in told.stderr
    assert told.stderr.count("→") == 2
    assert "Traceback" not in told.stderr
