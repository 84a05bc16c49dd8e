"""Messages that change something: once, again, at the same time, reversed."""

import asyncio
from dataclasses import replace
from datetime import datetime

import pytest
from psycopg.errors import UniqueViolation

from tests.builders import AT
from tests.waiting import wait_behind
from yika.people.model import PersonKey
from yika.settlement import messages
from yika.settlement.messages import (
    Answered,
    Claimed,
    Message,
    MessageReused,
    MessageReversed,
    Repeated,
    differing,
)
from yika.store.db import Conn, Database
from yika.store.keys import Keys

ABOUT = PersonKey(999900, 17)


def a_message(
    msgid: str = "m1", request: bytes = b'{"opter":"1"}', received_at: datetime = AT
) -> Message:
    return Message(
        region=999900,
        institution_id=7,
        infno="2102",
        msgid=msgid,
        request=request,
        received_at=received_at,
    )


async def claimed(conn: Conn, keys: Keys, message: Message) -> int:
    found = await messages.claim(conn, keys, message)
    assert isinstance(found, Claimed)
    return found.message_id


async def answered(
    conn: Conn, keys: Keys, message: Message, reply: bytes, about: PersonKey | None
) -> None:
    number = await claimed(conn, keys, message)
    await messages.answer(conn, keys, Answered(message, number, reply, about))


async def test_a_repeat_gets_the_reply_as_it_was_sent(conn: Conn, keys: Keys):
    message = a_message()
    await answered(conn, keys, message, b"reply", ABOUT)
    assert await messages.claim(conn, keys, message) == Repeated(b"reply")
    kept = (await messages.kept_of(conn, [message.key]))[message.key]
    assert kept.person == ABOUT
    assert b"opter" not in (kept.request_sealed or b"")


async def test_members_in_another_order_and_numbers_as_text_are_the_same(conn: Conn, keys: Keys):
    message = a_message(request=b'{"a":1.50,"b":{"c":null,"d":["x"]}}')
    await answered(conn, keys, message, b"reply", None)
    again = replace(message, request=b'{"b":{"d":["x"],"c":""},"a":"1.5"}')
    assert await messages.claim(conn, keys, again) == Repeated(b"reply")


async def test_other_content_is_a_conflict_that_names_the_fields(conn: Conn, keys: Keys):
    message = a_message(request=b'{"opter":"1","input":{"lines":[{"cnt":1},{"cnt":2}]}}')
    await answered(conn, keys, message, b"reply", None)
    other = replace(message, request=b'{"opter":"2","input":{"lines":[{"cnt":1},{"cnt":3}]}}')
    with pytest.raises(MessageReused) as found:
        await messages.claim(conn, keys, other)
    assert found.value.facts["fields"] == ["opter", "lines[2].cnt"]


async def test_the_same_number_elsewhere_is_another_message(conn: Conn, keys: Keys):
    message = a_message()
    others = [
        replace(message, infno="2207"),
        replace(message, institution_id=8),
        replace(message, region=110000),
    ]
    found = await messages.claim_many(conn, keys, [message, *others])
    assert len({one.message_id for one in found if isinstance(one, Claimed)}) == 4


async def test_many_at_once_are_each_judged_alone(conn: Conn, keys: Keys):
    done, reused = a_message("m1"), a_message("m2")
    numbers = [await claimed(conn, keys, one) for one in (done, reused)]
    replies = [
        Answered(done, numbers[0], b"a", ABOUT),
        Answered(reused, numbers[1], b"b", None),
    ]
    await messages.answer_many(conn, keys, replies)
    found = await messages.claim_many(
        conn, keys, [a_message("m3"), replace(reused, request=b'{"opter":"9"}'), done]
    )
    assert isinstance(found[0], Claimed)
    assert isinstance(found[1], MessageReused)
    assert found[2] == Repeated(b"a")


async def test_of_two_at_the_same_time_one_waits_and_gets_the_others_reply(
    database: Database, keys: Keys
):
    message = a_message()
    begun = asyncio.Event()

    async def first() -> None:
        async with database.transaction() as conn:
            number = await claimed(conn, keys, message)
            begun.set()
            await wait_behind(conn)
            await messages.answer(conn, keys, Answered(message, number, b"reply", None))

    async def second() -> object:
        await begun.wait()
        async with database.transaction() as conn:
            return await messages.claim(conn, keys, message)

    _, outcome = await asyncio.gather(first(), second())
    assert outcome == Repeated(b"reply")


async def test_a_reversal_waits_for_whoever_is_at_work_on_the_message(
    database: Database, keys: Keys
):
    message = a_message()
    begun = asyncio.Event()

    async def first() -> None:
        async with database.transaction() as conn:
            number = await claimed(conn, keys, message)
            begun.set()
            await wait_behind(conn)
            await messages.answer(conn, keys, Answered(message, number, b"reply", None))

    async def second() -> bool:
        await begun.wait()
        async with database.transaction() as conn:
            return await messages.bury(conn, message.key, AT)

    _, is_buried = await asyncio.gather(first(), second())
    assert not is_buried


async def test_who_takes_the_same_messages_in_another_order_only_waits(
    database: Database, keys: Keys
):
    many = [a_message(f"m{number}") for number in range(40)]

    async def batch(order: list[Message]) -> None:
        async with database.transaction() as conn:
            found = await messages.claim_many(conn, keys, order)
            await asyncio.sleep(0.01)
            await messages.answer_many(
                conn,
                keys,
                [
                    Answered(message, one.message_id, b"reply", None)
                    for message, one in zip(order, found, strict=True)
                    if isinstance(one, Claimed)
                ],
            )

    await asyncio.gather(batch(many), batch(many[::-1]), batch(many[20:] + many[:20]))
    async with database.transaction() as conn:
        assert len(await messages.kept_of(conn, [one.key for one in many])) == 40


async def test_nothing_is_kept_twice_even_by_who_never_claimed_it(conn: Conn, keys: Keys):
    await answered(conn, keys, a_message(), b"reply", None)
    with pytest.raises(UniqueViolation):
        await messages.answer(conn, keys, Answered(a_message(), 17, b"other", None))


async def test_what_was_refused_leaves_nothing(database: Database, keys: Keys):
    async def refused() -> None:
        async with database.transaction() as conn:
            await claimed(conn, keys, a_message())
            raise MessageReused(infno="2102", fields=[])

    with pytest.raises(MessageReused):
        await refused()
    async with database.transaction() as conn:
        await claimed(conn, keys, a_message())


async def test_a_message_reversed_before_it_came_is_refused_when_it_comes(conn: Conn, keys: Keys):
    message = a_message()
    assert await messages.bury(conn, message.key, AT)
    assert not await messages.bury(conn, message.key, AT)
    with pytest.raises(MessageReversed):
        await messages.claim(conn, keys, message)
    assert (await messages.kept_of(conn, [message.key]))[message.key].never_came


async def test_a_message_reversed_after_it_came_is_not_carried_out_again(conn: Conn, keys: Keys):
    message = a_message()
    await answered(conn, keys, message, b"reply", ABOUT)
    assert not await messages.bury(conn, message.key, AT)
    assert await messages.mark_reversed(conn, message.key, AT)
    assert not await messages.mark_reversed(conn, message.key, AT)
    with pytest.raises(MessageReversed):
        await messages.claim(conn, keys, message)


def test_fields_that_differ_are_named_by_their_path():
    assert differing({"a": 1}, {"a": "1.0", "b": None}) == []
    assert differing({"a": [1, 2]}, {"a": [1]}) == ["a"]
    assert differing({"a": {"b": "x"}}, {"a": "x"}) == ["a"]
    assert differing({"a": "0x"}, {"a": 0}) == ["a"]
