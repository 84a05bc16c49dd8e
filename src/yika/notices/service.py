"""Telling a person: a notice in the inbox, and what has to be delivered of it, in one transaction.

The caller holds the anchor; the facts of the notice are committed with the notice or not at all.
Nothing is sent here: `delivery` does that afterwards.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4

import msgspec

from yika.notices import channels
from yika.notices.kinds import ids_of, kinds, text, title, told
from yika.notices.model import Both, Channel, ChannelState, Notice
from yika.people import service as people
from yika.people.model import PersonKey
from yika.store.db import Conn
from yika.store.keys import Keys
from yika.store.sealing import seal, unseal
from yika.store.sql import queries

QUERIES = queries(__package__)
INBOX_MAX: Final = 200


async def tell(
    conn: Conn,
    keys: Keys,
    person: PersonKey,
    kind: str,
    facts: Mapping[str, object],
    at: datetime,
    *,
    audience: Sequence[str] = (),
    to_this_number: bool = False,
) -> UUID:
    """Put a notice into the inbox, and its text message and webhooks on their way.

    `audience` are the owners whose webhooks it concerns, as ``employer:7``; partners of the region
    hear of it anyway, by ids only. `to_this_number`: the text message goes to the telephone that is
    registered now, also if another is by the time it is sent.
    """
    what, notice_id = kinds()[kind], uuid4()
    place = {"region": person.region, "person_id": person.person_id, "notice_id": notice_id}
    values = {
        "kind": kind,
        "sealed": _sealed(keys, person, told(what, facts)),
        "ids": msgspec.json.encode(ids_of(what, facts)).decode(),
        "audience": list(audience),
        "happened_at": at,
    }
    await conn.execute(QUERIES["add"], place | values)
    if what.sms is not None:
        state = await channels.state(conn, keys, person, Channel.SMS)
        if state is ChannelState.ON:
            phone = await _phone(conn, keys, person) if to_this_number else None
            await conn.execute(QUERIES["send_text"], place | {"phone": phone})
    await conn.execute(QUERIES["send_to_webhooks"], place | values)
    return notice_id


async def inbox(
    conn: Conn, keys: Keys, person: PersonKey, *, unread: bool = False, limit: int = INBOX_MAX
) -> list[Notice]:
    """A person's notices, newest first, at most `INBOX_MAX`."""
    values = {
        "region": person.region,
        "person_id": person.person_id,
        "unread": unread,
        "limit": min(limit, INBOX_MAX),
    }
    rows = await (await conn.execute(QUERIES["inbox"], values)).fetchall()
    return [_notice(keys, person, row) for row in rows]


async def unread(conn: Conn, person: PersonKey) -> int:
    """How many notices a person has not read."""
    values = {"region": person.region, "person_id": person.person_id}
    row = await (await conn.execute(QUERIES["unread"], values)).fetchone()
    assert row is not None
    return row[0]


async def read(
    conn: Conn, person: PersonKey, at: datetime, notice_ids: Sequence[UUID] | None = None
) -> int:
    """Mark notices as read, all without ids; how many were not before."""
    values = {
        "region": person.region,
        "person_id": person.person_id,
        "at": at,
        "notice_ids": None if notice_ids is None else list(notice_ids),
    }
    return len(await (await conn.execute(QUERIES["read"], values)).fetchall())


def opened(keys: Keys, person: PersonKey, sealed: bytes) -> dict[str, Both]:
    """What a notice says, in words, behind what the database keeps."""
    text = unseal(keys, "notices", "facts_sealed", person.region, person.person_id, sealed)
    return msgspec.json.decode(text, type=dict[str, Both])


async def _phone(conn: Conn, keys: Keys, person: PersonKey) -> bytes:
    """The registered telephone as the database keeps it with a delivery."""
    number = (await people.identity_of(conn, keys, person)).phone
    place = "deliveries", "phone_sealed", person.region, person.person_id
    return seal(keys, *place, number.encode())


def _sealed(keys: Keys, person: PersonKey, facts: dict[str, Both]) -> bytes:
    place = "notices", "facts_sealed", person.region, person.person_id
    return seal(keys, *place, msgspec.json.encode(facts))


def _notice(keys: Keys, person: PersonKey, row: tuple[Any, ...]) -> Notice:
    what, facts = kinds()[row[1]], opened(keys, person, row[2])
    return Notice(
        notice_id=row[0],
        person=person,
        kind=row[1],
        title=title(what, facts),
        text=text(what, facts),
        ids=row[3],
        happened_at=row[4],
        read_at=row[5],
    )
