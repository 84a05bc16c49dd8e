"""Reconciling over the interface: whose refund it is, how results are told, and who waits."""

import asyncio
import threading
from collections.abc import AsyncGenerator
from typing import Any

import msgspec
import pytest

from tests.builders import AT, BOOK, Somebody
from tests.faces.gateway.desk import Desk
from tests.faces.gateway.test_filing_messages import (
    STATEMENT,
    done,
    fetched,
    two_settled,
    uploaded,
)
from tests.rooms.settlement.builders import a_settlement
from tests.rooms.settlement.tills import HOSPITAL, a_customer, open_tills
from yika.config import Config
from yika.demo.places import AGENCY
from yika.faces.gateway.app import create_gateway
from yika.faces.gateway.handlers import reconciling
from yika.faces.gateway.numbering import psn_no
from yika.house import House
from yika.institutions import parcels
from yika.institutions import service as institutions
from yika.store import clock
from yika.store.db import Database
from yika.store.keys import Keys

TOTALS: dict[str, Any] = {
    "insutype": "310",
    "clr_type": "11",
    "setl_optins": "999900",
    "stmt_begndate": "2026-03-16",
    "stmt_enddate": "2026-03-16",
    "medfee_sumamt": 10,
    "fund_pay_sumamt": 9,
    "acct_pay": 0,
    "fixmedins_setl_cnt": 1,
}


@pytest.fixture
async def desk(config: Config, database: Database) -> Desk:
    async with database.transaction() as conn:
        await clock.start(conn, AT)
    await open_tills(database)
    return Desk(create_gateway(House(config, database, BOOK)), HOSPITAL)


@pytest.fixture
async def narrow(config: Config, keys: Keys, desk: Desk) -> AsyncGenerator[Desk]:
    """The same hospital at a gateway that has one connection to the database."""
    assert config.database_url is not None
    async with Database(config.database_url, keys, 1) as one:
        yield Desk(create_gateway(House(config, one, BOOK)), desk.code)


@pytest.fixture
async def who(database: Database, desk: Desk) -> Somebody:
    return await a_customer(database)


async def told_with(database: Database, **settings: Any) -> None:
    """Set how the hospital is told things."""
    async with database.transaction() as conn:
        here = await institutions.by_code(conn, HOSPITAL)
        wanted = msgspec.structs.replace(here.settings, **settings)
        await institutions.set_settings(conn, AGENCY, here, wanted, AT)


async def test_two_refunds_of_one_visit_are_each_compared_with_their_own(
    desk: Desk, who: Somebody, database: Database
) -> None:
    visit = await two_settled(database, who)
    more = {"total_fen": 3000, "fund_fen": 2700, "cash_fen": 300}
    less = {name: -fen for name, fen in more.items()}
    async with database.transaction() as conn:
        await a_settlement(conn, visit, 9004, **more)
        await a_settlement(conn, visit, 9005, cancels=9004, **less)
    mine, number = str(visit.visit_id), psn_no(who.person)
    sent = [
        ("9001", mine, number, "10.00", "9.00", "0", "0"),
        ("9002", mine, number, "10.00", "9.00", "0", "0"),
        ("9004", mine, number, "30.00", "27.00", "0", "0"),
        ("9004", mine, number, "-30.00", "-27.00", "0", "1"),
        ("9002", mine, number, "-10.00", "-9.00", "0", "1"),
    ]
    given = STATEMENT | {"file_qury_no": await uploaded(database, sent)}
    answer = (await done(desk, "3202", {"data": given}))["fileinfo"]["file_qury_no"]
    rows = await fetched(database, answer)
    assert [(row[2], row[4]) for row in rows] == [
        *(("9001", "0"), ("9002", "0"), ("9004", "0")),
        *(("9005", "0"), ("9003", "0")),
    ]


async def test_sums_of_the_lines_are_compared_with_those_of_the_message(
    desk: Desk, who: Somebody, database: Database
) -> None:
    visit = await two_settled(database, who)
    mine, number = str(visit.visit_id), psn_no(who.person)
    sent = [("9001", mine, number, "10.00", "9.00", "0", "0")]
    given = STATEMENT | {"file_qury_no": await uploaded(database, sent)}
    right = {"medfee_sumamt": 10, "fund_pay_sumamt": 9, "cash_payamt": 1, "fixmedins_setl_cnt": 1}
    reply = await desk.send("3202", {"data": given | right})
    assert (reply["infcode"], reply["warn_msg"]) == (0, None)
    assert "yika" not in reply
    wrong = right | {"cash_payamt": 2, "fixmedins_setl_cnt": 3}
    reply = await desk.send("3202", {"data": given | wrong})
    assert reply["infcode"] == 0
    assert "fixmedins_setl_cnt 1 / 3；cash_payamt 1.00 / 2.00。" in reply["warn_msg"]
    assert len(reply["warn_msg"]) <= 200
    assert reply["yika"]["sums_differ"]["cash_payamt"] == {"file": "1.00", "message": "2.00"}


@pytest.mark.parametrize(
    ("results", "balanced", "more", "fewer", "differs"),
    [
        ("two", "0", "1", "1", "1"),
        ("four", "0", "1", "2", "3"),
        ("zeros", "000000", "1", "1", "1"),
    ],
)
async def test_results_are_told_as_the_institution_is_set(
    desk: Desk,
    who: Somebody,
    database: Database,
    results: str,
    balanced: str,
    more: str,
    fewer: str,
    differs: str,
) -> None:
    await told_with(database, results=results)
    visit = await two_settled(database, who)
    for changes, wanted in (
        ({}, balanced),
        ({"fixmedins_setl_cnt": 0}, more),
        ({"fixmedins_setl_cnt": 2}, fewer),
        ({"acct_pay": 1}, differs),
    ):
        info = (await done(desk, "3201", {"data": TOTALS | changes}))["stmtinfo"]
        assert info["stmt_rslt"] == wanted, changes
    mine, number = str(visit.visit_id), psn_no(who.person)
    sent = [
        ("9001", mine, number, "10.00", "9.00", "0", "0"),
        ("9002", mine, number, "10.00", "8.00", "0", "0"),
    ]
    given = STATEMENT | {"file_qury_no": await uploaded(database, sent)}
    answer = (await done(desk, "3202", {"data": given}))["fileinfo"]["file_qury_no"]
    assert [row[4] for row in await fetched(database, answer)] == [balanced, "3", "1"]


@pytest.mark.parametrize(
    ("field", "wrong"), [("setl_optins", "123"), ("setl_optins", "99990A"), ("clr_type", "77")]
)
async def test_what_is_no_office_and_no_category_is_refused(
    desk: Desk, who: Somebody, database: Database, field: str, wrong: str
) -> None:
    await two_settled(database, who)
    told = STATEMENT | {"file_qury_no": "1"}
    for infno, given in (("3201", TOTALS), ("3202", told)):
        refused = await desk.send(infno, {"data": given | {field: wrong}})
        assert refused["yika"]["code"] == "bad_message"
        (one,) = refused["yika"]["reasons"][0]["facts"]["fields"]
        assert one["field"] == f"data.{field}"


async def test_an_office_or_a_category_of_no_bill_is_told(
    desk: Desk, who: Somebody, database: Database
) -> None:
    nothing = {"medfee_sumamt": 0, "fund_pay_sumamt": 0, "fixmedins_setl_cnt": 0}
    before = await desk.send("3201", {"data": TOTALS | nothing})
    assert before["warn_msg"] is None, "nothing was settled, and the office is their own"
    await two_settled(database, who)
    assert (await desk.send("3201", {"data": TOTALS}))["warn_msg"] is None
    elsewhere = await desk.send("3201", {"data": TOTALS | {"setl_optins": "110000"}})
    assert elsewhere["output"]["stmtinfo"]["stmt_rslt"] == "0"
    assert "没有一笔是在110000清算的" in elsewhere["warn_msg"]
    other = await desk.send("3201", {"data": TOTALS | nothing | {"clr_type": "99"}})
    assert other["output"]["stmtinfo"]["stmt_rslt"] == "0"
    assert other["warn_msg"].startswith("清算类别99下没有结算")


async def test_others_are_served_while_a_statement_is_read(
    narrow: Desk, who: Somebody, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither the program nor its only connection waits for the file."""
    await two_settled(database, who)
    begun, go_on = threading.Event(), threading.Event()

    def opened(content: bytes) -> dict[str, str]:
        begun.set()
        assert go_on.wait(60), "nobody else was served"
        return parcels.opened(content)

    monkeypatch.setattr(reconciling, "opened", opened)
    sent = [("9001", "7001", psn_no(who.person), "10.00", "9.00", "0", "0")]
    given = STATEMENT | {"file_qury_no": await uploaded(database, sent)}
    reading = asyncio.create_task(narrow.send("3202", {"data": given}))
    try:
        assert await asyncio.to_thread(begun.wait, 60)
        other = await narrow.send("3201", {"data": TOTALS})
        assert other["infcode"] == 0
        assert not reading.done()
    finally:
        go_on.set()
        reply = await reading
    assert reply["infcode"] == 0


async def test_a_repeat_is_answered_though_the_file_is_gone(
    desk: Desk, who: Somebody, database: Database
) -> None:
    await two_settled(database, who)
    sent = [("9001", "7001", psn_no(who.person), "10.00", "9.00", "0", "0")]
    given = {"data": STATEMENT | {"file_qury_no": await uploaded(database, sent)}}
    msgid = f"{HOSPITAL}202603160900009999"
    first = await desk.send("3202", given, msgid)
    async with database.transaction() as conn:
        await conn.execute("DELETE FROM institution_files")
    assert await desk.send("3202", given, msgid) == first
    assert (await desk.send("3202", given))["yika"]["code"] == "no_such_file"
