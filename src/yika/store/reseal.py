"""Sealing anew what is under older keys, in small steps beside ordinary work.

A sealed column is one of type bytea whose name ends in ``_sealed``, in a table that begins its key
with region and person, or region and institution; it is bound to table, column and those two. So
every room's columns are found without naming them.
"""

from dataclasses import dataclass

from psycopg import sql

from yika.store.db import Conn, Database
from yika.store.keys import Keys
from yika.store.sealing import seal_many, unseal_many
from yika.store.sql import queries

QUERIES = queries(__package__)

BATCH = 500
WHOLE, WHOLE_BATCH = "content_sealed", 8  # whole files and documents, megabytes each
Place = tuple[int, int]  # region, and person or institution
START: Place = (-1, -1)

COUNT = sql.SQL("SELECT count(*) FROM {table} WHERE get_byte({column}, 0) <> %(active)s")
NEXT = sql.SQL(
    "SELECT ctid::text, region, {number}, {column} FROM {table}"
    " WHERE (region, {number}) >= (%(region)s, %(number)s)"
    " AND get_byte({column}, 0) <> %(active)s"
    " ORDER BY region, {number} LIMIT %(limit)s FOR NO KEY UPDATE"
)
# The rows are locked, so their places in the file stand still until the transaction ends.
WRITE = sql.SQL(
    "UPDATE {table} SET {column} = new.sealed"
    " FROM unnest(%(places)s::tid[], %(sealed)s::bytea[]) AS new (place, sealed)"
    " WHERE {table}.ctid = new.place"
)


@dataclass(frozen=True, slots=True)
class SealedColumn:
    """A column of sealed fields."""

    table: str
    column: str
    number: str = "person_id"  # what it is bound to beside the region

    def query(self, template: sql.SQL) -> sql.Composed:
        """The template with the names filled in."""
        names = {"table": self.table, "column": self.column, "number": self.number}
        return template.format(**{part: sql.Identifier(name) for part, name in names.items()})


async def sealed_columns(conn: Conn) -> list[SealedColumn]:
    """All sealed columns of the database."""
    cursor = await conn.execute(QUERIES["sealed_columns"])
    return [SealedColumn(*row) for row in await cursor.fetchall()]


async def outdated(conn: Conn, keys: Keys, column: SealedColumn) -> int:
    """How many fields of the column are under older keys."""
    row = await (
        await conn.execute(column.query(COUNT), {"active": keys.sealing.active})
    ).fetchone()
    assert row is not None
    count: int = row[0]
    return count


async def reseal_some(
    database: Database, column: SealedColumn, after: Place = START
) -> tuple[int, Place]:
    """Seal the next fields anew in a transaction of its own; how many, and where to go on.

    None left is 0. Fails as `unseal` does, changing nothing: a lost key must be seen, not skipped.
    """
    keys = database.keys
    limit = WHOLE_BATCH if column.column == WHOLE else BATCH
    values = {"active": keys.sealing.active, "limit": limit}
    values |= {"region": after[0], "number": after[1]}
    async with database.transaction() as conn:
        rows = await (await conn.execute(column.query(NEXT), values)).fetchall()
        if not rows:
            return 0, after
        old = [(row[1], row[2], row[3]) for row in rows]
        texts = unseal_many(keys, column.table, column.column, old)
        new = [(row[1], row[2], text) for row, text in zip(rows, texts, strict=True)]
        sealed = seal_many(keys, column.table, column.column, new)
        written = {"places": [row[0] for row in rows], "sealed": sealed}
        await conn.execute(column.query(WRITE), written)
    return len(rows), (rows[-1][1], rows[-1][2])
