"""Shares as whole parts of `ONE`: read, taken of an amount, and changed."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from yika.policy.model import Value
from yika.settlement.terms import ONE


def parts_of(share: str) -> int:
    """A share in percent as parts of `ONE`."""
    return int(Decimal(share.removesuffix("%")) * ONE) // 100


def part_of(amount_fen: int, share: str) -> int:
    """A share of an amount, half up to the fen."""
    return (2 * amount_fen * parts_of(share) + ONE) // (2 * ONE)


def changed(parts: int, changes: Iterable[Mapping[str, Value]]) -> int:
    """A share after some changes: never below nothing and never above all."""
    for one in changes:
        if "points" in one:
            parts += int(Decimal(one["points"]) * ONE) // 100
        else:
            own = (ONE - parts) * parts_of(one["self_pay_times"])
            parts = ONE - (2 * own + ONE) // (2 * ONE)
        parts = min(max(parts, 0), ONE)
    return parts
