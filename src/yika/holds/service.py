"""Placing and ending recorded holds. The caller has locked the person's anchor."""

from datetime import datetime

from yika.ground.errors import Conflict, Missing
from yika.holds.model import Cause, Hold
from yika.people.model import PersonKey
from yika.store.db import Conn
from yika.store.sql import queries

QUERIES = queries(__package__)


class AlreadyHeld(Conflict):
    """The same grounds hold the person already. Facts: cause, basis."""

    code = "already_held"


class NotHeld(Missing):
    """No hold of that cause is in force. Facts: cause."""

    code = "not_held"


async def place(conn: Conn, hold: Hold) -> None:
    """Record a hold. Fails with AlreadyHeld while the same grounds are in force without an end."""
    values = {
        "region": hold.person.region,
        "person_id": hold.person.person_id,
        "hold_id": hold.hold_id,
        "cause": hold.cause,
        "basis": hold.basis,
        "starts_at": hold.starts_at,
        "ends_at": hold.ends_at,
    }
    cursor = await conn.execute(QUERIES["place"], values)
    if cursor.rowcount == 0:
        raise AlreadyHeld(cause=hold.cause, basis=hold.basis)


async def of_person(conn: Conn, person: PersonKey) -> list[Hold]:
    """All holds of a person, oldest first, ended ones too."""
    values = {"region": person.region, "person_id": person.person_id}
    cursor = await conn.execute(QUERIES["of_person"], values)
    return [
        Hold(
            hold_id=r[0], person=person, cause=Cause(r[1]), basis=r[2], starts_at=r[3], ends_at=r[4]
        )
        for r in await cursor.fetchall()
    ]


async def end(conn: Conn, person: PersonKey, cause: Cause, at: datetime) -> list[Hold]:
    """End every hold of one cause in force at that instant. Fails with NotHeld without one."""
    held = await in_force(conn, person, cause, at)
    for hold in held:
        await end_one(conn, hold, at)
    return held


async def end_one(conn: Conn, hold: Hold, ends_at: datetime) -> None:
    """One hold ends at an instant, at once or, where its term is shortened, later."""
    values = {
        "region": hold.person.region,
        "person_id": hold.person.person_id,
        "hold_id": hold.hold_id,
        "ends_at": ends_at,
    }
    await conn.execute(QUERIES["finish"], values)


async def in_force(conn: Conn, person: PersonKey, cause: Cause, at: datetime) -> list[Hold]:
    """The holds of one cause in force at that instant, oldest first. Fails with NotHeld."""
    held = [h for h in await of_person(conn, person) if h.cause is cause and h.in_force(at)]
    if not held:
        raise NotHeld(cause=cause)
    return held
