"""What a value of each unit looks like, checked once on loading so that nobody checks it again.

A shape notes every deviation with its place. `unknown` is no value: where a part of a value may
be unknown, the shape says so itself; a whole cell that is unknown never comes here.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from typing import TypeAlias, TypeGuard

from yika.policy.model import Value
from yika.policy.tree import Findings, Place, is_list, is_table
from yika.policy.words import lists

Shape: TypeAlias = Callable[[Value, Place, Findings], None]

_AMOUNT = re.compile(r"(0|[1-9][0-9]*)\.[0-9]{2}")
_SHARE = re.compile(r"(0|[1-9][0-9]*)(\.[0-9]{1,4})?%")
_FEW = 16  # words that a finding lists
NEVER = "never"


def whole(value: Value, place: Place, findings: Findings) -> None:
    """A whole number, not below zero."""
    if type(value) is not int or value < 0:  # a boolean is no number
        findings.add(
            place, f"应为整数，而不是 {shown(value)}", f"a whole number, not {shown(value)}"
        )


def text(value: Value, place: Place, findings: Findings) -> None:
    """A text with something in it."""
    if not isinstance(value, str) or not value.strip():
        zh, en = (
            f"应为文字（数字请加引号），而不是 {shown(value)}",
            f"a text, not {shown(value)}; quote digits",
        )
        findings.add(place, zh, en)


def is_amount(value: Value) -> TypeGuard[str]:
    """Whether a value is yuan with two decimals, as text."""
    return isinstance(value, str) and bool(_AMOUNT.fullmatch(value))


def amount(value: Value, place: Place, findings: Findings) -> None:
    """Yuan with two decimals, as text."""
    if not is_amount(value):
        zh, en = (
            f'应为两位小数的金额，如 "20.00"，而不是 {shown(value)}',
            'an amount such as "20.00"',
        )
        findings.add(place, zh, f"{en}, not {shown(value)}")


def share(value: Value, place: Place, findings: Findings) -> None:
    """A share in percent, as text."""
    if not isinstance(value, str) or not _SHARE.fullmatch(value):
        zh, en = f'应为百分数，如 "9.8%"，而不是 {shown(value)}', 'a share such as "9.8%"'
        findings.add(place, zh, f"{en}, not {shown(value)}")


def day(value: Value, place: Place, findings: Findings) -> None:
    """A calendar day."""
    if type(value) is not date:
        zh = f"应为日期，如 2026-01-31，而不是 {shown(value)}"
        findings.add(place, zh, f"a day such as 2026-01-31, not {shown(value)}")


def words_table(value: Value, place: Place, findings: Findings) -> None:
    """A table of option names and the words they must have."""
    if not is_table(value) or not value:
        findings.add(place, "应为选项的表", "a table of options")
        return
    for key, one in value.items():
        text(one, (*place, key), findings)


def at_least_one(shape: Shape, *keys: str) -> Shape:
    """The shape, with at least one of some keys."""

    def check(value: Value, place: Place, findings: Findings) -> None:
        shape(value, place, findings)
        if is_table(value) and not any(key in value for key in keys):
            wanted = " / ".join(keys)
            findings.add(place, f"{wanted} 至少要有一个", f"one of {wanted} is missing")

    return check


def one_of(*words: str) -> Shape:
    """One of a few fixed words."""

    def check(value: Value, place: Place, findings: Findings) -> None:
        if value not in words:
            allowed = " | ".join(words)
            findings.add(
                place, f"{shown(value)} 不在 {allowed} 之中", f"{shown(value)} is not {allowed}"
            )

    return check


def word(*groups: str) -> Shape:
    """A word of one of these lists of words.yaml; of any list where none is named."""

    def check(value: Value, place: Place, findings: Findings) -> None:
        known = lists().words
        if not any(isinstance(value, str) and value in known.get(g, {}) for g in groups or known):
            where = ", ".join(groups) or "words.yaml"
            meant = _meant(value, [one for g in groups or known for one in known.get(g, {})])
            findings.add(
                place,
                f"词 {shown(value)} 不在清单 {where} 中{meant}",
                f"unknown word {shown(value)}: not in {where}{meant}",
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
            findings.add(place, f"应为列表，而不是 {shown(value)}", f"a list, not {shown(value)}")
            return
        for position, one in enumerate(value):
            item(one, (*place, position), findings)
            if one in value[:position]:
                findings.add(
                    (*place, position), f"{shown(one)} 重复", f"{shown(one)} is there twice"
                )

    return check


def table(needed: Mapping[str, Shape], possible: Mapping[str, Shape] | None = None) -> Shape:
    """A table with these keys and no others."""
    shapes = {**needed, **(possible or {})}

    def check(value: Value, place: Place, findings: Findings) -> None:
        if not is_table(value):
            keys = ", ".join(shapes)
            findings.add(place, f"应为含 {keys} 的表，而不是 {shown(value)}", f"a table of {keys}")
            return
        for key, one in value.items():
            if key in shapes:
                shapes[key](one, (*place, key), findings)
            else:
                meant = _meant(key, list(shapes))
                zh, en = f"不认识的键 {key}{meant}", f"unknown key {key}{meant}"
                findings.add((*place, key), zh, en)
        for key in needed:
            if key not in value:
                findings.add(place, f"缺少 {key}", f"{key} is missing")

    return check


def ordered(shape: Shape) -> Shape:
    """The shape, with `min` not above `max`."""

    def check(value: Value, place: Place, findings: Findings) -> None:
        shape(value, place, findings)
        least, most = (value.get("min"), value.get("max")) if is_table(value) else (None, None)
        if isinstance(least, int) and isinstance(most, int) and least > most:
            findings.add(place, f"min {least} 大于 max {most}", f"min {least} is above max {most}")

    return check


def _meant(value: Value, allowed: Sequence[str]) -> str:
    """The nearest word that is allowed, or all of them where they are few."""
    near = get_close_matches(str(value), allowed, n=1)
    told = near or (allowed if len(allowed) <= _FEW else ())
    return f" ({' | '.join(told)}?)" if told else ""


def shown(value: Value) -> str:
    """A value as a finding quotes it."""
    return '"…"' if isinstance(value, str) and not value else str(value)


both_languages = table({"zh": text, "en": text})
yes_no = one_of("yes", "no")
duration = either(NEVER, whole)
