"""The shapes of values about what the funds pay: deductibles, shares, ceilings, layers.

Most are lists of rows, of which the first that fits a case decides. A row fits where all that its
`if` asks for fits; a row without `if` always does. What a bill makes of them is in `settlement`.
"""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Final

from yika.policy.model import UNKNOWN, Value
from yika.policy.shapes import (
    Shape,
    amount,
    both_languages,
    day,
    either,
    is_amount,
    many,
    one_of,
    share,
    shown,
    table,
    text,
    whole,
    word,
    yes_no,
)
from yika.policy.tree import Findings, Place, is_list, is_table

_NONE: Final = "none"
_POINTS = re.compile(r"[+-]?(0|[1-9][0-9]*)(\.[0-9]{1,2})?")
_WHOLE_SHARE: Final = Decimal(100)  # percent
_money = either(UNKNOWN, amount)
_yes = one_of("yes")

# What may not be the other way round: the lower bound of a condition and its upper one.
_BOUNDS: Final = (
    ("age_from", "age_until"),
    ("retired_from", "retired_until"),
    ("months_from", "months_below"),
)


def percent(value: Value) -> Decimal | None:
    """A share as a number of hundredths; None where it is no share."""
    if isinstance(value, str) and value.endswith("%"):
        digits = value.removesuffix("%")
        return Decimal(digits) if digits.replace(".", "", 1).isdecimal() else None
    return None


def _part(value: Value, place: Place, findings: Findings) -> None:
    """A share of a cost: never more than all of it."""
    share(value, place, findings)
    told = percent(value)
    if told is not None and told > _WHOLE_SHARE:
        findings.add(place, f"{value} 超过 100%", f"{value} is above 100%")


def _points(value: Value, place: Place, findings: Findings) -> None:
    if not isinstance(value, str) or not _POINTS.fullmatch(value):
        zh = f'应为加引号的百分点，如 "+2" 或 "-10"，而不是 {shown(value)}'
        findings.add(place, zh, f'points in quotes such as "+2" or "-10", not {shown(value)}')


def _some(item: Shape) -> Shape:
    """A list with something in it."""
    listed = many(item)

    def check(value: Value, place: Place, findings: Findings) -> None:
        listed(value, place, findings)
        if is_list(value) and not value:
            zh, en = "列表不能为空", "an empty list fits nobody: leave it out"
            findings.add(place, zh, en)

    return check


_ASKED = table(
    {},
    {
        "status": _some(word("insured_statuses")),
        "level": _some(word("institution_tiers")),
        "age_from": whole,
        "age_until": whole,
        "group": _some(word("resident_groups")),
        "tier": _some(text),
        "retired_from": day,
        "retired_until": day,
        "months_from": whole,
        "months_below": whole,
        "off_site": _some(word("off_sites")),
        "signed": _some(yes_no),
        "disease": _some(word("chronic_diseases")),
        "assistance": _some(word("assistance_groups")),
        "civil_servant": _some(yes_no),
    },
)


def _condition(value: Value, place: Place, findings: Findings) -> None:
    before = len(findings.problems)
    _ASKED(value, place, findings)
    if len(findings.problems) > before:
        return
    if not value:
        findings.add(place, "if 为空：总是适用的请省去", "if asks nothing: leave it out")
    for least, most in _BOUNDS:
        if least in value and most in value and value[least] > value[most]:
            zh, en = f"{least} 大于 {most}", f"{least} is above {most}"
            findings.add((*place, least), zh, en)


def _first_of(row: Shape) -> Shape:
    """Rows of which the first that fits counts; none after one that always fits."""
    listed = _some(row)

    def check(value: Value, place: Place, findings: Findings) -> None:
        listed(value, place, findings)
        for position, one in enumerate(value[:-1] if is_list(value) else []):
            if is_table(one) and "if" not in one:
                zh = "上一行总是适用，此行永远轮不到"
                en = "never reached: the row before always fits"
                findings.add((*place, position + 1), zh, en)

    return check


def _rows(needed: dict[str, Shape], possible: dict[str, Shape] | None = None) -> Shape:
    """Such rows with these keys, each perhaps under a condition."""
    return _first_of(table(needed, {"if": _condition, **(possible or {})}))


def _one(*keys: str, shape: Shape) -> Shape:
    """The shape, with exactly one of some keys."""
    named = " / ".join(keys)

    def check(value: Value, place: Place, findings: Findings) -> None:
        shape(value, place, findings)
        if is_table(value) and sum(key in value for key in keys) != 1:
            findings.add(place, f"{named} 应恰有一个", f"exactly one of {named} is expected")

    return check


def _segments(value: Value, place: Place, findings: Findings) -> None:
    _some(table({"share": either(UNKNOWN, _part)}, {"up_to": amount}))(value, place, findings)
    reached: Decimal | None = None
    for position, segment in enumerate(value if is_list(value) else []):
        here, bound = (*place, position), segment.get("up_to") if is_table(segment) else None
        if position == len(value) - 1:
            if bound is not None:
                zh = "最后一段不写 up_to：其上不支付请另写 0% 的一段"
                en = "the last segment has no up_to: if nothing is paid above, add one of 0%"
                findings.add((*here, "up_to"), zh, en)
        elif bound is None and is_table(segment):
            zh, en = "只有最后一段可以不写 up_to", "up_to is missing: only the last goes without"
            findings.add(here, zh, en)
        elif is_amount(bound):
            if reached is not None and Decimal(bound) <= reached:
                zh, en = f"{bound} 不高于上一段", f"{bound} is not above the segment before"
                findings.add((*here, "up_to"), zh, en)
            reached = Decimal(bound)


_change = _one(
    "points",
    "self_pay_times",
    shape=table({}, {"if": _condition, "points": _points, "self_pay_times": _part}),
)
_amount_rows = _rows({"amount": _money})
_later = _one(
    "share", "rows", shape=table({}, {"share": either(UNKNOWN, _part), "rows": _amount_rows})
)
_own_deductible = table(
    {"per": word("deductible_spans"), "rows": _amount_rows},
    {
        "later": either(UNKNOWN, _later),
        "later_same_level": _yes,
        "once": one_of("highest"),
        "yearly_max": _money,
        "every_days": whole,
    },
)
_OF_ADMISSIONS: Final = ("later", "later_same_level", "once", "every_days")
_own_shares = table(
    {"bounds_on": word("segment_bounds"), "rows": _rows({"segments": _segments})},
    {"adjust": _some(_change)},
)
_limits: dict[str, Shape] = {
    "on": word("ceiling_bases"),
    "rows": _rows({}, {"amount": _money, "none": _yes}),
}
_kinds = _some(word("care_kinds"))


def _deductible(value: Value, place: Place, findings: Findings) -> None:
    _own_deductible(value, place, findings)
    if not is_table(value):
        return
    for key in _OF_ADMISSIONS:
        if key in value and value.get("per") != "admission":
            zh, en = f"{key} 只用于按次住院起付", f"{key} is only for per: admission"
            findings.add((*place, key), zh, en)
    if "later_same_level" in value and "later" not in value:
        findings.add(place, "缺少 later", "later is missing")


def _limit(limits: dict[str, Shape]) -> Shape:
    shape = table(limits)

    def check(value: Value, place: Place, findings: Findings) -> None:
        shape(value, place, findings)
        rows = value.get("rows") if is_table(value) else None
        for position, row in enumerate(rows if is_list(rows) else []):
            if is_table(row) and ("amount" in row) == ("none" in row):
                zh, en = "应恰有 amount / none 之一", "exactly one of amount / none is expected"
                findings.add((*place, "rows", position), zh, en)

    return check


def _as_another(own: Shape) -> Shape:
    """The shape, or ``none``, or what holds for another kind of care."""
    borrowed: Callable[..., None] = table({"as": word("care_kinds")})

    def check(value: Value, place: Place, findings: Findings) -> None:
        (borrowed if is_table(value) and "as" in value else own)(value, place, findings)

    return either(_NONE, check)


_POOLS: Final[dict[Value, Shape]] = {
    "none": table({"pool": word("pharmacy_pools")}),
    "as": table(
        {
            "pool": word("pharmacy_pools"),
            "kind": word("care_kinds"),
            "level": word("institution_tiers"),
            "needs": word("pharmacy_needs"),
        }
    ),
    "as_prescriber": table(
        {
            "pool": word("pharmacy_pools"),
            "kind": word("care_kinds"),
            "needs": one_of("prescription"),
        }
    ),
}


def _pharmacy(value: Value, place: Place, findings: Findings) -> None:
    told = value.get("pool") if is_table(value) else None
    chosen = _POOLS.get(told if isinstance(told, str) else _NONE, _POOLS[_NONE])
    chosen(value, place, findings)


BENEFIT_SHAPES: Final[dict[str, Shape]] = {
    "deductible": _as_another(_deductible),
    "share_table": _as_another(_own_shares),
    "ceiling": _as_another(_limit({"over": _kinds, **_limits})),
    "layer": either(
        _NONE,
        table(
            {
                "base": word("layer_bases"),
                "over": _kinds,
                "deductible": either(_NONE, _deductible),
                "shares": _own_shares,
                "ceiling": either(_NONE, _limit(_limits)),
            },
            {"if": _condition},
        ),
    ),
    "pharmacy_pool": _pharmacy,
    "account_first": either(_NONE, table({"kinds": _kinds, "wallets": _some(word("wallets"))})),
    "adjustments": either(_NONE, table({"rows": _first_of(_change)})),
    "class_shares": table({"B": either(UNKNOWN, _part)}),
    "till_password": table(
        {"card": one_of("yes", "no", UNKNOWN), "e_credential": one_of("yes", "no", UNKNOWN)}
    ),
    "disease_list": table(
        {
            "codes": _some(
                table({"code": text, "name": both_languages, "disease": word("chronic_diseases")})
            )
        }
    ),
}
