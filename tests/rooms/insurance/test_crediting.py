"""The monthly crediting: the right sums to the fen, each once, also when it is cut short."""

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest

from tests.builders import BOOK, CITY, an_id_number
from yika.accounts import funds, runs
from yika.accounts.model import REGION, Account, Transfer
from yika.accounts.service import balances_of, balances_of_many, transfer
from yika.ground.days import BEIJING
from yika.ground.money import fen
from yika.insurance.amounts.credit import credit
from yika.insurance.amounts.credit_laws import ShareCredit
from yika.insurance.books import crediting
from yika.insurance.books.billing import NotYet
from yika.insurance.books.crediting import Credited, credit_accounts
from yika.insurance.model import Scheme
from yika.people import service as people
from yika.people.model import Identity, PersonKey
from yika.policy.load import Book, load_book
from yika.store.db import Database

MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 1)
MONTH_END = datetime(2026, 3, 31, 20, tzinfo=BEIJING)
APRIL_END = datetime(2026, 4, 30, 20, tzinfo=BEIJING)
DIVISION = f"{CITY:06}"


@dataclass
class Region:
    """A region with people whose bills are paid or not."""

    database: Database
    book: Book = BOOK
    region: int = CITY

    async def person(self, born: date = date(1990, 1, 1)) -> PersonKey:
        identity = Identity("王小明", an_id_number(born=born), "13900001234")
        async with self.database.transaction() as conn:
            return await people.register(
                conn, self.database.keys, self.region, identity, "employee"
            )

    async def paid(
        self,
        person: PersonKey,
        base: int,
        period: date = MARCH,
        paid_on: date | None = date(2026, 3, 10),
        scheme: str = Scheme.EMPLOYEE,
        kind: str = "month",
    ) -> None:
        async with self.database.transaction() as conn:
            await conn.execute(
                """
                INSERT INTO bills (region, person_id, period, kind, scheme, owed_by, tariff_id,
                    base_fen, amounts, owed_fen, paid_fen, paid_on, due_on, issued_at)
                VALUES (%s, %s, %s, %s, %s, 'person', %s, %s, '{100}', 100, %s, %s, %s, %s)
                """,
                (
                    *(person.region, person.person_id, period, kind, scheme, uuid4(), base),
                    *(0 if paid_on is None else 100, paid_on, period, MONTH_END),
                ),
            )

    async def retired(self, born: date, scheme: str = "employee") -> PersonKey:
        person = await self.person(born)
        async with self.database.transaction() as conn:
            await conn.execute(
                """
                INSERT INTO enrolments
                    (region, person_id, enrolment_id, scheme, is_retired, how, starts_on)
                VALUES (%s, %s, %s, %s, true, 'retired', '2020-01-01')
                """,
                (person.region, person.person_id, uuid4(), scheme),
            )
        return person

    async def credited(self, month: date = MARCH, at: datetime = MONTH_END) -> Credited:
        return await credit_accounts(self.database, self.book, self.region, month, at)

    async def current(self, person: PersonKey) -> int:
        async with self.database.transaction() as conn:
            return (await balances_of(conn, person)).current


@pytest.fixture
def region(database: Database) -> Region:
    return Region(database)


@pytest.mark.covers("ACCT-01", "ACCT-02")
async def test_a_paid_month_credits_what_the_person_pays_and_no_employer_money(region: Region):
    person = await region.person()
    await region.paid(person, fen("7100.00"))
    run = (await region.credited()).run
    assert (run.done, run.finished_at) == (1, MONTH_END)
    assert await region.current(person) == fen("142.00")
    await region.credited()
    assert await region.current(person) == fen("142.00")


async def test_what_is_not_paid_is_not_credited_and_comes_once_it_is(region: Region):
    person = await region.person()
    await region.paid(person, fen("7100.00"), paid_on=None)
    await region.credited()
    assert await region.current(person) == 0
    async with region.database.transaction() as conn:
        await conn.execute("UPDATE bills SET paid_fen = 100, paid_on = '2026-04-08'")
    await region.credited(APRIL, APRIL_END)
    assert await region.current(person) == fen("142.00")
    await region.credited(date(2026, 5, 1), APRIL_END + timedelta(days=30))
    assert await region.current(person) == fen("142.00")


async def test_a_month_that_has_not_begun_is_not_credited(region: Region):
    with pytest.raises(NotYet):
        await region.credited(APRIL, MONTH_END)


async def test_a_correction_credits_what_was_missing(region: Region):
    person = await region.person()
    await region.paid(person, fen("7100.00"))
    await region.credited()
    await region.paid(person, fen("8100.00"), paid_on=date(2026, 4, 2), kind="correction")
    await region.credited(APRIL, APRIL_END)
    assert await region.current(person) == fen("162.00")


async def test_the_retired_get_a_fixed_sum_by_age(region: Region):
    ages = {date(1960, 1, 1): "90.00", date(1956, 3, 1): "110.00", date(1956, 3, 2): "90.00"}
    found = {await region.retired(born): amount for born, amount in ages.items()}
    await region.credited()
    assert {who: await region.current(who) for who in found} == {
        who: fen(amount) for who, amount in found.items()
    }


async def test_where_the_year_is_credited_at_once_it_comes_when_the_year_begins(database: Database):
    region = Region(database, load_book(), 310000)
    person = await region.retired(date(1950, 6, 30))
    for month, at in ((date(2026, 6, 1), 30), (date(2026, 7, 1), 61), (date(2026, 8, 1), 92)):
        await region.credited(month, datetime(2026, 6, 1, 8, tzinfo=BEIJING) + timedelta(days=at))
    assert await region.current(person) == fen("1890.00")


async def test_a_rule_nobody_knows_credits_nothing_and_is_told(database: Database):
    region = Region(database, load_book(), 310000)
    person = await region.person()
    await region.paid(person, fen("7100.00"), scheme="flexible")
    told = await region.credited()
    assert ("flexible", MARCH) in told.unknown
    assert await region.current(person) == 0


async def test_a_credit_pays_a_debt_first(region: Region):
    person = await region.person()
    await region.paid(person, fen("7100.00"))
    debt = Account(person.person_id, "owed")
    lent = Transfer(uuid4(), debt, Account(REGION, "pooled"), fen("100.00"), "claw_back", MONTH_END)
    async with region.database.transaction() as conn:
        await transfer(conn, CITY, [lent])
    await region.credited()
    async with region.database.transaction() as conn:
        balances = await balances_of(conn, person)
    assert (balances.current, balances.owed) == (fen("42.00"), 0)


async def test_the_database_and_the_calculator_agree_to_the_fen(region: Region):
    draw = random.Random(20260316)  # noqa: S311
    bases = [draw.randrange(1, 5_000_000) for _ in range(300)] + [1, 24, 25, 26, 74, 75, 76]
    expected: dict[int, int] = {}
    for base in bases:
        scheme = draw.choice(["employee", "flexible"])
        status = "active" if scheme == "employee" else "flexible"
        person = await region.person()
        await region.paid(person, base, scheme=scheme)
        yuan = f"{base // 100}.{base % 100:02}"
        expected[person.person_id] = fen(
            credit(region.book, DIVISION, status, MARCH, base=yuan).amount
        )
    await region.credited()
    async with region.database.transaction() as conn:
        found = await balances_of_many(conn, CITY, list(expected))
    assert {who: balances.current for who, balances in found.items()} == {
        who: amount for who, amount in expected.items() if amount
    }


@pytest.mark.parametrize("mode", ["half_up", "down", "up"])
@pytest.mark.parametrize("unit", [1, 100])
async def test_every_way_of_rounding_is_the_same_in_the_database(
    region: Region, monkeypatch: pytest.MonkeyPatch, mode: str, unit: int
):
    law = ShareCredit(
        17, 600, minus_fen=150, floor_fen=9_000, ceiling_fen=700_000, unit_fen=unit, mode=mode
    )
    monkeypatch.setattr(crediting, "credit_law", lambda *_: law)  # pyright: ignore[reportUnknownLambdaType, reportUnknownArgumentType]
    draw = random.Random(7)  # noqa: S311
    bases = [draw.randrange(1, 900_000) for _ in range(60)]
    expected: dict[int, int] = {}
    for base in bases:
        person = await region.person()
        await region.paid(person, base)
        expected[person.person_id] = law.fen(base)
    await region.credited()
    async with region.database.transaction() as conn:
        found = await balances_of_many(conn, CITY, list(expected))
    assert {who: found[who].current if who in found else 0 for who in expected} == expected


async def test_a_run_cut_short_anywhere_leaves_nothing_half_done_and_is_completed(
    region: Region, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(crediting, "BATCH_MAX", 3)
    everybody = [await region.person() for _ in range(10)]
    for person in everybody:
        await region.paid(person, fen("7100.00"))

    class Crash(Exception):
        pass

    for stop in (3, 6):

        def crash(done: int, stop: int = stop) -> None:
            if done == stop:
                raise Crash

        with pytest.raises(Crash):
            await credit_accounts(region.database, BOOK, CITY, MARCH, MONTH_END, crash)
        amounts = [await region.current(person) for person in everybody]
        assert amounts == [fen("142.00")] * stop + [0] * (10 - stop)
    kept = runs.advance

    async def break_down(*args: object) -> None:
        raise Crash

    monkeypatch.setattr(runs, "advance", break_down)  # In the middle of a batch.
    with pytest.raises(Crash):
        await region.credited()
    assert await region.current(everybody[6]) == 0
    monkeypatch.setattr(runs, "advance", kept)
    await region.credited()
    assert [await region.current(person) for person in everybody] == [fen("142.00")] * 10
    async with region.database.transaction() as conn:
        assert await funds.balance(conn, CITY, "account_fund") == -fen("1420.00")
        assert await funds.zero_sum(conn, CITY) == 0
