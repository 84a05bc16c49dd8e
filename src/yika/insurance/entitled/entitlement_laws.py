"""The law of one region on entitlement, laid out once so that an answer takes microseconds.

A value is kept as its line over all time, by id and cell. A rule that was abolished reads as `none`
(nothing is waited for, nothing stops); one that no source tells is None, and nothing follows.
"""

from bisect import bisect_right
from datetime import date
from typing import Final

from yika.ground.days import add_months
from yika.insurance.laws import InsuranceLaws
from yika.insurance.model import PolicyUsed
from yika.policy.load import Book
from yika.policy.lookup import Abolished, Answer, Known, timeline
from yika.policy.model import Value, WrongAxes
from yika.policy.tree import is_table

NONE: Final = "none"


class EntitlementLaws(InsuranceLaws):
    """What a region says of waits, arrears, cover years and what they lead to."""

    def __init__(self, book: Book, division: str) -> None:
        super().__init__(book, division)
        self.cover_starts: dict[int, date] = {}  # of residents, by year, as they are asked for
        self._lines: dict[tuple[str, str], tuple[list[date], list[Value | None]]] = {}

    def rule(self, policy: str, day: date, cell: str = "") -> Value | None:
        """The value on a day for the member of its one axis; None where nobody tells it."""
        line = self._lines.get((policy, cell))
        if line is None:
            line = self._lines[policy, cell] = self._line(policy, cell)
        return line[1][bisect_right(line[0], day) - 1]

    def told(self, policy: str, day: date, cell: str = "") -> PolicyUsed | None:
        """Where the value on a day is from; None where there is none."""
        try:
            return self.used(policy, day, **self.axes(policy, cell))
        except WrongAxes:
            return None

    def is_blank(self, policy: str) -> bool:
        """Whether nothing at all is written on a policy here: no file, not even "looked for"."""
        return self.book.rule(policy, self.division) is None

    def axes(self, policy: str, cell: str) -> dict[str, str]:
        """The one axis of a policy here with its member; empty where it has none."""
        form = self.book.rule(policy, self.division) or self.book.form(policy)
        return dict.fromkeys(form.by, cell) if form is not None else {}

    def _line(self, policy: str, cell: str) -> tuple[list[date], list[Value | None]]:
        try:
            spans = timeline(self.book, policy, self.division, **self.axes(policy, cell))
        except WrongAxes:
            return [date.min], [None]
        return [span.since or date.min for span in spans], [_plain(span.answer) for span in spans]


class Asking:
    """Questions to the law for one answer; `silent` gathers the ids that nobody told.

    With each stands the latest day on which, or soon after which, it could have mattered.
    """

    __slots__ = ("laws", "silent")

    def __init__(self, laws: EntitlementLaws) -> None:
        self.laws = laws
        self.silent: dict[str, date] = {}

    def rule(self, policy: str, day: date, cell: str = "", until: date = date.min) -> Value | None:
        """The value on a day; None, and remembered as silent, where nobody tells it.

        `until`: the day up to which it matters, where that is later.
        """
        value = self.laws.rule(policy, day, cell)
        if value is None:
            self.is_silent(policy, max(day, until))
        return value

    def is_silent(self, policy: str, day: date) -> None:
        """Remember that nobody told a rule which mattered on a day."""
        self.silent[policy] = max(day, self.silent.get(policy, day))

    def cover_year(self, day: date) -> int:
        """The residents' cover year a day lies in, named by the year in which it begins."""
        start = self.cover_start(day.year)
        return day.year if day >= start else day.year - 1

    def cover_start(self, year: int) -> date:
        """The first day of a cover year of residents; 1 January where nobody says otherwise."""
        kept = self.laws.cover_starts.get(year)
        if kept is not None:
            return kept
        told = self.laws.rule("entitlement.benefit_year", date(year, 1, 1), "resident")
        day = date(year, told["month"], told["day"]) if is_table(told) else date(year, 1, 1)
        self.laws.cover_starts[year] = day
        return day

    def due_day(self, month: date, scheme: str) -> date:
        """The last day on which a month is paid in time; its last day where nobody says."""
        told = self.laws.rule("contribution.due", month, scheme)
        later, number = 0, "last"
        if is_table(told):
            later, number = told["months_later"], told["day"]
        last = add_months(month, later + 1) - date.resolution
        return last if number == "last" or number > last.day else last.replace(day=number)


def _plain(answer: Answer) -> Value | None:
    if isinstance(answer, Known):
        return answer.value
    return NONE if isinstance(answer, Abolished) else None
