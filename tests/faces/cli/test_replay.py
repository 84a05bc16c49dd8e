"""``yika replay``: a past settlement worked out again at the counter."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from tests.builders import BOOK, CITY
from tests.faces.cli.conftest import Typed, of
from tests.rooms.settlement.tills import Tills, a_customer
from yika.config import Config
from yika.policy.service import keep
from yika.store.db import Database
from yika.store.keys import Keys


@pytest.fixture
def settled(cast_config: Config, keys: Keys) -> tuple[str, str]:
    """The number of a settlement in the cast's sandbox, and of whose."""

    async def buy() -> tuple[str, str]:
        assert cast_config.database_url is not None
        async with Database(cast_config.database_url, keys) as database:
            async with database.transaction() as conn:
                await keep(conn, BOOK, [str(CITY)])
            tills = Tills(database)
            who = await a_customer(database, carried=10_000)
            done = await tills.bought(await tills.purchase(who, 400))
            return str(done.wanted.message_id), who.id_number

    return asyncio.run(buy())


@pytest.mark.covers("BEN-04")
def test_a_settlement_is_replayed_with_every_rule(
    yika: Typed, told: Callable[..., Any], settled: tuple[str, str]
) -> None:
    number, whose = settled
    found = told("replay", number)
    assert (found["equal"], found["differences"]) == (True, {})
    assert found["booked"] == found["replayed"]
    assert found["booked"]["fund_pay_sumamt"] == "80.00"
    assert "employee_benefit.outpatient_deductible" in {
        step.get("policy") for step in found["steps"]
    }
    assert told("replay", number, "--id-number", whose) == found
    shown = yika("replay", number).stdout
    assert found["paid"] == {
        "acct_pay": "100.00",
        "acct_mulaid_pay": "0.00",
        "psn_cash_pay": "220.00",
    }
    for said in (
        "acct_pay 100.00",
        "psn_cash_pay 220.00",
        "与记账一致",
        "80%",
        "employee_benefit.outpatient_share",
        "结果相同",
    ):
        assert said in shown
    for words in (("99",), (number, *of("healthy"))):
        missing = yika("replay", *words)
        assert missing.exit_code == 1
        assert "(nothing_to_replay)" in missing.stderr
