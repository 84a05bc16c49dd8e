"""What every face is handed: the open database, the law, the configuration."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime

from yika.config import Config
from yika.institutions.lately import Lately
from yika.policy.load import Book, load_book
from yika.policy.service import keep
from yika.store import clock
from yika.store.db import Conn, Database, open_database


@dataclass(frozen=True, slots=True)
class House:
    """An open installation."""

    config: Config
    database: Database
    book: Book
    lately: Lately = field(default_factory=Lately)  # the last messages of institutions

    async def now(self, conn: Conn) -> datetime:
        """The domain's instant: the sandbox's clock, or the machine's."""
        return await clock.now(conn, self.config)


@asynccontextmanager
async def open_house(config: Config) -> AsyncGenerator[House]:
    """An installation opened for work: database up and migrated, law loaded. Closed when left.

    A database whose clock was started is a sandbox, whichever program opens it. The law is kept by
    its hash, so that an answer of today can be given again.
    """
    book = load_book(config.policy_dir, config.settings)
    async with open_database(config) as database:
        async with database.transaction() as conn:
            sandbox = config.sandbox or await clock.begun(conn)
            await keep(conn, book, book.divisions())
        yield House(replace(config, sandbox=sandbox), database, book)
