"""How somebody is insured in the words of the national interface (参保信息). Pure.

One row a scheme: the basic one carries the account, the others are what comes with it.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, NamedTuple

from yika.ground.days import beijing_day
from yika.ground.ids import birth_date
from yika.insurance.model import Cover, Scheme
from yika.settlement.till.circumstances import (
    EMPLOYEE,
    RESIDENT,
    Insured,
    enrolment_on,
)
from yika.standing.model import Hold

NOT_INSURED, INSURED, PAUSED, ENDED = "0", "1", "2", "4"  # psn_insu_stas
CIVIL, LARGE_SUM, CRITICAL, MATERNITY = "320", "330", "392", "510"  # insutype
BASIC: Final = {EMPLOYEE: "310", RESIDENT: "390"}
PAUSING: Final = frozenset({"arrears_own", "arrears_employer"})
ENDING: Final = frozenset({"moved_away"})
OUTSIDE: Final = frozenset({"not_enrolled"})
ACTIVE, RETIRED = "11", "12"  # psn_type of employees
ADULT: Final = "15"
OF_GROUP: Final[Mapping[str, str]] = {
    "newborn": "1401",
    "child": "1402",
    "pupil": "1403",
    "student": "1404",
    "adult": ADULT,
    "adult_tier_2": ADULT,
    "elderly": "16",
    "elderly_70": "16",
}
MALE, FEMALE = "1", "2"  # gend
YEAR_DAYS: Final = Decimal("365.25")
TENTH: Final = Decimal("0.1")


class Participation(NamedTuple):
    """One row of `insuinfo`."""

    insutype: str
    psn_type: str
    status: str
    since: date | None
    paused_on: date | None
    balance_fen: int


def psn_type(insured: Insured) -> str:
    """The category of a person (人员类别)."""
    if insured.scheme == EMPLOYEE:
        return RETIRED if insured.retired else ACTIVE
    return OF_GROUP.get(insured.group or "", ADULT)


def participations(
    cover: Cover,
    insured: Insured,
    holds: Iterable[Hold],
    on: date,
    balance_fen: int,
    extras: Iterable[str],
) -> list[Participation]:
    """The rows of somebody: the basic scheme with the account first, then what comes with it.

    `holds` are those of the standing on that day.
    """
    there = enrolment_on(cover, on)
    status, paused_on = _status(holds)
    if there is not None and there.ends_on is not None and there.ends_on < on:
        status, paused_on = ENDED, there.ends_on
    since = there.starts_on if there is not None else None
    kind = psn_type(insured)
    basic = Participation(BASIC[insured.scheme], kind, status, since, paused_on, balance_fen)
    others = [*extras]
    if there is not None and there.scheme == Scheme.EMPLOYEE and not insured.retired:
        others.append(MATERNITY)
    rest = basic._replace(balance_fen=0)
    return [basic, *(rest._replace(insutype=one) for one in others)]


def _status(holds: Iterable[Hold]) -> tuple[str, date | None]:
    """The status of participation, and since when it is not a good one."""
    for hold in holds:
        day = beijing_day(hold.since) if hold.since is not None else None
        if hold.cause in OUTSIDE:
            return NOT_INSURED, None
        if hold.cause in ENDING:
            return ENDED, day
        if hold.cause in PAUSING:
            return PAUSED, day
    return INSURED, None


def gend(id_number: str) -> str:
    """The sex in a checked ID number: the last digit but one."""
    return MALE if int(id_number[16]) % 2 else FEMALE


def age(id_number: str, on: date) -> Decimal:
    """Years of age on a day, with one place.

    >>> age("999900199003070014", date(2026, 3, 16))
    Decimal('36.0')
    """
    days = Decimal((on - birth_date(id_number)).days)
    return max((days / YEAR_DAYS).quantize(TENTH, ROUND_HALF_UP), Decimal(0))
