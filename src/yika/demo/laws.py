"""The few values of the law that a made-up past must fit, looked up once for the whole city."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from yika.cards.laws import NEVER, CardLaws
from yika.demo.copying import Ints
from yika.demo.crowd import GENERATIONS, REGIONS
from yika.demo.model import START
from yika.demo.tariffs import Tariffs, city_tariffs
from yika.policy.load import Book

UNKNOWN: Final = -1
KINDS: Final = ("social_security", "e_credential")


@dataclass(frozen=True, slots=True)
class CityLaws:
    """Values by the place of the region in REGIONS; UNKNOWN where it publishes none."""

    years: Ints  # a card is valid, by region and generation
    wrong: Ints  # tries before a lock, by region and kind of password
    counted: Ints  # uses after which a statement is due, by region
    suspended: Ints  # months, least and most, by region
    tariffs: Tariffs  # of the last months

    def validity(self, regions: Ints, generations: Ints) -> Ints:
        """How many years each card is valid."""
        return self.years[regions, generations]

    def tries(self, regions: Ints, kinds: Ints) -> Ints:
        """How many wrong entries locked it; where nobody says, as in the made-up city."""
        here = self.wrong[regions, kinds]
        return np.where(here == UNKNOWN, self.wrong[0, kinds], here)

    def statement_after(self, regions: Ints) -> Ints:
        """After how many uses a statement is due; where nobody says, as in the made-up city."""
        here = self.counted[regions]
        return np.where(here == UNKNOWN, self.counted[0], here)

    def suspension(self, draw: Generator, regions: Ints) -> Ints:
        """Terms of suspension within the law's range."""
        least, most = self.suspended[regions, 0], self.suspended[regions, 1]
        return np.asarray(draw.integers(least, most + 1), np.int64)


def city_laws(book: Book) -> CityLaws:
    """The law of every region of the city, as of the day on which the sandbox begins."""
    laws = [CardLaws(book, f"{region:06}") for region in REGIONS]
    terms = [one.value("sanction.suspension", START) for one in laws]
    return CityLaws(
        years=_table(
            [
                [one.value("card.validity", START, generation=name) for name in GENERATIONS[:-1]]
                + [None]
                for one in laws
            ]
        ),
        wrong=_table(
            [
                [
                    one.value("password.tries_before_lock", START, password_kind=kind)
                    for kind in KINDS
                ]
                for one in laws
            ]
        ),
        counted=_table([one.statement_required_after(START) for one in laws]),
        suspended=_table(
            [[term["min"], term["max"]] if term else [0, 0] for term in terms],
        ),
        tariffs=city_tariffs(book),
    )


def months_later(days: NDArray[np.datetime64], months: Ints) -> NDArray[np.datetime64]:
    """The same days so many months later; the last day of a shorter month. As `add_months` does."""
    month = days.astype("M8[M]")
    target = month + months
    last = (target + 1).astype("M8[D]") - 1
    return np.minimum(target.astype("M8[D]") + (days - month.astype("M8[D]")), last)


def _table(values: list[list[int | str | None]] | list[int | str | None]) -> Ints:
    known = np.array(values, object)
    known[(known == NEVER) | (known == None)] = UNKNOWN  # noqa: E711 - compared value by value
    return known.astype(np.int64)
