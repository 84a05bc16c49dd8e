"""Worked cases of entitlement, written beside the policy data: run one, tell what differs."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from yika.ground.errors import YikaError
from yika.insurance.entitled.entitlement import entitlement
from yika.insurance.entitled.entitlement_laws import EntitlementLaws
from yika.insurance.entitled.spans import spans
from yika.policy.load import Book
from yika.policy.model import Value
from yika.policy.tree import is_table

_ASKED = {"scheme", "paid", "repaired", "options"}
_EXPECTED = {"entitled", "begins_on", "ends_on", "cause", "share", "ceiling"}


def run(book: Book, case: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Each difference between a case and what is worked out, in Chinese and English.

    ``entitlement`` has `scheme` and `paid`, and maybe `repaired` and `options`. ``expect`` has any
    of `entitled` ("yes" or "no"), `begins_on`, `ends_on`, `cause`, `share`, `ceiling`.
    """
    asked, expect = case.get("entitlement"), case.get("expect")
    if not is_table(asked) or not isinstance(asked.get("scheme"), str) or set(asked) - _ASKED:
        shape = "{scheme, paid, repaired?, options?}"
        return [(f"entitlement 应为 {shape}", f"entitlement is not {shape}")]
    if not is_table(expect) or not expect or set(expect) - _EXPECTED:
        allowed = ", ".join(sorted(_EXPECTED))
        return [(f"expect 只能有 {allowed}", f"expect has none but {allowed}")]
    on, division, repaired = case.get("on"), case.get("division"), asked.get("repaired", 0)
    if type(on) is not date or not isinstance(division, str) or type(repaired) is not int:
        return [("on、division 或 repaired 有误", "on, division or repaired is wrong")]
    options: Value = asked.get("options") or {}
    told = {str(name): _text(member) for name, member in options.items()}
    try:
        paid = spans(str(asked.get("paid", "")), asked["scheme"])
        laws = EntitlementLaws(book, division)
        found = entitlement(laws, asked["scheme"], paid, on, repaired, told)
    except YikaError as error:
        return [(f"算不出:{error}", f"cannot be worked out: {error}")]
    there = {name: _text(getattr(found, name)) for name in expect}
    wanted = {name: _text(value) for name, value in expect.items()}
    return [
        (
            f"{name} 应为 {wanted[name]},算得 {there[name]}",
            f"{name}: {wanted[name]} expected, {there[name]} worked out",
        )
        for name in expect
        if there[name] != wanted[name]
    ]


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "none" if value is None else str(value)
