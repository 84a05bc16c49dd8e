"""Who may have what done where, once a key; a "no" changes nothing, a "yes" leaves a trace."""

from datetime import timedelta
from uuid import uuid4

import pytest

from tests.builders import AT, OFFICER, Somebody, hours, somebody, with_card
from yika.access.model import Actor, Role
from yika.access.service import NoMandate, OfficersOnly
from yika.ground.errors import Refusals, YikaError
from yika.matters import model as acts
from yika.matters.allowing import HolderInPerson, NotOfferedHere, ProofNotAccepted
from yika.matters.service import KeyReused
from yika.people import service as people
from yika.people.model import Mandate
from yika.store.db import Database
from yika.store.journal import entries_about

RIGHT, WRONG = "135790", "135791"


@pytest.mark.parametrize(
    "act",
    [
        acts.AdvanceCard(stage="made"),
        acts.PlaceHold(cause="review", basis="x"),
        acts.EndHold(cause="identity_mismatch"),
    ],
)
async def test_what_officers_do_the_holder_does_not(database: Database, act: acts.Act) -> None:
    person = await with_card(database)
    with pytest.raises(OfficersOnly):
        await person.act(act, actor=person.holder())


async def test_a_matter_is_done_where_the_region_offers_it(database: Database) -> None:
    person = await with_card(database, generation="magnetic")
    await person.act(acts.ReportDamage(part="stripe"), actor=person.holder())
    with pytest.raises(NotOfferedHere) as caught:
        await person.act(acts.RewriteCard(), actor=person.holder())
    assert caught.value.facts["offered"] == ["counter"]
    with pytest.raises(ProofNotAccepted):
        await person.act(
            acts.ResetPassword(identity="household_book", new="246813"), actor=person.holder()
        )


@pytest.mark.covers("PIN-33", "CHAN-12")
async def test_somebody_else_acts_only_with_a_mandate_and_where_an_agent_may(
    database: Database,
) -> None:
    person, agent = await with_card(database), await somebody(database)
    actor = Actor(role=Role.HOLDER, channel="counter", person=agent.person)
    for _ in range(3):
        await person.act(acts.EnterPassword(password=WRONG))
    unlock = acts.UnlockPassword(identity="id_card")
    with pytest.raises(NoMandate):
        await person.act(unlock, actor=actor)
    await _mandate(person, agent)
    online = Actor(role=Role.HOLDER, channel="app", person=agent.person)
    with pytest.raises(Refusals) as caught:
        await person.act(unlock, actor=online)
    assert HolderInPerson in {type(reason) for reason in caught.value.reasons}
    await person.act(unlock, actor=actor)
    assert await person.causes() == set()
    with pytest.raises(NoMandate):
        await person.act(acts.ReportLoss(), actor=actor)


async def _mandate(person: Somebody, agent: Somebody) -> None:
    mandate = Mandate(
        mandate_id=uuid4(),
        person=person.person,
        agent=agent.person,
        basis="mandate",
        matters=frozenset({"password_unlock"}),
        starts_at=AT - hours(1),
    )
    async with person.database.transaction() as conn:
        await people.give_mandate(conn, mandate)


async def test_the_same_key_is_answered_once(database: Database) -> None:
    person = await with_card(database)
    first = await person.act(acts.EnterPassword(password=WRONG), key="k1")
    again = await person.act(acts.EnterPassword(password=WRONG), key="k1")
    assert (first.tries_left, again.tries_left) == (2, 2)
    assert (first.replayed, again.replayed) == (False, True)
    with pytest.raises(KeyReused) as caught:
        await person.act(acts.EnterPassword(password=RIGHT), key="k1")
    assert caught.value.facts == {"fields": ["password"]}
    with pytest.raises(KeyReused) as caught:
        await person.act(acts.ReportLoss(), key="k1")
    assert "act" in str(caught.value.facts["fields"])


async def test_a_refused_act_changes_nothing_and_leaves_the_key_free(database: Database) -> None:
    person = await with_card(database)
    before = await person.standing()
    with pytest.raises(YikaError):
        await person.act(acts.ChangePassword(old=RIGHT, new="1"), key="k2")
    assert await person.standing() == before
    assert (
        await person.act(acts.ChangePassword(old=RIGHT, new="246813"), key="k2")
    ).result == "done"


async def test_every_act_and_every_look_is_in_the_journal_without_passwords(
    database: Database,
) -> None:
    person = await with_card(database)
    await person.act(acts.EnterPassword(password=WRONG))
    await person.standing()
    async with database.transaction() as conn:
        entries = await entries_about(conn, person.person.region, person.person.person_id)
    whats = [entry.what for entry in reversed(entries)]
    assert whats == [
        "card.ordered",
        "card.advanced",
        "card.advanced",
        "card.advanced",
        "card.collected",
        "card.activated",
        "password.reset",
        "password.entered",
        "standing.read",
    ]
    assert entries[1].facts["result"] == "wrong"
    assert {entry.role for entry in entries} == {OFFICER.role}


async def test_an_instant_in_the_past_knows_no_card_that_came_later(database: Database) -> None:
    person = await with_card(database)
    assert await person.causes(AT - timedelta(days=31)) == {"no_card"}
    assert (await person.standing(AT - timedelta(days=31))).cards == ()
    assert await person.causes(AT - timedelta(days=29)) == set()
