"""The catalogue (医保目录) of a region, read once and kept until a newer version is there.

`catalogue` answers the hot path: one small look at the version, then look-ups by code and day.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import msgspec

from yika.ground.errors import Missing
from yika.institutions.model import Item
from yika.store.db import Conn
from yika.store.sql import queries

__all__ = ["Catalogue", "Item", "catalogue", "items_of", "version_of"]

QUERIES = queries(__package__, "catalogue.sql")


class NoSuchItem(Missing):
    """The catalogue has no such item. Facts: item."""

    code = "no_such_item"


class Catalogue:
    """What may be charged in a region, by code and day. Never changes once read."""

    def __init__(self, region: int, version: int, items: Iterable[Item]) -> None:
        self.region = region
        self.version = version
        found: dict[str, list[Item]] = {}
        for item in items:
            found.setdefault(item.code, []).append(item)
        for rows in found.values():
            rows.sort(key=lambda one: one.starts_on, reverse=True)
        self._rows = {code: tuple(found[code]) for code in sorted(found)}
        self._every = tuple(one for rows in self._rows.values() for one in rows)

    def item(self, code: str, on: date) -> Item | None:
        """What a code is on a day; None: nothing that may be charged to the insurance."""
        for one in self._rows.get(code, ()):
            if one.in_force(on):
                return one
        return None

    def items(self, on: date) -> list[Item]:
        """All that holds on a day, by code."""
        found = (self.item(code, on) for code in self._rows)
        return [one for one in found if one is not None]

    def rows(self, code: str) -> tuple[Item, ...]:
        """Every row of a code, newest first."""
        return self._rows.get(code, ())

    def every_row(self) -> tuple[Item, ...]:
        """All rows of all days, by code, newest first."""
        return self._every

    def __len__(self) -> int:
        return len(self._rows)


_read: dict[tuple[str, int], Catalogue] = {}  # by database and region


async def version_of(conn: Conn, region: int) -> int:
    """The newest version of a region's catalogue; 0 where there is none."""
    row = await (await conn.execute(QUERIES["version"], {"region": region})).fetchone()
    assert row is not None
    return row[0]


async def catalogue(conn: Conn, region: int, version: int | None = None) -> Catalogue:
    """The catalogue of a region, from memory unless something changed.

    `version` is its newest, where this transaction has just read that.
    """
    place = _address(conn), region
    if version is None:
        version = await version_of(conn, region)
    known = _read.get(place)
    if known is None or known.version != version:
        cursor = await conn.execute(QUERIES["items"], {"region": region})
        items = [item_of(row) for row in await cursor.fetchall()]
        known = _read[place] = Catalogue(region, version, items)
    return known


async def items_of(conn: Conn, region: int, codes: Iterable[str], on: date) -> dict[str, Item]:
    """What some codes are on a day; a code that is nothing then is left out."""
    values = {"region": region, "codes": list(codes), "on": on}
    rows = await (await conn.execute(QUERIES["items_of"], values)).fetchall()
    return {row[0]: item_of(row) for row in rows}


def item_of(row: tuple[Any, ...]) -> Item:
    """A row of the database as an item."""
    names: Mapping[str, Any] = dict(zip(Item.__struct_fields__, row, strict=True))
    return msgspec.convert(names, Item)


def _address(conn: Conn) -> str:
    known = conn.info
    return f"{known.host}:{known.port}/{known.dbname}"
