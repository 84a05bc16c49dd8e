"""The ledger: an id once, balances that never pass zero, all or nothing, whoever comes at once."""

import asyncio
from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from tests.builders import AT, CITY, somebody
from yika.accounts import service as ledger
from yika.accounts.model import REGION, Account, Balances, Transfer
from yika.accounts.rules import AlreadyCorrected, Short, TransferReused
from yika.accounts.service import NoSuchTransfer
from yika.ground.errors import Refusals
from yika.people.model import PersonKey
from yika.people.service import NoSuchPerson
from yika.store.db import Database

FUND = Account(REGION, "account_fund")
OUTSIDE = Account(REGION, "outside")


def moved(debit: Account, credit: Account, fen: int, transfer_id: UUID | None = None) -> Transfer:
    return Transfer(transfer_id or uuid4(), debit, credit, fen, "allocation", AT)


async def written(database: Database, *transfers: Transfer) -> None:
    async with database.transaction() as conn:
        await ledger.transfer(conn, CITY, transfers)


async def balances(database: Database, person: PersonKey) -> Balances:
    async with database.transaction() as conn:
        return await ledger.balances_of(conn, person)


async def test_money_moves_once_however_often_the_same_id_comes(database: Database):
    one = (await somebody(database)).person
    credit = moved(FUND, Account(one.person_id, "current"), 2_000)
    await written(database, credit, credit)
    await written(database, credit)
    assert await balances(database, one) == Balances(current=2_000)


async def test_the_same_id_with_other_content_names_the_fields(database: Database):
    one = (await somebody(database)).person
    credit = moved(FUND, Account(one.person_id, "current"), 2_000)
    await written(database, credit)
    other = replace(credit, amount_fen=1, credit=Account(one.person_id, "carried"))
    with pytest.raises(TransferReused) as told:
        await written(database, other)
    assert told.value.facts["fields"] == ["credit", "amount_fen"]
    with pytest.raises(TransferReused):
        await written(database, moved(FUND, OUTSIDE, 1), credit, other)
    assert await balances(database, one) == Balances(current=2_000)


async def test_the_same_id_twice_at_once_moves_money_once(database: Database):
    one = (await somebody(database)).person
    credit = moved(FUND, Account(one.person_id, "current"), 700)
    await asyncio.gather(*(written(database, credit) for _ in range(8)))
    assert await balances(database, one) == Balances(current=700)


async def test_the_same_id_with_other_content_at_once_is_refused_to_all_but_one(
    database: Database,
):
    one = (await somebody(database)).person
    same = uuid4()
    rivals = [moved(FUND, Account(one.person_id, "current"), n, same) for n in range(1, 7)]
    came = await asyncio.gather(
        *(written(database, rival) for rival in rivals), return_exceptions=True
    )
    assert sum(isinstance(result, TransferReused) for result in came) == 5
    winner = came.index(None)
    assert await balances(database, one) == Balances(current=rivals[winner].amount_fen)


async def test_nobody_spends_what_is_not_there_also_when_they_race(database: Database):
    one = (await somebody(database)).person
    mine = Account(one.person_id, "current")
    await written(database, moved(FUND, mine, 1_000))
    came = await asyncio.gather(
        *(written(database, moved(mine, OUTSIDE, 300)) for _ in range(6)), return_exceptions=True
    )
    short = [result for result in came if isinstance(result, Short)]
    assert len(short) == 3
    assert {str(error) for error in short} == {"account_short(account=current, missing_fen=200)"}
    assert await balances(database, one) == Balances(current=100)


async def test_a_batch_is_written_whole_or_not_at_all(database: Database):
    first, second = [(await somebody(database)).person for _ in range(2)]
    good = moved(FUND, Account(first.person_id, "current"), 500)
    bad = [
        moved(Account(second.person_id, "current"), OUTSIDE, 70),
        moved(Account(first.person_id, "carried"), OUTSIDE, 30),
    ]
    async with database.transaction() as conn:
        with pytest.raises(Refusals) as told:
            await ledger.transfer(conn, CITY, [good, *bad])
        assert [reason.facts["missing_fen"] for reason in told.value.reasons] == [30, 70]
    assert await balances(database, first) == Balances()
    with pytest.raises(NoSuchTransfer):
        async with database.transaction() as conn:
            await ledger.transfer_of(conn, CITY, good.transfer_id)


async def test_several_transfers_of_one_account_count_together(database: Database):
    one = (await somebody(database)).person
    mine = Account(one.person_id, "current")
    await written(
        database,
        moved(mine, OUTSIDE, 400),
        moved(FUND, mine, 250),
        moved(FUND, mine, 250),
        moved(mine, Account(one.person_id, "carried"), 60),
    )
    assert await balances(database, one) == Balances(current=40, carried=60)


async def test_a_debt_cannot_be_paid_back_twice(database: Database):
    one = (await somebody(database)).person
    mine, debt = Account(one.person_id, "current"), Account(one.person_id, "owed")
    await written(database, moved(debt, FUND, 80), moved(FUND, mine, 200))
    assert await balances(database, one) == Balances(current=200, owed=80)
    with pytest.raises(Short) as told:
        await written(database, moved(mine, debt, 81))
    assert told.value.facts == {"account": "owed", "missing_fen": 1}


async def test_somebody_unknown_has_no_account(database: Database):
    with pytest.raises(NoSuchPerson):
        await written(database, moved(FUND, Account(10**12, "current"), 1))


async def test_an_error_is_corrected_by_a_further_transfer_and_never_twice(database: Database):
    one = (await somebody(database)).person
    mine = Account(one.person_id, "current")
    wrong = moved(FUND, mine, 900)
    await written(database, wrong)
    part = uuid4()

    async def corrected(transfer_id: UUID, fen: int | None = None) -> None:
        async with database.transaction() as conn:
            await ledger.correct(conn, CITY, wrong.transfer_id, transfer_id, AT, fen)

    await corrected(part, 200)
    await corrected(part, 200)
    came = await asyncio.gather(corrected(uuid4()), corrected(uuid4()), return_exceptions=True)
    assert sum(isinstance(result, AlreadyCorrected) for result in came) == 1
    assert await balances(database, one) == Balances()
    with pytest.raises(NoSuchTransfer):
        async with database.transaction() as conn:
            await ledger.correct(conn, CITY, uuid4(), uuid4(), AT)
