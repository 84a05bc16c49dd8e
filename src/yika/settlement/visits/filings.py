"""What a person asked to be treated as (备案): transfers, diseases, chosen institutions.

Every function that changes something expects the person's anchor locked. A transfer holds at once,
since the hospital decides on it; diseases and chosen institutions once the agency has approved.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Final

import msgspec

from yika.ground.errors import Conflict, Missing, Refused
from yika.people.model import PersonKey
from yika.settlement.visits.visit_rules import EndsBeforeBegin, Place
from yika.store.db import Conn
from yika.store.keys import Keys
from yika.store.sealing import seal, unseal
from yika.store.sql import queries

QUERIES = queries(__package__, "filings.sql")
TRANSFER, CHRONIC, DESIGNATED, OFF_SITE = "transfer", "chronic", "designated", "off_site"
AT_ONCE: Final = frozenset({TRANSFER})  # nobody at the agency decides


class NoSuchFiling(Missing):
    """The person made no filing of that number and kind. Facts: filing_id."""

    code = "no_such_filing"


class FilingDecided(Conflict):
    """The agency decided already, so it cannot be withdrawn. Facts: filing_id, decided_at."""

    code = "filing_decided"


class FilingWithdrawn(Conflict):
    """It was withdrawn already. Facts: filing_id, withdrawn_at."""

    code = "filing_withdrawn"


class FilingOver(Conflict):
    """Its last day has passed, so nothing is left to end. Facts: filing_id, until."""

    code = "filing_over"


class FiledAlready(Conflict):
    """The same is filed for some of these days. Facts: filing_id, since, until."""

    code = "filed_already"


class DiseaseNotListed(Refused):
    """The region pays for no such chronic or special disease. Facts: given."""

    code = "disease_not_listed"


class NotAgreed(Refused):
    """The hospital does not agree to the transfer. Facts: none."""

    code = "transfer_not_agreed"


class Filing(msgspec.Struct, frozen=True, kw_only=True):
    """A filing (备案); both days included. `place` is for whom it is made, None for any."""

    person: PersonKey
    filing_id: int
    kind: str  # transfer | chronic | designated | off_site
    place: Place | None
    starts_on: date
    ends_on: date | None
    what: str  # the disease, the kind of care, or the code of the institution elsewhere
    filed_at: datetime
    decided_at: datetime | None = None
    is_approved: bool | None = None
    withdrawn_at: datetime | None = None
    said: dict[str, Any] = {}

    def touches(self, starts_on: date, ends_on: date | None) -> bool:
        """Whether it holds on some day from one to another."""
        begins_in_time = ends_on is None or self.starts_on <= ends_on
        return begins_in_time and (self.ends_on is None or starts_on <= self.ends_on)


async def file(conn: Conn, keys: Keys, asked: Filing) -> Filing:
    """Write a filing. Fails with EndsBeforeBegin, or with FiledAlready: the same for some days."""
    if asked.ends_on is not None and asked.ends_on < asked.starts_on:
        raise EndsBeforeBegin(begins_at=asked.starts_on, ends_at=asked.ends_on)
    for one in await of_person(conn, keys, asked.person, asked.kind):
        same = (one.what, one.place) == (asked.what, asked.place)
        if same and one.is_approved is not False and one.touches(asked.starts_on, asked.ends_on):
            raise FiledAlready(filing_id=one.filing_id, since=one.starts_on, until=one.ends_on)
    if asked.kind in AT_ONCE:
        asked = msgspec.structs.replace(asked, decided_at=asked.filed_at, is_approved=True)
    person = asked.person
    text = msgspec.json.encode(asked.said)
    values = msgspec.structs.asdict(asked) | {
        "region": person.region,
        "person_id": person.person_id,
        "institution_region": asked.place.region if asked.place is not None else None,
        "institution_id": asked.place.institution_id if asked.place is not None else None,
        "details_sealed": seal(
            keys, "filings", "details_sealed", person.region, person.person_id, text
        ),
    }
    del values["person"], values["place"], values["said"], values["withdrawn_at"]
    await conn.execute(QUERIES["add"], values)
    return asked


async def withdraw(
    conn: Conn, keys: Keys, person: PersonKey, kind: str, filing_id: int, at: datetime
) -> None:
    """Take a filing back. One that the agency decides only while it has not.

    Fails with NoSuchFiling, FilingWithdrawn or FilingDecided.
    """
    found = await find(conn, keys, person, filing_id)
    if found.kind != kind:
        raise NoSuchFiling(filing_id=str(filing_id))
    if found.withdrawn_at is not None:
        raise FilingWithdrawn(filing_id=str(filing_id), withdrawn_at=found.withdrawn_at)
    if found.decided_at is not None and kind not in AT_ONCE:
        raise FilingDecided(filing_id=str(filing_id), decided_at=found.decided_at)
    values = {**_key(person), "filing_id": filing_id, "at": at}
    await conn.execute(QUERIES["withdraw"], values)


async def end(
    conn: Conn, keys: Keys, person: PersonKey, kind: str, filing_id: int, today: date, at: datetime
) -> Filing:
    """A filing that holds does so until today; one that has not begun is taken back.

    Fails with NoSuchFiling or FilingWithdrawn, or with FilingOver where its last day has passed.
    """
    found = await find(conn, keys, person, filing_id)
    if found.kind != kind:
        raise NoSuchFiling(filing_id=str(filing_id))
    if found.withdrawn_at is not None:
        raise FilingWithdrawn(filing_id=str(filing_id), withdrawn_at=found.withdrawn_at)
    if found.ends_on is not None and found.ends_on < today:
        raise FilingOver(filing_id=str(filing_id), until=found.ends_on)
    values = {**_key(person), "filing_id": filing_id}
    if found.starts_on > today or found.decided_at is None:
        await conn.execute(QUERIES["withdraw"], {**values, "at": at})
        return msgspec.structs.replace(found, withdrawn_at=at)
    await conn.execute(QUERIES["end"], {**values, "ends_on": today})
    return msgspec.structs.replace(found, ends_on=today)


async def new_number(conn: Conn) -> int:
    """A number for a filing that comes by no message."""
    row = await (await conn.execute(QUERIES["new_number"])).fetchone()
    assert row is not None
    return row[0]


async def decide(
    conn: Conn, keys: Keys, person: PersonKey, filing_id: int, at: datetime, *, approved: bool
) -> None:
    """Write what the agency decided. Fails with NoSuchFiling, FilingWithdrawn or FilingDecided."""
    found = await find(conn, keys, person, filing_id)
    if found.withdrawn_at is not None:
        raise FilingWithdrawn(filing_id=str(filing_id), withdrawn_at=found.withdrawn_at)
    if found.decided_at is not None:
        raise FilingDecided(filing_id=str(filing_id), decided_at=found.decided_at)
    values = {**_key(person), "filing_id": filing_id, "at": at, "is_approved": approved}
    await conn.execute(QUERIES["decide"], values)


async def find(conn: Conn, keys: Keys, person: PersonKey, filing_id: int) -> Filing:
    """One filing of a person. Fails with NoSuchFiling."""
    values = {**_key(person), "filing_id": filing_id}
    row = await (await conn.execute(QUERIES["find"], values)).fetchone()
    if row is None:
        raise NoSuchFiling(filing_id=str(filing_id))
    return _filing(keys, person, row)


async def of_person(conn: Conn, keys: Keys, person: PersonKey, *kinds: str) -> list[Filing]:
    """What a person filed and did not withdraw, oldest first."""
    values = {**_key(person), "kinds": list(kinds)}
    rows = await (await conn.execute(QUERIES["of_person"], values)).fetchall()
    return [_filing(keys, person, row) for row in rows]


def approved(filings: Iterable[Filing]) -> list[Filing]:
    """Those that hold."""
    return [one for one in filings if one.is_approved]


def _filing(keys: Keys, person: PersonKey, row: tuple[Any, ...]) -> Filing:
    text = unseal(keys, "filings", "details_sealed", person.region, person.person_id, row[11])
    return Filing(
        person=person,
        filing_id=row[0],
        kind=row[1],
        place=None if row[2] is None else Place(row[2], row[3]),
        starts_on=row[4],
        ends_on=row[5],
        what=row[6],
        filed_at=row[7],
        decided_at=row[8],
        is_approved=row[9],
        withdrawn_at=row[10],
        said=msgspec.json.decode(text),
    )


def _key(person: PersonKey) -> dict[str, Any]:
    return {"region": person.region, "person_id": person.person_id}
