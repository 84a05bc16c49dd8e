"""What an institution may look up of a person (查询): visits, diagnoses, settlements, lines.

Only its own visits and settlements; of drugs for chronic diseases those of all. Each look at
somebody's records is journalled in the same transaction.
"""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

import msgspec

from yika.access.model import Actor
from yika.ground.errors import Missing
from yika.people.model import PersonKey
from yika.settlement.model import Circumstances, Kind, Shares, SoFar
from yika.settlement.till.circumstances import KINDS
from yika.settlement.visits.visit_rules import Place, Visit
from yika.settlement.visits.visits import visit_of
from yika.store import journal
from yika.store.db import Conn
from yika.store.sql import queries

QUERIES = queries(__package__, "looking.sql")
ROWS_MAX: Final = 1000
CHRONIC: Final = [code for code, kind in KINDS.items() if kind in (Kind.CHRONIC, Kind.TWO_DISEASES)]
DIGITS_MAX: Final = 18  # a number of ours


class NoSuchSettlement(Missing):
    """The institution made no such settlement for that person. Facts: setl_id."""

    code = "no_such_settlement"


class Settlement(msgspec.Struct, frozen=True, kw_only=True):
    """A settlement as it is kept (结算), or the cancelling of one: then amounts are negative."""

    settlement_id: int
    visit_id: int
    infno: str
    msgid: str
    cancels: int | None
    kind: str
    med_type: str
    insutype: str
    clr_type: str
    credential: str
    is_interim: bool
    settled_at: datetime
    benefit_year: date
    total_fen: int
    fund_fen: int
    account_fen: int
    shared_account_fen: int
    cash_fen: int
    hospital_fen: int
    balance_fen: int  # of the person's own account right after it
    circumstances: Circumstances
    shares: Shares
    policy: str
    cancelled_by: int | None = None


class LineSeen(msgspec.Struct, frozen=True, kw_only=True):
    """A settled line as it is kept."""

    visit_id: int
    settlement_id: int
    line_no: str
    batch: str
    item: str
    own_item: str
    quantity: Decimal
    price: Decimal
    charged_at: datetime
    class_: str
    first_share: Decimal
    ceiling: Decimal | None
    total_fen: int
    self_funded_fen: int
    over_ceiling_fen: int
    first_share_fen: int
    in_scope_fen: int
    details: dict[str, Any]
    med_type: str
    place: Place


class YearSoFar(msgspec.Struct, frozen=True, kw_only=True):
    """What a benefit year has come to in a scheme."""

    scheme: str
    benefit_year: date
    so_far: SoFar


async def visits_of(
    conn: Conn,
    person: PersonKey,
    place: Place,
    since: datetime,
    until: datetime,
    med_type: str | None = None,
    visit_id: int | None = None,
) -> list[Visit]:
    """A person's visits at an institution in a time, oldest first."""
    values = {
        **_key(person),
        **_place(place),
        "since": since,
        "until": until,
        "med_type": med_type,
        "visit_id": visit_id,
    }
    rows = await (await conn.execute(QUERIES["visits"], values)).fetchall()
    return [visit_of(person, row) for row in rows]


async def open_stays(
    conn: Conn, place: Place, since: datetime, until: datetime, person: PersonKey | None = None
) -> tuple[list[Visit], bool]:
    """The stays at an institution that have not ended, of one person or of all, oldest first.

    ROWS_MAX at most, and whether there are more.
    """
    values = {
        **_place(place),
        "since": since,
        "until": until,
        "region": None if person is None else person.region,
        "person_id": None if person is None else person.person_id,
        "most": ROWS_MAX + 1,
    }
    rows = await (await conn.execute(QUERIES["open_stays"], values)).fetchall()
    stays = [visit_of(PersonKey(row[0], row[1]), row[2:]) for row in rows[:ROWS_MAX]]
    return stays, len(rows) > ROWS_MAX


async def settlement(
    conn: Conn, person: PersonKey, place: Place, setl_id: str | int | None, visit_id: int | None
) -> Settlement:
    """A settlement an institution made, by its number or by the message that made it.

    A text may be either, the number first; an `int` is the number. With neither, as after a lost
    reply, the latest of the visit. Fails with NoSuchSettlement.
    """
    given = str(setl_id or "").strip()
    is_number = given.isascii() and given.isdecimal() and len(given) <= DIGITS_MAX
    if not given and visit_id is None:
        raise NoSuchSettlement(setl_id="")
    values = {
        **_key(person),
        **_place(place),
        "visit_id": visit_id,
        "settlement_id": int(given) if is_number else None,
        "msgid": None if isinstance(setl_id, int) else given or None,
    }
    row = await (await conn.execute(QUERIES["settlement"], values)).fetchone()
    if row is None:
        raise NoSuchSettlement(setl_id=given[:30])
    names = Settlement.__struct_fields__
    found = msgspec.convert(dict(zip(names, row, strict=False)), Settlement)
    values = {**_key(person), "settlement_id": found.settlement_id}
    by = await (await conn.execute(QUERIES["cancelled_by"], values)).fetchone()
    return found if by is None else msgspec.structs.replace(found, cancelled_by=by[0])


async def settled_in(
    conn: Conn, person: PersonKey, visit_id: int, batch: str | None
) -> tuple[int, datetime] | None:
    """The latest settlement that stands of a visit, of one batch of lines or of any, and when."""
    values = {**_key(person), "visit_id": visit_id, "batch": batch}
    row = await (await conn.execute(QUERIES["settled_in"], values)).fetchone()
    return None if row is None else (row[0], row[1])


async def lines_of(
    conn: Conn, person: PersonKey, visit_id: int, settlement_id: int
) -> list[LineSeen]:
    """The lines of a settlement, by the time they arose."""
    values = {**_key(person), "visit_id": visit_id, "settlement_id": settlement_id}
    rows = await (await conn.execute(QUERIES["lines"], values)).fetchall()
    return [_line(row) for row in rows]


async def chronic_lines(
    conn: Conn, person: PersonKey, since: datetime, until: datetime
) -> tuple[list[LineSeen], bool]:
    """What a person got for chronic or special diseases, wherever, by the time it arose.

    The newest ROWS_MAX at most, and whether there are older ones.
    """
    values = {
        **_key(person),
        "since": since,
        "until": until,
        "med_types": CHRONIC,
        "most": ROWS_MAX + 1,
    }
    rows = await (await conn.execute(QUERIES["chronic_lines"], values)).fetchall()
    return [_line(row) for row in reversed(rows[:ROWS_MAX])], len(rows) > ROWS_MAX


async def years_of(conn: Conn, person: PersonKey) -> list[YearSoFar]:
    """What a person's benefit years have come to, newest first."""
    rows = await (await conn.execute(QUERIES["accumulations"], _key(person))).fetchall()
    return [YearSoFar(scheme=row[0], benefit_year=row[1], so_far=_so_far(row[2])) for row in rows]


async def note(
    conn: Conn, actor: Actor, people: Sequence[PersonKey], what: str, at: datetime
) -> None:
    """Write down that records of people were looked at: what, by whom, when."""
    entries = [
        journal.Entry(
            region=person.region,
            person_id=person.person_id,
            what=what,
            actor=actor.name,
            role=actor.role,
            channel=actor.channel,
            happened_at=at,
        )
        for person in dict.fromkeys(people)
    ]
    await journal.record(conn, entries)


def _so_far(state: dict[str, Any]) -> SoFar:
    """A state as it is kept: by kind of care or layer, with or without a heading."""
    return msgspec.convert(state if "pools" in state else {"pools": state}, SoFar)


def _line(row: tuple[Any, ...]) -> LineSeen:
    names = LineSeen.__struct_fields__[:-1]
    return LineSeen(**dict(zip(names, row[:19], strict=True)), place=Place(row[19], row[20]))


def _key(person: PersonKey) -> dict[str, Any]:
    return {"region": person.region, "person_id": person.person_id}


def _place(place: Place) -> dict[str, Any]:
    return {"institution_region": place.region, "institution_id": place.institution_id}
