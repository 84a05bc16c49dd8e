"""A priced bill as every face gives it: amounts by their national names, steps in words."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import msgspec
import yaml

from yika.ground.money import yuan
from yika.guide.telling import Both
from yika.interface.codes import meaning
from yika.policy.tree import is_table
from yika.policy.words import lists
from yika.settlement.model import BASIC, LAYERS, Kind, Pool, Split, Step
from yika.settlement.pricing.quoting import Quoted

_LIMITS: Final = ("ceiling", "ceiling_within")
_WORDS: Final = Path(__file__).parent / "words" / "steps.yaml"


class _Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What layers and steps are called."""

    pharmacy: Both
    layers: dict[str, Both]
    steps: dict[str, Both]


class StepTold(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One step of a price; `policy` is the id of the value behind it, `source` the source's key."""

    what: str
    amount: str
    zh: str
    en: str
    layer: str | None = None
    of: str | None = None
    share: str | None = None
    policy: str | None = None
    source: str | None = None
    title: str | None = None
    address: str | None = None
    confidence: str | None = None
    since: date | None = None
    attested_on: date | None = None
    taken_from: str | None = None
    set_by_installation: bool = False
    value: Any = None
    others: tuple[Any, ...] = ()  # what disagreeing sources say


def step_told(step: Step) -> StepTold:
    """A step in words."""
    both = _in_words(step)
    told = StepTold(
        what=step.what,
        amount=yuan(step.amount_fen),
        zh=both.zh,
        en=both.en,
        layer=step.layer,
        of=None if step.of_fen is None else yuan(step.of_fen),
        share=step.share,
    )
    ref = step.policy
    if ref is None:
        return told
    return msgspec.structs.replace(
        told,
        policy=ref.id,
        source=ref.source,
        title=ref.title,
        address=ref.address,
        confidence=ref.confidence,
        since=ref.since,
        attested_on=ref.attested_on,
        taken_from=ref.taken_from,
        set_by_installation=ref.set_by_installation,
        value=ref.value,
        others=ref.others,
    )


def worth_telling(step: Step) -> bool:
    """Whether people want to see a step: a ceiling not reached tells them little."""
    silent = step.what in _LIMITS or (step.what == "layer_pays" and step.layer != BASIC)
    return bool(step.amount_fen) or not silent


def kind_name(kind: str) -> Both:
    """What a kind of care is called."""
    if kind == Kind.PHARMACY:
        return _words().pharmacy
    found = lists().words["care_kinds"][kind]
    return Both(found.zh, found.en)


def quote_told(found: Quoted) -> dict[str, Any]:
    """A quote as a table: national names first, then how it came about."""
    claim = found.claim
    return {
        **found.amounts,
        "setldetail": [
            {**row, "fund_pay_type_name": _fund(row["fund_pay_type"])} for row in found.setldetail
        ],
        "lines": [_line(one) for one in found.lines],
        "steps": [step_told(one) for one in found.steps],
        "region": claim.region,
        "scheme": claim.scheme,
        "kind": claim.kind,
        "on": found.on,
        "benefit_year": found.begins_on,
        "complete": not found.unknown,
        "unknown": found.unknown,
        "assumed": claim.assumed,
        "after": {name: _pool(name, pool) for name, pool in found.after.items()},
        "policy_version": found.policy,
    }


def layer_name(layer: str) -> Both:
    """What a layer is called."""
    return _words().layers[layer]


def layers_paid(found: Quoted) -> dict[str, str]:
    """What each layer pays, in yuan, those that pay nothing left out."""
    paid = {
        one.layer: one.amount_fen for one in found.steps if one.what == "layer_pays" and one.layer
    }
    return {layer: yuan(paid[layer]) for layer in LAYERS if paid.get(layer)}


@lru_cache(maxsize=1)
def _words() -> _Words:
    with _WORDS.open(encoding="utf-8") as file:
        return msgspec.convert(yaml.load(file, yaml.CSafeLoader), _Words)


def steps_for_person(steps: Sequence[Step]) -> list[StepTold]:
    """The steps somebody wants to see: those of layers that pay nothing are left out."""
    paying = {one.layer for one in steps if one.what == "layer_pays" and one.amount_fen}
    return [
        step_told(one)
        for one in steps
        if worth_telling(one) and one.layer in (None, BASIC, *paying)
    ]


def _in_words(step: Step) -> Both:
    words = _words().steps[_what(step)]
    layer = _words().layers[step.layer] if step.layer else Both("", "")
    of = "" if step.of_fen is None else yuan(step.of_fen)
    facts = {"of": of, "whole": of, "share": step.share or ""}
    return Both(
        words.zh.format(layer=layer.zh, **facts),
        words.en.format(layer=layer.en, **facts),
    )


def _what(step: Step) -> str:
    """What a step is called by: at a pharmacy the pool may pay, only not without a prescription."""
    if step.what != "no_pool" or step.policy is None:
        return step.what
    value = step.policy.value
    is_open = is_table(value) and value.get("pool") != "none"
    return "no_prescription" if is_open else "no_pool"


def _fund(code: str) -> str:
    found = meaning("fund_pay_type", code)
    return code if found is None else found.zh


def _line(one: Split) -> dict[str, str]:
    return {
        "det_item_fee_sumamt": yuan(one.total_fen),
        "fulamt_ownpay_amt": yuan(one.self_funded_fen),
        "overlmt_amt": yuan(one.over_ceiling_fen),
        "preselfpay_amt": yuan(one.first_share_fen),
        "inscp_scp_amt": yuan(one.in_scope_fen),
    }


def _pool(name: str, pool: Pool) -> dict[str, str | int]:
    if "@" in name:  # Of one level or disease: stays are counted, for limits cost and paid too.
        amounts = {"cost": pool.cost_fen, "paid": pool.paid_fen}
        return {
            **({name: yuan(one) for name, one in amounts.items()} if pool.cost_fen else {}),
            "count": pool.count,
        }
    return {
        "cost": yuan(pool.cost_fen),
        "deductible": yuan(pool.deductible_fen),
        "paid": yuan(pool.paid_fen),
        "self_paid": yuan(pool.self_paid_fen),
        "count": pool.count,
    }
