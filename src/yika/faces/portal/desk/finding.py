"""Finding a person: by ID number and for a purpose, which the person can read in their journal."""

from dataclasses import dataclass
from typing import Final

from yika.access import service as access
from yika.access.service import NoMandate
from yika.faces.portal.asking import FieldsMissing, WrongChoice
from yika.faces.portal.desk.visiting import Desk
from yika.faces.portal.phrases import phrase
from yika.ground.errors import YikaError, refuse_all
from yika.guide.telling import Both
from yika.house import House
from yika.insurance.books.noting import note
from yika.people import service as people
from yika.people.model import PersonKey
from yika.people.service import NoSuchPerson
from yika.store.db import Conn

PURPOSES: Final = ("asked", "case", "correction", "inquiry")


@dataclass(frozen=True, slots=True)
class Purpose:
    """Why an officer looks at somebody's records."""

    key: str
    called: Both


CHOICES: Final = tuple(Purpose(key, phrase(f"d_purpose_{key}")) for key in PURPOSES)


async def find(conn: Conn, house: House, desk: Desk, id_number: str, purpose: str) -> PersonKey:
    """The person with an ID number. Fails with FieldsMissing, WrongChoice or NoSuchPerson.

    Whether somebody of another region exists does not show.
    """
    reasons: list[YikaError] = []
    if not id_number.strip():
        label = phrase("d_id_number")
        reasons.append(FieldsMissing(fields=[f"{label.zh} / {label.en}"]))
    if purpose not in PURPOSES:
        reasons.append(WrongChoice())
    refuse_all(reasons)
    person = await people.find(conn, house.database.keys, "id_number", id_number.strip())
    await looked(conn, desk, person, purpose)
    return person


async def looked(conn: Conn, desk: Desk, person: PersonKey, purpose: str) -> None:
    """Let an officer of the person's region look, and write down why. Fails with NoSuchPerson."""
    try:
        await access.require(conn, desk.actor, person, "ask", desk.now)
    except NoMandate:
        raise NoSuchPerson(kind="person") from None
    await note(conn, desk.actor, person, "person.found", desk.now, {"purpose": purpose})
