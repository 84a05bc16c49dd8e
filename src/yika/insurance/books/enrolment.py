"""Enrolling and leaving (参保登记、停保): who is in which scheme, from when until when.

Enrolments of one person never overlap; they are ended, never removed. Every function expects the
person's anchor locked, tells all that stands against it at once, and writes the journal.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

import msgspec

from yika.access.model import Actor
from yika.ground.days import beijing_day
from yika.ground.errors import refuse_all
from yika.ground.ids import birth_date
from yika.insurance.books import enrolment_rules as rules
from yika.insurance.books.enrolment_rules import NotEnrolled
from yika.insurance.books.noting import note
from yika.insurance.laws import InsuranceLaws
from yika.insurance.model import Enrolment, PaidSpan
from yika.people import service as people
from yika.people.model import PersonKey
from yika.policy.load import Book
from yika.store.db import Conn
from yika.store.keys import Keys
from yika.store.sql import queries

QUERIES = queries(__package__)
DAY: Final = timedelta(days=1)


class Enrol(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What somebody asks for who enrols; `base_fen` is the declared monthly base."""

    scheme: str
    starts_on: date
    employer_id: int | None = None
    group: str | None = None  # of residents: a word of ``resident_groups``
    base_fen: int | None = None
    options: dict[str, str] = {}


async def enrolments(conn: Conn, person: PersonKey) -> list[tuple[UUID, Enrolment]]:
    """All enrolments of a person with their ids, oldest first."""
    values = {"region": person.region, "person_id": person.person_id}
    cursor = await conn.execute(QUERIES["enrolments"], values)
    return [
        (row[0], msgspec.json.decode(row[1], type=Enrolment)) for row in await cursor.fetchall()
    ]


async def enrol(
    conn: Conn,
    book: Book,
    actor: Actor,
    person: PersonKey,
    asked: Enrol,
    at: datetime,
    how: str = "registered",
) -> UUID:
    """Enrol somebody; the id of the enrolment. Fails with every reason at once.

    The reasons are those of `enrolment_rules.objections`.
    """
    held = await enrolments(conn, person)
    new = _as_enrolment(asked, how)
    laws = InsuranceLaws(book, person.division)
    refuse_all(rules.objections([one for _, one in held], new, laws))
    return await add(conn, book, actor, person, new, at)


async def enrol_newborn(
    conn: Conn,
    keys: Keys,
    book: Book,
    actor: Actor,
    person: PersonKey,
    at: datetime,
    options: dict[str, str] | None = None,
) -> UUID:
    """Enrol a newborn within the days the region allows: from birth on, or from now.

    Fails also with NewbornTooLate, or with NoNewbornRule where the region publishes none.
    """
    identity = await people.identity_of(conn, keys, person)
    laws = InsuranceLaws(book, person.division)
    starts_on, reasons = rules.newborn_start(laws, birth_date(identity.id_number), beijing_day(at))
    asked = Enrol(
        scheme="resident", group="newborn", starts_on=starts_on, options=dict(options or {})
    )
    held = [one for _, one in await enrolments(conn, person)]
    new = _as_enrolment(asked, "newborn")
    refuse_all([*reasons, *rules.objections(held, new, laws)])
    return await add(conn, book, actor, person, new, at)


async def change(
    conn: Conn, book: Book, actor: Actor, person: PersonKey, asked: Enrol, at: datetime
) -> UUID:
    """Leave what somebody is enrolled in on the day before, and enrol anew (险种转换).

    Fails with NotEnrolled, or as `enrol` does.
    """
    held = await enrolments(conn, person)
    open_id, one = current(held, asked.starts_on - DAY)
    after = [other for _, other in held if other is not one]
    last = msgspec.structs.replace(one, ends_on=asked.starts_on - DAY, end_reason="changed")
    new = _as_enrolment(asked, "registered")
    laws = InsuranceLaws(book, person.division)
    refuse_all(rules.objections([*after, last], new, laws))
    await end(conn, actor, person, open_id, asked.starts_on - DAY, "changed", at)
    return await add(conn, book, actor, person, new, at)


async def move_in(
    conn: Conn,
    book: Book,
    actor: Actor,
    person: PersonKey,
    asked: Enrol,
    spans: Sequence[PaidSpan],
    at: datetime,
) -> UUID:
    """Take somebody over from another region: the enrolment here, and the months paid there.

    Each span names its place. Fails as `enrol` does, also with SpansOverlap.
    """
    held = [one for _, one in await enrolments(conn, person)]
    new = _as_enrolment(asked, "moved_in")
    laws = InsuranceLaws(book, person.division)
    known = await carried(conn, person)
    refuse_all([*rules.objections(held, new, laws), *rules.span_overlaps(known, spans)])
    await carry(conn, actor, person, spans, at)
    return await add(conn, book, actor, person, new, at)


async def carry(
    conn: Conn, actor: Actor, person: PersonKey, spans: Sequence[PaidSpan], at: datetime
) -> None:
    """Record months paid elsewhere, or before this system kept bills. Fails with SpansOverlap."""
    refuse_all(rules.span_overlaps(await carried(conn, person), spans))
    for span in spans:
        values: dict[str, Any] = {
            "region": person.region,
            "person_id": person.person_id,
            "scheme": span.scheme,
            "from_month": span.from_month,
            "until_month": span.until_month,
            "place": span.place or person.region,
            "base_fen": None,
            "paid_on": span.paid_on,
        }
        await conn.execute(QUERIES["add_span"], values)
    places = sorted({span.place or person.region for span in spans})
    facts = {"spans": len(spans), "places": places}
    await note(conn, actor, person, "years.carried", at, facts)


async def carried(conn: Conn, person: PersonKey) -> list[PaidSpan]:
    """The months paid elsewhere or before, oldest first."""
    values = {"region": person.region, "person_id": person.person_id}
    cursor = await conn.execute(QUERIES["spans"], values)
    return [PaidSpan(*row) for row in await cursor.fetchall()]


async def leave(
    conn: Conn,
    actor: Actor,
    person: PersonKey,
    ends_on: date,
    reason: str,
    at: datetime,
    moved_to: int | None = None,
) -> Enrolment:
    """End the enrolment in force on its last day: `left`, `moved_away` (where to) or `died`.

    Fails with NotEnrolled.
    """
    assert reason in ("left", "moved_away", "died"), reason
    assert moved_to is None or reason == "moved_away", "only somebody who moves goes somewhere"
    open_id, one = current(await enrolments(conn, person), ends_on)
    await end(conn, actor, person, open_id, ends_on, reason, at, moved_to)
    return msgspec.structs.replace(one, ends_on=ends_on, end_reason=reason, moved_to=moved_to)


async def set_base(
    conn: Conn,
    actor: Actor,
    person: PersonKey,
    enrolment_id: UUID,
    base_fen: int,
    at: datetime,
) -> None:
    """Write the base as declared from now on; bills made before keep theirs."""
    values = {
        "region": person.region,
        "person_id": person.person_id,
        "enrolment_id": enrolment_id,
        "base_fen": base_fen,
    }
    await conn.execute(QUERIES["set_base"], values)
    await note(conn, actor, person, "base.declared", at, {"base_fen": base_fen})


async def set_school(
    conn: Conn, actor: Actor, person: PersonKey, enrolment_id: UUID, school: int, at: datetime
) -> None:
    """Write the school of a pupil or student from now on; the enrolment goes on.

    The journal keeps which one it was before.
    """
    held = dict(await enrolments(conn, person))
    before = held[enrolment_id].options.get("school")
    values = {
        "region": person.region,
        "person_id": person.person_id,
        "enrolment_id": enrolment_id,
        "school": str(school),
    }
    await conn.execute(QUERIES["set_school"], values)
    facts = {"employer_id": school, "before": None if before is None else int(before)}
    await note(conn, actor, person, "school.named", at, facts)


def current(held: Sequence[tuple[UUID, Enrolment]], last_day: date) -> tuple[UUID, Enrolment]:
    """The open enrolment that is in force on a day. Fails with NotEnrolled."""
    for enrolment_id, one in reversed(held):
        if one.ends_on is None and one.starts_on <= last_day:
            return enrolment_id, one
    raise NotEnrolled(scheme=held[-1][1].scheme if held else "none")


async def add(
    conn: Conn, book: Book, actor: Actor, person: PersonKey, new: Enrolment, at: datetime
) -> UUID:
    """Write an enrolment that nothing stands against."""
    enrolment_id = uuid4()
    values: dict[str, Any] = {
        **msgspec.structs.asdict(new),
        "region": person.region,
        "person_id": person.person_id,
        "enrolment_id": enrolment_id,
        "options": msgspec.json.encode(new.options).decode(),
    }
    await conn.execute(QUERIES["add_enrolment"], values)
    if not (new.is_retired or new.starts_on > beijing_day(at)):
        await people.set_insurance(conn, person, new.scheme)
    facts: dict[str, object] = {
        "scheme": new.scheme,
        "how": new.how,
        "starts_on": new.starts_on,
    }
    facts |= {"employer_id": new.employer_id, "group": new.group}
    await note(conn, actor, person, "enrolment.begun", at, facts, book)
    return enrolment_id


async def end(
    conn: Conn,
    actor: Actor,
    person: PersonKey,
    enrolment_id: UUID,
    ends_on: date,
    reason: str,
    at: datetime,
    moved_to: int | None = None,
) -> None:
    """Write the last day of an enrolment."""
    values = {
        "region": person.region,
        "person_id": person.person_id,
        "enrolment_id": enrolment_id,
        "ends_on": ends_on,
        "end_reason": reason,
        "moved_to": moved_to,
    }
    await conn.execute(QUERIES["end_enrolment"], values)
    facts = {"reason": reason, "ends_on": ends_on, "moved_to": moved_to}
    await note(conn, actor, person, "enrolment.ended", at, facts)


def _as_enrolment(asked: Enrol, how: str) -> Enrolment:
    return Enrolment(**msgspec.structs.asdict(asked), how=how)
