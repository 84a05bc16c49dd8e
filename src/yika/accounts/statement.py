"""What happened in a person's accounts, and where every yuan is now.

The caller journals why it was read. Numbers and names in it are masked.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from yika.accounts import clear_out, sharing
from yika.accounts.clear_out import ClearOut
from yika.accounts.laws import AccountLaws
from yika.accounts.model import Balances, chart
from yika.accounts.service import balances_of
from yika.accounts.sharing import Share
from yika.ground.days import start_of
from yika.ground.errors import Refused
from yika.ground.ids import mask_id_number, mask_name
from yika.people import service as people
from yika.people.model import PersonKey
from yika.store.db import Conn
from yika.store.keys import Keys
from yika.store.sql import queries

QUERIES = queries(__package__, "statement.sql")


class SpanBackwards(Refused):
    """A statement ends before it begins. Facts: since, until."""

    code = "span_backwards"


@dataclass(frozen=True, slots=True)
class Line:
    """One movement of usable money: what came in is above zero, what went out below.

    Moves between a person's own wallets (a carry-over) change nothing and read 0.
    """

    happened_at: datetime
    reason: str
    amount_fen: int
    balance_fen: int  # of both wallets together, after it
    wallet: str  # current | carried | both

    @property
    def zh(self) -> str:
        """Why, in Chinese; the word itself where the chart has none."""
        found = chart().reasons.get(self.reason)
        return found.zh if found else self.reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """The movements of a span of days (收支明细), oldest first, and the balances around them."""

    person: PersonKey
    name: str  # masked
    id_number: str  # masked
    since: date
    until: date  # the last day
    opening_fen: int
    closing_fen: int
    lines: tuple[Line, ...]

    @property
    def in_fen(self) -> int:
        """All that came in."""
        return sum(line.amount_fen for line in self.lines if line.amount_fen > 0)

    @property
    def out_fen(self) -> int:
        """All that went out, as a positive number."""
        return -sum(line.amount_fen for line in self.lines if line.amount_fen < 0)


@dataclass(frozen=True, slots=True)
class Shared:
    """What a relative may still use this year; None where there is no limit."""

    share: Share
    left_fen: int | None


@dataclass(frozen=True, slots=True)
class Where:
    """Where every yuan of a person is (资金去向)."""

    balances: Balances
    clear_out: ClearOut | None
    shared: tuple[Shared, ...]


async def statement(
    conn: Conn, keys: Keys, person: PersonKey, since: date, until: date
) -> Statement:
    """A person's statement from one day to another, both included.

    Fails with SpanBackwards or NoSuchPerson.
    """
    if until < since:
        raise SpanBackwards(since=since, until=until)
    identity = await people.identity_of(conn, keys, person)
    held = await balances_of(conn, person)
    values = {
        "region": person.region,
        "person_id": person.person_id,
        "since": start_of(since),
        "until": start_of(until + timedelta(days=1)),
    }
    row = await (await conn.execute(QUERIES["moved_since"], values)).fetchone()
    assert row is not None
    balance = opening = held.usable - row[0]
    lines: list[Line] = []
    for happened_at, reason, fen, wallet in await (
        await conn.execute(QUERIES["lines"], values)
    ).fetchall():
        balance += fen
        lines.append(Line(happened_at, reason, fen, balance, wallet))
    return Statement(
        person=person,
        name=mask_name(identity.name),
        id_number=mask_id_number(identity.id_number),
        since=since,
        until=until,
        opening_fen=opening,
        closing_fen=balance,
        lines=tuple(lines),
    )


async def where(conn: Conn, laws: AccountLaws, person: PersonKey, at: datetime) -> Where:
    """Where every yuan of a person is at this moment."""
    held = await balances_of(conn, person)
    shared: list[Shared] = []
    for share in await sharing.of_owner(conn, person):
        if share.in_force(at):
            used = await sharing.used_this_year(conn, share, at)
            shared.append(Shared(share, sharing.left_this_year(laws, share, used, at)))
    return Where(held, await clear_out.open_of(conn, person), tuple(shared))
