"""Registrations of outpatients and what all visits share: finding, describing, cancelling.

Every function that changes something expects the person's anchor locked. A visit belongs to one
institution; to any other it is not there.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import msgspec

from yika.people.model import PersonKey
from yika.settlement.visits import visit_rules as rules
from yika.settlement.visits.visit_rules import (
    CareFixed,
    Details,
    LinesLeft,
    NoSuchVisit,
    Place,
    RegistrationDiffers,
    StillSettled,
    Visit,
)
from yika.store.db import Conn
from yika.store.keys import Keys
from yika.store.sealing import seal, unseal
from yika.store.sql import queries

QUERIES = queries(__package__, "visits.sql")
DIGITS_MAX: Final = 18  # of a number of ours


class Registration(msgspec.Struct, frozen=True, kw_only=True):
    """A visit as an institution registers it; `said` is the rest of the message by its names."""

    person: PersonKey
    place: Place
    visit_id: int
    kind: str
    insutype: str
    number: str
    begins_at: datetime
    med_type: str = ""
    said: dict[str, Any] = {}
    diagnoses: tuple[dict[str, Any], ...] = ()
    shown: str | None = None  # the credential compared, or SEEN


async def register(conn: Conn, keys: Keys, asked: Registration) -> Visit:
    """Register an outpatient visit; the same number again is the same visit.

    Fails with RegistrationDiffers where the number stands for another insurance or time.
    """
    known = await known_as(conn, asked.person, asked.place, asked.kind, asked.number)
    if known is None:
        return await add(conn, keys, asked)
    fields = rules.differing(known, asked.insutype, asked.begins_at)
    if fields:
        raise RegistrationDiffers(number=asked.number, visit_id=known.visit_id, fields=fields)
    return await told_again(conn, known, asked.shown)


async def told_again(conn: Conn, known: Visit, shown: str | None) -> Visit:
    """A visit registered before; a credential that came only with the repeat is remembered."""
    if shown in (None, known.shown) or (shown == rules.SEEN and known.shown):
        return known
    changed = msgspec.structs.replace(known, shown=shown)
    await change(conn, changed)
    return changed


async def known_as(
    conn: Conn, person: PersonKey, place: Place, kind: str, number: str
) -> Visit | None:
    """The visit that an institution knows under its own number, unless it was cancelled."""
    values = {**_key(person), **_place(place), "kind": kind, "number": number}
    row = await (await conn.execute(QUERIES["numbered"], values)).fetchone()
    return None if row is None else visit_of(person, row)


async def add(conn: Conn, keys: Keys, asked: Registration) -> Visit:
    """Write a visit that nothing stands against."""
    details = Details(asked.said, asked.diagnoses)
    visit = Visit(
        person=asked.person,
        visit_id=asked.visit_id,
        place=asked.place,
        kind=asked.kind,
        med_type=asked.med_type,
        insutype=asked.insutype,
        number=asked.number,
        begins_at=asked.begins_at,
        details_sealed=sealed_details(keys, asked.person, details),
        shown=asked.shown,
    )
    await conn.execute(QUERIES["add"], _values(visit))
    return visit


async def find(conn: Conn, person: PersonKey, place: Place, visit_id: str | int) -> Visit:
    """A visit of a person at this institution. Fails with NoSuchVisit."""
    given = str(visit_id).strip()
    number = (
        int(given) if given.isascii() and given.isdecimal() and len(given) <= DIGITS_MAX else None
    )
    values = {**_key(person), **_place(place), "visit_id": number}
    row = await (await conn.execute(QUERIES["find"], values)).fetchone()
    if row is None:
        raise NoSuchVisit(visit_id=given[:30])
    return visit_of(person, row)


async def describe(
    conn: Conn,
    keys: Keys,
    visit: Visit,
    med_type: str,
    said: Mapping[str, Any],
    diagnoses: Sequence[Mapping[str, Any]],
) -> Visit:
    """Write the care category and the diagnoses of an outpatient visit; told again, they change.

    Fails with CareFixed where something is settled under another category, and as
    `visit_rules.merged` does.
    """
    rules.require_open(visit, "outpatient", "pharmacy")
    settled = await settlements_of(conn, visit)
    if settled and visit.med_type != med_type:
        raise CareFixed(med_type=visit.med_type, settlements=settled)
    known = details_of(keys, visit)
    details = Details(
        {**known.said, **said},
        rules.merged(known.diagnoses, diagnoses, rules.ON_ADMISSION),
    )
    changed = msgspec.structs.replace(
        visit, med_type=med_type, details_sealed=sealed_details(keys, visit.person, details)
    )
    await change(conn, changed)
    return changed


async def cancel(conn: Conn, visit: Visit, at: datetime) -> None:
    """Cancel a registration or an admission that has neither lines nor settlements.

    Fails with VisitCancelled, StillSettled, Discharged or LinesLeft, in the order in which they
    have to be undone.
    """
    rules.require_open(visit)
    settled = await settlements_of(conn, visit)
    if settled:
        raise StillSettled(settlements=settled)
    if visit.discharged_at is not None:
        raise rules.Discharged(visit_id=visit.visit_id, since=visit.discharged_at)
    row = await (await conn.execute(QUERIES["lines"], _key(visit.person, visit))).fetchone()
    assert row is not None
    if any(row):
        raise LinesLeft(lines=sum(row))
    await change(conn, msgspec.structs.replace(visit, cancelled_at=at))


async def settlements_of(conn: Conn, visit: Visit, *, interim: bool = True) -> list[str]:
    """The settlements of a visit that stand, newest first, as institutions write them."""
    name = "settled" if interim else "final"
    cursor = await conn.execute(QUERIES[name], _key(visit.person, visit))
    return [str(row[0]) for row in await cursor.fetchall()]


async def unsettled_lines(conn: Conn, visit: Visit) -> int:
    """How many lines of a visit no settlement has."""
    row = await (await conn.execute(QUERIES["lines"], _key(visit.person, visit))).fetchone()
    assert row is not None
    return row[0]


async def change(conn: Conn, visit: Visit) -> None:
    """Write a visit as it now reads; a trial made before does not count any more."""
    await conn.execute(QUERIES["change"], _values(visit))


def details_of(keys: Keys, visit: Visit) -> Details:
    """What is sealed of a visit."""
    if visit.details_sealed is None:
        return Details()
    person = visit.person
    text = unseal(
        keys, "visits", "details_sealed", person.region, person.person_id, visit.details_sealed
    )
    return msgspec.json.decode(text, type=Details)


def sealed_details(keys: Keys, person: PersonKey, details: Details) -> bytes:
    """What is sealed of a visit, as the database keeps it."""
    text = msgspec.json.encode(details)
    return seal(keys, "visits", "details_sealed", person.region, person.person_id, text)


def visit_of(person: PersonKey, row: tuple[Any, ...]) -> Visit:
    """A visit as a query tells it, in the order of the columns of `find`."""
    return Visit(
        person=person,
        visit_id=row[0],
        place=Place(row[1], row[2]),
        kind=row[3],
        med_type=row[4],
        insutype=row[5],
        number=row[6],
        begins_at=row[7],
        ends_at=row[8],
        discharged_at=row[9],
        cancelled_at=row[10],
        details_sealed=row[11],
        shown=row[12],
    )


def _values(visit: Visit) -> dict[str, Any]:
    given = msgspec.structs.asdict(visit)
    del given["person"], given["place"]
    return {**given, **_key(visit.person), **_place(visit.place)}


def _key(person: PersonKey, visit: Visit | None = None) -> dict[str, Any]:
    key: dict[str, Any] = {"region": person.region, "person_id": person.person_id}
    return key if visit is None else {**key, "visit_id": visit.visit_id}


def _place(place: Place) -> dict[str, Any]:
    return {"institution_region": place.region, "institution_id": place.institution_id}
