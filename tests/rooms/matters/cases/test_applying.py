"""Applying for somebody else, in a real database: with which papers, and what stands against it."""

import asyncio
from datetime import date, timedelta
from typing import Any, cast
from uuid import UUID, uuid4

import pytest

from tests.builders import AT, CITY, EMPLOYER, Somebody, an_id_number, insure, somebody, with_card
from tests.rooms.accounts.purse import Purse
from tests.rooms.matters.cases.test_cases import ABROAD, opened
from tests.rooms.matters.deciding import CHECKER, HANDLER, an_officer, step
from yika.access.model import Actor
from yika.access.officers import employer_actor, officer_actor
from yika.access.service import DutyNeeded, NoMandate
from yika.ground.errors import YikaError
from yika.matters import cover
from yika.matters import model as acts
from yika.matters.allowing import NotForApplicant, NotOfferedHere
from yika.matters.applicants import DeathRecorded, GuardianNeeded
from yika.matters.cases import rules
from yika.matters.cases.model import State
from yika.matters.cases.preflight import preflight
from yika.matters.cases.steps import Accept, Confirm, Propose
from yika.matters.model import Act
from yika.matters.service import submit
from yika.papers import files
from yika.people import service as people
from yika.people.model import Identity, Mandate
from yika.policy.words import lists
from yika.store.db import Database

DEATH = cover.WithdrawAccount(occasion="death")
PDF = b"%PDF-1.7\n1 0 obj\n<< >>\nendobj\ntrailer\n<< >>\n%%EOF\n"


async def lets(
    person: Somebody, other: Somebody, basis: str = "mandate", *matters: str, days: int = 365
) -> None:
    mandate = Mandate(
        mandate_id=uuid4(),
        person=person.person,
        agent=other.person,
        basis=basis,
        matters=frozenset(matters or ("*",)),
        starts_at=AT - timedelta(days=1),
        ends_at=AT + timedelta(days=days),
    )
    async with person.database.transaction() as conn:
        await people.give_mandate(conn, mandate)


async def a_child(database: Database) -> Somebody:
    number = an_id_number(born=date(2015, 6, 1))
    async with database.transaction() as conn:
        identity = Identity(name="王小小", id_number=number, phone="13900001234")
        person = await people.register(conn, database.keys, CITY, identity, "employee")
        await insure(conn, person)
    return Somebody(database, person, number)


async def uploaded(person: Somebody, actor: Actor) -> UUID:
    async with person.database.transaction() as conn:
        await people.lock(conn, [person.person])
        told = {"matter": "account_withdraw", "by": actor.name, "bytes_max": 5_000_000, "at": AT}
        kept = await files.keep(conn, person.database.keys, person.person, PDF, **told)  # pyright: ignore[reportArgumentType]
    return kept.file_id


@pytest.mark.covers("CHAN-12")
async def test_an_heir_applies_after_the_death_with_files_and_a_commitment(
    database: Database,
) -> None:
    dead, heir = await somebody(database), await somebody(database)
    await Purse(database, dead).gets(5_000)
    await lets(dead, heir, "heir", "account_withdraw")
    online = heir.holder("website")
    with pytest.raises(NoMandate):
        await opened(dead, act=DEATH, actor=online)
    await dead.act(cover.EndEnrolment(reason="died"))
    with pytest.raises(DeathRecorded):
        await opened(dead, act=DEATH, actor=dead.holder("website"))
    file = await uploaded(dead, online)
    draft = await opened(dead, act=DEATH, actor=online, draft=True)
    assert draft.applicant == "heir"
    needed = rules.missing(draft)
    commit = [one.paper for one in draft.papers if one.may_commit]
    assert commit, "an heir may commit instead of proving"
    papers = {paper: file for paper in needed if paper not in commit}
    told: dict[str, Any] = {"papers": papers, "committed": tuple(commit)}
    case = await opened(dead, "k2", act=DEATH, actor=online, **told)
    assert rules.missing(case) == []
    await step(dead, case.number, Accept(), HANDLER)
    await step(dead, case.number, Propose(outcome="approve"), HANDLER)
    done = await step(dead, case.number, Confirm(), CHECKER)
    assert done.state is State.DONE
    assert (await Purse(database, dead).balances()).usable == 0


async def test_a_guardian_acts_for_a_child_and_nobody_else_does(database: Database) -> None:
    child, mother, friend = [
        await a_child(database),
        await somebody(database),
        await somebody(database),
    ]
    await lets(child, mother, "guardian")
    await lets(child, friend, "mandate")
    for actor in (child.holder("website"), friend.holder("website")):
        with pytest.raises(GuardianNeeded):
            await opened(child, act=ABROAD, actor=actor)
    case = await opened(child, act=ABROAD, actor=mother.holder("website"))
    assert case.applicant == "guardian"


async def test_an_agent_brings_more_than_the_person(database: Database) -> None:
    person, agent = await somebody(database), await somebody(database)
    await lets(person, agent, "mandate", "account_withdraw", days=10)
    mine = await opened(person, actor=person.holder("counter"), draft=True)
    theirs = await opened(person, "k2", actor=agent.holder("counter"), draft=True)
    assert set(rules.missing(mine)) < set(rules.missing(theirs))
    assert "authorisation" in rules.missing(theirs)
    served = await opened(person, "k3", actor=HANDLER, applicant="agent", draft=True)
    assert set(rules.missing(served)) == set(rules.missing(theirs))
    late = AT + timedelta(days=10)
    with pytest.raises(NoMandate):
        await opened(person, "k4", actor=agent.holder("counter"), at=late)


@pytest.mark.covers("CHAN-15")
async def test_an_employer_acts_on_its_channel_for_whom_it_insures_now(database: Database) -> None:
    person, left = await with_card(database), await with_card(database)
    office = employer_actor(CITY, EMPLOYER)
    replace = acts.ReplaceCard(reason="stripe")
    with pytest.raises(rules.PapersMissing) as refused:
        await opened(person, act=replace, actor=office)
    papers = cast("list[str]", refused.value.facts["papers"])
    assert set(papers) == {"id_copy", "old_card", "photo_1inch", "employer_id"}
    given = dict.fromkeys(papers, await uploaded(person, office))
    case = await opened(person, act=replace, actor=office, papers=given)
    assert (case.applicant, case.state) == ("employer", State.DONE)
    with pytest.raises((NotForApplicant, NotOfferedHere)):
        await opened(person, "k2", act=ABROAD, actor=office)
    await left.act(cover.EndEnrolment(reason="left"), AT - timedelta(days=1))
    with pytest.raises(NoMandate):
        await opened(left, act=replace, actor=office)
    with pytest.raises(NoMandate):
        await opened(person, "k3", act=replace, actor=employer_actor(CITY, EMPLOYER + 1))


@pytest.mark.covers("CHAN-14")
async def test_officers_elsewhere_do_what_is_offered_where_they_sit(database: Database) -> None:
    person = await with_card(database)
    bank = officer_actor(CITY, "B1", frozenset({"bank"}))
    hotline = officer_actor(CITY, "H1", frozenset({"hotline"}))
    assert (bank.channel, hotline.channel) == ("bank_counter", "hotline")
    await person.act(acts.ReportLoss(kind="temporary"), actor=hotline)
    with pytest.raises(NotOfferedHere):
        await person.act(acts.CancelCard(), actor=hotline)
    with pytest.raises(DutyNeeded):
        await person.act(acts.PlaceHold(cause="review", basis="x"), actor=bank)
    checker = an_officer("K1", "check")
    await person.act(acts.WithdrawLoss(), actor=checker)
    elsewhere = officer_actor(110000, "C1", frozenset({"handle"}))
    with pytest.raises(NoMandate):
        await person.act(acts.ReportLoss(kind="temporary"), actor=elsewhere)


async def test_a_file_of_somebody_else_is_no_paper(database: Database) -> None:
    person, other = await somebody(database), await somebody(database)
    file = await uploaded(other, other.holder())
    with pytest.raises(YikaError) as caught:
        await opened(person, actor=person.holder("website"), papers={"bank_account": file})
    assert caught.value.code == "no_such_upload"


async def test_two_confirmations_at_once_take_effect_once(database: Database) -> None:
    owner = await somebody(database)
    await Purse(database, owner).gets(5_000)
    draft = await opened(owner, "d", draft=True)
    case = await opened(owner, papers=dict.fromkeys(rules.missing(draft)))
    await step(owner, case.number, Accept(), HANDLER)
    await step(owner, case.number, Propose(outcome="approve"), HANDLER)
    checkers = [CHECKER, an_officer("K2", "check"), an_officer("K3", "check")]
    tried = (step(owner, case.number, Confirm(), one) for one in checkers)
    found = await asyncio.gather(*tried, return_exceptions=True)
    refused = [one for one in found if isinstance(one, rules.NotNow)]
    assert len(refused) == 2
    assert (await Purse(database, owner).balances()).usable == 0


async def test_what_is_told_before_is_what_stands_against_it_then(database: Database) -> None:
    """Preflight and the act agree on every channel, for the person and for an agent."""
    person, agent = await with_card(database), await somebody(database)
    await lets(person, agent)
    lost = acts.ReportLoss(kind="formal")
    for who in (person, agent):
        for channel in lists().words["channels"]:
            actor = who.holder(channel)
            async with database.transaction() as conn:
                to = conn, database.keys, person.book, actor, person.person
                told = await preflight(*to, "loss_report", AT, {"loss_kind": "formal"})
            is_open = any(way.is_open for way in told.ways if way.channel == channel)
            assert await would(person, lost, actor) is is_open, channel


async def would(person: Somebody, act: Act, actor: Actor) -> bool:
    """Whether an act would be done; it is undone."""
    async with person.database.transaction() as conn:
        to = conn, person.database.keys, person.book, actor, person.person
        try:
            async with conn.transaction(force_rollback=True):
                await submit(*to, act, "would", AT)
        except YikaError:
            return False
        return True
