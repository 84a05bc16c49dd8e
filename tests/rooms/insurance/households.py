"""People with employers and enrolments in a real database, and what can be done for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import count
from typing import Any
from uuid import UUID, uuid4

from stdnum.cn import uscc

from tests.builders import BOOK, CITY, OFFICER, an_id_number
from yika.ground.days import BEIJING
from yika.insurance.books import employers, enrolment, payments
from yika.insurance.books.bills import bill_people, month_span, year_span
from yika.insurance.books.employers import Employer
from yika.insurance.books.enrolment import Enrol
from yika.insurance.books.payments import Payment, Receipt
from yika.insurance.books.settling import Payer
from yika.people import service as people
from yika.people.model import Identity, PersonKey
from yika.policy.load import Book
from yika.store.db import Conn, Database

AT = datetime(2026, 3, 16, 9, tzinfo=BEIJING)
MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 1)
_codes = count(1)

Rows = list[tuple[Any, ...]]


def at(month: int, day: int, year: int = 2026) -> datetime:
    """Nine in the morning of a day."""
    return datetime(year, month, day, 9, tzinfo=BEIJING)


@dataclass
class Town:
    """A database with people in it; every act is a transaction of its own."""

    database: Database
    book: Book = BOOK
    region: int = CITY

    async def person(self, born: date = date(1990, 1, 1), name: str = "王小明") -> PersonKey:
        """Somebody registered and nothing more."""
        return (await self.known(born, name))[0]

    async def known(
        self, born: date = date(1990, 1, 1), name: str = "王小明"
    ) -> tuple[PersonKey, str]:
        """Somebody registered, with the ID number."""
        number = an_id_number(born=born)
        async with self.database.transaction() as conn:
            identity = Identity(name=name, id_number=number, phone="13900001234")
            keys = self.database.keys
            person = await people.register(conn, keys, self.region, identity, "resident")
        return person, number

    async def employer(self, injury_class: int = 1) -> Employer:
        """An employer."""
        async with self.database.transaction() as conn:
            return await employers.register(
                conn, OFFICER, self.region, a_code(), "演示有限公司", injury_class, AT
            )

    async def enrolled(
        self, person: PersonKey, when: datetime = AT, how: str = "registered", **asked: Any
    ) -> UUID:
        """Enrol somebody."""
        async with self.database.transaction() as conn:
            await people.lock(conn, [person])
            return await enrolment.enrol(
                conn, self.book, OFFICER, person, Enrol(**asked), when, how
            )

    async def employee(
        self, employer: Employer, base_fen: int | None = 710_000, since: date = date(2026, 1, 1)
    ) -> PersonKey:
        """Somebody employed."""
        person = await self.person()
        await self.enrolled(
            person,
            scheme="employee",
            employer_id=employer.employer_id,
            base_fen=base_fen,
            starts_on=since,
        )
        return person

    async def billed(
        self, *persons: PersonKey, month: date = MARCH, when: datetime | None = None
    ) -> int:
        """Make the bills of a month for some people."""
        async with self.database.transaction() as conn:
            await people.lock(conn, persons)
            ids = [person.person_id for person in persons]
            span = month_span(month, when or at(month.month, 1, month.year))
            return await bill_people(conn, self.book, self.region, ids, span)

    async def billed_year(self, person: PersonKey, year: int, when: datetime) -> int:
        """Make the bill of a cover year for somebody."""
        async with self.database.transaction() as conn:
            await people.lock(conn, [person])
            span = year_span(year, when)
            return await bill_people(conn, self.book, self.region, [person.person_id], span)

    async def paid(
        self,
        payer: Employer | PersonKey,
        amount_fen: int,
        when: datetime = AT,
        payment_id: UUID | None = None,
        by: PersonKey | None = None,
    ) -> Receipt:
        """Pay an amount."""
        payment = a_payment(payer, amount_fen, when, payment_id, by)
        async with self.database.transaction() as conn:
            return await payments.pay(conn, self.book, OFFICER, payment, when)

    async def rows(self, query: str, *values: object) -> Rows:
        """What a query finds."""
        async with self.database.transaction() as conn:
            return await found(conn, query, values)

    async def bill(self, person: PersonKey, kind: str = "month") -> dict[str, Any]:
        """The newest bill of somebody of a kind."""
        names = ("period", "owed_by", "owed_fen", "paid_fen", "paid_on", "due_on", "amounts")
        query = f"SELECT {', '.join(names)} FROM bills WHERE region = %s AND person_id = %s"
        query += " AND kind = %s ORDER BY period DESC, seq DESC LIMIT 1"
        (row,) = await self.rows(query, self.region, person.person_id, kind)
        return dict(zip(names, row, strict=True))

    async def balance(self, kind: str) -> int:
        """What an account of the region holds, from all transfers."""
        query = """
            SELECT coalesce(sum(amount_fen) FILTER (WHERE credit = %s), 0)
                - coalesce(sum(amount_fen) FILTER (WHERE debit = %s), 0) FROM transfers
        """
        return int((await self.rows(query, kind, kind))[0][0])

    async def journalled(self, person: PersonKey) -> list[str]:
        """What the journal says happened to somebody, oldest first."""
        query = "SELECT what FROM journal WHERE region = %s AND person_id = %s ORDER BY entry_id"
        return [row[0] for row in await self.rows(query, person.region, person.person_id)]


def a_payment(
    payer: Employer | PersonKey,
    amount_fen: int,
    when: datetime = AT,
    payment_id: UUID | None = None,
    by: PersonKey | None = None,
) -> Payment:
    """A payment of an employer, or for a person."""
    return Payment(
        payment_id=payment_id or uuid4(),
        payer=payer_of(payer),
        paid_by=by,
        amount_fen=amount_fen,
        channel="bank",
        paid_at=when,
    )


def payer_of(payer: Employer | PersonKey) -> Payer:
    """Who pays, as payments name it."""
    if isinstance(payer, PersonKey):
        return Payer(region=payer.region, person=payer)
    return Payer(region=payer.region, employer_id=payer.employer_id)


async def found(conn: Conn, query: str, values: Sequence[object] = ()) -> Rows:
    """The rows of a query written in a test."""
    return await (await conn.execute(query.encode(), values)).fetchall()


def a_code() -> str:
    """A unified social credit code with a right check digit."""
    number = f"91999900MA{next(_codes):07}"
    return number + uscc.calc_check_digit(number)


async def a_flexible_worker(town: Town) -> tuple[PersonKey, dict[str, Any]]:
    """A flexible worker and the bill of March."""
    person = await town.person()
    await town.enrolled(person, scheme="flexible", base_fen=500_000, starts_on=MARCH)
    await town.billed(person)
    return person, await town.bill(person)


async def all_money_adds_up(town: Town) -> None:
    """All money adds up, suspense is what payers have left, bills are paid by their parts."""
    assert (
        sum(
            [
                await town.balance(kind)
                for kind in ("collected", "pooled", "suspense", "late_fees", "outside")
            ]
        )
        == 0
    )
    left = "SELECT coalesce(sum(amount_fen - placed_fen - refunded_fen), 0) FROM payments"
    assert await town.balance("suspense") == (await town.rows(left))[0][0]
    parts = "SELECT coalesce(sum(paid_fen), 0) FROM bills"
    placed = "SELECT coalesce(sum(amount_fen), 0) FROM payment_parts WHERE purpose <> 'late_fee'"
    assert await town.rows(parts) == await town.rows(placed)
