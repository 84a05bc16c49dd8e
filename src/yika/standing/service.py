"""Asking for a standing: read the facts of many in one statement, decide each, note who looked.

One is a batch of one. A read of a personal record is journalled in the same transaction.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec
from psycopg.rows import TupleRow

from yika.access.model import Actor
from yika.cards.service import opened_number
from yika.ground.days import countable
from yika.ground.ids import mask_id_number, mask_name, mask_number
from yika.people.model import PersonKey
from yika.people.service import NoSuchPerson, opened_identity
from yika.policy.load import Book
from yika.standing import rules
from yika.standing.laws import Laws
from yika.standing.model import Facts, Standing
from yika.store import journal
from yika.store.db import Conn
from yika.store.keys import Keys
from yika.store.sql import queries

QUERIES = queries(__package__, "facts.sql")
BATCH_MAX = 500
_decode = msgspec.json.Decoder(Facts).decode
_laws: dict[tuple[int, str], Laws] = {}


def laws_of(book: Book, division: str) -> Laws:
    """A region's law, compiled once for each book."""
    key = (id(book), division)
    if key not in _laws:
        _laws[key] = Laws(book, division)
    return _laws[key]


async def why(
    conn: Conn, keys: Keys, book: Book, person: PersonKey, at: datetime, actor: Actor, now: datetime
) -> Standing:
    """One person's standing at an instant. Fails with NoSuchPerson."""
    return (await why_many(conn, keys, book, [person], at, actor, now))[0]


async def why_many(
    conn: Conn,
    keys: Keys,
    book: Book,
    people: Sequence[PersonKey],
    at: datetime,
    actor: Actor,
    now: datetime,
) -> list[Standing]:
    """The standings of people of one region, in the order asked. `now` is when one asks.

    An instant in the past is answered with the facts as known now. At most BATCH_MAX people.
    Fails with NoSuchPerson or NotCountable.
    """
    assert people, "a question is about somebody"
    assert len(people) <= BATCH_MAX, "the face limits a batch"
    assert len({person.region for person in people}) == 1, "one region a batch"
    laws = laws_of(book, people[0].division)
    answers = await _read(conn, keys, laws, people, countable(at))
    found = [answers[person.person_id] for person in people if person.person_id in answers]
    if len(found) != len(people):
        raise NoSuchPerson(kind="person")
    await journal.record(conn, [_looked(person, actor, now, laws) for person in people])
    return found


async def facts_of(
    conn: Conn, laws: Laws, people: Sequence[PersonKey], at: datetime
) -> list[Facts]:
    """What is known of some people of one region at an instant; nothing opened or journalled."""
    return [_decode(text) for *_, text in await _rows(conn, laws, people, at)]


async def _rows(
    conn: Conn, laws: Laws, people: Sequence[PersonKey], at: datetime
) -> list[TupleRow]:
    values = {
        "region": people[0].region,
        "person_ids": [person.person_id for person in people],
        "at": at,
        "statement_after": laws.statement_required_after(at),
    }
    return await (await conn.execute(QUERIES["facts"], values, binary=True)).fetchall()


async def _read(
    conn: Conn, keys: Keys, laws: Laws, people: Sequence[PersonKey], at: datetime
) -> Mapping[int, Standing]:
    answers: dict[int, Standing] = {}
    for person_id, identity_sealed, ids, numbers, text in await _rows(conn, laws, people, at):
        person = PersonKey(people[0].region, person_id)
        identity = opened_identity(keys, person, identity_sealed)
        standing = rules.standing(_decode(text), laws, at)
        sealed: dict[str, bytes] = dict(zip(ids or (), numbers or (), strict=True))
        shown = tuple(
            msgspec.structs.replace(
                card, number=mask_number(opened_number(keys, person, sealed[card.card_id]))
            )
            for card in standing.cards
        )
        answers[person_id] = msgspec.structs.replace(
            standing,
            cards=shown,
            name=mask_name(identity.name),
            id_number=mask_id_number(identity.id_number),
        )
    return answers


def _looked(person: PersonKey, actor: Actor, now: datetime, laws: Laws) -> journal.Entry:
    return journal.Entry(
        region=person.region,
        person_id=person.person_id,
        what="standing.read",
        actor=actor.name,
        role=actor.role,
        channel=actor.channel,
        happened_at=now,
        on_behalf_of=person.person_id if actor.person not in (None, person) else None,
        policy=laws.version,
    )
