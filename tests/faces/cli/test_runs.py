"""``yika run …``: a whole region at once, cut short and gone on with."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests.faces.cli.conftest import Typed, of
from tests.rooms.settlement.test_messages import a_message, answered
from yika.accounts import runs
from yika.config import Config
from yika.ground.days import wall_clock
from yika.store.db import Database
from yika.store.keys import Keys

Told = Callable[..., Any]
REGION = ("--region", "999900")
MARCH = ("--period", "2026-03")


def test_the_bills_of_a_month_are_made_once_with_a_bar_on_standard_error(
    yika: Typed, told: Told
) -> None:
    first = yika("run", "bills", *REGION, *MARCH)
    assert first.exit_code == 0
    assert "✓" in first.stdout
    assert "bills of the month" in first.stderr
    again = told("run", "bills", *REGION, *MARCH)
    assert (again["run"], again["did_nothing"], again["period"]) == ("bills", True, "2026-03-01")
    found = told("cover", "show", *of("healthy"))
    assert found["records"][0]["period"] == "2026-03-01"


@pytest.mark.covers("ACCT-01")
def test_credits_that_are_cut_short_go_on_and_nobody_gets_twice(
    yika: Typed, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert told("run", "bills", *REGION, *MARCH)["people"] > 0
    before = float(told("account", "show", *of("retired"))["usable"])
    monkeypatch.setattr("yika.insurance.books.crediting.BATCH_MAX", 10)
    advance, times = runs.advance, iter(range(3))

    async def interrupted(*given: Any) -> Any:
        if next(times, None) is None:
            raise KeyboardInterrupt
        return await advance(*given)

    with monkeypatch.context() as patched:
        patched.setattr(runs, "advance", interrupted)
        cut = yika("run", "credits", *REGION, *MARCH)
    assert cut.exit_code == 130
    assert "接着办" in cut.stderr
    assert "goes on" in cut.stderr
    on = told("run", "credits", *REGION, *MARCH)
    assert not on["did_nothing"]
    assert on["finished_at"]
    after = float(told("account", "show", *of("retired"))["usable"])
    assert after > before
    assert told("run", "credits", *REGION, *MARCH)["did_nothing"]
    assert float(told("account", "show", *of("retired"))["usable"]) == after


@pytest.mark.covers("ACCT-06")
def test_a_year_ends_with_interest_and_carry_over(told: Told) -> None:
    assert told("run", "interest", *REGION, "--year", "2025")["people"] > 0
    assert told("run", "carry-over", *REGION, "--year", "2026")["people"] > 0
    found = told("account", "show", *of("healthy"))
    assert (found["current"], found["carried"]) == ("0.00", found["usable"])
    assert told("run", "carry-over", *REGION, "--year", "2026")["did_nothing"]


@pytest.mark.covers("CONTR-32")
def test_money_that_waits_is_compared_with_the_records(yika: Typed, told: Told) -> None:
    assert set(told("run", "reconcile", *REGION)) == {"released", "payers"}
    assert "已核对" in yika("run", "reconcile", *REGION).stdout


def test_messages_past_their_retention_go(
    yika: Typed, told: Told, cast_config: Config, keys: Keys
) -> None:
    address = cast_config.database_url
    assert address is not None

    async def come() -> None:
        async with Database(address, keys) as database, database.transaction() as conn:
            for days in (100, 91, 89):
                came = a_message(f"m{days}", received_at=wall_clock() - timedelta(days=days))
                await answered(conn, keys, came, b"reply", None)

    asyncio.run(come())
    shown = yika("run", "forget")
    assert shown.exit_code == 0
    assert "2 条 messages" in shown.stdout
    assert "messages past their retention" in shown.stderr
    assert "0 个文件 files" in shown.stdout
    again = told("run", "forget")
    assert (again["messages"], again["files"]) == (0, 0)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("interest", "--region", "110000", "--year", "2024"), "account_rule_unknown"),
        (("interest", *REGION, "--year", "2026"), "year_not_over"),
        (("bills", *REGION, "--period", "2026-04"), "not_yet"),
        (("credits", *REGION, "--period", "2026-04"), "not_yet"),
        (("year-bills", *REGION, "--year", "2027"), "not_yet"),
        (("bills", "--region", "999999", *MARCH), "no_such_region"),
        (("reconcile", "--region", "999999"), "no_such_region"),
    ],
)
def test_a_run_the_region_does_not_know_is_refused(
    yika: Typed, words: tuple[str, ...], code: str
) -> None:
    done = yika("run", *words)
    assert done.exit_code == 1
    assert f"({code})" in done.stderr


def test_a_month_out_of_range_is_told_the_range(yika: Typed) -> None:
    done = yika("run", "bills", *REGION, "--period", "2190-04")
    assert done.exit_code == 2
    assert "1980" in done.stderr
    assert "2150" in done.stderr
