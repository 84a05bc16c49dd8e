"""Contracts with family doctors (家庭医生签约): signing, signing again, ending.

The region says for how many years one may sign and whose contract renews itself. Whether a contract
holds, and in which term, is derived from the day it was signed. The person's anchor is locked.
"""

from datetime import date, datetime, timedelta

import msgspec

from yika.ground.errors import Conflict, Missing, Refused
from yika.institutions.model import Contract, Institution
from yika.institutions.service import require_in_force
from yika.people.model import PersonKey
from yika.store.db import Conn
from yika.store.sql import queries

QUERIES = queries(__package__, "family_doctors.sql")


class SignedAlready(Conflict):
    """Another contract holds or is agreed to follow. Facts: until, renews."""

    code = "signed_already"


class NoContract(Missing):
    """No contract with a family doctor holds. Facts: none."""

    code = "no_contract"


class NoFamilyDoctors(Refused):
    """A pharmacy signs no contracts as a family doctor. Facts: kind."""

    code = "no_family_doctors"


def next_start(held: list[Contract], institution_id: int, today: date) -> date:
    """From when a new contract would hold: today, or after the term of the one it renews.

    Fails with SignedAlready: with another institution, where the contract renews itself, or where
    the next term is agreed already.
    """
    now = [(one, term) for one in held if (term := one.term(today)) is not None]
    later = [one for one in held if one.starts_on > today and one.ended_on is None]
    for one in later:
        raise SignedAlready(until=one.starts_on, renews=one.renews)
    for one, (_, last) in now:
        if one.renews or one.institution_id != institution_id:
            raise SignedAlready(until=last, renews=one.renews)
        return last + timedelta(days=1)
    return today


async def of_person(conn: Conn, person: PersonKey) -> list[Contract]:
    """All contracts of a person, oldest first, those that are over too."""
    values = {"region": person.region, "person_id": person.person_id}
    rows = await (await conn.execute(QUERIES["of_person"], values)).fetchall()
    return [
        Contract(
            contract_id=row[0],
            institution_id=row[1],
            doctor=row[2],
            package=row[3],
            starts_on=row[4],
            years=row[5],
            renews=row[6],
            ended_on=row[7],
        )
        for row in rows
    ]


async def sign(
    conn: Conn, person: PersonKey, institution: Institution, wanted: Contract, at: datetime
) -> Contract:
    """Sign a contract, or sign again for the next term; `wanted.starts_on` is today.

    Fails with NoFamilyDoctors, NoAgreement or SignedAlready.
    """
    if institution.is_pharmacy:
        raise NoFamilyDoctors(kind=institution.kind)
    today = wanted.starts_on
    held = await of_person(conn, person)
    starts_on = next_start(held, institution.institution_id, today)
    require_in_force(institution, today)
    signed = msgspec.structs.replace(wanted, starts_on=starts_on)
    values = msgspec.structs.asdict(signed) | {
        "region": person.region,
        "person_id": person.person_id,
        "signed_at": at,
    }
    await conn.execute(QUERIES["sign"], values)
    return signed


async def end(conn: Conn, person: PersonKey, today: date, contract_id: str | None) -> Contract:
    """End the contract that holds, or the one named, from today; a next term goes with it.

    Fails with NoContract.
    """
    held = await of_person(conn, person)
    open_ones = [
        one
        for one in held
        if one.ended_on is None and (one.term(today) is not None or one.starts_on > today)
    ]
    meant = [one for one in open_ones if contract_id in (None, str(one.contract_id))]
    if not meant:
        raise NoContract
    for one in meant:
        values = {
            "region": person.region,
            "person_id": person.person_id,
            "contract_id": one.contract_id,
            "ended_on": max(today, one.starts_on),
        }
        await conn.execute(QUERIES["end"], values)
    return meant[0]
