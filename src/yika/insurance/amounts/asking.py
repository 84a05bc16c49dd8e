"""What a calculator is told: amounts and whole numbers as typed, and the words for what is missing.

Everything wrong is told at once.
"""

from collections.abc import Mapping
from datetime import date

from yika.ground.errors import Missing, Refused, YikaError, refuse_all
from yika.insurance.amounts.options import AmountUnreadable
from yika.insurance.amounts.sums import money
from yika.insurance.laws import Found, InsuranceLaws


class InputNeeded(Refused):
    """A calculator cannot go on without being told more. Facts: names."""

    code = "input_needed"


class NotPublishedHere(Missing):
    """The region does not publish what a calculator rests on. Facts: ids, division, on."""

    code = "not_published_here"


def amounts(told: Mapping[str, str | None]) -> dict[str, int | None]:
    """Fen of each amount, None where none was typed. Fails with AmountUnreadable, all at once."""
    reasons: list[YikaError] = []
    found: dict[str, int | None] = {}
    for name, text in told.items():
        found[name] = None if text is None else money(text)
        if text is not None and found[name] is None:
            reasons.append(AmountUnreadable(name=name, given=text[:40]))
    refuse_all(reasons)
    return found


def needed(laws: InsuranceLaws, policy: str, on: date, **axes: str) -> Found:
    """The value the region publishes. Fails with NotPublishedHere."""
    found = laws.found(policy, on, **axes)
    if found is None:
        cell = " ".join((policy, *axes.values()))
        raise NotPublishedHere(ids=[cell], division=laws.division, on=on)
    return found
