"""A file judged: what is wrong with each line by itself, then what stands against its act."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from yika.access.model import Actor, Role
from yika.ground.days import beijing_day
from yika.ground.errors import Conflict, refuse_all
from yika.insurance.books.employers import Employer
from yika.matters.batches import papers, rows, trying
from yika.matters.batches.files import read
from yika.matters.batches.kinds import kind_of
from yika.matters.batches.model import Asking, Preview, Problem
from yika.matters.batches.rows import CHANNEL
from yika.matters.batches.rules import Good, Known, about_common, judge, numbers_of, problem_of
from yika.matters.batches.trying import Lot
from yika.people import service as people
from yika.people.model import PersonKey
from yika.policy.load import Book
from yika.store.db import Conn
from yika.store.keys import Keys


class SentBefore(Conflict):
    """The same file was sent for the same matter under another key. Facts: number."""

    code = "batch_sent_before"


class Judged(NamedTuple):
    """A file as it was judged: what to tell, who was looked at, and what can be sent."""

    shown: Preview
    sha256: bytes
    looked_at: list[PersonKey]
    good: list[Good]

    @property
    def left_out(self) -> list[PersonKey]:
        """Who was looked at and is not sent."""
        sent = {one.person for one in self.good}
        return [person for person in self.looked_at if person not in sent]


async def judged(
    conn: Conn,
    keys: Keys,
    book: Book,
    actor: Actor,
    employer: Employer,
    asking: Asking,
    content: bytes,
    at: datetime,
) -> Judged:
    """Read a file and rehearse every line that is right by itself."""
    kind = kind_of(asking.matter)
    refuse_all(about_common(asking.matter, asking.common))
    await papers.require(conn, employer, set(asking.papers.values()))
    lines = read(asking.matter, content)
    registered = await people.find_many(
        conn, keys, employer.region, set(numbers_of(lines).values())
    )
    ids = [person.person_id for person, _ in registered.values()]
    yours = await rows.insured_through(conn, employer, ids, beijing_day(at))
    problems, right = judge(asking.matter, asking.common, lines, Known(registered, yours))
    sha256 = hashlib.sha256(content).digest()
    problems += await _sent_before(conn, employer, asking.matter, sha256)
    lot = _lot(conn, keys, book, actor, employer, asking, at)
    found, good = await _rehearsed(lot, right)
    shown = Preview(
        employer=employer.code,
        matter=asking.matter,
        sha256=sha256.hex(),
        lines=len(lines),
        good_lines=len(good),
        problems=tuple(sorted([*problems, *found], key=lambda one: one.line)),
        decision_by=kind.act.decision,
    )
    looked_at = [person for person, _ in registered.values() if person.person_id in yours]
    return Judged(shown, sha256, looked_at, good)


def on_channel(actor: Actor) -> Actor:
    """The sender on the employer's way: an officer takes in what an employer brought."""
    return replace(actor, channel=CHANNEL) if actor.role is Role.OFFICER else actor


def _lot(
    conn: Conn,
    keys: Keys,
    book: Book,
    actor: Actor,
    employer: Employer,
    asking: Asking,
    at: datetime,
) -> Lot:
    return Lot(
        conn=conn,
        keys=keys,
        book=book,
        actor=on_channel(actor),
        region=employer.region,
        employer_id=employer.employer_id,
        committed=asking.committed,
        papers=asking.papers,
        seen=asking.seen,
        at=at,
    )


async def _rehearsed(lot: Lot, right: Sequence[Good]) -> tuple[list[Problem], list[Good]]:
    """What stands against the acts of lines that are right by themselves, and those that can go."""
    problems: list[Problem] = []
    good: list[Good] = []
    for one in right:
        stands = await trying.rehearse(lot, one.person, one.act)
        problems += [problem_of(one.row, error) for error in stands.errors]
        problems += [problem_of(one.row, told, is_error=False) for told in stands.warnings]
        if not stands.errors:
            good.append(one)
    return problems, good


async def _sent_before(conn: Conn, employer: Employer, matter: str, sha256: bytes) -> list[Problem]:
    """That the same file was sent for the same matter, if it was."""
    before = await rows.of_file(conn, employer, matter, sha256)
    if before is None:
        return []
    return [Problem(line=0, code=SentBefore.code, is_error=False, facts={"number": before})]
