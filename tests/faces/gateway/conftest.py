"""The whole program on a real server on loopback, with the made-up city's institutions."""

import asyncio
import socket
from collections.abc import AsyncGenerator

import httpx
import pytest
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server.embed import Server
from litestar import Litestar

from tests.builders import AT, BOOK
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
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        found: int = probe.getsockname()[1]
    server = Server(
        create_server(house),
        address="127.0.0.1",
        port=found,
        interface=Interfaces.ASGI,
        log_level=LogLevels.error,
        log_access=False,
    )
    serving = asyncio.create_task(server.serve())
    while True:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", found)
        except ConnectionRefusedError:
            await asyncio.sleep(0)
        else:
            writer.close()
            break
    yield found
    server.stop()
    await serving


@pytest.fixture
async def web(port: int) -> AsyncGenerator[httpx.AsyncClient]:
    """A program that sends requests to it."""
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:
        yield client
