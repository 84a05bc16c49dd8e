"""What all tests share: a server a worker, a migrated template, a database or a rollback a test.

The server never syncs to disk: it outlives no test. Keys are fixed, so that what was sealed in one
run can be read in another.
"""

import asyncio
import gc
import os
import shutil
import tempfile
from collections.abc import AsyncGenerator, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from types import MappingProxyType

import psycopg
import pytest
from hypothesis import settings
from psycopg import sql
from psycopg.conninfo import make_conninfo
from psycopg.rows import TupleRow

from tests.builders import BOOK
from yika.config import Config
from yika.demo.places import load_places
from yika.demo.service import start
from yika.policy.load import Book, Rules
from yika.policy.model import Problem
from yika.policy.service import keep
from yika.policy.words import SHIPPED
from yika.store.db import Conn, Database
from yika.store.embedded import Addresses, join
from yika.store.keys import Keys, Ring, write_keys
from yika.store.migrate import migrate

# Properties try the same cases each time; `--hypothesis-profile search` looks for new ones.
settings.register_profile("same", derandomize=True)
settings.register_profile("search", derandomize=False)
settings.load_profile("same")


# Files with the longest tests begin first, so that no worker is left alone with one at the end.
LONGEST = (
    "tests/docs/test_commands.py",
    "tests/machines/",
    "tests/test_canaries.py",
    "tests/faces/portal/test_browser",
    "tests/faults/",
    "tests/faces/test_one_answer.py",
    "tests/journeys/",
    "tests/faces/cli/",
)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Order the files by how long they take; within one, tests stay as they stand."""
    places = {name: place for place, name in enumerate(LONGEST)}

    def place(item: pytest.Item) -> int:
        found = (places[name] for name in LONGEST if item.nodeid.startswith(name))
        return next(found, len(LONGEST))

    items.sort(key=place)


def pytest_configure(config: pytest.Config) -> None:
    """Tables are printed as on a wide screen; files are handed to workers in the order above."""
    os.environ["COLUMNS"] = "200"
    config.option.loadscopereorder = False


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Thousands of tests live until the end: the collector need not look through them each time."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.collect()
        gc.freeze()
        gc.enable()


FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "128MB",
    "max_wal_size": "512MB",
}
TEMPLATE, SHARED, PLACES, CAST = "yika_template", "yika_shared", "yika_places", "yika_cast"
MEMORY = Path("/dev/shm")  # noqa: S108  A folder of its own is made there.
ROOM = 4 << 30  # bytes that must be free there


@dataclass
class Server:
    """The worker's server, and databases on it."""

    home: Path
    addresses: Addresses
    numbers: "count[int]" = field(default_factory=count)

    def addresses_of(self, name: str) -> Addresses:
        """How both roles reach one of its databases."""
        assert self.addresses.owner is not None
        owner = make_conninfo(self.addresses.owner, dbname=name)
        return Addresses(owner, make_conninfo(self.addresses.application, dbname=name))

    def create(self, name: str | None = None, template: str = "template1") -> str:
        """A new database, a copy of the template; its name."""
        name = name or f"test_{next(self.numbers)}"
        self._run(sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy"), name, template)
        return name

    def drop(self, name: str) -> None:
        """Remove a database, whoever is connected."""
        self._run(sql.SQL("DROP DATABASE {} WITH (FORCE)"), name)

    def _run(self, statement: sql.SQL, *names: str) -> None:
        assert self.addresses.owner is not None
        with psycopg.connect(self.addresses.owner, autocommit=True) as conn:
            conn.execute(statement.format(*map(sql.Identifier, names)))


@pytest.fixture(scope="session")
def server() -> Generator[Server]:
    """The worker's server, with the template migrated once."""
    home = Path(tempfile.mkdtemp(prefix="yika-test-", dir=_in_memory()))
    home.chmod(0o711)  # As root, the server runs as another user, who must pass.
    membership = join(Config(home=home, database_server=FAST))
    try:
        found = Server(home, membership.addresses)
        template = found.addresses_of(found.create(TEMPLATE))
        assert template.owner is not None
        migrate(template.owner, "yika_app")
        found.create(SHARED, TEMPLATE)
        yield found
    finally:
        membership.leave()
        shutil.rmtree(home)


def _in_memory() -> Path | None:
    """Where files live in memory, if there is such a place with room: databases are made fast."""
    roomy = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM
    return MEMORY if roomy else None


@pytest.fixture(scope="session", autouse=True)
def law() -> Generator[None]:
    """The shipped law, which no test changes, is read once a worker, however often it is loaded."""
    read = Book._read_division  # pyright: ignore[reportPrivateUsage]
    kept: dict[Path, tuple[Rules, list[Problem]]] = {}

    def once(book: Book, folder: Path) -> tuple[Rules, list[Problem]]:
        if book.directory != SHIPPED:
            return read(book, folder)
        if folder not in kept:
            kept[folder] = read(book, folder)
        return kept[folder]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Book, "_read_division", once)
        yield


@pytest.fixture(scope="session")
def keys() -> Keys:
    """Fixed keys, one of each purpose."""
    first, second, third, fourth = (bytes([number]) * 32 for number in (1, 2, 3, 4))
    rings = (Ring(1, MappingProxyType({1: first})), Ring(1, MappingProxyType({1: second})))
    return Keys(*rings, third, fourth)


@pytest.fixture(scope="session")
def cast(server: Server, keys: Keys) -> str:
    """The name of a database in which the cast lives and the clock stands at the beginning."""
    name = server.create(CAST, TEMPLATE)
    address = server.addresses_of(name).application

    async def load() -> None:
        async with Database(address, keys) as database:
            await start(database, Config(sandbox=True), BOOK, 0, 0)
            async with database.transaction() as conn:
                await keep(conn, BOOK, BOOK.divisions())

    asyncio.run(load())
    return name


@pytest.fixture(scope="session")
def places(server: Server, keys: Keys) -> str:
    """The name of a database with the made-up city's institutions and nobody else."""
    name = server.create(PLACES, TEMPLATE)
    address = server.addresses_of(name).application

    async def load() -> None:
        async with Database(address, keys) as database, database.transaction() as conn:
            await load_places(conn, keys)

    asyncio.run(load())
    return name


@pytest.fixture
def template() -> str:
    """What a test's own database is a copy of: here one that is migrated and empty."""
    return TEMPLATE


@pytest.fixture
def config(server: Server, template: str, keys: Keys, tmp_path: Path) -> Generator[Config]:
    """A sandbox with a database of its own and the fixed keys."""
    with _sandbox(server, template, keys, tmp_path) as made:
        yield made


@pytest.fixture
def cast_config(server: Server, cast: str, keys: Keys, tmp_path: Path) -> Generator[Config]:
    """A sandbox over a copy of the cast's database."""
    with _sandbox(server, cast, keys, tmp_path) as made:
        yield made


@contextmanager
def _sandbox(server: Server, template: str, keys: Keys, home: Path) -> Generator[Config]:
    """A sandbox over a copy of a database, which is removed when left."""
    name = server.create(template=template)
    addresses = server.addresses_of(name)
    write_keys(home / "keys.toml", keys)
    yield Config(
        home=home,
        keys=home / "keys.toml",
        sandbox=True,
        database_url=addresses.application,
        database_owner_url=addresses.owner,
    )
    server.drop(name)


@pytest.fixture
async def database(config: Config, keys: Keys) -> AsyncGenerator[Database]:
    """The database of `config`, open; what a test commits is gone after it."""
    assert config.database_url is not None
    async with Database(config.database_url, keys) as opened:
        yield opened


@pytest.fixture
async def conn(server: Server) -> AsyncGenerator[Conn]:
    """A connection of the application's role inside a transaction that is undone after the test."""
    address = server.addresses_of(SHARED).application
    options = "-c TimeZone=Asia/Shanghai"
    opened = await psycopg.AsyncConnection[TupleRow].connect(address, options=options)
    async with opened, opened.transaction(force_rollback=True):
        yield opened
