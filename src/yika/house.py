"""What every face is handed: the open database, the law, the configuration."""

from dataclasses import dataclass
from datetime import datetime

from yika.config import Config
from yika.policy.load import Book
from yika.store import clock
from yika.store.db import Conn, Database


@dataclass(frozen=True, slots=True)
class House:
    """An open installation."""

    config: Config
    database: Database
    book: Book

    async def now(self, conn: Conn) -> datetime:
        """The domain's instant: the sandbox's clock, or the machine's."""
        return await clock.now(conn, self.config)
