"""The whole program on a real server on loopback, with the made-up city's institutions."""

from collections.abc import AsyncGenerator

import httpx
import pytest
from litestar import Litestar

from tests.builders import AT, BOOK, Somebody
from tests.faces.gateway.desk import Desk
from tests.listening import listening
from tests.rooms.settlement.tills import HOSPITAL, Tills, a_customer, open_tills
from yika.app import create_server
from yika.config import Config
from yika.faces.gateway.app import create_gateway
from yika.faces.gateway.batching import BatchLane
from yika.house import House
from yika.store import clock
from yika.store.db import Database


@pytest.fixture
def template(places: str) -> str:
    """All tests here are about institutions that are there."""
    return places


@pytest.fixture
async def house(config: Config, database: Database) -> House:
    """A sandbox with institutions and a clock that stands at the tests' instant."""
    async with database.transaction() as conn:
        await clock.start(conn, AT)
    return House(config, database, BOOK)


@pytest.fixture
async def desk(house: House) -> Desk:
    """The hospital's system, without HTTP, whose bills go together."""
    return Desk(create_gateway(house, {"batch": BatchLane(house)}), HOSPITAL)


@pytest.fixture
async def tills(database: Database) -> Tills:
    """What tests do beside the messages."""
    return await open_tills(database)


@pytest.fixture
async def who(database: Database, tills: Tills) -> Somebody:
    """A person with 5,000 yuan from earlier years."""
    return await a_customer(database, carried=500_000)


@pytest.fixture
async def number(tills: Tills, who: Somebody) -> str:
    """That person's card."""
    return await tills.card_number(who)


@pytest.fixture
async def port(
    house: House, application: Litestar, monkeypatch: pytest.MonkeyPatch
) -> AsyncGenerator[int]:
    """The port on which everything is served."""

    def pages(one: House) -> Litestar:
        application.state.house = one
        return application

    monkeypatch.setattr("yika.app.create_app", pages)
    async with listening(create_server(house)) as found:
        yield found


@pytest.fixture
async def web(port: int) -> AsyncGenerator[httpx.AsyncClient]:
    """A program that sends requests to it."""
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:
        yield client
