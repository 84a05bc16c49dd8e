"""Going on when another transaction has come to a lock, instead of after some time."""

import asyncio

from yika.store.db import Conn

# Asked of the locks themselves: what is known of sessions stays as first read in a transaction.
BEHIND_US = """
    SELECT count(DISTINCT pid) FROM pg_locks
    WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))
"""
SOON = 60  # seconds; only a test that fails takes so long


async def wait_behind(ours: Conn, count: int = 1) -> None:
    """Go on when so many transactions wait for what this one holds."""
    async with asyncio.timeout(SOON):
        while True:
            row = await (await ours.execute(BEHIND_US)).fetchone()
            if row and row[0] >= count:
                return
