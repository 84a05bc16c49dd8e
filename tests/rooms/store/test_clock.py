"""The sandbox's clock stands still and only moves forward; outside the sandbox there is none."""

from datetime import datetime, timedelta

import pytest

from yika.config import Config
from yika.ground.days import BEIJING
from yika.store import clock
from yika.store.db import Conn

SANDBOX, REAL = Config(sandbox=True), Config()
NINE = datetime(2026, 3, 16, 9, tzinfo=BEIJING)


async def test_a_sandbox_without_a_city_has_no_clock(conn: Conn):
    with pytest.raises(clock.ClockNotStarted):
        await clock.now(conn, SANDBOX)
    with pytest.raises(clock.ClockNotStarted):
        await clock.advance(conn, SANDBOX, NINE)


async def test_the_clock_stands_still_until_it_is_moved(conn: Conn):
    assert await clock.start(conn, NINE) == NINE
    assert [await clock.now(conn, SANDBOX) for _ in range(3)] == [NINE] * 3
    tomorrow = NINE + timedelta(days=1)
    assert await clock.advance(conn, SANDBOX, tomorrow) == tomorrow
    assert await clock.now(conn, SANDBOX) == tomorrow


async def test_a_second_start_leaves_the_clock_alone(conn: Conn):
    await clock.start(conn, NINE)
    assert await clock.start(conn, NINE + timedelta(days=3)) == NINE


async def test_the_clock_never_goes_back(conn: Conn):
    await clock.start(conn, NINE)
    assert await clock.advance(conn, SANDBOX, NINE) == NINE
    with pytest.raises(clock.ClockMovesForward) as refusal:
        await clock.advance(conn, SANDBOX, NINE - timedelta(microseconds=1))
    assert refusal.value.facts["now"] == NINE
    assert await clock.now(conn, SANDBOX) == NINE


async def test_a_ticking_clock_goes_on_from_where_it_stood(conn: Conn):
    await clock.start(conn, NINE)
    await clock.let_tick(conn, SANDBOX, ticking=True)
    first = await clock.now(conn, SANDBOX)
    second = await clock.now(conn, SANDBOX)
    assert NINE <= first < second < NINE + timedelta(hours=1)
    await clock.let_tick(conn, SANDBOX, ticking=False)
    stopped = await clock.now(conn, SANDBOX)
    assert stopped >= second
    assert await clock.now(conn, SANDBOX) == stopped


async def test_outside_the_sandbox_the_clock_is_the_machine_s(conn: Conn):
    before = datetime.now(BEIJING)
    assert before <= await clock.now(conn, REAL) <= datetime.now(BEIJING)
    with pytest.raises(clock.ClockIsReal):
        await clock.advance(conn, REAL, NINE)
    with pytest.raises(clock.ClockIsReal):
        await clock.let_tick(conn, REAL, ticking=True)
