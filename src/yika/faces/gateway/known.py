"""What is on record of one person, for those transactions that tell of it."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, NamedTuple

from yika.faces.gateway.asked import Asked
from yika.faces.gateway.numbering import psn_no
from yika.faces.gateway.plain import ID_CARD, NO, YES, told_day
from yika.ground.days import beijing_day
from yika.ground.ids import birth_date
from yika.insurance.books import employers
from yika.insurance.books.enrolment import enrolments
from yika.insurance.model import Enrolment, Scheme
from yika.people import service as people
from yika.people.model import Identity, PersonKey
from yika.people.service import NoSuchPerson, opened_identity
from yika.settlement.till import facts
from yika.settlement.till.circumstances import ASSISTED, CIVIL_SERVANT, GROUPS, INSUTYPES, Insured
from yika.settlement.till.facts import Purse
from yika.settlement.till.participation import age, gend, psn_type
from yika.settlement.till.till import TillLaws, till_laws
from yika.store.db import Conn


class Known(NamedTuple):
    """Somebody as the rooms know them at an instant."""

    person: PersonKey
    identity: Identity
    purse: Purse
    insured: Insured
    laws: TillLaws
    enrolment: Enrolment | None  # the one of the day, with the employer
    at: datetime

    @property
    def on(self) -> date:
        """The day it is known for."""
        return beijing_day(self.at)

    @property
    def kinds(self) -> frozenset[str]:
        """As what special they count."""
        return frozenset(one.kind for one in self.purse.specials)

    @property
    def is_civil_servant(self) -> bool:
        """Whether the civil servants' subsidy is theirs."""
        return CIVIL_SERVANT in self.kinds

    @property
    def is_assisted(self) -> bool:
        """Whether medical assistance is theirs."""
        return any(ASSISTED.get(kind, kind) in GROUPS for kind in self.kinds)

    @property
    def insutype(self) -> str:
        """The basic scheme."""
        return INSUTYPES[self.insured.scheme]


async def known_of(conn: Conn, asked: Asked, person: PersonKey, at: datetime) -> Known:
    """What is known of somebody at an instant. Fails with NoSuchPerson."""
    laws = till_laws(asked.house.book, person.division)
    found = await facts.read(conn, laws, (), [person], at, borrowing=())
    purse = found.people.get(person.person_id)
    if purse is None:
        raise NoSuchPerson(kind="person")
    identity = opened_identity(asked.house.database.keys, person, purse.identity_sealed)
    on = beijing_day(at)
    insured = laws.insurances.of(purse.facts.cover, purse.facts.insurance, on)
    held = [one for _, one in await enrolments(conn, person) if one.starts_on <= on]
    return Known(person, identity, purse, insured, laws, held[-1] if held else None, at)


async def employer_of(conn: Conn, known: Known) -> str | None:
    """The name of the employer through whom somebody is insured."""
    there = known.enrolment
    if there is None or there.employer_id is None:
        return None
    return (await employers.by_id(conn, known.person.region, there.employer_id)).name


async def identities(
    conn: Conn, asked: Asked, some: Iterable[PersonKey]
) -> dict[PersonKey, Identity]:
    """Who many people are, read a region at once; where only that is told of them."""
    by_region: dict[int, set[int]] = defaultdict(set)
    for person in some:
        by_region[person.region].add(person.person_id)
    keys = asked.house.database.keys
    found: dict[PersonKey, Identity] = {}
    for region, ids in by_region.items():
        read = await people.identities_of(conn, keys, region, sorted(ids))
        found |= {PersonKey(region, number): identity for number, identity in read.items()}
    return found


def identity_fields(known: Known) -> dict[str, Any]:
    """Who somebody is, by the names most replies use."""
    return identity_told(known.person, known.identity, known.on)


def identity_told(person: PersonKey, identity: Identity, on: date) -> dict[str, Any]:
    """Who somebody is, by the names most replies use, on a day."""
    number = identity.id_number
    return {
        "psn_no": psn_no(person),
        "psn_cert_type": ID_CARD,
        "certno": number,
        "psn_name": identity.name,
        "gend": gend(number),
        "brdy": told_day(birth_date(number)),
        "age": age(number, on),
    }


def insured_fields(known: Known) -> dict[str, Any]:
    """As what somebody is insured, by the names visits and settlements use."""
    there = known.enrolment
    return {
        "psn_type": psn_type(known.insured),
        "cvlserv_flag": YES if known.is_civil_servant else NO,
        "flxempe_flag": YES if there is not None and there.scheme == Scheme.FLEXIBLE else NO,
        "nwb_flag": YES if known.insured.group == "newborn" else NO,
        "insu_optins": known.person.division,
    }
