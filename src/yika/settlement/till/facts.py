"""The facts behind settling, as the database tells them: many people of one region at once.

Read after the anchors of everybody are locked, in statements of their own: a statement that waited
for a lock re-reads the locked row only and would miss a loss report made meanwhile.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

import msgspec

from yika.accounts.spending import ANYWHERE, window
from yika.ground.days import beijing_day, start_of
from yika.insurance.entitled.bonus_years import KnownYears
from yika.people.model import PersonKey
from yika.settlement.model import SoFar, Split
from yika.settlement.till.bills import CLEARED_AS, Lent, VisitNow, Wanted
from yika.settlement.till.circumstances import EMPLOYEE, RESIDENT, FiledFor, SpecialIdentity
from yika.settlement.till.till import TillLaws
from yika.standing.model import Facts
from yika.standing.reading import rows_of
from yika.store.db import Conn
from yika.store.sql import array, queries

QUERIES = queries(__package__, "facts.sql")
NOTHING: Final = SoFar()
_so_far = msgspec.json.Decoder(SoFar).decode
_specials = msgspec.json.Decoder(tuple[SpecialIdentity, ...]).decode
_filed = msgspec.json.Decoder(tuple[FiledFor, ...]).decode
_wallets = msgspec.json.Decoder(dict[str, int]).decode


class AskedVisit(msgspec.Struct, frozen=True, gc=False):
    """A visit whose unsettled lines count, of one batch or of all."""

    person_id: int
    visit_id: int | None
    batch: str | None


@dataclass(slots=True, kw_only=True)
class Purse:
    """What is known of one person, as the bills settled so far have left it."""

    facts: Facts
    identity_sealed: bytes = field(repr=False)
    numbers_sealed: Sequence[bytes] = field(repr=False)
    wallets: dict[str, int]  # current, carried
    so_far: dict[str, SoFar]  # by scheme, of the benefit year
    specials: tuple[SpecialIdentity, ...]
    filed: tuple[FiledFor, ...]
    spent_fen: int  # in the span of the limit on spending, of whoever's bill it limits
    lent: tuple[Lent, ...] = ()
    years: KnownYears | None = None  # behind a bonus; None: no bill needed them yet


@dataclass(slots=True, kw_only=True)
class Known:
    """All that is known of some people of one region at an instant."""

    people: dict[int, Purse]
    visits: dict[int, VisitNow]  # by the place of what is wanted


async def lenders(
    conn: Conn, region: int, person_ids: Sequence[int], at: datetime
) -> dict[int, tuple[Lent, ...]]:
    """Whose accounts some people of a region may use, of the same region, oldest share first."""
    if not person_ids:
        return {}
    values = {
        "region": region,
        "person_ids": array(person_ids),
        "at": at,
        "since": start_of(date(beijing_day(at).year, 1, 1)),
    }
    found: dict[int, list[Lent]] = {}
    for row in await (await conn.execute(QUERIES["lent"], values, binary=True)).fetchall():
        lent = Lent(PersonKey(region, row[1]), *row[2:])
        found.setdefault(row[0], []).append(lent)
    return {person_id: tuple(shares) for person_id, shares in found.items()}


async def read(
    conn: Conn,
    laws: TillLaws,
    wanted: Sequence[Wanted],
    people: Sequence[PersonKey],
    at: datetime,
    *,
    borrowing: Sequence[int],
) -> Known:
    """What is known of people whose anchors are locked, and of the visits named."""
    region = people[0].region
    standing = await rows_of(conn, laws.standing, people, at)
    values = _values(laws, wanted, people, at)
    cursor = await conn.execute(QUERIES["settling"], values, binary=True)
    beside = {row[0]: row for row in await cursor.fetchall()}
    found: dict[int, Purse] = {}
    for row in standing:
        _, current, carried, employee, resident, specials, filed, spent = beside[
            row.facts.person_id
        ]
        found[row.facts.person_id] = Purse(
            facts=row.facts,
            identity_sealed=row.identity_sealed,
            numbers_sealed=row.numbers_sealed,
            wallets={"current": current, "carried": carried},
            so_far={
                EMPLOYEE: NOTHING if employee is None else _so_far(employee),
                RESIDENT: NOTHING if resident is None else _so_far(resident),
            },
            specials=() if specials is None else _specials(specials),
            filed=() if filed is None else _filed(filed),
            spent_fen=spent,
        )
    if borrowing:
        for person_id, lent in (await lenders(conn, region, borrowing, at)).items():
            found[person_id].lent = tuple(one for one in lent if one.owner.person_id in found)
    return Known(people=found, visits=await _visits(conn, region, wanted))


def _values(
    laws: TillLaws, wanted: Sequence[Wanted], people: Sequence[PersonKey], at: datetime
) -> Mapping[str, Any]:
    on = beijing_day(at)
    day = laws.day(on)
    limit = day.limit
    span = None if limit is None else window(limit.per, on)
    place = None if limit is None or limit.at == ANYWHERE else limit.at
    return {
        "region": people[0].region,
        "person_ids": array(person.person_id for person in people),
        "on": on,
        "employee_year": day.year(EMPLOYEE),
        "resident_year": day.year(RESIDENT),
        "spent_since": None if span is None else start_of(span.first),
        "spent_until": None
        if span is None
        else start_of(date.fromordinal(span.last.toordinal() + 1)),
        "spent_at": None if place is None else CLEARED_AS[place],
        "limited": array(one.person.person_id for one in wanted if place in (None, one.counts_as)),
    }


async def _visits(conn: Conn, region: int, wanted: Sequence[Wanted]) -> dict[int, VisitNow]:
    asked = [(place, one) for place, one in enumerate(wanted) if one.visit_id is not None]
    if not asked:
        return {}
    rows = [AskedVisit(one.person.person_id, one.visit_id, one.batch) for _, one in asked]
    values = {"region": region, "asked": msgspec.json.encode(rows).decode()}
    cursor = await conn.execute(QUERIES["visits"], values, binary=True)
    return {asked[row[0] - 1][0]: _visit(row) for row in await cursor.fetchall()}


def _visit(row: tuple[Any, ...]) -> VisitNow:
    deposited = {} if row[22] is None else _wallets(row[22])
    return VisitNow(*row[1:15], Split(*row[15:20]), *row[20:22], deposited, row[23])  # pyright: ignore[reportCallIssue]
