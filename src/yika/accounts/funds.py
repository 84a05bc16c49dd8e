"""What a fund of the region holds: its latest snapshot and what moved since.

A fund keeps no balance, since one row for it would make every writer queue. A snapshot counts the
transfers of all transactions below a horizon, an `xid8` below which no transaction is still open.
So what commits late is never skipped, as it would be by counting up to an id.
"""

from datetime import datetime

from yika.accounts.model import chart
from yika.store.db import Conn
from yika.store.sql import queries

QUERIES = queries(__package__, "funds.sql")


async def balance(conn: Conn, region: int, kind: str) -> int:
    """What an account of the region holds now, in fen; below zero where more went out."""
    _assert_fund(kind)
    row = await (
        await conn.execute(QUERIES["balance"], {"region": region, "kind": kind})
    ).fetchone()
    assert row is not None
    return row[0]


async def take_snapshot(conn: Conn, region: int, kind: str, at: datetime) -> int:
    """Record what a fund holds, so that later balances count less; that amount.

    Transfers of transactions still open are left to whoever counts later.
    """
    _assert_fund(kind)
    values = {"region": region, "kind": kind, "at": at}
    row = await (await conn.execute(QUERIES["take_snapshot"], values)).fetchone()
    assert row is not None
    return row[0]


async def zero_sum(conn: Conn, region: int) -> int:
    """The sum of all balances that are kept and all funds: 0, or something is badly wrong."""
    row = await (await conn.execute(QUERIES["zero_sum"], {"region": region})).fetchone()
    assert row is not None
    return row[0]


def _assert_fund(kind: str) -> None:
    assert chart().kinds[kind].holder == "region", f"{kind} is a person's"
