"""Working through batches: a person a transaction, what came of a line in the same one.

Whoever kills this loses nothing and does nothing twice. Several may work at once: each takes a line
that nobody else has.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Final
from uuid import UUID

import psycopg
import structlog

from yika.config import Config
from yika.ground.errors import YikaError, reasons_of
from yika.matters.batches import rows, trying
from yika.matters.batches.model import Batch, Problem
from yika.matters.batches.rows import Claimed
from yika.matters.batches.rules import facts_of
from yika.matters.batches.trying import LATER, Lot
from yika.policy.load import Book
from yika.store import clock
from yika.store.db import Conn, Database
from yika.store.keys import Keys

AT_ONCE: Final = 100  # lines that are worked through while whoever sent them waits
GLANCE_MAX: Final = 5.0  # seconds between two looks at what waits
LOG = structlog.get_logger()


async def waiting(conn: Conn) -> list[tuple[int, UUID, int]]:
    """The batches in which lines wait, oldest first: region, batch, how many."""
    cursor = await conn.execute(rows.QUERIES["waiting"])
    return [(row[0], row[1], row[2]) for row in await cursor.fetchall()]


async def work(
    database: Database,
    book: Book,
    region: int,
    batch_id: UUID,
    at: datetime,
    *,
    most: int | None = None,
    told: Callable[[int], None] | None = None,
) -> int:
    """Go on with a batch, a person a transaction, at most so many; how many were gone through.

    Whoever kills this loses nothing and does nothing twice; several may work at once. A line that
    fails in a way nobody foresaw goes on waiting and keeps no other from its turn. `told` hears the
    number of each line that was gone through.
    """
    async with database.transaction() as conn:
        batch = await rows.one(conn, region, batch_id)
    done = tried = after = 0
    while most is None or tried < most:
        async with database.transaction() as conn:
            claimed = await rows.claim(conn, batch, after)
            if claimed is None:
                break
            is_done = await _work_on(conn, database.keys, book, batch, claimed, at)
        tried, after = tried + 1, claimed.line
        if is_done:
            done += 1
            if told is not None:
                told(claimed.line)
    return done


async def work_a_while(database: Database, book: Book, batch: Batch, at: datetime) -> int:
    """Go on with a batch as far as one request goes; what cannot be done just now waits."""
    try:
        return await work(database, book, batch.region, batch.batch_id, at, most=AT_ONCE)
    except LATER:
        return 0


async def work_on(database: Database, config: Config, book: Book) -> None:
    """Go on with every batch in which lines wait until cancelled; beside a serving program."""
    while True:
        done = 0
        try:
            async with database.transaction() as conn:
                found, at = await waiting(conn), await clock.now(conn, config)
                batches = [await rows.one(conn, region, batch_id) for region, batch_id, _ in found]
            for one in batches:
                done += await work_a_while(database, book, one, at)
        except (YikaError, psycopg.Error) as error:  # The next look may find it mended.
            LOG.warning("batches wait", error=type(error).__name__)
        if not done:
            await asyncio.sleep(GLANCE_MAX)


async def _work_on(
    conn: Conn, keys: Keys, book: Book, batch: Batch, claimed: Claimed, at: datetime
) -> bool:
    """Do a line, and write what came of it in the same transaction; False where it goes on waiting.

    What is refused is undone to the last trace but the reasons.
    """
    lot = _lot(conn, keys, book, batch, at)
    try:
        async with conn.transaction():
            key = f"{batch.batch_id}:{claimed.line}"
            case = await trying.do(lot, claimed.person, claimed.act(keys), key)
    except (*LATER, psycopg.OperationalError, psycopg.InterfaceError):
        raise  # It waits for a better moment.
    except YikaError as error:
        await rows.mark(conn, batch, claimed, at, reasons=_reasons(claimed, error))
    except Exception as error:  # noqa: BLE001 -- Our mistake about one person stops nobody else.
        LOG.warning("line fails", batch=batch.number, line=claimed.line, error=type(error).__name__)
        return False
    else:
        await rows.mark(conn, batch, claimed, at, case_id=case.case_id)
    return True


def _lot(conn: Conn, keys: Keys, book: Book, batch: Batch, at: datetime) -> Lot:
    return Lot(
        conn=conn,
        keys=keys,
        book=book,
        actor=batch.sender,
        region=batch.region,
        employer_id=batch.employer_id,
        committed=batch.committed,
        papers=batch.papers,
        seen=batch.seen,
        at=at,
    )


def _reasons(claimed: Claimed, error: YikaError) -> list[Problem]:
    return [
        Problem(line=claimed.line, code=one.code, facts=facts_of(one)) for one in reasons_of(error)
    ]
