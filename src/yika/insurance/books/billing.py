"""Which tariff a bill is made under, when it may be made, until when it is paid in time. Pure."""

import calendar
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec

from yika.ground.days import add_months
from yika.ground.errors import Refused
from yika.insurance.amounts.tariff import Tariff, tariff
from yika.insurance.laws import InsuranceLaws
from yika.insurance.model import Scheme
from yika.policy.load import Book
from yika.policy.model import UNKNOWN, Value


class NotYet(Refused):
    """A month or cover year that has not come, and whose window is not open. Facts: period, now."""

    code = "not_yet"


class Terms(NamedTuple):
    """Under which terms somebody is enrolled, as far as a tariff depends on them."""

    scheme: str
    options: str  # as JSON
    injury_class: int | None
    group: str | None
    is_newborn: bool  # enrolled as a newborn in the cover year

    def choices(self) -> dict[str, str]:
        """The choices as a tariff takes them."""
        told = msgspec.json.decode(self.options, type=dict[str, str])
        if self.injury_class is not None:
            told["injury_class"] = str(self.injury_class)
        if self.group is not None:
            told["group"] = self.group
        return told

    def keyed(self) -> dict[str, Any]:
        """The terms as the rows of enrolments are joined with them."""
        return {
            "of_scheme": self.scheme,
            "of_options": msgspec.json.decode(self.options),
            "of_class": self.injury_class,
            "of_group": self.group,
            "of_newborn": self.is_newborn,
        }


def month_has_come(month: date, today: date) -> None:
    """Fails with NotYet if a month begins after a day."""
    if month > today:
        raise NotYet(period=f"{month:%Y-%m}", now=today)


def year_has_come(book: Book, division: str, year: int, today: date) -> None:
    """Fails with NotYet if a cover year begins after a day, unless its window is open by then."""
    if year <= today.year:
        return
    window = InsuranceLaws(book, division).value("resident.window", date(year, 1, 1))
    opens = UNKNOWN if window is None else window["opens"]
    if opens == UNKNOWN or today < opens or year > today.year + 1:  # the last entry has no end
        raise NotYet(period=str(year), now=today)


@lru_cache(maxsize=4096)
def issued_under(
    book: Book, division: str, terms: Terms, period: date, kind: str, today: date
) -> Tariff | None:
    """The lines that a bill of this kind (month, year) has; None where there are none."""
    options = terms.choices()
    if terms.scheme == Scheme.RESIDENT:
        options |= {"year": str(period.year), "late": _late(book, division, terms, period, today)}
    found = tariff(book, division, terms.scheme, period, options)
    lines = tuple(line for line in found.lines if line.per == kind)
    if terms.is_newborn and _newborn_free(book, division, period):
        lines = tuple(
            msgspec.structs.replace(line, plus_num=0) if line.payer == "person" else line
            for line in lines
        )
    return msgspec.structs.replace(found, lines=lines) if lines else None


def due_on(book: Book, division: str, terms: Terms, period: date, kind: str, today: date) -> date:
    """The last day on which a bill made on a day is paid in time.

    What is billed after the law's day for it is due with the month in which it is billed, and never
    before the day on which it is billed: nobody is late with what was not asked for.
    """
    laws = InsuranceLaws(book, division)
    if kind == "year" and terms.scheme == Scheme.RESIDENT:
        return _resident_due(laws, period, today)
    rule = laws.value("contribution.due", period, work_scheme=_work(terms.scheme))
    due = day_of(rule, period) if rule else last_of(period)
    if due < today:
        made = today.replace(day=1)
        due = max(day_of(rule, made) if rule else last_of(made), today)
    return due


def day_of(rule: Value, period: date) -> date:
    """The day that a value of unit ``due`` names for a month."""
    month = add_months(period, rule["months_later"])
    last = last_of(month)
    return last if rule["day"] == "last" else month.replace(day=min(rule["day"], last.day))


def last_of(month: date) -> date:
    """The last day of a month."""
    return month.replace(day=calendar.monthrange(month.year, month.month)[1])


def _resident_due(laws: InsuranceLaws, period: date, today: date) -> date:
    window = laws.value("resident.window", period)
    if window is not None and today <= window["closes"]:
        return window["closes"]
    late = laws.value("resident.late", period)
    until = UNKNOWN if late is None else late["until"]
    return today if until == UNKNOWN or until < today else until


def _late(book: Book, division: str, terms: Terms, period: date, today: date) -> str:
    """Whether the premium is that of somebody who missed the window; newborns never do."""
    window = InsuranceLaws(book, division).value("resident.window", period)
    missed = window is not None and today > window["closes"] and not terms.is_newborn
    return "yes" if missed else "no"


def _newborn_free(book: Book, division: str, period: date) -> bool:
    rule = InsuranceLaws(book, division).value("resident.newborn", period)
    return rule is not None and rule["premium"] == "none"


def _work(scheme: str) -> str:
    return scheme if scheme == Scheme.EMPLOYEE else Scheme.FLEXIBLE
