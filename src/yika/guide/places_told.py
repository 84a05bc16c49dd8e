"""Designated institutions as every face tells them: facts in both languages, never a score."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Final

import msgspec
import yaml

from yika.guide.telling import Both
from yika.institutions.directory import Found
from yika.institutions.model import Hours, Institution, Listed, Span
from yika.institutions.navigation import branches, complaints
from yika.interface.codes import meaning

WORDS: Final = Path(__file__).parent / "words" / "places.yaml"
WEEK: Final = (
    *(Both("周一", "Mon"), Both("周二", "Tue"), Both("周三", "Wed"), Both("周四", "Thu")),
    *(Both("周五", "Fri"), Both("周六", "Sat"), Both("周日", "Sun")),
)
MIDNIGHT, END_OF_DAY = "00:00", "24:00"


class DepartmentTold(msgspec.Struct, frozen=True, kw_only=True):
    """A department; `wanted` where it is what somebody looks for."""

    code: str
    name: str
    category: str
    called: Both
    wanted: bool


class InstitutionTold(msgspec.Struct, frozen=True, kw_only=True):
    """One institution: what is known and checked, nothing else."""

    region: str
    code: str
    name: str
    kind: str
    kind_called: Both
    tier: str
    grade: str
    grade_called: Both | None  # None where it has no grade
    district: str
    address: str
    phone: str | None
    hours: tuple[Both, ...]
    accepts: tuple[str, ...]
    accepts_called: tuple[Both, ...]
    designated: bool
    designated_until: date | None
    departments: tuple[DepartmentTold, ...]
    doctors: int


class FoundTold(msgspec.Struct, frozen=True, kw_only=True):
    """What the directory answers, with what has to be said beside it."""

    region: str
    on: date
    emergency: bool  # what was complained of may not wait
    notices: tuple[Both, ...]
    complaints: tuple[Both, ...]
    departments: tuple[Both, ...]  # looked for, first choice first
    institutions: tuple[InstitutionTold, ...]


def found_told(found: Found, region: int, on: date) -> FoundTold:
    """An answer in words. What may not wait comes first."""
    keys = ["notice", "fair"] if found.understood else ["not_understood", "notice", "fair"]
    return FoundTold(
        region=f"{region:06}",
        on=on,
        emergency=found.emergency,
        notices=tuple(said(key) for key in ["emergency", *keys]),
        complaints=tuple(complaint_called(one) for one in found.complaints),
        departments=tuple(branch_called(one) for one in found.departments),
        institutions=tuple(listed_told(one, on, found.departments) for one in found.listed),
    )


def listed_told(one: Listed, on: date, wanted: Iterable[str] = ()) -> InstitutionTold:
    """One institution in words."""
    place, wanted = one.institution, set(wanted)
    agreement = place.agreement(on)
    accepts = [word for word in words() if word in place.accepts]
    return InstitutionTold(
        region=place.division,
        code=place.code,
        name=place.name,
        kind=place.kind,
        kind_called=said(place.kind),
        tier=place.tier,
        grade=place.grade,
        grade_called=grade_called(place),
        district=place.district,
        address=place.address,
        phone=place.phone,
        hours=tuple(hours_called(place.hours)),
        accepts=tuple(accepts),
        accepts_called=tuple(said(word) for word in accepts),
        designated=place.in_force(on),
        designated_until=None if agreement is None else agreement.ends_on,
        departments=tuple(
            DepartmentTold(
                code=each.code,
                name=each.name,
                category=each.category,
                called=branch_called(each.category),
                wanted=each.category in wanted,
            )
            for each in one.departments
        ),
        doctors=one.doctors,
    )


def grade_called(place: Institution) -> Both | None:
    """The grade of a hospital in words; None for those that have none."""
    found = meaning("hosp_lv", place.grade)
    return None if found is None or place.kind != "hospital" else Both(found.zh, found.en)


def hours_called(hours: Hours) -> list[Both]:
    """Opening hours, a line a span."""
    lines = [_span(span) for span in hours.spans]
    return [*lines, said("emergency_hours")] if hours.emergency else lines


def branch_called(word: str) -> Both:
    """A department as people look for it."""
    found = branches()[word]
    return Both(found.zh, found.en)


def complaint_called(word: str) -> Both:
    """What somebody complains of."""
    found = complaints()[word]
    return Both(found.zh, found.en)


def said(key: str) -> Both:
    """What the directory says under a key."""
    return words()[key]


@lru_cache(maxsize=1)
def words() -> dict[str, Both]:
    """All that the directory says, read once."""
    return msgspec.convert(yaml.load(WORDS.read_text("utf-8"), yaml.CSafeLoader), dict[str, Both])


def _span(span: Span) -> Both:
    """As 周一至周六 08:00–17:30."""
    whole = (span.opens, span.closes) == (MIDNIGHT, END_OF_DAY)
    times = f"{span.opens}–{span.closes}"
    at = said("all_day") if whole else Both(times, times)
    days = _days(span.days)
    return Both(f"{days.zh} {at.zh}", f"{days.en} {at.en}")


def _days(days: tuple[int, ...]) -> Both:
    named = [WEEK[number - 1] for number in sorted(days)]
    if len(named) == len(WEEK):
        return said("daily")
    first, last = min(days), max(days)
    if len(named) > 2 and last - first == len(named) - 1:
        return Both(f"{named[0].zh}至{named[-1].zh}", f"{named[0].en}–{named[-1].en}")
    return Both("、".join(one.zh for one in named), ", ".join(one.en for one in named))
