"""Whose anchors an act needs: the person's, and those of others whose facts it changes as well.

All are locked at once and in one order, so that two acts never wait for each other.
"""

from collections.abc import Sequence

from yika.insurance.books.enrolment import enrolments
from yika.insurance.books.payments import people_of
from yika.insurance.books.settling import Payer
from yika.matters import cover
from yika.matters.model import Act
from yika.matters.record_acts import GrantMandate
from yika.people import service as people
from yika.people.model import PersonKey
from yika.people.service import NoSuchPerson
from yika.store.db import Conn
from yika.store.keys import Keys


async def relative_of(conn: Conn, keys: Keys, act: Act) -> PersonKey | None:
    """The relative an act names by ID number, if there is one. Fails with WrongIdNumber.

    Where a name is asked for as well it has to be the registered one. An unknown number and another
    name are the same here and for whoever asks, so that nobody learns who is insured.
    """
    match act:
        case (
            cover.ShareAccount(relative_id_number=number, relative_name=name)
            | GrantMandate(agent_id_number=number, agent_name=name)
        ):
            found = await _known(conn, keys, number)
            if found is None:
                return None
            registered = (await people.identity_of(conn, keys, found)).name
            return found if registered.strip() == name.strip() else None
        case cover.PayForRelative(relative_id_number=number):
            return await _known(conn, keys, number)
        case _:
            return None


async def _known(conn: Conn, keys: Keys, number: str) -> PersonKey | None:
    try:
        return await people.find(conn, keys, "id_number", number)
    except NoSuchPerson:
        return None


async def employer_of(conn: Conn, person: PersonKey) -> int | None:
    """The employer through which somebody is, or was last, insured."""
    held = [one.employer_id for _, one in await enrolments(conn, person)]
    return next((found for found in reversed(held) if found is not None), None)


async def lock(conn: Conn, person: PersonKey, relative: PersonKey | None, act: Act) -> None:
    """Lock everybody an act touches. Fails with NoSuchPerson."""
    await lock_all(conn, person, [(relative, act)])


async def lock_all(
    conn: Conn, person: PersonKey, acts: Sequence[tuple[PersonKey | None, Act]]
) -> None:
    """Lock everybody that acts touch, each told with its relative. Fails with NoSuchPerson."""
    anchors = {person}
    for relative, act in acts:
        if relative is not None and relative.region == person.region:
            anchors.add(relative)
        if isinstance(act, cover.SettleEmployerArrears):
            employer_id = await employer_of(conn, person)
            if employer_id is not None:
                payer = Payer(region=person.region, employer_id=employer_id)
                anchors |= set(await people_of(conn, payer))
    await people.lock(conn, anchors)
