"""How a character is insured: told as data, lived through the services of `insurance`.

Months long paid are spans; those of the last months are bills, which employers and people have paid
or left unpaid. An account begins with what was saved before and gets what the last months bring.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from yika.insurance.model import PaidSpan, Scheme

CARRIED_UNTIL = date(2025, 12, 1)  # the last month told as a span, unless told otherwise
RECENT = (date(2026, 1, 1), date(2026, 2, 1))  # months that were billed
YEAR = date(2026, 1, 1)  # the cover year that residents were billed for
FIRST_JOB = 22  # at which age people of the cast began to work, if that was not long ago
WORKING_SINCE = 2016


@dataclass(frozen=True, slots=True, kw_only=True)
class Insured:
    """Enrolled since a day; `until` is the last month (of residents: year) told as a span.

    `billed` are the months or years billed since, of which `unpaid` are not paid. `paid_on` is when
    a resident's year was paid.
    """

    scheme: str
    since: date
    first: date | None = None  # the first month paid, if not that of `since`
    until: date | None = CARRIED_UNTIL
    billed: tuple[date, ...] = RECENT
    unpaid: frozenset[date] = frozenset()
    paid_on: date = date(2025, 11, 18)
    employer: str = "textile"
    school: str | None = None  # of a pupil or student
    base: str = "8000.00"
    group: str | None = None
    how: str = "registered"
    place: int | None = None  # where the months of the span were paid, if elsewhere
    retires_on: date | None = None
    left_on: date | None = None  # the last day here, of somebody who moved away
    moved_to: int | None = None
    repaired: tuple[int, ...] = ()  # lapsed years whose premium was paid later
    paid_by: str | None = None  # the character whose account paid the year, by key

    def spans(self) -> Iterator[PaidSpan]:
        """The months paid before bills were kept."""
        if self.until is None:
            return
        first = (self.first or self.since).replace(day=1)
        yield PaidSpan(self.scheme, first, self.until, None, self.place)


def usual_cover(insurance: str, id_number: str) -> Insured:
    """How somebody is insured of whom no story is told: since long ago, everything paid."""
    born = date.fromisoformat(id_number[6:14])
    works = date(max(born.year + FIRST_JOB, WORKING_SINCE), 7, 1)
    if insurance == Scheme.RESIDENT:
        since = max(date(2018, 1, 1), date(born.year, 1, 1))
        group = "pupil" if born.year > 2007 else "elderly" if born.year < 1966 else "adult"
        school = "school" if group == "pupil" else None
        return Insured(scheme=insurance, since=since, group=group, billed=(YEAR,), school=school)
    base = "6000.00" if insurance == Scheme.FLEXIBLE else "8000.00"
    return Insured(scheme=insurance, since=works, base=base)
