"""Who lives in the city: regions, cards and what is wrong, drawn for one stretch of people at once.

Each person has four places for cards: one used before, the one that counts, one ordered in its
place, and the e-credential. A card's id is four times the person's, plus its place. A stretch is
drawn from the seed and its own number only, so stretches can be made in any order.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.random import Generator

from yika.demo.copying import Flags, Ints
from yika.demo.pasts import (
    ACTIVATED,
    COLLECTED,
    MIDNIGHT,
    ORDERED,
    READY,
    Cards,
    lived,
)
from yika.demo.plights import DAY, HOUR, Plights, plights

REGIONS: Final = (999900, 110000, 310000, 430100, 130700, 330100, 420100, 440100, 440300)
SHARES: Final = (0.70, 0.05, 0.05, 0.04, 0.03, 0.03, 0.03, 0.04, 0.03)
STRETCH: Final = 20_000
PLACES: Final = 4
OLD, MAIN, NEXT, ELECTRONIC = range(PLACES)
YEAR: Final = 365
GENERATIONS: Final = ("magnetic", "second", "third", "electronic")
ISSUERS: Final = ("bank", "social_security")
BANKS: Final = ("演示银行", "演示农商银行", "演示城市银行")
REASONS: Final = ("first", "lost", "stripe", "chip", "body", "expired", "upgrade", "other_bank")
LONGEST_STEPS: Final = 30  # days from an order to an activation, at most


@dataclass(frozen=True, slots=True)
class City:
    """All that makes one city what it is."""

    people: int
    seed: int

    @property
    def stretches(self) -> int:
        """How many stretches of people it is made in."""
        return -(-self.people // STRETCH)

    def regions(self, places: Ints) -> Ints:
        """Where people live, by their places in the city: the place of the region in REGIONS."""
        bounds = np.floor(np.cumsum(SHARES)[:-1] * self.people)
        return np.searchsorted(bounds, places, side="right")


@dataclass(frozen=True, slots=True)
class Crowd:
    """One stretch of people, as arrays with a row each."""

    draw: Generator
    places: Ints
    regions: Ints  # places in REGIONS
    plights: Plights
    cards: tuple[Cards, Cards, Cards, Cards]  # by place
    reasons: tuple[Ints, Ints, Ints, Ints]  # places in REASONS
    generations: tuple[Ints, Ints, Ints, Ints]  # places in GENERATIONS
    agency: Flags  # whose cards the agency issues itself
    banks: tuple[Ints, Ints]  # of the card that counts and the one before; of the next

    @property
    def person_ids(self) -> Ints:
        """The people's numbers: from 1 on."""
        return self.places + 1


def crowd(city: City, number: int) -> Crowd:
    """The people of one stretch."""
    places = np.arange(number * STRETCH, min((number + 1) * STRETCH, city.people), dtype=np.int64)
    draw = np.random.default_rng([city.seed, number])
    count = len(places)
    found = plights(draw, count)
    main = _main(draw, found)
    reasons = np.where(draw.random(count) < 0.12, draw.integers(1, len(REASONS), count), 0)
    reasons[found.any_of("stage")] = 0
    following, why = _next(draw, found, main)
    generation = _generation(draw, main.steps["ordered"], found)
    agency = (draw.random(count) < 0.3) | found.has["password_unset"]
    agency &= ~found.has["password_initial"] & (why != REASONS.index("other_bank"))
    bank = draw.integers(0, len(BANKS), count)
    other = np.where(why == REASONS.index("other_bank"), (bank + 1) % len(BANKS), bank)
    none = np.zeros(count, np.int64)
    return Crowd(
        draw=draw,
        places=places,
        regions=city.regions(places),
        plights=found,
        cards=(_old(draw, main, reasons), main, following, _electronic(draw, found)),
        reasons=(none, reasons, why, none),
        generations=(np.maximum(generation - 1, 0), generation, none + 2, none + 3),
        agency=agency,
        banks=(bank, other),
    )


def _main(draw: Generator, found: Plights) -> Cards:
    """The card that counts, ordered long enough ago for what happened to it."""
    has = found.has
    troubled = np.logical_or.reduce(list(has.values()))
    lowest = np.select(
        [has["expired"], has["dormant"], has["statement_due"], troubled],
        [10 * YEAR + 6, 3 * YEAR, YEAR + 120, 300],
        60,
    )
    highest = np.where(has["expired"], 10 * YEAR + 150, 9 * YEAR)
    lowest, highest = (
        np.select([has[name] for name in STAGED], [days[end] for days in STAGED.values()], usual)
        for end, usual in enumerate((lowest, highest))
    )
    stopped = [has[name] for name in STAGED]
    upto = np.select(stopped, [ORDERED, READY, COLLECTED], ACTIVATED)
    return lived(draw, ~has["no_card"], _at_work(draw, lowest, highest), upto)


STAGED: Final = {  # In days before the sandbox begins: when a first card underway was ordered.
    "being_made": (1, 4),
    "awaiting_collection": (20, 35),
    "not_activated": (31, 60),
}


def _old(draw: Generator, main: Cards, reasons: Ints) -> Cards:
    """The card before, of those whose card is not their first."""
    ordered = main.steps["ordered"] - draw.integers(YEAR, 6 * YEAR, len(reasons)) * DAY
    return lived(draw, main.has & (reasons > 0), ordered, np.full(len(reasons), ACTIVATED))


def _next(draw: Generator, found: Plights, main: Cards) -> tuple[Cards, Ints]:
    """The card ordered in place of the one that counts, and why it was."""
    has, chance = found.has, draw.random(len(main.has))
    damaged = found.any_of("damage")
    healthy = ~np.logical_or.reduce(list(has.values()))
    ordered_one = (
        (has["loss_formal"] & (chance < 0.5))
        | ((damaged | has["expired"]) & (chance < 0.3))
        | (healthy & (chance < 0.02))
    )
    why = np.select(
        [has["loss_formal"], has["stripe_damaged"], has["chip_damaged"], has["body_damaged"]],
        [REASONS.index(name) for name in ("lost", "stripe", "chip", "body")],
        np.where(chance < 0.01, REASONS.index("other_bank"), REASONS.index("upgrade")),
    )
    why = np.where(has["expired"] & ~damaged & ~has["loss_formal"], REASONS.index("expired"), why)
    ready = draw.random(len(why)) < 0.5
    ordered = _at_work(draw, np.where(ready, 18, 1), np.where(ready, 30, 4))
    return lived(draw, main.has & ordered_one, ordered, np.where(ready, READY, ORDERED)), why


def _electronic(draw: Generator, found: Plights) -> Cards:
    """E-credentials: seven people in ten have one, activated as soon as asked for."""
    count = len(found.has["no_card"])
    has = (draw.random(count) < 0.7) | found.has["e_credential_locked"]
    ordered = -draw.integers(30 * DAY, 3 * YEAR * DAY, count)
    steps = {"ordered": ordered, "activated": ordered + 60}
    return Cards(has, steps, np.full(count, ACTIVATED), np.ones(count, np.bool_))


def _generation(draw: Generator, ordered: Ints, found: Plights) -> Ints:
    """Newer cards are mostly of the third generation; a dead stripe was on a magnetic one."""
    chance = draw.random(len(ordered))
    newer = np.where(chance < 0.8, 2, 1)
    older = np.where(chance < 0.4, 0, 1)
    found_generation = np.where(ordered > -6 * YEAR * DAY, newer, older)
    return np.where(found.has["stripe_damaged"], 0, found_generation)


def _at_work(draw: Generator, lowest: Ints, highest: Ints) -> Ints:
    """Instants in office hours, so many days before the sandbox begins."""
    days = draw.integers(lowest, highest + 1)
    return MIDNIGHT - days * DAY + draw.integers(9 * HOUR, 17 * HOUR, len(days))
