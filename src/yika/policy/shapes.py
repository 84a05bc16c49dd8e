"""What a value of each unit looks like, checked once on loading so that nobody checks it again.

A shape notes every deviation with its place. `unknown` is no value: where a part of a value may
be unknown, the shape says so itself; a whole cell that is unknown never comes here.
"""

import re
from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from yika.policy.model import UNKNOWN, Value
from yika.policy.tree import Findings, Place, is_list, is_table
from yika.policy.words import lists

Shape: TypeAlias = Callable[[Value, Place, Findings], None]

_AMOUNT = re.compile(r"(0|[1-9][0-9]*)\.[0-9]{2}")
_NEVER = "never"


def whole(value: Value, place: Place, findings: Findings) -> None:
    """A whole number, not below zero."""
    if type(value) is not int or value < 0:  # a boolean is no number
        findings.add(
            place, f"应为整数，而不是 {_shown(value)}", f"a whole number, not {_shown(value)}"
        )


def text(value: Value, place: Place, findings: Findings) -> None:
    """A text with something in it."""
    if not isinstance(value, str) or not value.strip():
        zh, en = (
            f"应为文字（数字请加引号），而不是 {_shown(value)}",
            f"a text, not {_shown(value)}; quote digits",
        )
        findings.add(place, zh, en)


def amount(value: Value, place: Place, findings: Findings) -> None:
    """Yuan with two decimals, as text."""
    if not isinstance(value, str) or not _AMOUNT.fullmatch(value):
        zh, en = (
            f'应为两位小数的金额，如 "20.00"，而不是 {_shown(value)}',
            'an amount such as "20.00"',
        )
        findings.add(place, zh, f"{en}, not {_shown(value)}")


def one_of(*words: str) -> Shape:
    """One of a few fixed words."""

    def check(value: Value, place: Place, findings: Findings) -> None:
        if value not in words:
            allowed = " | ".join(words)
            findings.add(
                place, f"{_shown(value)} 不在 {allowed} 之中", f"{_shown(value)} is not {allowed}"
            )

    return check


def word(*groups: str) -> Shape:
    """A word of one of these lists of words.yaml; of any list where none is named."""

    def check(value: Value, place: Place, findings: Findings) -> None:
        known = lists().words
        if not any(isinstance(value, str) and value in known.get(g, {}) for g in groups or known):
            where = ", ".join(groups) or "words.yaml"
            findings.add(
                place,
                f"词 {_shown(value)} 不在清单 {where} 中",
                f"unknown word {_shown(value)}: not in {where}",
            )

    return check


def either(literal: str, other: Shape) -> Shape:
    """One literal word, or the other shape."""

    def check(value: Value, place: Place, findings: Findings) -> None:
        if value != literal:
            other(value, place, findings)

    return check


def many(item: Shape) -> Shape:
    """A list, each item of that shape, none twice."""

    def check(value: Value, place: Place, findings: Findings) -> None:
        if not is_list(value):
            findings.add(place, f"应为列表，而不是 {_shown(value)}", f"a list, not {_shown(value)}")
            return
        for position, one in enumerate(value):
            item(one, (*place, position), findings)
            if one in value[:position]:
                findings.add(
                    (*place, position), f"{_shown(one)} 重复", f"{_shown(one)} is there twice"
                )

    return check


def table(needed: Mapping[str, Shape], possible: Mapping[str, Shape] | None = None) -> Shape:
    """A table with these keys and no others."""
    shapes = {**needed, **(possible or {})}

    def check(value: Value, place: Place, findings: Findings) -> None:
        if not is_table(value):
            keys = ", ".join(shapes)
            findings.add(place, f"应为含 {keys} 的表，而不是 {_shown(value)}", f"a table of {keys}")
            return
        for key, one in value.items():
            if key in shapes:
                shapes[key](one, (*place, key), findings)
            else:
                findings.add((*place, key), f"不认识的键 {key}", f"unknown key {key}")
        for key in needed:
            if key not in value:
                findings.add(place, f"缺少 {key}", f"{key} is missing")

    return check


def _ordered(shape: Shape) -> Shape:
    def check(value: Value, place: Place, findings: Findings) -> None:
        shape(value, place, findings)
        least, most = (value.get("min"), value.get("max")) if is_table(value) else (None, None)
        if isinstance(least, int) and isinstance(most, int) and least > most:
            findings.add(place, f"min {least} 大于 max {most}", f"min {least} is above max {most}")

    return check


def _refused_password(value: Value, place: Place, findings: Findings) -> None:
    if not (isinstance(value, str) and value.isascii() and value.isdigit()):
        word("refused_kinds")(value, place, findings)


def _offer(value: Value, place: Place, findings: Findings) -> None:
    _OFFER(value, place, findings)
    if is_table(value) and value.get("working_days") == "making_time" and "point" not in value:
        word("points")(value.get("channel"), (*place, "channel"), findings)


def _shown(value: Value) -> str:
    return '"…"' if isinstance(value, str) and not value else str(value)


both_languages = table({"zh": text, "en": text})
yes_no = one_of("yes", "no")
_duration = either(_NEVER, whole)
_range = _ordered(table({"min": whole, "max": whole}))

_WHEN = table(
    {},
    {
        "issuer": many(word("issuers")),
        "generation": many(word("generations")),
        "insurance": many(word("insurances")),
        "reason": many(word("reasons")),
        "password_kind": many(word("password_kinds")),
        "loss_kind": many(word("loss_kinds")),
    },
)
_OFFER = table(
    {
        "channel": word("channels"),
        "working_days": either(UNKNOWN, either("making_time", whole)),
        "trips": either(UNKNOWN, whole),
        "fee": either(UNKNOWN, either("card.fee", amount)),
        "papers": either(UNKNOWN, many(word("papers"))),
        "identity": either(UNKNOWN, many(word("identity"))),
        "agent": either(UNKNOWN, yes_no),
    },
    {"when": _WHEN, "point": word("points"), "note": both_languages},
)

SHAPES: Final[dict[str, Shape]] = {
    "tries": whole,
    "counting": word("counting"),
    "clearing": many(word("clearing")),
    "hours": _duration,
    "minutes": _duration,
    "days": _duration,
    "months": _duration,
    "years": _duration,
    "transactions": _duration,
    "span": either(_NEVER, table({"count": whole, "unit": word("span_units")})),
    "months_range": _range,
    "working_days": _range,
    "yuan": amount,
    "yes_no": yes_no,
    "list": many(word()),
    "advice": many(both_languages),
    "initial_password": many(word("initial_kinds")),
    "password_format": _ordered(table({"min": whole, "max": whole, "alphabet": word("alphabets")})),
    "password_list": many(_refused_password),
    "hotline": many(table({"number": text, "name": both_languages}, {"hours": text})),
    "place": many(word("places")),
    "balance_route": word("balance_routes"),
    "uses": many(word("uses")),
    "inquiry": table({"condition": both_languages, "effect": both_languages}),
    "remedies": table({"ended_by": word("ended_by"), "matters": many(word("matters"))}),
    "offers": many(_offer),
}
