"""A commit whose outcome nobody heard: the reply is found, and nothing is ever done twice."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Any

import pytest

from tests.builders import BOOK
from tests.faces.gateway.desk import Desk, a_purchase
from tests.faults.books import check_books, settled
from tests.faults.cutting import Cut, Line, a_line
from tests.faults.till_load import naming
from tests.rooms.settlement.tills import Tills, a_customer
from yika.config import Config
from yika.faces.gateway.app import create_gateway
from yika.faces.gateway.batching import BatchLane
from yika.house import House
from yika.store.db import Database
from yika.store.keys import Keys


@pytest.fixture
async def place(config: Config, keys: Keys) -> AsyncGenerator[tuple[Line, Desk]]:
    """An institution whose platform has a line to the database that can be cut."""
    assert config.database_url is not None
    async with a_line(config.database_url) as (line, address), Database(address, keys) as database:
        house = House(config, database, BOOK)
        yield line, Desk(create_gateway(house, {"batch": BatchLane(house)}))


async def bought(tills: Tills, desk: Desk) -> tuple[dict[str, Any], Any]:
    """A purchase of somebody new, and one that was settled before."""
    who = await a_customer(tills.database, carried=10_000)
    given = a_purchase(who, await tills.card_number(who), 60)
    return given, naming(await desk.send("2102", given))


@pytest.mark.parametrize("cut", Cut)
async def test_a_lost_commit_is_answered_as_if_it_had_been_heard(
    tills: Tills, place: tuple[Line, Desk], cut: Cut
) -> None:
    line, desk = place
    given, named = await bought(tills, desk)
    for made, (infno, wanted) in enumerate((("2103", named), ("2102", given)), 1):
        line.cut, line.cuts = cut, 1
        reply = await desk.send(infno, wanted, f"LOST-{infno}")
        assert line.made == made
        assert reply["infcode"] == 0, reply
        assert await desk.send(infno, wanted, f"LOST-{infno}") == reply
        assert (await settled(tills.database))[f"LOST-{infno}"] == 1
    await check_books(tills.database)


@pytest.mark.parametrize("cut", Cut)
async def test_where_nobody_can_tell_the_sender_hears_so_and_a_repeat_finds_it(
    tills: Tills, place: tuple[Line, Desk], cut: Cut
) -> None:
    line, desk = place
    given, named = await bought(tills, desk)
    for infno, wanted in (("2103", named), ("2102", given)):
        line.cut, line.cuts = cut, 2 if cut is Cut.BEFORE else 1_000
        reply = await desk.send(infno, wanted, f"LOST-{infno}")
        assert reply["infcode"] == -1, reply
        assert reply["yika"]["code"] == "database_lost"
        line.cuts = 0
        again = await desk.send(infno, wanted, f"LOST-{infno}")
        assert again["infcode"] == 0, again
        assert (await settled(tills.database))[f"LOST-{infno}"] == 1
    await check_books(tills.database)


@pytest.mark.parametrize("cut", Cut)
async def test_a_whole_batch_whose_commit_was_lost_is_settled_once(
    tills: Tills, place: tuple[Line, Desk], cut: Cut
) -> None:
    line, desk = place
    given = [(await bought(tills, desk))[0] for _ in range(6)]
    line.cut, line.cuts = cut, 1
    sending = [desk.send("2102", one, f"B{at}") for at, one in enumerate(given)]
    replies = await asyncio.gather(*sending)
    assert [reply["infcode"] for reply in replies] == [0] * 6
    for at, one in enumerate(given):
        assert await desk.send("2102", one, f"B{at}") == replies[at]
    made = await settled(tills.database)
    assert {made[f"B{at}"] for at in range(6)} == {1}
    await check_books(tills.database)
