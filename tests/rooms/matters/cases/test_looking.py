"""Who sees a case and for how long: by its number, on the desk, until it lapses, in the journal."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.builders import AT, OFFICER, Somebody, somebody
from tests.rooms.matters.cases.test_cases import ABROAD, an_owner, complete, opened
from tests.rooms.matters.deciding import CHECKER, HANDLER, an_officer, step
from yika.access.model import Actor
from yika.access.service import DutyNeeded, NoMandate, OfficersOnly
from yika.ground.days import BEIJING
from yika.matters.cases import lapsing, looking, numbers, rules, service
from yika.matters.cases.looking import Wanted
from yika.matters.cases.model import State
from yika.matters.cases.steps import (
    Accept,
    AskPapers,
    GivePaper,
    NewCase,
    Withdraw,
)
from yika.people import service as people
from yika.people.model import Mandate
from yika.store.db import Database
from yika.store.journal import entries_about


async def test_a_case_is_seen_by_whom_it_concerns_and_quoted_by_its_number(
    database: Database,
) -> None:
    owner, stranger = await an_owner(database), await somebody(database)
    case = await opened(owner)
    keys = database.keys
    quoted = numbers.quoted(case.number)
    async with database.transaction() as conn:
        for actor in (owner.holder(), HANDLER, OFFICER, an_officer("H1", "hotline")):
            found = await looking.by_number(conn, keys, owner.book, actor, quoted, AT)
            assert found.case_id == case.case_id
        for nobody, number in (
            (stranger.holder(), quoted),
            (owner.holder(), "9999002603169999990"),
            (owner.holder(), "x"),
        ):
            with pytest.raises(numbers.NoSuchCase):
                await looking.by_number(conn, keys, owner.book, nobody, number, AT)
        with pytest.raises(NoMandate):
            await looking.of_person(conn, keys, stranger.holder(), owner.person, AT)
        mine = await looking.of_person(conn, keys, owner.holder(), owner.person, AT)
    assert [one.number for one in mine] == [case.number]
    with pytest.raises(numbers.NoSuchCase):
        await step(owner, case.number, Withdraw(), stranger.holder())
    withdrawn = await step(owner, case.number, Withdraw(), owner.holder())
    assert withdrawn.state is State.WITHDRAWN


async def test_an_agent_follows_a_case_as_long_as_the_mandate_lasts(database: Database) -> None:
    owner, agent = await an_owner(database), await somebody(database)
    case = await opened(owner)
    mandate = Mandate(
        mandate_id=uuid4(),
        person=owner.person,
        agent=agent.person,
        basis="mandate",
        matters=frozenset({"account_withdraw"}),
        starts_at=AT,
        ends_at=AT + timedelta(days=1),
    )
    async with database.transaction() as conn:
        await people.give_mandate(conn, mandate)
    async with database.transaction() as conn:
        seen = await looking.of_person(conn, database.keys, agent.holder(), owner.person, AT)
        assert [one.number for one in seen] == [case.number]
    with pytest.raises(numbers.NoSuchCase):
        await step(owner, case.number, Withdraw(), agent.holder(), AT + timedelta(days=1))
    done = await step(owner, case.number, Withdraw(), agent.holder())
    assert done.steps[-1].actor == agent.holder().name


async def test_what_waits_too_long_for_the_applicant_lapses(database: Database) -> None:
    owner = await an_owner(database)
    draft, waiting = await opened(owner, draft=True), await opened(owner, "k2")
    asked = await step(owner, waiting.number, AskPapers(), HANDLER)
    assert draft.due_on is not None
    assert asked.due_on is not None
    assert await lapsed(owner, AT) == set()
    later = datetime.combine(max(draft.due_on, asked.due_on), AT.timetz()) + timedelta(days=1)
    on_the_day = datetime(
        asked.due_on.year, asked.due_on.month, asked.due_on.day, 23, tzinfo=BEIJING
    )
    assert waiting.number not in await lapsed(owner, on_the_day)
    with pytest.raises(rules.NotNow):
        await step(owner, waiting.number, GivePaper(paper="id_card"), HANDLER, later)
    gone = await lapsed(owner, later)
    assert waiting.number in gone
    assert await lapsed(owner, later) == set()
    with pytest.raises(rules.NotNow):
        await step(owner, waiting.number, Withdraw(), owner.holder(), later)


async def lapsed(who: Somebody, at: datetime) -> set[str]:
    async with who.database.transaction() as conn:
        keys, region = who.database.keys, who.person.region
        return set(await lapsing.lapse(conn, keys, who.book, OFFICER, region, at))


async def test_the_queue_tells_what_is_late_mine_and_whose_turn_it_is(database: Database) -> None:
    owner, other = await an_owner(database), await an_owner(database)
    first, second = await opened(owner), await opened(other, actor=other.holder("website"))
    await complete(owner, first)
    await step(owner, first.number, Accept(), HANDLER)
    late = AT + timedelta(days=60)

    async def queue(at: datetime = AT, actor: Actor = CHECKER, **told: Any) -> list[str]:
        async with database.transaction() as conn:
            wanted = Wanted(**told)
            found = await looking.queue(conn, actor, owner.person.region, at, wanted)
        return [one.number.replace(" ", "") for one in found]

    assert set(await queue()) == {first.number, second.number}
    assert await queue(state=State.ACCEPTED) == [first.number]
    assert await queue(actor=HANDLER, mine=True) == [first.number]
    assert await queue(late=True) == []
    assert set(await queue(late, late=True)) == {first.number, second.number}
    assert await queue(matter="reimbursement") == []
    assert len(await queue(limit=1)) == 1
    with pytest.raises(DutyNeeded):
        await queue(actor=an_officer("H1", "hotline"))
    with pytest.raises(OfficersOnly):
        await queue(actor=owner.holder())


async def test_a_rehearsal_uses_no_number_of_the_day(database: Database) -> None:
    owner, other = await an_owner(database), await an_owner(database)
    before = await opened(owner)
    async with database.transaction() as conn:
        to = conn, database.keys, other.book, HANDLER, other.person
        tried = await service.rehearse(*to, NewCase(act=ABROAD), AT)
    assert tried.state is State.SUBMITTED
    assert numbers.plain(tried.number)[6:12] == numbers.NO_DAY
    after = await opened(other)
    assert int(after.number[12:18]) == int(before.number[12:18]) + 1


async def test_every_step_is_in_the_journal_without_personal_data(database: Database) -> None:
    owner = await an_owner(database)
    case = await opened(owner)
    await step(owner, case.number, AskPapers(text="王小明请补齐"), HANDLER)
    await complete(owner, case)
    await step(owner, case.number, Accept(), HANDLER)
    async with database.transaction() as conn:
        kept = await entries_about(conn, owner.person.region, owner.person.person_id)
    whats = [one.what for one in reversed(kept) if one.what.startswith("case.")]
    given = ["case.paper_given"] * len(case.papers)
    assert whats == ["case.opened", "case.submitted", "case.papers_asked", *given, "case.accepted"]
    assert {one.facts["number"] for one in kept if one.what.startswith("case.")} == {case.number}
    assert "王小明" not in str(kept)
