"""Asking for a standing: read the facts of many in one statement, decide each, note who looked.

One is a batch of one. A read of a personal record is journalled in the same transaction.
"""

from collections.abc import Sequence
from datetime import datetime

from yika.access.model import Actor
from yika.cards.service import opened_number
from yika.ground.days import countable
from yika.ground.errors import YikaError
from yika.ground.ids import mask_id_number, mask_name, mask_number
from yika.people.model import PersonKey
from yika.people.service import NoSuchPerson, opened_identity
from yika.policy.load import Book
from yika.standing import rules
from yika.standing.laws import Laws
from yika.standing.model import Facts, Standing
from yika.standing.reading import Row, rows_of
from yika.store import journal
from yika.store.db import Conn
from yika.store.keys import Keys

BATCH_MAX = 500
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
    rows = await rows_of(conn, laws, people, countable(at))
    answers = {row.facts.person_id: _told(keys, row, laws, at) for row in rows}
    found = [answers[person.person_id] for person in people if person.person_id in answers]
    if len(found) != len(people):
        raise NoSuchPerson(kind="person")
    await _note(conn, people, actor, now, laws)
    return found


async def why_read(
    conn: Conn, keys: Keys, laws: Laws, looks: Sequence[tuple[Row, Actor]], at: datetime
) -> list[Standing | None]:
    """The standings of people whose facts this transaction has read already, each look noted.

    None where somebody's records do not open: nobody else need go without.
    """
    found: list[Standing | None] = []
    entries: list[journal.Entry] = []
    for row, actor in looks:
        try:
            found.append(_told(keys, row, laws, at))
        except YikaError:
            found.append(None)
        else:
            person = PersonKey(row.facts.region, row.facts.person_id)
            entries.append(_looked(person, actor, at, laws))
    await journal.record(conn, entries)
    return found


async def facts_of(
    conn: Conn, laws: Laws, people: Sequence[PersonKey], at: datetime
) -> list[Facts]:
    """What is known of some people of one region at an instant; nothing opened or journalled."""
    return [row.facts for row in await rows_of(conn, laws, people, at)]


def _told(keys: Keys, row: Row, laws: Laws, at: datetime) -> Standing:
    """The answer for one person, with what may be seen of who it is."""
    person = PersonKey(row.facts.region, row.facts.person_id)
    identity = opened_identity(keys, person, row.identity_sealed)
    numbers = [mask_number(opened_number(keys, person, sealed)) for sealed in row.numbers_sealed]
    shown = rules.Shown(mask_name(identity.name), mask_id_number(identity.id_number), numbers)
    return rules.whole(row.facts, laws, at, shown)


async def _note(
    conn: Conn, people: Sequence[PersonKey], actor: Actor, now: datetime, laws: Laws
) -> None:
    """Write down who looked at whom."""
    if actor.person is None:
        entry = _looked(people[0], actor, now, laws)
        await journal.record_alike(conn, entry, [person.person_id for person in people])
    else:
        await journal.record(conn, [_looked(person, actor, now, laws) for person in people])


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
