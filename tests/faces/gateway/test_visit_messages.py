"""Visits and stays over the interface, as a hospital's system sees them."""

from typing import Any, cast

import pytest

from tests.builders import AT, BOOK, Somebody
from tests.faces.gateway import hospital as v
from tests.faces.gateway.desk import Desk
from tests.rooms.settlement.tills import DRUG_A, HOSPITAL, a_customer, open_tills
from yika.config import Config
from yika.faces.gateway.app import create_gateway
from yika.faces.gateway.batching import BatchLane
from yika.faces.gateway.numbering import psn_no
from yika.faces.portal.phrases import has_phrase
from yika.house import House
from yika.settlement.visits import noting
from yika.store import clock, journal
from yika.store.db import Database

DONE_WITH_VISITS = (
    *(noting.REGISTERED, noting.DESCRIBED, noting.CHANGED, noting.DISCHARGED, noting.REOPENED),
    *(noting.CANCELLED, noting.LINES_ADDED, noting.LINES_DELETED),
)


@pytest.fixture
async def desk(config: Config, database: Database) -> Desk:
    house = House(config, database, BOOK)
    async with database.transaction() as conn:
        await clock.start(conn, AT)
    await open_tills(database)
    return Desk(create_gateway(house, {"batch": BatchLane(house)}), HOSPITAL)


@pytest.fixture
async def who(database: Database, desk: Desk) -> Somebody:
    return await a_customer(database, carried=10_000)


async def done(desk: Desk, infno: str, given: dict[str, Any]) -> Any:
    """The output of a message that must work."""
    reply = await desk.send(infno, given)
    assert reply["infcode"] == 0, reply["err_msg"]
    return reply["output"]


async def refused(desk: Desk, infno: str, given: dict[str, Any]) -> list[str]:
    """The codes of a refusal."""
    reply = await desk.send(infno, given)
    assert reply["infcode"] == -1, reply
    assert 0 < len(reply["err_msg"]) <= 200
    return [reason["code"] for reason in reply["yika"]["reasons"]]


async def acts(database: Database, who: Somebody) -> list[tuple[str, int | None]]:
    """What the journal says was done with visits, in order, and with how many lines."""
    async with database.transaction() as conn:
        found = await journal.entries_about(conn, who.person.region, who.person.person_id)
    assert all(has_phrase(f"what_{one.what}") for one in found)
    told: list[tuple[str, int | None]] = []
    for one in reversed(found):
        if one.what in DONE_WITH_VISITS:
            assert one.facts.keys() <= {"visit_id", "lines"}
            told.append((one.what, cast("int | None", one.facts.get("lines"))))
    return told


async def registered(desk: Desk, who: Somebody, **changes: Any) -> str:
    return (await done(desk, "2201", v.a_registration(who, **changes)))["data"]["mdtrt_id"]


async def test_an_outpatient_visit_from_registration_to_its_undoing(
    desk: Desk, who: Somebody, database: Database
) -> None:
    visit = await registered(desk, who)
    assert await registered(desk, who) == visit
    assert await refused(desk, "2204", v.some_lines(who, visit)) == ["care_not_told"]
    assert await done(desk, "2203A", v.what_was_found(who, visit)) is None
    split = await done(desk, "2204", v.some_lines(who, visit))
    assert [one["feedetl_sn"] for one in split["result"]] == ["1", "2"]
    first = split["result"][0]
    assert (first["chrgitm_lv"], first["inscp_scp_amt"], first["preselfpay_amt"]) == ("01", 20, 0)
    assert split["result"][1]["chrgitm_lv"] == "02"
    assert await refused(desk, "2204", v.some_lines(who, visit)) == ["line_number_taken"]
    settled = (await done(desk, "2207", v.a_bill(who, visit)))["setlinfo"]
    setl = settled["setl_id"]
    await _seen_again(desk, who, visit, settled)
    number = {"ipt_otp_no": "M1"}
    assert await refused(desk, "2202", v.about(who, visit, **number)) == ["still_settled"]
    batch = v.about(who, visit, chrg_bchno="B1")
    assert await refused(desk, "2205", batch) == ["lines_settled"]
    assert await refused(desk, "2204", v.some_lines(who, visit, first=7)) == ["batch_settled"]
    await done(desk, "2208", v.about(who, visit, setl_id=setl))
    assert await refused(desk, "2202", v.about(who, visit, **number)) == ["lines_left"]
    await done(desk, "2205", v.about(who, visit, chrg_bchno="0000"))
    await done(desk, "2202", v.about(who, visit, **number))
    assert await refused(desk, "2203", v.what_was_found(who, visit)) == ["visit_cancelled"]
    assert await acts(database, who) == [
        ("visit.registered", None),
        ("visit.registered", None),
        ("visit.described", None),
        ("lines.added", 2),
        ("lines.deleted", 2),
        ("visit.cancelled", None),
    ]


async def _seen_again(desk: Desk, who: Somebody, visit: str, settled: dict[str, Any]) -> None:
    """5201 to 5204 and 5206 tell what was settled."""
    setl = settled["setl_id"]
    kept = await done(desk, "5203", v.about(who, visit, setl_id=setl))
    told = kept["setlinfo"]
    names = {"psn_part_amt": "psn_pay", "psn_cash_pay": "cash_payamt"}
    for of_settling, value in settled.items():
        name = names.get(of_settling, of_settling)
        if name in told and name not in ("clr_optins", "naty"):
            assert told[name] == value, name
    assert told["medins_setl_id"] == settled["medins_setl_id"]
    paid = sum(one["fund_payamt"] for one in kept["setldetail"])
    assert paid == pytest.approx(told["fund_pay_sumamt"] + told["acct_pay"])
    again = await done(desk, "5203", v.about(who, visit, setl_id=settled["medins_setl_id"]))
    assert again["setlinfo"]["setl_id"] == setl
    lines = await done(desk, "5204", v.about(who, visit, setl_id=setl))
    assert [one["feedetl_sn"] for one in lines] == ["1", "2"]
    assert sum(one["inscp_scp_amt"] for one in lines) == pytest.approx(told["inscp_scp_amt"])
    time = {"begntime": "2026-03-16", "endtime": "2026-03-16", "med_type": "11"}
    seen = await done(desk, "5201", {"data": {"psn_no": psn_no(who.person), **time}})
    (one,) = seen["mdtrtinfo"]
    assert (one["mdtrt_id"], one["main_cond_dscr"]) == (visit, "发热两天")
    found = (await done(desk, "5202", v.about(who, visit)))["diseinfo"]
    assert [(d["diag_name"], d["maindiag_flag"]) for d in found] == [("急性上呼吸道感染", "1")]
    cum = (await done(desk, "5206", {"data": {"psn_no": psn_no(who.person)}}))["cuminfo"]
    by_code = {one["cum_type_code"]: one["cum"] for one in cum}
    assert by_code["1101"] == told["inscp_scp_amt"]
    assert by_code["1103"] == told["hifp_pay"]
    assert by_code["2105"] == 0
    assert {one["year"] for one in cum} == {told["year"]}


async def test_another_institution_sees_nothing_of_a_visit(desk: Desk, who: Somebody) -> None:
    visit = await registered(desk, who)
    other = Desk(desk.gateway, "H99990000002")
    for infno, given in (
        ("2203", v.what_was_found(who, visit)),
        ("2204", v.some_lines(who, visit)),
        ("2205", v.about(who, visit, chrg_bchno="0000")),
        ("2202", v.about(who, visit, ipt_otp_no="M1")),
        ("5202", v.about(who, visit)),
    ):
        assert await refused(other, infno, given) == ["no_such_visit"]
    time = {"begntime": "2026-03-16", "endtime": "2026-03-17", "med_type": "11"}
    seen = await done(other, "5201", {"data": {"psn_no": psn_no(who.person), **time}})
    assert seen["mdtrtinfo"] == []


async def test_somebody_elses_credential_registers_nobody(
    desk: Desk, who: Somebody, database: Database
) -> None:
    other = await a_customer(database)
    wrong = v.a_registration(who, mdtrt_cert_no=other.id_number)
    assert await refused(desk, "2201", wrong) == ["not_theirs"]
    wrong = v.a_registration(who, psn_name="李四")
    assert await refused(desk, "2201", wrong) == ["not_the_same"]
    assert await refused(desk, "2201", v.a_registration(who, psn_no="9999009999999999")) == [
        "no_such_person"
    ]


async def test_no_visit_begins_where_the_agreement_has_ended(
    desk: Desk, who: Somebody, database: Database
) -> None:
    async with database.transaction() as conn:
        await conn.execute("UPDATE agreements SET ends_on = '2026-03-15', end_reason = 'test'")
    assert await refused(desk, "2201", v.a_registration(who)) == ["no_agreement"]
    assert await refused(desk, "2401", v.an_admission(who)) == ["no_agreement"]


async def test_all_that_is_wrong_with_lines_is_told_at_once(desk: Desk, who: Somebody) -> None:
    visit = await registered(desk, who)
    await done(desk, "2203", v.what_was_found(who, visit))
    lines = [
        v.a_line(who, visit, 1, med_list_codg="NOPE"),
        v.a_line(who, visit, 2, det_item_fee_sumamt=19),
        v.a_line(who, visit, 2),
    ]
    assert await refused(desk, "2204", {"feedetail": lines}) == [
        "line_number_repeated",
        "unknown_items",
        "wrong_line_totals",
    ]
    two = [v.a_line(who, visit, 1), v.a_line(who, "123", 2)]
    assert await refused(desk, "2204", {"feedetail": two}) == ["several_visits"]
    mixed = [
        v.a_line(who, visit, 1, dise_codg="M03900"),
        v.a_line(who, visit, 2, dise_codg="M01600"),
    ]
    assert await refused(desk, "2204", {"feedetail": mixed}) == ["several_diseases"]
    mixed[1]["chrg_bchno"] = "B2"
    assert await done(desk, "2204", {"feedetail": mixed})


async def test_a_stay_from_admission_to_its_undoing(
    desk: Desk, who: Somebody, database: Database
) -> None:
    stay = (await done(desk, "2401", v.an_admission(who)))["result"]["mdtrt_id"]
    assert await refused(desk, "2401", v.an_admission(who, ipt_no="Z2")) == ["stay_open"]
    inside = {"begntime": "2026-03-01", "endtime": "2026-03-31"}
    (here,) = (await done(desk, "5303", {"data": inside}))["data"]
    assert (here["mdtrt_id"], here["psn_name"], here["out_flag"]) == (stay, "王小明", "0")
    assert await done(desk, "2403", v.a_change(who, stay, adm_bed="14")) is None
    await done(desk, "2301", {"feedetail": [v.a_line(who, stay, 1), v.a_line(who, stay, 2)]})
    back = v.a_line(
        who, stay, 3, init_feedetl_sn="2", cnt=-2, det_item_fee_sumamt=-20, med_list_codg=DRUG_A
    )
    split = (await done(desk, "2301", {"feedetail": [back]}))["result"][0]
    assert (split["cnt"], split["inscp_scp_amt"]) == (-2, -20)
    assert await done(desk, "2402", v.a_discharge(who, stay)) is None
    line = {"feedetail": [v.a_line(who, stay, 9)]}
    assert await refused(desk, "2301", line) == ["discharged"]
    seen = await done(
        desk, "5201", {"data": {"psn_no": psn_no(who.person), **inside, "med_type": "2101"}}
    )
    (told,) = seen["mdtrtinfo"]
    assert (told["adm_bed"], told["inhosp_stas"], told["ipt_days"]) == ("14", "0", 3)
    assert (await done(desk, "5303", {"data": inside}))["data"] == []
    await _undone(desk, who, stay)
    assert await acts(database, who) == [
        ("visit.registered", None),
        ("visit.changed", None),
        ("lines.added", 2),
        ("lines.added", 1),
        ("visit.discharged", None),
        ("visit.reopened", None),
        ("lines.deleted", 3),
        ("visit.cancelled", None),
    ]


async def _undone(desk: Desk, who: Somebody, stay: str) -> None:
    """An ended stay is opened again, emptied and cancelled; nothing goes before its turn."""
    assert await refused(desk, "2404", v.about(who, stay)) == ["discharged"]
    assert await done(desk, "2405", v.about(who, stay)) is None
    assert await refused(desk, "2405", v.about(who, stay)) == ["not_discharged"]
    assert await refused(desk, "2404", v.about(who, stay)) == ["lines_left"]
    given = v.about(who, stay, feedetl_sn="0000")["data"]
    assert await done(desk, "2302", {"data": [given]}) is None
    assert await done(desk, "2302", {"data": [given]}) is None  # nothing is left to delete
    assert await done(desk, "2404", v.about(who, stay)) is None
    line = {"feedetail": [v.a_line(who, stay, 9)]}
    assert await refused(desk, "2301", line) == ["visit_cancelled"]
