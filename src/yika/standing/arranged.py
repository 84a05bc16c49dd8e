"""Visits arranged once for all who have the same to do, whenever they ask. Pure.

Which visits are best depends on no date, so it is remembered without dates; the law may change, so
it is remembered for the time between two changes.
"""

from collections.abc import Hashable, Sequence
from datetime import datetime

from yika.standing import visits
from yika.standing.laws import Laws
from yika.standing.model import Remedy
from yika.standing.visits import Pick, Price, Step, Stop

Numbers = tuple[int, int]  # of a step, and of one of its ways
Arranged = tuple[Price, Sequence[tuple[str, tuple[str, ...], Sequence[Numbers]]]]


def stops(steps: Sequence[Step], laws: Laws, at: datetime) -> tuple[Price, tuple[Stop, ...]]:
    """As ``visits.stops``."""
    if len(steps) == 1:
        return visits.stops(steps, laws, at)  # As quick as to remember it.
    kept = laws.arranged(at)
    key = tuple([(step.matter, step.then, tuple(map(_undated, step.ways))) for step in steps])
    found: Arranged | None = kept.get(key)
    if found is None:
        price, made = visits.stops(steps, laws, at)
        told = [(one.channel, one.places, [_numbers(p, steps) for p in one.picks]) for one in made]
        kept[key] = price, told
        return price, made
    price, told = found
    made = [
        Stop(channel, places, tuple([(steps[s], steps[s].ways[w]) for s, w in picks]))
        for channel, places, picks in told
    ]
    return price, tuple(made)


def _undated(way: Remedy) -> Hashable:
    """What of a way the choice depends on."""
    return way.channel, way.fee, way.places, way.papers


def _numbers(pick: Pick, steps: Sequence[Step]) -> Numbers:
    """Which step it is, and which of its ways."""
    every = [(s, w) for s, step in enumerate(steps) for w in range(len(step.ways))]
    return next((s, w) for s, w in every if pick == (steps[s], steps[s].ways[w]))
