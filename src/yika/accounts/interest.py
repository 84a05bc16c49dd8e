"""The yearly runs over a region: interest on what was in the accounts, and the carry-over.

Interest (计息): the balance at the end of each day of the year, summed over its days, times the
yearly rate, divided by the days of the year, rounded half up to the fen, for each wallet by itself.
It is credited to the wallet that earned it. The carry-over (年度结转) makes this year's money
carried-over money.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Final

from yika.accounts import runs
from yika.accounts.crediting import QUERIES, Payouts, pay_out
from yika.accounts.ids import run_id
from yika.accounts.laws import AccountLaws
from yika.accounts.model import CARRIED, CURRENT, Account, Balances, Transfer
from yika.accounts.runs import Batch, Run, Told
from yika.accounts.service import balances_of_many, transfer
from yika.ground.days import add_months, start_of
from yika.ground.errors import Refused
from yika.people import service as people
from yika.store import journal
from yika.store.db import Conn, Database

BATCH_MAX: Final = 5_000
YEAR_MONTHS: Final = 12
BY_RUN: Final = "system:run"


class YearNotOver(Refused):
    """Interest is for a whole year, which is not over. Facts: until."""

    code = "year_not_over"


class NotCarryOverDay(Refused):
    """The region carries money over on another day. Facts: month, day."""

    code = "not_carry_over_day"


@dataclass(frozen=True, slots=True)
class Year:
    """A year of interest: from its first day up to, not including, the day after its last."""

    since: date
    until: date

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.until - self.since).days


def year_from(since: date) -> Year:
    """The year that begins on a day."""
    return Year(since, add_months(since, YEAR_MONTHS))


def day_sum(balance_now: int, moves: Iterable[tuple[date, int]], year: Year) -> int:
    """Fen times days: the balances at the end of each day of a year, summed.

    `moves` are all since the year began, a day and what came in less what went out; from them and
    the balance of today follow the balances of before.
    """
    later = sum(fen * min((day - year.since).days, year.days) for day, fen in moves)
    return balance_now * year.days - later


def interest(fen_days: int, rate: Fraction, year: Year) -> int:
    """The interest of a year in fen, half up."""
    exact = max(fen_days, 0) * rate / year.days
    return int(exact + Fraction(1, 2))


async def pay_interest(
    database: Database,
    laws: AccountLaws,
    region: int,
    since: date,
    at: datetime,
    told: Told = lambda _: None,
) -> Run:
    """Credit the interest of the year that began on a day to everybody; again changes nothing.

    Fails with YearNotOver, with AccountRuleUnknown where the rate is not known.
    """
    year = year_from(since)
    if at < start_of(year.until):
        raise YearNotOver(until=year.until)
    rate = laws.interest(since)

    async def batch(conn: Conn, run: Run) -> Batch | None:
        ids = await people.lock_next(conn, region, run.upto_person, BATCH_MAX)
        if not ids:
            return None
        earned = await _earned(conn, region, ids, year, rate)
        paid: set[int] = set()
        for kind in (CURRENT, CARRIED):
            came = await pay_out(
                conn, region, "interest", kind, "interest", earned[kind], at, since
            )
            paid.update(came)
        await _journal(conn, laws, region, "account.interest_paid", sorted(paid), at, since)
        return Batch(ids[-1], len(ids))

    return await runs.go_through(
        database, (region, "interest", since), laws.policy, at, batch, told
    )


async def _earned(
    conn: Conn, region: int, ids: list[int], year: Year, rate: Fraction
) -> dict[str, Payouts]:
    values = {"region": region, "person_ids": ids, "since": start_of(year.since)}
    moves: dict[Account, list[tuple[date, int]]] = {}
    for owner, kind, day, fen in await (
        await conn.execute(QUERIES["moves_since"], values)
    ).fetchall():
        moves.setdefault(Account(owner, kind), []).append((day, fen))
    balances = await balances_of_many(conn, region, ids)
    earned = {CURRENT: Payouts(), CARRIED: Payouts()}
    for person_id in ids:
        held = balances.get(person_id, Balances())
        for kind, now in ((CURRENT, held.current), (CARRIED, held.carried)):
            fen = interest(day_sum(now, moves.get(Account(person_id, kind), []), year), rate, year)
            earned[kind].add(person_id, year.since, f"interest_{kind}", 0, fen)
    return earned


async def carry_over(
    database: Database,
    laws: AccountLaws,
    region: int,
    day: date,
    at: datetime,
    told: Told = lambda _: None,
) -> Run:
    """Make everybody's money of this year carried-over money, on the region's day for it.

    Fails with NotCarryOverDay, with AccountRuleUnknown where the region does not carry over.
    """
    wanted = laws.carry_over(day)
    if (day.month, day.day) != wanted:
        raise NotCarryOverDay(month=wanted.month, day=wanted.day)

    async def batch(conn: Conn, run: Run) -> Batch | None:
        ids = await people.lock_next(conn, region, run.upto_person, BATCH_MAX)
        if not ids:
            return None
        balances = await balances_of_many(conn, region, ids)
        carried = _carried(region, day, balances, at)
        await transfer(conn, region, carried)
        moved = [one.debit.owner for one in carried]
        await _journal(conn, laws, region, "account.carried_over", moved, at, day)
        return Batch(ids[-1], len(ids))

    return await runs.go_through(
        database, (region, "carry_over", day), laws.policy, at, batch, told
    )


def _carried(
    region: int, day: date, balances: Mapping[int, Balances], at: datetime
) -> list[Transfer]:
    """What is carried over for each person, once a day of carry-over."""
    return [
        Transfer(
            transfer_id=run_id("carry_over", day, 0, region, person_id),
            debit=Account(person_id, CURRENT),
            credit=Account(person_id, CARRIED),
            amount_fen=held.current,
            reason="carry_over",
            happened_at=at,
        )
        for person_id, held in sorted(balances.items())
        if held.current
    ]


async def _journal(
    conn: Conn,
    laws: AccountLaws,
    region: int,
    what: str,
    person_ids: list[int],
    at: datetime,
    period: date,
) -> None:
    entry = journal.Entry(
        region=region,
        person_id=0,
        what=what,
        actor=BY_RUN,
        role="system",
        channel="run",
        happened_at=at,
        policy=laws.policy,
        facts={"period": period},
    )
    await journal.record_alike(conn, entry, person_ids)
