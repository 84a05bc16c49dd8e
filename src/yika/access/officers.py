"""Officers (经办人员): who works for a region, with which duties, from when until when."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from yika.access.model import Actor, Duty, Officer, Role
from yika.ground.errors import Conflict, Missing
from yika.store.db import Conn
from yika.store.sql import queries

QUERIES = queries(__package__)


class NoSuchOfficer(Missing):
    """No officer works there under that code on that day. Facts: none."""

    code = "no_such_officer"


class OfficerExists(Conflict):
    """The code belongs to another officer. Facts: officer."""

    code = "officer_exists"


async def employ(conn: Conn, officer: Officer) -> None:
    """Record an officer; the same again changes nothing. Fails with OfficerExists."""
    values = {
        "region": officer.region,
        "officer": officer.code,
        "name": officer.name,
        "duties": sorted(officer.duties),
        "employed_from": officer.employed_from,
        "employed_until": officer.employed_until,
    }
    done = await conn.execute(QUERIES["add_officer"], values)
    if done.rowcount == 0 and await _found(conn, officer.region, officer.code) != officer:
        raise OfficerExists(officer=officer.full_code)


async def dismiss(conn: Conn, officer: Officer, on: date, wall: datetime) -> None:
    """The last day of an officer; whoever is signed in with the code is signed out."""
    values = {"region": officer.region, "officer": officer.code, "on": on, "wall": wall}
    await conn.execute(QUERIES["end_employment"], values)


async def by_code(conn: Conn, full_code: str, on: date) -> Officer:
    """The officer who works on a day under a code such as 999900-C1. Fails with NoSuchOfficer."""
    region, _, code = full_code.partition("-")
    if not (region.isascii() and region.isdigit() and len(region) == 6):
        raise NoSuchOfficer
    found = await _found(conn, int(region), code)
    if found is None or on < found.employed_from:
        raise NoSuchOfficer
    if found.employed_until is not None and found.employed_until < on:
        raise NoSuchOfficer
    return found


async def of_region(conn: Conn, region: int, on: date) -> list[Officer]:
    """Who works for a region on a day."""
    rows = await (await conn.execute(QUERIES["officers"], {"region": region, "on": on})).fetchall()
    return [_officer(row) for row in rows]


def officer_actor(region: int, code: str, duties: frozenset[str]) -> Actor:
    """An officer as an actor, on the channel where they sit."""
    sits = Officer(region=region, code=code, name="", duties=duties, employed_from=date.min)
    return Actor(role=Role.OFFICER, channel=sits.channel, officer=sits.full_code, duties=duties)


def employer_actor(region: int, employer_id: int) -> Actor:
    """An employer or a school as an actor."""
    return Actor(
        role=Role.EMPLOYER, channel="employer", employer=employer_id, employer_region=region
    )


async def _found(conn: Conn, region: int, code: str) -> Officer | None:
    values = {"region": region, "officer": code}
    row = await (await conn.execute(QUERIES["officer"], values)).fetchone()
    return None if row is None else _officer(row)


def _officer(row: Sequence[Any]) -> Officer:
    region, code, name, duties, since, until = row
    return Officer(
        region=region,
        code=code,
        name=name,
        duties=frozenset(Duty(duty) for duty in duties),
        employed_from=since,
        employed_until=until,
    )
