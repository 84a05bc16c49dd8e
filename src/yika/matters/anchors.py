"""Whose anchors an act needs: the person's, and those of others whose facts it changes as well.

All are locked at once and in one order, so that two acts never wait for each other.
"""

from yika.accounts.sharing import NotShared
from yika.insurance.books.enrolment import enrolments
from yika.insurance.books.payments import people_of
from yika.insurance.books.settling import Payer
from yika.matters import cover
from yika.matters.model import Act
from yika.people import service as people
from yika.people.model import PersonKey
from yika.people.service import NoSuchPerson
from yika.store.db import Conn
from yika.store.keys import Keys


async def relative_of(conn: Conn, keys: Keys, act: Act) -> PersonKey | None:
    """The relative an act names by ID number. Fails with WrongIdNumber or NoSuchPerson.

    Whoever would pay does not learn whether a stranger is insured: NotShared either way.
    """
    match act:
        case cover.ShareAccount(relative_id_number=number):
            return await people.find(conn, keys, "id_number", number)
        case cover.PayForRelative(relative_id_number=number):
            try:
                return await people.find(conn, keys, "id_number", number)
            except NoSuchPerson:
                raise NotShared from None
        case _:
            return None


async def employer_of(conn: Conn, person: PersonKey) -> int | None:
    """The employer through which somebody is, or was last, insured."""
    held = [one.employer_id for _, one in await enrolments(conn, person)]
    return next((found for found in reversed(held) if found is not None), None)


async def lock(conn: Conn, person: PersonKey, relative: PersonKey | None, act: Act) -> None:
    """Lock everybody an act touches. Fails with NoSuchPerson."""
    anchors = {person}
    if relative is not None and relative.region == person.region:
        anchors.add(relative)
    if isinstance(act, cover.SettleEmployerArrears):
        employer_id = await employer_of(conn, person)
        if employer_id is not None:
            payer = Payer(region=person.region, employer_id=employer_id)
            anchors |= set(await people_of(conn, payer))
    await people.lock(conn, anchors)
