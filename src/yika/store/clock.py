"""The domain's clock: what "now" means to the rules.

In production it is the machine's clock. In the sandbox it is kept in the database: it **stands
still** between moves, so that a demonstration can be repeated to the second, can be set, only moves
forward, and may be let tick. Sessions, signatures and `recorded_at` always follow the machine's
clock.
"""

from datetime import datetime

from yika.config import Config
from yika.ground.days import BEIJING, countable, wall_clock
from yika.ground.errors import Refused, Unavailable
from yika.store.db import Conn
from yika.store.sql import queries

QUERIES = queries(__package__)


class ClockMovesForward(Refused):
    """The sandbox's clock was asked to go back. Facts: now, asked."""

    code = "clock_moves_forward"


class ClockNotStarted(Unavailable):
    """The sandbox has no clock yet: the made-up city is not loaded."""

    code = "clock_not_started"


class ClockIsReal(Refused):
    """Outside the sandbox nobody sets the clock."""

    code = "clock_is_real"


async def now(conn: Conn, config: Config) -> datetime:
    """The domain's instant, in Beijing time. Fails with ClockNotStarted in an empty sandbox."""
    return await _read(conn, "clock_now") if config.sandbox else wall_clock()


async def begun(conn: Conn) -> bool:
    """Whether this database is a sandbox: its clock was started, so its people are made up."""
    row = await (await conn.execute(QUERIES["clock_begun"])).fetchone()
    assert row is not None
    return row[0]


async def start(conn: Conn, at: datetime) -> datetime:
    """Begin the sandbox's clock and return what it shows; a clock begun before goes on."""
    assert at.tzinfo is not None, "instants carry a zone"
    await conn.execute(QUERIES["clock_start"], {"at": at})
    return await _read(conn, "clock_now")


async def advance(conn: Conn, config: Config, to: datetime) -> datetime:
    """Move the sandbox's clock forward.

    Fails with ClockMovesForward, ClockNotStarted or ClockIsReal.
    """
    assert to.tzinfo is not None, "instants carry a zone"
    if not config.sandbox:
        raise ClockIsReal
    countable(to)
    current = await _read(conn, "clock_lock")
    if to < current:
        raise ClockMovesForward(now=current, asked=to.astimezone(BEIJING))
    await conn.execute(QUERIES["clock_move"], {"at": to})
    return to.astimezone(BEIJING)


async def let_tick(conn: Conn, config: Config, ticking: bool) -> None:
    """Let the sandbox's clock tick with the machine's, or stand still where it is."""
    if not config.sandbox:
        raise ClockIsReal
    current = await _read(conn, "clock_lock")
    await conn.execute(QUERIES["clock_tick"], {"at": current, "ticking": ticking})


async def _read(conn: Conn, query: str) -> datetime:
    row = await (await conn.execute(QUERIES[query])).fetchone()
    if row is None:
        raise ClockNotStarted
    instant: datetime = row[0]
    return instant.astimezone(BEIJING)
