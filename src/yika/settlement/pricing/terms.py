"""The benefit policies of a place for one set of circumstances, compiled to whole numbers.

Money is fen, shares are parts of `ONE`. Where a move has a state, `over` names the pools whose
accumulations it runs on.
"""

from collections.abc import Mapping
from datetime import date
from typing import Final

import msgspec

from yika.standing.model import PolicyRef

ONE: Final = 100_000_000  # a whole: shares are parts of it
UNREACHED: Final = -1  # a share that nobody has published: a price that comes to it is refused


class Deductible(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What is not paid of at first (起付标准)."""

    per: str  # year | visit | admission
    amount_fen: int
    later_fen: tuple[int, ...]  # of the second, third, … of a year, the last of all that follow
    over: tuple[str, ...]
    level_pool: str | None = None  # where admissions count by level of the institution
    yearly_max_fen: int | None = None
    every_days: int | None = None
    is_once: bool = False  # the highest of the year counts once


class Segment(msgspec.Struct, frozen=True, gc=False):
    """A share and up to where it holds; None: without end."""

    up_to_fen: int | None
    parts: int


class Within(msgspec.Struct, frozen=True, gc=False):
    """The most of a year for some levels or diseases, within a ceiling (其中)."""

    amount_fen: int
    over: tuple[str, ...]


class Ceiling(msgspec.Struct, frozen=True, gc=False):
    """The most of a year (最高支付限额)."""

    is_on_cost: bool
    amount_fen: int
    over: tuple[str, ...]
    policy: str  # the id
    is_lowest: bool = False  # it may be higher, so no price that comes to it is given
    needs: str | None = None  # the fact that would decide it
    within: Within | None = None


class Layer(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One machine: a deductible, shares by segments, a ceiling."""

    name: str
    base: str  # in_scope | over_ceiling | self_paid
    pool: str  # where it accumulates
    deductible: Deductible | None
    segments: tuple[Segment, ...]
    bounds_on: str  # base: all that it pays of | above: the deductible | own: what nobody paid
    over: tuple[str, ...]  # whose accumulations the bounds run on
    ceiling: Ceiling | None
    policy: Mapping[str, PolicyRef]  # deductible | share | ceiling | remote
    kinds: tuple[str, ...] = ()  # of a further layer: the kinds of care whose bills it counts
    part_pool: str | None = None  # where a bill counts by level or disease, for limits within


class Absent(msgspec.Struct, frozen=True, gc=False):
    """A layer that nobody has published, and what it would pay of."""

    base: str
    policy: str  # the id


class Terms(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """All that pricing needs of the law."""

    division: str
    kind: str | None  # the kind of care whose pool is charged; None: no pool, all is the person's
    begins_on: date  # the first day of the benefit year
    basic: Layer | None = None
    layers: tuple[Layer | Absent, ...] = ()
    prepays: tuple[str, ...] = ()  # wallets that pay before the deductible
    routed_by: PolicyRef | None = None  # at a pharmacy: what sends it to a pool, or to none
    prepaid_by: PolicyRef | None = None
