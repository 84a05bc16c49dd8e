"""Reading and writing cases. Whoever writes holds the person's anchor."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from yika.access.model import Actor
from yika.matters.cases.model import Case, Paper, State, StepTaken
from yika.people.model import PersonKey
from yika.store import journal
from yika.store.db import Conn
from yika.store.keys import Keys
from yika.store.sealing import seal, unseal
from yika.store.sql import queries

QUERIES = queries(__package__)
CASE, TEXT = ("cases", "act_sealed"), ("case_texts", "text_sealed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A step to be written: who took it, when, and what it says."""

    step: str
    actor: Actor
    at: datetime
    facts: Mapping[str, object]
    text: str | None = None
    policy: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """Where a step leads: the state, and by when somebody acts."""

    state: State
    due_on: date | None = None
    due_provisional: bool = False
    submitted_at: datetime | None = None
    closed_at: datetime | None = None


async def find(conn: Conn, region: int, number: str) -> tuple[PersonKey, UUID] | None:
    """Whose case has a number."""
    values = {"region": region, "number": number}
    row = await (await conn.execute(QUERIES["find_case"], values)).fetchone()
    return None if row is None else (PersonKey(region, row[0]), row[1])


async def by_key(conn: Conn, person: PersonKey, key: str) -> tuple[UUID, dict[str, str]] | None:
    """The case opened under a caller's key, with the fingerprints of what was asked."""
    values = {**where(person), "case_key": key}
    row = await (await conn.execute(QUERIES["case_by_key"], values)).fetchone()
    return None if row is None else (row[0], row[1])


async def one(conn: Conn, keys: Keys, person: PersonKey, case_id: UUID) -> Case:
    """A case that is there."""
    values = {**where(person), "case_id": case_id}
    rows = await (await conn.execute(QUERIES["case"], values)).fetchall()
    [case] = await _whole(conn, keys, person, rows)
    return case


async def of_person(conn: Conn, keys: Keys, person: PersonKey) -> list[Case]:
    """All cases of a person, newest first."""
    rows = await (await conn.execute(QUERIES["cases_of_person"], where(person))).fetchall()
    return await _whole(conn, keys, person, rows)


async def next_number(conn: Conn) -> int:
    """The next running number."""
    row = await (await conn.execute(QUERIES["next_number"])).fetchone()
    assert row is not None
    running: int = row[0]
    return running


async def add(
    conn: Conn, keys: Keys, case: Case, key: str, fingerprints: Mapping[str, str]
) -> None:
    """Write a case as opened, a draft, with its papers."""
    values = {
        **where(case.person),
        "case_id": case.case_id,
        "number": case.number,
        "matter": case.matter,
        "act_sealed": _sealed(keys, case.person, CASE, case.act),
        "applicant": case.applicant,
        "applicant_region": None if case.who is None else case.who.region,
        "applicant_id": None if case.who is None else case.who.person_id,
        "employer_id": case.employer_id,
        "channel": case.channel,
        "place": case.place,
        "opened_at": case.opened_at,
        "due_on": case.due_on,
        "due_provisional": case.due_provisional,
        "case_key": key,
        "fingerprints": msgspec.json.encode(fingerprints).decode(),
    }
    await conn.execute(QUERIES["add_case"], values)
    await set_papers(conn, case, case.papers)


async def change_act(conn: Conn, keys: Keys, case: Case) -> None:
    """Write what a draft asks for now."""
    values = {
        **where(case.person),
        "case_id": case.case_id,
        "act_sealed": _sealed(keys, case.person, CASE, case.act),
    }
    await conn.execute(QUERIES["change_act"], values)


async def set_papers(conn: Conn, case: Case, papers: Sequence[Paper]) -> None:
    """Write how papers stand."""
    if papers:
        given = msgspec.json.encode(papers).decode()
        values = {**where(case.person), "case_id": case.case_id, "papers": given}
        await conn.execute(QUERIES["set_papers"], values)


async def move(conn: Conn, case: Case, moved: Moved) -> None:
    """Write how far the case is."""
    values = {
        **where(case.person),
        "case_id": case.case_id,
        "state": moved.state,
        "due_on": moved.due_on,
        "due_provisional": moved.due_provisional,
        "submitted_at": moved.submitted_at,
        "closed_at": moved.closed_at,
    }
    await conn.execute(QUERIES["move_case"], values)


async def note(conn: Conn, keys: Keys, case: Case, seq: int, taken: Taken) -> None:
    """Write a step into the case's history and into the journal."""
    actor = taken.actor
    values = {**where(case.person), "case_id": case.case_id, "seq": seq}
    step = {
        "step": taken.step,
        "actor": actor.name,
        "role": actor.role,
        "channel": actor.channel,
        "happened_at": taken.at,
        "facts": msgspec.json.encode(taken.facts).decode(),
    }
    await conn.execute(QUERIES["add_step"], values | step)
    if taken.text is not None:
        sealed = _sealed(keys, case.person, TEXT, taken.text.encode())
        await conn.execute(QUERIES["add_text"], {**values, "text_sealed": sealed})
    told = {"number": case.number, "matter": case.matter, **taken.facts}
    entry = journal.Entry(
        region=case.person.region,
        person_id=case.person.person_id,
        what=f"case.{taken.step}",
        actor=actor.name,
        role=actor.role,
        channel=actor.channel,
        happened_at=taken.at,
        on_behalf_of=case.person.person_id if actor.person not in (None, case.person) else None,
        policy=taken.policy,
        facts={name: value for name, value in told.items() if value is not None},
    )
    await journal.record(conn, [entry])


def where(person: PersonKey) -> dict[str, object]:
    """The key of a person's rows."""
    return {"region": person.region, "person_id": person.person_id}


async def _whole(
    conn: Conn, keys: Keys, person: PersonKey, rows: Sequence[Sequence[Any]]
) -> list[Case]:
    """Cases with their papers and steps."""
    if not rows:
        return []
    values = {**where(person), "case_ids": [row[0] for row in rows]}
    papers: dict[UUID, list[Paper]] = defaultdict(list)
    for row in await (await conn.execute(QUERIES["papers"], values)).fetchall():
        papers[row[0]].append(_paper(row))
    steps: dict[UUID, list[StepTaken]] = defaultdict(list)
    for row in await (await conn.execute(QUERIES["steps"], values)).fetchall():
        text = None if row[8] is None else _opened(keys, person, TEXT, row[8]).decode()
        steps[row[0]].append(_step(row, text))
    found = (_case(keys, person, row) for row in rows)
    return [
        replace(case, papers=tuple(papers[case.case_id]), steps=tuple(steps[case.case_id]))
        for case in found
    ]


def _case(keys: Keys, person: PersonKey, row: Sequence[Any]) -> Case:
    """A case without its papers and steps."""
    who = None if row[6] is None else PersonKey(row[5], row[6])
    return Case(
        person=person,
        case_id=row[0],
        number=row[1],
        matter=row[2],
        act=_opened(keys, person, CASE, row[3]),
        applicant=row[4],
        who=who,
        employer_id=row[7],
        channel=row[8],
        place=row[9],
        state=State(row[10]),
        opened_at=row[11],
        submitted_at=row[12],
        due_on=row[13],
        due_provisional=row[14],
        closed_at=row[15],
    )


def _paper(row: Sequence[Any]) -> Paper:
    file = None if row[4] is None else str(row[4])
    return Paper(paper=row[1], state=row[2], may_commit=row[3], file=file, given_at=row[5])


def step_of(taken: Taken, seq: int) -> StepTaken:
    """A step as it is read back."""
    actor = taken.actor
    return StepTaken(
        seq=seq,
        step=taken.step,
        actor=actor.name,
        role=actor.role,
        channel=actor.channel,
        at=taken.at,
        facts=msgspec.json.decode(msgspec.json.encode(taken.facts)),
        text=taken.text,
    )


def _step(row: Sequence[Any], text: str | None) -> StepTaken:
    return StepTaken(
        seq=row[1],
        step=row[2],
        actor=row[3],
        role=row[4],
        channel=row[5],
        at=row[6],
        facts=row[7],
        text=text,
    )


def _sealed(keys: Keys, person: PersonKey, place: tuple[str, str], text: bytes) -> bytes:
    return seal(keys, *place, person.region, person.person_id, text)


def _opened(keys: Keys, person: PersonKey, place: tuple[str, str], sealed: bytes) -> bytes:
    return unseal(keys, *place, person.region, person.person_id, sealed)
