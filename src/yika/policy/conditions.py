"""The shape of rows of which the first that fits a case decides, and of what their `if` asks.

A row fits where all that its `if` asks for fits; a row without `if` always does.
"""

from typing import Final

from yika.policy.model import Value
from yika.policy.shapes import Shape, day, many, table, text, whole, word, yes_no
from yika.policy.tree import Findings, Place, is_list, is_table

# What may not be the other way round: the lower bound of a condition and its upper one.
_BOUNDS: Final = (
    ("age_from", "age_until"),
    ("retired_from", "retired_until"),
    ("months_from", "months_below"),
)


def some(item: Shape) -> Shape:
    """A list with something in it."""
    listed = many(item)

    def check(value: Value, place: Place, findings: Findings) -> None:
        listed(value, place, findings)
        if is_list(value) and not value:
            findings.add(place, "列表不能为空", "an empty list fits nobody: leave it out")

    return check


_ASKED = table(
    {},
    {
        "status": some(word("insured_statuses")),
        "level": some(word("institution_tiers")),
        "age_from": whole,
        "age_until": whole,
        "group": some(word("resident_groups")),
        "tier": some(text),
        "retired_from": day,
        "retired_until": day,
        "months_from": whole,
        "months_below": whole,
        "off_site": some(word("off_sites")),
        "signed": some(yes_no),
        "disease": some(word("chronic_diseases")),
        "assistance": some(word("assistance_groups")),
        "civil_servant": some(yes_no),
    },
)


def condition(value: Value, place: Place, findings: Findings) -> None:
    """What an `if` asks: something, and no bound below its other one."""
    before = len(findings.problems)
    _ASKED(value, place, findings)
    if len(findings.problems) > before:
        return
    if not value:
        findings.add(place, "if 为空：总是适用的请省去", "if asks nothing: leave it out")
    for least, most in _BOUNDS:
        if least in value and most in value and value[least] > value[most]:
            findings.add((*place, least), f"{least} 大于 {most}", f"{least} is above {most}")


def first_of(row: Shape) -> Shape:
    """Rows of which the first that fits counts; none after one that always fits."""
    listed = some(row)

    def check(value: Value, place: Place, findings: Findings) -> None:
        listed(value, place, findings)
        for position, one in enumerate(value[:-1] if is_list(value) else []):
            if is_table(one) and "if" not in one:
                zh = "上一行总是适用，此行永远轮不到"
                en = "never reached: the row before always fits"
                findings.add((*place, position + 1), zh, en)

    return check


def rows(needed: dict[str, Shape], possible: dict[str, Shape] | None = None) -> Shape:
    """Such rows with these keys, each perhaps under a condition."""
    return first_of(table(needed, {"if": condition, **(possible or {})}))


def one_key(*keys: str, shape: Shape) -> Shape:
    """The shape, with exactly one of some keys."""
    named = " / ".join(keys)

    def check(value: Value, place: Place, findings: Findings) -> None:
        shape(value, place, findings)
        if is_table(value) and sum(key in value for key in keys) != 1:
            findings.add(place, f"{named} 应恰有一个", f"exactly one of {named} is expected")

    return check
