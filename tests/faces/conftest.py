"""A sandbox with the cast, for every face: loaded once, copied for each test."""

import asyncio
from collections.abc import Generator
from pathlib import Path
from urllib.parse import quote

import pytest
from psycopg.conninfo import conninfo_to_dict

from tests.builders import BOOK
from tests.conftest import TEMPLATE, Server
from yika.config import Config
from yika.demo.service import start
from yika.store.db import Database
from yika.store.keys import Keys, write_keys

CAST = "yika_cast"


@pytest.fixture(scope="session")
def cast(server: Server, keys: Keys) -> str:
    """The name of a database in which the cast lives and the clock stands at the beginning."""
    name = server.create(CAST, TEMPLATE)
    address = server.addresses_of(name).application

    async def load() -> None:
        async with Database(address, keys) as database:
            await start(database, Config(sandbox=True), BOOK, 0, 0)

    asyncio.run(load())
    return name


@pytest.fixture
def cast_config(server: Server, keys: Keys, cast: str, tmp_path: Path) -> Generator[Config]:
    """A sandbox over a copy of the cast's database."""
    name = server.create(template=cast)
    addresses = server.addresses_of(name)
    write_keys(tmp_path / "keys.toml", keys)
    yield Config(
        home=tmp_path,
        keys=tmp_path / "keys.toml",
        sandbox=True,
        database_url=addresses.application,
        database_owner_url=addresses.owner,
    )
    server.drop(name)


def settings_of(config: Config) -> dict[str, str]:
    """The environment in which a program finds this sandbox."""
    assert config.database_url is not None
    assert config.database_owner_url is not None
    return {
        "YIKA_HOME": str(config.home),
        "YIKA_DATABASE_URL": _url(config.database_url),
        "YIKA_DATABASE_OWNER_URL": _url(config.database_owner_url),
    }


def _url(address: str) -> str:
    told = conninfo_to_dict(address)
    login = f"{told['user']}:{quote(str(told['password']), safe='')}"
    return f"postgresql://{login}@{told['host']}:{told['port']}/{told['dbname']}"
