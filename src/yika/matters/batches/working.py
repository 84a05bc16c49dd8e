"""Working through batches: a person a transaction, what came of a line in the same one.

Whoever kills this loses nothing and does nothing twice. Several may work at once: each takes a line
that nobody else has.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Final
from uuid import UUID

from yika.ground.errors import Unavailable, YikaError, reasons_of
from yika.matters.batches import rows, trying
from yika.matters.batches.model import Problem
from yika.matters.batches.rows import Claimed
from yika.matters.batches.rules import facts_of
from yika.matters.batches.trying import Lot
from yika.policy.load import Book
from yika.store.db import Conn, Database
from yika.store.keys import Keys

AT_ONCE: Final = 100  # lines that are worked through while whoever sent them waits


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

    Whoever kills this loses nothing and does nothing twice; several may work at once. `told` hears
    the number of each line.
    """
    done = 0
    while most is None or done < most:
        async with database.transaction() as conn:
            line = await work_next(conn, database.keys, book, region, batch_id, at)
        if line is None:
            break
        done += 1
        if told is not None:
            told(line)
    return done


async def work_next(
    conn: Conn, keys: Keys, book: Book, region: int, batch_id: UUID, at: datetime
) -> int | None:
    """Do the next line that waits, and write what came of it in the same transaction.

    What is refused is undone to the last trace but the reasons. None where no line waits for us.
    """
    batch = await rows.one(conn, region, batch_id)
    claimed = await rows.claim(conn, keys, batch)
    if claimed is None:
        return None
    lot = Lot(
        conn=conn,
        keys=keys,
        book=book,
        actor=batch.sender,
        region=region,
        employer_id=batch.employer_id,
        committed=batch.committed,
        papers=batch.papers,
        seen=batch.seen,
        at=at,
    )
    try:
        async with conn.transaction():
            case = await trying.do(lot, claimed.person, claimed.act, f"{batch_id}:{claimed.line}")
    except Unavailable:
        raise  # It waits for a better moment.
    except YikaError as error:
        await rows.mark(conn, batch, claimed, at, reasons=_reasons(claimed, error))
    else:
        await rows.mark(conn, batch, claimed, at, case_id=case.case_id)
    return claimed.line


def _reasons(claimed: Claimed, error: YikaError) -> list[Problem]:
    return [
        Problem(line=claimed.line, code=one.code, facts=facts_of(one)) for one in reasons_of(error)
    ]
