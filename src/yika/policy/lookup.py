"""The answer of the law: what holds for an id, in a division, at a moment, for one cell.

A moment is a day, or an instant whose Beijing day counts. Three answers exist, three types:
`Known`, `Abolished`, `Unknown`. `until` is the last day, as the files write it. Answers are
worked out once a cell and kept in the book, so that a repeated look-up costs two dictionary
reads and a bisection.
"""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import TypeAlias

import msgspec

from yika.ground.days import beijing_day
from yika.policy.installation import setting
from yika.policy.load import Book
from yika.policy.model import UNKNOWN, Confidence, Entry, Other, Rule, Source, Value, WrongAxes
from yika.policy.words import lists


@dataclass(frozen=True, slots=True)
class Known:
    """A value with the entry behind it."""

    value: Value
    entry: Entry
    rule: Rule
    division: str  # the place asked about
    undated: bool = False  # the moment lies before the day on which a source shows it in force
    taken_from: str | None = None  # the division whose value it is, where this one follows it
    set_by_installation: bool = False
    others: tuple[Other, ...] = ()  # what disagreeing sources say of this cell

    @property
    def source(self) -> Source:
        """Where the value was read."""
        return self.entry.source

    @property
    def confidence(self) -> Confidence:
        """How sure we are."""
        return self.entry.confidence

    @property
    def since(self) -> date | None:
        """The first day on which it holds, if stated."""
        return self.entry.since

    @property
    def until(self) -> date | None:
        """The last day on which it holds, if there is one."""
        return self.entry.until

    @property
    def unit(self) -> str:
        """What the value is: a unit of units.yaml."""
        return self.rule.unit


@dataclass(frozen=True, slots=True)
class Abolished:
    """The rule existed and is no more."""

    entry: Entry
    rule: Rule
    division: str
    taken_from: str | None = None


@dataclass(frozen=True, slots=True)
class Unknown:
    """No source says what holds in this division."""

    id: str
    division: str
    others: tuple[Other, ...] = ()  # what sources say that were not trusted enough to be the value


Answer: TypeAlias = Known | Abolished | Unknown


@dataclass(frozen=True, slots=True)
class Span:
    """The days, first and last included, that have one answer; None is without end on that side."""

    since: date | None
    until: date | None
    answer: Answer


def look_up(
    book: Book, policy_id: str, division: str, moment: date | datetime, /, **axes: str
) -> Answer:
    """The answer at that moment; WrongAxes where the axes name no single cell."""
    key = (policy_id, division, *axes.items())
    kept = book.answers.get(key)
    if kept is None:
        kept = _history(book, policy_id, division, axes)
        if book.rule(policy_id, division):  # What nobody wrote down could be asked without end.
            book.answers[key] = kept
    day = beijing_day(moment) if isinstance(moment, datetime) else moment
    return kept[1][bisect_right(kept[0], day) - 1]


def timeline(book: Book, policy_id: str, division: str, /, **axes: str) -> list[Span]:
    """All answers in order of time, covering every day once."""
    starts, answers = _history(book, policy_id, division, axes)
    ends = [start - timedelta(days=1) for start in starts[1:]]
    return [
        Span(None if since == date.min else since, until, answer)
        for since, until, answer in zip(starts, [*ends, None], answers, strict=True)
    ]


def change_days(book: Book, division: str) -> list[date]:
    """The days from which any value of the division differs from the day before, in order."""
    found: set[date] = set()
    for policy_id in book.rules(division):
        for rule in book.chain(policy_id, division):
            for entry in rule.values:
                found.update(_starts(entry))
    return sorted(found - {date.min})


def cells(rule: Rule) -> list[dict[str, str]]:
    """Every cell of a rule, as the axes that name it; one empty cell where there are no axes."""
    found: list[dict[str, str]] = [{}]
    left_out = lists().left_out.get(rule.id, frozenset())
    for axis in rule.by:
        members = [member for member in lists().members(axis) if member not in left_out]
        found = [{**cell, axis: member} for cell in found for member in members]
    return found


def _history(
    book: Book, policy_id: str, division: str, axes: Mapping[str, str]
) -> tuple[list[date], list[Answer]]:
    rule = book.rule(policy_id, division)
    form = rule or (book.form(policy_id) if policy_id in book.settings else None)
    if form is not None:
        _check_axes(form, axes)
    chain = book.chain(policy_id, division)
    starts = sorted({date.min}.union(*(_turns(entry) for one in chain for entry in one.values)))
    own = _set_here(book, form, division, axes)
    told = [_answer(chain, day, policy_id, division, axes) for day in starts]
    answers = [own if own and isinstance(answer, Unknown) else answer for answer in told]
    kept = [0, *(at for at, (before, after) in enumerate(pairwise(answers), 1) if before != after)]
    return [starts[at] for at in kept], [answers[at] for at in kept]


def _answer(
    chain: list[Rule], day: date, policy_id: str, division: str, axes: Mapping[str, str]
) -> Answer:
    untrusted: tuple[Other, ...] = ()
    for rule in chain:
        entry = next((entry for entry in rule.values if entry.holds_on(day)), None)
        if entry is None:
            continue
        value = _cell(entry.value, rule.by, axes)
        others = _others(entry, rule.by, axes)
        if value == UNKNOWN:
            untrusted += others
            continue
        taken_from = rule.division if rule.division != division else None
        if value is None:
            return Abolished(entry, rule, division, taken_from)
        undated = entry.since is None and entry.attested_on is not None and day < entry.attested_on
        return Known(value, entry, rule, division, undated, taken_from, others=others)
    return Unknown(policy_id, division, untrusted)


def _others(entry: Entry, by: tuple[str, ...], axes: Mapping[str, str]) -> tuple[Other, ...]:
    cells = ((other, _cell(other.value, by, axes)) for other in entry.others)
    return tuple(
        msgspec.structs.replace(other, value=value) for other, value in cells if value != UNKNOWN
    )


def _cell(value: Value, by: tuple[str, ...], axes: Mapping[str, str]) -> Value:
    for axis in by:
        if value is None or value == UNKNOWN:
            return value
        value = value.get(axes[axis], UNKNOWN)
    return value


def _set_here(
    book: Book, form: Rule | None, division: str, axes: Mapping[str, str]
) -> Known | None:
    entry = setting(book.settings, form, axes) if form else None
    if form is None or entry is None:
        return None
    return Known(entry.value, entry, form, division, set_by_installation=True)


def _starts(entry: Entry) -> set[date]:
    after = (
        {entry.until + timedelta(days=1)} if entry.until and entry.until < date.max else set[date]()
    )
    return {entry.since or date.min} | after


def _turns(entry: Entry) -> set[date]:
    dated = entry.since is None and entry.attested_on is not None
    return _starts(entry) | ({entry.attested_on} if dated and entry.attested_on else set())


def _check_axes(rule: Rule, axes: Mapping[str, str]) -> None:
    fitting = set(axes) == set(rule.by) and all(
        member in lists().members(axis) for axis, member in axes.items()
    )
    if not fitting:
        needs = {axis: list(lists().members(axis)) for axis in rule.by}
        raise WrongAxes(id=rule.id, needs=needs, given=dict(axes))
