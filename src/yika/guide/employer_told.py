"""Employers as every face tells them: payrolls and what is wrong in them, bills, payments.

Amounts are yuan. People are named by their number within the region, or masked.
"""

from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Final

import msgspec
import yaml

from yika.ground.days import beijing_day
from yika.ground.money import yuan
from yika.guide.telling import name as name_of
from yika.insurance.books.employer_bills import Due, EmployerBill, bills_of_month, due_of
from yika.insurance.books.employers import Employer
from yika.insurance.books.payments import Receipt
from yika.insurance.books.payroll import Declared, Preview
from yika.insurance.books.payroll_rules import Problem
from yika.policy.load import Book
from yika.policy.model import Names
from yika.store.db import Conn

WORDS: Final = Path(__file__).parent / "words" / "payroll.yaml"


class ProblemTold(msgspec.Struct, frozen=True, kw_only=True):
    """What is wrong with a row, or what follows from it."""

    row: int  # as the sender sees it; 0 for the file as a whole
    code: str
    is_error: bool
    name: str
    id_number: str
    zh: str
    en: str


class PreviewTold(msgspec.Struct, frozen=True, kw_only=True):
    """What a file would come to, or came to where `is_declared`."""

    employer: str
    period: str
    sha256: str
    rows: int
    good_rows: int
    newcomers: int
    changed: int
    errors: int
    is_declared: bool
    problems: tuple[ProblemTold, ...]


class DeclaredTold(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a declaration."""

    enrolled: int
    changed: int
    corrected: int
    replayed: bool
    preview: PreviewTold


class DueTold(msgspec.Struct, frozen=True, kw_only=True):
    """What is open of one month."""

    period: str
    bills: int
    rest: str
    late_fee: str
    due_on: date


class EmployerTold(msgspec.Struct, frozen=True, kw_only=True):
    """An employer and what it has still to pay, late fees up to the day included."""

    region: str
    code: str
    name: str
    injury_class: int
    on: date
    to_pay: str
    due: tuple[DueTold, ...]


class BillTold(msgspec.Struct, frozen=True, kw_only=True):
    """A bill of one of an employer's people."""

    person: str
    kind: str
    seq: int
    base: str | None
    owed: str
    paid: str
    due_on: date
    paid_on: date | None


class BillsTold(msgspec.Struct, frozen=True, kw_only=True):
    """An employer's bills of a month."""

    region: str
    code: str
    period: str
    owed: str
    paid: str
    bills: tuple[BillTold, ...]


class PlacedTold(msgspec.Struct, frozen=True, kw_only=True):
    """What one bill took of a payment."""

    person: str
    period: str
    kind: str
    purpose: str  # contribution | late_fee
    amount: str


class ReceiptTold(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a payment up to now; `credit` waits for the next bill or can be sent back."""

    payment_id: str
    amount: str
    placed: tuple[PlacedTold, ...]
    credit: str
    refunded: str
    replayed: bool


async def employer_told(conn: Conn, book: Book, employer: Employer, now: datetime) -> EmployerTold:
    """An employer, and what is open."""
    on = beijing_day(now)
    due = await due_of(conn, book, employer, on)
    return EmployerTold(
        region=f"{employer.region:06}",
        code=employer.code,
        name=employer.name,
        injury_class=employer.injury_class,
        on=on,
        to_pay=yuan(sum(one.rest_fen + one.fee_fen for one in due)),
        due=tuple(map(_due, due)),
    )


async def bills_told(conn: Conn, employer: Employer, month: date) -> BillsTold:
    """An employer's bills of a month, paid or not."""
    found = await bills_of_month(conn, employer, month)
    return BillsTold(
        region=f"{employer.region:06}",
        code=employer.code,
        period=f"{month:%Y-%m}",
        owed=yuan(sum(one.owed_fen for one in found)),
        paid=yuan(sum(one.paid_fen for one in found)),
        bills=tuple(_bill(employer, one) for one in found),
    )


def preview_told(found: Preview) -> PreviewTold:
    """A file's errors and warnings in words."""
    return PreviewTold(
        employer=found.employer,
        period=f"{found.period:%Y-%m}",
        sha256=found.sha256,
        rows=found.rows,
        good_rows=found.good_rows,
        newcomers=found.newcomers,
        changed=found.changed,
        errors=len(found.errors),
        is_declared=found.is_declared,
        problems=tuple(map(_problem, found.problems)),
    )


def declared_told(found: Declared) -> DeclaredTold:
    """What came of a declaration."""
    return DeclaredTold(
        enrolled=found.enrolled,
        changed=found.changed,
        corrected=found.corrected,
        replayed=found.replayed,
        preview=preview_told(found.preview),
    )


def receipt_told(region: int, found: Receipt) -> ReceiptTold:
    """What became of a payment."""
    placed = tuple(
        PlacedTold(
            person=f"{region:06}-{one.person_id}",
            period=one.period[:7],
            kind=one.kind,
            purpose=one.purpose,
            amount=yuan(one.amount_fen),
        )
        for one in found.placed
    )
    return ReceiptTold(
        payment_id=str(found.payment_id),
        amount=yuan(found.amount_fen),
        placed=placed,
        credit=yuan(found.credit_fen),
        refunded=yuan(found.refunded_fen),
        replayed=found.replayed,
    )


@lru_cache(maxsize=1)
def words() -> dict[str, Names]:
    """What a row's problem is called, by code, read once."""
    with WORDS.open(encoding="utf-8") as file:
        return msgspec.convert(yaml.load(file, yaml.CSafeLoader), dict[str, Names])


def _problem(one: Problem) -> ProblemTold:
    found = words()[one.code]
    zh, en = (
        {fact: name_of(value, language, "insurances") for fact, value in one.told.items()}
        for language in ("zh", "en")
    )
    return ProblemTold(
        row=one.row,
        code=one.code,
        is_error=one.is_error,
        name=one.name,
        id_number=one.id_number,
        zh=found.zh.format_map(zh),
        en=found.en.format_map(en),
    )


def _due(one: Due) -> DueTold:
    return DueTold(
        period=f"{one.period:%Y-%m}",
        bills=one.bills,
        rest=yuan(one.rest_fen),
        late_fee=yuan(one.fee_fen),
        due_on=one.due_on,
    )


def _bill(employer: Employer, one: EmployerBill) -> BillTold:
    return BillTold(
        person=f"{employer.region:06}-{one.person_id}",
        kind=one.kind,
        seq=one.seq,
        base=None if one.base_fen is None else yuan(one.base_fen),
        owed=yuan(one.owed_fen),
        paid=yuan(one.paid_fen),
        due_on=one.due_on,
        paid_on=one.paid_on,
    )
