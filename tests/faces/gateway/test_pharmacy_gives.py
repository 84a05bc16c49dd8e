"""What a pharmacy may settle, whichever messages tell it, and what an institution does not take."""

from typing import Any

import msgspec
import pytest

from tests.builders import AT, BOOK, Somebody
from tests.faces.gateway.desk import Desk, a_purchase
from tests.faces.gateway.test_settling_messages import amounts, check_identities, sent
from tests.faces.gateway.visiting import (
    a_bill,
    a_description,
    a_registration,
    an_admission,
    lines,
)
from tests.rooms.settlement.tills import (
    CLINIC,
    PLAIN,
    POOLED,
    Tills,
    a_customer,
)
from yika.config import Config
from yika.faces.gateway.app import create_gateway
from yika.faces.gateway.batching import BatchLane
from yika.faces.gateway.numbering import psn_no
from yika.house import House
from yika.settlement.till.bills import BOUGHT, CLEARED_AS, OUTPATIENT, PHARMACY, Settled
from yika.settlement.visits import filings
from yika.store import clock
from yika.store.db import Database

DENTIST, BY_CARD_ALONE = "H99990000008", "P99990000004"  # take no identity cards
LIMIT = 200  # what the account pays at pharmacies in half a month, in the made-up city


@pytest.fixture
async def house(config: Config, database: Database) -> House:
    async with database.transaction() as conn:
        await clock.start(conn, AT)
    return House(config, database, BOOK)


@pytest.fixture
async def desk(house: House, tills: Tills) -> Desk:
    return Desk(create_gateway(house, {"batch": BatchLane(house)}), PLAIN)


@pytest.fixture
async def who(database: Database, tills: Tills) -> Somebody:
    return await a_customer(database, carried=100_000)


def codes(reply: Any) -> list[str]:
    assert reply["infcode"] == -1, reply
    return [one["code"] for one in reply["yika"]["reasons"]]


async def registered(desk: Desk, who: Somebody, number: str) -> str:
    return (await sent(desk, "2201", a_registration(who, number)))["output"]["data"]["mdtrt_id"]


async def described(desk: Desk, who: Somebody, number: str, yuan: int, med_type: str) -> str:
    visit = await registered(desk, who, number)
    await sent(desk, "2203", a_description(who, visit, med_type))
    await sent(desk, "2204", lines(who, visit, yuan))
    return visit


async def counted(desk: Desk, clr_type: str) -> dict[str, Any]:
    """How 3201 counts what was settled today and cleared as that."""
    day = f"{AT:%Y-%m-%d}"
    given = {
        "insutype": "310",
        "clr_type": clr_type,
        "setl_optins": "999900",
        "stmt_begndate": day,
        "stmt_enddate": day,
        "medfee_sumamt": 150,
        "fund_pay_sumamt": 0,
        "acct_pay": 150,
        "fixmedins_setl_cnt": 1,
    }
    return (await sent(desk, "3201", {"data": given}))["output"]["stmtinfo"]


@pytest.mark.parametrize("place", [PLAIN, POOLED])
async def test_a_pharmacy_admits_nobody(desk: Desk, who: Somebody, number: str, place: str) -> None:
    desk.code = place
    for med_type in ("2101", BOUGHT):
        admission = an_admission(who, number)
        admission["mdtrtinfo"]["med_type"] = med_type
        refused = await desk.send("2401", admission)
        assert codes(refused) == ["care_not_given_here"]
        assert "2102" in refused["err_msg"], "what to do"


async def test_a_clinic_whose_record_says_nothing_of_it_may_admit(
    desk: Desk, who: Somebody, number: str
) -> None:
    desk.code = DENTIST
    await sent(desk, "2401", an_admission(who, number))


@pytest.mark.parametrize("place", [PLAIN, POOLED])
async def test_a_pharmacy_gives_no_outpatient_care_by_any_message(
    desk: Desk, who: Somebody, number: str, place: str
) -> None:
    desk.code = place
    visit = await registered(desk, who, number)
    for med_type in ("11", "13", "2101"):
        told = await desk.send("2203", a_description(who, visit, med_type))
        assert codes(told) == ["care_not_given_here"], med_type
    billed = await desk.send("2207", a_bill(who, number, visit, 100))
    assert codes(billed) == ["nothing_to_settle", "care_not_given_here"]
    for med_type in ("11", "21"):
        bought = await desk.send("2101", a_purchase(who, number, 60, med_type=med_type))
        assert codes(bought) == ["care_not_given_here"], med_type
    desk.code = CLINIC
    await described(desk, who, number, 100, "11")


async def test_a_pharmacy_sells_for_chronic_care_by_its_own_rules(
    desk: Desk, who: Somebody, number: str, tills: Tills
) -> None:
    visit = await described(desk, who, number, 100, "14")
    bill = a_bill(who, number, visit, 100, med_type="14")
    assert codes(await desk.send("2207", bill)) == ["disease_not_filed"]
    disease = next(iter(tills.laws.day(AT.date()).diseases))
    filing = filings.Filing(
        person=who.person,
        filing_id=1,
        kind=filings.CHRONIC,
        place=None,
        starts_on=AT.date(),
        ends_on=None,
        what=disease,
        filed_at=AT,
        decided_at=AT,
        is_approved=True,
    )
    async with tills.database.transaction() as conn:
        await filings.file(conn, tills.database.keys, filing)
    settled = await sent(desk, "2207", bill)
    assert amounts(settled)["fund_pay_sumamt"] == 0, "this one does not charge the pool"
    assert settled["output"]["setlinfo"]["clr_type"] == CLEARED_AS[PHARMACY]


@pytest.mark.covers("ACCT-04")
@pytest.mark.parametrize("undo", ["2208", "2601"])
async def test_a_purchase_told_as_a_visit_is_bound_and_cleared_as_one(
    desk: Desk, who: Somebody, number: str, tills: Tills, undo: str
) -> None:
    visit = await described(desk, who, number, 150, BOUGHT)
    bill = a_bill(who, number, visit, 150, med_type=BOUGHT)
    settled = await desk.send("2207", bill, "VISIT")
    check_identities(settled)
    told = settled["output"]["setlinfo"]
    assert (amounts(settled)["acct_pay"], told["clr_type"]) == (150, CLEARED_AS[PHARMACY])
    assert (await counted(desk, "41"))["stmt_rslt"] == "0"
    assert (await counted(desk, "11"))["stmt_rslt"] == "1"
    about = {"psn_no": psn_no(who.person), "mdtrt_id": visit, "setl_id": told["setl_id"]}
    shown = await sent(desk, "5203", {"data": about})
    assert shown["output"]["setlinfo"]["clr_type"] == CLEARED_AS[PHARMACY]

    tried = await sent(desk, "2101", a_purchase(who, number, 100))
    assert amounts(tried)["acct_pay"] == LIMIT - 150
    assert "200.00" in tried["warn_msg"]
    wrong = await desk.send("2103", {"data": about})
    assert codes(wrong) == ["wrong_visit_kind"]
    reversing = {"psn_no": psn_no(who.person), "omsgid": "VISIT", "oinfno": "2207"}
    await sent(desk, undo, {"data": about if undo == "2208" else reversing})
    assert (await tills.balances(who)).usable == 100_000
    tried = await sent(desk, "2101", a_purchase(who, number, 100))
    assert amounts(tried)["acct_pay"] == 100
    again = await sent(desk, "2206", bill)
    assert amounts(again)["acct_pay"] == 150, "the lines hang on the visit again"


@pytest.mark.covers("ACCT-04")
@pytest.mark.parametrize("place", [PLAIN, CLINIC])
async def test_the_limit_of_pharmacies_binds_a_visit_after_a_purchase(
    desk: Desk, who: Somebody, number: str, place: str
) -> None:
    await sent(desk, "2102", a_purchase(who, number, 60))
    desk.code = place
    visit = await described(desk, who, number, 492, BOUGHT)
    bill = a_bill(who, number, visit, 492, med_type=BOUGHT)
    for infno in ("2206", "2207"):
        settled = await sent(desk, infno, bill)
        assert amounts(settled)["acct_pay"] == LIMIT - 60, infno
        assert "200.00" in settled["warn_msg"]


async def test_the_limit_counts_bills_of_one_batch_one_after_another(
    desk: Desk, who: Somebody, number: str, tills: Tills
) -> None:
    visit = await described(desk, who, number, 150, BOUGHT)
    bought = await tills.purchase(who, 100, PLAIN)
    billed = msgspec.structs.replace(
        await tills.purchase(who, 150, PLAIN),
        infno="2207",
        kind=OUTPATIENT,
        visit_id=int(visit),
        batch="B1",
        charges=(),
    )
    first, second = await tills.settle([billed, bought])
    assert isinstance(first, Settled)
    assert isinstance(second, Settled)
    assert (first.account_fen, second.account_fen) == (15_000, 100 * LIMIT - 15_000)


@pytest.mark.parametrize("place", [DENTIST, BY_CARD_ALONE])
async def test_what_an_institution_does_not_take_is_told_at_registering(
    desk: Desk, who: Somebody, number: str, place: str
) -> None:
    desk.code = place
    by_identity_card = {"mdtrt_cert_type": "02", "mdtrt_cert_no": who.id_number}
    asked = a_registration(who, number)
    refused = await desk.send("2201", {"data": asked["data"] | by_identity_card})
    assert codes(refused) == ["not_taken_here"]
    await sent(desk, "2201", asked)
    if place == DENTIST:
        admission = an_admission(who, number)
        admission["mdtrtinfo"] |= by_identity_card
        assert codes(await desk.send("2401", admission)) == ["not_taken_here"]
