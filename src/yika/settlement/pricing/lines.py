"""One line of a bill, divided before anything is paid (费用分割). Pure.

A unit price above the ceiling is the person's first; of the rest the person pays a first share;
what is left is within scope. Each amount is rounded half up to the fen, so the parts add up.
"""

from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Final

import msgspec

from yika.settlement.model import Split

OWN: Final = "C"  # the class that the person pays whole
# What a total is made of, and in this order takes up what another part has no more of.
PARTS: Final = ("in_scope_fen", "first_share_fen", "over_ceiling_fen", "self_funded_fen")
_EXACT: Final = Context(prec=60, rounding=ROUND_HALF_UP)
_HUNDRED: Final = Decimal(100)


class Line(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """A line of a bill (费用明细): what was charged and what the catalogue says of it.

    Prices are yuan a unit; `first_share` is a part of one, None where nothing says it for the
    line itself. `price` may be left out where there is no ceiling or the quantity is one.
    """

    item_class: str  # A | B | C (甲, 乙, 丙)
    total_fen: int
    quantity: Decimal = Decimal(1)
    price: Decimal | None = None
    ceiling: Decimal | None = None
    first_share: Decimal | None = None
    is_approved: bool = True
    is_paid_whole: bool = False  # what is within scope: no deductible and no share


def split(line: Line, default_first_share: Mapping[str, Decimal]) -> Split:
    """The parts of one line. `default_first_share` is by class, for lines that do not say."""
    total = line.total_fen
    if line.item_class == OWN or not line.is_approved:
        return Split(total, self_funded_fen=total)
    over = 0 if line.ceiling is None else _over(line, line.ceiling)
    share = line.first_share
    if share is None:
        share = default_first_share[line.item_class]
    first = _whole(_EXACT.multiply(Decimal(total - over), share)) if share else 0
    scope = total - over - first
    return Split(
        total,
        over_ceiling_fen=over,
        first_share_fen=first,
        in_scope_fen=scope,
        full_fen=scope if line.is_paid_whole else 0,
    )


def added(parts: Iterable[Split]) -> Split:
    """A bill out of its lines."""
    total = own = over = first = scope = full = 0
    for one in parts:
        total += one.total_fen
        own += one.self_funded_fen
        over += one.over_ceiling_fen
        first += one.first_share_fen
        scope += one.in_scope_fen
        full += one.full_fen
    return Split(total, own, over, first, scope, full)


def within(parts: Split, left: Split) -> Split:
    """The same total without a part that is more than what is left of it.

    Fen that were rounded up once for each of several returns would be taken back once too often.
    """
    found = {name: min(getattr(parts, name), getattr(left, name)) for name in PARTS}
    missing = parts.total_fen - sum(found.values())
    for name in PARTS:
        more = min(missing, getattr(left, name) - found[name])
        found[name] += more
        missing -= more
    assert missing == 0, "a return is within what is left"
    return Split(parts.total_fen, **found)


def falls_below_zero(parts: Split) -> bool:
    """Whether returns come to more than charges, in the total or in a part of it."""
    return min(msgspec.structs.astuple(parts)) < 0


def negative(parts: Split) -> Split:
    """The same with every amount below zero."""
    return Split(*(-amount for amount in msgspec.structs.astuple(parts)))


def amount_fen(quantity: Decimal, price: Decimal) -> int:
    """What so many units at a price in yuan come to, half up to the fen."""
    return _whole(_EXACT.multiply(_EXACT.multiply(quantity, price), _HUNDRED))


def _over(line: Line, ceiling: Decimal) -> int:
    if line.price is None:  # Not by a unit price, which may have no end of decimals.
        within = _EXACT.multiply(_EXACT.multiply(line.quantity, ceiling), _HUNDRED)
        return max(_whole(_EXACT.subtract(Decimal(line.total_fen), within)), 0)
    if line.price <= ceiling:
        return 0
    return min(amount_fen(line.quantity, _EXACT.subtract(line.price, ceiling)), line.total_fen)


def _whole(exact: Decimal) -> int:
    return int(exact.to_integral_value(ROUND_HALF_UP, _EXACT))
