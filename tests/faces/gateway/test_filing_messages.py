"""Filings and reconciling over the interface."""

import io
import zipfile
from typing import Any

import pytest

from tests.builders import AT, BOOK, CITY, Somebody
from tests.faces.gateway import hospital as h
from tests.faces.gateway.desk import Desk
from tests.rooms.settlement.builders import a_settlement
from tests.rooms.settlement.tills import CLINIC, HOSPITAL, a_customer, open_tills
from yika.config import Config
from yika.faces.gateway.app import create_gateway
from yika.faces.gateway.batching import BatchLane
from yika.faces.gateway.numbering import psn_no
from yika.house import House
from yika.institutions import files
from yika.institutions import service as institutions
from yika.institutions.parcels import packed
from yika.settlement.till.till import till_laws
from yika.settlement.visits import filings, visits
from yika.settlement.visits.visit_rules import Place, Visit
from yika.settlement.visits.visits import Registration
from yika.store import clock
from yika.store.db import Database


@pytest.fixture
async def desk(config: Config, database: Database) -> Desk:
    house = House(config, database, BOOK)
    async with database.transaction() as conn:
        await clock.start(conn, AT)
    await open_tills(database)
    return Desk(create_gateway(house, {"batch": BatchLane(house)}), HOSPITAL)


@pytest.fixture
async def who(database: Database, desk: Desk) -> Somebody:
    """Somebody who showed their identity card today."""
    who = await a_customer(database)
    await done(desk, "1101", h.asks_who(who.id_number))
    return who


async def done(desk: Desk, infno: str, given: dict[str, Any]) -> Any:
    """The output of a message that must work."""
    reply = await desk.send(infno, given)
    assert reply["infcode"] == 0, reply["err_msg"]
    return reply["output"]


async def refused(desk: Desk, infno: str, given: dict[str, Any]) -> str:
    """The code of a refusal."""
    reply = await desk.send(infno, given)
    assert reply["infcode"] == -1, reply
    return reply["yika"]["code"]


def a_transfer(who: Somebody, **changes: Any) -> dict[str, Any]:
    given = {
        "psn_no": psn_no(who.person),
        "insutype": "310",
        "diag_code": "I21.900",
        "diag_name": "急性心肌梗死",
        "reflin_medins_no": "H43010000001",
        "reflin_medins_name": "省人民医院",
        "mdtrtarea_admdvs": "430100",
        "hosp_agre_refl_flag": "1",
        "refl_type": "1",
        "refl_date": "2026-03-16",
        "refl_rea": "本院无条件",
        "refl_opnn": "同意",
    }
    return {"refmedin": given | changes}


def a_disease(who: Somebody, code: str, **changes: Any) -> dict[str, Any]:
    given = {
        "psn_no": psn_no(who.person),
        "insutype": "310",
        "opsp_dise_code": code,
        "opsp_dise_name": "高血压",
        "insu_optins": "999900",
        "ide_fixmedins_no": HOSPITAL,
        "ide_fixmedins_name": "演示医院",
        "hosp_ide_date": "2026-03-10",
        "diag_dr_codg": "D1",
        "diag_dr_name": "李大夫",
        "begndate": "2026-03-16",
        "enddate": "",
    }
    return {"data": given | changes}


def a_choice(who: Somebody, code: str = CLINIC) -> dict[str, Any]:
    given = {
        "psn_no": psn_no(who.person),
        "biz_appy_type": "01",
        "begndate": "2026-03-16",
        "fix_srt_no": "1",
        "fixmedins_code": code,
        "fixmedins_name": "演示社区",
    }
    return {"data": given}


def back(who: Somebody, number: str) -> dict[str, Any]:
    return {"data": {"psn_no": psn_no(who.person), "trt_dcla_detl_sn": number, "memo": "填错"}}


async def test_a_transfer_holds_at_once_and_may_be_withdrawn(desk: Desk, who: Somebody) -> None:
    assert await refused(desk, "2501", a_transfer(who, hosp_agre_refl_flag="0")) == (
        "transfer_not_agreed"
    )
    number = (await done(desk, "2501", a_transfer(who)))["result"]["trt_dcla_detl_sn"]
    assert await refused(desk, "2501A", a_transfer(who)) == "filed_already"
    asked = {"data": {"psn_no": psn_no(who.person), "begntime": "2026-03-01"}}
    (row,) = (await done(desk, "5304", asked))["refmedin"]
    assert (row["reflin_medins_no"], row["out_flag"], row["begndate"]) == (
        "H43010000001",
        "1",
        "2026-03-16",
    )
    assert await refused(desk, "2504", back(who, number)) == "no_such_filing"
    assert await done(desk, "2502", back(who, number)) is None
    assert await refused(desk, "2502", back(who, number)) == "filing_withdrawn"
    assert (await done(desk, "5304", asked))["refmedin"] == []


async def test_a_disease_holds_once_the_agency_has_approved(
    desk: Desk, who: Somebody, database: Database
) -> None:
    diseases = till_laws(BOOK, f"{CITY:06}").day(AT.date()).diseases
    assert await refused(desk, "2503", a_disease(who, "X99999")) == "disease_not_listed"
    if not diseases:
        pytest.skip("the city lists no diseases yet")
    code = next(iter(diseases))
    number = (await done(desk, "2503", a_disease(who, code)))["result"]["trt_dcla_detl_sn"]
    asked = {"data": {"psn_no": psn_no(who.person)}}
    assert (await done(desk, "5301", asked))["feedetail"] == []
    assert await done(desk, "2504", back(who, number)) is None
    number = (await done(desk, "2503", a_disease(who, code)))["result"]["trt_dcla_detl_sn"]
    async with database.transaction() as conn:
        keys = database.keys
        await filings.decide(conn, keys, who.person, int(number), AT, approved=True)
    (row,) = (await done(desk, "5301", asked))["feedetail"]
    assert (row["opsp_dise_code"], row["opsp_dise_name"]) == (code, "高血压")
    assert await refused(desk, "2504", back(who, number)) == "filing_decided"


async def test_an_institution_is_chosen_among_those_there_are(desk: Desk, who: Somebody) -> None:
    assert await refused(desk, "2505", a_choice(who, "H00000000009")) == "no_such_institution"
    number = (await done(desk, "2505", a_choice(who)))["result"]["trt_dcla_detl_sn"]
    asked = {"data": {"psn_no": psn_no(who.person), "biz_appy_type": "01"}}
    (row,) = (await done(desk, "5302", asked))["psnfixmedin"]
    assert (row["fixmedins_code"], row["memo"]) == (CLINIC, "待经办机构审核")
    assert await done(desk, "2506", back(who, number)) is None
    assert (await done(desk, "5302", asked))["psnfixmedin"] == []


async def two_settled(database: Database, who: Somebody) -> Visit:
    """Two settlements of ten yuan, one of them cancelled the same day."""
    async with database.transaction() as conn:
        here = await institutions.by_code(conn, HOSPITAL)
        place = Place(here.region, here.institution_id)
        visit = await visits.add(
            conn,
            database.keys,
            Registration(
                person=who.person,
                place=place,
                visit_id=7001,
                kind="outpatient",
                insutype="310",
                number="M1",
                begins_at=AT,
            ),
        )
        await a_settlement(conn, visit, 9001)
        await a_settlement(conn, visit, 9002)
        await a_settlement(conn, visit, 9003, cancels=9002)
    return visit


async def test_totals_are_compared_with_refunds_below_zero(
    desk: Desk, who: Somebody, database: Database
) -> None:
    await two_settled(database, who)
    given = {
        "insutype": "310",
        "clr_type": "11",
        "setl_optins": "999900",
        "stmt_begndate": "2026-03-16",
        "stmt_enddate": "2026-03-16",
        "medfee_sumamt": 10,
        "fund_pay_sumamt": "9.00",
        "acct_pay": 0,
        "fixmedins_setl_cnt": "1",
        "refd_setl_flag": "0",
        "fixmedins_refd_setl_flag": "0",
    }
    info = (await done(desk, "3201", {"data": given}))["stmtinfo"]
    assert (info["stmt_rslt"], info["stmt_rslt_dscr"]) == ("0", "对账一致")
    info = (await done(desk, "3201", {"data": given | {"medfee_sumamt": 30}}))["stmtinfo"]
    assert info["stmt_rslt"] == "1"
    assert info["stmt_rslt_dscr"] == "medfee_sumamt：中心10.00，机构30.00"
    back = {"medfee_sumamt": -10, "fund_pay_sumamt": -9, "fixmedins_setl_cnt": "-1"}
    refunds = given | back | {"refd_setl_flag": "1"}
    info = (await done(desk, "3201", {"data": refunds}))["stmtinfo"]
    assert (info["stmt_rslt"], info["stmt_rslt_dscr"]) == ("0", "对账一致")
    other = Desk(desk.gateway, CLINIC)
    info = (await done(other, "3201", {"data": given}))["stmtinfo"]
    assert info["stmt_rslt"] == "1"
    wrong = given | {"stmt_enddate": "2026-03-01"}
    assert await refused(desk, "3201", {"data": wrong}) == "period_too_long"


async def uploaded(database: Database, rows: list[tuple[str, ...]]) -> str:
    """The number of a file with these lines."""
    async with database.transaction() as conn:
        here = await institutions.by_code(conn, HOSPITAL)
        content = packed("stmt.txt", rows)
        parcel = await files.upload(conn, database.keys, here, "stmt.zip", content, AT)
    return files.told(parcel.file_id)


async def fetched(database: Database, number: str) -> list[list[str]]:
    """The lines of a file."""
    async with database.transaction() as conn:
        here = await institutions.by_code(conn, HOSPITAL)
        answer = await files.fetch(conn, database.keys, here, number, AT)
    with zipfile.ZipFile(io.BytesIO(answer.content)) as parcel:
        lines = parcel.read(parcel.namelist()[0]).decode().splitlines()
    return [line.split("\t") for line in lines]


STATEMENT: dict[str, Any] = {
    "setl_optins": "999900",
    "stmt_begndate": "2026-03-16",
    "stmt_enddate": "2026-03-16",
    "medfee_sumamt": 15,
    "fund_pay_sumamt": 8,
    "cash_payamt": 7,
    "fixmedins_setl_cnt": 2,
    "clr_type": "11",
    "refd_setl_flag": "0",
    "fixmedins_refd_setl_flag": "0",
}


async def test_lines_are_compared_through_files(
    desk: Desk, who: Somebody, database: Database
) -> None:
    visit = await two_settled(database, who)
    number, mine = psn_no(who.person), str(visit.visit_id)
    sent = [
        ("9001", mine, number, "10.00", "8.00", "0", "0"),
        ("9002", mine, number, "10.00", "9.00", "0", "0"),
        ("9002", mine, number, "-10.00", "-9.00", "0", "1"),
        ("9999", mine, number, "5.00", "0", "0", "0"),
    ]
    bad = STATEMENT | {"file_qury_no": await uploaded(database, [("9001", mine)])}
    assert await refused(desk, "3202", {"data": bad}) == "wrong_statement"
    good = STATEMENT | {"file_qury_no": await uploaded(database, sent)}
    info = (await done(desk, "3202", {"data": good}))["fileinfo"]
    told = await fetched(database, info["file_qury_no"])
    assert [(row[2], row[4], row[5]) for row in told] == [
        ("9001", "3", "0"),
        ("9002", "0", "0"),
        ("9003", "0", "1"),
        ("9999", "2", "0"),
    ]
    assert told[0][3] == "m9001"
    assert "fund_pay_sumamt" in told[0][6]
    assert info["dld_endtime"] > h.moment()
