"""Several things wrong at once: whoever follows the plan to its end is free on the day it named."""

import random
from collections.abc import AsyncGenerator
from itertools import product

import httpx
import pytest

from tests.builders import BOOK
from tests.journeys.following import Cell, follow_all, run
from tests.journeys.plights import patients
from tests.journeys.several import CARDS, COVERS, PERSONS, several
from tests.journeys.world import World
from yika.app import create_app
from yika.config import Config
from yika.demo.model import MADE_UP_CITY, START
from yika.house import House
from yika.store import clock
from yika.store.db import Database

SEED, HOW_MANY = 20260316, 48


@pytest.fixture
async def world(config: Config, database: Database) -> AsyncGenerator[World]:
    """The sandbox, its clock at the beginning."""
    async with database.transaction() as conn:
        await clock.start(conn, START)
    app = create_app(House(config, database, BOOK))
    transport = httpx.ASGITransport(app=app)  # pyright: ignore[reportArgumentType]
    async with httpx.AsyncClient(transport=transport, base_url="http://yika") as client:
        yield World(client, START)


@pytest.mark.covers("LOSS-25")
async def test_whoever_follows_the_whole_plan_is_free(world: World, database: Database) -> None:
    every = list(product(CARDS, (False, True), (False, True), PERSONS, COVERS))
    drawn = random.Random(SEED).sample(every, HOW_MANY)  # noqa: S311 - people, no secrets
    plights = [several(*one) for one in drawn]
    async with database.transaction() as conn:
        everybody = await patients(conn, database.keys, BOOK, (f"{MADE_UP_CITY:06}",), plights)
    cells = [Cell(one.region, one.plight.title) for one in everybody]
    pairs = zip(everybody, cells, strict=True)
    await run(world, [(cell, follow_all(world, who, cell)) for who, cell in pairs])
    assert [(c.title, c.why) for c in cells if c.outcome not in ("done", "undated")] == []
    assert sum(cell.outcome == "done" for cell in cells) > HOW_MANY / 2
