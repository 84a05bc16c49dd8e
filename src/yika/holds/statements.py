"""What the person says about a hold: answers to an inquiry (说明) and hearings (陈述申辩、听证).

A statement is kept as said and never decides anything; whoever decides has to have heard it. The
caller has locked the person's anchor and journals.
"""

from datetime import datetime

from yika.ground.errors import Conflict, Missing
from yika.holds.model import Statement
from yika.people.model import PersonKey
from yika.store.db import Conn
from yika.store.keys import Keys
from yika.store.sealing import seal, unseal
from yika.store.sql import queries

QUERIES = queries(__package__, "statements.sql")
ANSWER, HEARING = "answer", "hearing"


class HearingAsked(Conflict):
    """A hearing about this inquiry was asked for already. Facts: asked_at."""

    code = "hearing_asked"


class NoHearing(Missing):
    """No hearing was asked for that has not been held. Facts: none."""

    code = "no_hearing"


class HearingPending(Conflict):
    """The person asked to be heard and has not been. Facts: asked_at."""

    code = "hearing_pending"


async def state(conn: Conn, keys: Keys, person: PersonKey, said: Statement) -> None:
    """Keep what the person says: an answer, or that they ask to be heard.

    One hearing at a time, and one an inquiry: fails with HearingAsked.
    """
    for one in await of_person(conn, keys, person):
        again = one.heard_at is None or (one.hold_id is not None and one.hold_id == said.hold_id)
        if said.kind == one.kind == HEARING and again:
            raise HearingAsked(asked_at=one.made_at)
    table, column = "hold_statements", "text_sealed"
    values = {
        "region": person.region,
        "person_id": person.person_id,
        "statement_id": said.statement_id,
        "hold_id": said.hold_id,
        "kind": said.kind,
        "text": seal(keys, table, column, person.region, person.person_id, said.text.encode()),
        "made_at": said.made_at,
    }
    await conn.execute(QUERIES["add"], values)


async def of_person(conn: Conn, keys: Keys, person: PersonKey) -> list[Statement]:
    """All a person said about holds, oldest first. Whoever reads it is journalled by the caller."""
    values = {"region": person.region, "person_id": person.person_id}
    rows = await (await conn.execute(QUERIES["of_person"], values)).fetchall()
    place = "hold_statements", "text_sealed", person.region, person.person_id
    return [
        Statement(
            statement_id=row[0],
            hold_id=row[1],
            kind=row[2],
            text=unseal(keys, *place, row[3]).decode(),
            made_at=row[4],
            heard_at=row[5],
        )
        for row in rows
    ]


async def hear(conn: Conn, keys: Keys, person: PersonKey, at: datetime) -> int:
    """The person was heard on all they asked to be heard on; on how much. Fails with NoHearing."""
    waiting = await _waiting(conn, keys, person)
    if not waiting:
        raise NoHearing
    values = {"region": person.region, "person_id": person.person_id, "at": at}
    await conn.execute(QUERIES["hear"], values)
    return len(waiting)


async def require_heard(conn: Conn, keys: Keys, person: PersonKey) -> None:
    """Let nothing be decided against somebody who waits to be heard. Fails with HearingPending."""
    for one in await _waiting(conn, keys, person):
        raise HearingPending(asked_at=one.made_at)


async def _waiting(conn: Conn, keys: Keys, person: PersonKey) -> list[Statement]:
    said = await of_person(conn, keys, person)
    return [one for one in said if one.kind == HEARING and one.heard_at is None]
