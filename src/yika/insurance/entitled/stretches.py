"""Half-open stretches of days, and what is left of them: the arithmetic of gaps."""

from collections.abc import Iterable
from datetime import date
from typing import TypeAlias

from yika.insurance.model import Gap

Stretch: TypeAlias = tuple[date, date]  # half-open; date.min and date.max are without end


def joined(stretches: Iterable[Stretch]) -> list[Stretch]:
    """The same days in order, touching stretches as one."""
    found: list[Stretch] = []
    for since, until in sorted(stretches):
        if found and since <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], until)
        elif since < until:
            found.append((since, until))
    return found


def minus(stretches: Iterable[Stretch], others: Iterable[Stretch]) -> list[Stretch]:
    """The days of the first that are in none of the others."""
    left = joined(stretches)
    for since, until in joined(others):
        left = [
            piece
            for start, end in left
            for piece in ((start, min(end, since)), (max(start, until), end))
            if piece[0] < piece[1]
        ]
    return left


def of_gap(gap: Gap) -> Stretch:
    """The days of a gap."""
    return gap.since or date.min, gap.until or date.max


def within(gap: Gap, stretches: Iterable[Stretch]) -> list[Gap]:
    """The parts of a gap that lie in the stretches."""
    start, end = of_gap(gap)
    return [
        cut(gap, max(start, since), min(end, until))
        for since, until in stretches
        if max(start, since) < min(end, until)
    ]


def cut(gap: Gap, since: date, until: date) -> Gap:
    """The same gap over other days."""
    first = None if since == date.min else since
    last = None if until == date.max else until
    if first == gap.since and last == gap.until:
        return gap
    return Gap(gap.cause, first, last, gap.policy, gap.periods, gap.share)


def in_order(gaps: Iterable[Gap]) -> list[Gap]:
    """Gaps by their beginning; those of one cause that meet, on the same terms, as one."""
    found: list[Gap] = []
    last: dict[tuple[str, str | None], int] = {}
    for gap in sorted(gaps, key=lambda gap: (gap.since or date.min, gap.cause, gap.share or "")):
        at = last.get((gap.cause, gap.share))
        before = found[at] if at is not None else None
        if at is not None and before and (before.until is None or _start(gap) <= before.until):
            found[at] = _together(before, gap)
        else:
            last[gap.cause, gap.share] = len(found)
            found.append(gap)
    return found


def _start(gap: Gap) -> date:
    return gap.since or date.min


def _together(first: Gap, second: Gap) -> Gap:
    until = (
        None if None in (first.until, second.until) else max(of_gap(first)[1], of_gap(second)[1])
    )
    policy = tuple(dict.fromkeys(first.policy + second.policy))
    periods = tuple(sorted({*first.periods, *second.periods}))
    return Gap(first.cause, first.since, until, policy, periods, first.share)
