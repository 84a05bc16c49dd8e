"""What an application for money comes to by the rules, beside what an officer proposes. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from yika.faces.portal.phrases import day, joined, phrase, value
from yika.guide.claim_told import ClaimTold
from yika.guide.comes_to import ComesTo
from yika.guide.quote_told import StepTold
from yika.guide.telling import Both, Told

VALUE_MAX: Final = 60  # characters; a longer value is a table, read by its source
Rows = tuple[tuple[Both, Both], ...]


@dataclass(frozen=True, slots=True)
class StepOfSum:
    """One step of the sum, and the value of the law behind it with its source and day."""

    what: Both
    amount: str
    law: Both | None


@dataclass(frozen=True, slots=True)
class Amounts:
    """What it comes to; `against` where it could not be paid at all."""

    rows: Rows
    steps: tuple[StepOfSum, ...]
    against: tuple[Told, ...]


def amounts(found: ComesTo, now: datetime) -> Amounts:
    """What the rules give, as the page shows it."""
    steps = () if found.claim is None else tuple(_step(one, now) for one in found.claim.steps)
    rows = () if found.against else tuple(_rows(found))
    return Amounts(rows, steps, found.against)


def _rows(found: ComesTo) -> Iterator[tuple[Both, Both]]:
    if found.claim is not None:
        yield phrase("d_q_total"), _yuan(found.claim.total)
    yield phrase("d_q_amount"), phrase("d_q_enter") if found.amount is None else _yuan(found.amount)
    if found.at_most is not None:
        yield phrase("d_q_most"), _yuan(found.at_most)
    if found.claim is not None:
        yield from _shares(found.claim)
    if found.days is not None:
        yield phrase("d_q_days"), Both(str(found.days), str(found.days))
    if found.base is not None:
        yield phrase("d_q_base"), _yuan(found.base)


def _shares(claim: ClaimTold) -> Iterator[tuple[Both, Both]]:
    for one in claim.paid_by:
        yield Both(one.zh, one.en), _yuan(one.amount)
    yield phrase("d_q_own"), _yuan(claim.own)


def _step(one: StepTold, now: datetime) -> StepOfSum:
    return StepOfSum(Both(one.zh, one.en), one.amount, _law(one, now))


def _law(one: StepTold, now: datetime) -> Both | None:
    """The value behind a step, where it comes from and since when it holds."""
    if one.policy is None:
        return None
    told = None if one.value is None else value(one.value, "")
    parts = [] if told is None or len(told.zh) > VALUE_MAX else [told]
    title = one.title or one.source or one.policy
    parts.append(Both(title, title))
    if one.since is not None:
        parts.append(phrase("d_q_since", on=day(one.since, now)))
    return joined(parts, "semicolon")


def _yuan(amount: str) -> Both:
    return phrase("yuan_n", amount=amount)
