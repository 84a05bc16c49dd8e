"""After a reply was lost: finding, cancelling and reversing with nothing but the message's id."""

from typing import Any

import pytest

from tests.builders import AT, BOOK
from tests.faces.gateway.desk import Desk, a_purchase
from tests.faces.gateway.test_settling_messages import outpatient, sent
from tests.faces.gateway.test_undoing_messages import stay as a_stay
from tests.faces.gateway.visiting import a_bill
from tests.rooms.settlement.tills import CLINIC, HOSPITAL, a_customer, open_tills
from tests.rooms.settlement.undone import state
from yika.config import Config
from yika.faces.gateway.app import create_gateway
from yika.faces.gateway.batching import BatchLane
from yika.faces.gateway.numbering import psn_no
from yika.house import House
from yika.settlement import forgetting
from yika.store import clock
from yika.store.db import Database


@pytest.fixture
async def desk(config: Config, database: Database) -> Desk:
    house = House(config, database, BOOK)
    async with database.transaction() as conn:
        await clock.start(conn, AT)
    return Desk(create_gateway(house, {"batch": BatchLane(house)}))


@pytest.mark.covers("BEN-01")
@pytest.mark.parametrize("nothing", [{}, {"mdtrt_id": ""}, {"mdtrt_id": "0"}])
async def test_a_purchase_is_found_and_cancelled_by_its_message_alone(
    desk: Desk, database: Database, nothing: dict[str, str]
) -> None:
    tills = await open_tills(database)
    who = await a_customer(database, carried=10_000)
    number = await tills.card_number(who)
    settled = (await desk.send("2102", a_purchase(who, number, 60), "LOST"))["output"]["setlinfo"]
    by_message = {"data": {"psn_no": psn_no(who.person), "setl_id": "LOST", **nothing}}
    seen = (await sent(desk, "5203", by_message))["output"]["setlinfo"]
    assert (seen["setl_id"], seen["mdtrt_id"]) == (settled["setl_id"], settled["mdtrt_id"])
    unknown = {"data": by_message["data"] | {"setl_id": "NEVER"}}
    assert (await desk.send("5203", unknown))["yika"]["code"] == "no_such_settlement"
    cancelled = await sent(desk, "2103", by_message)
    assert cancelled["yika"]["cancels"] == settled["setl_id"]
    assert (await tills.balances(who)).usable == 10_000


@pytest.mark.covers("BEN-01")
async def test_a_message_called_as_a_bill_is_numbered_does_not_stand_in_for_it(
    desk: Desk, database: Database
) -> None:
    tills = await open_tills(database)
    who = await a_customer(database, carried=10_000)
    number = await tills.card_number(who)
    bill = await desk.send("2102", a_purchase(who, number, 60), "FIRST")
    first = bill["output"]["setlinfo"]["setl_id"]
    later = await desk.send("2102", a_purchase(who, number, 30), first)
    assert later["infcode"] == 0, later
    by_number = {"data": {"psn_no": psn_no(who.person), "setl_id": first, "mdtrt_id": "0"}}
    assert (await sent(desk, "5203", by_number))["output"]["setlinfo"]["setl_id"] == first
    assert (await sent(desk, "2103", by_number))["yika"]["cancels"] == first
    assert (await tills.balances(who)).usable == 7_000
    reversal = {"psn_no": psn_no(who.person), "omsgid": first, "oinfno": "2102"}
    await sent(desk, "2601", {"data": reversal})
    assert (await tills.balances(who)).usable == 10_000


async def test_the_balance_of_a_settlement_is_that_right_after_it(
    desk: Desk, database: Database
) -> None:
    tills = await open_tills(database)
    who = await a_customer(database, carried=10_000)
    number = await tills.card_number(who)

    async def balance_of(msgid: str) -> Any:
        data = {"psn_no": psn_no(who.person), "setl_id": msgid}
        return (await sent(desk, "5203", {"data": data}))["output"]["setlinfo"]["balc"]

    await desk.send("2102", a_purchase(who, number, 60), "FIRST")
    await desk.send("2102", a_purchase(who, number, 30), "SECOND")
    assert [await balance_of(one) for one in ("FIRST", "SECOND")] == [40, 10]
    cancel = {"data": {"psn_no": psn_no(who.person), "setl_id": "SECOND"}}
    assert (await desk.send("2103", cancel, "CANCEL"))["infcode"] == 0
    balances = [await balance_of(one) for one in ("FIRST", "SECOND", "CANCEL")]
    assert balances == [40, 10, 40]


async def test_2601_says_that_a_message_never_came(desk: Desk, database: Database) -> None:
    tills = await open_tills(database)
    who = await a_customer(database, carried=10_000)
    number = await tills.card_number(who)
    await desk.send("2102", a_purchase(who, number, 60), "BOUGHT")
    before = await state(tills)
    for infno in ("2102", "2207"):
        for _ in range(2):  # told again, it still never came
            data = {"psn_no": psn_no(who.person), "omsgid": "BOUHGT", "oinfno": infno}
            reply = await sent(desk, "2601", {"data": data})
            assert "没有收到过" in reply["warn_msg"]
            assert "没有退任何钱" in reply["warn_msg"]
            assert reply["yika"]["never_received"]
    assert await state(tills) == before


async def test_2601_of_another_transaction_is_refused(desk: Desk, database: Database) -> None:
    tills = await open_tills(database)
    who = await a_customer(database, carried=10_000)
    number = await tills.card_number(who)
    await desk.send("2102", a_purchase(who, number, 60), "BOUGHT")
    before = await state(tills)
    data = {"psn_no": psn_no(who.person), "omsgid": "BOUGHT", "oinfno": "2304"}
    refused = await desk.send("2601", {"data": data})
    assert refused["yika"]["code"] == "came_as_another"
    assert "2102" in refused["err_msg"]
    assert await state(tills) == before
    await sent(desk, "2601", {"data": data | {"oinfno": "2102"}})
    assert (await tills.balances(who)).usable == 10_000
    again = await desk.send("2601", {"data": data})  # It came as what it was, also when undone.
    assert again["yika"]["code"] == "came_as_another"


@pytest.mark.covers("BEN-04")
async def test_what_is_settled_already_is_told_with_its_number(
    desk: Desk, database: Database
) -> None:
    tills = await open_tills(database)
    desk.code = CLINIC
    who = await a_customer(database, carried=50_000)
    number = await tills.card_number(who)
    visit = await outpatient(desk, who, number, 400)
    settled = await sent(desk, "2207", a_bill(who, number, visit, 400))
    setl_id = settled["output"]["setlinfo"]["setl_id"]
    for infno in ("2206", "2207"):
        again = await desk.send(infno, a_bill(who, number, visit, 400))
        check_told_already_settled(again, setl_id)
    other = await desk.send("2207", a_bill(who, number, visit, 400, chrg_bchno="B7"))
    assert other["yika"]["code"] == "nothing_to_settle"
    desk.code = HOSPITAL
    stay, number, _, final = await a_stay(desk, tills, await a_customer(database, carried=50_000))
    setl_id = final["output"]["setlinfo"]["setl_id"]
    whose = final["output"]["setlinfo"]
    for infno in ("2303", "2304"):
        bill = {**whose, "acct_used_flag": "0", "mid_setl_flag": "0", "psn_setlway": "01"}
        bill |= {"mdtrt_cert_no": number, "mdtrt_id": stay, "medfee_sumamt": 2000}
        again = await desk.send(infno, {"data": bill})
        check_told_already_settled(again, setl_id)


def check_told_already_settled(reply: Any, setl_id: str) -> None:
    assert reply["yika"]["code"] == "already_settled", reply
    assert setl_id in reply["err_msg"]
    assert "2026-03-16" in reply["err_msg"] or "3月16日" in reply["err_msg"]
    assert "5203" in reply["err_msg"]
    assert reply["yika"]["reasons"][0]["facts"]["settlement_id"] == setl_id


async def test_a_bill_under_another_care_category_is_refused(
    desk: Desk, database: Database
) -> None:
    tills = await open_tills(database)
    desk.code = CLINIC
    who = await a_customer(database, carried=50_000)
    number = await tills.card_number(who)
    visit = await outpatient(desk, who, number, 400)
    for infno in ("2206", "2207"):
        refused = await desk.send(infno, a_bill(who, number, visit, 400, med_type="13"))
        assert refused["yika"]["code"] == "care_differs"
        assert "13" in refused["err_msg"]
        assert "11" in refused["err_msg"]
    await sent(desk, "2207", a_bill(who, number, visit, 400))


async def test_a_reply_past_its_retention_is_not_given_again_but_5203_still_tells(
    desk: Desk, database: Database
) -> None:
    tills = await open_tills(database)
    who = await a_customer(database, carried=10_000)
    bought = a_purchase(who, await tills.card_number(who), 60)
    first = await desk.send("2102", bought, "OLD")
    assert await desk.send("2102", bought, "OLD") == first
    async with database.transaction() as conn:
        await conn.execute("UPDATE messages SET received_at = received_at - interval '91 days'")
    assert await forgetting.forget_all(database, forgetting.kept_since(Config())) == 1
    bought["druginfo"]["medfee_sumamt"] = 60  # as before, spelled otherwise
    for _ in range(2):
        again = await desk.send("2102", bought, "OLD")
        assert (again["infcode"], again["yika"]["code"]) == (-1, "message_not_answered")
        assert first["output"]["setlinfo"]["setl_id"] in again["err_msg"]
        for said in ("请勿换号", "5203", "5201", "2303", "5304"):
            assert said in again["err_msg"]
        bought["druginfo"]["medfee_sumamt"] = "60.00"
    by_message = {"data": {"psn_no": psn_no(who.person), "setl_id": "OLD"}}
    seen = (await sent(desk, "5203", by_message))["output"]["setlinfo"]
    assert seen["setl_id"] == first["output"]["setlinfo"]["setl_id"]
    assert (await tills.balances(who)).usable == 4_000
