"""Messages past their retention: what goes, what stays, how much at a time, and by itself."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs

from tests.builders import AT
from tests.rooms.settlement.test_messages import ABOUT, a_message, answered
from tests.rooms.settlement.tills import HOSPITAL, open_tills
from yika.config import Config, GatewaySettings
from yika.ground.days import wall_clock
from yika.institutions import files
from yika.institutions import service as institutions
from yika.institutions.parcels import packed
from yika.settlement import forgetting, messages
from yika.settlement.messages import MessageReversed, NotAnswered, Repeated
from yika.store import clock
from yika.store.db import Conn, Database, DatabaseLost
from yika.store.keys import Keys

LATER = AT + timedelta(seconds=1)
EVERY_PAGE = 0, 1_000
LONG = b'{"opter":"%s"}' % (b"1" * 1_500)  # a page of the table holds four


async def come(database: Database, count: int, **told: Any) -> list[messages.Message]:
    """So many messages about somebody, each answered."""
    found = [replace(a_message(f"m{number}", LONG), **told) for number in range(count)]
    async with database.transaction() as conn:
        for one in found:
            await answered(conn, database.keys, one, b"reply", ABOUT)
    return found


async def kept(database: Database, found: list[messages.Message]) -> int:
    """Of how many the reply is still kept; every one of them is still known to have come."""
    async with database.transaction() as conn:
        rows = await messages.kept_of(conn, [one.key for one in found])
    assert len(rows) == len(found)
    assert {one.digest for one in rows.values()} == {found[0].digest}
    return sum(one.reply_sealed is not None for one in rows.values())


async def test_what_is_past_its_retention_is_gone_but_still_came(conn: Conn, keys: Keys) -> None:
    message = a_message()
    await answered(conn, keys, message, b"reply", ABOUT)
    assert await forgetting.forget(conn, AT, *EVERY_PAGE) == 0
    assert await messages.claim(conn, keys, message) == Repeated(b"reply")
    assert await forgetting.forget(conn, LATER, *EVERY_PAGE) == 1
    assert await forgetting.forget(conn, LATER, *EVERY_PAGE) == 0
    number = (await messages.kept_of(conn, [message.key]))[message.key].message_id
    for again in (message, replace(message, request=b'{"opter":"9"}')):  # No telling them apart.
        with pytest.raises(NotAnswered) as told:
            await messages.claim(conn, keys, again)
        assert told.value.facts["number"] == str(number)


async def test_what_was_reversed_stays_reversed(conn: Conn, keys: Keys) -> None:
    message, never = a_message(), a_message("never")
    await answered(conn, keys, message, b"reply", ABOUT)
    assert await messages.mark_reversed(conn, message.key, AT)
    assert await messages.bury(conn, never.key, AT)
    assert await forgetting.forget(conn, LATER, *EVERY_PAGE) == 1
    for one in (message, never):
        with pytest.raises(MessageReversed):
            await messages.claim(conn, keys, one)


async def test_a_round_goes_some_pages_at_a_time_and_reads_no_others(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forgetting, "PAGES_MAX", 2)
    old = await come(database, 30)
    new = await come(database, 5, infno="2207", received_at=LATER)
    steps: list[tuple[int, int]] = []

    def told(done: int, pages: int) -> None:
        steps.append((done, pages))

    assert await forgetting.forget_all(database, LATER, told=told) == 30
    assert (await kept(database, old), await kept(database, new)) == (0, 5)
    assert len(steps) > 3
    pages = steps[0][1]
    assert [done for done, _ in steps] == [min(end, pages) for end in range(2, pages + 2, 2)]
    assert await forgetting.forget_all(database, LATER) == 0
    values = {"before": LATER, "since": "(0,0)", "until": "(2,0)"}
    async with database.transaction() as conn:
        plan = "EXPLAIN " + forgetting.QUERIES["forget"]
        rows = await (await conn.execute(plan, values)).fetchall()
    assert any("Tid Range Scan" in row[0] for row in rows), rows


async def test_a_round_that_is_cut_short_keeps_what_it_did(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forgetting, "PAGES_MAX", 1)
    old = await come(database, 12)

    def cut(done: int, _: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await forgetting.forget_all(database, LATER, told=cut)
    left = await kept(database, old)
    assert 0 < left < 12
    assert await forgetting.forget_all(database, LATER) == left


async def files_of(database: Database, count: int, at: datetime) -> None:
    """So many files that a hospital puts up."""
    async with database.transaction() as conn:
        here = await institutions.by_code(conn, HOSPITAL)
        content = packed("a.txt", [("1",)])
        for _ in range(count):
            await files.upload(conn, database.keys, here, "a.zip", content, at)


async def files_kept(database: Database) -> int:
    async with database.transaction() as conn:
        cursor = await conn.execute("SELECT count(*) FROM institution_files")
        row = await cursor.fetchone()
    assert row is not None
    return row[0]


async def test_files_go_by_the_domains_clock_some_a_transaction(
    config: Config, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "DUE_MAX", 2)
    await open_tills(database)
    async with database.transaction() as conn:
        await clock.start(conn, AT)
    await files_of(database, 5, AT)
    await files_of(database, 1, AT + timedelta(days=1))
    assert await forgetting.remove_files(database, config) == 0
    async with database.transaction() as conn:
        await clock.advance(conn, config, AT + timedelta(days=files.KEPT_DAYS))
    assert await forgetting.remove_files(database, config) == 5
    assert await files_kept(database) == 1


async def test_a_round_passes_over_files_that_somebody_removes_right_now(
    config: Config, database: Database
) -> None:
    await open_tills(database)
    async with database.transaction() as conn:
        await clock.start(conn, AT + timedelta(days=30))
    await files_of(database, 2, AT)
    async with database.transaction() as conn:
        await conn.execute("SELECT FROM institution_files LIMIT 1 FOR UPDATE")
        assert await forgetting.remove_files(database, config) == 1
    assert await forgetting.remove_files(database, config) == 1


async def test_beside_a_serving_program_it_is_done_by_the_machines_clock(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    days = Config(gateway=GatewaySettings(message_days=30))
    old = await come(database, 2, received_at=wall_clock() - timedelta(days=31))
    new = await come(database, 2, infno="2207", received_at=wall_clock() - timedelta(days=29))
    await open_tills(database)
    await files_of(database, 1, wall_clock())
    await files_of(database, 1, wall_clock() - timedelta(days=files.KEPT_DAYS))
    done, forget_all = asyncio.Event(), forgetting.forget_all
    rounds = 0

    async def looked(*told: Any, **more: Any) -> int:
        nonlocal rounds
        rounds += 1
        if rounds == 1:
            raise DatabaseLost
        found = await forget_all(*told, **more)
        done.set()
        return found

    monkeypatch.setattr(forgetting, "forget_all", looked)
    monkeypatch.setattr(forgetting, "AGAIN_MAX", 0.0)
    with capture_logs() as logs:
        running = asyncio.create_task(forgetting.forget_on(database, days))
        try:
            await asyncio.wait_for(done.wait(), 30)
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
    assert [one["event"] for one in logs] == ["forgetting waits"]
    assert (await kept(database, old), await kept(database, new)) == (0, 2)
    assert await files_kept(database) == 1
