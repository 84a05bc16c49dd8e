"""Settlements cancelled in a real database: all comes back, or it is said what goes first."""

import asyncio
from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest

from tests.builders import AT, BOOK, CITY
from tests.rooms.accounts.purse import Purse
from tests.rooms.settlement.tills import PLAIN, a_customer, open_tills
from tests.rooms.settlement.undone import cancelled, number_of, state
from yika.accounts import interest, sharing
from yika.accounts.laws import AccountLaws
from yika.accounts.model import Balances
from yika.ground.days import BEIJING
from yika.settlement.undoing.undoing import AlreadyCancelled, CancelLaterFirst
from yika.settlement.visits.looking import NoSuchSettlement
from yika.store.db import Database

NEW_YEAR = date(2027, 1, 1)
pytestmark = pytest.mark.covers("BEN-01")


async def test_settling_and_cancelling_is_nothing(database: Database) -> None:
    tills = await open_tills(database)
    who = await a_customer(database, current=5_000, carried=20_000)
    before = await state(tills)
    done = await tills.bought(await tills.purchase(who, 400))
    assert (done.shares.fund_fen, done.account_fen) == (8_000, 20_000)
    back = await cancelled(tills, who, number_of(done))
    assert (back.shares.fund_fen, back.shares.person_fen) == (-8_000, -32_000)
    assert await state(tills) == before
    assert await tills.balances(who) == Balances(current=5_000, carried=20_000)


async def test_a_settlement_is_cancelled_once_and_only_where_it_was_made(
    database: Database,
) -> None:
    tills = await open_tills(database)
    who, other = await a_customer(database, carried=20_000), await a_customer(database)
    number = number_of(await tills.bought(await tills.purchase(who, 60)))
    with pytest.raises(NoSuchSettlement):
        await cancelled(tills, who, number, place=PLAIN)
    with pytest.raises(NoSuchSettlement):
        await cancelled(tills, other, number)
    both = await asyncio.gather(
        *(cancelled(tills, who, number) for _ in range(2)), return_exceptions=True
    )
    assert sum(isinstance(one, AlreadyCancelled) for one in both) == 1
    with pytest.raises(AlreadyCancelled):
        await cancelled(tills, who, number)
    assert (await tills.balances(who)).usable == 20_000


@pytest.mark.covers("BEN-04")
async def test_a_later_bill_that_stands_on_the_deductible_goes_first(database: Database) -> None:
    tills = await open_tills(database)
    who = await a_customer(database, carried=100_000)
    before = await state(tills)
    bills = [number_of(await tills.bought(await tills.purchase(who, yuan))) for yuan in (200, 200)]
    free = number_of(await tills.bought(await tills.purchase(who, 50, PLAIN)))
    with pytest.raises(CancelLaterFirst) as refused:
        await cancelled(tills, who, bills[0])
    assert refused.value.facts["settlements"] == [str(bills[1])]
    assert refused.value.facts["places"] == ["P99990000002"]
    for number in reversed(bills):
        await cancelled(tills, who, number)
    await cancelled(tills, who, free, place=PLAIN)
    assert await state(tills) == before


async def test_bills_below_the_deductible_are_cancelled_in_any_order(database: Database) -> None:
    tills = await open_tills(database)
    who = await a_customer(database, carried=100_000)
    before = await state(tills)
    bills = [number_of(await tills.bought(await tills.purchase(who, 30))) for _ in range(3)]
    for number in bills:
        await cancelled(tills, who, number)
    assert await state(tills) == before


async def test_a_relatives_money_and_what_was_used_of_the_share_come_back(
    database: Database,
) -> None:
    tills = await open_tills(database)
    owner, child = await a_customer(database, carried=5_000), await a_customer(database)
    async with database.transaction() as conn:
        share = sharing.Share(
            share_id=uuid4(),
            owner=owner.person,
            relative=child.person,
            relation="child",
            starts_at=AT - timedelta(days=1),
        )
        await sharing.grant(conn, AccountLaws(BOOK, owner.person.division), share)
    before = await state(tills)
    done = await tills.bought(await tills.purchase(child, 30, account_use="2"))
    assert done.shared_fen == 3_000
    assert await state(tills) != before
    await cancelled(tills, child, number_of(done))
    assert await state(tills) == before


async def test_this_years_money_comes_back_as_carried_over_once_the_year_has_turned(
    database: Database,
) -> None:
    tills = await open_tills(database)
    who = await a_customer(database, current=5_000)
    late = datetime(2026, 12, 31, 23, 59, tzinfo=BEIJING)
    wanted = await tills.purchase(who, 30, PLAIN, begins_at=late)
    done = await tills.bought(wanted, late)
    assert await tills.balances(who) == Balances(current=2_000)
    turn = datetime(2027, 1, 1, 0, 30, tzinfo=BEIJING)
    laws = AccountLaws(BOOK, who.person.division)
    await interest.carry_over(database, laws, CITY, NEW_YEAR, turn)
    assert await tills.balances(who) == Balances(carried=2_000)
    back = await cancelled(tills, who, number_of(done), turn, PLAIN)
    assert back.carried_fen == 3_000
    assert await tills.balances(who) == Balances(carried=5_000)


async def test_what_was_spent_since_does_not_keep_money_from_coming_back(
    database: Database,
) -> None:
    tills = await open_tills(database)
    who = await a_customer(database, carried=10_000)
    first = number_of(await tills.bought(await tills.purchase(who, 60)))
    await tills.bought(await tills.purchase(who, 60))
    assert (await tills.balances(who)).usable == 0
    await cancelled(tills, who, first)
    assert (await tills.balances(who)).usable == 6_000
    await Purse(database, who).gets(1_000, "current")
    assert (await tills.balances(who)).usable == 7_000


async def test_cancels_and_purchases_at_once_end_as_one_after_another(
    database: Database,
) -> None:
    tills = await open_tills(database)
    who = await a_customer(database, carried=100_000)
    bills = [number_of(await tills.bought(await tills.purchase(who, 30))) for _ in range(3)]
    wanted = [await tills.purchase(who, 30) for _ in range(3)]
    outcomes = await asyncio.gather(
        *(cancelled(tills, who, number) for number in bills),
        *(tills.bought(one) for one in wanted),
    )
    assert len(outcomes) == 6
    assert (await tills.balances(who)).usable == 100_000 - 3 * 3_000
    added = """
        SELECT sum((change -> 'outpatient' ->> 'deductible_fen')::bigint)::bigint FROM settlements
        WHERE region = %(region)s AND person_id = %(person_id)s
    """
    kept = """
        SELECT (state -> 'pools' -> 'outpatient' ->> 'deductible_fen')::bigint FROM accumulations
        WHERE region = %(region)s AND person_id = %(person_id)s
    """
    assert await tills.value(added, who) == await tills.value(kept, who) == 9_000
