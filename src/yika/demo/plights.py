"""What is wrong in the city: three people in ten have one to three things, of different kinds."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.random import Generator

from yika.demo.copying import Flags, Ints

DAY: Final = 86_400
HOUR: Final = 3_600
# Kinds of trouble; a person has at most one of each kind. Card stages rule all other kinds of the
# card out, since a card that was never used can be neither lost, damaged nor locked.
KINDS: Final[dict[str, tuple[str, ...]]] = {
    "stage": ("no_card", "being_made", "awaiting_collection", "not_activated"),
    "loss": ("loss_temporary", "loss_formal"),
    "damage": ("stripe_damaged", "chip_damaged", "body_damaged"),
    "password": ("password_locked", "password_initial", "password_unset"),
    "term": ("expired", "dormant", "statement_due"),
    "person": ("identity_mismatch", "review", "suspension"),
    "e_credential": ("e_credential_locked",),
}
HOW_MANY: Final = (0.70, 0.20, 0.07, 0.03)
SINCE: Final = {  # In days before the sandbox begins: what began when, at the latest and earliest.
    "loss_temporary": (0.2, 9.0),
    "loss_formal": (35.0, 70.0),
    "damage": (35.0, 100.0),
    "password_locked": (0.1, 0.9),
    "e_credential_locked": (0.1, 0.9),
    "identity_mismatch": (1.0, 90.0),
    "review": (1.0, 60.0),
    "suspension": (1.0, 80.0),
}


@dataclass(frozen=True, slots=True)
class Plights:
    """Who has which trouble, and since when: seconds, negative, before the sandbox begins."""

    has: dict[str, Flags]
    since: dict[str, Ints]

    def any_of(self, kind: str) -> Flags:
        """Who has trouble of that kind."""
        return np.logical_or.reduce([self.has[name] for name in KINDS[kind]])


def plights(draw: Generator, count: int) -> Plights:
    """Draw the troubles of so many people."""
    how_many = draw.choice(len(HOW_MANY), count, p=HOW_MANY)
    # The kinds of each person in a random order: the first of them are theirs.
    place = draw.random((count, len(KINDS))).argsort(axis=1).argsort(axis=1)
    troubled = place < how_many[:, None]
    stage = troubled[:, 0].copy()
    for at, kind in enumerate(KINDS):
        if kind not in ("stage", "person", "e_credential"):
            troubled[:, at] &= ~stage
    has: dict[str, Flags] = {}
    for at, names in enumerate(KINDS.values()):
        which = draw.integers(0, len(names), count)
        for place_of, name in enumerate(names):
            has[name] = troubled[:, at] & (which == place_of)
    since = {
        name: -(draw.uniform(*days, count) * DAY).astype(np.int64) for name, days in SINCE.items()
    }
    return Plights(has, since)
