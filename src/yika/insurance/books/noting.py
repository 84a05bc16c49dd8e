"""What the journal says of acts and looks in this room."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from yika.access.model import Actor
from yika.people.model import PersonKey
from yika.policy.load import Book
from yika.store import journal
from yika.store.db import Conn

NOBODY: Final = 0  # about whom an entry on an employer or a whole region is


def entry(
    actor: Actor,
    person: PersonKey,
    what: str,
    at: datetime,
    facts: Mapping[str, object],
    book: Book | None = None,
) -> journal.Entry:
    """An entry about a person; facts hold no personal data. `book`: the policy that decided."""
    return journal.Entry(
        region=person.region,
        person_id=person.person_id,
        what=what,
        actor=actor.name,
        role=actor.role,
        channel=actor.channel,
        happened_at=at,
        on_behalf_of=person.person_id if actor.person not in (None, person) else None,
        policy=None if book is None else book.hash(person.division),
        facts={name: value for name, value in facts.items() if value is not None},
    )


async def note(
    conn: Conn,
    actor: Actor,
    person: PersonKey,
    what: str,
    at: datetime,
    facts: Mapping[str, object],
    book: Book | None = None,
) -> None:
    """Write one entry about a person."""
    await journal.record(conn, [entry(actor, person, what, at, facts, book)])
