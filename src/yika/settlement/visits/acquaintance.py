"""Whether an institution has to do with somebody: may be told of them, and file for them.

A person number alone opens nothing: numbers are counted up, and everybody can count. Nor does what
an institution writes itself: of filings only those count that the agency approved, of visits those
for which a credential was shown.
"""

from datetime import datetime

from yika.access.model import Actor
from yika.ground.days import beijing_day, start_of
from yika.ground.errors import Refused
from yika.people.model import PersonKey
from yika.people.service import NoSuchPerson
from yika.settlement.visits.visit_rules import Place
from yika.store.db import Conn
from yika.store.sql import queries

QUERIES = queries(__package__, "acquaintance.sql")


class NotSeenHere(Refused):
    """The institution saw no credential of that person today and treats them not. Facts: none."""

    code = "not_seen_here"


async def has_seen(conn: Conn, person: PersonKey, institution: str, at: datetime) -> bool:
    """Whether an institution, by its code, saw a credential of theirs (1101, 6101) that day."""
    values = {
        "region": person.region,
        "person_id": person.person_id,
        "actor": institution,
        "since": start_of(beijing_day(at)),
    }
    row = await (await conn.execute(QUERIES["seen"], values)).fetchone()
    return row is not None and row[0]


async def require(conn: Conn, person: PersonKey, place: Place, actor: Actor, at: datetime) -> None:
    """Let only an institution pass that has to do with a person. Or NotSeenHere, NoSuchPerson.

    It has a visit of theirs for which a credential was shown, or an approved filing, or saw their
    credential (1101, 6101) that day.
    """
    on = beijing_day(at)
    values = {
        "region": person.region,
        "person_id": person.person_id,
        "institution_region": place.region,
        "institution_id": place.institution_id,
        "actor": actor.name,
        "since": start_of(on),
        "on": on,
    }
    row = await (await conn.execute(QUERIES["acquainted"], values)).fetchone()
    if row is None:
        raise NoSuchPerson(kind="person")
    if not row[0]:
        raise NotSeenHere
