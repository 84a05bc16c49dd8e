"""``yika settlement``: who paid what of each bill, one bill in full, what the year leaves."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from tests.builders import Somebody
from tests.faces.cli.conftest import Typed, of
from tests.rooms.settlement.tills import Tills
from yika.config import Config
from yika.demo.cast import BY_KEY
from yika.people import service as people
from yika.store.db import Database
from yika.store.keys import Keys


@pytest.fixture
def bought(cast_config: Config, keys: Keys) -> int:
    """The number of a purchase of 400 yuan that a character of the cast made."""

    async def buy() -> int:
        assert cast_config.database_url is not None
        async with Database(cast_config.database_url, keys) as database:
            id_number = BY_KEY["healthy"].id_number
            async with database.transaction() as conn:
                person = await people.find(conn, keys, "id_number", id_number)
            tills = Tills(database)
            who = Somebody(database, person, id_number)
            return (await tills.bought(await tills.purchase(who, 400))).wanted.message_id

    return asyncio.run(buy())


@pytest.mark.covers("BEN-11")
def test_bills_are_listed_with_who_paid_and_what_is_left(
    yika: Typed, told: Callable[..., Any], bought: int
) -> None:
    found = told("settlement", "list", *of("healthy"))
    [bill] = found["bills"]
    assert (bill["setl_id"], bill["total"]) == (str(bought), "400.00")
    assert sum(float(one["amount"]) for one in bill["paid_by"]) == 400
    ceilings = {tuple(one["over"]): one for one in found["year"]["ceilings"]}
    outpatient = ceilings["outpatient",]
    assert (outpatient["used"], outpatient["left"]) == ("80.00", "3920.00")
    shown = yika("settlement", "list", *of("healthy")).stdout
    for said in ("待遇年度", "基本医保统筹基金", "还剩 3920.00 元"):
        assert said in shown, shown
    none = told("settlement", "list", *of("healthy"), "--until", "2025-12-31")
    assert none["bills"] == []


def test_one_bill_is_shown_with_lines_and_steps(
    yika: Typed, told: Callable[..., Any], bought: int
) -> None:
    found = told("settlement", "show", str(bought), *of("healthy"))
    assert [line["total"] for line in found["lines"]] == ["400.00"]
    assert "employee_benefit.outpatient_share" in {step.get("policy") for step in found["steps"]}
    assert "谁付" in yika("settlement", "show", str(bought), *of("healthy")).stdout
    missing = yika("settlement", "show", str(bought), *of("relative-pays"))
    assert missing.exit_code == 1
    assert "(no_such_bill)" in missing.stderr
