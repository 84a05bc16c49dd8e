"""Whatever is billed, paid, corrected and sent back in whatever order: no fen is lost or made."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.builders import BOOK, CITY, OFFICER
from tests.rooms.insurance.households import Town, all_money_adds_up, at
from yika.ground.days import add_months
from yika.ground.errors import YikaError
from yika.insurance.books.corrections import correct
from yika.insurance.books.employers import Employer
from yika.insurance.books.payments import refund, use_credits
from yika.people import service as people
from yika.people.model import PersonKey
from yika.store.db import Database

BASES = st.integers(300_000, 2_500_000)
ACTS = st.one_of(
    st.tuples(st.just("bill")),
    st.tuples(st.just("pay"), st.integers(1, 1_000_000)),
    st.tuples(st.just("correct"), st.integers(0, 3), st.integers(0, 1), BASES),
    st.tuples(st.just("refund"), st.integers(1, 300_000)),
    st.tuples(st.just("credits")),
)


class Year:
    """An employer with two people, month by month."""

    def __init__(self, town: Town, employer: Employer, persons: list[PersonKey]) -> None:
        self.town = town
        self.employer = employer
        self.persons = persons
        self.month = date(2026, 1, 1)
        self.now: datetime = at(1, 5)
        self.payments: list[UUID] = []

    async def do(self, act: tuple[Any, ...]) -> None:
        """One act, a day later; a refusal is an answer as well."""
        self.now += timedelta(days=9)
        acts: dict[str, Callable[..., Any]] = {
            "bill": self.bill,
            "pay": self.pay,
            "correct": self.correct,
            "refund": self.refund,
            "credits": self.credits,
        }
        try:
            await acts[act[0]](*act[1:])
        except YikaError:
            return

    async def bill(self) -> None:
        await self.town.billed(*self.persons, month=self.month, when=self.now)
        self.month = add_months(self.month, 1)

    async def pay(self, amount_fen: int) -> None:
        receipt = await self.town.paid(self.employer, amount_fen, self.now)
        self.payments.append(receipt.payment_id)

    async def correct(self, back: int, which: int, base_fen: int) -> None:
        month = add_months(self.month, -1 - back)
        async with self.town.database.transaction() as conn:
            person = self.persons[which]
            await people.lock(conn, [person])
            await correct(conn, BOOK, OFFICER, person, month, "x", self.now, base_fen=base_fen)

    async def refund(self, amount_fen: int) -> None:
        for payment_id in self.payments[-1:]:
            async with self.town.database.transaction() as conn:
                await refund(conn, OFFICER, CITY, payment_id, uuid4(), amount_fen, self.now)

    async def credits(self) -> None:
        await use_credits(self.town.database, BOOK, OFFICER, CITY, self.now)


@given(acts=st.lists(ACTS, min_size=3, max_size=14), bases=st.lists(BASES, min_size=2, max_size=2))
@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
async def test_no_fen_is_lost_or_made(
    acts: list[tuple[Any, ...]], bases: list[int], database: Database
):
    town = Town(database)
    employer = await town.employer()
    persons = [await town.employee(employer, base) for base in bases]
    year = Year(town, employer, persons)
    for act in acts:
        await year.do(act)
        await all_money_adds_up(town)
    for fund in ("pooled", "collected", "suspense", "late_fees"):
        assert await town.balance(fund) >= 0
