"""The months of somebody in the employees' insurance: which were paid in time, late, or not at all.

A month is counted as ``year * 12 + month - 1``. A run is a row of months none of which was paid in
time; a month of which nothing is known closes nothing, unless it lies between two that were paid.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import Final, NamedTuple

from yika.insurance.entitled.entitlement_laws import Asking
from yika.insurance.model import Cover, Enrolment, Owed, Scheme

CLOSING: Final = ("month", "year")  # kinds of bill; a correction or repair closes nothing


def number(day: date) -> int:
    """The month a day lies in, as a number."""
    return day.year * 12 + day.month - 1


def first_of(month: int) -> date:
    """The first day of a month."""
    return date(month // 12, month % 12 + 1, 1)


class Month(NamedTuple):
    """A month not paid in time. `paid_on` is None while it is unpaid.

    `is_billed`: whether it was ever owed, as far as is known, or merely nobody paid for it.
    """

    at: int
    due_on: date
    paid_on: date | None
    owed_by: str
    enrolled: bool
    is_billed: bool


class Run(NamedTuple):
    """A row of months not paid in time, and whether payment in time follows it."""

    months: list[Month]
    is_followed: bool


class Months:
    """What is known of each month, laid out for one person."""

    def __init__(self, cover: Cover, work: Sequence[Enrolment], asking: Asking) -> None:
        self.work = work
        self.asking = asking
        self.in_time: list[tuple[int, int]] = []
        self.late: dict[int, date] = {}
        self.paid_on: dict[int, date] = {}
        self.owed: dict[int, Owed] = {}
        self._read_paid(cover)
        for bill in cover.owed:
            month, is_open = number(bill.period), bill.owed_fen > bill.paid_fen
            closes = bill.scheme != Scheme.RESIDENT and bill.kind in CLOSING
            if closes and is_open and not self.is_paid(month):
                self.owed[month] = bill

    def is_paid(self, month: int) -> bool:
        """Whether a month was paid, in time or later."""
        return month in self.late or any(a <= month < b for a, b in self.in_time)

    def first_paid(self) -> int | None:
        """The first month that was paid."""
        firsts = [start for start, _ in self.in_time[:1]] + sorted(self.late)[:1]
        return min(firsts, default=None)

    def enrolment(self, month: int) -> Enrolment | None:
        """The enrolment of a month: the one begun last, if any day of it lies in the month."""
        start, end = first_of(month), first_of(month + 1)
        for one in reversed(self.work):
            if one.starts_on < end and (one.ends_on is None or one.ends_on >= start):
                return one
        return None

    def scheme(self, month: int) -> str:
        """The scheme of a month, or the last one known before it."""
        there = self.enrolment(month) or self.work[0]
        return there.scheme

    def arrival(self, month: int) -> date:
        """The day on which a paid month counts as paid: not before the month begins."""
        return max(self.paid_on.get(month, date.min), first_of(month))

    def runs(self) -> Iterator[Run]:
        """All months that were not paid in time, row by row."""
        known = sorted(self.late.keys() | self.owed.keys())
        spans = self.in_time
        if not spans:
            if known:
                yield self._run(known[0], known[-1] + 1, is_followed=False)
            return
        if known and known[0] < spans[0][0]:
            yield self._run(known[0], spans[0][0], is_followed=True)
        for (_, end), (start, _) in pairwise(spans):
            yield self._run(end, start, is_followed=True)
        end = spans[-1][1]
        after = [month for month in known if month >= end]
        if after:
            start = end if after[0] in self.late else after[0]
            yield self._run(start, after[-1] + 1, is_followed=False)

    def _run(self, start: int, end: int, *, is_followed: bool) -> Run:
        return Run([self._month(at) for at in range(start, end)], is_followed)

    def _month(self, at: int) -> Month:
        bill, there = self.owed.get(at), self.enrolment(at)
        scheme = there.scheme if there else self.work[0].scheme
        payer = "employer" if scheme == Scheme.EMPLOYEE else "person"
        due_on = bill.due_on if bill else self.asking.due_day(first_of(at), scheme)
        owed_by = bill.owed_by if bill else payer
        paid_on = self.late.get(at)
        is_billed = bill is not None or paid_on is not None
        return Month(at, due_on, paid_on, owed_by, there is not None, is_billed)

    def _read_paid(self, cover: Cover) -> None:
        spans: list[tuple[int, int]] = []
        for span in cover.paid:
            if span.scheme == Scheme.RESIDENT:
                continue
            start, end = number(span.from_month), number(span.until_month) + 1
            if span.paid_on is None:
                spans.append((start, end))
                continue
            for month in range(start, end):
                self.paid_on[month] = span.paid_on
                if span.paid_on > self.asking.due_day(first_of(month), span.scheme):
                    self.late[month] = span.paid_on
                else:
                    spans.append((month, month + 1))
        for start, end in sorted(spans):
            if self.in_time and start <= self.in_time[-1][1]:
                self.in_time[-1] = self.in_time[-1][0], max(self.in_time[-1][1], end)
            else:
                self.in_time.append((start, end))
        if self.late:
            in_time = {month for start, end in self.in_time for month in range(start, end)}
            self.late = {at: day for at, day in self.late.items() if at not in in_time}
