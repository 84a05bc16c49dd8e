"""Worked bills, written beside the policy data: price one, tell what differs."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from yika.ground.errors import YikaError, reasons_of
from yika.policy.load import Book
from yika.policy.model import UNKNOWN, BadPolicy
from yika.policy.tree import is_table
from yika.settlement.pricing.claims import read_claim
from yika.settlement.pricing.found import BenefitNeeds, BenefitUnknown
from yika.settlement.pricing.laws import BenefitLaws
from yika.settlement.pricing.quoting import Quoted, quote

_LEFT_OUT: Final = "unknown"


def run(book: Book, case: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Each difference between a case and the price, in Chinese and English.

    ``claim`` is a claim as `yika quote` reads it; region and day are those of the case unless it
    says them itself. ``expect`` has amounts by their national names, and maybe `unknown`, the ids
    of layers left out; or it is the word unknown: then no price may come out.
    """
    expect, on, division = case.get("expect"), case.get("on"), case.get("division")
    if type(on) is not date or not isinstance(division, str):
        return [("on 应为日期,division 应为地区代码", "on is not a day, or division not a code")]
    if expect != UNKNOWN and (not is_table(expect) or not expect):
        return [
            ("expect 应为 {字段: 金额} 或 unknown", "expect is not {field: amount}, or unknown")
        ]
    try:
        claim = read_claim(case.get("claim"), division, on)
        found = quote(BenefitLaws(book, claim.region), claim, on)
    except BadPolicy:
        raise
    except YikaError as error:
        reasons = reasons_of(error)
        if expect == UNKNOWN and all(_is_unknown(one) for one in reasons):
            return []
        return [_refused(one) for one in reasons]
    if expect == UNKNOWN:
        zh = f"应为 unknown,算得 {found.amounts['fund_pay_sumamt']}"
        return [(zh, f"unknown expected, {found.amounts['fund_pay_sumamt']} worked out")]
    return list(_differences(found, expect))


def _is_unknown(error: YikaError) -> bool:
    return isinstance(error, BenefitUnknown) and not isinstance(error, BenefitNeeds)


def _refused(error: YikaError) -> tuple[str, str]:
    return f"算不出:{error}", f"cannot be worked out: {error}"


def _differences(found: Quoted, expect: Mapping[str, Any]) -> list[tuple[str, str]]:
    problems: list[tuple[str, str]] = []
    for name, wanted in expect.items():
        there = list(found.unknown) if name == _LEFT_OUT else found.amounts.get(name, "none")
        if there != (wanted if name == _LEFT_OUT else str(wanted)):
            zh = f"{name} 应为 {wanted},算得 {there}"
            problems.append((zh, f"{name}: {wanted} expected, {there} worked out"))
    return problems
