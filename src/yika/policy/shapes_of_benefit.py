"""The shapes of values about what the funds pay: deductibles, shares, ceilings, layers.

Most are lists of rows, of which the first that fits a case decides (`conditions`). What a bill
makes of them is in `settlement`.
"""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Final

from yika.policy.conditions import condition, first_of, one_key, rows, some
from yika.policy.model import UNKNOWN, Value
from yika.policy.shapes import (
    Shape,
    amount,
    both_languages,
    either,
    is_amount,
    one_of,
    share,
    shown,
    table,
    text,
    whole,
    word,
)
from yika.policy.tree import Findings, Place, is_list, is_table

_NONE: Final = "none"
_POINTS = re.compile(r"[+-]?(0|[1-9][0-9]*)(\.[0-9]{1,2})?")
_WHOLE_SHARE: Final = Decimal(100)  # percent
_AXES: Final = {"level", "disease"}  # what limits within a ceiling may add up
_money = either(UNKNOWN, amount)
_yes = one_of("yes")


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


def _segments(value: Value, place: Place, findings: Findings) -> None:
    some(table({"share": either(UNKNOWN, _part)}, {"up_to": amount}))(value, place, findings)
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


_change = one_key(
    "points",
    "self_pay_times",
    "share_times",
    shape=table(
        {},
        {"if": condition, "points": _points, "self_pay_times": _part, "share_times": _part},
    ),
)
_amount_rows = rows({"amount": _money})
_later = one_key(
    "share", "rows", shape=table({}, {"share": either(UNKNOWN, _part), "rows": _amount_rows})
)


def _laters(value: Value, place: Place, findings: Findings) -> None:
    """Of all later stays, or a list: of the second, the third, …, the last of all that follow."""
    (some(_later) if is_list(value) else _later)(value, place, findings)


_own_deductible = table(
    {"per": word("deductible_spans"), "rows": _amount_rows},
    {
        "later": either(UNKNOWN, _laters),
        "later_same_level": _yes,
        "once": one_of("highest"),
        "yearly_max": _money,
        "every_days": whole,
    },
)
_OF_ADMISSIONS: Final = ("later", "later_same_level", "once", "every_days")
_own_shares = table(
    {"bounds_on": word("segment_bounds"), "rows": rows({"segments": _segments})},
    {"adjust": some(_change), "bounds_anew": _yes},
)
_limits: dict[str, Shape] = {
    "on": word("ceiling_bases"),
    "rows": rows({}, {"amount": _money, "none": _yes}),
}
_kinds = some(word("care_kinds"))


def _deductible(value: Value, place: Place, findings: Findings) -> None:
    _own_deductible(value, place, findings)
    if not is_table(value):
        return
    for key in _OF_ADMISSIONS:
        if key in value and value.get("per") != "admission":
            en = f"{key} is only for per: admission"
            findings.add((*place, key), f"{key} 只用于按次住院起付", en)
    if "later_same_level" in value and "later" not in value:
        findings.add(place, "缺少 later", "later is missing")


def _within(value: Value, place: Place, findings: Findings) -> None:
    """Limits within a ceiling: each names the levels, or each the diseases, that it adds up."""
    some(table({"if": condition, "amount": _money}))(value, place, findings)
    asked = [one.get("if") for one in value if is_table(one)] if is_list(value) else []
    named = [_AXES & one.keys() for one in asked if is_table(one)]
    if any(len(one) != 1 or one != named[0] for one in named):
        zh = "within 的每一行都要写明 level，或者都写明 disease，不能兼有"
        findings.add(place, zh, "each row of within names a level, or each a disease, none both")


def _limit(limits: dict[str, Shape], possible: dict[str, Shape] | None = None) -> Shape:
    shape = table(limits, possible or {})

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
    _POOLS.get(told if isinstance(told, str) else _NONE, _POOLS[_NONE])(value, place, findings)


BENEFIT_SHAPES: Final[dict[str, Shape]] = {
    "deductible": _as_another(_deductible),
    "share_table": _as_another(_own_shares),
    "ceiling": _as_another(_limit({"over": _kinds, **_limits}, {"within": _within})),
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
            {"if": condition},
        ),
    ),
    "pharmacy_pool": _pharmacy,
    "account_first": either(_NONE, table({"kinds": _kinds, "wallets": some(word("wallets"))})),
    "adjustments": either(_NONE, table({"rows": first_of(_change)})),
    "class_shares": table({"B": either(UNKNOWN, _part)}),
    "till_password": table(
        {"card": one_of("yes", "no", UNKNOWN), "e_credential": one_of("yes", "no", UNKNOWN)}
    ),
    "disease_list": table(
        {
            "codes": some(
                table({"code": text, "name": both_languages, "disease": word("chronic_diseases")})
            )
        }
    ),
}
