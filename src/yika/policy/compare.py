"""What differs between two places, or between two folders of policy data."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from yika.policy.load import Book
from yika.policy.lookup import Abolished, Answer, Known, cells, look_up, timeline
from yika.policy.model import UNKNOWN, Value


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two that are compared."""

    book: Book
    division: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One cell that is answered differently from a day on; None is from the beginning."""

    id: str
    axes: dict[str, str]
    since: date | None
    left: Answer
    right: Answer


def differences(left: Side, right: Side, day: date | None = None) -> list[Difference]:
    """The cells that differ on a day; on any day where none is given."""
    ids = sorted({*left.book.rules(left.division), *right.book.rules(right.division)})
    return [
        found
        for policy_id in ids
        for axes in _cells(left, right, policy_id)
        for found in _compare(left, right, policy_id, axes, day)
    ]


def plain(answer: Answer) -> Value:
    """The value itself; the words unknown and abolished for the other answers."""
    if isinstance(answer, Known):
        return answer.value
    return "abolished" if isinstance(answer, Abolished) else UNKNOWN


def _cells(left: Side, right: Side, policy_id: str) -> Iterable[dict[str, str]]:
    rules = (side.book.rule(policy_id, side.division) for side in (left, right))
    return cells(next(rule for rule in rules if rule))


def _compare(
    left: Side, right: Side, policy_id: str, axes: dict[str, str], day: date | None
) -> Iterator[Difference]:
    if day is not None:
        one, other = (look_up(s.book, policy_id, s.division, day, **axes) for s in (left, right))
        if plain(one) != plain(other):
            yield Difference(policy_id, axes, day, one, other)
        return
    spans = [timeline(side.book, policy_id, side.division, **axes) for side in (left, right)]
    before: tuple[Value, Value] | None = None
    for since in sorted({span.since or date.min for side in spans for span in side}):
        one, other = (look_up(s.book, policy_id, s.division, since, **axes) for s in (left, right))
        values = (plain(one), plain(other))
        if values[0] != values[1] and values != before:
            yield Difference(policy_id, axes, None if since == date.min else since, one, other)
        before = values
