"""What a claim says its benefit year had come to before, and what follows where it is silent.

People tell what they have at hand: the deductible met, or the cost alone. What can be worked out of
that is; what must be supposed is told back, under the names of the claim.
"""

from collections.abc import Mapping

from msgspec import structs

from yika.ground.money import yuan
from yika.settlement.model import Pool, SoFar
from yika.settlement.pricing.compiling import KINDS
from yika.settlement.pricing.terms import Deductible, Layer, Terms

Told = Mapping[str, Mapping[str, int]]  # fields of pools; "" is the bill's own kind of care


def came_before(claimed: Told, kind: str, terms: Terms) -> tuple[SoFar, dict[str, str]]:
    """The year as told; the rest follows, or is supposed and said to be, by the claim's names."""
    told = dict(claimed)
    kind = terms.kind or kind
    own = told.pop("", {})
    if own:
        told[kind] = {**own, **told.get(kind, {})}
    pools = {name: Pool(**one) for name, one in told.items()}
    supposed: dict[str, str] = {}
    for name in (one for one in KINDS if one in pools):
        pools[name], cost = _with_cost(pools[name], told[name])
        if cost:
            supposed["so_far.cost" if name == kind else f"so_far.{name}.cost"] = cost
    if kind in pools and terms.basic is not None:
        rule = terms.basic.deductible
        if rule is not None:
            pools[kind], more = _met(rule, pools[kind], told[kind], counts=_counts(terms))
            supposed.update(more)
            if rule.level_pool is not None and not any(one.startswith(f"{kind}@") for one in pools):
                pools[rule.level_pool] = Pool(count=pools[kind].count)
    for layer in terms.layers:
        if isinstance(layer, Layer) and layer.base == "self_paid" and layer.name not in pools:
            pools[layer.name] = _of_layer(layer, pools)
    return SoFar(pools), supposed


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
) -> tuple[Pool, dict[str, str]]:
    """A year's deductible and stays where they are not told: one stay, and of a level like this."""
    if pool.cost_fen == 0:
        return pool, {}
    supposed: dict[str, str] = {}
    is_yearly = rule.per == "year" or rule.is_once
    if "count" not in told and rule.per == "admission":
        pool = structs.replace(pool, count=1)
        if not rule.is_once:
            supposed["so_far.admissions"] = "1"
    if "deductible_fen" in told or not (is_yearly or counts):
        return pool, supposed
    met = rule.amount_fen
    if not is_yearly:
        later = met if rule.per == "visit" else max(rule.later_fen, 0)
        met += later * (max(pool.count, 1) - 1)
        if rule.yearly_max_fen is not None:
            met = min(met, rule.yearly_max_fen)
    pool = structs.replace(pool, deductible_fen=min(met, pool.cost_fen))
    if rule.per != "year":
        supposed["so_far.deductible"] = yuan(pool.deductible_fen)
    return pool, supposed


def _of_layer(layer: Layer, pools: Mapping[str, Pool]) -> Pool:
    """What a further layer has counted: what was paid oneself of all the care it counts."""
    own = sum(pools[one].self_paid_fen for one in layer.kinds if one in pools)
    met = layer.deductible.amount_fen if layer.deductible else 0
    return Pool(own, min(met, own))
