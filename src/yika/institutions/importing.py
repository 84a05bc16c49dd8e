"""Taking a catalogue from a file: every error of every row first, then all of it or nothing."""

import hashlib
from datetime import datetime

import msgspec
from psycopg.types.json import Jsonb

from yika.access.model import Actor
from yika.institutions.catalogue import QUERIES, catalogue
from yika.institutions.catalogue_files import read
from yika.institutions.catalogue_rules import CatalogueRefused, Change, Problem, judged
from yika.institutions.model import Item
from yika.institutions.service import note
from yika.store.db import Conn

NAMED_MAX = 5  # rows named in a refusal


class Import(msgspec.Struct, frozen=True, kw_only=True):
    """What a file came to, or would."""

    region: int
    sha256: str
    rows: int
    added: int
    ended: int
    unchanged: int
    version: int  # of the catalogue after it
    problems: tuple[Problem, ...]


async def preview(conn: Conn, region: int, content: bytes) -> Import:
    """Every problem of a file, and what its right rows would do. Nothing is written."""
    found, _ = await _judged(conn, region, content)
    return found


async def take(conn: Conn, actor: Actor, region: int, content: bytes, at: datetime) -> Import:
    """Take a file whole; the same file again changes nothing. Fails with CatalogueRefused."""
    await conn.execute(QUERIES["lock"], {"region": region})
    found, change = await _judged(conn, region, content)
    if found.problems:
        rows = sorted({one.row for one in found.problems})[:NAMED_MAX]
        raise CatalogueRefused(errors=len(found.problems), rows=rows)
    if not change.add and not change.end:
        return found
    row = await (await conn.execute(QUERIES["new_version"])).fetchone()
    assert row is not None
    version = row[0]
    for code, starts_on, last in change.end:
        values = {"code": code, "starts_on": starts_on, "ends_on": last}
        about = {"region": region, "version": version, "at": at}
        await conn.execute(QUERIES["end_item"], {**values, **about})
    async with conn.cursor() as cursor:
        values = [{**_row(region, item, version), "at": at} for item in change.add]
        await cursor.executemany(QUERIES["add_item"], values)
    facts = {"version": version, "added": found.added, "ended": found.ended, "sha256": found.sha256}
    await note(conn, actor, region, "catalogue.imported", at, **facts)
    return msgspec.structs.replace(found, version=version)


async def _judged(conn: Conn, region: int, content: bytes) -> tuple[Import, Change]:
    lines = read(content)
    known = await catalogue(conn, region)
    codes = {code for line in lines if (code := line.get("code"))}
    problems, change = judged(lines, {code: known.rows(code) for code in codes})
    found = Import(
        region=region,
        sha256=hashlib.sha256(content).hexdigest(),
        rows=len(lines),
        added=len(change.add),
        ended=len(change.end),
        unchanged=change.unchanged,
        version=known.version,
        problems=tuple(problems),
    )
    return found, change


def _row(region: int, item: Item, version: int) -> dict[str, object]:
    return {
        **msgspec.structs.asdict(item),
        "class": item.class_,
        "region": region,
        "version": version,
        "details": Jsonb(msgspec.to_builtins(item.details)),
    }
