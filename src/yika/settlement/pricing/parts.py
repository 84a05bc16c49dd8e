"""Shares as whole parts of `ONE`: read, taken of an amount, and changed."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

from yika.ground.money import fen
from yika.policy.model import UNKNOWN, Value
from yika.settlement.pricing.terms import ONE, UNREACHED, Segment

Changes = Sequence[Mapping[str, Value]]
Exact: TypeAlias = int | Fraction  # fen, perhaps with a part of one


def whole(exact: Exact) -> int:
    """Whole fen, half up."""
    return exact if isinstance(exact, int) else (2 * exact + 1) // 2


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
        elif "share_times" in one:
            parts = (2 * parts * parts_of(one["share_times"]) + ONE) // (2 * ONE)
        else:
            own = (ONE - parts) * parts_of(one["self_pay_times"])
            parts = ONE - (2 * own + ONE) // (2 * ONE)
        parts = min(max(parts, 0), ONE)
    return parts


def segments_of(told: Iterable[Mapping[str, Value]], changes: Changes) -> tuple[Segment, ...]:
    """Segments as the policy tells them, each share changed; one nobody published is UNREACHED."""
    return tuple(
        Segment(
            None if "up_to" not in one else fen(one["up_to"]),
            UNREACHED if one["share"] == UNKNOWN else changed(parts_of(one["share"]), changes),
        )
        for one in told
    )


def all_changed(segments: Iterable[Segment], changes: Changes) -> tuple[Segment, ...]:
    """The segments with their shares changed."""
    return tuple(
        Segment(one.up_to_fen, one.parts if one.parts < 0 else changed(one.parts, changes))
        for one in segments
    )
