"""Working through batches on a real database: whoever dies, works besides, or changed meanwhile."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest

from tests.builders import AT, BOOK, CITY, EMPLOYER, Somebody, with_card
from tests.rooms.matters.batches.office import (
    SCHOOL,
    Office,
    codes,
    company,
    locked,
    of,
    pupil,
    school,
)
from tests.rooms.matters.deciding import HANDLER, journal_of
from yika.access.model import Actor
from yika.cards.laws import SettingNeeded
from yika.config import Config
from yika.guide.batch_told import batch_told
from yika.matters import cover
from yika.matters import model as acts
from yika.matters.batches import trying, working
from yika.matters.batches.model import LineState
from yika.matters.cases.looking import of_person
from yika.matters.cases.model import Case
from yika.notices import service as notices
from yika.store.db import Conn, Database, DatabaseBusy


@pytest.fixture
async def office(database: Database) -> Office:
    return await company(database)


async def cases_of(person: Somebody, actor: Actor = HANDLER) -> list[Case]:
    async with person.database.transaction() as conn:
        return await of_person(conn, person.database.keys, actor, person.person, AT)


class Killed(BaseException):
    """The program died."""


async def test_killed_between_and_within_lines_it_goes_on_and_does_nothing_twice(
    database: Database, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    staff = [await with_card(database) for _ in range(4)]
    batch, _ = await office.send("card_replace", of(*staff), common={"reason": "stripe"})
    assert await office.work(batch, most=1) == 1
    does: Callable[..., Awaitable[Any]] = trying.do

    async def dies(*to: Any) -> Any:
        await does(*to)
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(trying, "do", dies)
        with pytest.raises(Killed):
            await office.work(batch)
    states = [one.state for one in (await office.shown(batch)).lines]
    assert states == [LineState.DONE, *[LineState.WAITING] * 3]
    assert await office.work(batch) == 3
    assert await office.work(batch) == 0
    for person in staff:
        [case] = await cases_of(person)
        assert case.employer_id == EMPLOYER
        async with database.transaction() as conn:
            values = person.person.region, person.person.person_id
            text = "SELECT count(*) FROM cards WHERE region = %s AND person_id = %s"
            assert await (await conn.execute(text, values)).fetchone() == (2,)


async def test_several_workers_share_the_lines(database: Database, office: Office) -> None:
    staff = [await locked(database) for _ in range(6)]
    batch, _ = await office.send("password_unlock", of(*staff))
    done = await asyncio.gather(*(office.work(batch) for _ in range(3)))
    assert sum(done) == 6
    shown = await office.shown(batch)
    assert {one.state for one in shown.lines} == {LineState.DONE}
    assert [len(await cases_of(one)) for one in staff] == [1] * 6


async def test_what_changed_since_is_refused_on_its_line_and_the_others_go_on(
    database: Database, office: Office
) -> None:
    quick, left, third = [await locked(database) for _ in range(3)]
    batch, _ = await office.send("password_unlock", of(quick, left, third))
    await quick.act(acts.UnlockPassword(identity="id_card"))
    await left.act(cover.EndEnrolment(reason="left"), AT.replace(day=15))
    await office.work(batch)
    shown = await office.shown(batch, HANDLER)
    assert [one.state for one in shown.lines] == [
        LineState.REFUSED,
        LineState.REFUSED,
        LineState.DONE,
    ]
    told = [[one.code for one in line.reasons] for line in shown.lines]
    assert told == [["not_locked"], ["no_mandate"], []]
    assert await cases_of(quick) == []
    assert "password_locked" in await left.causes()


async def test_an_employer_is_told_nothing_more_of_who_left_and_the_others_read_who_looked(
    database: Database, office: Office
) -> None:
    stays, left = [await locked(database) for _ in range(2)]
    batch = await office.done("password_unlock", of(stays, left))
    assert [one.state for one in batch.lines] == [LineState.DONE] * 2
    await left.act(cover.EndEnrolment(reason="left"), AT.replace(day=15))
    before = [(await journal_of(one)).count("batch.read") for one in (stays, left)]
    shown = await office.shown(batch)
    gone = shown.lines[1]
    assert [one.state for one in shown.lines] == [LineState.DONE, LineState.LEFT]
    assert (gone.case_number, gone.reasons, gone.worked_at) == (None, (), None)
    async with database.transaction() as conn:
        told = await batch_told(conn, database.keys, shown)
    [stayed, went] = told.lines
    assert stayed.name
    assert stayed.person
    assert (went.line, went.person, went.name, went.id_number, went.case) == (3, None, "", "", None)
    after = [(await journal_of(one)).count("batch.read") for one in (stays, left)]
    assert after == [before[0] + 1, before[1]]
    seen = await office.shown(batch, HANDLER)
    assert [one.state for one in seen.lines] == [LineState.DONE] * 2
    assert (await journal_of(left)).count("batch.read") == before[1] + 1


async def test_a_line_that_fails_keeps_no_other_from_its_turn(
    database: Database, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    staff = [await locked(database) for _ in range(3)]
    batch, _ = await office.send("password_unlock", of(*staff))
    does: Callable[..., Awaitable[Any]] = trying.do

    async def fails(lot: Any, person: Any, *to: Any) -> Any:
        done = await does(lot, person, *to)
        if person == staff[0].person:
            raise ZeroDivisionError
        if person == staff[1].person:
            raise SettingNeeded(setting="x")
        return done

    with monkeypatch.context() as patched:
        patched.setattr(trying, "do", fails)
        assert await office.work(batch) == 2
    shown = await office.shown(batch)
    assert [one.state for one in shown.lines] == [
        LineState.WAITING,
        LineState.REFUSED,
        LineState.DONE,
    ]
    assert [one.code for one in shown.lines[1].reasons] == [SettingNeeded.code]
    assert "password_locked" in await staff[0].causes()
    assert await office.work(batch) == 1
    assert "password_locked" not in await staff[0].causes()


async def test_a_busy_database_only_means_later(
    database: Database, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = await locked(database)
    batch, _ = await office.send("password_unlock", of(person))

    async def busy(*_: Any) -> Any:
        raise DatabaseBusy

    with monkeypatch.context() as patched:
        patched.setattr(trying, "do", busy)
        assert await working.work_a_while(database, BOOK, batch, AT) == 0
        with pytest.raises(DatabaseBusy):
            await office.work(batch)
    assert await working.work_a_while(database, BOOK, batch, AT) == 1


async def test_what_waits_is_gone_on_with_beside_a_serving_program(
    database: Database, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    staff = [await locked(database) for _ in range(2)]
    batch, _ = await office.send("password_unlock", of(*staff))
    monkeypatch.setattr(working, "AT_ONCE", 1)
    quiet = asyncio.Event()

    looks = working.waiting

    async def looked(conn: Conn) -> list[tuple[int, UUID, int]]:
        found = await looks(conn)
        if not found:
            quiet.set()
        return found

    async def now(*_: object) -> datetime:
        return AT

    monkeypatch.setattr(working, "waiting", looked)
    monkeypatch.setattr(working.clock, "now", now)
    running = asyncio.create_task(working.work_on(database, Config(), BOOK))
    try:
        await asyncio.wait_for(quiet.wait(), 30)
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    assert [one.state for one in (await office.shown(batch)).lines] == [LineState.DONE] * 2


async def test_the_person_sees_what_was_done_for_them_and_by_whom(
    database: Database, office: Office
) -> None:
    person = await locked(database)
    batch = await office.done("password_unlock", of(person))
    [case] = await cases_of(person, person.holder())
    assert case.applicant == "employer"
    assert case.steps[0].actor == f"employer:{CITY:06}/{EMPLOYER}"
    assert {"case.opened", "password.unlocked", "case.done"} <= set(await journal_of(person))
    async with database.transaction() as conn:
        told = await notices.inbox(conn, database.keys, person.person)
    assert any(one.kind == "case.done" for one in told)
    [line] = batch.lines
    assert line.case_number == case.number


async def test_an_officer_takes_in_what_an_employer_brought(
    database: Database, office: Office
) -> None:
    person, stranger = await locked(database), await pupil(database)
    shown = await office.preview("password_unlock", of(person, stranger), HANDLER)
    assert codes(shown) == {3: {"batch_not_yours"}}
    batch = await office.done("password_unlock", of(person), actor=HANDLER)
    assert {one.state for one in batch.lines} == {LineState.DONE}
    [case] = await cases_of(person)
    assert (case.applicant, case.channel, case.employer_id) == ("employer", "employer", EMPLOYER)
    assert case.steps[0].actor == HANDLER.name
    assert await cases_of(person, office.actor) == [case]


async def test_a_school_pays_the_premiums_of_its_pupils_and_nobody_elses(
    database: Database,
) -> None:
    classroom = await school(database)
    children = [await pupil(database) for _ in range(2)]
    other = await pupil(database, SCHOOL + 1)
    assert codes(await classroom.preview("contribution_pay", of(other))) == {2: {"batch_not_yours"}}
    batch = await classroom.done("contribution_pay", of(*children))
    assert [one.state for one in batch.lines] == [LineState.DONE] * 2
    for child in children:
        [case] = await cases_of(child)
        assert (case.applicant, case.matter) == ("school", "contribution_pay")
        paid = case.last("done")
        assert paid is not None
        assert float(paid.facts["paid"]) > 0
    again = await classroom.preview("contribution_pay", of(*children))
    assert codes(again) == {2: {"nothing_owed"}, 3: {"nothing_owed"}}
