"""The past of cards, for thousands at once: when they were ordered, how far they came, their uses.

Instants are whole seconds before the sandbox begins, so they are negative. Day 0 is the day on
which it begins; uses fall into shop hours.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.random import Generator

from yika.demo.copying import Flags, Ints
from yika.demo.plights import DAY, HOUR

STAGES: Final = ("ordered", "made", "shipped", "ready", "collected", "activated")
ORDERED, _, _, READY, COLLECTED, ACTIVATED = range(6)
MIDNIGHT: Final = -9 * HOUR  # of day 0, before the clock's 9:00
OPENS, CLOSES = 8 * HOUR, 21 * HOUR
INSTANT_SHARE: Final = 0.3  # of cards are made on the spot


@dataclass(slots=True)
class Cards:
    """One card a person at most: who has one, its steps in time, and the last step it took."""

    has: Flags
    steps: dict[str, Ints]
    upto: Ints
    instant: Flags

    def took(self, step: str) -> Flags:
        """Whose card took that step. One made on the spot is not shipped."""
        reached = self.has & (self.upto >= STAGES.index(step))
        return reached & ~self.instant if step == "shipped" else reached


def lived(draw: Generator, has: Flags, ordered: Ints, upto: Ints) -> Cards:
    """Cards ordered at these instants, with the pace of the steps drawn."""
    count = len(has)
    instant = draw.random(count) < INSTANT_SHARE
    paces = {
        "made": (15 * 60, draw.integers(4 * DAY, 8 * DAY, count)),
        "shipped": (0, draw.integers(DAY // 2, DAY, count)),
        "ready": (5 * 60, draw.integers(DAY, 2 * DAY, count)),
        "collected": (5 * 60, draw.integers(DAY, 12 * DAY, count)),
        "activated": (10 * 60, draw.integers(10 * 60, 3 * DAY, count)),
    }
    steps = {"ordered": ordered}
    at = ordered
    for step, (on_the_spot, usual) in paces.items():
        at = at + np.where(instant, on_the_spot, usual)
        steps[step] = at
    return Cards(has, steps, upto, instant)


def used(draw: Generator, times: Ints, first: Ints, last: Ints) -> tuple[Ints, Ints, Ints]:
    """Uses between two instants: the person's row, the instant and its number in line, in order.

    Only whole days strictly between `first` and `last` are used; where there are none, no use.
    """
    from_day = (first - MIDNIGHT) // DAY + 1
    to_day = (last - MIDNIGHT) // DAY
    times = np.where(to_day > from_day, times, 0)
    row = np.repeat(np.arange(len(times)), times)
    span = (to_day - from_day)[row]
    day = from_day[row] + (draw.random(len(row)) * span).astype(np.int64)
    at = MIDNIGHT + day * DAY + draw.integers(OPENS, CLOSES, len(row))
    order = np.lexsort((at, row))
    return row, at[order], numbered(row)


def numbered(groups: Ints) -> Ints:
    """Numbers from 1 within each group of equal neighbours."""
    begins = np.ones(len(groups), np.bool_)
    begins[1:] = groups[1:] != groups[:-1]
    places = np.arange(len(groups))
    return places - np.maximum.accumulate(np.where(begins, places, 0)) + 1
