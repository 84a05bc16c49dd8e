"""An institution's own items and what they are in the catalogue (目录对照).

The same mapping sent twice is taken once. What was mapped wrongly is removed: bills keep the
national code of each line themselves, so that nothing settled depends on it.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

import msgspec
from psycopg.types.json import Jsonb

from yika.access.model import Actor
from yika.ground.errors import Conflict, Missing, Refused, YikaError, refuse_all
from yika.institutions.catalogue import catalogue
from yika.institutions.model import LIST_TYPES, Institution, Mapped
from yika.institutions.service import note
from yika.store.db import Conn
from yika.store.sql import queries

QUERIES = queries(__package__, "mappings.sql")


class NotInCatalogue(Refused):
    """The catalogue has no such item on the day the mapping begins. Facts: item, on."""

    code = "not_in_catalogue"


class WrongListType(Refused):
    """The item is of another kind than the mapping says. Facts: item, given, is_of."""

    code = "wrong_list_type"


class MappingEndsBefore(Refused):
    """A mapping would end before it begins. Facts: own_code, since, until."""

    code = "mapping_ends_before"


class MappingDiffers(Conflict):
    """That mapping is there already with other content. Facts: own_code, item, fields."""

    code = "mapping_differs"


class NoSuchMapping(Missing):
    """There is no such mapping to remove. Facts: own_code, item."""

    code = "no_such_mapping"


class Mapping(msgspec.Struct, frozen=True, kw_only=True):
    """What an institution sends: its own item and what that is in the catalogue."""

    own_code: str
    code: str
    kind: str  # list_type of the interface
    starts_on: date
    ends_on: date | None = None
    details: dict[str, str] = {}


async def of_institution(conn: Conn, institution: Institution) -> list[Mapped]:
    """All mappings of an institution, by its own code."""
    cursor = await conn.execute(QUERIES["of_institution"], _key(institution))
    return [_mapped(row) for row in await cursor.fetchall()]


async def put(
    conn: Conn,
    actor: Actor,
    institution: Institution,
    wanted: Iterable[Mapping],
    at: datetime,
) -> int:
    """Take mappings, all or none; how many were new.

    Fails with every reason of every one at once: NotInCatalogue, WrongListType, MappingEndsBefore,
    MappingDiffers.
    """
    known = await catalogue(conn, institution.region)
    reasons: list[YikaError] = []
    new = 0
    for one in wanted:
        item = known.item(one.code, one.starts_on)
        if item is None:
            reasons.append(NotInCatalogue(item=one.code, on=one.starts_on.isoformat()))
        elif LIST_TYPES.get(item.kind) != one.kind:
            is_of = LIST_TYPES.get(item.kind)
            reasons.append(WrongListType(item=one.code, given=one.kind, is_of=is_of))
        if one.ends_on is not None and one.ends_on < one.starts_on:
            since, until = one.starts_on.isoformat(), one.ends_on.isoformat()
            reasons.append(MappingEndsBefore(own_code=one.own_code, since=since, until=until))
        if not reasons:
            try:
                new += await _add(conn, institution, one)
            except MappingDiffers as error:
                reasons.append(error)
    refuse_all(reasons)
    if new:
        facts = {"institution_id": institution.institution_id, "mappings": new}
        await note(conn, actor, institution.region, "mappings.added", at, **facts)
    return new


async def remove(
    conn: Conn,
    actor: Actor,
    institution: Institution,
    own_code: str,
    code: str,
    kind: str,
    at: datetime,
) -> None:
    """Take a mapping back. Fails with NoSuchMapping."""
    values = {**_key(institution), "own_code": own_code, "code": code, "kind": kind}
    gone = await (await conn.execute(QUERIES["remove"], values)).fetchall()
    if not gone:
        raise NoSuchMapping(own_code=own_code, item=code)
    facts = {"institution_id": institution.institution_id, "item": code}
    await note(conn, actor, institution.region, "mapping.removed", at, **facts)


async def _add(conn: Conn, institution: Institution, one: Mapping) -> int:
    """1 where it is new, 0 where it is there alike. Fails with MappingDiffers."""
    values = {
        **_key(institution),
        **msgspec.structs.asdict(one),
        "details": Jsonb(one.details),
    }
    added = await (await conn.execute(QUERIES["add"], values)).fetchone()
    if added is not None:
        return 1
    there = await (await conn.execute(QUERIES["at"], values)).fetchone()
    assert there is not None
    known = _mapped(there)
    differing = [
        field
        for field in ("kind", "ends_on", "details")
        if getattr(known, field) != getattr(one, field)
    ]
    if differing:
        raise MappingDiffers(own_code=one.own_code, item=one.code, fields=differing)
    return 0


def _key(institution: Institution) -> dict[str, object]:
    return {"region": institution.region, "institution_id": institution.institution_id}


def _mapped(row: tuple[Any, ...]) -> Mapped:
    return msgspec.convert(dict(zip(Mapped.__struct_fields__, row, strict=True)), Mapped)
