"""Times that lie ahead of the domain's clock: taken in the sandbox with a word, refused outside."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.builders import AT, BOOK
from tests.faces.gateway import hospital
from tests.faces.gateway.desk import Desk, a_purchase
from tests.faces.gateway.hospital import moment
from tests.faces.gateway.test_settling_messages import outpatient, sent
from tests.faces.gateway.visiting import a_discharge, a_registration, an_admission, lines
from tests.rooms.settlement.tills import CLINIC, HOSPITAL, a_customer, open_tills
from yika.config import Config
from yika.faces.gateway.app import create_gateway
from yika.faces.gateway.batching import BatchLane
from yika.ground.days import wall_clock
from yika.house import House
from yika.store import clock
from yika.store.db import Database

MONTHS_ON = AT + timedelta(days=240)


@pytest.fixture
async def desk(config: Config, database: Database) -> Desk:
    house = House(config, database, BOOK)
    async with database.transaction() as conn:
        await clock.start(conn, AT)
    return Desk(create_gateway(house, {"batch": BatchLane(house)}))


@pytest.fixture
def real_desk(config: Config, database: Database) -> Desk:
    house = House(replace(config, sandbox=False), database, BOOK)
    gateway = create_gateway(house, {"batch": BatchLane(house)})
    return Desk(gateway, signed=((b"apikey", b"APIKEY_TEST"),))


def bought_at(purchase: dict[str, Any], at: datetime) -> dict[str, Any]:
    for line in purchase["drugdetail"]:
        line["fee_ocur_time"] = moment(at)
    purchase["druginfo"]["begntime"] = moment(at)
    return purchase


def check_names_both(warning: str | None) -> None:
    assert warning is not None
    assert moment(AT) in warning
    assert moment(MONTHS_ON) in warning


async def test_the_sandbox_takes_a_wall_clock_and_names_both(
    desk: Desk, database: Database
) -> None:
    tills = await open_tills(database)
    who = await a_customer(database, carried=50_000)
    number = await tills.card_number(who)
    for infno in ("2101", "2102"):
        paid = await sent(desk, infno, bought_at(a_purchase(who, number, 60), MONTHS_ON))
        check_names_both(paid["warn_msg"])
        paid = await sent(desk, infno, bought_at(a_purchase(who, number, 60), AT))
        assert "沙箱时钟" not in (paid["warn_msg"] or "")
    desk.code = CLINIC
    registration = a_registration(who, number)
    registration["data"] |= {"begntime": moment(MONTHS_ON), "ipt_otp_no": "LATER"}
    check_names_both((await sent(desk, "2201", registration))["warn_msg"])
    visit = await outpatient(desk, who, number, 100)
    later = lines(who, visit, 50, batch="B2")
    later["feedetail"][0]["fee_ocur_time"] = moment(MONTHS_ON)
    check_names_both((await sent(desk, "2204", later))["warn_msg"])
    desk.code = HOSPITAL
    admission = an_admission(who, number)
    admission["mdtrtinfo"]["begntime"] = moment(MONTHS_ON)
    admitted = await sent(desk, "2401", admission)
    check_names_both(admitted["warn_msg"])
    stay = admitted["output"]["result"]["mdtrt_id"]
    change = hospital.a_change(who, stay, begntime=moment(MONTHS_ON))
    check_names_both((await sent(desk, "2403", change))["warn_msg"])
    later = lines(who, stay, 50, batch="B3")
    later["feedetail"][0]["fee_ocur_time"] = moment(MONTHS_ON)
    check_names_both((await sent(desk, "2301", later))["warn_msg"])
    later = a_discharge(who, stay, moment(MONTHS_ON))
    check_names_both((await sent(desk, "2402", later))["warn_msg"])


async def test_outside_the_sandbox_a_time_far_ahead_is_refused(
    real_desk: Desk, database: Database
) -> None:
    tills = await open_tills(database)
    who = await a_customer(database, carried=50_000)
    number = await tills.card_number(who)
    now = wall_clock()
    far, near = now + timedelta(days=3), now + timedelta(hours=20)
    for infno in ("2101", "2102"):
        refused = await real_desk.send(infno, bought_at(a_purchase(who, number, 60), far))
        check_refused(refused, "begntime")
        late = a_purchase(who, number, 60, begntime=moment(now))
        late["drugdetail"][1]["fee_ocur_time"] = moment(far)
        check_refused(await real_desk.send(infno, late), "fee_ocur_time")
        taken = await real_desk.send(infno, bought_at(a_purchase(who, number, 60), near))
        assert taken.get("yika", {}).get("code") != "time_ahead"
    real_desk.code = CLINIC
    registration = hospital.a_registration(who, begntime=moment(far))
    check_refused(await real_desk.send("2201", registration), "begntime")
    line = hospital.a_line(who, "1", 1, fee_ocur_time=moment(far))
    check_refused(await real_desk.send("2204", {"feedetail": [line]}), "fee_ocur_time")
    real_desk.code = HOSPITAL
    admitted = await sent(real_desk, "2401", hospital.an_admission(who, begntime=moment(now)))
    stay = admitted["output"]["result"]["mdtrt_id"]
    check_refused(await real_desk.send("2402", a_discharge(who, stay, moment(far))), "endtime")
    await sent(real_desk, "2402", a_discharge(who, stay, moment(near)))


def check_refused(reply: Any, field: str) -> None:
    assert reply["yika"]["code"] == "time_ahead", reply
    facts = reply["yika"]["reasons"][0]["facts"]
    assert facts["field"] == field
    assert {"told", "now"} <= facts.keys()
    assert field in reply["err_msg"]
