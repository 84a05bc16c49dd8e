"""Money of the account held for a stay, and what has to be said of trauma, over the interface."""

import json
from typing import Any

import pytest

from tests.builders import Somebody
from tests.faces.gateway.desk import Desk
from tests.faces.gateway.test_settling_messages import outpatient, sent
from tests.faces.gateway.test_undoing_messages import naming
from tests.faces.gateway.visiting import a_bill, a_discharge, an_admission, lines
from tests.rooms.settlement.tills import CLINIC, HOSPITAL, a_customer, open_tills
from yika.faces.gateway.numbering import psn_no
from yika.store.db import Database


def admitting(who: Somebody, number: str, **extension: Any) -> dict[str, Any]:
    """An admission with an extension."""
    given = an_admission(who, number)
    given["mdtrtinfo"]["exp_content"] = json.dumps(extension)
    return given


@pytest.mark.covers("CARD-13", "CARD-14")
async def test_a_deposit_is_held_from_admission_to_the_last_bill(
    desk: Desk, database: Database
) -> None:
    tills = await open_tills(database)
    who = await a_customer(database, current=20_000, carried=100_000)
    number = await tills.card_number(who)
    msgid = f"{HOSPITAL}202603160900007001"
    admission = admitting(who, number, YIKA_DEPOSIT="1100.00")
    admitted = await desk.send("2401", admission, msgid)
    assert admitted["yika"] == {"deposit": "1100.00", "balance": "100.00"}
    assert await desk.send("2401", admission, msgid) == admitted, "a repeat holds nothing more"
    again = await sent(desk, "2401", admission)
    assert again["yika"] == {"deposit": "1100.00"}, "nor the same stay told again"
    assert "没有再押预交金" in again["warn_msg"]
    assert again["output"] == admitted["output"]
    held = await tills.balances(who)
    assert (held.deposit, held.usable) == (110_000, 10_000)
    visit = admitted["output"]["result"]["mdtrt_id"]
    await sent(desk, "2301", lines(who, visit, 1000))
    await sent(desk, "2304", a_bill(who, number, visit, 1000, mid_setl_flag="1"))
    assert (await tills.balances(who)).deposit == 110_000, "an interim bill leaves it"
    await sent(desk, "2301", lines(who, visit, 300, first=2))
    await sent(desk, "2402", a_discharge(who, visit))
    final = await sent(desk, "2304", a_bill(who, number, visit, 300))
    assert final["yika"]["deposit_back"] == "1100.00"
    after = await tills.balances(who)
    assert (after.deposit, after.usable) == (0, int(final["output"]["setlinfo"]["balc"] * 100))


@pytest.mark.covers("CARD-14")
@pytest.mark.parametrize("way", ["2404", "2601"])
async def test_a_deposit_comes_back_with_an_admission_undone(
    desk: Desk, database: Database, way: str
) -> None:
    tills = await open_tills(database)
    who = await a_customer(database, current=30_000, carried=40_000)
    before = await tills.balances(who)
    number = await tills.card_number(who)
    msgid = f"{HOSPITAL}202603160900007002"
    admitted = await desk.send("2401", admitting(who, number, YIKA_DEPOSIT=500), msgid)
    assert (await tills.balances(who)).usable == 20_000
    about = {"psn_no": psn_no(who.person)}
    if way == "2404":
        about["mdtrt_id"] = admitted["output"]["result"]["mdtrt_id"]
        undone = await sent(desk, "2404", {"data": about})
        assert undone["yika"]["deposit_back"] == "500.00"
    else:
        await sent(desk, "2601", {"data": {**about, "omsgid": msgid, "oinfno": "2401"}})
    assert await tills.balances(who) == before


@pytest.mark.covers("CARD-14")
async def test_a_deposit_comes_back_at_discharge_where_no_bill_is_left(
    desk: Desk, database: Database
) -> None:
    tills = await open_tills(database)
    who = await a_customer(database, carried=100_000)
    number = await tills.card_number(who)
    admitted = await sent(desk, "2401", admitting(who, number, YIKA_DEPOSIT=300))
    visit = admitted["output"]["result"]["mdtrt_id"]
    await sent(desk, "2301", lines(who, visit, 400))
    paid = await sent(desk, "2304", a_bill(who, number, visit, 400, mid_setl_flag="1"))
    ended = await sent(desk, "2402", a_discharge(who, visit))
    assert ended["yika"] == {"deposit_back": "300.00"}
    after = await tills.balances(who)
    assert after.deposit == 0
    assert after.usable == 100_000 - int(paid["output"]["setlinfo"]["acct_pay"] * 100)
    await sent(desk, "2405", {"data": {"psn_no": psn_no(who.person), "mdtrt_id": visit}})
    again = await sent(desk, "2402", a_discharge(who, visit))
    assert "yika" not in again, "it came back once"


@pytest.mark.covers("CARD-14")
async def test_a_deposit_that_cannot_be_held_admits_nobody(desk: Desk, database: Database) -> None:
    tills = await open_tills(database)
    who = await a_customer(database, carried=10_000)
    number = await tills.card_number(who)
    short = await desk.send("2401", admitting(who, number, YIKA_DEPOSIT="100.01"))
    assert short["yika"]["code"] == "deposit_short"
    assert "100.00" in short["err_msg"]
    for wrong in ("-1", "many", "1.001", "NaN", True):
        refused = await desk.send("2401", admitting(who, number, YIKA_DEPOSIT=wrong))
        assert refused["yika"]["code"] == "deposit_wrong", wrong
        advice = refused["yika"]["reasons"][0]["next"]
        assert "YIKA_DEPOSIT" in advice["zh"]
        assert "TRUM_FLAG" not in advice["zh"]
    await sent(desk, "2401", admitting(who, number, YIKA_DEPOSIT="40"))
    again = admitting(who, number, YIKA_DEPOSIT="40")
    again["mdtrtinfo"]["ipt_no"] = "another"
    assert (await desk.send("2401", again))["yika"]["code"] == "stay_open"
    desk.code = CLINIC
    assert (await desk.send("2401", again))["yika"]["code"] == "deposit_held"


@pytest.mark.covers("CARD-14")
async def test_a_deposit_stays_with_its_stay_whatever_becomes_of_another(
    desk: Desk, database: Database
) -> None:
    tills = await open_tills(database)
    who = await a_customer(database, carried=100_000)
    number = await tills.card_number(who)
    begun_before = {"begntime": "2026-03-15 09:00:00"}
    desk.code = CLINIC
    elsewhere = an_admission(who, number)
    elsewhere["mdtrtinfo"] |= begun_before
    first = (await sent(desk, "2401", elsewhere))["output"]["result"]["mdtrt_id"]
    desk.code = HOSPITAL
    second = await stay_with_deposit(desk, who, number)
    later = an_admission(who, number)["mdtrtinfo"] | {"begntime": "2026-03-17 09:00:00"}
    later |= {"mdtrt_id": second, "ipt_otp_no": f"Z{who.person.person_id}"}
    await sent(desk, "2403", {"adminfo": later, "diseinfo": []})
    desk.code = CLINIC
    await sent(desk, "2301", lines(who, first, 900))
    await sent(desk, "2402", a_discharge(who, first))
    final = await sent(desk, "2304", a_bill(who, number, first, 900, acct_used_flag="0"))
    assert "deposit_back" not in final.get("yika", {})
    assert (await tills.balances(who)).deposit == 40_000
    await sent(desk, "2305", naming(final))
    await sent(desk, "2405", naming(final))
    await sent(desk, "2302", {"data": [naming(final)["data"] | {"feedetl_sn": "0000"}]})
    assert "yika" not in await sent(desk, "2404", naming(final))
    assert (await tills.balances(who)).deposit == 40_000
    desk.code = HOSPITAL
    ended = a_discharge(who, second, "2026-03-18 09:00:00")
    assert (await sent(desk, "2402", ended))["yika"] == {"deposit_back": "400.00"}
    after = await tills.balances(who)
    assert (after.deposit, after.usable) == (0, 100_000)


@pytest.mark.covers("CARD-14")
async def test_a_deposit_held_again_is_beside_that_of_another_stay(
    desk: Desk, database: Database
) -> None:
    tills = await open_tills(database)
    who = await a_customer(database, carried=100_000)
    number = await tills.card_number(who)
    first = await stay_with_deposit(desk, who, number)
    await sent(desk, "2301", lines(who, first, 900))
    await sent(desk, "2402", a_discharge(who, first))
    bill = a_bill(who, number, first, 900, acct_used_flag="0")
    final = await sent(desk, "2304", bill)
    assert final["yika"]["deposit_back"] == "400.00"
    desk.code = CLINIC
    second = await stay_with_deposit(desk, who, number)
    desk.code = HOSPITAL
    await sent(desk, "2305", naming(final))
    assert (await tills.balances(who)).deposit == 80_000
    assert (await sent(desk, "2304", bill))["yika"]["deposit_back"] == "400.00"
    desk.code = CLINIC
    ended = await sent(desk, "2402", a_discharge(who, second))
    assert ended["yika"] == {"deposit_back": "400.00"}
    assert (await tills.balances(who)).deposit == 0


@pytest.mark.covers("CARD-14")
@pytest.mark.parametrize("came_back", [False, True])
async def test_a_cancel_is_not_undone_with_the_deposit_of_another_stay(
    desk: Desk, database: Database, *, came_back: bool
) -> None:
    tills = await open_tills(database)
    async with database.transaction() as conn:
        await conn.execute(
            """UPDATE institutions SET settings = settings || '{"cancels_reversible": true}'"""
        )
    who = await a_customer(database, carried=100_000)
    number = await tills.card_number(who)
    stay = await stay_with_deposit(desk, who, number)
    await sent(desk, "2301", lines(who, stay, 900))
    await sent(desk, "2402", a_discharge(who, stay))
    final = await sent(desk, "2304", a_bill(who, number, stay, 900, acct_used_flag="0"))
    assert (await desk.send("2305", naming(final), "C1"))["infcode"] == 0
    about = naming(final)["data"]
    if came_back:
        await sent(desk, "2405", {"data": about})
        await sent(desk, "2302", {"data": [about | {"feedetl_sn": "0000"}]})
        await sent(desk, "2402", a_discharge(who, stay))
        await sent(desk, "2405", {"data": about})
        await sent(desk, "2301", lines(who, stay, 900))
        await sent(desk, "2402", a_discharge(who, stay))
        desk.code = CLINIC
        await stay_with_deposit(desk, who, number)
        desk.code = HOSPITAL
    reversal = {"psn_no": about["psn_no"], "omsgid": "C1", "oinfno": "2305"}
    undone = await desk.send("2601", {"data": reversal})
    if came_back:
        assert undone["yika"]["code"] == "not_restorable"
        assert (await tills.balances(who)).deposit == 40_000
        return
    assert undone["infcode"] == 0
    assert (await tills.balances(who)).deposit == 0
    again = await sent(desk, "2305", naming(final))
    assert again["infcode"] == 0
    assert (await tills.balances(who)).deposit == 40_000


async def stay_with_deposit(desk: Desk, who: Somebody, number: str) -> str:
    """A stay for which 400 yuan are held."""
    admitted = await sent(desk, "2401", admitting(who, number, YIKA_DEPOSIT=400))
    return admitted["output"]["result"]["mdtrt_id"]


async def test_nobody_holds_a_deposit_by_a_person_number_alone(
    desk: Desk, database: Database
) -> None:
    tills = await open_tills(database)
    who = await a_customer(database, current=30_000)
    for blank in ("", "  "):
        unshown = admitting(who, blank, YIKA_DEPOSIT=100)
        assert (await desk.send("2401", unshown))["yika"]["code"] == "deposit_unshown"
    assert (await tills.balances(who)).usable == 30_000


async def test_trauma_says_whether_a_third_party_has_to_pay(desk: Desk, database: Database) -> None:
    tills = await open_tills(database)
    who = await a_customer(database, carried=10_000)
    number = await tills.card_number(who)
    silent = await desk.send("2401", admitting(who, number, TRUM_FLAG="1"))
    assert (silent["yika"]["code"], "REL_TTP_FLAG" in silent["err_msg"]) == (
        "extension_wrong",
        True,
    )
    run_over = admitting(who, number, TRUM_FLAG="1", REL_TTP_FLAG="1")
    another = await desk.send("2401", run_over)
    assert another["yika"]["code"] == "third_party_pays"
    assert "第三十条" in another["err_msg"]
    elsewhere = await desk.send("2401", run_over, insuplc_admdvs="810000")  # has no law here
    assert elsewhere["yika"]["code"] == "third_party_pays"
    await sent(desk, "2401", admitting(who, number, TRUM_FLAG="1", REL_TTP_FLAG="0"))
    desk.code = CLINIC
    visit = await outpatient(desk, who, number, 100)
    hurt = {"exp_content": '{"TRUM_FLAG":"1","REL_TTP_FLAG":"1"}'}
    for infno in ("2206", "2207"):
        refused = await desk.send(infno, a_bill(who, number, visit, 100, **hurt))
        assert refused["yika"]["code"] == "third_party_pays"
