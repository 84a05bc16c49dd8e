"""Reconciling with an institution (对账): totals of some days, then line by line.

Days are those of our settling, both included. A refund counts below zero, in sums and in the count.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any, Final, NamedTuple

import msgspec

from yika.ground.days import start_of
from yika.ground.errors import Refused
from yika.settlement.visits.visit_rules import Place
from yika.store.db import Conn
from yika.store.sql import queries

QUERIES = queries(__package__, "reconciling.sql")
BALANCED, CENTRE_MORE, INSTITUTION_MORE, DIFFERENT = "0", "1", "2", "3"
DAYS_MAX: Final = 366
DAY: Final = timedelta(days=1)


class PeriodTooLong(Refused):
    """So many days cannot be reconciled at once, or they run backwards. Facts: days, most."""

    code = "period_too_long"


class Period(msgspec.Struct, frozen=True, kw_only=True):
    """What is reconciled: days, both included, of a scheme and a clearing category."""

    place: Place
    begins_on: date
    ends_on: date
    clr_type: str | None = None
    insutype: str | None = None
    refunds: bool | None = None  # None: both; otherwise only refunds, or none of them


class Totals(msgspec.Struct, frozen=True):
    """What settlements come to; `cash_fen` None where it is not compared."""

    count: int
    total_fen: int
    fund_fen: int
    account_fen: int | None
    cash_fen: int | None = None


class Row(NamedTuple):
    """One settlement or refund, as either side has it."""

    settlement_id: str
    visit_id: str
    person: str  # psn_no
    total_fen: int
    fund_fen: int
    account_fen: int
    is_refund: bool
    msgid: str = ""


class Compared(NamedTuple):
    """One row of the answer: of which side, and what is wrong with it."""

    row: Row
    result: str  # BALANCED, CENTRE_MORE, INSTITUTION_MORE or DIFFERENT
    fields: tuple[str, ...] = ()


async def totals(conn: Conn, period: Period) -> Totals:
    """What we have for a period. Fails with PeriodTooLong."""
    row = await (await conn.execute(QUERIES["totals"], _values(period))).fetchone()
    assert row is not None
    return Totals(*row)


async def rows(conn: Conn, period: Period) -> list[tuple[tuple[int, int], Row]]:
    """What we have for a period one by one, each with its person's key. Or PeriodTooLong."""
    found = await (await conn.execute(QUERIES["rows"], _values(period))).fetchall()
    return [
        (
            (row[0], row[1]),
            Row(str(row[2]), str(row[3]), "", row[6], row[7], row[8], row[5] is not None, row[4]),
        )
        for row in found
    ]


def differing(ours: Totals, theirs: Totals) -> list[str]:
    """Which totals differ, by the names of our fields."""
    fields: list[str] = []
    for name in Totals.__struct_fields__:
        one, other = getattr(ours, name), getattr(theirs, name)
        if one is not None and other is not None and one != other:
            fields.append(name)
    return fields


def compared(ours: Sequence[Row], theirs: Iterable[Row]) -> list[Compared]:
    """Each row of either side with what is wrong with it, in their order; what we only have last.

    A settlement and its refund have numbers of their own with us; an institution may send both
    under the number of the settlement, one positive and one negative.
    """
    left: dict[tuple[str, bool], list[Row]] = defaultdict(list)
    for row in ours:
        left[row.settlement_id, row.is_refund].append(row)
    found: list[Compared] = []
    for row in theirs:
        mine = left.get((row.settlement_id, row.is_refund))
        if not mine:
            mine = _refund_of(left, row)
        if not mine:
            found.append(Compared(row, INSTITUTION_MORE))
            continue
        match = mine.pop(0)
        fields = tuple(
            name
            for name in ("total_fen", "fund_fen", "account_fen")
            if getattr(row, name) != getattr(match, name)
        )
        found.append(Compared(match, DIFFERENT if fields else BALANCED, fields))
    rest = [row for some in left.values() for row in some]
    return [*found, *(Compared(row, CENTRE_MORE) for row in rest)]


def _refund_of(left: dict[tuple[str, bool], list[Row]], row: Row) -> list[Row] | None:
    """Our refund where theirs carries the number of what it refunds: same visit, same amounts."""
    if not row.is_refund:
        return None
    for (_, is_refund), mine in left.items():
        if is_refund and mine and mine[0].visit_id == row.visit_id:
            return mine
    return None


def _values(period: Period) -> dict[str, Any]:
    days = (period.ends_on - period.begins_on).days + 1
    if not 0 < days <= DAYS_MAX:
        raise PeriodTooLong(days=days, most=DAYS_MAX)
    return {
        "institution_region": period.place.region,
        "institution_id": period.place.institution_id,
        "since": start_of(period.begins_on),
        "until": start_of(period.ends_on + DAY),
        "clr_type": period.clr_type,
        "insutype": period.insutype,
        "refunds": period.refunds,
    }
