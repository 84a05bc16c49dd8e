"""Letting somebody act: for named matters, until a day, without learning who is insured."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from tests.builders import AT, Somebody, an_id_number, somebody, with_card
from tests.rooms.matters.deciding import journal_of
from yika.access.model import Actor, Role
from yika.access.service import NoMandate
from yika.ground.errors import Refusals
from yika.matters import record_acts as records
from yika.matters.allowing import HolderInPerson
from yika.matters.mandate_effects import (
    AgentIsOneself,
    AgentNotConfirmed,
    MandateTerm,
    NoSuchMandate,
    NotMandatable,
    OnlyTheGiver,
)
from yika.notices import service as notices
from yika.people import service as people
from yika.people.model import Mandate
from yika.store.db import Database

UNTIL = date(2026, 6, 30)


def granting(
    agent: Somebody,
    *matters: str,
    until: date = UNTIL,
    name: str = "李代办",
    number: str | None = None,
) -> records.GrantMandate:
    """The act that lets somebody do some matters."""
    return records.GrantMandate(
        agent_id_number=number or agent.id_number,
        agent_name=name,
        matters=matters,
        until=until,
        identity="face",
    )


def acting(agent: Somebody, channel: str = "app") -> Actor:
    return Actor(role=Role.HOLDER, channel=channel, person=agent.person)


async def two(database: Database) -> tuple[Somebody, Somebody]:
    """A holder, and somebody to act for them."""
    return await with_card(database), await somebody(database, name="李代办")


async def test_a_mandate_is_for_its_matters_and_its_time(database: Database) -> None:
    who, agent = await two(database)
    state = records.QueryState()
    with pytest.raises(NoMandate):
        await who.act(state, actor=acting(agent))
    done = await who.act(granting(agent, "state_query", "cover_proof"), actor=who.holder("app"))
    assert done.facts["matters"] == ["cover_proof", "state_query"]
    assert (await who.act(state, actor=acting(agent))).result == "done"
    with pytest.raises(NoMandate):
        await who.act(
            records.ChangePhone(phone="13800005678", identity="face"), actor=acting(agent)
        )
    last = AT.replace(month=6, day=30, hour=23)
    assert (await who.act(state, last, acting(agent))).result == "done"
    with pytest.raises(NoMandate):
        await who.act(state, last + timedelta(hours=1), acting(agent))


async def test_a_mandate_is_taken_back_at_once(database: Database) -> None:
    who, agent = await two(database)
    done = await who.act(granting(agent, "state_query"), actor=who.holder("app"))
    revoke = records.RevokeMandate(mandate_id=done.facts["mandate_id"])
    await who.act(revoke, AT + timedelta(hours=1), who.holder("hotline"))
    with pytest.raises(NoMandate):
        await who.act(records.QueryState(), AT + timedelta(hours=1), acting(agent))
    with pytest.raises(NoSuchMandate):
        await who.act(revoke, AT + timedelta(hours=2), who.holder("app"))
    with pytest.raises(NoSuchMandate):
        await agent.act(revoke, AT, agent.holder("app"))
    assert {"mandate.granted", "mandate.revoked"} <= set(await journal_of(who))
    async with database.transaction() as conn:
        (given,) = await people.mandates_given(conn, who.person)
        told = await notices.inbox(conn, database.keys, who.person)
    assert given.ends_at == AT + timedelta(hours=1)
    assert {one.kind for one in told} == {"mandate.granted", "mandate.revoked"}


async def test_nobody_learns_who_is_insured(database: Database) -> None:
    """An unknown number and another name are answered alike; who is named learns of it."""
    who, agent = await two(database)
    answers: list[tuple[str, dict[str, object]]] = []
    number = an_id_number()  # nobody's
    for act in (
        granting(agent, "state_query", name="别的名字"),
        granting(agent, "state_query", number=number),
    ):
        with pytest.raises(AgentNotConfirmed) as told:
            await who.act(act, actor=who.holder("app"))
        answers.append((told.value.code, told.value.facts))
    assert answers[0] == answers[1]
    await who.act(granting(agent, "state_query"), actor=who.holder("app"))
    assert "name.compared" in await journal_of(agent)


async def test_everything_against_a_mandate_is_told_at_once(database: Database) -> None:
    who, agent = await two(database)
    wrong = granting(agent, "*", "mandate_grant", "nothing", until=date(2027, 3, 17), name="别的")
    with pytest.raises(Refusals) as told:
        await who.act(wrong, actor=who.holder("app"))
    kinds = [type(one) for one in told.value.reasons]
    assert kinds == [AgentNotConfirmed, NotMandatable, MandateTerm]
    facts = [one.facts for one in told.value.reasons]
    assert facts[1] == {"matters": ["*", "mandate_grant", "nothing"]}
    assert facts[2]["latest"] == date(2027, 3, 16)  # twelve months in the made-up city
    await who.act(granting(agent, "state_query", until=date(2027, 3, 16)))
    with pytest.raises(MandateTerm):
        await who.act(granting(agent, "state_query", until=date(2026, 3, 15)))
    with pytest.raises(AgentIsOneself):
        await who.act(granting(who, "state_query", name="王小明"))


async def test_an_agent_lets_nobody_else_act(database: Database) -> None:
    who, agent = await two(database)
    with pytest.raises(NotMandatable):
        await who.act(granting(agent, "mandate_grant"))
    everything = Mandate(
        mandate_id=uuid4(),
        person=who.person,
        agent=agent.person,
        basis="mandate",
        matters=frozenset({"*"}),
        starts_at=AT,
    )
    async with database.transaction() as conn:
        await people.give_mandate(conn, everything)
    other = await somebody(database, name="李代办")
    with pytest.raises(Refusals) as told:
        await who.act(granting(other, "state_query"), actor=acting(agent))
    assert {type(one) for one in told.value.reasons} == {HolderInPerson, OnlyTheGiver}
