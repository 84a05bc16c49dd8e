"""Bringing the made-up city to life: people in bulk, places, the cast, then the sandbox's clock.

Places, cast and clock come in one transaction, so a start that was cut short is simply made again.
"""

from yika.config import Config
from yika.demo.cast import load_cast
from yika.demo.city import DemoAlreadyLoaded, Told, load, quiet
from yika.demo.crowd import City
from yika.demo.model import START
from yika.demo.offices import load_officers
from yika.demo.places import load_places
from yika.policy.load import Book
from yika.store import clock
from yika.store.db import Conn, Database
from yika.store.sql import queries

QUERIES = queries(__package__)


async def start(
    database: Database, config: Config, book: Book, people: int, seed: int, told: Told = quiet
) -> bool:
    """Load city and cast and start the clock, where that was not done before; whether it was done.

    With `people` 0 only the cast comes. A database where people live gets no city.
    """
    async with database.transaction() as conn:
        begun = await _found(conn, "clock_started")
        empty = not await _found(conn, "anybody")
    if begun:
        return False
    if empty and people:
        await load(City(people, seed), config, book, told)
    async with database.transaction() as conn:
        await load_places(conn, database.keys)
        await load_officers(conn)
        await load_cast(conn, database.keys, book)
        await clock.start(conn, START)
    return True


async def fill(
    database: Database, config: Config, book: Book, people: int, seed: int, told: Told = quiet
) -> None:
    """As `start`, for whoever asks for it by name. Fails with DemoAlreadyLoaded."""
    async with database.transaction() as conn:
        if await _found(conn, "anybody"):
            raise DemoAlreadyLoaded
    await start(database, config, book, people, seed, told)


async def _found(conn: Conn, query: str) -> bool:
    row = await (await conn.execute(QUERIES[query])).fetchone()
    assert row is not None
    return bool(row[0])
