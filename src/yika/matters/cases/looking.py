"""Looking at cases: by number, of a person, and what lies on the desk. Looks are journalled."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final

import msgspec

from yika.access import service as access
from yika.access.model import Actor, Duty, Role
from yika.access.service import NoMandate, require_duty
from yika.ground.days import beijing_day
from yika.matters.applicants import applicant_of
from yika.matters.cases import numbers, rows, rules, service
from yika.matters.cases.doing import act_of
from yika.matters.cases.model import Case, CaseTold, Paper, State, StepTaken
from yika.matters.cases.service import find, may_see
from yika.matters.cases.steps import NewCase
from yika.matters.definitions import SANCTIONS
from yika.people import service as people
from yika.people.model import PersonKey
from yika.policy.load import Book
from yika.standing.service import laws_of
from yika.store import journal
from yika.store.db import Conn
from yika.store.keys import Keys

QUEUE_MAX: Final = 500
UNDER_WAY: Final = (State.SUBMITTED, State.PAPERS_ASKED, State.ACCEPTED, State.PROPOSED)
STAFF: Final = (Duty.HANDLE, Duty.CHECK, Duty.INVESTIGATE)


class Queued(msgspec.Struct, frozen=True, kw_only=True):
    """A case as it lies on the desk, without what it asks for."""

    number: str
    person: str
    matter: str
    applicant: str
    channel: str
    state: str
    with_whom: str | None
    opened_at: datetime
    submitted_at: datetime | None
    due_on: date | None
    due_provisional: bool
    is_late: bool


class Rehearsed(msgspec.Struct, frozen=True, kw_only=True):
    """What would come of an application: nothing was written."""

    matter: str
    state: str
    decision_by: str
    due_on: date | None
    due_provisional: bool
    papers: tuple[Paper, ...]


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which cases the desk wants to see; `mine` are those in which I took a step."""

    matter: str | None = None
    state: State | None = None
    late: bool = False
    mine: bool = False
    limit: int = QUEUE_MAX


async def by_number(
    conn: Conn, keys: Keys, book: Book, actor: Actor, number: str, at: datetime
) -> Case:
    """The case with a number, for whoever may see it. Fails with NoSuchCase."""
    person, case_id = await find(conn, number)
    case = await may_see(conn, keys, book, actor, person, case_id, at)
    await _looked(conn, actor, person, at, number=case.number)
    return case


async def of_person(
    conn: Conn, keys: Keys, actor: Actor, person: PersonKey, at: datetime
) -> list[Case]:
    """The cases of a person that the actor may see, newest first. Fails with NoMandate."""
    found = await rows.of_person(conn, keys, person)
    if actor.role is Role.EMPLOYER:
        await applicant_of(conn, keys, actor, person, "ask", at)
        found = [one for one in found if one.employer_id == actor.employer]
    elif actor.role is Role.OFFICER:
        await access.require(conn, actor, person, "ask", at)
        found = [one for one in found if actor.sees(one.channel)]
    elif actor.person is not None and actor.person != person:
        given = await people.mandates(conn, actor.person, person)
        if not any(one.is_in_force(at) for one in given):
            raise NoMandate(matter="ask")
        found = [one for one in found if any(each.covers(one.matter, at) for each in given)]
    elif actor.person is None:
        raise NoMandate(matter="ask")
    await _looked(conn, actor, person, at, cases=len(found))
    return found


async def queue(
    conn: Conn, actor: Actor, region: int, at: datetime, wanted: Wanted
) -> list[Queued]:
    """What is under way in a region, most urgent first.

    For officers at the counter. Fails with OfficersOnly, OtherRegion or DutyNeeded.
    """
    require_duty(actor, region, "ask", *STAFF)
    today = beijing_day(at)
    values = {
        "region": region,
        "states": list(UNDER_WAY) if wanted.state is None else [wanted.state],
        "matters": None if wanted.matter is None else [wanted.matter],
        "late_before": today if wanted.late else None,
        "today": today,
        "mine": actor.name if wanted.mine else None,
        "limit": max(0, min(wanted.limit, QUEUE_MAX)),
    }
    cursor = await conn.execute(rows.QUERIES["queue"], values)
    return [_queued(region, row, today) for row in await cursor.fetchall()]


async def rehearsed(
    conn: Conn, keys: Keys, book: Book, actor: Actor, person: PersonKey, new: NewCase, at: datetime
) -> Rehearsed:
    """What would come of handing a case in now. Fails as opening it does."""
    case = await service.rehearse(conn, keys, book, actor, person, new, at)
    await _looked(conn, actor, person, at, matter=case.matter)
    return Rehearsed(
        matter=case.matter,
        state=case.state,
        decision_by=act_of(case).decision,
        due_on=case.due_on,
        due_provisional=case.due_provisional,
        papers=case.papers,
    )


def told(case: Case, book: Book, at: datetime, *, replayed: bool = False) -> CaseTold:
    """A case as it is shown: who has it, whether it is late, what can be done against it."""
    act = act_of(case)
    today = beijing_day(at)
    state = State.LAPSED if rules.has_lapsed(case, today) else case.state
    decided = case.last("approved", "refused")
    waits = rules.waits_for_papers(case, today)
    days = rules.days_told(case) if waits else None
    if_today = rules.counted(days, at)
    appeal = None
    if case.state is State.REFUSED:
        appeal = laws_of(book, case.person.division).value(
            "handling.appeal", at, matter=case.matter
        )
    return CaseTold(
        number=numbers.quoted(case.number),
        person=f"{case.person.division}-{case.person.person_id}",
        matter=case.matter,
        act=msgspec.to_builtins(act),
        applicant=case.applicant,
        channel=case.channel,
        place=case.place,
        state=state,
        with_whom=rules.has_it(state, is_sanction=act.is_sanction),
        decision_by=act.decision,
        opened_at=case.opened_at,
        submitted_at=case.submitted_at,
        due_on=None if waits else case.due_on,
        due_provisional=if_today[1] if waits else case.due_provisional,
        is_late=not waits and rules.is_late(case.state, case.due_on, today),
        days_once_complete=days,
        due_if_complete_today=if_today[0],
        closed_at=case.closed_at,
        decision=None if decided is None else _decision(decided),
        papers=case.papers,
        steps=case.steps,
        appeal=None if appeal is None else tuple(appeal),
        replayed=replayed,
    )


def _decision(step: StepTaken) -> dict[str, Any]:
    """What was decided, when and why."""
    return {"outcome": step.step, "at": step.at, "reasons": step.text, **step.facts}


def _queued(region: int, row: Sequence[Any], today: date) -> Queued:
    number, person_id, matter, applicant, channel, state, *times, due, provisional, waits = row
    opened, submitted = times
    return Queued(
        number=numbers.quoted(number),
        person=f"{region:06}-{person_id}",
        matter=matter,
        applicant=applicant,
        channel=channel,
        state=state,
        with_whom=rules.has_it(State(state), is_sanction=matter in SANCTIONS),
        opened_at=opened,
        submitted_at=submitted,
        due_on=None if waits else due,
        due_provisional=provisional and not waits,
        is_late=not waits and rules.is_late(State(state), due, today),
    )


async def _looked(
    conn: Conn, actor: Actor, person: PersonKey, at: datetime, **facts: object
) -> None:
    """Write into the journal that somebody looked at cases."""
    entry = journal.Entry(
        region=person.region,
        person_id=person.person_id,
        what="case.read",
        actor=actor.name,
        role=actor.role,
        channel=actor.channel,
        happened_at=at,
        on_behalf_of=person.person_id if actor.person not in (None, person) else None,
        facts=facts,
    )
    await journal.record(conn, [entry])
