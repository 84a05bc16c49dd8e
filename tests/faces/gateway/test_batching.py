"""The batch lane when something goes wrong: nobody is harmed by another, nothing is done twice."""

import asyncio

from tests.builders import AT, BOOK
from tests.faces.gateway.desk import Desk, a_purchase
from tests.rooms.settlement.tills import Tills, a_customer, open_tills
from tests.waiting import wait_behind
from yika.accounts import funds
from yika.config import Config
from yika.faces.gateway.app import create_gateway
from yika.faces.gateway.batching import SLOW_MAX, WORKERS, WORKERS_BESIDE, BatchLane
from yika.house import House
from yika.people import service as people
from yika.store import clock
from yika.store.db import Database


async def a_desk(
    config: Config, database: Database, waiting_max: int = 100, workers_max: int = WORKERS
) -> tuple[Desk, Tills]:
    house = House(config, database, BOOK)
    async with database.transaction() as conn:
        await clock.start(conn, AT)
    lane = BatchLane(house, waiting_max, workers_max)
    return Desk(create_gateway(house, {"batch": lane})), await open_tills(database)


async def test_four_messages_about_one_person_at_once_settle_one_after_another(
    config: Config, database: Database
) -> None:
    desk, tills = await a_desk(config, database)
    who = await a_customer(database, carried=10_000)
    number = await tills.card_number(who)
    sending = [desk.send("2102", a_purchase(who, number, 150)) for _ in range(4)]
    replies = [reply["output"]["setlinfo"] for reply in await asyncio.gather(*sending)]
    assert sum(one["hifp_pay"] for one in replies) == 240
    assert sum(one["acct_pay"] for one in replies) == 100
    assert sum(one["act_pay_dedc"] for one in replies) == 300
    assert len({one["setl_id"] for one in replies}) == 4
    async with database.transaction() as conn:
        assert await funds.zero_sum(conn, who.person.region) == 0


async def test_the_same_message_sent_twice_at_once_is_settled_once(
    config: Config, database: Database
) -> None:
    desk, tills = await a_desk(config, database)
    who = await a_customer(database, carried=10_000)
    given = a_purchase(who, await tills.card_number(who), 60)
    first, second = await asyncio.gather(*(desk.send("2102", given, "SAME") for _ in "12"))
    assert first == second
    assert (await tills.balances(who)).usable == 4_000


async def test_a_balance_that_changed_underneath_is_judged_again_one_by_one(
    config: Config, database: Database
) -> None:
    desk, tills = await a_desk(config, database)
    poorer, other = [await a_customer(database, carried=10_000) for _ in "12"]
    numbers = [await tills.card_number(who) for who in (poorer, other)]
    async with database.transaction() as conn:
        await conn.execute(
            "UPDATE balances SET balance_fen = 100 WHERE region = %s AND person_id = %s",
            (poorer.person.region, poorer.person.person_id),
        )
        sending = asyncio.gather(
            desk.send("2102", a_purchase(poorer, numbers[0], 60)),
            desk.send("2102", a_purchase(other, numbers[1], 60)),
        )
        await wait_behind(conn)  # for the balance, which nobody may change without the anchor
    replies = await sending
    assert [reply["infcode"] for reply in replies] == [0, 0]
    assert [reply["output"]["setlinfo"]["acct_pay"] for reply in replies] == [1, 60]


async def test_a_batch_that_waits_for_a_lock_keeps_nobody_else_waiting(
    config: Config, database: Database
) -> None:
    desk, tills = await a_desk(config, database, workers_max=WORKERS_BESIDE)
    held, free = [await a_customer(database, carried=10_000) for _ in "12"]
    numbers = [await tills.card_number(who) for who in (held, free)]
    async with database.transaction() as conn:
        await people.lock(conn, [held.person])
        stuck = asyncio.create_task(desk.send("2102", a_purchase(held, numbers[0], 60)))
        await wait_behind(conn)
        reply = await desk.send("2102", a_purchase(free, numbers[1], 60))
        assert reply["infcode"] == 0
        assert not stuck.done()
    assert (await stuck)["infcode"] == 0


async def test_a_full_queue_says_so_and_changes_nothing(config: Config, database: Database) -> None:
    desk, tills = await a_desk(config, database, waiting_max=1)
    more = WORKERS + SLOW_MAX + 2  # than are at work, are given up waiting for, and wait
    someone = [await a_customer(database, carried=10_000) for _ in range(more)]
    numbers = [await tills.card_number(who) for who in someone]
    async with database.transaction() as conn:
        await people.lock(conn, [who.person for who in someone])
        sending = [
            asyncio.create_task(desk.send("2102", a_purchase(who, number, 60), f"Q{at}"))
            for at, (who, number) in enumerate(zip(someone, numbers, strict=True))
        ]
        await asyncio.wait(sending, return_when=asyncio.FIRST_COMPLETED)
        refused = [at for at, one in enumerate(sending) if one.done()]
    replies = await asyncio.gather(*sending)
    assert {replies[at]["yika"]["code"] for at in refused} == {"gateway_busy"}
    for at in refused:
        assert (await tills.balances(someone[at])).usable == 10_000
        again = await desk.send("2102", a_purchase(someone[at], numbers[at], 60), f"Q{at}")
        assert again["infcode"] == 0


async def test_whatever_comes_as_the_last_worker_leaves_is_not_forgotten(
    config: Config, database: Database
) -> None:
    desk, tills = await a_desk(config, database)
    who = await a_customer(database, carried=10_000)
    given = a_purchase(who, await tills.card_number(who), 60)
    first = await desk.send("2102", given, "R0")

    async def again() -> None:
        for _ in range(60):
            assert await desk.send("2102", given, "R0") == first

    await asyncio.wait_for(asyncio.gather(*(again() for _ in range(3))), 60)
