"""Previewing and sending a batch, and how far it is; `working` does what was sent.

The face opened the transaction and commits it, and lets only the employer itself, or an officer who
takes in what it brought, come here.
"""

import hashlib
from dataclasses import replace
from datetime import datetime
from typing import Final
from uuid import uuid4

import msgspec

from yika.access.model import Actor, Role
from yika.ground.days import beijing_day
from yika.ground.errors import Refused
from yika.insurance.books.employers import Employer
from yika.insurance.books.noting import NOBODY, entry, note
from yika.matters.batches import rows
from yika.matters.batches.judging import Judged, judged, on_channel
from yika.matters.batches.model import Asking, Batch, Line, LineState, Preview
from yika.matters.batches.rows import MARK
from yika.matters.batches.rules import without_people
from yika.matters.cases import numbers
from yika.matters.service import KEY_MAX, KeyForm, KeyReused, fingerprints
from yika.people.model import PersonKey
from yika.policy.load import Book
from yika.store import journal
from yika.store.db import Conn
from yika.store.keys import Keys

LINES_NAMED: Final = 10  # lines that a refusal names


class BatchRefused(Refused):
    """Lines of the file are wrong, or none is left; nothing was sent. Facts: errors, lines."""

    code = "batch_refused"


Answer = tuple[Batch, bool] | BatchRefused  # to sending


class _Sent(msgspec.Struct, frozen=True, kw_only=True):
    """What a key stands for."""

    matter: str
    common: tuple[tuple[str, str], ...]
    committed: tuple[str, ...]
    papers: tuple[tuple[str, str], ...]
    seen: tuple[str, ...]
    file: str
    skip_errors: bool


async def preview(
    conn: Conn,
    keys: Keys,
    book: Book,
    actor: Actor,
    employer: Employer,
    asking: Asking,
    content: bytes,
    at: datetime,
) -> Preview:
    """Every error and warning of a file, line by line; nothing but who looked is written down.

    Fails as `files.read` does, with every field of `asking` that is wrong, or with NoSuchUpload.
    """
    found = await judged(conn, keys, book, actor, employer, asking, content, at)
    told = {"employer_id": employer.employer_id, "matter": asking.matter}
    looks = [entry(actor, one, "batch.previewed", at, told) for one in found.looked_at]
    facts = {**told, "lines": found.shown.lines, "errors": len(found.shown.errors)}
    looks.append(entry(actor, PersonKey(employer.region, NOBODY), "batch.previewed", at, facts))
    await journal.record(conn, looks)
    return found.shown


async def send(
    conn: Conn,
    keys: Keys,
    book: Book,
    actor: Actor,
    employer: Employer,
    asking: Asking,
    content: bytes,
    key: str,
    at: datetime,
    *,
    skip_errors: bool = False,
) -> Answer:
    """Write a batch down, once for each key, and whether it was there; `work` does it afterwards.

    Fails as `preview`, and with KeyReused. A refusal for lines that are wrong is returned, so that
    who was looked at stays written down: the face commits, and has `accepted` raise it.
    """
    prints = _prints(keys, employer, key, asking, content, skip_errors=skip_errors)
    first = await _first(conn, employer, key, prints)
    if first is not None:
        return first, True
    found = await judged(conn, keys, book, actor, employer, asking, content, at)
    wrong = {one.line for one in found.shown.errors}
    told: dict[str, object] = {"employer_id": employer.employer_id, "matter": asking.matter}
    if not found.good or (wrong and not skip_errors):
        looks = [entry(actor, one, "batch.previewed", at, told) for one in found.looked_at]
        await journal.record(conn, looks)
        return BatchRefused(errors=len(found.shown.errors), lines=sorted(wrong)[:LINES_NAMED])
    batch = await _new(conn, actor, employer, asking, found, at)
    if not await rows.add(conn, keys, batch, found.good, key, prints):
        first = await _first(conn, employer, key, prints)
        assert first is not None, "somebody else's key of the same moment"
        return first, True
    told["number"] = batch.number
    looks = [entry(batch.sender, one, "batch.previewed", at, told) for one in found.left_out]
    facts = told | {"lines": len(found.good), "skipped": len(wrong)}
    sent = entry(batch.sender, PersonKey(employer.region, NOBODY), "batch.sent", at, facts, book)
    await journal.record(conn, [*looks, sent])
    return batch, False


async def by_number(
    conn: Conn, actor: Actor, employer: Employer, number: str, at: datetime
) -> Batch:
    """A batch of an employer with its lines as they stand now. Fails with NoSuchBatch.

    Nothing is told of people who left the employer that asks; who is told of reads so in their own
    journal.
    """
    batch_id = await rows.find(conn, employer, number)
    found = await rows.one(conn, employer.region, batch_id)
    lines = await rows.lines(conn, employer.region, batch_id)
    if actor.role is not Role.OFFICER:
        ids = [one.person.person_id for one in lines]
        yours = await rows.insured_through(conn, employer, ids, beijing_day(at))
        lines = tuple([one if one.person.person_id in yours else _left(one) for one in lines])
    told = [one.person for one in lines if one.state is not LineState.LEFT]
    facts = {"employer_id": employer.employer_id, "number": found.number}
    looks = [
        entry(actor, one, "batch.read", at, facts)
        for one in (*told, PersonKey(employer.region, NOBODY))
    ]
    await journal.record(conn, looks)
    return replace(found, lines=lines)


def accepted(sent: Answer) -> tuple[Batch, bool]:
    """What came of sending, once it is committed. Fails with BatchRefused."""
    if isinstance(sent, BatchRefused):
        raise sent
    return sent


async def of_employer(conn: Conn, actor: Actor, employer: Employer, at: datetime) -> list[Batch]:
    """The newest batches of an employer, without their lines."""
    found = await rows.of_employer(conn, employer)
    facts = {"employer_id": employer.employer_id, "batches": len(found)}
    await note(conn, actor, PersonKey(employer.region, NOBODY), "batch.read", at, facts)
    return found


def _left(line: Line) -> Line:
    """A line as it is told to an employer whom its person has left: that they have."""
    return Line(line=line.line, person=line.person, state=LineState.LEFT)


async def _new(
    conn: Conn, actor: Actor, employer: Employer, asking: Asking, found: Judged, at: datetime
) -> Batch:
    """A batch nobody has written down yet."""
    running = await rows.next_number(conn)
    sent = {one.row.line for one in found.good}
    return Batch(
        region=employer.region,
        batch_id=uuid4(),
        number=MARK + numbers.number_of(employer.region, beijing_day(at), running),
        employer_id=employer.employer_id,
        matter=asking.matter,
        sender=on_channel(actor),
        sha256=found.sha256,
        rows=found.shown.lines,
        skipped=tuple(without_people(one) for one in found.shown.errors if one.line not in sent),
        committed=asking.committed,
        papers=asking.papers,
        seen=asking.seen,
        opened_at=at,
        ended_at=None,
        waiting=len(found.good),
    )


def _prints(
    keys: Keys, employer: Employer, key: str, asking: Asking, content: bytes, *, skip_errors: bool
) -> dict[str, str]:
    """A keyed hash of each part of what is sent under a key. Fails with KeyForm."""
    if not 1 <= len(key) <= KEY_MAX:
        raise KeyForm(max=KEY_MAX)
    sent = _Sent(
        matter=asking.matter,
        common=tuple(sorted(asking.common.items())),
        committed=tuple(sorted(asking.committed)),
        papers=tuple(sorted((paper, str(file)) for paper, file in asking.papers.items())),
        seen=tuple(sorted(asking.seen)),
        file=hashlib.sha256(content).hexdigest(),
        skip_errors=skip_errors,
    )
    place = PersonKey(employer.region, employer.employer_id)
    return fingerprints(keys, place, key, sent)


async def _first(conn: Conn, employer: Employer, key: str, prints: dict[str, str]) -> Batch | None:
    """The batch that was sent the first time this key came. Fails with KeyReused."""
    found = await rows.by_key(conn, employer, key)
    if found is None:
        return None
    batch_id, before = found
    differing = [name for name in sorted(prints) if before.get(name) != prints[name]]
    if differing:
        raise KeyReused(fields=differing)
    return await rows.one(conn, employer.region, batch_id)
