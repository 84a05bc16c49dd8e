"""Somebody's benefit year as every face tells it: what it has come to, what its ceilings leave.

Amounts are yuan.
"""

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Final

import msgspec
import yaml

from yika.ground.money import yuan
from yika.guide.quote_told import kind_name, layer_name
from yika.guide.telling import Both
from yika.settlement.model import LAYERS, Pool
from yika.settlement.till.mine import CeilingUsed, YearUsed

_WORDS: Final = Path(__file__).parent / "words" / "bills.yaml"


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is told of bills."""

    payers: dict[str, Both]
    parts: dict[str, Both]
    sums: dict[str, Both]
    ceiling: Both
    ceiling_left: Both
    ceiling_bonus: Both
    ceiling_bonus_open: Both
    says: Both


class AmountTold(msgspec.Struct, frozen=True, kw_only=True):
    """An amount, or a number of times, with what it is called."""

    what: str
    amount: str
    zh: str
    en: str


class CareTold(msgspec.Struct, frozen=True, kw_only=True):
    """What one kind of care, or one layer, has come to in a benefit year."""

    what: str
    zh: str
    en: str
    sums: tuple[AmountTold, ...]


class CeilingTold(msgspec.Struct, frozen=True, kw_only=True):
    """A ceiling of the year, what is used of it and what is left; where the value is from."""

    layer: str
    over: tuple[str, ...]
    zh: str
    en: str
    amount: str
    used: str
    left: str
    left_zh: str
    left_en: str
    bonus: str | None  # of the amount: what years unbroken or claim-free add, where they do
    bonus_zh: str  # what is to be said of it; empty: nothing
    bonus_en: str
    policy: str | None
    source: str | None
    title: str | None
    confidence: str | None


class YearTold(msgspec.Struct, frozen=True, kw_only=True):
    """A benefit year (年度累计): used and left. `unknown` are policies nobody has published."""

    scheme: str
    begins_on: date
    ends_on: date
    fund_paid: str  # by all funds together
    care: tuple[CareTold, ...]
    ceilings: tuple[CeilingTold, ...]
    unknown: tuple[str, ...]


def amount(what: str, fen: int, both: Both) -> AmountTold:
    """An amount of so many fen under a name."""
    return AmountTold(what=what, amount=yuan(fen), zh=both.zh, en=both.en)


def year_told(found: YearUsed) -> YearTold:
    """A benefit year in words and yuan."""
    return YearTold(
        scheme=found.scheme,
        begins_on=found.begins_on,
        ends_on=found.ends_on,
        fund_paid=yuan(sum(pool.paid_fen for pool in found.pools.values())),
        care=tuple(
            _care(name, pool) for name, pool in sorted(found.pools.items()) if _says(name, pool)
        ),
        ceilings=tuple(_ceiling(one) for one in found.ceilings),
        unknown=found.unknown,
    )


def _care(name: str, pool: Pool) -> CareTold:
    both, named = _pool_name(name), words().sums
    sums = {
        "cost": pool.cost_fen,
        "deductible": pool.deductible_fen,
        "paid": pool.paid_fen,
        "self_paid": pool.self_paid_fen,
    }
    told = [amount(what, fen, named[what]) for what, fen in sums.items()]
    if pool.count:
        count = named["count"]
        told.append(AmountTold(what="count", amount=str(pool.count), zh=count.zh, en=count.en))
    return CareTold(what=name, zh=both.zh, en=both.en, sums=tuple(told))


def _ceiling(one: CeilingUsed) -> CeilingTold:
    layer, told = layer_name(one.layer), words()
    over = _over(one)
    facts = {"amount": yuan(one.amount_fen), "used": yuan(one.used_fen), "left": yuan(one.left_fen)}
    ref, bonus = one.policy, _bonus(one)
    return CeilingTold(
        layer=one.layer,
        over=one.over,
        zh=told.ceiling.zh.format(layer=layer.zh, over=over.zh),
        en=told.ceiling.en.format(layer=layer.en, over=over.en),
        **facts,
        left_zh=told.ceiling_left.zh.format(**facts),
        left_en=told.ceiling_left.en.format(**facts),
        bonus=yuan(one.bonus_fen) if one.bonus_fen else None,
        bonus_zh="；".join(said.zh for said in bonus),
        bonus_en="; ".join(said.en for said in bonus),
        policy=None if ref is None else ref.id,
        source=None if ref is None else ref.source,
        title=None if ref is None else ref.title,
        confidence=None if ref is None else ref.confidence,
    )


def _bonus(one: CeilingUsed) -> list[Both]:
    """What the years add to a ceiling, and that it may be more."""
    told, found = words(), list[Both]()
    if one.bonus_fen:
        facts = {"bonus": yuan(one.bonus_fen)}
        both = told.ceiling_bonus
        found.append(Both(both.zh.format(**facts), both.en.format(**facts)))
    return [*found, told.ceiling_bonus_open] if one.is_bonus_least else found


def _over(one: CeilingUsed) -> Both:
    """What counts towards a ceiling, in brackets; nothing where it is the layer alone."""
    names = [_pool_name(name) for name in one.over if name != one.layer]
    if not names:
        return Both("", "")
    zh, en = "、".join(name.zh for name in names), ", ".join(name.en for name in names)
    return Both(f"（{zh}）", f" ({en})")


def _says(name: str, pool: Pool) -> bool:
    """Whether people want to see it: a further layer only where it paid."""
    return name not in LAYERS or pool.paid_fen != 0


def _pool_name(name: str) -> Both:
    """What a kind of care or a layer is called."""
    return layer_name(name) if name in LAYERS else kind_name(name)


@lru_cache(maxsize=1)
def words() -> Words:
    """The words as shipped, read once."""
    with _WORDS.open(encoding="utf-8") as file:
        return msgspec.convert(yaml.load(file, yaml.CSafeLoader), Words)
