"""Who is insured, what was paid, what is owed, as the rules see it. Months are first days."""

from datetime import date
from enum import StrEnum
from typing import Any, Final, NamedTuple

import msgspec

SCHOOL: Final = "school"  # the option that names a pupil's school, by its number as an employer


class Scheme(StrEnum):
    """How somebody is insured (险种、参保身份)."""

    EMPLOYEE = "employee"  # 职工基本医疗保险, through an employer
    FLEXIBLE = "flexible"  # 灵活就业人员, in the same insurance, paying alone
    RESIDENT = "resident"  # 城乡居民基本医疗保险, paid by the year


class Enrolment(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """An enrolment (参保登记): somebody in a scheme from a day on. `ends_on` is the last day."""

    scheme: str
    starts_on: date
    ends_on: date | None = None
    end_reason: str | None = None  # left | moved_away | died | retired | changed
    is_retired: bool = False
    employer_id: int | None = None
    group: str | None = None  # of residents: a word of ``resident_groups``
    how: str = "registered"  # registered | newborn | moved_in | retired | carried
    base_fen: int | None = None  # monthly base as declared
    moved_to: int | None = None  # the region somebody moved away to
    options: dict[str, Any] = {}

    @property
    def choices(self) -> dict[str, Any]:
        """The options that premium and entitlement depend on: the school is none of them."""
        return {name: value for name, value in self.options.items() if name != SCHOOL}


class PaidSpan(msgspec.Struct, frozen=True, gc=False):
    """Whole months paid without a gap. A resident's year is its twelve months."""

    scheme: str
    from_month: date
    until_month: date  # first day of the last month paid
    paid_on: date | None = None  # when it was paid, if not simply in time
    place: int | None = None  # the division where it was paid; None: here


class Owed(msgspec.Struct, frozen=True, gc=False):
    """A bill not paid in full (欠费, once it is overdue)."""

    scheme: str
    period: date  # first day of the month, or of the cover year
    kind: str  # month | year | repair | correction
    owed_by: str  # employer | person
    due_on: date  # the last day on which it is paid in time
    owed_fen: int = 0
    paid_fen: int = 0


class Cover(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """All that entitlement rests on for one person (参保缴费情况)."""

    enrolments: tuple[Enrolment, ...] = ()
    paid: tuple[PaidSpan, ...] = ()  # of this region and carried on, oldest first
    owed: tuple[Owed, ...] = ()
    repaired: tuple[int, ...] = ()  # lapsed cover years whose premium was paid later (缴费修复)


class Gap(NamedTuple):
    """A time without entitlement and its cause: half-open days, None for without end on that side.

    `cause` is not_enrolled, arrears_employer, arrears_own, waiting or moved_away; `policy` names
    the ids it rests on; `share` is what is still paid during it, where a region pays a part.
    """

    cause: str
    since: date | None
    until: date | None
    policy: tuple[str, ...] = ()
    periods: tuple[date, ...] = ()  # the months or years unpaid
    share: str | None = None


class PolicyUsed(msgspec.Struct, frozen=True, kw_only=True):
    """One value of the law that a result rests on, with where it comes from."""

    id: str
    value: Any
    unit: str
    since: date | None
    until: date | None
    source: str  # key
    title: str
    confidence: str
    address: str | None = None
    attested_on: date | None = None
    taken_from: str | None = None
    set_by_installation: bool = False
    note: Any = None
    others: tuple[Any, ...] = ()
