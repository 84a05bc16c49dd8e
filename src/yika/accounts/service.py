"""The ledger: moving money, reading balances, putting a wrong transfer right.

Every writer holds the anchors of the people whose accounts it moves. The transfers themselves stay
right without: an id is written once, and a balance never passes zero, whoever comes at once.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import errors

from yika.accounts import rules
from yika.accounts.model import Account, Balances, Transfer
from yika.accounts.rules import Short, TransferReused, checked, differing, folded
from yika.ground.errors import Missing, refuse_all
from yika.people.model import PersonKey
from yika.people.service import NoSuchPerson
from yika.store.db import Conn
from yika.store.sql import queries

QUERIES = queries(__package__)


class NoSuchTransfer(Missing):
    """The region has no transfer of that id. Facts: none."""

    code = "no_such_transfer"


async def transfer(conn: Conn, region: int, transfers: Sequence[Transfer]) -> None:
    """Write transfers and the balances they change: all of them or, when one is refused, none.

    The same id again with the same content changes nothing, also when both come at once. Several
    transfers of one account count together. Fails with TransferReused for an id with other content,
    with Short for an account that would pass zero (each one, all at once), with NoSuchPerson.
    """
    given = checked(transfers)
    if not given:
        return
    async with conn.transaction():
        new = await _written(conn, region, given)
        if len(new) < len(given):
            await _same_as_before(conn, region, {i: t for i, t in given.items() if i not in new})
        changes = folded([t for i, t in given.items() if i in new])
        if changes:
            await _change(conn, region, changes)


async def balances_of(conn: Conn, person: PersonKey) -> Balances:
    """What a person has and owes now, in fen."""
    values = {"region": person.region, "person_id": person.person_id}
    cursor = await conn.execute(QUERIES["balances_of"], values)
    found: dict[str, int] = {row[0]: abs(row[1]) for row in await cursor.fetchall()}
    return Balances(**found)


async def balances_of_many(
    conn: Conn, region: int, person_ids: Sequence[int]
) -> dict[int, Balances]:
    """As `balances_of`, for many people of a region; who has no account is left out."""
    values = {"region": region, "person_ids": list(person_ids)}
    found: dict[int, dict[str, int]] = {}
    for row in await (await conn.execute(QUERIES["balances_of_many"], values)).fetchall():
        found.setdefault(row[0], {})[row[1]] = abs(row[2])
    return {person_id: Balances(**kinds) for person_id, kinds in found.items()}


async def transfer_of(conn: Conn, region: int, transfer_id: UUID) -> Transfer:
    """One transfer. Fails with NoSuchTransfer."""
    found = await _by_id(conn, region, [transfer_id])
    if not found:
        raise NoSuchTransfer
    return found[transfer_id]


async def written_under(conn: Conn, region: int, ids: Sequence[UUID]) -> list[Transfer]:
    """The transfers there are under some ids, for acts that answer a repeat as the first time."""
    return list((await _by_id(conn, region, ids)).values())


async def correct(
    conn: Conn,
    region: int,
    wrong: UUID,
    transfer_id: UUID,
    at: datetime,
    amount_fen: int | None = None,
) -> Transfer:
    """Move back what a wrong transfer moved, whole or a part of it, by a new transfer.

    Fails with NoSuchTransfer, with AlreadyCorrected where more would come back than went, with
    Short where the money is no longer there (a claw-back is the way then).
    """
    await _lock_transfer(conn, region, wrong)
    original = await transfer_of(conn, region, wrong)
    values = {"region": region, "corrects": wrong, "transfer_id": transfer_id}
    row = await (await conn.execute(QUERIES["corrected"], values)).fetchone()
    assert row is not None
    back = rules.correction(original, transfer_id, at, amount_fen, corrected_fen=row[0])
    await transfer(conn, region, [back])
    return back


async def _lock_transfer(conn: Conn, region: int, transfer_id: UUID) -> None:
    """Let corrections of one transfer come one after another (it is a row nobody may update)."""
    await conn.execute(QUERIES["queue_up"], {"region": region, "transfer_id": transfer_id})


async def _written(conn: Conn, region: int, given: Mapping[UUID, Transfer]) -> set[UUID]:
    """Write what is not there yet, in the order of the ids; the ids of what was written."""
    ordered = [given[transfer_id] for transfer_id in sorted(given)]
    values: dict[str, Any] = {
        "region": region,
        "transfer_ids": [t.transfer_id for t in ordered],
        "debit_owners": [t.debit.owner for t in ordered],
        "debits": [t.debit.kind for t in ordered],
        "credit_owners": [t.credit.owner for t in ordered],
        "credits": [t.credit.kind for t in ordered],
        "amounts": [t.amount_fen for t in ordered],
        "reasons": [t.reason for t in ordered],
        "happened_at": [t.happened_at for t in ordered],
        "corrects": [t.corrects for t in ordered],
    }
    try:
        cursor = await conn.execute(QUERIES["add_transfers"], values)
    except errors.ForeignKeyViolation as error:
        raise NoSuchTransfer from error
    return {row[0] for row in await cursor.fetchall()}


async def _same_as_before(conn: Conn, region: int, repeats: Mapping[UUID, Transfer]) -> None:
    """Make sure that what was not written is what is there. Fails with TransferReused."""
    kept = await _by_id(conn, region, list(repeats))
    refuse_all(
        [
            TransferReused(transfer_id=transfer_id, fields=fields)
            for transfer_id, repeat in repeats.items()
            if (fields := differing(kept[transfer_id], repeat))
        ]
    )


async def _by_id(conn: Conn, region: int, ids: Sequence[UUID]) -> dict[UUID, Transfer]:
    values = {"region": region, "transfer_ids": list(ids)}
    cursor = await conn.execute(QUERIES["transfers_by_id"], values)
    return {
        row[0]: Transfer(row[0], Account(row[1], row[2]), Account(row[3], row[4]), *row[5:])
        for row in await cursor.fetchall()
    }


async def _change(conn: Conn, region: int, changes: Mapping[Account, int]) -> None:
    """Add to the balances that are kept; they are locked in one order first. Fails with Short."""
    accounts = sorted(changes)
    values: dict[str, Any] = {
        "region": region,
        "person_ids": [account.owner for account in accounts],
        "kinds": [account.kind for account in accounts],
    }
    held = await _held(conn, values)
    if len(held) < len(accounts):
        try:
            await conn.execute(QUERIES["open_accounts"], values)
        except errors.ForeignKeyViolation as error:
            raise NoSuchPerson(kind="person") from error
        held = await _held(conn, values)
    after = {account: held[account] + changes[account] for account in accounts}
    refuse_all(
        [
            Short(account=account.kind, missing_fen=missing)
            for account, balance in after.items()
            if (missing := rules.missing(account.kind, balance))
        ]
    )
    values["balances"] = [after[account] for account in accounts]
    await conn.execute(QUERIES["set_balances"], values)


async def _held(conn: Conn, values: Mapping[str, Any]) -> dict[Account, int]:
    cursor = await conn.execute(QUERIES["lock_balances"], values)
    return {Account(row[0], row[1]): row[2] for row in await cursor.fetchall()}
