"""A bill that is wrong in several ways is told all of them at once, and whom it may be told."""

from datetime import timedelta
from typing import Any

import pytest

from tests.builders import AT, BOOK, Somebody
from tests.faces.gateway.desk import Desk, a_purchase
from tests.faces.gateway.test_settling_messages import outpatient, sent
from tests.faces.gateway.visiting import (
    a_bill,
    a_description,
    a_registration,
    an_admission,
    lines,
)
from tests.rooms.settlement.tills import CLINIC, HOSPITAL, a_customer, open_tills
from yika.config import Config
from yika.faces.gateway.app import create_gateway
from yika.faces.gateway.batching import BatchLane
from yika.house import House
from yika.matters import model as acts
from yika.store import clock
from yika.store.db import Database

NOBODYS = "900000000"  # no visit has that number


@pytest.fixture
async def desk(config: Config, database: Database) -> Desk:
    house = House(config, database, BOOK)
    async with database.transaction() as conn:
        await clock.start(conn, AT)
    return Desk(create_gateway(house, {"batch": BatchLane(house)}), CLINIC)


@pytest.fixture
async def who(database: Database) -> Somebody:
    await open_tills(database)
    return await a_customer(database, carried=50_000)


@pytest.fixture
async def number(database: Database, who: Somebody) -> str:
    return await (await open_tills(database)).card_number(who)


def codes(reply: Any) -> list[str]:
    """The codes of every reason, in the order told."""
    assert reply["infcode"] == -1, reply
    return [one["code"] for one in reply["yika"]["reasons"]]


async def refused(desk: Desk, infno: str, given: dict[str, Any]) -> list[str]:
    return codes(await desk.send(infno, given))


async def test_a_late_bill_is_told_its_total_and_its_care_as_well(
    desk: Desk, database: Database, config: Config, who: Somebody, number: str
) -> None:
    visit = await outpatient(desk, who, number, 100)
    await sent(desk, "2206", a_bill(who, number, visit, 100))
    async with database.transaction() as conn:
        await clock.advance(conn, config, AT + timedelta(hours=16))
    wrong = a_bill(who, number, visit, 101, med_type="14", preselfpay_amt=1)
    told = ["trial_outdated", "total_differs", "parts_differ", "care_differs"]
    assert await refused(desk, "2207", wrong) == told
    await sent(desk, "2206", a_bill(who, number, visit, 100))
    await sent(desk, "2207", a_bill(who, number, visit, 100))


async def test_a_stay_is_told_what_is_missing_and_no_total_of_no_lines(
    desk: Desk, who: Somebody, number: str
) -> None:
    desk.code = HOSPITAL
    visit = (await sent(desk, "2401", an_admission(who, number)))["output"]["result"]["mdtrt_id"]
    told = await refused(desk, "2304", a_bill(who, number, visit, 1))
    assert told == ["not_discharged_yet", "nothing_left_of_stay"]
    await sent(desk, "2301", lines(who, visit, 3000))
    told = await refused(desk, "2304", a_bill(who, number, visit, 1))
    assert told == ["not_discharged_yet", "total_differs"]


async def test_a_settled_bill_with_another_care_category_is_told_both(
    desk: Desk, who: Somebody, number: str
) -> None:
    visit = await outpatient(desk, who, number, 100)
    await sent(desk, "2207", a_bill(who, number, visit, 100))
    again = a_bill(who, number, visit, 7, med_type="14")
    assert await refused(desk, "2207", again) == ["already_settled", "care_differs"]


async def test_a_stopped_card_is_told_beside_what_is_wrong_with_the_bill(
    desk: Desk, who: Somebody, number: str
) -> None:
    visit = await outpatient(desk, who, number, 100)
    await who.act(acts.ReportLoss(kind="formal"))
    wrong = await desk.send("2207", a_bill(who, number, visit, 101))
    assert codes(wrong) == ["total_differs", "use_stopped"]
    assert wrong["yika"]["standing"]["holds"]
    assert "总额" in wrong["err_msg"]
    assert "挂失" in wrong["err_msg"]
    nowhere = await desk.send("2207", a_bill(who, number, NOBODYS, 100))
    assert codes(nowhere) == ["no_such_visit", "use_stopped"]
    bought = a_purchase(who, number, 60, medfee_sumamt="61.00", med_type="52")
    told = await refused(desk, "2102", bought)
    assert told == ["total_differs", "care_not_priced", "use_stopped"]


async def test_a_disease_nobody_filed_and_a_stopped_card_are_told_together(
    desk: Desk, who: Somebody, number: str
) -> None:
    registered = await sent(desk, "2201", a_registration(who, number))
    visit = registered["output"]["data"]["mdtrt_id"]
    await sent(desk, "2203", a_description(who, visit, "14"))
    await sent(desk, "2204", lines(who, visit, 100))
    chronic = a_bill(who, number, visit, 100, med_type="14")
    assert await refused(desk, "2207", chronic) == ["disease_not_filed"]
    await who.act(acts.ReportLoss(kind="formal"))
    assert await refused(desk, "2207", chronic) == ["disease_not_filed", "use_stopped"]
    wrong = a_bill(who, number, visit, 99, med_type="14")
    told = ["total_differs", "disease_not_filed", "use_stopped"]
    assert await refused(desk, "2207", wrong) == told


async def test_who_shows_no_credential_of_theirs_learns_nothing_of_the_person(
    desk: Desk, database: Database, who: Somebody, number: str
) -> None:
    other = await a_customer(database, carried=50_000)
    await who.act(acts.ReportLoss(kind="formal"))
    theirs = await (await open_tills(database)).card_number(other)
    wrong = a_purchase(who, theirs, 60, medfee_sumamt="61.00", insutype="390")
    reply = await desk.send("2102", wrong)
    assert codes(reply) == ["not_theirs", "total_differs"]
    assert "standing" not in reply["yika"]
    for nothing in (None, "", "  "):
        # Without a number the visit it was shown for stands for it, but only where there is one.
        given = a_bill(who, number, NOBODYS, 100, insutype="390", mdtrt_cert_no=nothing)
        reply = await desk.send("2206", given)
        assert codes(reply) == ["no_such_visit"]
        assert "standing" not in reply["yika"]
    elsewhere = await outpatient(desk, other, theirs, 100)
    desk.code = HOSPITAL
    given = a_bill(other, theirs, elsewhere, 100, insutype="390", mdtrt_cert_no="")
    assert await refused(desk, "2206", given) == ["no_such_visit"]
    desk.code = CLINIC
    assert await refused(desk, "2206", given) == ["wrong_insurance"]
