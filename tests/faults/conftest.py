"""Tills of the made-up city; and a home of its own for a server that is killed."""

import pytest

from tests.builders import AT
from tests.rooms.settlement.tills import Tills, open_tills
from tests.rooms.store.conftest import home
from yika.store import clock
from yika.store.db import Database

__all__ = ["home"]


@pytest.fixture
async def tills(database: Database) -> Tills:
    """The city's tills, on the day of the tests."""
    async with database.transaction() as conn:
        await clock.start(conn, AT)
    return await open_tills(database)
