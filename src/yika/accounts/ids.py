"""Ids of transfers that a run makes: the same for the same thing, and in order within a run.

A UUID of version 8 (RFC 9562) whose bits say what it is for: nothing is hashed, so two things never
share an id, and neighbours in a run are neighbours in the index, which makes a run fast.

    32 bits  days of the period since the beginning of 1970
    16 bits  what (`WHATS`)
     4 bits  version 8
    12 bits  which one, where there are several
     4 bits  variant
    20 bits  region
    40 bits  person
"""

from datetime import date
from typing import Final
from uuid import UUID

WHATS: Final = {
    name: number
    for number, name in enumerate(
        (
            "credit",
            "credit_retired",
            "owed_paid_credit",
            "owed_paid_interest",
            "interest_current",
            "interest_carried",
            "carry_over",
        )
    )
}
DAY_ZERO: Final = date(1970, 1, 1)


def run_id(what: str, period: date, which: int, region: int, person_id: int) -> UUID:
    """The id of one transfer of a run."""
    assert which < 1 << 12, "twelve bits say which"
    assert region < 1 << 20, "a region has six digits"
    assert person_id < 1 << 40, "forty bits hold a person's number"
    first = ((period - DAY_ZERO).days << 32) | (WHATS[what] << 16) | (8 << 12) | which
    return UUID(int=(first << 64) | (8 << 60) | (region << 40) | person_id)
