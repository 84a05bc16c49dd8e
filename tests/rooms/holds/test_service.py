"""Recorded holds in a real database: placed once, ended at an instant, each cause by itself."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from tests.builders import AT, CITY, an_id_number, hours
from yika.holds import service as holds
from yika.holds.model import Cause, Hold
from yika.holds.service import AlreadyHeld, NotHeld
from yika.people import service as people
from yika.people.model import Identity, PersonKey
from yika.store.db import Conn
from yika.store.keys import Keys

TICK = timedelta(microseconds=1)


@pytest.fixture
async def person(conn: Conn, keys: Keys) -> PersonKey:
    who = Identity(name="孙三", id_number=an_id_number(), phone="13900008765")
    return await people.register(conn, keys, CITY, who, "employee")


def a_hold(
    person: PersonKey, cause: Cause, basis: str = "test", ends_at: datetime | None = None
) -> Hold:
    return Hold(
        hold_id=uuid4(), person=person, cause=cause, basis=basis, starts_at=AT, ends_at=ends_at
    )


async def in_force(conn: Conn, person: PersonKey, at: datetime) -> set[Cause]:
    return {hold.cause for hold in await holds.of_person(conn, person) if hold.in_force(at)}


async def test_a_hold_lasts_from_its_start_until_before_its_end(
    conn: Conn, person: PersonKey
) -> None:
    await holds.place(conn, a_hold(person, Cause.IDENTITY_MISMATCH))
    assert await in_force(conn, person, AT - TICK) == set()
    assert await in_force(conn, person, AT) == {Cause.IDENTITY_MISMATCH}
    await holds.end(conn, person, Cause.IDENTITY_MISMATCH, AT + hours(5))
    assert await in_force(conn, person, AT + hours(5) - TICK) == {Cause.IDENTITY_MISMATCH}
    assert await in_force(conn, person, AT + hours(5)) == set()


async def test_ending_one_cause_leaves_the_other(conn: Conn, person: PersonKey) -> None:
    for cause in (Cause.REVIEW, Cause.SUSPENSION):
        await holds.place(conn, a_hold(person, cause))
    await holds.end(conn, person, Cause.REVIEW, AT + hours(1))
    assert await in_force(conn, person, AT + hours(1)) == {Cause.SUSPENSION}


async def test_ending_a_cause_ends_all_its_grounds(conn: Conn, person: PersonKey) -> None:
    for basis in ("audit 1", "audit 2"):
        await holds.place(conn, a_hold(person, Cause.REVIEW, basis))
    ended = await holds.end(conn, person, Cause.REVIEW, AT + hours(1))
    assert {hold.basis for hold in ended} == {"audit 1", "audit 2"}
    assert await in_force(conn, person, AT + hours(1)) == set()


async def test_the_same_grounds_hold_once_at_a_time(conn: Conn, person: PersonKey) -> None:
    await holds.place(conn, a_hold(person, Cause.REVIEW, "audit 1"))
    with pytest.raises(AlreadyHeld) as caught:
        await holds.place(conn, a_hold(person, Cause.REVIEW, "audit 1"))
    assert caught.value.facts == {"cause": Cause.REVIEW, "basis": "audit 1"}
    await holds.end(conn, person, Cause.REVIEW, AT + hours(1))
    await holds.place(conn, a_hold(person, Cause.REVIEW, "audit 1"))
    assert len(await holds.of_person(conn, person)) == 2


async def test_a_term_ends_by_itself_and_is_not_ended_again(conn: Conn, person: PersonKey) -> None:
    until = AT + timedelta(days=90)
    await holds.place(conn, a_hold(person, Cause.SUSPENSION, ends_at=until))
    assert await in_force(conn, person, until - TICK) == {Cause.SUSPENSION}
    assert await in_force(conn, person, until) == set()
    with pytest.raises(NotHeld):
        await holds.end(conn, person, Cause.SUSPENSION, until)


async def test_nothing_is_ended_that_was_not_placed(conn: Conn, person: PersonKey) -> None:
    with pytest.raises(NotHeld) as caught:
        await holds.end(conn, person, Cause.REVIEW, AT)
    assert caught.value.facts == {"cause": Cause.REVIEW}
    await holds.place(conn, a_hold(person, Cause.REVIEW))
    with pytest.raises(NotHeld):
        await holds.end(conn, person, Cause.REVIEW, AT - TICK)
    assert await in_force(conn, person, AT) == {Cause.REVIEW}


async def test_an_ended_hold_stays_on_record_unchanged_but_for_its_end(
    conn: Conn, person: PersonKey
) -> None:
    placed = a_hold(person, Cause.REVIEW)
    await holds.place(conn, placed)
    await holds.end(conn, person, Cause.REVIEW, AT + hours(1))
    [kept] = await holds.of_person(conn, person)
    assert (kept.hold_id, kept.cause, kept.basis) == (placed.hold_id, placed.cause, placed.basis)
    assert (kept.starts_at, kept.ends_at) == (AT, AT + hours(1))
