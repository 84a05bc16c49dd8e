"""Money that cannot be placed yet: why it waits, and when it is placed."""

from collections.abc import AsyncGenerator
from datetime import date

import pytest

from tests.builders import BOOK, CITY, OFFICER
from tests.rooms.insurance.households import (
    AT,
    MARCH,
    Town,
    a_flexible_worker,
    a_payment,
    all_money_adds_up,
    at,
)
from yika.cards import service as cards
from yika.cards.laws import CardLaws
from yika.cards.model import Form, Stage
from yika.insurance.books import held, payments
from yika.people import service as people
from yika.people.model import PersonKey
from yika.store.db import Database


@pytest.fixture
async def town(database: Database) -> AsyncGenerator[Town]:
    town = Town(database)
    yield town
    await all_money_adds_up(town)


@pytest.mark.covers("CONTR-32")
async def test_money_in_transit_waits_no_longer_when_it_arrives(town: Town):
    person, bill = await a_flexible_worker(town)
    payment = a_payment(person, bill["owed_fen"], at(3, 20))
    async with town.database.transaction() as conn:
        await held.announce(conn, OFFICER, payment, MARCH, at(3, 20))
    assert await held.reconcile(town.database, BOOK, OFFICER, CITY, at(3, 21)) == 0
    async with town.database.transaction() as conn:
        arrived = await payments.pay(conn, BOOK, OFFICER, payment, at(3, 22))
    assert arrived.credit_fen == 0
    assert not await town.rows("SELECT FROM held_payments WHERE ended_at IS NULL")
    assert (await town.bill(person))["paid_on"] == date(2026, 3, 20)


async def test_money_for_a_card_not_activated_waits_for_the_card(town: Town):
    person, bill = await a_flexible_worker(town)
    payment = a_payment(person, bill["owed_fen"], at(3, 20))
    for _ in range(2):
        async with town.database.transaction() as conn:
            told = await held.receive(conn, OFFICER, payment, "not_activated", MARCH, at(3, 20))
    assert told.replayed  # pyright: ignore[reportPossiblyUnboundVariable]
    assert await held.reconcile(town.database, BOOK, OFFICER, CITY, at(3, 21)) == 0
    assert (await town.bill(person))["paid_fen"] == 0
    await _card_in_use(town, person)
    assert await held.reconcile(town.database, BOOK, OFFICER, CITY, at(3, 22)) == 1
    assert (await town.bill(person))["paid_fen"] == bill["owed_fen"]


async def test_money_under_another_name_is_placed_once_an_officer_says_so(town: Town):
    person, bill = await a_flexible_worker(town)
    payment = a_payment(person, bill["owed_fen"], at(3, 20))
    async with town.database.transaction() as conn:
        await held.receive(conn, OFFICER, payment, "name_mismatch", MARCH, at(3, 20))
    async with town.database.transaction() as conn:
        assert not await held.place_held(conn, BOOK, OFFICER, person, at(3, 21))
    async with town.database.transaction() as conn:
        done = await held.place_held(
            conn, BOOK, OFFICER, person, at(3, 21), mended={"name_mismatch"}
        )
    assert [one.cause for one in done] == ["name_mismatch"]
    assert (await town.bill(person))["paid_on"] == date(2026, 3, 20)


async def test_amounts_below_the_minimum_are_placed_when_together_they_suffice(town: Town):
    person, bill = await a_flexible_worker(town)
    for part in (bill["owed_fen"] - 5_000, 5_000):
        payment = a_payment(person, part, at(3, 20))
        async with town.database.transaction() as conn:
            await held.receive(conn, OFFICER, payment, "below_minimum", MARCH, at(3, 20))
    async with town.database.transaction() as conn:
        done = await held.place_held(conn, BOOK, OFFICER, person, at(3, 21))
    assert len(done) == 2
    assert (await town.bill(person))["paid_fen"] == bill["owed_fen"]


async def _card_in_use(town: Town, person: PersonKey) -> None:
    laws = CardLaws(BOOK, person.division)
    async with town.database.transaction() as conn:
        await people.lock(conn, [person])
        keys = town.database.keys
        await cards.order(
            conn,
            keys,
            laws,
            person,
            form=Form.PHYSICAL,
            generation="third",
            issuer="bank",
            bank="演示银行",
            reason="first",
            replaces=None,
            at=AT,
        )
        for stage in (Stage.MADE, Stage.READY, Stage.COLLECTED, Stage.ACTIVATED):
            (card,) = await cards.of_person(conn, person)
            await cards.advance(conn, person, card, stage, AT)
