"""Settlements over the interface, as hospital and pharmacy systems see them."""

import asyncio
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.builders import AT, BOOK, Somebody
from tests.faces.gateway.desk import Desk, a_purchase
from tests.faces.gateway.visiting import (
    a_bill,
    a_description,
    a_discharge,
    a_registration,
    an_admission,
    lines,
)
from tests.rooms.settlement.tills import CLINIC, HOSPITAL, a_customer, open_tills
from yika.config import Config
from yika.faces.gateway.app import create_gateway
from yika.faces.gateway.batching import BatchLane
from yika.house import House
from yika.settlement.till.till import till_laws
from yika.settlement.visits import filings
from yika.store import clock
from yika.store.db import Database

FUNDS = [
    f"{one}_pay" for one in ("hifp", "cvlserv", "hifes", "hifmi", "hifob", "hifdm", "maf", "oth")
]


@pytest.fixture
async def desk(config: Config, database: Database) -> Desk:
    house = House(config, database, BOOK)
    async with database.transaction() as conn:
        await clock.start(conn, AT)
    return Desk(create_gateway(house, {"batch": BatchLane(house)}))


def amounts(reply: Any) -> dict[str, Decimal]:
    told = reply["output"]["setlinfo"]
    return {
        name: Decimal(str(value)) for name, value in told.items() if isinstance(value, int | float)
    }


def check_identities(reply: Any) -> None:
    """Identities 1 to 9, 12 and 14 of the interface."""
    told = amounts(reply)
    assert told["medfee_sumamt"] == (
        told["fund_pay_sumamt"] + told["psn_part_amt"] + told["hosp_part_amt"]
    )
    assert told["psn_part_amt"] == told["acct_pay"] + told["psn_cash_pay"]
    assert told["fund_pay_sumamt"] == sum(told[name] for name in FUNDS)
    parts = ("fulamt_ownpay_amt", "overlmt_selfpay", "preselfpay_amt", "inscp_scp_amt")
    assert told["medfee_sumamt"] == sum(told[name] for name in parts)
    assert told["acct_mulaid_pay"] <= told["acct_pay"]
    assert told["act_pay_dedc"] <= told["inscp_scp_amt"]
    assert 0 <= told["pool_prop_selfpay"] <= 1
    rows = reply["output"]["setldetail"]
    account = [row for row in rows if row["fund_pay_type"].startswith("3102")]
    paid = sum(Decimal(str(row["fund_payamt"])) for row in rows if row not in account)
    assert paid == told["fund_pay_sumamt"]
    assert sum(Decimal(str(row["fund_payamt"])) for row in account) == told["acct_pay"]
    for line in reply["output"].get("detlcutinfo", ()):
        names = ("fulamt_ownpay_amt", "overlmt_amt", "preselfpay_amt", "inscp_scp_amt")
        parts_of = sum(Decimal(str(line[name])) for name in names)
        assert Decimal(str(line["det_item_fee_sumamt"])) == parts_of


async def test_a_purchase_is_tried_settled_and_answered_again(
    desk: Desk, database: Database
) -> None:
    tills = await open_tills(database)
    who = await a_customer(database, carried=10_000)
    number = await tills.card_number(who)
    tried = await desk.send("2101", a_purchase(who, number, 60))
    assert tried["infcode"] == 0, tried
    check_identities(tried)
    msgid = f"{desk.code}202603160900000001"
    settled = await desk.send("2102", a_purchase(who, number, 60), msgid)
    assert settled["infcode"] == 0, settled
    check_identities(settled)
    told = settled["output"]["setlinfo"]
    assert (told["acct_pay"], told["balc"], told["medins_setl_id"]) == (60, 40, msgid)
    assert await desk.send("2102", a_purchase(who, number, 60), msgid) == settled
    other = await desk.send("2102", a_purchase(who, number, 61), msgid)
    assert other["yika"]["code"] == "message_reused"
    assert "'druginfo.medfee_sumamt'" in str(other["yika"]["reasons"])
    assert (await tills.balances(who)).usable == 4_000


async def test_one_bad_message_harms_no_other_of_its_batch(desk: Desk, database: Database) -> None:
    tills = await open_tills(database)
    people = [await a_customer(database, carried=10_000) for _ in range(3)]
    numbers = [await tills.card_number(who) for who in people]
    wrong = a_purchase(people[1], numbers[0], 20)  # somebody else's card
    replies = await asyncio.gather(
        desk.send("2102", a_purchase(people[0], numbers[0], 20)),
        desk.send("2102", wrong, "X1"),
        desk.send("2102", a_purchase(people[2], numbers[2], 20)),
    )
    assert [reply["infcode"] for reply in replies] == [0, -1, 0]
    assert replies[1]["yika"]["code"] == "not_theirs"
    right = await desk.send("2102", a_purchase(people[1], numbers[1], 20), "X1")
    assert right["infcode"] == 0, "what was refused left nothing behind"


async def outpatient(desk: Desk, who: Somebody, number: str, *yuan: int) -> str:
    """A registered visit with its lines; its number."""
    registered = await sent(desk, "2201", a_registration(who, number))
    visit = registered["output"]["data"]["mdtrt_id"]
    await sent(desk, "2203", a_description(who, visit))
    await sent(desk, "2204", lines(who, visit, *yuan))
    return visit


async def test_each_batch_of_chronic_care_is_for_the_disease_its_lines_name(
    desk: Desk, database: Database
) -> None:
    tills = await open_tills(database)
    who = await a_customer(database, carried=50_000)
    number = await tills.card_number(who)
    registered = await sent(desk, "2201", a_registration(who, number))
    visit = registered["output"]["data"]["mdtrt_id"]
    await sent(desk, "2203", a_description(who, visit, "14"))
    diseases = list(till_laws(BOOK, f"{who.person.region:06}").day(AT.date()).diseases)[:2]
    async with database.transaction() as conn:
        for filing_id, disease in enumerate(diseases, 1):
            filing = filings.Filing(
                person=who.person,
                filing_id=filing_id,
                kind=filings.CHRONIC,
                place=None,
                starts_on=AT.date(),
                ends_on=None,
                what=disease,
                filed_at=AT,
                decided_at=AT,
                is_approved=True,
            )
            await filings.file(conn, database.keys, filing)
    for batch, disease in zip(("B1", "B2"), diseases, strict=True):
        charged = lines(who, visit, 100, batch=batch)
        for line in charged["feedetail"]:
            line["dise_codg"] = disease
        await sent(desk, "2204", charged)
        bill = a_bill(who, number, visit, 100, med_type="14", chrg_bchno=batch)
        check_identities(await sent(desk, "2207", bill))
    unnamed = lines(who, visit, 100, batch="B3")
    await sent(desk, "2204", unnamed)
    bill = a_bill(who, number, visit, 100, med_type="14", chrg_bchno="B3")
    refused = await desk.send("2207", bill)
    assert refused["yika"]["code"] == "disease_not_filed"


async def sent(desk: Desk, infno: str, given: dict[str, Any]) -> Any:
    """The reply to a message that must work."""
    reply = await desk.send(infno, given)
    assert reply["infcode"] == 0, reply
    return reply


def parts_of(tried: Any) -> dict[str, Any]:
    names = ("fulamt_ownpay_amt", "overlmt_selfpay", "preselfpay_amt", "inscp_scp_amt")
    return {name: tried["output"]["setlinfo"][name] for name in names}


async def test_an_outpatient_visit_is_tried_and_settled(desk: Desk, database: Database) -> None:
    tills = await open_tills(database)
    desk.code = CLINIC
    who = await a_customer(database, carried=50_000)
    number = await tills.card_number(who)
    visit = await outpatient(desk, who, number, 300, 100)
    tried = await sent(desk, "2206", a_bill(who, number, visit, 400))
    check_identities(tried)
    assert amounts(tried)["hifp_pay"] == 80  # 80 % of what is above 300 yuan
    back = parts_of(tried)
    wrong = a_bill(who, number, visit, 400, **(back | {"preselfpay_amt": 1}))
    assert (await desk.send("2207", wrong))["yika"]["code"] == "parts_differ"
    assert (await desk.send("2207", a_bill(who, number, visit, 401)))["yika"][
        "code"
    ] == "total_differs"
    noughts = dict.fromkeys(back, 0)
    partly = a_bill(who, number, visit, 400, **(noughts | {"inscp_scp_amt": 1}))
    assert (await desk.send("2207", partly))["yika"]["code"] == "parts_differ"
    settled = await sent(desk, "2207A", a_bill(who, number, visit, 400, **back))
    check_identities(settled)
    told, before = settled["output"]["setlinfo"], tried["output"]["setlinfo"]
    assert {name: told[name] for name in before if name != "medins_setl_id"} == {
        name: value for name, value in before.items() if name != "medins_setl_id"
    }
    assert told["mdtrt_id"] == visit
    again = await desk.send("2207", a_bill(who, number, visit, 400))
    assert again["yika"]["code"] == "already_settled"
    await sent(desk, "2204", lines(who, visit, 100, batch="B2"))
    second = await sent(desk, "2207", a_bill(who, number, visit, 100, chrg_bchno="B2", **noughts))
    assert amounts(second)["hifp_pay"] == 80


async def test_a_trial_of_yesterday_asks_for_a_new_one(
    desk: Desk, database: Database, config: Config
) -> None:
    tills = await open_tills(database)
    desk.code = CLINIC
    who = await a_customer(database, carried=50_000)
    number = await tills.card_number(who)
    visit = await outpatient(desk, who, number, 100)
    await sent(desk, "2206", a_bill(who, number, visit, 100))
    async with database.transaction() as conn:
        await clock.advance(conn, config, AT + timedelta(hours=16))
    late = await desk.send("2207", a_bill(who, number, visit, 100))
    assert late["yika"]["code"] == "trial_outdated"
    assert "请重新预结算" in late["err_msg"]
    await sent(desk, "2206", a_bill(who, number, visit, 100))
    await sent(desk, "2207", a_bill(who, number, visit, 100))


async def test_a_stay_is_settled_in_the_interim_and_at_the_end_with_one_deductible(
    desk: Desk, database: Database
) -> None:
    tills = await open_tills(database)
    desk.code = HOSPITAL
    who = await a_customer(database, carried=500_000)
    number = await tills.card_number(who)
    admission = an_admission(who, number)
    admission["mdtrtinfo"]["exp_content"] = '{"YIKA_DEPOSIT": "1000.00"}'
    visit = (await sent(desk, "2401", admission))["output"]["result"]["mdtrt_id"]
    await sent(desk, "2301", lines(who, visit, 3000, 1000))
    early = await desk.send("2304", a_bill(who, number, visit, 4000))
    assert early["yika"]["code"] == "not_discharged_yet"
    interim = await sent(desk, "2304", a_bill(who, number, visit, 4000, mid_setl_flag="1"))
    check_identities(interim)
    assert amounts(interim)["act_pay_dedc"] > 0
    await sent(desk, "2301", lines(who, visit, 2000, batch="B2"))
    await sent(desk, "2402", a_discharge(who, visit))
    unknown = {"fulamt_ownpay_amt": 0, "overlmt_selfpay": "0.00", "inscp_scp_amt": "1.00"}
    for infno in ("2303", "2303A"):
        tried = await sent(desk, infno, a_bill(who, number, visit, 2000, **unknown))
        check_identities(tried)
    final = await sent(desk, "2304", a_bill(who, number, visit, 2000, **parts_of(tried)))
    check_identities(final)
    assert amounts(final)["act_pay_dedc"] == 0
    assert final["yika"]["deposit_back"] == "1000.00"
    held = await tills.balances(who)
    assert (held.deposit, held.usable) == (0, int(amounts(final)["balc"] * 100))
    over = await desk.send("2304", a_bill(who, number, visit, 2000))
    assert over["infcode"] == -1
