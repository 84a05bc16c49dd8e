"""The sandbox with its cast and institutions on a server of its own, reached over HTTP."""

from collections.abc import AsyncGenerator

import httpx
import pytest

from tests.builders import BOOK
from tests.listening import listening
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
    async with (
        listening(create_server(house)) as port,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=30) as client,
    ):
        yield client
