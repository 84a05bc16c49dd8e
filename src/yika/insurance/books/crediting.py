"""The monthly crediting of a whole region (个人账户计入), a batch of people a transaction.

Somebody at work gets a share of the base of every bill that was paid, in the month in which it was
paid, so that what an employer pays late is credited late, and once. Somebody retired gets a fixed
sum, by age on the first day of the month. Ages are read from the sealed identities of the retired
alone, batch by batch: no birth date is kept in the clear anywhere for it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from yika.accounts import runs
from yika.accounts.crediting import Payouts, pay_out
from yika.accounts.runs import Batch, Run, Told
from yika.ground.days import add_months, beijing_day
from yika.ground.ids import birth_date
from yika.insurance.amounts.credit_laws import (
    STATUS,
    FixedCredit,
    ShareCredit,
    age_on,
    credit_law,
    is_credited_in,
)
from yika.insurance.books.billing import month_has_come
from yika.insurance.laws import InsuranceLaws
from yika.people import service as people
from yika.policy.load import Book
from yika.store import journal
from yika.store.db import Conn, Database
from yika.store.keys import Keys
from yika.store.sql import queries

QUERIES = queries(__package__, "crediting.sql")
BATCH_MAX: Final = 10_000
KINDS: Final = ("month", "correction")  # of bills; their place tells transfers of one month apart
SEQ_BITS: Final = 8


@dataclass(frozen=True, slots=True)
class Credited:
    """A crediting run, and for which statuses and months the region's rule is not known."""

    run: Run
    unknown: tuple[tuple[str, date], ...] = ()


@dataclass(frozen=True, slots=True)
class _Month:
    """One crediting: whose, for which month, with the law worked out once."""

    keys: Keys
    region: int
    month: date
    at: datetime
    policy: str
    shares: Mapping[tuple[str, date], ShareCredit]
    fixed: Mapping[str, FixedCredit]  # by scheme, of those that come this month
    unknown: tuple[tuple[str, date], ...] = ()
    names: Mapping[str, Any] = field(default_factory=dict[str, Any])


async def credit_accounts(
    database: Database,
    book: Book,
    region: int,
    month: date,
    at: datetime,
    told: Told = lambda _: None,
) -> Credited:
    """Credit everybody of a region for a month; a run cut short goes on, a finished one is over.

    Covers every bill paid from the beginning of the month before up to the day of `at`, each once.
    Fails with NotYet before the month.
    """
    assert month.day == 1, "a month is its first day"
    month_has_come(month, beijing_day(at))
    async with database.transaction() as conn:
        law = await _law(conn, database.keys, book, region, month, at)

    async def batch(conn: Conn, run: Run) -> Batch | None:
        ids = await people.lock_next(conn, region, run.upto_person, BATCH_MAX)
        if not ids:
            return None
        await _credit(conn, law, ids)
        return Batch(ids[-1], len(ids))

    run = await runs.go_through(database, (region, "credits", month), law.policy, at, batch, told)
    return Credited(run, law.unknown)


async def _law(
    conn: Conn, keys: Keys, book: Book, region: int, month: date, at: datetime
) -> _Month:
    """The law of every scheme and month that something was paid for, and of the retired."""
    laws = InsuranceLaws(book, f"{region:06}")
    span = {"paid_since": add_months(month, -1), "paid_until": beijing_day(at)}
    cursor = await conn.execute(QUERIES["paid_kinds"], {"region": region, **span})
    unknown: list[tuple[str, date]] = []
    shares: dict[tuple[str, date], ShareCredit] = {}
    for scheme, period in await cursor.fetchall():
        status = STATUS[scheme, False]
        found = credit_law(laws, status, period)
        if isinstance(found, ShareCredit):
            shares[scheme, period] = found
        elif found is None:
            unknown.append((status, period))
    fixed: dict[str, FixedCredit] = {}
    for scheme in ("employee", "flexible"):
        status = STATUS[scheme, True]
        found = credit_law(laws, status, month)
        comes = isinstance(found, FixedCredit) and is_credited_in(laws, found, month)
        if isinstance(found, FixedCredit) and comes:
            fixed[scheme] = found
        elif found is None or comes is None:
            unknown.append((status, month))
    policy = book.hash(f"{region:06}")
    names = {"region": region, **span, **_columns(shares)}
    return _Month(keys, region, month, at, policy, shares, fixed, tuple(sorted(unknown)), names)


def _columns(shares: Mapping[tuple[str, date], ShareCredit]) -> dict[str, list[Any]]:
    laws = list(shares.values())
    return {
        "schemes": [scheme for scheme, _ in shares],
        "periods": [period for _, period in shares],
        "rates": [law.rate_num for law in laws],
        "dens": [law.den for law in laws],
        "minuses": [law.minus_fen for law in laws],
        "floors": [law.floor_fen for law in laws],
        "ceilings": [law.ceiling_fen for law in laws],
        "units": [law.unit_fen for law in laws],
        "times": [law.rounding()[0] for law in laws],
        "pluses": [law.rounding()[1] for law in laws],
    }


async def _credit(conn: Conn, law: _Month, ids: list[int]) -> None:
    """One batch: what is due to whom, paid out once, and journalled."""
    payouts = Payouts()
    await _add_shares(conn, law, ids, payouts)
    await _add_fixed(conn, law, ids, payouts)
    credited = await pay_out(
        conn, law.region, "account_fund", "current", "credit", payouts, law.at, law.month
    )
    if not credited:
        return
    entry = journal.Entry(
        region=law.region,
        person_id=0,
        what="account.credited",
        actor="system:run",
        role="system",
        channel="run",
        happened_at=law.at,
        policy=law.policy,
        facts={"period": law.month},
    )
    await journal.record_alike(conn, entry, credited)


async def _add_shares(conn: Conn, law: _Month, ids: list[int], payouts: Payouts) -> None:
    if not law.shares:
        return
    values = {**law.names, "first": ids[0], "last": ids[-1]}
    for person_id, period, kind, seq, fen in await (
        await conn.execute(QUERIES["due_shares"], values)
    ).fetchall():
        which = KINDS.index(kind) << SEQ_BITS | seq
        payouts.add(person_id, period, "credit", which, fen)


async def _add_fixed(conn: Conn, law: _Month, ids: list[int], payouts: Payouts) -> None:
    if not law.fixed:
        return
    values = {"region": law.region, "first": ids[0], "last": ids[-1], "day": law.month}
    cursor = await conn.execute(QUERIES["retired"], values)
    retired: list[tuple[int, str]] = [
        (row[0], row[1]) for row in await cursor.fetchall() if row[1] in law.fixed
    ]
    asked = [person_id for person_id, scheme in retired if law.fixed[scheme].by_age]
    ages = await _ages(conn, law, asked)
    for person_id, scheme in retired:
        fen = law.fixed[scheme].fen(ages.get(person_id))
        which = 0 if scheme == "employee" else 1
        payouts.add(person_id, law.month, "credit_retired", which, fen)


async def _ages(conn: Conn, law: _Month, person_ids: list[int]) -> dict[int, int]:
    """The ages of some people on the first day of the month."""
    if not person_ids:
        return {}
    identities = await people.identities_of(conn, law.keys, law.region, person_ids)
    return {
        person_id: age_on(birth_date(identity.id_number), law.month)
        for person_id, identity in identities.items()
    }
