"""Institutions by their code, their agreements, what signs their messages, who is in them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

import msgspec

from yika.access.model import Actor
from yika.ground.errors import Conflict, Missing, Refused
from yika.institutions.model import (
    DOCTOR,
    Agreement,
    Department,
    Institution,
    KeyPair,
    Practitioner,
    Settings,
    Signing,
)
from yika.institutions.rules import Application, check_application, check_settings, check_ways
from yika.store import journal
from yika.store.db import Conn
from yika.store.keys import Keys
from yika.store.sealing import seal, unseal
from yika.store.sql import queries

QUERIES = queries(__package__)
NOBODY = 0  # about whom an entry on an institution is


class NoSuchInstitution(Missing):
    """No designated institution has that code. Facts: given."""

    code = "no_such_institution"


class InstitutionRegistered(Conflict):
    """An institution of that code is registered already. Facts: institution."""

    code = "institution_registered"


class AgreementsOverlap(Conflict):
    """An agreement would run at the same time as another. Facts: institution, since, until."""

    code = "agreements_overlap"


class NoAgreement(Refused):
    """The institution is not designated on that day. Facts: institution, on, ended_on."""

    code = "no_agreement"


async def by_code(conn: Conn, code: str) -> Institution:
    """The institution of a code. Fails with NoSuchInstitution."""
    plain = code.replace("\0", "")  # which the database takes for no text
    row = await (await conn.execute(QUERIES["by_code"], {"code": plain})).fetchone()
    if row is None:
        raise NoSuchInstitution(given=plain[:30])
    return _institution(row)


async def names(conn: Conn, codes: Sequence[str]) -> dict[str, str]:
    """What institutions are called, by their codes; unknown ones are left out."""
    if not codes:
        return {}
    rows = await (await conn.execute(QUERIES["names"], {"codes": list(codes)})).fetchall()
    return dict(rows)


async def all_of(conn: Conn, region: int) -> list[Institution]:
    """Every institution of a region, by code, those whose agreement ended too."""
    cursor = await conn.execute(QUERIES["of_region"], {"region": region})
    return [_institution(row) for row in await cursor.fetchall()]


async def some_of(conn: Conn, region: int, institution_ids: Sequence[int]) -> list[Institution]:
    """Some institutions of a region by their numbers; unknown ones are left out."""
    values = {"region": region, "institution_ids": list(institution_ids)}
    cursor = await conn.execute(QUERIES["some_of_region"], values)
    return [_institution(row) for row in await cursor.fetchall()]


def require_in_force(institution: Institution, on: date) -> None:
    """Pass where it is designated on a day. Fails with NoAgreement."""
    if not institution.in_force(on):
        last = institution.agreement(on)
        ended = None if last is None or last.ends_on is None else last.ends_on.isoformat()
        raise NoAgreement(institution=institution.code, on=on.isoformat(), ended_on=ended)


async def register(
    conn: Conn, actor: Actor, region: int, wanted: Application, at: datetime
) -> Institution:
    """A new institution, without an agreement yet.

    Fails with every reason at once, or with InstitutionRegistered.
    """
    check_application(wanted)
    row = await (await conn.execute(QUERIES["new_institution_id"])).fetchone()
    assert row is not None
    values = {
        **msgspec.structs.asdict(wanted),
        "region": region,
        "institution_id": row[0],
        "hours": msgspec.json.encode(wanted.hours).decode(),
        "accepts": sorted(wanted.accepts),
        "settings": msgspec.json.encode(wanted.settings).decode(),
    }
    added = await conn.execute(QUERIES["add_institution"], values)
    if await added.fetchone() is None:
        raise InstitutionRegistered(institution=wanted.code)
    await note(conn, actor, region, "institution.registered", at, institution_id=row[0])
    return await by_code(conn, wanted.code)


async def set_settings(
    conn: Conn, actor: Actor, institution: Institution, settings: Settings, at: datetime
) -> Institution:
    """The institution with other settings. Fails as `check_settings` does."""
    check_settings(settings)
    text = msgspec.json.encode(settings).decode()
    await conn.execute(QUERIES["set_settings"], {**_key(institution), "settings": text})
    facts = {"institution_id": institution.institution_id}
    await note(conn, actor, institution.region, "institution.set", at, **facts)
    return msgspec.structs.replace(institution, settings=settings)


async def agree(
    conn: Conn, actor: Actor, institution: Institution, agreement: Agreement, at: datetime
) -> Institution:
    """Designate it from a day on. Fails with AgreementsOverlap."""
    await _lock(conn, institution)
    now = await by_code(conn, institution.code)
    for one in now.agreements:
        if one.in_force(agreement.starts_on) or agreement.in_force(one.starts_on):
            until = None if one.ends_on is None else one.ends_on.isoformat()
            since = one.starts_on.isoformat()
            raise AgreementsOverlap(institution=now.code, since=since, until=until)
    values = {**_key(now), "starts_on": agreement.starts_on, "ends_on": agreement.ends_on}
    await conn.execute(QUERIES["add_agreement"], values)
    facts = {"institution_id": now.institution_id, "starts_on": agreement.starts_on}
    await note(conn, actor, now.region, "agreement.begun", at, **facts)
    return await by_code(conn, now.code)


async def end_agreement(
    conn: Conn, actor: Actor, institution: Institution, last: date, reason: str, at: datetime
) -> Institution:
    """Let the agreement of a day end with that day. Fails with NoAgreement."""
    await _lock(conn, institution)
    now = await by_code(conn, institution.code)
    require_in_force(now, last)
    held = now.agreement(last)
    assert held is not None
    values = {"starts_on": held.starts_on, "ends_on": last, "reason": reason[:200]}
    await conn.execute(QUERIES["end_agreement"], {**_key(now), **values})
    facts = {"institution_id": now.institution_id, "ends_on": last}
    await note(conn, actor, now.region, "agreement.ended", at, **facts)
    return await by_code(conn, now.code)


async def signing_of(conn: Conn, keys: Keys, institution: Institution) -> Signing:
    """What signs an institution's messages; nothing, where it was given no keys."""
    row = await (await conn.execute(QUERIES["signing"], _key(institution))).fetchone()
    if row is None or row[0] is None:
        return Signing()
    text = unseal(keys, "institutions", "signing_sealed", *_place(institution), row[0])
    return msgspec.json.decode(text, type=Signing)


async def set_keys(
    conn: Conn,
    keys: Keys,
    actor: Actor,
    institution: Institution,
    pairs: dict[str, KeyPair],
    at: datetime,
) -> Signing:
    """Give an institution keys, each in place of those of the same way. Or WrongSigningWay."""
    check_ways(pairs)
    await _lock(conn, institution)
    had = await signing_of(conn, keys, institution)
    signing = Signing({**had.ways, **pairs})
    text = msgspec.json.encode(signing)
    sealed = seal(keys, "institutions", "signing_sealed", *_place(institution), text)
    await conn.execute(QUERIES["set_signing"], {**_key(institution), "sealed": sealed})
    facts = {"institution_id": institution.institution_id, "ways": sorted(pairs)}
    await note(conn, actor, institution.region, "institution.keys_set", at, **facts)
    return signing


async def add_departments(
    conn: Conn, institution: Institution, departments: Iterable[Department]
) -> None:
    """Add departments; one whose code is there already stays as it is."""
    values = [{**_key(institution), **msgspec.structs.asdict(one)} for one in departments]
    async with conn.cursor() as cursor:
        await cursor.executemany(QUERIES["add_department"], values)


async def add_practitioners(
    conn: Conn, institution: Institution, practitioners: Iterable[Practitioner]
) -> None:
    """Add practitioners; one whose code is there already stays as it is."""
    values = [{**_key(institution), **msgspec.structs.asdict(one)} for one in practitioners]
    async with conn.cursor() as cursor:
        await cursor.executemany(QUERIES["add_practitioner"], values)


async def departments_of(
    conn: Conn, region: int, institution_ids: Sequence[int]
) -> dict[int, list[Department]]:
    """The departments of some institutions, by the institution's number."""
    values = {"region": region, "institution_ids": list(institution_ids)}
    found: dict[int, list[Department]] = defaultdict(list)
    names = Department.__struct_fields__
    for row in await (await conn.execute(QUERIES["departments"], values)).fetchall():
        found[row[0]].append(Department(**dict(zip(names, row[1:], strict=True))))
    return found


async def practitioners_of(conn: Conn, institution: Institution) -> list[Practitioner]:
    """Who may act for an institution, or could once, by code."""
    cursor = await conn.execute(QUERIES["practitioners"], _key(institution))
    names = Practitioner.__struct_fields__
    rows = await cursor.fetchall()
    return [Practitioner(**dict(zip(names, row, strict=True))) for row in rows]


async def doctors_of(
    conn: Conn, region: int, institution_ids: Sequence[int], on: date
) -> dict[int, int]:
    """How many doctors some institutions have on a day."""
    values = {"region": region, "institution_ids": list(institution_ids), "kind": DOCTOR, "on": on}
    return dict(await (await conn.execute(QUERIES["doctors"], values)).fetchall())


async def note(
    conn: Conn, actor: Actor, region: int, what: str, at: datetime, **facts: object
) -> None:
    """Write an entry about an institution; its number is among the facts."""
    entry = journal.Entry(
        region=region,
        person_id=NOBODY,
        what=what,
        actor=actor.name,
        role=actor.role,
        channel=actor.channel,
        happened_at=at,
        facts=facts,
    )
    await journal.record(conn, [entry])


async def _lock(conn: Conn, institution: Institution) -> None:
    await conn.execute(QUERIES["lock"], _key(institution))


def _key(institution: Institution) -> dict[str, object]:
    return {"region": institution.region, "institution_id": institution.institution_id}


def _place(institution: Institution) -> tuple[int, int]:
    return institution.region, institution.institution_id


def _institution(row: tuple[Any, ...]) -> Institution:
    named = dict(zip(Institution.__struct_fields__, row, strict=True))
    return msgspec.convert(named, Institution)
