"""A price as steps that can be told: each with its amount and the value of the law behind it.

The words of ``what`` are in ``guide/words/steps.yaml``.
"""

from collections.abc import Iterator, Sequence

import msgspec

from yika.settlement.model import Split, Step
from yika.settlement.pricing.parts import Exact, whole
from yika.settlement.pricing.terms import ONE, Layer, Terms


class Portion(msgspec.Struct, frozen=True, gc=False):
    """Cost at one share; what had been paid of the bill before and after it, in parts of a fen."""

    cost_fen: int
    parts: int
    before: Exact
    after: Exact


class Taken(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What one layer did with a bill."""

    layer: Layer
    base_fen: int
    due_fen: int
    deductible_fen: int
    portions: Sequence[Portion]
    full_fen: int
    paid_fen: int
    over_fen: Exact  # of the base, cut by the ceiling
    is_within: bool = False  # by a limit within it
    bonus_fen: int = 0  # in the ceiling, for years unbroken or claim-free
    is_bonus_least: bool = False


def steps(terms: Terms, split: Split, prepaid_fen: int, taken: Sequence[Taken]) -> tuple[Step, ...]:
    """Every step, in the order in which it was worked out."""
    return tuple(_steps(terms, split, prepaid_fen, taken))


def _steps(terms: Terms, split: Split, prepaid_fen: int, taken: Sequence[Taken]) -> Iterator[Step]:
    yield Step(what="total", amount_fen=split.total_fen)
    for what, amount in (
        ("self_funded", split.self_funded_fen),
        ("over_price", split.over_ceiling_fen),
        ("first_share", split.first_share_fen),
    ):
        if amount:
            yield Step(what=what, amount_fen=amount)
    yield Step(what="in_scope", amount_fen=split.in_scope_fen)
    if terms.routed_by is not None:
        what = "no_pool" if terms.kind is None else "as_kind"
        yield Step(what=what, amount_fen=split.in_scope_fen, policy=terms.routed_by)
    if prepaid_fen:
        yield Step(what="account_first", amount_fen=prepaid_fen, policy=terms.prepaid_by)
    for one in taken:
        yield from _of_layer(one)
    funds = sum(one.paid_fen for one in taken)
    yield Step(what="funds", amount_fen=funds)
    yield Step(what="person", amount_fen=split.total_fen - funds)


def _of_layer(one: Taken) -> Iterator[Step]:
    layer, policy = one.layer, one.layer.policy
    if layer.base != "in_scope":
        yield Step(what=layer.base, amount_fen=one.base_fen, layer=layer.name)
    if layer.deductible is not None:
        yield Step(
            what="deductible",
            amount_fen=one.deductible_fen,
            of_fen=one.due_fen,
            policy=policy.get("deductible"),
            layer=layer.name,
        )
    if one.full_fen:
        yield Step(what="paid_whole", amount_fen=one.full_fen, layer=layer.name)
    for portion in one.portions:
        before, after = _rounded(portion.before), _rounded(portion.after)
        yield Step(
            what="share",
            amount_fen=after - before,
            of_fen=portion.cost_fen,
            share=percent(portion.parts),
            policy=policy.get("share"),
            layer=layer.name,
        )
    if "remote" in policy:
        yield Step(what="remote", amount_fen=0, policy=policy["remote"], layer=layer.name)
    yield from _of_ceiling(one)
    yield Step(what="layer_pays", amount_fen=one.paid_fen, layer=layer.name)


def _of_ceiling(one: Taken) -> Iterator[Step]:
    """What raises the ceiling, and what it cuts."""
    layer, policy = one.layer, one.layer.policy
    if one.bonus_fen:
        yield Step(what="ceiling_bonus", amount_fen=one.bonus_fen, layer=layer.name)
    if one.is_bonus_least:
        yield Step(what="ceiling_bonus_open", amount_fen=0, layer=layer.name)
    within = None if layer.ceiling is None else layer.ceiling.within
    if within is not None:
        yield Step(
            what="ceiling_within",
            amount_fen=whole(one.over_fen) if one.is_within else 0,
            of_fen=within.amount_fen,
            policy=policy.get("ceiling"),
            layer=layer.name,
        )
    if layer.ceiling is not None:
        yield Step(
            what="ceiling_at_least" if layer.ceiling.is_lowest else "ceiling",
            amount_fen=0 if one.is_within else whole(one.over_fen),
            of_fen=layer.ceiling.amount_fen,
            policy=policy.get("ceiling"),
            layer=layer.name,
        )


def percent(parts: int) -> str:
    """A share as people write it: ``97.6%``."""
    whole, rest = divmod(parts * 100, ONE)
    return f"{whole}.{rest:08}".rstrip("0").rstrip(".") + "%"


def _rounded(exact: Exact) -> int:
    return (2 * exact + ONE) // (2 * ONE)
