"""Which later bills stand on one that is to be cancelled (撤销结算): those go first. Pure.

Taking a bill away takes away exactly what it added to the year. A later bill that would then have
been priced otherwise (its deductible met, its segment, its ceiling) stands on it.
"""

from collections.abc import Mapping, Sequence

import msgspec

from yika.settlement.model import Circumstances, Pool, Shares, SoFar, Split
from yika.settlement.pricing.benefit import added, price, taken_back
from yika.settlement.pricing.found import BenefitUnknown
from yika.settlement.pricing.laws import BenefitLaws


class Past(msgspec.Struct, frozen=True, kw_only=True):
    """A bill settled before, with all that its price looked at but what had gone before it.

    One of the same stay always stands on those before it; one of another year changes nothing.
    """

    settlement_id: int
    circumstances: Circumstances
    split: Split
    prepaid_fen: int = 0
    change: Mapping[str, Pool]
    laws: BenefitLaws | None = None  # by which it was priced; None: those of today
    is_of_stay: bool = False


def dependents(
    laws: BenefitLaws, cancelled: Past, later: Sequence[Past], now: SoFar
) -> tuple[int, ...]:
    """The numbers of the later bills that have to be cancelled first, the last one first.

    `later` are all of the same benefit year settled after it and not cancelled, in order; `now` is
    what the year has come to with all of them. One that stands on such a bill is named as well.
    """
    without = taken_back(now, cancelled.change)
    for one in later:
        without = taken_back(without, one.change)
    return _moved(laws, later, added(without, cancelled.change), without)


def disturbed(
    laws: BenefitLaws, restored: Past, later: Sequence[Past], now: SoFar
) -> tuple[int, ...]:
    """As `dependents`, where a bill is to stand again that was cancelled before the later ones."""
    without = now
    for one in later:
        without = taken_back(without, one.change)
    return _moved(laws, later, without, added(without, restored.change))


def negated_pools(change: Mapping[str, Pool]) -> dict[str, Pool]:
    """What a cancel adds to the year: what the bill added, below zero."""
    return dict(taken_back(SoFar(), change).pools)


def negated(shares: Shares) -> Shares:
    """A bill with every amount below zero; a share stays what it was."""
    split = shares.split
    return Shares(
        split=Split(*(-getattr(split, name) for name in split.__struct_fields__)),
        deductible_fen=-shares.deductible_fen,
        prepaid_fen=-shares.prepaid_fen,
        layers={layer: -amount for layer, amount in shares.layers.items()},
        pool_share=shares.pool_share,
        person_fen=-shares.person_fen,
    )


def _moved(
    laws: BenefitLaws, later: Sequence[Past], stands: SoFar, would: SoFar
) -> tuple[int, ...]:
    """The later bills that come to something else when the year begins otherwise before them."""
    found: list[int] = []
    for one in later:
        if one.is_of_stay or _priced(laws, one, stands) != _priced(laws, one, would):
            found.append(one.settlement_id)
        else:
            would = added(would, one.change)
        stands = added(stands, one.change)
    return tuple(reversed(found))


def _priced(laws: BenefitLaws, one: Past, so_far: SoFar) -> object:
    """What a bill comes to; the rule it cannot be priced for want of, where there is one."""
    if not one.change:
        return None  # No fund took part: nothing went before that mattered.
    try:
        terms = (one.laws or laws).terms(one.circumstances)
        priced = price(terms, one.circumstances, one.split, so_far, one.prepaid_fen)
    except BenefitUnknown as unknown:
        return unknown.facts
    return priced.shares, priced.change, priced.unknown
