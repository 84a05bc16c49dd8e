"""The journal: every act and look at a person's records, written in the transaction of the act.

Entries are never changed or removed; the application's role has no right to. Facts hold ids, kinds,
counts and instants, **never personal data in the clear**: no name, no ID, card or telephone number,
no password.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import msgspec

from yika.store.db import Conn
from yika.store.sql import queries

QUERIES = queries(__package__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing that happened about one person, in the past tense."""

    region: int
    person_id: int
    what: str  # as `card.lost`
    actor: str  # who did it: `person:17`, `officer:zhang`, `system`
    role: str
    channel: str
    happened_at: datetime  # by the domain's clock
    on_behalf_of: int | None = None  # the person an agent acted for
    policy: str | None = None  # division@hash of the policy that decided
    facts: Mapping[str, object] = field(default_factory=dict[str, object])


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept(Entry):
    """An entry as the journal keeps it."""

    entry_id: int
    recorded_at: datetime  # by the machine's clock


async def record(conn: Conn, entries: Sequence[Entry]) -> None:
    """Write any number of entries in one statement, in the order given."""
    if entries:
        values = {"entries": msgspec.json.encode(entries).decode()}
        await conn.execute(QUERIES["record_entries"], values)


async def record_alike(conn: Conn, entry: Entry, person_ids: Sequence[int]) -> None:
    """Write the same entry about each of many people of its region, in the order given.

    For runs over everybody; the person named in the entry itself does not count.
    """
    values = {
        "region": entry.region,
        "person_ids": list(person_ids),
        "what": entry.what,
        "actor": entry.actor,
        "role": entry.role,
        "channel": entry.channel,
        "happened_at": entry.happened_at,
        "policy": entry.policy,
        "facts": msgspec.json.encode(entry.facts).decode(),
    }
    await conn.execute(QUERIES["record_alike"], values)


async def entries_about(conn: Conn, region: int, person_id: int, limit: int = 200) -> list[Kept]:
    """What the journal says about a person, newest first: also who looked at their records."""
    values = {"region": region, "person_id": person_id, "limit": limit}
    cursor = await conn.execute(QUERIES["entries_about"], values)
    return [
        Kept(
            region=region,
            person_id=person_id,
            entry_id=row[0],
            what=row[1],
            actor=row[2],
            role=row[3],
            channel=row[4],
            on_behalf_of=row[5],
            happened_at=row[6],
            recorded_at=row[7],
            policy=row[8],
            facts=row[9],
        )
        for row in await cursor.fetchall()
    ]


async def has_entry(conn: Conn, region: int, person_id: int, entry_id: int) -> bool:
    """Whether the journal has that entry about a person."""
    values = {"region": region, "person_id": person_id, "entry_id": entry_id}
    return await (await conn.execute(QUERIES["has_entry"], values)).fetchone() is not None
