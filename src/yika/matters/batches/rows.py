"""Reading and writing batches, and how each line is written for its person."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple
from uuid import UUID

import msgspec

from yika.access.model import Actor, Duty, Role
from yika.access.officers import employer_actor
from yika.ground.errors import Missing
from yika.insurance.books import employers
from yika.insurance.books.employers import Employer
from yika.matters.batches.model import Batch, Line, LineState, Problem
from yika.matters.batches.rules import Good
from yika.matters.cases import numbers
from yika.matters.cases.model import CLOSED, State
from yika.matters.cases.numbers import NoSuchCase
from yika.matters.model import Act
from yika.people.model import PersonKey
from yika.store.db import Conn
from yika.store.keys import Keys
from yika.store.sealing import seal, unseal
from yika.store.sql import queries

QUERIES = queries(__package__)
CHANNEL: Final = "employer"
MARK: Final = "B"  # before the digits of a number, so that none is taken for a case's
SHOWN_MAX: Final = 100  # batches of an employer that are listed


class NoSuchBatch(Missing):
    """No batch has that number, or it is not yours to see. Facts: none."""

    code = "no_such_batch"


class Claimed(NamedTuple):
    """A line that is being worked on until the transaction ends."""

    line: int
    person: PersonKey
    act_sealed: bytes

    def act(self, keys: Keys) -> Act:
        """What is asked for."""
        place = "batch_lines", "act_sealed", self.person.region, self.person.person_id
        return msgspec.json.decode(unseal(keys, *place, self.act_sealed), type=Act)


def plain(number: str) -> str:
    """The number of a batch as somebody wrote it. Fails with NoSuchBatch."""
    text = number.strip().upper()
    try:
        return MARK + numbers.plain(text.removeprefix(MARK))
    except NoSuchCase:
        raise NoSuchBatch from None


async def next_number(conn: Conn) -> int:
    """The next running number."""
    row = await (await conn.execute(QUERIES["next_number"])).fetchone()
    assert row is not None
    return row[0]


async def insured_through(
    conn: Conn, employer: Employer, person_ids: Sequence[int], today: object
) -> frozenset[int]:
    """Who of some people is insured through an employer or a school."""
    values = {**_of(employer), "person_ids": list(person_ids), "today": today}
    cursor = await conn.execute(QUERIES["insured_through"], values)
    return frozenset([row[0] for row in await cursor.fetchall()])


async def by_key(conn: Conn, employer: Employer, key: str) -> tuple[UUID, Mapping[str, str]] | None:
    """The batch sent under a key, with the fingerprints of what was sent."""
    values = {**_of(employer), "batch_key": key}
    row = await (await conn.execute(QUERIES["batch_by_key"], values)).fetchone()
    return None if row is None else (row[0], row[1])


async def of_file(conn: Conn, employer: Employer, matter: str, sha256: bytes) -> str | None:
    """The number of the newest batch of a matter with the same file."""
    values = {**_of(employer), "matter": matter, "sha256": sha256}
    row = await (await conn.execute(QUERIES["batch_of_file"], values)).fetchone()
    return None if row is None else row[0]


async def add(
    conn: Conn, keys: Keys, batch: Batch, lines: Sequence[Good], key: str, prints: Mapping[str, str]
) -> bool:
    """Write a batch as sent, with its lines; False where the key was there first."""
    values = {
        "region": batch.region,
        "batch_id": batch.batch_id,
        "number": batch.number,
        "employer_id": batch.employer_id,
        "matter": batch.matter,
        "channel": batch.sender.channel,
        "role": batch.sender.role,
        "officer": batch.sender.officer,
        "sha256": batch.sha256,
        "rows": batch.rows,
        "skipped": msgspec.json.encode(batch.skipped).decode(),
        "committed": list(batch.committed),
        "papers": msgspec.json.encode(batch.papers).decode(),
        "seen": list(batch.seen),
        "opened_at": batch.opened_at,
        "batch_key": key,
        "fingerprints": msgspec.json.encode(prints).decode(),
    }
    if await (await conn.execute(QUERIES["add_batch"], values)).fetchone() is None:
        return False
    async with conn.cursor() as cursor:
        written = [_line_values(keys, batch, one) for one in lines]
        await cursor.executemany(QUERIES["add_line"], written)
    return True


async def one(conn: Conn, region: int, batch_id: UUID) -> Batch:
    """A batch that is there, without its lines."""
    values = {"region": region, "batch_id": batch_id, "employer_id": None, "limit": 1}
    row = await (await conn.execute(QUERIES["batches"], values)).fetchone()
    assert row is not None, "a batch that was found is there"
    return _batch(region, row)


async def of_employer(conn: Conn, employer: Employer) -> list[Batch]:
    """The newest batches of an employer, without their lines."""
    values = {**_of(employer), "batch_id": None, "limit": SHOWN_MAX}
    cursor = await conn.execute(QUERIES["batches"], values)
    return [_batch(employer.region, row) for row in await cursor.fetchall()]


async def find(conn: Conn, employer: Employer, number: str) -> UUID:
    """The batch of an employer with a number. Fails with NoSuchBatch."""
    values = {**_of(employer), "number": plain(number)}
    row = await (await conn.execute(QUERIES["find_batch"], values)).fetchone()
    if row is None:
        raise NoSuchBatch
    return row[0]


async def whose(conn: Conn, number: str) -> Employer:
    """The employer of a batch, for whoever has the machine. Fails with NoSuchBatch."""
    digits = plain(number)
    region = numbers.region_of(digits.removeprefix(MARK))
    values = {"region": region, "number": digits}
    row = await (await conn.execute(QUERIES["whose_batch"], values)).fetchone()
    if row is None:
        raise NoSuchBatch
    return await employers.by_id(conn, region, row[0])


async def lines(conn: Conn, region: int, batch_id: UUID) -> tuple[Line, ...]:
    """The lines of a batch in order, each as its case stands now."""
    values = {"region": region, "batch_id": batch_id}
    cursor = await conn.execute(QUERIES["lines"], values)
    return tuple([_line(region, row) for row in await cursor.fetchall()])


async def claim(conn: Conn, batch: Batch, after: int) -> Claimed | None:
    """The next line after that one that waits, ours until the transaction ends, if there is any."""
    values = {"region": batch.region, "batch_id": batch.batch_id, "after": after}
    row = await (await conn.execute(QUERIES["claim_line"], values)).fetchone()
    return None if row is None else Claimed(row[0], PersonKey(batch.region, row[1]), row[2])


async def mark(
    conn: Conn,
    batch: Batch,
    claimed: Claimed,
    at: object,
    *,
    case_id: UUID | None = None,
    reasons: Sequence[Problem] = (),
) -> None:
    """Write what came of a line: its case, or why there is none."""
    values = {
        "region": batch.region,
        "person_id": claimed.person.person_id,
        "batch_id": batch.batch_id,
        "state": "taken" if case_id else "refused",
        "case_id": case_id,
        "reasons": msgspec.json.encode(reasons).decode(),
        "worked_at": at,
    }
    await conn.execute(QUERIES["mark_line"], values)


def _of(employer: Employer) -> dict[str, Any]:
    return {"region": employer.region, "employer_id": employer.employer_id}


def _line_values(keys: Keys, batch: Batch, good: Good) -> dict[str, Any]:
    place = "batch_lines", "act_sealed", batch.region, good.person.person_id
    return {
        "region": batch.region,
        "person_id": good.person.person_id,
        "batch_id": batch.batch_id,
        "line": good.row.line,
        "act_sealed": seal(keys, *place, msgspec.json.encode(good.act)),
    }


def _batch(region: int, row: Sequence[Any]) -> Batch:
    batch_id, number, employer_id, matter, channel, role, officer, sha256, count = row[:9]
    skipped, committed, papers, seen, opened_at, waiting, worked_at = row[9:]
    return Batch(
        region=region,
        batch_id=batch_id,
        number=number,
        employer_id=employer_id,
        matter=matter,
        sender=_sender(region, employer_id, channel, role, officer),
        sha256=bytes(sha256),
        rows=count,
        skipped=msgspec.convert(skipped, tuple[Problem, ...]),
        committed=tuple(committed),
        papers={paper: UUID(file) for paper, file in papers.items()},
        seen=tuple(seen),
        opened_at=opened_at,
        ended_at=None if waiting else worked_at,
        waiting=waiting,
    )


def _sender(region: int, employer_id: int, channel: str, role: str, officer: str | None) -> Actor:
    """Who sent it, with what they were there for then."""
    if role == Role.EMPLOYER:
        return employer_actor(region, employer_id)
    duties = frozenset({Duty.HANDLE})
    return Actor(role=Role.OFFICER, channel=channel, officer=officer, duties=duties)


def _line(region: int, row: Sequence[Any]) -> Line:
    line, person_id, state, reasons, worked_at, number, case_state = row
    return Line(
        line=line,
        person=PersonKey(region, person_id),
        state=_state(state, case_state),
        case_number=number,
        reasons=msgspec.convert(reasons, tuple[Problem, ...]),
        worked_at=worked_at,
    )


def _state(state: str, case_state: str | None) -> LineState:
    """How far a line is: what its case says, where there is one."""
    if case_state is None:
        return LineState(state)
    if case_state == State.DONE:
        return LineState.DONE
    return LineState.REFUSED if State(case_state) in CLOSED else LineState.OPEN
