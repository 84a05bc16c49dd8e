"""The sandbox with its cast and institutions on a server of its own, reached over HTTP."""

import asyncio
import socket
from collections.abc import AsyncGenerator

import httpx
import pytest
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server.embed import Server

from tests.builders import BOOK
from yika.app import create_server
from yika.config import Config
from yika.house import House
from yika.store.db import Database
from yika.store.keys import Keys


@pytest.fixture
async def house(cast_config: Config, keys: Keys) -> AsyncGenerator[House]:
    """The cast, the institutions, and a clock that stands."""
    assert cast_config.database_url is not None
    async with Database(cast_config.database_url, keys) as database:
        yield House(cast_config, database, BOOK)


@pytest.fixture
async def web(house: House) -> AsyncGenerator[httpx.AsyncClient]:
    """A program that sends requests to it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    server = Server(
        create_server(house),
        address="127.0.0.1",
        port=port,
        interface=Interfaces.ASGI,
        log_level=LogLevels.error,
        log_access=False,
    )
    serving = asyncio.create_task(server.serve())
    async with asyncio.timeout(20):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0)
            else:
                writer.close()
                break
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:
        yield client
    server.stop()
    await serving
