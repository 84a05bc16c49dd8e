"""Forgetting messages (报文保存期): what came and what was answered goes, that it came stays.

Both hold whole numbers of persons, so they are kept no longer than the installation says. The table
is gone through as it lies on disk, some pages a transaction, since an index to find what is due
would make every settlement dearer. Runs on the machine's clock, by which messages come. Files of
institutions go in the same round, by the domain's clock, by which they are kept.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final, TypeAlias

import psycopg
import structlog

from yika.config import Config
from yika.ground.days import wall_clock
from yika.ground.errors import YikaError
from yika.institutions import files
from yika.store import clock
from yika.store.db import Conn, Database
from yika.store.sql import queries

QUERIES = queries(__package__, "forgetting.sql")

Told: TypeAlias = Callable[[int, int], None]  # hears how many pages are done, of how many
PAGES_MAX: Final = 256  # of a transaction: 2 MB
REST_MAX: Final = 0.1  # seconds between two transactions beside a serving program
ROUND_MAX: Final = 86_400.0  # seconds from one round to the next
AGAIN_MAX: Final = 60.0  # seconds after a round that failed
LOG = structlog.get_logger()


def kept_since(config: Config) -> datetime:
    """What came before is past its retention now."""
    return wall_clock() - timedelta(days=config.gateway.message_days)


async def forget(conn: Conn, before: datetime, since: int, until: int) -> int:
    """Drop what is kept of messages that came before a moment, in those pages; of how many.

    A repeat is then a conflict (`NotAnswered`).
    """
    values = {"before": before, "since": f"({since},0)", "until": f"({until},0)"}
    return (await conn.execute(QUERIES["forget"], values)).rowcount


async def forget_all(
    database: Database, before: datetime, *, rest: float = 0.0, told: Told = lambda _, __: None
) -> int:
    """Drop it in every page, a transaction for some of them; of how many messages.

    Whoever kills this loses nothing; several may work at once.
    """
    async with database.transaction() as conn:
        row = await (await conn.execute(QUERIES["pages"])).fetchone()
    assert row is not None
    pages: int = row[0]
    gone = 0
    for since in range(0, pages, PAGES_MAX):
        until = min(since + PAGES_MAX, pages)
        async with database.transaction() as conn:
            gone += await forget(conn, before, since, until)
        told(until, pages)
        await asyncio.sleep(rest)
    return gone


async def remove_files(database: Database, config: Config, *, rest: float = 0.0) -> int:
    """Remove all files of institutions that are kept no more, some a transaction; how many.

    Fails with ClockNotStarted.
    """
    gone = 0
    while True:
        async with database.transaction() as conn:
            some = await files.remove_due(conn, await clock.now(conn, config))
        gone += some
        if some < files.DUE_MAX:
            return gone
        await asyncio.sleep(rest)


async def forget_on(database: Database, config: Config) -> None:
    """Forget what is past its retention once a day until cancelled; beside a serving program."""
    while True:
        wait = ROUND_MAX
        try:
            await remove_files(database, config, rest=REST_MAX)
            await forget_all(database, kept_since(config), rest=REST_MAX)
        except (YikaError, psycopg.Error) as error:  # The next round may find it mended.
            LOG.warning("forgetting waits", error=type(error).__name__)
            wait = AGAIN_MAX
        await asyncio.sleep(wait)
