"""Every day without entitlement and why, over all time: what the records and the law make of it.

Nothing here knows what day it is, so that a forecast is what will be said then. Somebody covered
in one insurance has no gap for being without the other.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from yika.insurance.entitled.arrears import arrears
from yika.insurance.entitled.entitlement_laws import Asking, EntitlementLaws
from yika.insurance.entitled.months import CLOSING, Months, first_of, number
from yika.insurance.entitled.residents import Years, of_residents
from yika.insurance.entitled.stretches import Stretch, cut, in_order, joined, minus, of_gap, within
from yika.insurance.entitled.switches import Covered
from yika.insurance.model import Cover, Enrolment, Gap, Scheme

LASTING = ("left", "changed", "retired")  # ends after which the month paid last still counts


class Line(NamedTuple):
    """One insurance of somebody: the days enrolled in it, and the gaps within them."""

    enrolled: list[Stretch]
    gaps: list[Gap]


def gaps(cover: Cover, laws: EntitlementLaws) -> list[Gap]:
    """Every time without entitlement in order of time, those of one cause apart."""
    return gaps_and_silent(cover, laws)[0]


def gaps_and_silent(cover: Cover, laws: EntitlementLaws) -> tuple[list[Gap], dict[str, date]]:
    """The gaps, and the ids that would have mattered and that nobody tells here, with the day."""
    asking = Asking(laws)
    if not cover.enrolments:
        return [Gap("not_enrolled", None, None)], {}
    ordered = sorted(cover.enrolments, key=lambda one: one.starts_on)
    lines = [line for line in _lines(cover, ordered, asking) if line.enrolled]
    found = list(_outside(ordered, lines))
    for line in lines:
        others = [other for other in lines if other is not line]
        covered = [day for other in others for day in _entitled(other)]
        for gap in line.gaps:
            for piece in within(gap, line.enrolled):
                left = minus([of_gap(piece)], covered) if covered else [of_gap(piece)]
                found.extend(cut(piece, *days) for days in left)
    return in_order(found), asking.silent


def overdue(cover: Cover, gap: Gap, on: date) -> tuple[date, ...]:
    """The months or years unpaid of a gap; of arrears those overdue on the day, or as it begins."""
    if not gap.cause.startswith("arrears"):
        return gap.periods
    day = max(on, gap.since or on)
    early = {
        first_of(number(bill.period))
        for bill in cover.owed
        if bill.due_on >= day and bill.owed_fen > bill.paid_fen and bill.kind in CLOSING
    }
    return tuple(period for period in gap.periods if period not in early)


def gap_on(found: Iterable[Gap], day: date) -> Gap | None:
    """The gap a day lies in: of several the one that lasts longest."""
    there = [gap for gap in found if covers(gap, day)]
    return max(there, key=lambda gap: of_gap(gap)[1], default=None)


def covers(gap: Gap, day: date) -> bool:
    """Whether a day lies in a gap."""
    since, until = of_gap(gap)
    return since <= day < until


def first_free(found: Iterable[Gap], day: date) -> date | None:
    """The first day from `day` on that lies in no gap; None where none is to be seen."""
    for gap in sorted(found, key=lambda gap: of_gap(gap)[0]):
        if covers(gap, day):
            if gap.until is None:
                return None
            day = gap.until
    return day


def _lines(cover: Cover, ordered: Sequence[Enrolment], asking: Asking) -> list[Line]:
    retired = [one for one in ordered if one.is_retired]
    work = [one for one in ordered if one.scheme != Scheme.RESIDENT and not one.is_retired]
    homes = [one for one in ordered if one.scheme == Scheme.RESIDENT and not one.is_retired]
    lines = [Line(joined(_days(one) for one in retired), [])] if retired else []
    months = Months(cover, work, asking) if work else None
    covered = _covered(cover, asking) if homes else Covered()
    years = Years(cover, homes, covered, asking) if homes else None
    if months is not None:
        found = list(arrears(months, covered))
        lines.append(Line(joined(_work_days(one, months) for one in work), found))
    if years is not None:
        lines.append(Line(joined(_days(one) for one in homes), list(of_residents(years))))
    return lines


def _outside(ordered: Sequence[Enrolment], lines: Sequence[Line]) -> Iterable[Gap]:
    """The days on which somebody is enrolled in nothing: never yet, no more, or gone elsewhere."""
    everywhere = joined(days for line in lines for days in line.enrolled)
    for since, until in minus([(date.min, date.max)], everywhere):
        before = [one for one in ordered if one.ends_on and one.ends_on < since]
        last = max(before, key=lambda one: one.ends_on or date.min, default=None)
        gone = last is not None and last.end_reason == "moved_away"
        yield cut(Gap("moved_away" if gone else "not_enrolled", None, None), since, until)


def _days(one: Enrolment) -> Stretch:
    return one.starts_on, one.ends_on + timedelta(days=1) if one.ends_on else date.max


def _work_days(one: Enrolment, months: Months) -> Stretch:
    """The days of an enrolment at work; a month paid counts to its end after somebody left."""
    since, until = _days(one)
    if one.ends_on and one.end_reason in LASTING and months.is_paid(number(one.ends_on)):
        until = first_of(number(one.ends_on) + 1)
    return since, until


def _entitled(line: Line) -> list[Stretch]:
    return minus(line.enrolled, map(of_gap, line.gaps))


def _covered(cover: Cover, asking: Asking) -> Covered:
    """The months paid in the employees' insurance, and those of cover years that were paid."""
    worked: set[int] = set()
    resident: set[int] = set()
    for span in cover.paid:
        first, last = number(span.from_month), number(span.until_month)
        if span.scheme != Scheme.RESIDENT:
            worked.update(range(first, last + 1))
            continue
        opens = number(asking.cover_start(asking.cover_year(span.from_month)))
        ends = number(asking.cover_start(asking.cover_year(span.until_month) + 1))
        resident.update(range(opens, ends))
    return Covered(frozenset(resident), frozenset(worked))
