"""Which money is spent first, and how much of it in a span of time: pure, in whole fen."""

from calendar import monthrange
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Final, NamedTuple

from yika.accounts.laws import SpendLimit
from yika.accounts.model import Balances
from yika.ground.days import add_months

ANYWHERE: Final = "anywhere"
MONTHS: Final = 12  # of a year
FIRST_HALF: Final = 15  # 上半月: the days up to the fifteenth


class Window(NamedTuple):
    """A span of days, first and last included, in which a limit counts."""

    first: date
    last: date


def parts(balances: Balances, order: Sequence[str], amount_fen: int) -> dict[str, int]:
    """What each wallet pays of an amount, in the region's order, as far as the money goes.

    >>> parts(Balances(current=300, carried=500), ("current", "carried"), 450)
    {'current': 300, 'carried': 150}
    """
    left = amount_fen
    taken: dict[str, int] = {}
    for wallet in order:
        part = min(left, getattr(balances, wallet))
        if part > 0:
            taken[wallet] = part
            left -= part
    return taken


def window(per: str, day: date) -> Window:
    """The span of a limit that a day falls into.

    >>> window("half_month", date(2026, 2, 20))
    Window(first=datetime.date(2026, 2, 16), last=datetime.date(2026, 2, 28))
    """
    match per:
        case "day":
            return Window(day, day)
        case "half_month":
            return _half_month(day)
        case "month":
            return Window(day.replace(day=1), add_months(day.replace(day=1), 1) - timedelta(days=1))
        case _:
            first = day.replace(month=1, day=1)
            return Window(first, add_months(first, MONTHS) - timedelta(days=1))


def _half_month(day: date) -> Window:
    if day.day <= FIRST_HALF:
        return Window(day.replace(day=1), day.replace(day=FIRST_HALF))
    last = monthrange(day.year, day.month)[1]
    return Window(day.replace(day=FIRST_HALF + 1), day.replace(day=last))


def allowed(
    limit: SpendLimit | None, place: str, day: date, spent: Mapping[date, int], amount_fen: int
) -> int:
    """How much of an amount may be spent at a place on a day.

    `spent` is what was spent at places of the limit, a day; days outside the span do not count.
    """
    if limit is None or limit.at not in (ANYWHERE, place):
        return amount_fen
    first, last = window(limit.per, day)
    so_far = sum(fen for when, fen in spent.items() if first <= when <= last)
    return max(min(amount_fen, limit.amount_fen - so_far), 0)
