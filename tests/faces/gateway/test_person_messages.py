"""1101, 2001, 5206 and 6101: who somebody is, how they stand, what they are entitled to."""

import json
from datetime import timedelta
from typing import Any

import pytest

from tests.builders import AT, BOOK, OFFICER, Somebody
from tests.faces.gateway import hospital as v
from tests.faces.gateway.desk import Desk
from tests.faces.gateway.test_filing_messages import a_choice, a_disease, a_transfer
from tests.rooms.settlement.tills import HOSPITAL, Tills, a_customer
from yika.cards import qr
from yika.config import Config
from yika.faces.gateway.app import create_gateway
from yika.faces.gateway.batching import BatchLane
from yika.faces.gateway.numbering import psn_no
from yika.ground.days import wall_clock
from yika.house import House
from yika.matters import model as acts
from yika.people.model import PersonKey
from yika.settlement.visits import filings
from yika.store import clock, journal
from yika.store.db import Database


@pytest.fixture
async def desk(config: Config, database: Database, tills: Tills) -> Desk:
    house = House(config, database, BOOK)
    async with database.transaction() as conn:
        await clock.start(conn, AT)
    return Desk(create_gateway(house, {"batch": BatchLane(house)}), HOSPITAL)


@pytest.fixture
async def who(database: Database, desk: Desk) -> Somebody:
    return await a_customer(database, current=5_000, carried=10_000)


def checked(who: Somebody, **changes: Any) -> dict[str, Any]:
    """The input of 2001."""
    given = {
        "psn_no": psn_no(who.person),
        "insutype": "310",
        "fixmedins_code": HOSPITAL,
        "med_type": "11",
        "begntime": v.moment(),
    }
    return {"data": given | changes}


@pytest.mark.covers("CARD-11")
async def test_1101_tells_who_it_is_how_they_are_insured_and_the_balance(
    desk: Desk, who: Somebody, database: Database
) -> None:
    reply = await desk.send("1101", v.asks_who(who.id_number, psn_name="王小明"))
    assert reply["infcode"] == 0, reply
    told = reply["output"]
    person = told["baseinfo"]
    assert (person["psn_no"], person["certno"]) == (psn_no(who.person), who.id_number)
    assert (person["brdy"], person["age"]) == ("1990-01-01", 36.2)
    assert person["gend"] == ("1" if int(who.id_number[16]) % 2 else "2")
    wallets = json.loads(person["exp_content"])
    assert (wallets["crtYearBalc"], wallets["calYearBalc"]) == (50, 100)
    main, *others = told["insuinfo"]
    assert (main["insutype"], main["balc"], main["psn_type"]) == ("310", 150, "11")
    assert (main["psn_insu_stas"], main["psn_insu_date"]) == ("1", "2020-03-01")
    assert (main["emp_name"], main["insuplc_admdvs"]) == ("演示公司", "999900")
    assert {one["balc"] for one in others} == {0}
    assert "510" in {one["insutype"] for one in others}
    assert told["idetinfo"] == []
    assert reply["yika"]["standing"]["verdict"] in ("works", "partly")
    assert "name" not in reply["yika"]["standing"]
    async with database.transaction() as conn:
        entries = await journal.entries_about(conn, who.person.region, who.person.person_id)
    looks = [one for one in entries if one.actor == HOSPITAL]
    assert {(one.what, one.role) for one in looks} == {("standing.read", "institution")}


async def test_1101_never_tells_which_of_number_and_name_is_wrong(
    desk: Desk, who: Somebody
) -> None:
    replies = [
        await desk.send("1101", v.asks_who(who.id_number, **wrong))
        for wrong in (
            {"psn_name": "李四"},
            {"certno": "999900198805120150", "psn_cert_type": "01"},
        )
    ]
    assert {reply["yika"]["code"] for reply in replies} == {"not_the_same"}
    assert len({reply["err_msg"] for reply in replies}) == 1
    assert all("standing" not in reply["yika"] for reply in replies)
    right = v.asks_who(who.id_number, certno=who.id_number, psn_cert_type="1", psn_name=" 王小明 ")
    assert (await desk.send("1101", right))["infcode"] == 0


async def test_a_lost_card_is_refused_while_the_others_work(
    desk: Desk, who: Somebody, tills: Tills, database: Database
) -> None:
    number = await tills.card_number(who)
    assert (await desk.send("1101", v.asks_who(number, "03")))["infcode"] == 0
    await who.act(acts.ReportLoss(kind="temporary"), AT - timedelta(hours=1), OFFICER)
    reply = await desk.send("1101", v.asks_who(number, "03"))
    assert (reply["infcode"], reply["yika"]["code"]) == (-1, "credential_stopped")
    (reason,) = reply["yika"]["reasons"]
    assert reason["facts"]["works"] == ["id_number"], "an e-credential was never activated"
    assert "现在能用的凭证：身份证（号）。" in reply["err_msg"]
    assert "loss_temporary" in str(reply["yika"]["standing"]["holds"])
    assert "挂失" in reply["err_msg"]
    by_id = await desk.send("1101", v.asks_who(who.id_number))
    assert by_id["infcode"] == 0
    assert "挂失" in by_id["warn_msg"]
    token = qr.token_for(database.keys, who.person, wall_clock())
    assert (await desk.send("1101", v.asks_who(token, "01")))["yika"]


async def test_begntime_later_than_the_clock_is_now(desk: Desk, who: Somebody) -> None:
    later = await desk.send("1101", v.asks_who(who.id_number, begntime="2027-01-01 08:00:00"))
    assert later["yika"]["standing"]["at"].startswith("2026-03-16T09:00:00")
    past = await desk.send("1101", v.asks_who(who.id_number, begntime="2026-01-05"))
    assert past["yika"]["standing"]["at"].startswith("2026-01-05")


async def test_a_code_on_a_telephone_becomes_a_token_that_tells_who_it_is(
    desk: Desk, who: Somebody, database: Database
) -> None:
    await who.act(acts.ActivateECredential(identity="id_card", password="246813"))
    code = qr.code_for(database.keys, who.person, wall_clock())
    node = {
        "orgId": HOSPITAL,
        "businessType": "01101",
        "operatorId": "001",
        "operatorName": "操作员",
        "officeId": "0301",
        "officeName": "呼吸内科",
    }
    told = (await desk.send("6101", {"InData": node | {"ecQrCode": code}}))["output"]["OutData"]
    assert (told["userName"], told["insuOrg"]) == ("王小明", "999900")
    assert len(told["ecToken"]) <= 40
    found = await desk.send("1101", v.asks_who(told["ecToken"], "01"))
    assert found["output"]["baseinfo"]["psn_no"] == psn_no(who.person)
    in_info = await desk.send("6101", {"InData": node | {"businessInfo": code}})
    assert in_info["infcode"] == 0
    old = qr.code_for(database.keys, who.person, wall_clock() - timedelta(hours=1))
    for wrong, why in (
        ("YK123", "wrong_code"),
        (code[:-1] + "!", "wrong_code"),
        (old, "code_over"),
    ):
        reply = await desk.send("6101", {"InData": node | {"ecQrCode": wrong}})
        assert reply["yika"]["code"] == why


async def test_who_saw_no_credential_is_told_nothing_of_what_somebody_is_entitled_to(
    desk: Desk, who: Somebody, database: Database
) -> None:
    number = psn_no(who.person)
    asked = (
        ("2001", checked(who)),
        ("5206", {"data": {"psn_no": number}}),
        ("5205", {"data": {"psn_no": number, "begntime": v.moment()}}),
        ("5301", {"data": {"psn_no": number}}),
        ("5302", {"data": {"psn_no": number, "biz_appy_type": "03"}}),
        ("5304", transfers(who)),
    )
    for infno, given in asked:
        reply = await desk.send(infno, given)
        assert reply["yika"]["code"] == "not_seen_here"
        assert reply["yika"].keys() == {"code", "reasons"}
        assert "1101" in reply["err_msg"]
    wrong = v.asks_who(who.id_number, psn_name="李四")
    assert (await desk.send("1101", wrong))["yika"]["code"] == "not_the_same"
    assert (await desk.send("5206", asked[1][1]))["yika"]["code"] == "not_seen_here"
    assert (await desk.send("1101", v.asks_who(who.id_number)))["infcode"] == 0
    for infno, given in asked:
        assert (await desk.send(infno, given))["infcode"] == 0
    elsewhere = Desk(desk.gateway, "H99990000002")
    assert (await elsewhere.send("5206", asked[1][1]))["yika"]["code"] == "not_seen_here"
    async with database.transaction() as conn:
        await conn.execute("UPDATE clock SET stands_at = stands_at + interval '1 day'")
    assert (await desk.send("5206", asked[1][1]))["yika"]["code"] == "not_seen_here"
    unseen = v.an_admission(who, mdtrt_cert_no="")
    assert (await desk.send("2401", unseen))["infcode"] == 0
    assert (await desk.send("5206", asked[1][1]))["yika"]["code"] == "not_seen_here"
    again = v.an_admission(who, mdtrt_cert_no=who.id_number)
    assert (await desk.send("2401", again))["infcode"] == 0
    assert (await desk.send("5206", asked[1][1]))["infcode"] == 0


async def test_who_saw_no_credential_files_nothing_and_a_filing_opens_nothing(
    desk: Desk, who: Somebody, database: Database
) -> None:
    to_itself = a_transfer(who, reflin_medins_no=HOSPITAL)
    back = {"data": {"psn_no": psn_no(who.person), "trt_dcla_detl_sn": "1", "memo": "填错"}}
    filers = (
        ("2501", to_itself),
        ("2501A", to_itself),
        ("2503", a_disease(who, "M03900")),
        ("2505", a_choice(who)),
        *(("2502", back), ("2504", back), ("2506", back)),
    )
    for infno, given in filers:
        reply = await desk.send(infno, given)
        assert reply["yika"]["code"] == "not_seen_here", infno
        assert "1101" in reply["yika"]["reasons"][0]["next"]["zh"]
    async with database.transaction() as conn:
        assert await filings.of_person(conn, database.keys, who.person, filings.TRANSFER) == []
    await desk.send("1101", v.asks_who(who.id_number))
    assert (await desk.send("2501", to_itself))["infcode"] == 0
    async with database.transaction() as conn:
        await conn.execute("UPDATE clock SET stands_at = stands_at + interval '1 day'")
    for infno, given in (("2001", checked(who)), ("5304", transfers(who)), ("2505", a_choice(who))):
        assert (await desk.send(infno, given))["yika"]["code"] == "not_seen_here"


async def test_whom_the_agency_let_choose_an_institution_that_one_knows(
    desk: Desk, who: Somebody, database: Database
) -> None:
    await desk.send("1101", v.asks_who(who.id_number))
    chosen = await desk.send("2505", a_choice(who, HOSPITAL))
    number = int(chosen["output"]["result"]["trt_dcla_detl_sn"])
    async with database.transaction() as conn:
        await conn.execute("UPDATE clock SET stands_at = stands_at + interval '1 day'")
    assert (await desk.send("2001", checked(who)))["yika"]["code"] == "not_seen_here"
    async with database.transaction() as conn:
        await filings.decide(conn, database.keys, who.person, number, AT, approved=True)
    assert (await desk.send("2001", checked(who)))["infcode"] == 0


def transfers(who: Somebody) -> dict[str, Any]:
    """The input of 5304."""
    return {"data": {"psn_no": psn_no(who.person), "begntime": v.moment()}}


async def test_2001_tells_of_each_fund_whether_and_what_is_left(desk: Desk, who: Somebody) -> None:
    await desk.send("1101", v.asks_who(who.id_number))
    rows = (await desk.send("2001", checked(who)))["output"]["trtinfo"]
    by_fund = {one["fund_pay_type"]: one for one in rows}
    assert by_fund["310100"]["trt_enjymnt_flag"] == "1"
    assert by_fund["310200"]["trt_enjymnt_flag"] == "1"
    assert json.loads(by_fund["310200"]["exp_content"]) == {"balance": 150}
    left = json.loads(by_fund["310100"]["exp_content"])
    assert {"deductible", "ceiling", "used", "left"} <= left.keys()
    assert "trt_chk_rslt" not in by_fund["310100"]


async def test_2001_tells_why_not(desk: Desk, who: Somebody, database: Database) -> None:
    await desk.send("1101", v.asks_who(who.id_number))
    for changes, words in (
        ({"insutype": "390"}, "险种"),
        ({"med_type": "52"}, ""),
        ({"med_type": "14", "dise_codg": "M03900"}, "备案"),
    ):
        rows = (await desk.send("2001", checked(who, **changes)))["output"]["trtinfo"]
        pooled = next(one for one in rows if one["fund_pay_type"] == "310100")
        assert pooled["trt_enjymnt_flag"] == "0"
        assert words in pooled["trt_chk_rslt"]
    async with database.transaction() as conn:
        await conn.execute("UPDATE enrolments SET ends_on = '2026-01-31', end_reason = 'left'")
    rows = (await desk.send("2001", checked(who)))["output"]["trtinfo"]
    pooled = next(one for one in rows if one["fund_pay_type"] == "310100")
    assert pooled["trt_enjymnt_flag"] == "0"
    assert "参保" in pooled["trt_chk_rslt"]


async def test_a_person_number_of_nobody_is_refused(desk: Desk) -> None:
    for number, code in (
        (psn_no(PersonKey(999900, 4711)), "no_such_person"),
        ("x", "no_such_number"),
    ):
        reply = await desk.send("5206", {"data": {"psn_no": number}})
        assert reply["yika"]["code"] == code
