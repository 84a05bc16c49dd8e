"""The directory of designated institutions of one region: facts only, never another city's.

No scores and no order that anybody can buy: nearer kinds of care come first, then the code.
"""

from datetime import date

import msgspec

from yika.ground.errors import Missing
from yika.institutions import service
from yika.institutions.model import TIERS, Department, Institution, Listed
from yika.institutions.navigation import branches, complaints, departments_for, understood
from yika.store.db import Conn


class NoSuchDepartment(Missing):
    """The navigation knows no such department. Facts: given, allowed."""

    code = "no_such_department"


class Search(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What somebody looks for; all that is given must fit."""

    district: str | None = None
    department: str | None = None  # a word of the navigation
    complaint: str | None = None  # a word of the navigation, or what hurts in one's own words
    kind: str | None = None
    accepts: str | None = None
    text: str | None = None  # part of a name, an address or a code


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """What the directory answers. `emergency`: call 120 first."""

    listed: tuple[Listed, ...]
    complaints: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()  # those looked for, first choice first
    emergency: bool = False
    understood: bool = True  # whether the complaint was


async def directory(conn: Conn, region: int, on: date, search: Search) -> Found:
    """The institutions of a region designated on a day that fit. Fails with NoSuchDepartment."""
    wanted, named = _wanted(search)
    emergency = any(complaints()[word].emergency for word in named)
    unclear = search.complaint is not None and not named
    fitting = [
        one for one in await service.all_of(conn, region) if one.in_force(on) and _fits(one, search)
    ]
    ids = [one.institution_id for one in fitting]
    departments = await service.departments_of(conn, region, ids)
    doctors = await service.doctors_of(conn, region, ids, on)
    listed = [
        Listed(
            institution=one,
            departments=tuple(
                each for each in departments.get(one.institution_id, ()) if _open(each, on)
            ),
            doctors=doctors.get(one.institution_id, 0),
        )
        for one in fitting
    ]
    if wanted:
        listed = [one for one in listed if _rank(one, wanted) < len(wanted)]
    listed.sort(key=lambda one: (_rank(one, wanted), *_place(one.institution)))
    return Found(
        listed=tuple(listed),
        complaints=tuple(named),
        departments=tuple(wanted),
        emergency=emergency,
        understood=not unclear,
    )


def districts(institutions: list[Institution]) -> list[str]:
    """The districts in which there are institutions."""
    return sorted({one.district for one in institutions})


def _wanted(search: Search) -> tuple[list[str], list[str]]:
    """The departments looked for, and the complaints that led there."""
    named = understood(search.complaint) if search.complaint else []
    if search.department is None:
        return departments_for(named), named
    if search.department not in branches():
        raise NoSuchDepartment(given=search.department[:40], allowed=list(branches()))
    return [search.department], named


def _fits(one: Institution, search: Search) -> bool:
    text = (search.text or "").strip().casefold()
    return (
        (search.district is None or one.district == search.district)
        and (search.kind is None or one.kind == search.kind)
        and (search.accepts is None or search.accepts in one.accepts)
        and any(text in part.casefold() for part in (one.name, one.address, one.code))
    )


def _open(department: Department, on: date) -> bool:
    return department.starts_on <= on and (department.ends_on is None or on <= department.ends_on)


def _rank(one: Listed, wanted: list[str]) -> int:
    """Which choice of department it offers; as many as there are where none."""
    here = {each.category for each in one.departments}
    return next((place for place, word in enumerate(wanted) if word in here), len(wanted))


def _place(one: Institution) -> tuple[bool, int, str]:
    return one.is_pharmacy, TIERS.index(one.tier), one.code
