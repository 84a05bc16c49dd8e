"""The cards of a stretch of people, flat: one row for each card there is, by person and place."""

from typing import Final

import numpy as np

from yika.demo import copying, numbering
from yika.demo.copying import Bytes, Column, Flags, Ints
from yika.demo.crowd import PLACES, REGIONS, Crowd
from yika.demo.model import START

BEGINS: Final = int(START.timestamp())  # instants of the past are told in seconds before it
CODES: Final = np.array(REGIONS)


class FlatCards:
    """The cards that exist, sorted by person and place."""

    def __init__(self, people: Crowd) -> None:
        self._people = people
        has = np.stack([cards.has for cards in people.cards], axis=1)
        self.rows, self.places = np.nonzero(has)
        self.ids = people.person_ids[self.rows] * PLACES + self.places
        self.regions: Ints = CODES[people.regions[self.rows]]
        self.numbers = numbering.card_numbers(self.regions, self.ids)

    def of(self, by_place: tuple[Ints, ...]) -> Ints:
        """Values kept by place, one for each card."""
        return np.stack(by_place, axis=1)[self.rows, self.places]

    def at(self, step: str) -> Ints:
        """When each card took a step, or would have; e-credentials know only the first and last."""
        return self.of(tuple(cards.steps[step] for cards in self._people.cards))

    def unused(self) -> Flags:
        """Which cards were never activated."""
        activated = np.stack([cards.took("activated") for cards in self._people.cards], axis=1)
        return ~activated[self.rows, self.places]


def key(people: Crowd, rows: Ints) -> list[Column]:
    """Region and person of so many rows."""
    regions = CODES[people.regions[rows]]
    return [copying.numbers(regions, 4), copying.numbers(people.person_ids[rows], 8)]


def texts(matrix: Bytes) -> list[str]:
    """The rows of a matrix of characters, as text."""
    text, width = matrix.tobytes().decode(), matrix.shape[1]
    return [text[at : at + width] for at in range(0, len(text), width)]
