"""What a refusal advises is done as it says, and then it works."""

from typing import Any

from tests.builders import Somebody
from tests.faces.gateway.desk import Desk, a_purchase
from tests.faces.gateway.test_programmers_mistakes import admitted, refusal
from tests.faces.gateway.test_settling_messages import outpatient, sent
from tests.faces.gateway.test_undoing_messages import naming
from tests.faces.gateway.visiting import (
    a_bill,
    a_description,
    a_discharge,
    a_registration,
    lines,
)
from yika.config import Config
from yika.faces.gateway.numbering import psn_no
from yika.settlement import forgetting
from yika.store.db import Database


def told_in_order(advice: str, *steps: str) -> bool:
    """Whether an advice names all steps, in that order."""
    places = [advice.index(step) for step in steps]
    return places == sorted(places)


def a_return(who: Somebody, visit: str) -> dict[str, Any]:
    """The input of 2204 that takes back a line of a hundred yuan, as a stay would."""
    given = lines(who, visit, 100, batch="B2")
    line = given["feedetail"][0]
    line |= {"cnt": -1, "det_item_fee_sumamt": -100, "init_feedetl_sn": "B1-1"}
    return given


async def test_what_a_visit_gives_back_is_settled_anew(
    desk: Desk, who: Somebody, number: str
) -> None:
    visit = await outpatient(desk, who, number, 100, 300)
    settled = await sent(desk, "2207", a_bill(who, number, visit, 400))
    told = await refusal(desk, "2204", a_return(who, visit))
    assert told["code"] == "wrong_returns"
    advice = told["next"]["zh"].partition("门诊")[2]
    assert told_in_order(advice, "2204", "2208", "2205", "重传")
    assert "init_feedetl_sn" not in advice
    await sent(desk, "2208", naming(settled))
    batch = {"psn_no": psn_no(who.person), "mdtrt_id": visit, "chrg_bchno": "B1"}
    await sent(desk, "2205", {"data": batch})
    await sent(desk, "2204", lines(who, visit, 300))
    await sent(desk, "2207", a_bill(who, number, visit, 300))


async def test_what_a_pharmacy_gives_back_is_settled_anew(
    desk: Desk, who: Somebody, number: str
) -> None:
    bought = a_purchase(who, number, 60)
    settled = await sent(desk, "2102", bought)
    back = a_purchase(who, number, 60)
    for line in back["drugdetail"]:
        line |= {"cnt": -1, "det_item_fee_sumamt": -30}
    told = await refusal(desk, "2102", back)
    assert told["code"] == "wrong_returns"
    assert "2103" in told["next"]["zh"]
    await sent(desk, "2103", naming(settled))
    await sent(desk, "2102", a_purchase(who, number, 30))


async def test_a_visit_without_lines_is_told_its_batch(
    desk: Desk, who: Somebody, number: str
) -> None:
    visit = await outpatient(desk, who, number, 400)
    wrong = a_bill(who, number, visit, 400, chrg_bchno="B7")
    for infno in ("2206", "2207"):
        told = await refusal(desk, infno, wrong)
        assert told["code"] == "nothing_to_settle"
        assert "B7" in told["zh"]
        assert "chrg_bchno" in told["next"]["zh"]
    await sent(desk, "2207", a_bill(who, number, visit, 400))


async def test_a_stay_that_ended_without_lines_is_opened_for_them(
    desk: Desk, who: Somebody, number: str
) -> None:
    stay = await admitted(desk, who, number)
    await sent(desk, "2402", a_discharge(who, stay))
    told = await refusal(desk, "2304", a_bill(who, number, stay, 300))
    assert told["code"] == "nothing_left_of_stay"
    assert "批次" not in told["zh"]
    assert told_in_order(told["next"]["zh"], "2301", "2405", "2402")
    assert (await refusal(desk, "2301", lines(who, stay, 300)))["code"] == "discharged"
    await sent(desk, "2405", {"data": {"psn_no": psn_no(who.person), "mdtrt_id": stay}})
    await sent(desk, "2301", lines(who, stay, 300))
    await sent(desk, "2402", a_discharge(who, stay))
    await sent(desk, "2304", a_bill(who, number, stay, 300))


async def test_the_number_of_what_was_answered_long_ago_is_told(
    desk: Desk, database: Database, who: Somebody, number: str
) -> None:
    asked = a_registration(who, number)
    registered = (await desk.send("2201", asked, "OLD"))["output"]["data"]["mdtrt_id"]
    async with database.transaction() as conn:
        await conn.execute("UPDATE messages SET received_at = received_at - interval '91 days'")
    assert await forgetting.forget_all(database, forgetting.kept_since(Config())) == 1
    old = await desk.send("2201", asked, "OLD")
    assert old["yika"]["reasons"][0]["facts"] == {"infno": "2201", "number": registered}
    await sent(desk, "2203", a_description(who, registered))
    about = {"psn_no": psn_no(who.person), "med_type": "11"}
    since = about | {"begntime": "2026-03-01", "endtime": "2026-03-31"}
    seen = await sent(desk, "5201", {"data": since})
    assert [one["mdtrt_id"] for one in seen["output"]["mdtrtinfo"]] == [registered]
