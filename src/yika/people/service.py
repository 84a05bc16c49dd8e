"""Finding people by numbers, locking their anchors, and their mandates."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import msgspec

from yika.ground.errors import Conflict, Missing
from yika.ground.ids import check_id_number
from yika.people.model import Identity, Mandate, PersonKey, SpecialIdentity
from yika.store.db import Conn
from yika.store.keys import Keys
from yika.store.sealing import blind, seal, unseal
from yika.store.sql import queries

QUERIES = queries(__package__)
_identity = msgspec.json.Decoder(Identity).decode


class NoSuchPerson(Missing):
    """No person here has that number. Facts: kind. Never the number."""

    code = "no_such_person"


class AlreadyRegistered(Conflict):
    """Somebody of the region has that ID number already. Facts: region."""

    code = "already_registered"


class IdentityRecognised(Conflict):
    """The person counts as that already. Facts: kind, since, until."""

    code = "identity_recognised"


class SamePhone(Conflict):
    """The number is the registered one already. Facts: none."""

    code = "same_phone"


async def lock(conn: Conn, people: Iterable[PersonKey]) -> None:
    """Take the anchor locks of people of one region, in order; every writer does this first.

    Fails with NoSuchPerson.
    """
    keys = sorted(people)
    assert len({key.region for key in keys}) == 1, "one region a transaction"
    ids = [key.person_id for key in keys]
    cursor = await conn.execute(QUERIES["lock"], {"region": keys[0].region, "person_ids": ids})
    if len(await cursor.fetchall()) != len(set(ids)):
        raise NoSuchPerson(kind="person")


async def lock_next(conn: Conn, region: int, after: int, limit: int) -> list[int]:
    """Take the anchor locks of the next people of a region, in order; their numbers.

    For runs over everybody, a batch a transaction; empty when nobody is left.
    """
    values = {"region": region, "after": after, "limit": limit}
    cursor = await conn.execute(QUERIES["lock_next"], values)
    return [row[0] for row in await cursor.fetchall()]


async def count(conn: Conn, region: int) -> int:
    """How many people a region has, for those who watch a run over everybody."""
    row = await (await conn.execute(QUERIES["count"], {"region": region})).fetchone()
    assert row is not None
    return row[0]


async def find(conn: Conn, keys: Keys, kind: str, number: str) -> PersonKey:
    """The person with an ID number, card number or telephone; of several, the first region's.

    Fails with WrongIdNumber before looking when the check digit is wrong, with NoSuchPerson after.
    """
    plain = check_id_number(number) if kind == "id_number" else "".join(number.split())
    values = {"kind": kind, "blind": blind(keys, kind, plain)}
    row = await (await conn.execute(QUERIES["find"], values)).fetchone()
    if row is None:
        raise NoSuchPerson(kind=kind)
    return PersonKey(row[0], row[1])


async def find_many(
    conn: Conn, keys: Keys, region: int, numbers: Iterable[str]
) -> dict[str, tuple[PersonKey, Identity]]:
    """The people of a region behind checked ID numbers; a number of nobody is left out.

    The caller journals why identities were read.
    """
    blinds = {blind(keys, "id_number", number): number for number in numbers}
    values = {"region": region, "blinds": list(blinds)}
    found: dict[str, tuple[PersonKey, Identity]] = {}
    for row in await (await conn.execute(QUERIES["find_many"], values)).fetchall():
        person = PersonKey(region, row[1])
        found[blinds[bytes(row[0])]] = person, opened_identity(keys, person, row[2])
    return found


def sealed_identity(keys: Keys, person: PersonKey, identity: Identity) -> bytes:
    """Identity as the database keeps it."""
    text = msgspec.json.encode(identity)
    return seal(keys, "persons", "identity_sealed", person.region, person.person_id, text)


def opened_identity(keys: Keys, person: PersonKey, sealed: bytes) -> Identity:
    """The identity behind what the database keeps."""
    text = unseal(keys, "persons", "identity_sealed", person.region, person.person_id, sealed)
    return _identity(text)


async def identity_of(conn: Conn, keys: Keys, person: PersonKey) -> Identity:
    """One person's identity in the clear. The caller journals why it was read."""
    values = {"region": person.region, "person_id": person.person_id}
    row = await (await conn.execute(QUERIES["identity"], values)).fetchone()
    if row is None:
        raise NoSuchPerson(kind="person")
    return opened_identity(keys, person, row[0])


async def identities_of(
    conn: Conn, keys: Keys, region: int, person_ids: Sequence[int]
) -> dict[int, Identity]:
    """The identities of many people of a region. The caller journals why they were read."""
    values = {"region": region, "person_ids": list(person_ids)}
    cursor = await conn.execute(QUERIES["identities"], values)
    return {
        row[0]: opened_identity(keys, PersonKey(region, row[0]), row[1])
        for row in await cursor.fetchall()
    }


async def special_identities(conn: Conn, person: PersonKey) -> list[SpecialIdentity]:
    """What somebody counts as beside being insured, past and present, oldest first."""
    values = {"region": person.region, "person_id": person.person_id}
    rows = await (await conn.execute(QUERIES["special_identities"], values)).fetchall()
    return [SpecialIdentity(*row) for row in rows]


async def recognise(conn: Conn, person: PersonKey, new: SpecialIdentity) -> None:
    """Write what somebody counts as from now on. The anchor must be locked.

    Fails with IdentityRecognised where they count as that on some of these days already.
    """
    for one in await special_identities(conn, person):
        is_before = one.ends_on is not None and one.ends_on < new.starts_on
        is_after = new.ends_on is not None and new.ends_on < one.starts_on
        if one.kind == new.kind and not (is_before or is_after):
            raise IdentityRecognised(kind=one.kind, since=one.starts_on, until=one.ends_on)
    values = {"region": person.region, "person_id": person.person_id, **new._asdict()}
    await conn.execute(QUERIES["add_special_identity"], values)


async def register(
    conn: Conn, keys: Keys, region: int, identity: Identity, insurance: str
) -> PersonKey:
    """A new person with their identifiers. Fails with AlreadyRegistered."""
    blinded = blind(keys, "id_number", check_id_number(identity.id_number))
    taken = {"kind": "id_number", "blind": blinded, "region": region}
    if await (await conn.execute(QUERIES["identifier_taken"], taken)).fetchone() is not None:
        raise AlreadyRegistered(region=region)
    row = await (await conn.execute(QUERIES["new_person_id"])).fetchone()
    assert row is not None
    person = PersonKey(region, row[0])
    values = {
        "region": region,
        "person_id": person.person_id,
        "sealed": sealed_identity(keys, person, identity),
        "insurance": insurance,
    }
    await conn.execute(QUERIES["add_person"], values)
    await add_identifier(conn, keys, person, "id_number", identity.id_number)
    await add_identifier(conn, keys, person, "phone", identity.phone)
    return person


async def add_identifier(conn: Conn, keys: Keys, person: PersonKey, kind: str, number: str) -> None:
    """Let the person be found by one more number; the same number again changes nothing."""
    values = {
        "kind": kind,
        "blind": blind(keys, kind, number),
        "region": person.region,
        "person_id": person.person_id,
    }
    await conn.execute(QUERIES["add_identifier"], values)


async def correct_name(conn: Conn, keys: Keys, person: PersonKey, name: str) -> None:
    """Write the name as it now is. The anchor must be locked."""
    identity = await identity_of(conn, keys, person)
    sealed = sealed_identity(keys, person, msgspec.structs.replace(identity, name=name))
    values = {"region": person.region, "person_id": person.person_id, "sealed": sealed}
    await conn.execute(QUERIES["change_identity"], values)


async def change_phone(conn: Conn, keys: Keys, person: PersonKey, phone: str) -> str:
    """Write the telephone number as it now is; the one before. The anchor must be locked.

    The person is found by the new number from now on, and by the old one no more. Fails with
    SamePhone.
    """
    identity = await identity_of(conn, keys, person)
    if identity.phone == phone:
        raise SamePhone
    sealed = sealed_identity(keys, person, msgspec.structs.replace(identity, phone=phone))
    values = {"region": person.region, "person_id": person.person_id, "sealed": sealed}
    await conn.execute(QUERIES["change_identity"], values)
    values = {**values, "kind": "phone", "blind": blind(keys, "phone", identity.phone)}
    await conn.execute(QUERIES["drop_identifier"], values)
    await add_identifier(conn, keys, person, "phone", phone)
    return identity.phone


async def set_insurance(conn: Conn, person: PersonKey, insurance: str) -> None:
    """Write in which scheme the person is insured now. The anchor must be locked."""
    values = {"region": person.region, "person_id": person.person_id, "insurance": insurance}
    await conn.execute(QUERIES["set_insurance"], values)


async def give_mandate(conn: Conn, mandate: Mandate) -> None:
    """Record a mandate."""
    values = {
        "region": mandate.person.region,
        "person_id": mandate.person.person_id,
        "mandate_id": mandate.mandate_id,
        "agent_region": mandate.agent.region,
        "agent_id": mandate.agent.person_id,
        "basis": mandate.basis,
        "matters": sorted(mandate.matters),
        "starts_at": mandate.starts_at,
        "ends_at": mandate.ends_at,
    }
    await conn.execute(QUERIES["add_mandate"], values)


async def end_mandate(conn: Conn, mandate: Mandate, at: datetime) -> None:
    """A mandate is over from that instant; one that has not begun never does."""
    values = {
        "region": mandate.person.region,
        "person_id": mandate.person.person_id,
        "mandate_id": mandate.mandate_id,
        "ends_at": max(at, mandate.starts_at),
    }
    await conn.execute(QUERIES["end_mandate"], values)


async def mandates_given(conn: Conn, person: PersonKey) -> list[Mandate]:
    """Whom a person lets act for them, ended mandates too, oldest first."""
    values = {"region": person.region, "person_id": person.person_id}
    cursor = await conn.execute(QUERIES["mandates_given"], values)
    return [_mandate(row) for row in await cursor.fetchall()]


async def mandates(conn: Conn, agent: PersonKey, person: PersonKey | None = None) -> list[Mandate]:
    """What `person` lets `agent` do; without a person, everybody's mandates for the agent."""
    values = {"agent_region": agent.region, "agent_id": agent.person_id}
    name = "mandates_of_agent"
    if person is not None:
        name = "mandates_between"
        values |= {"region": person.region, "person_id": person.person_id}
    cursor = await conn.execute(QUERIES[name], values)
    return [_mandate(row) for row in await cursor.fetchall()]


def _mandate(row: tuple[Any, ...]) -> Mandate:
    return Mandate(
        mandate_id=row[0],
        person=PersonKey(row[1], row[2]),
        agent=PersonKey(row[3], row[4]),
        basis=row[5],
        matters=frozenset(row[6]),
        starts_at=row[7],
        ends_at=row[8],
    )
