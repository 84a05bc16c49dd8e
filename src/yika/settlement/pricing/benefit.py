"""What the funds pay of a bill: layers that each take a deductible, share, and stop. Pure.

Whole numbers and min/max alone. Each layer is rounded half up to the fen once a bill, and what is
left is the person's, so that shares always add up. Layers work one after another: on what is
within scope, on what the ceiling cut, or on what the person still pays within scope.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from msgspec.structs import replace

from yika.settlement.model import (
    CRITICAL,
    Circumstances,
    Pool,
    Priced,
    Shares,
    SoFar,
    Split,
)
from yika.settlement.pricing.found import BenefitNeeds, BenefitUnknown
from yika.settlement.pricing.lines import falls_below_zero
from yika.settlement.pricing.parts import Exact, whole
from yika.settlement.pricing.raising import raised
from yika.settlement.pricing.sharing import NOTHING, id_of, portions_of, room_of
from yika.settlement.pricing.steps import Taken, steps
from yika.settlement.pricing.terms import ONE, Absent, Ceiling, Deductible, Layer, Terms

_PLACES: Final = 10_000  # of the share that the basic layer pays


def price(
    terms: Terms,
    circumstances: Circumstances,
    split: Split,
    so_far: SoFar,
    account_first_fen: int = 0,
    *,
    told: bool = False,
) -> Priced:
    """Who pays what of a bill, after what the benefit year has come to.

    `account_first_fen` is what this year's account holds, where it pays before the deductible.
    Fails with BenefitUnknown where it comes to a rule that nobody has published.
    """
    assert not falls_below_zero(split), "what is returned is settled with what it returns"
    if (basic := terms.basic) is None:
        return _unpooled(terms, split, so_far, told=told)
    pools, scope = so_far.pools, split.in_scope_fen - split.full_fen
    prepaid = min(account_first_fen, scope) if terms.prepays else 0
    first = _taken(basic, scope - prepaid, split.full_fen, pools, circumstances, terms)
    taken, unknown = _taken_by_all(first, split.in_scope_fen - prepaid, pools, circumstances, terms)
    paid = {one.layer.name: one.paid_fen for one in taken if one.paid_fen}
    left = split.in_scope_fen - sum(paid.values())
    change = {one.layer.pool: _counted(one) for one in taken[1:]}
    change.update(_basic_change(first, split.full_fen, left - prepaid, circumstances))
    shares = Shares(
        split=split,
        deductible_fen=first.deductible_fen,
        prepaid_fen=prepaid,
        layers=paid,
        pool_share=_share(first.paid_fen, split.in_scope_fen - first.deductible_fen),
        person_fen=split.total_fen - split.in_scope_fen + left,
    )
    return Priced(
        shares=shares,
        change=change,
        after=added(so_far, change),
        unknown=unknown,
        steps=steps(terms, split, prepaid, taken) if told else (),
    )


def _unpooled(terms: Terms, split: Split, so_far: SoFar, *, told: bool) -> Priced:
    """A bill that no pool pays of: all is the person's, and the year knows nothing of it."""
    shares = Shares(split=split, person_fen=split.total_fen)
    told_steps = steps(terms, split, 0, ()) if told else ()
    return Priced(shares=shares, change={}, after=so_far, steps=told_steps)


def _taken_by_all(
    first: Taken,
    unpaid_fen: int,
    pools: Mapping[str, Pool],
    circumstances: Circumstances,
    terms: Terms,
) -> tuple[list[Taken], tuple[str, ...]]:
    """What every layer takes of what the account has not paid, and those nobody has published."""
    taken, unknown = [first], ()
    left = unpaid_fen - first.paid_fen
    for layer in terms.layers:
        base = min(first.over_fen, left) if layer.base == "over_ceiling" else left
        one = _further(layer, base, pools, circumstances, terms)
        if isinstance(one, str):
            unknown = (*unknown, one)
        elif one is not None:
            taken.append(one)
            left -= one.paid_fen
    return taken, unknown


def added(so_far: SoFar, change: Mapping[str, Pool]) -> SoFar:
    """The year after a bill."""
    pools = {name: _sum(so_far, name, one, 1) for name, one in change.items()}
    return SoFar({**so_far.pools, **pools})


def taken_back(so_far: SoFar, change: Mapping[str, Pool]) -> SoFar:
    """The year without a bill: exactly what the bill added is taken off."""
    pools = {name: _sum(so_far, name, one, -1) for name, one in change.items()}
    every = {**so_far.pools, **pools}
    return SoFar({name: one for name, one in every.items() if one != NOTHING})


def _sum(so_far: SoFar, name: str, one: Pool, sign: int) -> Pool:
    before = so_far.pools.get(name, NOTHING)
    return Pool(
        before.cost_fen + sign * one.cost_fen,
        before.deductible_fen + sign * one.deductible_fen,
        before.paid_fen + sign * one.paid_fen,
        before.self_paid_fen + sign * one.self_paid_fen,
        before.count + sign * one.count,
    )


def _further(
    layer: Layer | Absent,
    base_fen: Exact,
    pools: Mapping[str, Pool],
    circumstances: Circumstances,
    terms: Terms,
) -> Taken | str | None:
    """What a layer after the basic one takes; its id where nobody has published what it needs."""
    if base_fen == 0:
        return None
    if isinstance(layer, Absent):
        return layer.policy
    bonus = circumstances.bonus_fen
    if bonus and layer.name == CRITICAL and layer.ceiling is not None:
        layer = replace(layer, ceiling=raised(layer.ceiling, bonus))
    try:
        taken = _taken(layer, base_fen, 0, pools, circumstances, terms)
    except BenefitNeeds:
        raise
    except BenefitUnknown as unknown:
        return str(unknown.facts["id"])
    return _by_years(taken, circumstances) if bonus or circumstances.is_bonus_least else taken


def _by_years(taken: Taken, circumstances: Circumstances) -> Taken:
    """The same with what is in its ceiling for the years, to be told."""
    if taken.layer.name != CRITICAL or taken.layer.ceiling is None:
        return taken
    bonus, is_least = circumstances.bonus_fen, circumstances.is_bonus_least
    return replace(taken, bonus_fen=bonus, is_bonus_least=is_least)


def _taken(
    layer: Layer,
    base_fen: Exact,
    full_fen: int,
    pools: Mapping[str, Pool],
    circumstances: Circumstances,
    terms: Terms,
) -> Taken:
    due = _due(layer, pools, circumstances, terms) if layer.deductible else 0
    deductible = min(due, base_fen)
    room = room_of(layer.ceiling, pools, base_fen)
    within = max(room.within_fen - deductible, 0)
    over = base_fen - deductible - within
    full = full_fen if room.paid_fen is None else min(full_fen, room.paid_fen)
    left = None if room.paid_fen is None else (room.paid_fen - full) * ONE
    portions, exact, cut = portions_of(layer, deductible, within, left, pools, terms)
    over += cut + full_fen - full
    if over and layer.ceiling is not None and layer.ceiling.is_lowest:
        raise _undecided(layer.ceiling, terms)
    return Taken(
        layer=layer,
        base_fen=whole(base_fen),
        due_fen=due,
        deductible_fen=whole(deductible),
        portions=portions,
        full_fen=full,
        paid_fen=(2 * exact + ONE) // (2 * ONE) + full,
        over_fen=over,
        is_within=room.is_within,
    )


def _due(
    layer: Layer, pools: Mapping[str, Pool], circumstances: Circumstances, terms: Terms
) -> int:
    """What is still to be paid before the layer pays anything of this bill."""
    rule = layer.deductible
    assert rule is not None, "asked only of a layer with a deductible"
    met = sum(pools[one].deductible_fen for one in rule.over if one in pools)
    if rule.per == "year" or rule.is_once:
        return max(rule.amount_fen - met, 0)
    due = rule.amount_fen
    if rule.per == "admission":
        due = _of_admission(rule, pools, circumstances)
        if due < 0:
            raise BenefitUnknown(id=id_of(layer, "deductible"), division=terms.division)
    if rule.yearly_max_fen is not None:
        due = min(due, max(rule.yearly_max_fen - met, 0))
    return due


def _of_admission(rule: Deductible, pools: Mapping[str, Pool], circumstances: Circumstances) -> int:
    """The deductible of this stay; of a later bill of it what is still missing."""
    stays = rule.over if rule.level_pool is None else (rule.level_pool,)
    before = sum(pools[one].count for one in stays if one in pools)
    met = circumstances.stay_met_fen
    if met is not None:
        before -= 1  # This stay is counted already.
    due = rule.later_fen[min(before, len(rule.later_fen)) - 1] if before > 0 else rule.amount_fen
    if due < 0:
        return due
    if rule.every_days and circumstances.stay_days:
        due *= -(-circumstances.stay_days // rule.every_days)
    return due if met is None else max(due - met, 0)


def _basic_change(
    basic: Taken, full_fen: int, left_fen: int, circumstances: Circumstances
) -> Iterable[tuple[str, Pool]]:
    new = int(circumstances.stay_met_fen is None)
    cost = basic.base_fen + full_fen
    pool = Pool(cost, basic.deductible_fen, basic.paid_fen, left_fen, new)
    rule = basic.layer.deductible
    yield basic.layer.pool, pool
    level = rule.level_pool if rule is not None and new else None
    part = basic.layer.part_pool
    if part is not None:
        yield part, Pool(cost, paid_fen=basic.paid_fen, count=int(part == level))
    if level is not None and level != part:
        yield level, Pool(count=new)


def _counted(one: Taken) -> Pool:
    left = one.base_fen - one.paid_fen
    return Pool(one.base_fen, one.deductible_fen, one.paid_fen, left, 1)


def _share(paid_fen: int, of_fen: int) -> str:
    """A share of at most one with four places, half up."""
    if of_fen <= 0 or paid_fen <= 0:
        return "0.0000"
    whole, part = divmod((2 * paid_fen * _PLACES + of_fen) // (2 * of_fen), _PLACES)
    return f"{whole}.{part:04}"


def _undecided(ceiling: Ceiling, terms: Terms) -> BenefitUnknown:
    if ceiling.needs is None:
        return BenefitUnknown(id=ceiling.policy, division=terms.division)
    return BenefitNeeds(id=ceiling.policy, division=terms.division, needs=ceiling.needs)
