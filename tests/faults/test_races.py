"""Messages that meet: a repeat and its original, a reversal and its original, many at one till."""

import asyncio
import random
from collections.abc import Sequence
from typing import Any

import pytest

from tests.builders import BOOK, Somebody
from tests.faces.gateway.desk import Desk, a_purchase
from tests.faces.gateway.visiting import a_bill, a_description, a_registration, lines
from tests.faults.books import check_books, settled
from tests.faults.till_load import naming, shares
from tests.rooms.settlement.tills import CLINIC, Tills, a_customer
from yika.config import Config
from yika.faces.gateway.app import create_gateway
from yika.faces.gateway.batching import BatchLane
from yika.faces.gateway.numbering import psn_no
from yika.house import House
from yika.matters.model import ReportLoss, ResetPassword, WithdrawLoss
from yika.store.db import Database
from yika.store.keys import Keys

SOON = 60  # seconds; whatever takes longer hangs


@pytest.fixture
def desk(config: Config, tills: Tills) -> Desk:
    """An institution's system."""
    return a_desk(config, tills.database)


def a_desk(config: Config, database: Database, waiting_max: int = 4096) -> Desk:
    house = House(config, database, BOOK)
    return Desk(create_gateway(house, {"batch": BatchLane(house, waiting_max)}))


async def buyers(tills: Tills, count: int, fen: int = 100_000) -> list[tuple[Somebody, str]]:
    """People with money and a card."""
    found = [await a_customer(tills.database, carried=fen) for _ in range(count)]
    return [(who, await tills.card_number(who)) for who in found]


async def test_a_repeat_by_another_program_gets_the_reply_of_the_original(
    config: Config, keys: Keys, tills: Tills
) -> None:
    assert config.database_url is not None
    async with Database(config.database_url, keys) as other:
        desks = [a_desk(config, one) for one in (tills.database, other)]
        people = await buyers(tills, 3)
        given = [a_purchase(who, number, 60) for who, number in people]
        for turn in range(8):
            sending = [
                desk.send("2102", one, f"T{turn}-{at}")
                for at, one in enumerate(given)
                for desk in (*desks, *reversed(desks))
            ]
            replies = await asyncio.gather(*sending)
            for at in range(len(given)):
                four = replies[4 * at : 4 * at + 4]
                assert four[0]["infcode"] == 0, four[0]
                assert four == [four[0]] * 4
    assert set((await settled(tills.database)).values()) == {1}
    await check_books(tills.database)


@pytest.mark.parametrize("ahead", range(3))
async def test_a_reversal_that_meets_its_original_leaves_nothing_settled(
    desk: Desk, tills: Tills, ahead: int
) -> None:
    people = await buyers(tills, 6)
    before = [await tills.balances(who) for who, _ in people]

    async def original(at: int) -> Any:
        for _ in range(ahead * 2):
            await asyncio.sleep(0)
        return await desk.send("2102", a_purchase(*people[at], 60), f"O{at}")

    async def reversal(at: int) -> Any:
        number = psn_no(people[at][0].person)
        data = {"psn_no": number, "omsgid": f"O{at}", "oinfno": "2102"}
        return await desk.send("2601", {"data": data})

    calls = [call(at) for at in range(len(people)) for call in (original, reversal, reversal)]
    replies = await asyncio.gather(*calls)
    for at in range(len(people)):
        came, *reversed_ = replies[3 * at : 3 * at + 3]
        assert [reply["infcode"] for reply in reversed_] == [0, 0], reversed_
        assert came["infcode"] == 0 or came["yika"]["code"] == "message_reversed"
        late = await desk.send("2102", a_purchase(*people[at], 60), f"O{at}")
        assert late["yika"]["code"] == "message_reversed"
    assert [await tills.balances(who) for who, _ in people] == before
    await check_books(tills.database)


async def test_two_reversals_of_one_cancel_let_the_bill_stand_once(
    desk: Desk, tills: Tills
) -> None:
    async with tills.database.transaction() as conn:
        await conn.execute(
            """UPDATE institutions SET settings = settings || '{"cancels_reversible": true}'"""
        )
    people = await buyers(tills, 3)
    for at, (who, number) in enumerate(people):
        bought = await desk.send("2102", a_purchase(who, number, 60))
        after = await tills.balances(who)
        assert (await desk.send("2103", naming(bought), f"C{at}"))["infcode"] == 0
        data = {"psn_no": psn_no(who.person), "omsgid": f"C{at}", "oinfno": "2103"}
        replies = await asyncio.gather(*(desk.send("2601", {"data": data}) for _ in range(4)))
        assert [reply["infcode"] for reply in replies] == [0] * 4, replies
        assert await tills.balances(who) == after


async def test_messages_that_come_as_workers_leave_are_all_answered(
    desk: Desk, tills: Tills
) -> None:
    people = await buyers(tills, 4)
    draw = random.Random(20260316)  # noqa: S311

    async def sender(at: int) -> None:
        for turn in range(40):
            msgid = f"W{at}-{turn if draw.random() < 0.5 else turn // 2}"
            reply = await desk.send("2102", a_purchase(*people[at % 4], 20), msgid)
            assert reply["infcode"] == 0, reply
            for _ in range(draw.randrange(12)):
                await asyncio.sleep(0)

    async with asyncio.timeout(SOON):
        await asyncio.gather(*(sender(at) for at in range(6)))
    await check_books(tills.database)


async def test_senders_that_hang_up_harm_nobody(desk: Desk, tills: Tills) -> None:
    people = await buyers(tills, 3)
    draw = random.Random(16)  # noqa: S311
    for turn in range(10):
        sending = [
            asyncio.create_task(desk.send("2102", a_purchase(*people[at % 3], 20), f"G{turn}-{at}"))
            for at in range(9)
        ]
        for _ in range(draw.randrange(200)):
            await asyncio.sleep(0)
        gone = draw.sample(sending, 4)
        for one in gone:
            one.cancel()
        async with asyncio.timeout(SOON):
            replies = await asyncio.gather(*(one for one in sending if one not in gone))
        assert [reply["infcode"] for reply in replies] == [0] * 5
    for turn in range(10):
        for at in range(9):
            again = await desk.send("2102", a_purchase(*people[at % 3], 20), f"G{turn}-{at}")
            assert again["infcode"] == 0
    assert set((await settled(tills.database)).values()) == {1}
    await check_books(tills.database)


async def test_a_full_queue_turns_away_and_takes_them_later(config: Config, tills: Tills) -> None:
    desk = a_desk(config, tills.database, waiting_max=4)
    people = await buyers(tills, 5)
    sent = {f"F{at}": a_purchase(*people[at % 5], 20) for at in range(60)}
    turned_away = 0
    async with asyncio.timeout(SOON):
        waiting = dict(sent)
        while waiting:
            calls = [desk.send("2102", one, msgid) for msgid, one in waiting.items()]
            for msgid, reply in zip(list(waiting), await asyncio.gather(*calls), strict=True):
                if reply["infcode"] == 0:
                    del waiting[msgid]
                else:
                    assert reply["yika"]["code"] == "gateway_busy"
                    turned_away += 1
    assert turned_away
    made = await settled(tills.database)
    assert made == dict.fromkeys(sent, 1)
    await check_books(tills.database)


async def test_all_that_changes_the_same_people_meets_without_a_deadlock(
    config: Config, keys: Keys, tills: Tills
) -> None:
    assert config.database_url is not None
    people = await buyers(tills, 3)
    for (owner, _), (relative, _) in zip(people, [*people[1:], people[0]], strict=True):
        await shares(tills, owner, relative)  # in a ring: no order is everybody's own
    async with Database(config.database_url, keys) as other, asyncio.timeout(SOON):
        desks = [a_desk(config, one) for one in (tills.database, other)]
        tillers = [till(desks[at % 2], people, at) for at in range(8)]
        visitors = [visits(desks[at % 2], people, at) for at in range(3)]
        counters = [counter(who, at) for at, (who, _) in enumerate(people)]
        told = await asyncio.gather(*tillers, *visitors, *counters)
    assert {code for codes in told for code in codes} <= {"use_stopped", "cancel_later_first"}
    async with tills.database.transaction() as conn:
        row = await (
            await conn.execute(
                "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
            )
        ).fetchone()
    assert row == (0,)
    await check_books(tills.database)


async def till(desk: Desk, people: Sequence[tuple[Somebody, str]], seed: int) -> set[str]:
    """Purchases, and cancels of half of them; why some were refused."""
    draw = random.Random(seed)  # noqa: S311
    codes: set[str] = set()
    for turn in range(25):
        who, number = draw.choice(people)
        given = a_purchase(who, number, 60, acct_used_flag=draw.choice("12"))
        replies = [await desk.send("2102", given, f"P{seed}-{turn}")]
        if replies[0]["infcode"] == 0 and draw.random() < 0.5:
            replies.append(await desk.send("2103", naming(replies[0]), f"C{seed}-{turn}"))
        elif draw.random() < 0.3:
            data = {"psn_no": psn_no(who.person), "omsgid": f"P{seed}-{turn}", "oinfno": "2102"}
            replies.append(await desk.send("2601", {"data": data}, f"R{seed}-{turn}"))
        codes |= {one["yika"]["code"] for one in replies if one["infcode"] != 0}
    return codes


async def visits(desk: Desk, people: Sequence[tuple[Somebody, str]], seed: int) -> set[str]:
    """Visits with their lines, two bills at once; why some were refused."""
    desk = Desk(desk.gateway, CLINIC)
    codes: set[str] = set()
    for turn in range(8):
        who, number = people[(seed + turn) % len(people)]
        opened = a_registration(who, number)
        opened["data"]["ipt_otp_no"] = f"M{seed}-{turn}"
        registered = await desk.send("2201", opened, f"A{seed}-{turn}")
        if registered["infcode"] != 0:
            codes.add(registered["yika"]["code"])
            continue
        visit = registered["output"]["data"]["mdtrt_id"]
        await desk.send("2203", a_description(who, visit), f"B{seed}-{turn}")
        batches = [lines(who, visit, 30, batch=f"B{at}") for at in range(2)]
        await asyncio.gather(
            *(desk.send("2204", one, f"D{seed}-{turn}-{at}") for at, one in enumerate(batches))
        )
        bills = [a_bill(who, number, visit, 30, chrg_bchno=f"B{at}") for at in range(2)]
        replies = await asyncio.gather(
            *(desk.send("2207", one, f"E{seed}-{turn}-{at}") for at, one in enumerate(bills))
        )
        codes |= {one["yika"]["code"] for one in replies if one["infcode"] != 0}
    return codes


async def counter(who: Somebody, seed: int) -> set[str]:
    """Losses reported and taken back, passwords changed, all the while."""
    for turn in range(12):
        await who.act(ReportLoss())
        await who.act(ResetPassword(identity="id_card", new=f"{135_907 + 137 * (turn + seed)}"))
        await who.act(WithdrawLoss())
    return set()
