"""Loading the city: made in stretches by a second process, copied meanwhile, indexed at the end.

All of it is one transaction of the owner's role, so that a load cut short leaves nothing behind.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable
from concurrent.futures import ProcessPoolExecutor
from contextlib import aclosing
from multiprocessing import get_context
from pathlib import Path
from typing import Final, TypeAlias

from psycopg import AsyncConnection
from psycopg.rows import TupleRow

from yika.config import Config
from yika.demo import bulk
from yika.demo.crowd import PLACES, STRETCH, City
from yika.demo.laws import CityLaws, city_laws
from yika.demo.records import COLUMNS, made
from yika.demo.schemes import STAFF
from yika.ground.errors import Conflict, Unavailable
from yika.policy.load import Book
from yika.store.db import Conn, addresses_of
from yika.store.keys import Keys, load_keys
from yika.store.sql import queries

Told: TypeAlias = Callable[[str, int, int], None]  # what is being done, how far, of how much

QUERIES = queries(__package__)
TABLES: Final = tuple(COLUMNS)
AHEAD: Final = 2  # stretches that may be made before they are copied


class DemoAlreadyLoaded(Conflict):
    """People live here already; a made-up city is loaded into an empty database. Facts: none."""

    code = "demo_already_loaded"


class OwnerNeeded(Unavailable):
    """Loading a city takes the owner's address of the database. Facts: setting."""

    code = "database_owner_needed"


def quiet(what: str, done: int, of: int) -> None:
    """Tell nobody how far it is."""


async def load(city: City, config: Config, book: Book, told: Told = quiet) -> None:
    """Fill an empty database with a city. Fails with DemoAlreadyLoaded or OwnerNeeded."""
    with addresses_of(config) as addresses:
        if addresses.owner is None:
            raise OwnerNeeded(setting="YIKA_DATABASE_OWNER_URL")
        conn = await AsyncConnection[TupleRow].connect(
            addresses.owner, autocommit=True, application_name="yika demo"
        )
        async with conn:
            async with conn.transaction():
                await _fill(conn, city, config, book, told)
            await bulk.analyse(conn, TABLES)


async def _fill(conn: Conn, city: City, config: Config, book: Book, told: Told) -> None:
    await bulk.lock(conn)
    row = await (await conn.execute(QUERIES["anybody"])).fetchone()
    if row is None or row[0]:
        raise DemoAlreadyLoaded
    async with bulk.bare(conn, TABLES, lambda done, of: told("index", done, of)):
        done = 0
        async with aclosing(_stretches(city, city_laws(book), config.keys)) as stretches:
            async for rows in stretches:
                for table, columns in COLUMNS.items():
                    if rows[table]:
                        await bulk.copy(conn, table, columns, rows[table])
                done = min(done + STRETCH, city.people)
                told("people", done, city.people)
    last = {
        "person_ids": city.people,
        "card_ids": (city.people + 1) * PLACES,
        "employer_ids": city.people // STAFF + 1,
    }
    await bulk.number_from(conn, last)


async def _stretches(city: City, laws: CityLaws, keys: Path) -> AsyncGenerator[dict[str, bytes]]:
    """The rows of all stretches in order; those of a larger city are made by another process."""
    if city.stretches == 1:
        yield made(city, 0, laws, load_keys(keys, make=False))
        return
    loop = asyncio.get_running_loop()
    with ProcessPoolExecutor(1, get_context("spawn"), _begin, (keys,)) as pool:
        coming = [loop.run_in_executor(pool, _made, city, number, laws) for number in range(AHEAD)]
        for number in range(city.stretches):
            rows = await coming.pop(0)
            if number + AHEAD < city.stretches:
                coming.append(loop.run_in_executor(pool, _made, city, number + AHEAD, laws))
            yield rows


_keys: list[Keys] = []  # of the process that makes rows


def _begin(keys: Path) -> None:
    _keys.append(load_keys(keys, make=False))


def _made(city: City, number: int, laws: CityLaws) -> dict[str, bytes]:
    return made(city, number, laws, _keys[0])
