"""The ceiling of critical illness and what years add to it (大病激励额度). Pure, in whole fen."""

from collections.abc import Iterable
from typing import Final

from msgspec.structs import replace

from yika.insurance.entitled.bonus_years import INCENTIVE, lowest
from yika.policy.model import Value
from yika.settlement.model import CRITICAL, Circumstances, Pool, SoFar, Step
from yika.settlement.pricing.laws import BenefitLaws
from yika.settlement.pricing.terms import Ceiling, Layer, Terms

NOTHING: Final = Pool()
BY_YEARS: Final = frozenset({"ceiling_bonus", "ceiling_bonus_open"})  # steps that rest on the years


def ceiling_of(terms: Terms) -> Ceiling | None:
    """The ceiling of critical illness; None where there is none."""
    for one in terms.layers:
        if isinstance(one, Layer) and one.name == CRITICAL:
            return one.ceiling
    return None


def raised(ceiling: Ceiling, bonus_fen: int) -> Ceiling:
    """A ceiling with what the years add."""
    return replace(ceiling, amount_fen=ceiling.amount_fen + bonus_fen)


def come_to(ceiling: Ceiling, so_far: SoFar) -> int:
    """What a year has come to of what a ceiling is on."""
    counted = [so_far.pools.get(name, NOTHING) for name in ceiling.over]
    return sum([one.cost_fen if ceiling.is_on_cost else one.paid_fen for one in counted])


def may_bite(rule: Value, ceiling: Ceiling, after: SoFar) -> bool:
    """Whether a bill has come to where an incentive may make a difference to it."""
    return come_to(ceiling, after) >= lowest(rule, ceiling.amount_fen)


def is_met(terms: Terms, told: Circumstances, after: SoFar) -> bool:
    """Whether a year has come to the ceiling with what the circumstances add to it."""
    ceiling = ceiling_of(terms)
    if ceiling is None:
        return False
    return come_to(ceiling, after) >= raised(ceiling, told.bonus_fen).amount_fen


def with_source(laws: BenefitLaws, terms: Terms, steps: Iterable[Step]) -> tuple[Step, ...]:
    """The steps, those that rest on the years with the incentive of the benefit year."""
    return tuple(
        replace(one, policy=laws.ref(INCENTIVE, terms.begins_on)) if one.what in BY_YEARS else one
        for one in steps
    )
