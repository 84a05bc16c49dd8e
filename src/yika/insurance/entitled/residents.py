"""Residents: a payment is a cover year, from its beginning if made in the window; else one waits.

The wait is a fixed part, and a variable part for years not insured, which premiums paid later
(缴费修复) shorten down to a floor. Newborns count from birth. A year not paid closes on its first
day.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final, NamedTuple

from yika.ground.days import add_months
from yika.insurance.entitled.entitlement_laws import NONE, Asking
from yika.insurance.entitled.months import number
from yika.insurance.entitled.switches import SWITCH, Covered, from_work, start
from yika.insurance.entitled.waits import Anchor, first_day
from yika.insurance.model import Cover, Enrolment, Gap, Scheme
from yika.policy.model import UNKNOWN, Value
from yika.policy.tree import is_table

FIXED: Final = "entitlement.resident_wait"
VARIABLE: Final = "entitlement.resident_variable"
START: Final = "entitlement.resident_start"
EXEMPT: Final = "entitlement.exempt"
WINDOW: Final = "resident.window"
NEWBORN: Final = "resident.newborn"
AGES_AGO: Final = 60  # years looked back for lapsed ones where a region names no first year


class Start(NamedTuple):
    """When benefit of a paid year begins, on which rules, and for which years not insured."""

    day: date
    policy: tuple[str, ...] = ()
    lapsed: tuple[int, ...] = ()
    is_retroactive: bool = False  # also the days before the payment are covered


class Years:
    """What is known of each cover year, laid out for one person."""

    def __init__(
        self, cover: Cover, homes: Sequence[Enrolment], covered: Covered, asking: Asking
    ) -> None:
        self.homes = homes
        self.covered = covered
        self.worked = covered.worked
        self.asking = asking
        self.repaired = cover.repaired
        self.paid: dict[int, date | None] = {}
        for span in cover.paid:
            if span.scheme == Scheme.RESIDENT:
                first, last = map(asking.cover_year, (span.from_month, span.until_month))
                for year in range(first, last + 1):
                    self.paid.setdefault(year, span.paid_on)

    def enrolment(self, year: int) -> Enrolment:
        """The enrolment of a year: the last begun before its end; the first where none had."""
        end = self.asking.cover_start(year + 1)
        before = [one for one in self.homes if one.starts_on < end]
        return (before or self.homes)[-1 if before else 0]

    def has_work(self, year: int) -> bool:
        """Whether any month of the year was paid in the employees' insurance."""
        if not self.worked:
            return False
        first = number(self.asking.cover_start(year))
        return any(first <= month < first + 12 for month in self.worked)


def of_residents(years: Years) -> Iterator[Gap]:
    """The gaps of the residents' insurance: years not paid, and waits."""
    asking, before = years.asking, None
    entered = years.homes[0].starts_on
    for year in sorted(years.paid):
        opens = asking.cover_start(year)
        since = entered if before is None else asking.cover_start(before + 1)
        if since < opens:
            comes = before is None and asking.cover_year(entered) == year - 1
            cause = "waiting" if comes and not _is_child(years, year - 1) else "not_enrolled"
            periods = () if cause == "waiting" else _periods(asking, since, year)
            yield Gap(cause, since, opens, (START,), periods)
        if before != year - 1 or years.paid[year] is not None:
            yield from _of_year(years, year, max(opens, entered))
        before = year
    closes = entered if before is None else asking.cover_start(before + 1)
    period = asking.cover_start(asking.cover_year(closes))
    yield Gap("not_enrolled", max(closes, entered), None, (WINDOW,), (period,))


def _of_year(years: Years, year: int, opens: date) -> Iterator[Gap]:
    """The days of a paid year before benefit begins: not paid yet, then waiting."""
    begins = start_of_year(years, year)
    paid_on = years.paid[year]
    arrived = opens if paid_on is None else max(opens, paid_on)
    unpaid = min(arrived, begins.day)
    if unpaid > opens and not begins.is_retroactive:
        period = years.asking.cover_start(year)
        yield Gap("not_enrolled", opens, unpaid, begins.policy or (WINDOW,), (period,))
    if begins.day > arrived:
        lapsed = tuple(map(years.asking.cover_start, begins.lapsed))
        yield Gap("waiting", arrived, begins.day, begins.policy, lapsed)


def start_of_year(years: Years, year: int) -> Start:
    """When benefit of a paid year begins."""
    asking, paid_on = years.asking, years.paid[year]
    opens = asking.cover_start(year)
    there = years.enrolment(year)
    born = _from_birth(years, year, there)
    if born is not None:
        return born
    lapsed = lapsed_years(years, year)
    late = _is_late(asking, opens, paid_on)
    if not _is_continuous(years, year) or late:
        met, day = from_work(asking, opens, paid_on, years.covered)
        if met and day is not None:
            return Start(day, (SWITCH,), is_retroactive=day == opens)
    if not late and not lapsed and not _left_late(years, year):
        return _in_window(years, opens, paid_on)
    return _after_wait(years, there, opens, lapsed, late=late)


def lapsed_years(years: Years, year: int) -> tuple[int, ...]:
    """The cover years in a row, right before a year, that were not paid and count here."""
    rule = years.asking.laws.rule(VARIABLE, years.asking.cover_start(year))
    first = rule["years_from"] if is_table(rule) else UNKNOWN
    if _is_continuous(years, year):
        return ()
    known = [*years.paid, *(years.asking.cover_year(_day(month)) for month in years.worked)]
    earliest = min((one for one in known if one < year), default=None)
    if earliest is None:  # Nothing is known from before: enrolled for the first time, or as told.
        told = years.homes[0].options.get("lapsed", 0)
        return tuple(range(year - int(str(told)), year))
    found: list[int] = []
    for one in range(year - 1, max(earliest, year - AGES_AGO), -1):
        if one in years.paid or years.has_work(one) or not _counts(years.asking, one, first):
            break
        found.append(one)
    return tuple(reversed(found))


def _counts(asking: Asking, year: int, first: Value) -> bool:
    """Whether a year can lapse: named by the region, or no earlier than the rule itself."""
    if first != UNKNOWN:
        return year >= first
    opens = asking.cover_start(year)
    return any(is_table(asking.laws.rule(rule, opens)) for rule in (VARIABLE, FIXED))


def variable_months(rule: Value | None, lapsed: int, repaired: int) -> int:
    """Months of the variable wait after so many lapsed years, some of them paid later."""
    if rule is None or rule == NONE:
        return 0
    more = max(0, lapsed - rule["free_years"]) * rule["per_year"]
    return max(0, more - min(repaired, lapsed) * rule["repaired_by_year"])


def _after_wait(
    years: Years, there: Enrolment, opens: date, lapsed: tuple[int, ...], *, late: bool
) -> Start:
    asking = years.asking
    paid_on = years.paid[asking.cover_year(opens)]
    arrived = max(opens, paid_on) if paid_on else opens
    if _is_exempt(asking, there, opens):
        return Start(arrived, (EXEMPT,), lapsed)
    fixed = asking.rule(FIXED, opens, until=arrived)
    more = asking.rule(VARIABLE, opens, until=arrived)
    anchor = Anchor(
        paid_on or opens,
        there.starts_on,
        cover_start=opens,
        is_late=paid_on is not None and paid_on >= opens and (late or _no_window(asking, opens)),
    )
    repaired = sum(year in lapsed for year in years.repaired)
    months = variable_months(more, len(lapsed), repaired)
    policy = tuple(
        name for name, rule in ((FIXED, fixed), (VARIABLE, more if lapsed else None)) if rule
    )
    if fixed is None:
        return Start(add_months(arrived, months), policy, lapsed)
    day = first_day(fixed, anchor, months)
    floor = more.get("floor") if is_table(more) else None
    if floor and len(lapsed) >= floor["lapse_years"] and fixed != NONE:
        least = {**fixed, "count": floor["months"], "unit": "months"}
        day = max(day, first_day(least, anchor))
    return Start(max(day, arrived), policy, lapsed)


def _in_window(years: Years, opens: date, paid_on: date | None) -> Start:
    """Paid in time and never lapsed: from the beginning of the year, or from arrival within it."""
    if paid_on is None or paid_on < opens:
        return Start(opens, (START,))
    rule = years.asking.rule(START, opens, until=paid_on)
    if rule is None:
        return Start(opens, (WINDOW,), is_retroactive=True)
    day = start(rule["within_cover"], paid_on, opens)
    if day is None:
        return _after_wait(years, years.enrolment(opens.year), opens, (), late=True)
    return Start(day, (START,), is_retroactive=day < paid_on)


def _from_birth(years: Years, year: int, there: Enrolment) -> Start | None:
    """A newborn enrolled soon enough; None for everybody else."""
    if not _is_child(years, year):
        return None
    born = _born(there) or there.starts_on
    asking, paid_on = years.asking, years.paid[year]
    rule = asking.rule(NEWBORN, born)
    if rule is None or (paid_on and paid_on > born + timedelta(days=rule["within_days"])):
        return None
    day = max(born, asking.cover_start(year))
    if rule["begins"] == "birth" or paid_on is None:
        return Start(day, (NEWBORN,), is_retroactive=True)
    return Start(max(day, paid_on), (NEWBORN,))


def _is_child(years: Years, year: int) -> bool:
    """Whether somebody was enrolled as a newborn, born in this cover year or the one before."""
    there = years.enrolment(year)
    born = _born(there) or there.starts_on
    return there.how == "newborn" and 0 <= year - years.asking.cover_year(born) <= 1


def _is_late(asking: Asking, opens: date, paid_on: date | None) -> bool:
    """Whether a year was paid after its window; not where the window is not told.

    Where a place writes of waits and has no word at all on windows, the year itself is the bound.
    """
    if paid_on is None:
        return False
    if _no_window(asking, opens):
        bounded = asking.laws.is_blank(WINDOW) and asking.laws.rule(FIXED, opens) is not None
        if not bounded:
            asking.is_silent(WINDOW, max(opens, paid_on))
        return bounded and paid_on >= opens
    window = asking.laws.rule(WINDOW, opens)
    return is_table(window) and paid_on > window["closes"]


def _no_window(asking: Asking, opens: date) -> bool:
    return asking.laws.rule(WINDOW, opens) is None


def _is_continuous(years: Years, year: int) -> bool:
    return year - 1 in years.paid


def _left_late(years: Years, year: int) -> bool:
    """Whether somebody came from the employees' insurance after longer than the switch allows."""
    if _is_continuous(years, year) or not years.has_work(year - 1):
        return False
    rule = years.asking.rule(SWITCH, years.asking.cover_start(year), "employee_to_resident")
    return rule is not None and rule != NONE


def _is_exempt(asking: Asking, there: Enrolment, opens: date) -> bool:
    exempt = asking.rule(EXEMPT, opens) or ()
    told = {there.options.get("exempt"), "aided" if there.options.get("aid") else None}
    return bool(told.intersection(exempt)) or (there.how == "newborn" and "newborn" in exempt)


def _born(there: Enrolment) -> date | None:
    told = there.options.get("born")
    if told is None:
        return there.starts_on if there.how == "newborn" else None
    return told if isinstance(told, date) else date.fromisoformat(str(told))


def _day(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)


def _periods(asking: Asking, since: date, year: int) -> tuple[date, ...]:
    return tuple(asking.cover_start(one) for one in range(asking.cover_year(since), year))
