"""What a claim says its benefit year had come to before, and what follows where it is silent.

People tell what they have at hand: the deductible met, or the cost alone. What can be worked out of
that is; what must be supposed is told back, under the names of the claim.
"""

from collections.abc import Mapping
from fractions import Fraction

from msgspec import structs

from yika.ground.money import yuan
from yika.settlement.model import Pool, SoFar
from yika.settlement.pricing.compiling import KINDS
from yika.settlement.pricing.found import BenefitUnknown
from yika.settlement.pricing.parts import whole
from yika.settlement.pricing.sharing import portions_of
from yika.settlement.pricing.terms import ONE, Deductible, Layer, Terms

Told = Mapping[str, Mapping[str, int]]  # fields of pools; "" is the bill's own kind of care
_Supposed = dict[str, str]  # what nobody told, by the names of the claim


def came_before(claimed: Told, kind: str, terms: Terms) -> tuple[SoFar, _Supposed]:
    """The year as told; the rest follows, or is supposed and said to be, by the claim's names."""
    told = dict(claimed)
    kind = terms.kind or kind
    own = told.pop("", {})
    if own:
        told[kind] = {**own, **told.get(kind, {})}
    supposed = _with_what_was_met(told, kind, terms)
    pools = {name: Pool(**one) for name, one in told.items()}
    for name in (one for one in KINDS if one in pools):
        pools[name], cost = _with_cost(pools[name], told[name])
        if cost:
            supposed["so_far.cost" if name == kind else f"so_far.{name}.cost"] = cost
    if kind in pools and terms.basic is not None:
        rule = terms.basic.deductible
        if rule is not None:
            pools[kind], more = _met(rule, pools[kind], told[kind], counts=_counts(terms))
            supposed.update(more)
            supposed.update(_at_this_level(rule, kind, pools))
    supposed.update(_of_this_part(pools, kind, terms))
    supposed.update(_of_layers(pools, told, terms))
    return SoFar(pools), supposed


def _of_layers(pools: dict[str, Pool], told: Told, terms: Terms) -> _Supposed:
    """The further layers: as told, or what they will have counted and paid of it, in order."""
    supposed: _Supposed = {}
    paid = 0
    for layer in (one for one in terms.layers if isinstance(one, Layer)):
        name = layer.name
        if name in pools:
            pools[name] = _told_of_layer(layer, pools[name], told[name])
        elif layer.base == "self_paid":
            pools[name] = _of_layer(layer, pools, paid, terms)
            if found := pools[name].paid_fen:
                supposed[f"so_far.{name}.paid"] = yuan(found)
                paid += found
    return supposed


def _with_what_was_met(told: dict[str, Mapping[str, int]], kind: str, terms: Terms) -> _Supposed:
    """Where something was paid, what is taken once a year was met: `told` is made to say so."""
    rule = terms.basic.deductible if terms.basic is not None else None
    own = told.get(kind, {})
    if rule is None or not own.get("paid_fen") or {"cost_fen", "deductible_fen"} & own.keys():
        return {}
    if not _is_yearly(rule) or not rule.amount_fen:
        return {}
    told[kind] = {**own, "deductible_fen": rule.amount_fen}
    return {"so_far.deductible": yuan(rule.amount_fen)}


def _is_yearly(rule: Deductible) -> bool:
    return rule.per == "year" or rule.is_once


def _at_this_level(rule: Deductible, kind: str, pools: dict[str, Pool]) -> _Supposed:
    """Where stays count by level and nobody said of which they were: of this one."""
    level = rule.level_pool
    if level is None or any(one.startswith(f"{kind}@") for one in pools):
        return {}
    count = pools[kind].count
    pools[level] = Pool(count=count)
    return {f"so_far.{level}.count": str(count)} if count else {}


def _of_this_part(pools: dict[str, Pool], kind: str, terms: Terms) -> _Supposed:
    """Where a limit runs on some levels or diseases and nobody said of which the year was: here."""
    basic, year = terms.basic, pools.get(kind)
    if basic is None or basic.ceiling is None or year is None:
        return {}
    part, limit = basic.part_pool, basic.ceiling.within or basic.ceiling
    if part not in limit.over or any(one.startswith(f"{kind}@") for one in pools):
        return {}
    pools[part] = Pool(year.cost_fen, paid_fen=year.paid_fen)
    return {f"so_far.{part}.paid": yuan(year.paid_fen)} if year.paid_fen else {}


def _with_cost(pool: Pool, told: Mapping[str, int]) -> tuple[Pool, str]:
    """A kind's year with cost and what was paid oneself; the cost, where nobody told it."""
    supposed = ""
    if "cost_fen" not in told:
        # What was paid oneself has the deductible in it.
        least = pool.paid_fen + max(pool.deductible_fen, pool.self_paid_fen)
        if least:
            pool, supposed = structs.replace(pool, cost_fen=least), yuan(least)
    if "self_paid_fen" not in told:
        own = max(pool.cost_fen - pool.paid_fen, 0)
        pool = structs.replace(pool, self_paid_fen=own)
    return pool, supposed


def _counts(terms: Terms) -> bool:
    """Whether what stays and visits met before counts for this bill."""
    basic = terms.basic
    assert basic is not None, "asked only of a bill that a pool pays of"
    rule = basic.deductible
    has_most = rule is not None and rule.yearly_max_fen is not None
    return has_most or (basic.bounds_on == "above" and len(basic.segments) > 1)


def _met(
    rule: Deductible, pool: Pool, told: Mapping[str, int], *, counts: bool
) -> tuple[Pool, _Supposed]:
    """A year's deductible and stays where they are not told: one stay, and of a level like this."""
    if pool.cost_fen == 0:
        return pool, {}
    supposed: _Supposed = {}
    is_yearly = _is_yearly(rule)
    if "count" not in told and rule.per == "admission":
        pool = structs.replace(pool, count=1)
        if not rule.is_once:
            supposed["so_far.admissions"] = "1"
    if "deductible_fen" in told or not (is_yearly or counts):
        return pool, supposed
    met = rule.amount_fen
    if not is_yearly:
        met += _of_later(rule, max(pool.count, 1) - 1)
        if rule.yearly_max_fen is not None:
            met = min(met, rule.yearly_max_fen)
    pool = structs.replace(pool, deductible_fen=min(met, pool.cost_fen))
    if rule.per != "year":
        supposed["so_far.deductible"] = yuan(pool.deductible_fen)
    return pool, supposed


def _of_later(rule: Deductible, count: int) -> int:
    """What so many visits or stays after the first met."""
    if rule.per == "visit":
        return rule.amount_fen * count
    *steps, last = (max(one, 0) for one in rule.later_fen)
    return sum(steps[:count]) + last * max(count - len(steps), 0)


def _told_of_layer(layer: Layer, pool: Pool, told: Mapping[str, int]) -> Pool:
    """The year of a further layer, with the cost and the deductible met where nobody told them."""
    pool, _ = _with_cost(pool, told)
    rule = layer.deductible
    if rule is None or rule.per != "year" or "deductible_fen" in told:
        return pool
    return structs.replace(pool, deductible_fen=min(rule.amount_fen, pool.cost_fen))


def _of_layer(layer: Layer, pools: Mapping[str, Pool], paid_fen: int, terms: Terms) -> Pool:
    """What a further layer has counted: what was paid oneself of all the care it counts.

    Without what the layers before will have paid of it. What it will have paid itself is worked
    out where a ceiling runs on that.
    """
    own = sum(pools[one].self_paid_fen for one in layer.kinds if one in pools)
    own = max(own - paid_fen, 0)
    met = min(layer.deductible.amount_fen, own) if layer.deductible else 0
    if layer.ceiling is None or layer.ceiling.is_on_cost:
        return Pool(own, met)
    try:
        most = layer.ceiling.amount_fen * ONE
        _, exact, _ = portions_of(layer, met, own - met, most, {}, terms)
    except BenefitUnknown:
        return Pool(own, met)
    return Pool(own, met, whole(Fraction(exact, ONE)))
