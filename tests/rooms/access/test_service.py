"""Who is asking: sessions begin, last and end by the wall clock; others need a mandate."""

from uuid import uuid4

import pytest

from tests.builders import AT, CITY, OFFICER, an_id_number, hours
from yika.access import service as access
from yika.access.model import Actor, Role
from yika.access.service import SESSION_LASTS, NoMandate, NotSignedIn
from yika.people import service as people
from yika.people.model import Identity, Mandate, PersonKey
from yika.store.db import Conn
from yika.store.keys import Keys


async def a_person(conn: Conn, keys: Keys) -> PersonKey:
    who = Identity(name="钱二", id_number=an_id_number(), phone="13900004321")
    return await people.register(conn, keys, CITY, who, "employee")


def holder(person: PersonKey) -> Actor:
    return Actor(role=Role.HOLDER, channel="app", person=person)


async def test_a_session_lasts_its_hours_and_not_an_instant_longer(conn: Conn, keys: Keys) -> None:
    actor = holder(await a_person(conn, keys))
    token = await access.sign_in(conn, actor, AT)
    last = AT + SESSION_LASTS - hours(1e-6)
    assert await access.actor_of(conn, token, "app", last) == actor
    with pytest.raises(NotSignedIn):
        await access.actor_of(conn, token, "app", AT + SESSION_LASTS)


async def test_signing_out_ends_one_session_and_leaves_the_other(conn: Conn, keys: Keys) -> None:
    actor = holder(await a_person(conn, keys))
    first, second = [await access.sign_in(conn, actor, AT) for _ in range(2)]
    assert first != second
    for _ in range(2):
        await access.sign_out(conn, first, AT + hours(1))
    with pytest.raises(NotSignedIn):
        await access.actor_of(conn, first, "app", AT + hours(1))
    assert await access.actor_of(conn, second, "app", AT + hours(1)) == actor


@pytest.mark.parametrize("token", [None, "", "x", "0" * 43])
async def test_a_wrong_token_is_nobody(conn: Conn, keys: Keys, token: str | None) -> None:
    await access.sign_in(conn, holder(await a_person(conn, keys)), AT)
    with pytest.raises(NotSignedIn):
        await access.actor_of(conn, token, "app", AT)


async def test_the_token_itself_is_not_kept(conn: Conn, keys: Keys) -> None:
    token = await access.sign_in(conn, holder(await a_person(conn, keys)), AT)
    cursor = await conn.execute("SELECT sessions::text FROM sessions")
    rows = [row[0] for row in await cursor.fetchall()]
    assert rows
    assert not [row for row in rows if token in row or token.encode().hex() in row]


async def test_an_officer_stands_at_the_counter_wherever_they_sign_in(conn: Conn) -> None:
    token = await access.sign_in(conn, OFFICER, AT)
    assert await access.actor_of(conn, token, "app", AT) == OFFICER


async def test_one_does_ones_own_matters_and_an_officer_everybodys(conn: Conn, keys: Keys) -> None:
    person = await a_person(conn, keys)
    await access.require(conn, holder(person), person, "card_cancel", AT)
    await access.require(conn, OFFICER, person, "card_cancel", AT)


async def test_an_agent_does_what_the_mandate_names_while_it_lasts(conn: Conn, keys: Keys) -> None:
    person, agent = await a_person(conn, keys), await a_person(conn, keys)
    mandate = Mandate(
        mandate_id=uuid4(),
        person=person,
        agent=agent,
        basis="mandate",
        matters=frozenset({"loss_report"}),
        starts_at=AT,
        ends_at=AT + hours(24),
    )
    await people.give_mandate(conn, mandate)
    await access.require(conn, holder(agent), person, "loss_report", AT)
    for matter, at in (("card_cancel", AT), ("ask", AT), ("loss_report", AT + hours(24))):
        with pytest.raises(NoMandate) as caught:
            await access.require(conn, holder(agent), person, matter, at)
        assert caught.value.facts == {"matter": matter}
    with pytest.raises(NoMandate):
        await access.require(conn, holder(person), agent, "loss_report", AT)


async def test_whether_somebody_exists_does_not_show_without_a_mandate(
    conn: Conn, keys: Keys
) -> None:
    actor = holder(await a_person(conn, keys))
    told: list[str] = []
    for other in (await a_person(conn, keys), PersonKey(CITY, 999_999_999)):
        with pytest.raises(NoMandate) as caught:
            await access.require(conn, actor, other, "ask", AT)
        told.append(str(caught.value))
    assert told[0] == told[1]
