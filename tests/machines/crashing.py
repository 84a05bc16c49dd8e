"""Crashes at any statement of a transaction: the program stops, or its connection is killed."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any, Literal

import psycopg
from hypothesis import strategies as st

from yika.store.db import Conn

Crash = tuple[Literal["raises", "killed"], int]  # how, and after how many statements
CRASHES = st.one_of(
    st.none(),
    st.none(),
    st.tuples(st.sampled_from(["raises", "killed"]), st.integers(min_value=1, max_value=40)),
)


class Crashed(Exception):
    """The program stopped here."""


@asynccontextmanager
async def breaking(conn: Conn, crash: Crash | None, owner: str) -> AsyncGenerator[None]:
    """While inside, the program stops or its connection is killed, after so many statements."""
    if crash is None:
        yield
        return
    how, left = crash
    execute = conn.execute
    counted = 0

    async def counting(*given: Any, **told: Any) -> Any:
        nonlocal counted
        counted += 1
        if counted == left:
            if how == "raises":
                raise Crashed
            with psycopg.connect(owner, autocommit=True) as killer:
                killer.execute("SELECT pg_terminate_backend(%s)", (conn.info.backend_pid,))
        return await execute(*given, **told)

    conn.execute = counting  # pyright: ignore[reportAttributeAccessIssue]
    try:
        yield
        if counted < left:  # It stops between the last statement and the commit.
            raise Crashed
    finally:
        del conn.execute
