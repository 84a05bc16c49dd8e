"""Worked cases of contributions, written beside the policy data: run one, tell what differs."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from yika.ground.errors import YikaError
from yika.ground.money import yuan
from yika.insurance.amounts.contribution import Contribution, contribution
from yika.policy.load import Book
from yika.policy.model import BadPolicy, Value
from yika.policy.tree import is_table

_ASKED = {"scheme", "base", "options"}
_EXPECTED = {"amounts", "totals"}


def run(book: Book, case: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Each difference between a case and what is worked out, in Chinese and English.

    ``contribution`` has `scheme`, and maybe `base` and `options`. ``expect`` has `amounts` by
    insurance.payer and `totals` by payer; only what stands there is compared.
    """
    asked, expect = case.get("contribution"), case.get("expect")
    if not is_table(asked) or not isinstance(asked.get("scheme"), str) or set(asked) - _ASKED:
        return [("contribution 应为 {scheme, base?, options?}", "not {scheme, base?, options?}")]
    if not is_table(expect) or not expect or set(expect) - _EXPECTED:
        return [("expect 应为 {amounts?, totals?}", "expect is not {amounts?, totals?}")]
    on, division = case.get("on"), case.get("division")
    if type(on) is not date or not isinstance(division, str):
        return [("on 应为日期,division 应为地区代码", "on is not a day, or division not a code")]
    told: Value = asked.get("options") or {}
    options = {str(name): _text(member) for name, member in told.items()} if is_table(told) else {}
    base = asked.get("base")
    try:
        found = contribution(
            book, division, asked["scheme"], None if base is None else str(base), on, options
        )
    except BadPolicy:
        raise
    except YikaError as error:
        return [(f"算不出:{error}", f"cannot be worked out: {error}")]
    return _differences(found, expect)


def amounts(found: Contribution) -> dict[str, str]:
    """What is owed by insurance.payer, in yuan."""
    sums: dict[str, int] = {}
    for line in found.lines:
        key = f"{line.insurance}.{line.payer}"
        sums[key] = sums.get(key, 0) + line.amount_fen
    return {key: yuan(amount) for key, amount in sums.items()}


def _differences(found: Contribution, expect: Mapping[str, Value]) -> list[tuple[str, str]]:
    sides = {"amounts": amounts(found), "totals": found.totals}
    problems: list[tuple[str, str]] = []
    for side, wanted in expect.items():
        if not is_table(wanted):
            problems.append((f"{side} 应为表", f"{side} is not a table"))
            continue
        for key, amount in wanted.items():
            there = sides[side].get(key, "none")
            if there != str(amount):
                zh = f"{key} 应为 {amount},算得 {there}"
                problems.append((zh, f"{key}: {amount} expected, {there} worked out"))
    return problems


def _text(member: Value) -> str:
    return {True: "yes", False: "no"}[member] if isinstance(member, bool) else str(member)
