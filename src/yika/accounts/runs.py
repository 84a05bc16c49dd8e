"""Runs over a whole region (批次), a batch of people a transaction, in the order of their numbers.

How far a run has come is committed with what was done, so that a run that was cut short goes on
where it stopped, and a finished one does nothing. Two programs with one run take turns.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final, TypeAlias

from yika.store.db import Conn, Database
from yika.store.sql import queries

QUERIES = queries(__package__)

Told: TypeAlias = Callable[[int], None]  # hears how many people are done
BATCH_MAX: Final = 10_000


@dataclass(frozen=True, slots=True)
class Run:
    """A run, its region, what it does and for which period, and how far it has come."""

    region: int
    what: str  # bills | credits | interest | carry_over | …
    period: date
    upto_person: int  # everybody up to this number is done
    done: int  # how many people that were
    policy: str  # the policy under which it began
    started_at: datetime
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class Batch:
    """What one batch came to: the last person of it, and how many were looked at."""

    upto_person: int
    count: int


async def begin(conn: Conn, region: int, what: str, period: date, policy: str, at: datetime) -> Run:
    """The run, begun now or before, locked until the transaction ends."""
    values = {"region": region, "what": what, "period": period, "policy": policy, "at": at}
    await conn.execute(QUERIES["begin_run"], values)
    row = await (await conn.execute(QUERIES["lock_run"], values)).fetchone()
    assert row is not None
    return Run(region, what, period, *row)


async def advance(conn: Conn, run: Run, upto_person: int, count: int) -> Run:
    """The run with so many more people done, up to and including this one."""
    assert upto_person > run.upto_person, "a run goes forward"
    after = replace(run, upto_person=upto_person, done=run.done + count)
    values = {**_key(run), "upto_person": after.upto_person, "done": after.done}
    await conn.execute(QUERIES["advance_run"], values)
    return after


async def finish(conn: Conn, run: Run, at: datetime) -> Run:
    """The run, finished; a later one of the same kind and period does nothing."""
    await conn.execute(QUERIES["finish_run"], {**_key(run), "at": at})
    return replace(run, finished_at=run.finished_at or at)


async def carried_over_since(conn: Conn, region: int, recorded_at: datetime) -> int:
    """Up to which person money was carried over by runs begun since; 0 where nobody's was.

    `recorded_at` is an instant of the machine's clock.
    """
    values = {"region": region, "since": recorded_at}
    row = await (await conn.execute(QUERIES["carried_over_since"], values)).fetchone()
    assert row is not None
    return int(row[0])


async def go_through(
    database: Database,
    run: tuple[int, str, date],
    policy: str,
    at: datetime,
    batch: Callable[[Conn, Run], Awaitable[Batch | None]],
    told: Told = lambda _: None,
) -> Run:
    """Do a run (region, what, period) to its end, a transaction a batch.

    `batch` does the next people after ``run.upto_person`` and says how far it came, or None when
    nobody is left. The commit is made here: a batch is the edge of a run.
    """
    while True:
        async with database.transaction() as conn:
            now = await begin(conn, *run, policy, at)
            if now.finished_at is not None:
                return now
            came = await batch(conn, now)
            if came is None:
                return await finish(conn, now, at)
            now = await advance(conn, now, came.upto_person, came.count)
        told(now.done)


def _key(run: Run) -> dict[str, object]:
    return {"region": run.region, "what": run.what, "period": run.period}
