"""Tills and claims in any order: one ceiling, balanced books, and undone backwards to nothing."""

from random import Random

import pytest

from tests.builders import AT, BOOK, OFFICER
from tests.rooms.settlement.claims import a_claim, decided
from tests.rooms.settlement.tills import a_customer, open_tills
from tests.rooms.settlement.undone import cancelled, number_of
from yika.accounts import funds
from yika.matters import claim_acts as acts
from yika.settlement.till.bills import Settled
from yika.settlement.undoing.replaying import replay
from yika.store.db import Database

CEILING = 400_000  # of the city's outpatient pool
PAID = """
    SELECT coalesce(sum((shares -> 'layers' ->> 'basic')::bigint), 0)::bigint FROM settlements
    WHERE region = %(region)s AND person_id = %(person_id)s
"""
LEFT = "SELECT count(*) FROM accumulations WHERE person_id = %(person_id)s"


@pytest.mark.parametrize("seed", [3, 14])
async def test_tills_and_claims_share_one_year(database: Database, seed: int) -> None:
    chance = Random(seed)  # noqa: S311
    tills = await open_tills(database)
    who = await a_customer(database)
    done: list[Settled | str] = []
    for _ in range(8):
        yuan = chance.randint(1, 2_500)
        if chance.random() < 0.5:
            bill = await tills.purchase(who, yuan, account_use="0")
            done.append(await tills.bought(bill))
        else:
            told = await decided(who, a_claim(yuan * 100))
            done.append(told.facts["settlement_id"])
        assert await tills.value(PAID, who) <= CEILING
    for one in done:
        async with database.transaction() as conn:
            number = int(one) if isinstance(one, str) else number_of(one)
            shown = await replay(conn, BOOK, number, OFFICER, AT)
        assert shown.is_equal
    owed = 0
    for one in reversed(done):
        if isinstance(one, str):
            act = acts.UndoReimbursement(settlement_id=one, reason="票据不实")
            owed += round(float((await decided(who, act)).facts["owed"]) * 100)
        else:
            await cancelled(tills, who, number_of(one))
    assert await tills.value(PAID, who) == 0
    assert await tills.value(LEFT, who) == 0
    assert (await tills.balances(who)).owed == owed
    async with database.transaction() as conn:
        assert await funds.zero_sum(conn, who.person.region) == 0
        assert await funds.balance(conn, who.person.region, "pooled") == 0
        assert await funds.balance(conn, who.person.region, "payouts") == 0
