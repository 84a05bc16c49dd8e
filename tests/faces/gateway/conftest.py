"""The whole program on a real server on loopback, with the made-up city's institutions."""

from collections.abc import AsyncGenerator

import httpx
import pytest
from litestar import Litestar

from tests.builders import AT, BOOK
from tests.listening import listening
from yika.app import create_server
from yika.config import Config
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
