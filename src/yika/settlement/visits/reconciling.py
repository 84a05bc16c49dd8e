"""Reconciling with an institution (对账): totals of some days, then line by line.

Days are those of our settling, both included. A refund counts below zero, in sums and in the count.
"""

from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any, Final, NamedTuple

import msgspec

from yika.ground.days import start_of
from yika.ground.errors import Refused
from yika.people.model import PersonKey
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
    only_refunds: bool = False


class Totals(msgspec.Struct, frozen=True):
    """What settlements come to; an amount that is None is not compared."""

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
    cancels: str = ""  # of a refund of ours: the settlement it gives back


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


async def is_cleared_in(conn: Conn, period: Period, region: int) -> bool:
    """Whether any of what we have for a period was cleared there. Fails with PeriodTooLong."""
    values = {**_values(period), "region": region}
    row = await (await conn.execute(QUERIES["cleared_there"], values)).fetchone()
    assert row is not None
    return bool(row[0])


async def rows(conn: Conn, period: Period) -> list[tuple[Any, ...]]:
    """What we have for a period one by one, as it is kept; `row_of` reads it. Or PeriodTooLong."""
    return await (await conn.execute(QUERIES["rows"], _values(period))).fetchall()


def row_of(kept: tuple[Any, ...]) -> tuple[PersonKey, Row]:
    """One of ours, and whose it is."""
    region, person_id, number, visit_id, msgid, cancels, total, fund, account = kept
    is_refund = cancels is not None
    return PersonKey(region, person_id), Row(
        settlement_id=str(number),
        visit_id=str(visit_id),
        person="",
        total_fen=total,
        fund_fen=fund,
        account_fen=account,
        is_refund=is_refund,
        msgid=msgid,
        cancels=str(cancels) if is_refund else "",
    )


def summed(some: Iterable[Row]) -> Totals:
    """What rows come to; who pays neither fund nor account pays cash."""
    count = total = fund = account = 0
    for row in some:
        count += -1 if row.is_refund else 1
        total += row.total_fen
        fund += row.fund_fen
        account += row.account_fen
    return Totals(count, total, fund, account, total - fund - account)


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
    left = dict(enumerate(ours))
    places: dict[tuple[str, bool], deque[int]] = defaultdict(deque)
    for place, row in left.items():
        places[row.settlement_id, row.is_refund].append(place)
        if row.cancels:
            places[row.cancels, True].append(place)
    found: list[Compared] = []
    for row in theirs:
        match = _taken(left, places.get((row.settlement_id, row.is_refund)))
        if match is None:
            found.append(Compared(row, INSTITUTION_MORE))
            continue
        fields = tuple(
            name
            for name in ("total_fen", "fund_fen", "account_fen")
            if getattr(row, name) != getattr(match, name)
        )
        found.append(Compared(match, DIFFERENT if fields else BALANCED, fields))
    return [*found, *(Compared(row, CENTRE_MORE) for row in left.values())]


def _taken(left: dict[int, Row], places: deque[int] | None) -> Row | None:
    """The first of some rows that nothing was compared with yet; it is not left then."""
    while places:
        row = left.pop(places.popleft(), None)
        if row is not None:
            return row
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
        "only_refunds": period.only_refunds,
    }
