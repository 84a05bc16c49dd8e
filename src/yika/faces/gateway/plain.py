"""Between the values of the interface and ours: people, amounts, days, what else was said.

The interface writes instants without a zone, in Beijing's time, and money as yuan.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any, Final

import msgspec

from yika.cards.showing import CARD, E_CREDENTIAL, ID_NUMBER, Shown, require_theirs
from yika.faces.gateway.asked import Asked
from yika.faces.gateway.numbering import person_of
from yika.ground.days import BEIJING, wall_clock
from yika.ground.errors import Refused, refuse_all
from yika.people import service as people
from yika.people.model import Identity, PersonKey
from yika.settlement.till.places import not_taken
from yika.settlement.visits import acquaintance
from yika.settlement.visits.visit_rules import SEEN, Place
from yika.store.db import Conn

CREDENTIALS: Final[Mapping[str, str]] = {"01": E_CREDENTIAL, "02": ID_NUMBER, "03": CARD}
CERT_TYPES: Final[Mapping[str, str]] = {own: code for code, own in CREDENTIALS.items()}
FEN: Final = Decimal(100)
ID_CARD: Final = "01"  # psn_cert_type of every person here
YES, NO = "1", "0"
SECONDS: Final = 19  # characters of an instant down to the second


class NotTheSame(Refused):
    """Name or number do not belong to whoever's credential it is; never told which. Facts: none."""

    code = "not_the_same"


def operator_of(asked: Asked) -> dict[str, Any]:
    """Who sent the message, by the national names under which a visit keeps it."""
    return {"opter_id": asked.envelope.opter, "opter_name": asked.envelope.opter_name}


def place_of(asked: Asked) -> Place:
    """The institution that asks, as visits keep it."""
    return Place(asked.institution.region, asked.institution.institution_id)


def person_named(asked: Asked, psn_no: str) -> PersonKey:
    """The person a message is about. Fails with NoSuchNumber."""
    person = person_of(psn_no)
    if person not in asked.concerns:
        asked.concerns.append(person)
    return person


async def person_locked(conn: Conn, asked: Asked, psn_no: str) -> PersonKey:
    """The person a change is about, with the anchor locked. Fails with NoSuchPerson."""
    person = person_named(asked, psn_no)
    await people.lock(conn, [person])
    return person


async def require_shown(
    conn: Conn, asked: Asked, person: PersonKey, cert_type: str, number: str | None
) -> str | None:
    """Let only the person's own credential pass that is taken here, where its number is told.

    Which it was. Without a number: SEEN where the institution saw one earlier that day, None where
    it did not. Fails with NotTakenHere, or as `require_theirs` does.
    """
    told = (number or "").strip()
    if told:
        refuse_all(not_taken(asked.institution, CREDENTIALS[cert_type]))
        shown = Shown(CREDENTIALS[cert_type], told)
        await require_theirs(conn, asked.house.database.keys, person, shown, wall_clock())
        return shown.credential
    seen = await acquaintance.has_seen(conn, person, asked.actor.name, asked.at)
    return SEEN if seen else None


async def identity_matching(
    conn: Conn, asked: Asked, person: PersonKey, certno: str | None, name: str | None
) -> Identity:
    """Who the person is, if name and number, where they are told, are theirs. Or NotTheSame.

    The kind of document is not looked at: many systems send one that does not fit the number.
    """
    identity = await people.identity_of(conn, asked.house.database.keys, person)
    number = "".join((certno or "").split()).upper()
    called = "".join((name or "").split())
    right_number = number in ("", identity.id_number)
    right_name = called in ("", "".join(identity.name.split()))
    if not (right_number and right_name):
        raise NotTheSame
    return identity


def instant(naive: datetime) -> datetime:
    """An instant as the interface writes it, with its zone."""
    return naive.replace(tzinfo=BEIJING)


def until_of(naive: datetime) -> datetime:
    """The end of a time asked about: of a bare day, its last second."""
    end = instant(naive)
    return end if naive.time() != time() else end + timedelta(days=1, seconds=-1)


def fen_of(amount: Decimal) -> int:
    """Fen of an amount in yuan, half up."""
    return int((amount * FEN).to_integral_value(ROUND_HALF_UP))


@lru_cache(maxsize=16384)
def yuan(amount_fen: int) -> Decimal:
    """An amount as the interface writes it: yuan with two decimals."""
    return Decimal(amount_fen).scaleb(-2)


def told_day(day: date | None) -> str | None:
    """A day as the interface writes it."""
    return None if day is None else day.isoformat()


def told_time(at: datetime) -> str:
    """An instant as the interface writes it."""
    return at.astimezone(BEIJING).isoformat(" ", "seconds")[:SECONDS]


def told_start(at: datetime) -> str:
    """The day of an instant as the interface writes it."""
    return at.astimezone(BEIJING).date().isoformat()


def said(node: msgspec.Struct, leave: Iterable[str] = ()) -> dict[str, Any]:
    """What a node says by its national names, but for what is empty or kept elsewhere."""
    left_out = frozenset(leave)
    given: dict[str, Any] = msgspec.to_builtins(node, builtin_types=(datetime, date, bytes))
    found: dict[str, Any] = {}
    for name, value in given.items():
        if value is None or value == "" or name in left_out or isinstance(value, bytes):
            continue
        found[name] = _plain(value)
    return found


def _plain(value: object) -> object:
    match value:
        case datetime():
            return value.strftime("%Y-%m-%d %H:%M:%S")
        case date():
            return value.isoformat()
        case _:
            return value
