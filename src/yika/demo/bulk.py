"""Loading whole tables at once: bare of keys and indexes meanwhile, all in one transaction.

PostgreSQL makes an index of millions of rows several times faster than it adds a row to it millions
of times. Whatever stood on the tables is read from the catalogue, dropped, and made again
afterwards, which validates it. A load that fails leaves the database as it was.
"""

from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import NamedTuple

from psycopg import sql

from yika.demo.copying import HEADER, TRAILER
from yika.store.db import Conn
from yika.store.sql import queries

QUERIES = queries(__package__, "bulk.sql")


class Part(NamedTuple):
    """A constraint, or an index that is none, by how to drop it and how to make it again."""

    drop: sql.Composed
    make: sql.Composed


@asynccontextmanager
async def bare(
    conn: Conn, tables: Sequence[str], told: Callable[[int, int], None]
) -> AsyncGenerator[None]:
    """Empty the tables, take off what stands on them, and put it on again at the end.

    The caller has made sure, under a lock, that nothing is lost. `told` hears of the way back: how
    many parts are made again, of how many.
    """
    await conn.execute(QUERIES["settings"])
    parts = await _parts(conn, tables)
    for part in parts:
        await conn.execute(part.drop)
    names = sql.SQL(", ").join(map(sql.Identifier, tables))
    await conn.execute(sql.SQL("TRUNCATE {}").format(names))
    yield
    for done, part in enumerate(reversed(parts)):
        told(done, len(parts))
        await conn.execute(part.make)
    told(len(parts), len(parts))


async def lock(conn: Conn) -> None:
    """Keep everybody else away from people until the transaction ends."""
    await conn.execute(QUERIES["lock"])


async def copy(conn: Conn, table: str, columns: Sequence[str], rows: bytes) -> None:
    """Add rows in binary form. Rows of an emptied table are frozen, so nobody tidies them later."""
    statement = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT binary, FREEZE)").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    async with conn.cursor().copy(statement) as target:
        await target.write(HEADER)
        await target.write(rows)
        await target.write(TRAILER)


async def analyse(conn: Conn, tables: Sequence[str]) -> None:
    """Let the planner know what is in the tables."""
    names = sql.SQL(", ").join(map(sql.Identifier, tables))
    await conn.execute(sql.SQL("ANALYZE {}").format(names))


async def number_from(conn: Conn, sequences: Mapping[str, int]) -> None:
    """Let each sequence go on after a number."""
    for sequence, last in sequences.items():
        await conn.execute(QUERIES["number_from"], {"sequence": sequence, "last": last})


async def _parts(conn: Conn, tables: Sequence[str]) -> list[Part]:
    """What stands on the tables, in the order in which it can be dropped."""
    parts: list[Part] = []
    cursor = await conn.execute(QUERIES["constraints"], {"tables": list(tables)})
    for table, name, definition in await cursor.fetchall():
        one = {"table": sql.Identifier(table), "name": sql.Identifier(name)}
        parts.append(
            Part(
                sql.SQL("ALTER TABLE {table} DROP CONSTRAINT {name}").format(**one),
                sql.SQL("ALTER TABLE {table} ADD CONSTRAINT {name} {definition}").format(
                    **one, definition=sql.SQL(definition)
                ),
            )
        )
    cursor = await conn.execute(QUERIES["indexes"], {"tables": list(tables)})
    for name, definition in await cursor.fetchall():
        drop = sql.SQL("DROP INDEX {}").format(sql.Identifier(name))
        parts.append(Part(drop, sql.Composed([sql.SQL(definition)])))
    return parts
