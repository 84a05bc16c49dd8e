"""``kill -9`` of the database in the middle of load: the program recovers by itself, exactly."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import replace
from pathlib import Path

import msgspec
import psutil
import pytest

from tests.builders import AT, BOOK
from tests.faces.gateway.desk import Desk
from tests.faults.books import check_books, settled
from tests.faults.till_load import Load
from tests.rooms.settlement.tills import a_customer, open_tills
from tests.rooms.store.conftest import server_pid, the_config
from yika.faces.gateway.app import create_gateway
from yika.faces.gateway.batching import BatchLane
from yika.house import House
from yika.store import clock, db
from yika.store.db import Database, open_database
from yika.store.embedded import join
from yika.store.keys import Keys
from yika.store.migrate import migrate

RECOVERED = 30  # seconds at most until everything is served again
BUSINESS = {"cancel_later_first"}  # what is refused in the best of times


@pytest.fixture
async def house(home: Path) -> AsyncGenerator[House]:
    """An installation with its embedded server, which a program that stays looks after."""
    config = replace(the_config(home), sandbox=True)
    async with open_database(config) as database:
        async with database.transaction() as conn:
            await clock.start(conn, AT)
        yield House(config, database, BOOK)


def kill(home: Path) -> None:
    """The server's first process only: its children see to themselves."""
    pid = server_pid(home)
    assert pid is not None
    psutil.Process(pid).kill()


async def a_load(house: House, enough: int, name: str) -> Load:
    tills = await open_tills(house.database)
    customers = [await a_customer(house.database, carried=100_000) for _ in range(4)]
    people = [(who, await tills.card_number(who)) for who in customers]
    desk = Desk(create_gateway(house, {"batch": BatchLane(house)}))

    async def post(message: bytes) -> bytes:
        return msgspec.json.encode(await desk.post(message))

    return Load(post, people, name, enough)


async def test_a_killed_database_is_started_again_and_everything_goes_on(
    house: House, home: Path
) -> None:
    load = await a_load(house, 60, "D")
    sending = asyncio.create_task(load.run(range(16)))
    await load.reached.wait()
    before = server_pid(home)
    kill(home)
    load.reached.clear()
    load.enough = len(load.answered) + 150
    async with asyncio.timeout(RECOVERED):
        await load.reached.wait()
    load.over = True
    await sending
    assert server_pid(home) != before
    assert set(load.refused) <= BUSINESS, "who waited was served when it was back"
    await check_books(house.database)
    await load.send_again()
    await check_books(house.database)
    assert set((await settled(house.database)).values()) == {1}


async def test_while_it_is_away_the_sender_is_told_to_send_again_and_nothing_else(
    home: Path, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db, "WAIT_SECONDS", 1.0)
    config = replace(the_config(home), sandbox=True)
    membership = join(config)
    assert membership.addresses.owner is not None
    migrate(membership.addresses.owner, "yika_app")
    async with Database(membership.addresses.application, keys) as database:
        async with database.transaction() as conn:
            await clock.start(conn, AT)
        house = House(config, database, BOOK)
        load = await a_load(house, 20, "A")
        sending = asyncio.create_task(load.run(range(8)))
        await load.reached.wait()
        kill(home)
        await load.turned_away.wait()
        assert membership.revive(config)
        load.reached.clear()
        load.enough = len(load.answered) + 40
        async with asyncio.timeout(RECOVERED):
            await load.reached.wait()
        load.over = True
        await sending
        told = {*BUSINESS, "gateway_busy", "database_lost", "care_not_told", "nothing_to_settle"}
        told |= {"already_settled"}
        assert set(load.refused) <= told, "steps of a visit may be missing, nothing else"
        await load.send_again()
        await check_books(database)
        assert set((await settled(database)).values()) == {1}
    membership.leave()
