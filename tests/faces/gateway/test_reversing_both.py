"""A lost bill and its lost cancel, both reversed: nothing stands, whichever reversal is first."""

import asyncio
from dataclasses import dataclass
from typing import Any

import pytest

from tests.builders import AT, BOOK, Somebody
from tests.faces.gateway.desk import Desk, a_purchase
from tests.faces.gateway.test_undoing_messages import naming, reversing
from tests.rooms.settlement.tills import a_customer, open_tills
from tests.rooms.settlement.undone import state
from tests.waiting import SOON, wait_behind
from yika.config import Config
from yika.faces.gateway.app import create_gateway
from yika.house import House
from yika.people import service as people
from yika.store import clock
from yika.store.db import Conn, Database

# Whoever waits behind somebody who waits for a row already.
SECOND_IN_LINE = """
    SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database
    WHERE NOT l.granted AND l.locktype = 'tuple' AND d.datname = current_database()
"""


@dataclass
class Lost:
    """A purchase and its cancel, sent as B1 and C1, and what was there before."""

    desk: Desk
    who: Somebody
    settled: Any
    before: dict[str, list[Any]]

    async def reversed(self, infno: str, msgid: str) -> Any:
        """The reply to a reversal."""
        return await self.desk.send("2601", reversing(self.settled, infno, msgid), f"R{msgid}")


@pytest.fixture
async def lost(config: Config, database: Database) -> Lost:
    async with database.transaction() as conn:
        await clock.start(conn, AT)
    tills = await open_tills(database)
    async with database.transaction() as conn:
        await conn.execute(
            """UPDATE institutions SET settings = settings || '{"cancels_reversible": true}'"""
        )
    desk = Desk(create_gateway(House(config, database, BOOK)))
    who = await a_customer(database, carried=10_000)
    given = a_purchase(who, await tills.card_number(who), 60)
    before = await state(tills)
    settled = await desk.send("2102", given, "B1")
    assert settled["infcode"] == 0
    assert (await desk.send("2103", naming(settled), "C1"))["infcode"] == 0
    return Lost(desk, who, settled, before)


@pytest.mark.parametrize("bill_first", [True, False])
async def test_nothing_stands_of_what_was_reversed(
    lost: Lost, database: Database, bill_first: bool
) -> None:
    messages = [("2102", "B1"), ("2103", "C1")]
    replies = [await lost.reversed(*one) for one in messages[:: 1 if bill_first else -1]]
    codes = [None if reply["infcode"] == 0 else reply["yika"]["code"] for reply in replies]
    assert codes == [None, "not_restorable" if bill_first else None]
    assert await state(await open_tills(database)) == lost.before


async def test_nor_where_the_bill_was_looked_for_while_its_cancel_was_reversed(
    lost: Lost, database: Database
) -> None:
    async with asyncio.timeout(SOON):
        async with database.transaction() as ours:
            await people.lock(ours, [lost.who.person])
            cancel = asyncio.create_task(lost.reversed("2103", "C1"))
            await wait_behind(ours)
            bill = asyncio.create_task(lost.reversed("2102", "B1"))
            await _second_in_line(ours)
        replies = await asyncio.gather(cancel, bill)
    assert [reply["infcode"] for reply in replies] == [0, 0]
    assert await state(await open_tills(database)) == lost.before


async def _second_in_line(ours: Conn) -> None:
    while True:
        row = await (await ours.execute(SECOND_IN_LINE)).fetchone()
        if row and row[0]:
            return
