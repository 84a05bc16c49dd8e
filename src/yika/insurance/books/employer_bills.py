"""What an employer owes: the bills of a month, and everything that is open, with late fees."""

from datetime import date
from typing import Any

import msgspec

from yika.insurance.books.employers import Employer
from yika.insurance.books.placing import fee
from yika.insurance.books.settling import Payer, fee_share, open_bills
from yika.insurance.laws import InsuranceLaws
from yika.policy.load import Book
from yika.store.db import Conn
from yika.store.sql import queries

QUERIES = queries(__package__, "employer_bills.sql")


class EmployerBill(msgspec.Struct, frozen=True):
    """A bill of one of an employer's people."""

    person_id: int
    period: date
    kind: str  # month | correction
    seq: int
    due_on: date
    base_fen: int | None
    owed_fen: int
    paid_fen: int
    paid_on: date | None


class Due(msgspec.Struct, frozen=True, kw_only=True):
    """What is open of one month, with the late fee as of a day."""

    period: date
    bills: int
    rest_fen: int
    fee_fen: int
    due_on: date  # the earliest day on which some of it is or was due


async def bills_of_month(conn: Conn, employer: Employer, period: date) -> list[EmployerBill]:
    """Every bill of a month, paid or not, by person."""
    values: dict[str, Any] = {
        "region": employer.region,
        "employer_id": employer.employer_id,
        "period": period,
    }
    cursor = await conn.execute(QUERIES["employer_bills"], values)
    return [EmployerBill(*row) for row in await cursor.fetchall()]


async def due_of(conn: Conn, book: Book, employer: Employer, on: date) -> list[Due]:
    """What an employer has still to pay, month by month, with late fees up to a day."""
    payer = Payer(region=employer.region, employer_id=employer.employer_id)
    laws = InsuranceLaws(book, f"{employer.region:06}")
    found: dict[date, Due] = {}
    for bill in await open_bills(conn, payer):
        late = fee(bill.rest_fen, fee_share(laws, bill), bill.due_on, on)
        before = found.get(bill.period)
        found[bill.period] = Due(
            period=bill.period,
            bills=1 + (before.bills if before else 0),
            rest_fen=bill.rest_fen + (before.rest_fen if before else 0),
            fee_fen=late + (before.fee_fen if before else 0),
            due_on=min(bill.due_on, before.due_on) if before else bill.due_on,
        )
    return [found[period] for period in sorted(found)]
