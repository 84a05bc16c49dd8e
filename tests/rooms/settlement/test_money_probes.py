"""Five probes of money: a yearly ceiling, the same in a race, fen, cancels, and turns of time."""

import asyncio
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from tests.builders import CITY, Somebody
from tests.rooms.settlement.tills import DRUG_B, PLAIN, Tills, a_charge, a_customer, open_tills
from tests.rooms.settlement.undone import cancelled, number_of, state
from yika.accounts import funds
from yika.ground.days import BEIJING
from yika.settlement.till.bills import Settled
from yika.settlement.undoing.undoing import CancelLaterFirst
from yika.store.db import Database

CEILING = 400_000  # of the made-up city, in fen
LAST_SECOND = datetime(2026, 12, 31, 23, 59, 59, tzinfo=BEIJING)
SECOND = timedelta(seconds=1)


async def bought(tills: Tills, who: Somebody, *yuan: int) -> list[Settled]:
    """Purchases one after another."""
    return [await tills.bought(await tills.purchase(who, one)) for one in yuan]


async def paid_into_next_year(tills: Tills, who: Somebody) -> None:
    """Have contributions paid beyond the turn of the year."""
    await tills.run(
        """
        UPDATE paid_spans SET until_month = '2027-06-01'
        WHERE region = %(region)s AND person_id = %(person_id)s
        """,
        who,
    )


async def year(tills: Tills, who: Somebody, begins: str) -> dict[str, int]:
    """What the outpatient pool of a benefit year has come to."""
    return await tills.value(
        f"""
        SELECT coalesce((SELECT state -> 'pools' -> 'outpatient' FROM accumulations
            WHERE region = %(region)s AND person_id = %(person_id)s
              AND benefit_year = '{begins}'), '{{}}')
        """,
        who,
    )


@pytest.mark.covers("BEN-06", "BEN-07")
async def test_a_yearly_ceiling_is_paid_to_the_fen_and_not_beyond(database: Database) -> None:
    tills = await open_tills(database)
    who = await a_customer(database)
    done = await bought(tills, who, *([1_500] * 5))
    assert [one.shares.fund_fen for one in done] == [96_000, 120_000, 120_000, 64_000, 0]
    assert sum(one.shares.fund_fen for one in done) == CEILING
    assert all(one.shares.fund_fen + one.shares.person_fen == 150_000 for one in done)


@pytest.mark.covers("BEN-06", "BEN-07")
async def test_four_settlements_at_once_pay_what_four_in_sequence_pay(database: Database) -> None:
    tills = await open_tills(database)
    who, other = await a_customer(database), await a_customer(database)
    await bought(tills, who, 2_800)
    await bought(tills, other, 2_800)
    wanted = [await tills.purchase(who, 1_000) for _ in range(4)]
    raced = [
        one
        for some in await asyncio.gather(*(tills.settle([one]) for one in wanted))
        for one in some
        if isinstance(one, Settled)
    ]
    sequence = await bought(tills, other, *([1_000] * 4))
    assert sorted(one.shares.fund_fen for one in raced) == sorted(
        one.shares.fund_fen for one in sequence
    )
    assert 200_000 + sum(one.shares.fund_fen for one in raced) == CEILING
    assert await year(tills, who, "2026-01-01") == await year(tills, other, "2026-01-01")


@pytest.mark.covers("BEN-02")
async def test_no_fen_is_cut_or_made(database: Database) -> None:
    tills = await open_tills(database)
    who = await a_customer(database, carried=12_345)
    await bought(tills, who, 300)
    total = fund = account = cash = 0
    for number, price in enumerate(("0.01", "0.03", "33.33", "19.99", "7.77", "101.01"), 1):
        amount = int(Decimal(price) * 100)
        lines = (
            a_charge("1", 0, price=Decimal(price), total_fen=amount),
            a_charge("2", 0, DRUG_B, price=Decimal(price), total_fen=amount),
        )
        wanted = await tills.purchase(who, 0, charges=lines, total_fen=2 * amount)
        done = await tills.bought(wanted)
        split, shares = done.shares.split, done.shares
        parts = split.self_funded_fen + split.over_ceiling_fen + split.first_share_fen
        assert parts + split.in_scope_fen == split.total_fen == 2 * amount
        exact = Decimal(split.in_scope_fen) * 4 / 5
        assert abs(shares.fund_fen - exact) <= Decimal("0.5"), f"half a fen at most, bill {number}"
        assert shares.fund_fen + done.account_fen + done.cash_fen == split.total_fen
        total, fund = total + split.total_fen, fund + shares.fund_fen
        account, cash = account + done.account_fen, cash + done.cash_fen
    assert total == fund + account + cash
    async with database.transaction() as conn:
        assert await funds.zero_sum(conn, CITY) == 0
        assert await funds.balance(conn, CITY, "pooled") == -fund


@pytest.mark.covers("BEN-01")
async def test_cancels_give_back_exactly_and_last_first(database: Database) -> None:
    tills = await open_tills(database)
    who = await a_customer(database, carried=12_000)
    before = await state(tills)
    done = await bought(tills, who, 1_500, 1_500, 1_500, 1_500, 1_500)
    numbers = [number_of(one) for one in done]
    with pytest.raises(CancelLaterFirst) as refused:
        await cancelled(tills, who, numbers[1])
    assert refused.value.facts["settlements"] == [str(one) for one in (numbers[4], numbers[3])]
    for number in numbers[:2:-1]:
        await cancelled(tills, who, number)
    back = await cancelled(tills, who, numbers[1])  # in the middle: the third does not stand on it
    assert back.shares.fund_fen == -120_000
    again = await bought(tills, who, 1_500)
    assert again[0].shares.fund_fen == 120_000
    for number in (number_of(again[0]), numbers[2], numbers[0]):
        await cancelled(tills, who, number)
    assert await state(tills) == before


@pytest.mark.covers("BEN-04")
async def test_a_bill_counts_in_the_year_of_its_settling_and_is_given_back_to_that_year(
    database: Database,
) -> None:
    tills = await open_tills(database)
    who = await a_customer(database)
    await paid_into_next_year(tills, who)
    late = await tills.purchase(who, 400, begins_at=LAST_SECOND)
    old = await tills.bought(late, LAST_SECOND)
    new_year = LAST_SECOND + SECOND
    crossing = await tills.purchase(who, 400, begins_at=LAST_SECOND)  # begun before, settled after
    new = await tills.bought(crossing, new_year)
    assert [one.shares.deductible_fen for one in (old, new)] == [30_000, 30_000]
    assert [one.benefit_year.year for one in (old, new)] == [2026, 2027]
    both = [await year(tills, who, f"{one}-01-01") for one in (2026, 2027)]
    assert both[0] == both[1] != {}
    await cancelled(tills, who, number_of(old), new_year + SECOND)
    after = [await year(tills, who, f"{one}-01-01") for one in (2026, 2027)]
    assert after == [{}, both[1]]


@pytest.mark.parametrize("day", [15, 31])
async def test_a_limit_of_half_a_month_turns_at_midnight(database: Database, day: int) -> None:
    tills = await open_tills(database)
    who = await a_customer(database, carried=100_000)
    last = datetime(2026, 3, day, 23, 59, 59, tzinfo=BEIJING)
    bills = [
        await tills.bought(await tills.purchase(who, 150, PLAIN, begins_at=at), at)
        for at in (last, last, last + SECOND)
    ]
    assert [one.account_fen for one in bills] == [15_000, 5_000, 15_000]
    await cancelled(tills, who, number_of(bills[1]), last + SECOND, PLAIN)
    wanted = await tills.purchase(who, 150, PLAIN, begins_at=last)
    more = await tills.bought(wanted, last + 2 * SECOND)
    assert more.account_fen == 5_000, "what came back of the half month before does not count here"
