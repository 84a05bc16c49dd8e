"""What the city's unpaid months cost: the tariffs of each region, worked out before loading."""

from collections.abc import Mapping
from datetime import date
from itertools import product
from typing import Final, NamedTuple

from yika.demo.crowd import REGIONS
from yika.demo.schemes import (
    ARREARS_MAX,
    EMPLOYEE,
    FLEXIBLE,
    INJURY_CLASSES,
    INSURANCES,
    NOW,
)
from yika.insurance.amounts.tariff import Tariff
from yika.insurance.books.billing import Terms, due_on, issued_under
from yika.insurance.books.tariffs import Kept
from yika.policy.load import Book

NO_CLASS: Final = 0  # of flexible workers, who have no employer
MONTHS: Final = tuple(range(NOW - ARREARS_MAX, NOW))


class Key(NamedTuple):
    """Which tariff: region and scheme by their places, the class of risk, the month."""

    region: int
    scheme: int
    injury_class: int
    month: int


class CityTariff(NamedTuple):
    """A tariff as it is kept, and until when its bills are paid in time."""

    tariff_id: bytes
    tariff: Tariff
    policy: str
    due_on: date


Tariffs = Mapping[Key, CityTariff]


def city_tariffs(book: Book) -> dict[Key, CityTariff]:
    """The tariffs of the last months, by region; none where a region publishes no rates."""
    found: dict[Key, CityTariff] = {}
    kinds = [(EMPLOYEE, one) for one in INJURY_CLASSES] + [(FLEXIBLE, NO_CLASS)]
    for (region, code), (scheme, risk), month in product(enumerate(REGIONS), kinds, MONTHS):
        terms = Terms(INSURANCES[scheme], "{}", risk or None, None, is_newborn=False)
        asked = (book, f"{code:06}", terms, month_of(month), "month", month_of(month))
        made = issued_under(*asked)
        if made is not None:
            kept = Kept.of(book, made)
            one = CityTariff(kept.tariff_id.bytes, kept.tariff, kept.policy, due_on(*asked))
            found[Key(region, scheme, risk, month)] = one
    return found


def month_of(month: int) -> date:
    """The first day of a month, counted from the year 0."""
    return date(month // 12, month % 12 + 1, 1)
