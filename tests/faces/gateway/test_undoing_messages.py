"""Cancels and reversals over the interface, as hospital and pharmacy systems see them."""

from typing import Any
from uuid import uuid4

import pytest

from tests.builders import AT, BOOK, CITY
from tests.faces.gateway.desk import Desk, a_purchase
from tests.faces.gateway.test_settling_messages import amounts, outpatient, sent
from tests.faces.gateway.visiting import a_bill, a_discharge, an_admission, lines
from tests.rooms.accounts.purse import OUTSIDE
from tests.rooms.settlement.tills import CLINIC, HOSPITAL, Tills, a_customer, open_tills
from tests.rooms.settlement.undone import state
from yika.accounts import service as ledger
from yika.accounts.model import Account, Transfer
from yika.config import Config
from yika.faces.gateway.app import create_gateway
from yika.faces.gateway.batching import BatchLane
from yika.faces.gateway.numbering import psn_no
from yika.house import House
from yika.store import clock, journal
from yika.store.db import Database

pytestmark = pytest.mark.covers("BEN-01")
REPLACED = """
    INSERT INTO cards (region, person_id, card_id, form, number_sealed, generation, issuer, bank,
                       reason, replaces)
    SELECT region, person_id, nextval('card_ids'), form, number_sealed, generation, issuer, bank,
           'damage', card_id
    FROM cards WHERE region = %(region)s AND person_id = %(person_id)s AND form = 'physical'
"""
SIGNED = ("medfee_sumamt", "inscp_scp_amt", "hifp_pay", "fund_pay_sumamt", "psn_part_amt")


@pytest.fixture
async def desk(config: Config, database: Database) -> Desk:
    house = House(config, database, BOOK)
    async with database.transaction() as conn:
        await clock.start(conn, AT)
    return Desk(create_gateway(house, {"batch": BatchLane(house)}))


def naming(settled: Any) -> dict[str, Any]:
    """The input of a cancel of what was settled."""
    told = settled["output"]["setlinfo"]
    return {"data": {name: told[name] for name in ("setl_id", "mdtrt_id", "psn_no")}}


def reversing(settled: Any, infno: str, msgid: str) -> dict[str, Any]:
    """The input of 2601."""
    number = settled["output"]["setlinfo"]["psn_no"]
    return {"data": {"psn_no": number, "omsgid": msgid, "oinfno": infno}}


def check_taken_back(settled: Any, cancelled: Any, balance: float) -> None:
    """Identity 11: every amount is below zero what it was; the balance is that afterwards."""
    before, after = settled["output"]["setlinfo"], cancelled["output"]["setlinfo"]
    for name in (*SIGNED, "acct_pay", "psn_cash_pay", "act_pay_dedc"):
        assert after[name] == -before[name], name
    assert after["balc"] == balance
    assert after["setl_id"] != before["setl_id"]
    assert after["medins_setl_id"] == before["medins_setl_id"]
    rows = {row["fund_pay_type"]: row["fund_payamt"] for row in settled["output"]["setldetail"]}
    assert {
        row["fund_pay_type"]: -row["fund_payamt"] for row in cancelled["output"]["setldetail"]
    } == rows


def limits(answered: Any) -> dict[str, float]:
    """What could be paid by each fund."""
    rows = answered["output"]["setldetail"]
    return {row["fund_pay_type"]: row["crt_payb_lmt_amt"] for row in rows}


async def test_a_purchase_is_cancelled_with_its_lines(desk: Desk, database: Database) -> None:
    tills = await open_tills(database)
    who = await a_customer(database, carried=10_000)
    number = await tills.card_number(who)
    before = await state(tills)
    settled = await sent(desk, "2102", a_purchase(who, number, 400))
    cancelled = await sent(desk, "2103", naming(settled))
    check_taken_back(settled, cancelled, 100)
    assert limits(cancelled) == limits(settled)
    seen = await sent(desk, "5203", naming(settled))
    assert seen["output"]["setlinfo"]["refd_setl_flag"] == "1"
    assert await state(tills) == before
    again = await desk.send("2103", naming(settled))
    assert again["yika"]["code"] == "already_cancelled"
    assert "不会再退" in again["err_msg"]
    wrong = await desk.send("2208", naming(settled))
    assert wrong["yika"]["code"] == "wrong_visit_kind"


@pytest.mark.covers("BEN-04")
async def test_a_visits_settlement_is_cancelled_and_its_lines_settled_again(
    desk: Desk, database: Database
) -> None:
    tills = await open_tills(database)
    desk.code = CLINIC
    who = await a_customer(database, carried=50_000)
    number = await tills.card_number(who)
    visit = await outpatient(desk, who, number, 300, 100)
    before = await state(tills)
    settled = await sent(desk, "2207", a_bill(who, number, visit, 400))
    await sent(desk, "2204", lines(who, visit, 100, batch="B2"))
    second = await sent(desk, "2207", a_bill(who, number, visit, 100, chrg_bchno="B2"))
    refused = await desk.send("2208", naming(settled))
    assert refused["yika"]["code"] == "cancel_later_first"
    assert second["output"]["setlinfo"]["setl_id"] in refused["err_msg"]
    assert CLINIC in refused["err_msg"]
    await sent(desk, "2208", naming(second))
    cancelled = await sent(desk, "2208", naming(settled))
    check_taken_back(settled, cancelled, 500)
    assert limits(cancelled) == limits(settled)
    told = cancelled["output"]["setlinfo"]
    assert told["pdn_cash_pay"] == told["psn_cash_pay"]
    assert told["mdtrt_id"] == visit
    assert await state(tills) == before
    await sent(
        desk, "2205", {"data": {"mdtrt_id": visit, "psn_no": told["psn_no"], "chrg_bchno": "B2"}}
    )
    again = await sent(desk, "2207", a_bill(who, number, visit, 400))
    assert amounts(again)["hifp_pay"] == amounts(settled)["hifp_pay"]


async def stay(desk: Desk, tills: Tills, who: Any) -> tuple[str, str, Any, Any]:
    """A stay settled in the interim and at the end."""
    number = await tills.card_number(who)
    visit = (await sent(desk, "2401", an_admission(who, number)))["output"]["result"]["mdtrt_id"]
    await sent(desk, "2301", lines(who, visit, 3000, 1000))
    interim = await sent(desk, "2304", a_bill(who, number, visit, 4000, mid_setl_flag="1"))
    await sent(desk, "2301", lines(who, visit, 2000, batch="B2"))
    await sent(desk, "2402", a_discharge(who, visit))
    final = await sent(desk, "2304", a_bill(who, number, visit, 2000))
    return visit, number, interim, final


@pytest.mark.covers("BEN-03", "BEN-05")
async def test_a_stay_is_undone_last_first(desk: Desk, database: Database) -> None:
    tills = await open_tills(database)
    desk.code = HOSPITAL
    who = await a_customer(database, carried=500_000)
    before = await state(tills)
    visit, number, interim, final = await stay(desk, tills, who)
    refused = await desk.send("2305", naming(interim))
    assert refused["yika"]["code"] == "cancel_later_first"
    assert final["output"]["setlinfo"]["setl_id"] in refused["err_msg"]
    cancelled = await sent(desk, "2305", naming(final))
    assert cancelled["output"]["setlinfo"]["medfee_sumamt"] == -2000
    assert limits(cancelled) == limits(final)
    again = await sent(desk, "2304", a_bill(who, number, visit, 2000))
    assert amounts(again) == amounts(final)
    await sent(desk, "2305", naming(again))
    await sent(desk, "2305", naming(interim))
    about = {"mdtrt_id": visit, "psn_no": psn_no(who.person)}
    await sent(desk, "2405", {"data": about})
    await sent(desk, "2302", {"data": [{**about, "feedetl_sn": "0000"}]})
    await sent(desk, "2404", {"data": about})
    assert await state(tills) == before


@pytest.mark.parametrize("spent", [0, 2_950])
async def test_a_deposit_is_held_again_as_far_as_it_was_not_spent(
    desk: Desk, database: Database, spent: int
) -> None:
    tills = await open_tills(database)
    desk.code = HOSPITAL
    who = await a_customer(database, carried=310_000)
    wallet = Account(who.person.person_id, "carried")
    number = await tills.card_number(who)
    admission = an_admission(who, number)
    admission["mdtrtinfo"]["exp_content"] = '{"YIKA_DEPOSIT": 3000}'
    visit = (await sent(desk, "2401", admission))["output"]["result"]["mdtrt_id"]
    await sent(desk, "2301", lines(who, visit, 100))
    await sent(desk, "2402", a_discharge(who, visit))
    before = await tills.balances(who)
    assert (before.usable, before.deposit) == (10_000, 300_000)
    final = await sent(desk, "2304", a_bill(who, number, visit, 100))
    assert (await tills.balances(who)).deposit == 0
    if spent:
        async with database.transaction() as conn:
            gone = Transfer(uuid4(), wallet, OUTSIDE, spent * 100, "withdrawal", AT)
            await ledger.transfer(conn, CITY, [gone])
    cancelled = await sent(desk, "2305", naming(final))
    after = await tills.balances(who)
    if not spent:
        assert after == before
        again = await sent(desk, "2304", a_bill(who, number, visit, 100))
        assert amounts(again) == amounts(final)
        return
    assert (after.usable, after.deposit) == (0, 310_000 - spent * 100)
    assert cancelled["yika"]["deposit_missing"] == "2850.00"


@pytest.mark.parametrize("infno", ["2102", "2207", "2207A", "2304", "2304A"])
async def test_2601_undoes_what_was_settled_once(
    desk: Desk, database: Database, infno: str
) -> None:
    tills = await open_tills(database)
    desk.code = {"2102": desk.code, "2304": HOSPITAL}.get(infno[:4], CLINIC)
    who = await a_customer(database, carried=50_000)
    number = await tills.card_number(who)
    bill = a_purchase(who, number, 60)
    if infno[:4] == "2304":
        visit, _, _, final = await stay(desk, tills, who)
        await sent(desk, "2305", naming(final))
        bill = a_bill(who, number, visit, 2000)
    elif infno != "2102":
        bill = a_bill(who, number, await outpatient(desk, who, number, 300), 300)
    before = await state(tills)
    settled = await desk.send(infno, bill, "LOST")
    assert settled["infcode"] == 0, settled
    for _ in range(2):
        reply = await sent(desk, "2601", reversing(settled, infno[:4], "LOST"))
        assert reply["output"] is None
        assert await state(tills) == before
    late = await desk.send(infno, bill, "LOST")
    assert late["yika"]["code"] == "message_reversed"


async def test_2601_of_an_admission_and_of_a_message_that_never_came(
    desk: Desk, database: Database
) -> None:
    tills = await open_tills(database)
    desk.code = HOSPITAL
    who = await a_customer(database)
    admission = an_admission(who, await tills.card_number(who))
    before = await state(tills)
    assert (await desk.send("2401", admission, "A1"))["infcode"] == 0
    given = {"psn_no": psn_no(who.person), "oinfno": "2401"}
    await sent(desk, "2601", {"data": {**given, "omsgid": "A1"}})
    assert await state(tills) == before
    async with database.transaction() as conn:
        entry, *_ = await journal.entries_about(conn, who.person.region, who.person.person_id, 1)
    assert (entry.what, entry.actor) == ("visit.cancelled", HOSPITAL)
    await sent(desk, "2601", {"data": {**given, "omsgid": "A2"}})
    late = await desk.send("2401", admission, "A2")
    assert late["yika"]["code"] == "message_reversed"
    assert late["err_msg"]


@pytest.mark.parametrize("is_set", [False, True])
async def test_a_cancel_is_reversed_only_where_the_institution_is_set_so(
    desk: Desk, database: Database, is_set: bool
) -> None:
    tills = await open_tills(database)
    if is_set:
        async with database.transaction() as conn:
            await conn.execute(
                """UPDATE institutions SET settings = settings || '{"cancels_reversible": true}'"""
            )
    who = await a_customer(database, carried=10_000)
    number = await tills.card_number(who)
    settled = await sent(desk, "2102", a_purchase(who, number, 400))
    stands = await state(tills)
    assert (await desk.send("2103", naming(settled), "C1"))["infcode"] == 0
    await tills.run(REPLACED, who)
    if not is_set:
        refused = await desk.send("2601", reversing(settled, "2103", "C1"))
        assert refused["yika"]["code"] == "not_reversible"
        return
    for _ in range(2):
        await sent(desk, "2601", reversing(settled, "2103", "C1"))
        now = await state(tills)
        for name in ("balances", "accounts", "accumulations", "settled", "lines", "open_visits"):
            assert now[name] == stands[name], name
        used = [(person, card) for person, card, *_ in now["card_uses"]]
        assert used == [(person, card) for person, card, *_ in stands["card_uses"]]
    seen = await sent(desk, "5203", naming(settled))
    assert seen["output"]["setlinfo"]["refd_setl_flag"] == "0"
    cancelled = await sent(desk, "2103", naming(settled))
    check_taken_back(settled, cancelled, 100)
    seen = await sent(desk, "5203", naming(settled))
    assert seen["output"]["setlinfo"]["refd_setl_flag"] == "1"
