"""People in a real database: registered once, found by their numbers, locked in one order."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import psycopg
import pytest

from tests.builders import AT, CITY, an_id_number, somebody
from yika.ground.ids import WrongIdNumber
from yika.people import service as people
from yika.people.model import Identity, Mandate, PersonKey
from yika.people.service import AlreadyRegistered, NoSuchPerson
from yika.store.db import Conn, Database
from yika.store.keys import Keys

ELSEWHERE = 110000


def identity(number: str | None = None, phone: str = "13900005678") -> Identity:
    return Identity(name="赵一", id_number=number or an_id_number(), phone=phone)


async def test_somebody_registered_is_found_by_their_numbers(conn: Conn, keys: Keys) -> None:
    who = identity()
    person = await people.register(conn, keys, CITY, who, "employee")
    spaced = f"{who.id_number[:6]} {who.id_number[6:].lower()}"
    assert await people.find(conn, keys, "id_number", spaced) == person
    assert await people.find(conn, keys, "phone", "139 0000 5678") == person
    assert await people.identity_of(conn, keys, person) == who


async def test_nobody_is_registered_twice_in_a_region_but_may_be_in_another(
    conn: Conn, keys: Keys
) -> None:
    who = identity()
    here = await people.register(conn, keys, CITY, who, "employee")
    with pytest.raises(AlreadyRegistered) as caught:
        await people.register(conn, keys, CITY, who, "resident")
    assert caught.value.facts == {"region": CITY}
    there = await people.register(conn, keys, ELSEWHERE, who, "employee")
    assert here != there
    assert await people.find(conn, keys, "id_number", who.id_number) == min(here, there)


async def test_people_may_share_a_telephone(conn: Conn, keys: Keys) -> None:
    first = await people.register(conn, keys, CITY, identity(phone="13900009999"), "resident")
    await people.register(conn, keys, CITY, identity(phone="13900009999"), "resident")
    assert await people.find(conn, keys, "phone", "13900009999") == first


async def test_a_card_number_has_one_holder_in_a_region(conn: Conn, keys: Keys) -> None:
    first = await people.register(conn, keys, CITY, identity(), "employee")
    second = await people.register(conn, keys, CITY, identity(), "employee")
    for holder in (first, first, second):
        await people.add_identifier(conn, keys, holder, "card_number", "99990000000000017")
    assert await people.find(conn, keys, "card_number", "9999 0000 0000 0001 7") == first


async def test_a_wrong_number_is_told_before_anybody_is_looked_for(conn: Conn, keys: Keys) -> None:
    number = an_id_number()
    mistyped = number[:17] + ("2" if number.endswith("1") else "1")
    with pytest.raises(WrongIdNumber):
        await people.find(conn, keys, "id_number", mistyped)
    with pytest.raises(NoSuchPerson) as caught:
        await people.find(conn, keys, "id_number", number)
    assert caught.value.facts == {"kind": "id_number"}
    with pytest.raises(NoSuchPerson):
        await people.find(conn, keys, "card_number", "not a number at all")


async def test_a_corrected_name_leaves_the_rest(conn: Conn, keys: Keys) -> None:
    who = identity()
    person = await people.register(conn, keys, CITY, who, "employee")
    await people.correct_name(conn, keys, person, "赵壹")
    assert await people.identity_of(conn, keys, person) == Identity(
        name="赵壹", id_number=who.id_number, phone=who.phone
    )


async def test_nobody_is_locked_in_place_of_somebody_who_is_not_there(
    conn: Conn, keys: Keys
) -> None:
    person = await people.register(conn, keys, CITY, identity(), "employee")
    await people.lock(conn, [person, person])
    with pytest.raises(NoSuchPerson):
        await people.lock(conn, [person, PersonKey(CITY, 999_999_999)])


async def test_locks_are_taken_in_one_order_so_that_nobody_waits_for_each_other(
    database: Database,
) -> None:
    both = [(await somebody(database)).person, (await somebody(database)).person]

    async def take(order: list[PersonKey], times: int) -> None:
        for _ in range(times):
            async with database.transaction() as conn:
                await people.lock(conn, order)

    await asyncio.gather(*(take(order, 20) for order in (both, both[::-1], both, both[::-1])))


async def test_a_locked_person_keeps_another_writer_out(database: Database) -> None:
    person = (await somebody(database)).person
    async with database.transaction() as first, database.transaction() as second:
        await people.lock(first, [person])
        await second.execute("SET LOCAL lock_timeout = '50ms'")
        with pytest.raises(psycopg.errors.LockNotAvailable):
            async with second.transaction():
                await people.lock(second, [person])


def a_mandate(person: PersonKey, agent: PersonKey, *matters: str) -> Mandate:
    return Mandate(
        mandate_id=uuid4(),
        person=person,
        agent=agent,
        basis="mandate",
        matters=frozenset(matters),
        starts_at=AT,
        ends_at=AT + timedelta(days=30),
    )


@pytest.mark.parametrize(
    ("after", "covered"),
    [
        (timedelta(microseconds=-1), False),
        (timedelta(0), True),
        (timedelta(days=30, microseconds=-1), True),
        (timedelta(days=30), False),
    ],
)
def test_a_mandate_covers_its_matters_from_its_start_until_before_its_end(
    after: timedelta, covered: bool
) -> None:
    mandate = a_mandate(PersonKey(CITY, 1), PersonKey(CITY, 2), "loss_report")
    assert mandate.covers("loss_report", AT + after) is covered
    assert not mandate.covers("card_cancel", AT + after)


def test_a_guardian_may_do_every_matter() -> None:
    mandate = a_mandate(PersonKey(CITY, 1), PersonKey(CITY, 2), "*")
    assert mandate.covers("ask", AT)
    assert mandate.covers("card_cancel", AT)


async def test_mandates_are_kept_and_read_for_both_or_for_the_agent(conn: Conn, keys: Keys) -> None:
    first, second, agent = [
        await people.register(conn, keys, CITY, identity(), "employee") for _ in range(3)
    ]
    given = [a_mandate(first, agent, "ask", "loss_report"), a_mandate(second, agent, "*")]
    for mandate in given:
        await people.give_mandate(conn, mandate)
    assert await people.mandates(conn, agent, first) == given[:1]
    assert await people.mandates(conn, agent) == given
    assert await people.mandates(conn, first, agent) == []
