"""Moving the balance to another bank with a new card (清户): noticed, cleared out, arrived.

The same bank moves it by itself. Another bank does not: the holder gets a clear-out notice, clears
the old account, and until the money is in the new one it can be seen where it is.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from yika.accounts.laws import AccountLaws
from yika.accounts.model import CARRIED, CLEARING, CURRENT, Account, Transfer
from yika.accounts.service import balances_of, transfer
from yika.ground.errors import Conflict, Missing, Refused
from yika.people.model import PersonKey
from yika.store.db import Conn
from yika.store.sql import queries

QUERIES = queries(__package__, "clear_out.sql")
ROUTE = "replacement.balance"
CLEAR_OUT = "clear_out"


class MovesByItself(Refused):
    """The balance moves to the new card by itself; nothing has to be cleared out. Facts: none."""

    code = "balance_moves_by_itself"


class ClearingOut(Conflict):
    """A clear-out is under way already. Facts: since."""

    code = "clearing_out"


class NoClearOut(Missing):
    """The person has no clear-out of that id. Facts: none."""

    code = "no_clear_out"


class ClearOutStage(Conflict):
    """The clear-out is at another stage. Facts: stage, wanted."""

    code = "clear_out_stage"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClearOut:
    """A balance on its way from one bank to another (清户)."""

    clear_out_id: UUID
    old_bank: str
    new_bank: str
    amount_fen: int = 0  # what was cleared out; 0 until then
    carried_fen: int = 0  # how much of it was carried-over money
    noticed_at: datetime
    cleared_at: datetime | None = None
    arrived_at: datetime | None = None

    @property
    def stage(self) -> str:
        """How far it is: noticed, cleared or arrived."""
        if self.arrived_at is not None:
            return "arrived"
        return "noticed" if self.cleared_at is None else "cleared"


async def notice(conn: Conn, laws: AccountLaws, person: PersonKey, asked: ClearOut) -> ClearOut:
    """Begin a clear-out, as the notice is issued; the same one again changes nothing.

    The anchor is locked. Fails with MovesByItself, ClearingOut, or AccountRuleUnknown.
    """
    for before in await of_person(conn, person):
        if before.clear_out_id == asked.clear_out_id:
            return before
        if before.arrived_at is None:
            raise ClearingOut(since=before.noticed_at)
    change = "same_bank" if asked.old_bank == asked.new_bank else "other_bank"
    if laws.needed(ROUTE, asked.noticed_at, bank_change=change) != CLEAR_OUT:
        raise MovesByItself
    values = {
        **_key(person, asked.clear_out_id),
        "old_bank": asked.old_bank,
        "new_bank": asked.new_bank,
        "noticed_at": asked.noticed_at,
    }
    await conn.execute(QUERIES["notice"], values)
    return asked


async def clear(conn: Conn, person: PersonKey, clear_out_id: UUID, at: datetime) -> ClearOut:
    """The old account is cleared out: all its money is on its way and cannot be spent.

    The anchor is locked. Again changes nothing. Fails with NoClearOut or ClearOutStage.
    """
    found = await _one(conn, person, clear_out_id)
    if found.stage == "cleared":
        return found
    _at(found, "noticed", "cleared")
    held = await balances_of(conn, person)
    parts = {CURRENT: held.current, CARRIED: held.carried}
    await _move(conn, person, clear_out_id, parts, at, out=True)
    values = _key(person, clear_out_id) | {
        "amount_fen": held.usable,
        "carried_fen": held.carried,
        "at": at,
    }
    await conn.execute(QUERIES["clear"], values)
    return await _one(conn, person, clear_out_id)


async def arrive(conn: Conn, person: PersonKey, clear_out_id: UUID, at: datetime) -> ClearOut:
    """The money is in the new account and can be spent, as this year's and carried-over money.

    The anchor is locked. Again changes nothing. Fails with NoClearOut or ClearOutStage.
    """
    found = await _one(conn, person, clear_out_id)
    if found.stage == "arrived":
        return found
    _at(found, "cleared", "arrived")
    parts = {CURRENT: found.amount_fen - found.carried_fen, CARRIED: found.carried_fen}
    await _move(conn, person, clear_out_id, parts, at, out=False)
    await conn.execute(QUERIES["arrive"], _key(person, clear_out_id) | {"at": at})
    return await _one(conn, person, clear_out_id)


async def of_person(conn: Conn, person: PersonKey) -> list[ClearOut]:
    """A person's clear-outs, oldest first."""
    values = {"region": person.region, "person_id": person.person_id}
    cursor = await conn.execute(QUERIES["of_person"], values)
    return [_clear_out(row) for row in await cursor.fetchall()]


async def open_of(conn: Conn, person: PersonKey) -> ClearOut | None:
    """The clear-out that is not over, if there is one."""
    open_now = [one for one in await of_person(conn, person) if one.arrived_at is None]
    return open_now[0] if open_now else None


async def _move(
    conn: Conn,
    person: PersonKey,
    clear_out_id: UUID,
    parts: dict[str, int],
    at: datetime,
    *,
    out: bool,
) -> None:
    clearing = Account(person.person_id, CLEARING)
    reason = "clear_out" if out else "clear_in"
    moves: list[Transfer] = []
    for kind, fen in parts.items():
        mine = Account(person.person_id, kind)
        debit, credit = (mine, clearing) if out else (clearing, mine)
        if fen:
            transfer_id = uuid5(clear_out_id, f"{reason}:{kind}")
            moves.append(Transfer(transfer_id, debit, credit, fen, reason, at))
    await transfer(conn, person.region, moves)


async def _one(conn: Conn, person: PersonKey, clear_out_id: UUID) -> ClearOut:
    for found in await of_person(conn, person):
        if found.clear_out_id == clear_out_id:
            return found
    raise NoClearOut


def _at(found: ClearOut, stage: str, wanted: str) -> None:
    if found.stage != stage:
        raise ClearOutStage(stage=found.stage, wanted=wanted)


def _key(person: PersonKey, clear_out_id: UUID) -> dict[str, Any]:
    return {
        "region": person.region,
        "person_id": person.person_id,
        "clear_out_id": clear_out_id,
    }


def _clear_out(row: tuple[Any, ...]) -> ClearOut:
    return ClearOut(
        clear_out_id=row[0],
        old_bank=row[1],
        new_bank=row[2],
        amount_fen=row[3],
        carried_fen=row[4],
        noticed_at=row[5],
        cleared_at=row[6],
        arrived_at=row[7],
    )
