"""The made-up city's hospitals, pharmacies and catalogue. None of them exists.

Every institution has the same documented keys, so that whoever tries the interface finds them in
the guide; most take unsigned messages besides, two insist on a signature.
"""

from collections.abc import Iterator
from datetime import date
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import count
from typing import Final

import msgspec
import yaml

from yika.access.model import Actor, Role
from yika.demo.model import MADE_UP_CITY, START
from yika.demo.naming import FAMILY, GIVEN
from yika.institutions import importing, service
from yika.institutions.model import (
    Agreement,
    Department,
    Hours,
    Institution,
    KeyPair,
    Practitioner,
    Settings,
)
from yika.institutions.rules import Application
from yika.store.db import Conn
from yika.store.keys import Keys

AGENCY: Final = Actor(role=Role.OFFICER, channel="counter")
CATALOGUE: Final = "catalogue.csv"
KEYS: Final = {
    "csb": KeyPair("AK_TEST", "SK_TEST"),
    "tif": KeyPair("TIF_TEST", "TIF_TOKEN_TEST"),
    "x_ca": KeyPair("CA_TEST", "CA_SECRET_TEST"),
    "apikey": KeyPair("APIKEY_TEST", "APIKEY_TEST"),
}
# Letters of the national codes of practitioners, by medins_psn_type of the interface.
LETTERS: Final = {"1": "D", "2": "N", "3": "Y"}


class Staff(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How many work there: doctors and nurses a department, pharmacists in all."""

    doctors: int
    nurses: int
    pharmacists: int


class Place(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One institution as ``institutions.yaml`` tells it."""

    code: str
    name: str
    kind: str
    tier: str
    grade: str
    uscc: str
    district: str
    address: str
    phone: str
    hours: Hours
    accepts: frozenset[str]
    agreements: tuple[Agreement, ...]
    staff: Staff
    departments: dict[str, tuple[str, str, int]] = {}
    insists_on: tuple[str, ...] = ()  # ways to sign; none: unsigned messages are taken


def places() -> list[Place]:
    """All institutions of the city."""
    text = (_folder() / "institutions.yaml").read_text("utf-8")
    return msgspec.convert(yaml.load(text, yaml.CSafeLoader), list[Place])


def catalogue_file() -> bytes:
    """The city's catalogue as an agency would send it."""
    return (_folder() / CATALOGUE).read_bytes()


async def load_places(conn: Conn, keys: Keys) -> None:
    """Institutions, who and what is in them, their keys, and the catalogue."""
    for place in places():
        await _load(conn, keys, place)
    await importing.take(conn, AGENCY, MADE_UP_CITY, catalogue_file(), START)


async def _load(conn: Conn, keys: Keys, place: Place) -> Institution:
    settings = Settings(unsigned=not place.insists_on, ways=place.insists_on)
    told = {
        name: getattr(place, name) for name in Application.__struct_fields__ if name != "settings"
    }
    wanted = Application(**told, settings=settings)
    found = await service.register(conn, AGENCY, MADE_UP_CITY, wanted, START)
    for agreement in place.agreements:
        found = await service.agree(conn, AGENCY, found, agreement, START)
    since = min(one.starts_on for one in place.agreements)
    await service.set_keys(conn, keys, AGENCY, found, dict(KEYS), START)
    departments = [
        Department(code=code, name=name, category=word, starts_on=since, beds=beds)
        for code, (name, word, beds) in place.departments.items()
    ]
    await service.add_departments(conn, found, departments)
    await service.add_practitioners(conn, found, _staff(place, since))
    return found


def _staff(place: Place, since: date) -> Iterator[Practitioner]:
    """Who works there; the same people each time."""
    number = count(1)
    wanted = [
        (kind, code)
        for code in place.departments
        for kind, many in (("1", place.staff.doctors), ("2", place.staff.nurses))
        for _ in range(many)
    ] + [("3", None)] * place.staff.pharmacists
    for kind, department in wanted:
        one = next(number)
        serial = int(place.code[-2:]) * 1000 + one + (500_000 if place.kind == "pharmacy" else 0)
        yield Practitioner(
            code=f"{LETTERS[kind]}{MADE_UP_CITY}{serial:06}",
            name=_name(serial),
            kind=kind,
            department=department,
            starts_on=since,
        )


def _name(serial: int) -> str:
    family = FAMILY[serial * 7 % len(FAMILY)]
    given = GIVEN[serial * 11 % len(GIVEN)]
    return family + given + (GIVEN[serial * 5 % len(GIVEN)] if serial % 3 else "")


def _folder() -> Traversable:
    assert __package__
    return files(__package__)
