"""A fund's balance is its snapshot and what moved since; what commits late is never skipped."""

from uuid import uuid4

from tests.builders import AT, CITY
from yika.accounts import funds
from yika.accounts.model import REGION, Account, Transfer
from yika.accounts.service import transfer
from yika.store.db import Conn, Database

POOLED, OUTSIDE = Account(REGION, "pooled"), Account(REGION, "outside")


async def paid_in(conn: Conn, fen: int) -> None:
    await transfer(conn, CITY, [Transfer(uuid4(), OUTSIDE, POOLED, fen, "allocation", AT)])


async def pooled(database: Database) -> int:
    async with database.transaction() as conn:
        return await funds.balance(conn, CITY, "pooled")


async def snapshot(database: Database) -> int:
    async with database.transaction() as conn:
        return await funds.take_snapshot(conn, CITY, "pooled", AT)


async def test_a_balance_is_the_same_with_and_without_snapshots(database: Database):
    assert await pooled(database) == 0
    for fen in (5, 70, 900):
        async with database.transaction() as conn:
            await paid_in(conn, fen)
    assert await pooled(database) == 975
    assert await snapshot(database) == 975
    async with database.transaction() as conn:
        await paid_in(conn, 1_000)
    assert await pooled(database) == 1_975
    assert await snapshot(database) == 1_975
    assert await snapshot(database) == 1_975
    assert await pooled(database) == 1_975


async def test_what_commits_after_a_snapshot_but_began_before_it_is_counted(database: Database):
    async with database.transaction() as late:
        await paid_in(late, 300)  # An older transaction than the one below, committed later.
        async with database.transaction() as early:
            await paid_in(early, 40)
        assert await snapshot(database) == 0  # Nobody can tell yet what is below the open one.
        assert await pooled(database) == 40
    assert await pooled(database) == 340
    assert await snapshot(database) == 340
    assert await pooled(database) == 340


async def test_a_snapshot_of_another_server_counts_for_nothing(database: Database):
    async with database.transaction() as conn:
        await paid_in(conn, 60)
        await conn.execute(
            "INSERT INTO fund_snapshots (region, kind, horizon, balance_fen, taken_at)"
            " VALUES (%s, 'pooled', '9000000000'::xid8, 77, %s)",
            (CITY, AT),
        )
    assert await pooled(database) == 60
    assert await snapshot(database) == 60
    assert await pooled(database) == 60


async def test_all_accounts_together_are_nothing(database: Database):
    async with database.transaction() as conn:
        await paid_in(conn, 60)
        assert await funds.zero_sum(conn, CITY) == 0
