"""Numbers of made-up people, worked out for thousands at once: identity, card, telephone, password.

Identity numbers begin 999901 to 999989 (those of the cast begin 999900), have a right check digit
and are unique by construction: a person's place in the city is mapped one to one onto birth date,
area and serial. Passwords follow from the seed, so that a demonstration can enter them.
"""

from math import gcd
from typing import Final

import numpy as np

from yika.demo.copying import Bytes, Ints

# Births by decade, oldest first, in tenths of what an area holds: a city grown old, as cities have.
PYRAMID: Final = {1936: 1, 1946: 2, 1956: 4, 1966: 6, 1976: 5, 1986: 6, 1996: 4, 2006: 4, 2016: 3}
AREAS_EACH: Final = 10
SERIALS: Final = 999
DAYS: Final = 365  # Nobody is born on the 29th of February here.
WEIGHTS: Final = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])
CHECKS: Final = np.frombuffer(b"10X98765432", np.uint8)
GOLDEN: Final = 0.6180339887498949
ZERO: Final = 48  # the character 0

_SLOTS: Final = np.array(
    [
        (decade + year, share)
        for decade, shares in PYRAMID.items()
        for year in range(10)
        for share in range(shares)
    ],
    np.int64,
)
_DAY: Final = np.datetime64("2001-01-01", "D") + np.arange(DAYS)
_MONTH: Final = _DAY.astype("M8[M]").astype(np.int64) % 12 + 1
_OF_MONTH: Final = (_DAY - _DAY.astype("M8[M]")).astype(np.int64) + 1
CAPACITY: Final = len(_SLOTS) * DAYS * AREAS_EACH * SERIALS


def digits(values: Ints, width: int) -> Bytes:
    """Numbers as text of so many digits, one row each."""
    powers = 10 ** np.arange(width - 1, -1, -1, dtype=np.int64)
    return (values[:, None] // powers % 10 + ZERO).astype(np.uint8)


def id_numbers(seed: int, places: Ints) -> Bytes:
    """The identity numbers of people by their places in the city: 18 characters a row."""
    step = int(CAPACITY * GOLDEN)
    while gcd(step, CAPACITY) != 1:
        step += 1
    spread = (places * step + int(mixed(np.array([seed]), 0)[0] % CAPACITY)) % CAPACITY
    slot, rest = np.divmod(spread, DAYS * AREAS_EACH * SERIALS)
    day, rest = np.divmod(rest, AREAS_EACH * SERIALS)
    area, serial = np.divmod(rest, SERIALS)
    year, share = _SLOTS[slot, 0], _SLOTS[slot, 1]
    first = np.concatenate(
        [
            digits(999901 + share * AREAS_EACH + area, 6),
            digits(year * 10_000 + _MONTH[day] * 100 + _OF_MONTH[day], 8),
            digits(serial + 1, 3),
        ],
        axis=1,
    )
    check = CHECKS[(first.astype(np.int64) - ZERO) @ WEIGHTS % 11]
    return np.concatenate([first, check[:, None]], axis=1)


def card_numbers(regions: Ints, card_ids: Ints) -> Bytes:
    """Card numbers as `cards` makes them: region, serial and Luhn's check digit, 17 digits."""
    serial = np.concatenate([digits(regions, 6), digits(card_ids, 10)], axis=1)
    counted = serial.astype(np.int64) - ZERO
    doubled = counted[:, 1::2] * 2
    total = counted[:, ::2].sum(axis=1) + (doubled - 9 * (doubled > 9)).sum(axis=1)
    return np.concatenate([serial, digits(-total % 10, 1)], axis=1)


def phones(places: Ints) -> Bytes:
    """Telephone numbers that no operator gives out: 100 and the place in the city."""
    return digits(10_000_000_000 + places, 11)


def passwords(seed: int, card_ids: Ints) -> Bytes:
    """The six-digit passwords of cards of the city that have one of their holder's own choice."""
    return digits(100_000 + mixed(card_ids, seed + 1) % 900_000, 6)


def password_of(seed: int, card_id: int) -> str:
    """The password of one card of the city, if its holder chose one."""
    return passwords(seed, np.array([card_id])).tobytes().decode()


def mixed(values: Ints, salt: int) -> Ints:
    """Well-mixed positive numbers, always the same for a value and a salt (splitmix64)."""
    with np.errstate(over="ignore"):
        state = (values.astype(np.uint64) + np.uint64(salt)) * np.uint64(0x9E3779B97F4A7C15)
        state = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        state = (state ^ (state >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return ((state ^ (state >> np.uint64(31))) >> np.uint64(1)).astype(np.int64)
