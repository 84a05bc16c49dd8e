"""The shared cost of one layer by segments, up to its ceiling. Pure.

What is cut at a bound or at a ceiling may be a part of a fen. It goes on exactly, so that nothing
is rounded but what each layer pays of a bill.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Final, NamedTuple

from yika.settlement.model import Pool
from yika.settlement.pricing.found import BenefitUnknown
from yika.settlement.pricing.parts import Exact, whole
from yika.settlement.pricing.steps import Portion
from yika.settlement.pricing.terms import ONE, Ceiling, Layer, Terms

NOTHING: Final = Pool()


class Room(NamedTuple):
    """What a ceiling leaves of a bill."""

    within_fen: Exact  # of the cost
    paid_fen: int | None  # of what is paid; None: without end
    is_within: bool = False  # a limit within the ceiling leaves less than the ceiling does


def room_of(ceiling: Ceiling | None, pools: Mapping[str, Pool], base_fen: Exact) -> Room:
    """What the year has left of a ceiling for a bill."""
    if ceiling is None:
        return Room(base_fen, None)
    left, is_within = left_of(ceiling, pools)
    if ceiling.is_on_cost:
        return Room(min(base_fen, left), None, is_within)
    return Room(base_fen, left, is_within)


def left_of(ceiling: Ceiling, pools: Mapping[str, Pool]) -> tuple[int, bool]:
    """What the year has left of a ceiling, and whether that is of a limit within it."""
    left = _left(ceiling.amount_fen, ceiling.over, pools, is_on_cost=ceiling.is_on_cost)
    if ceiling.within is None:
        return left, False
    one = ceiling.within
    part = _left(one.amount_fen, one.over, pools, is_on_cost=ceiling.is_on_cost)
    return min(left, part), part < left


def _left(
    amount_fen: int, over: tuple[str, ...], pools: Mapping[str, Pool], *, is_on_cost: bool
) -> int:
    used = [pools[one] for one in over if one in pools]
    come_to = sum([one.cost_fen if is_on_cost else one.paid_fen for one in used])
    return max(amount_fen - come_to, 0)


def portions_of(
    layer: Layer,
    deductible_fen: Exact,
    within_fen: Exact,
    left: int | None,
    pools: Mapping[str, Pool],
    terms: Terms,
) -> tuple[list[Portion], Exact, Exact]:
    """The shared cost by segments, what is paid of it (in parts), what the ceiling cut of it.

    `left` is what the ceiling leaves to be paid, in parts; None: without end.
    """
    at = _position(layer, deductible_fen, pools) * ONE
    portions: list[Portion] = []
    exact: Exact = 0
    for up_to, parts in ((one.up_to_fen, one.parts) for one in layer.segments):
        pace = ONE - parts if layer.bounds_on == "own" else ONE  # towards the bound, a fen of cost
        cost = within_fen
        if up_to is not None and pace:
            cost = min(cost, _reach(up_to * ONE - at, pace))
        if cost == 0:
            continue
        if parts < 0:
            raise BenefitUnknown(id=id_of(layer, "share"), division=terms.division)
        within_fen -= cost
        gain, at = cost * parts, at + cost * pace
        if left is not None and exact + gain > left:
            used = Fraction(left - exact, parts)
            portions.append(Portion(whole(used), parts, exact, left))
            return portions, left, cost - used + within_fen
        portions.append(Portion(whole(cost), parts, exact, exact + gain))
        exact += gain
    return portions, exact, 0


def id_of(layer: Layer, move: str) -> str:
    """The policy that a move of a layer is from."""
    ref = layer.policy.get(move)
    return layer.pool if ref is None else ref.id


def _reach(far: Exact, pace: int) -> Exact:
    """How much cost comes up to a bound; nothing where it has been passed."""
    if far <= 0:
        return 0
    return far // pace if far % pace == 0 else Fraction(far, pace)


def _position(layer: Layer, deductible_fen: Exact, pools: Mapping[str, Pool]) -> Exact:
    """Where in the year, of what the bounds run on, the shared cost of a bill begins."""
    before = [pools[one] for one in layer.over if one in pools]
    cost = sum(one.cost_fen for one in before)
    if layer.bounds_on == "above":
        return cost - sum(one.deductible_fen for one in before)
    if layer.bounds_on == "own":
        cost -= sum(one.paid_fen for one in before)
    return cost + deductible_fen
