"""What a till is told beside the amounts: nothing of strangers, every mistake, why nobody paid."""

from datetime import timedelta
from typing import Any

import pytest

from tests.builders import AT, BOOK, CITY, Somebody
from tests.faces.gateway.desk import Desk, a_purchase
from tests.faces.gateway.test_settling_messages import amounts, outpatient, sent
from tests.faces.gateway.visiting import a_bill, an_admission
from tests.rooms.settlement.residents import a_resident
from tests.rooms.settlement.tills import (
    CLINIC,
    HOSPITAL,
    PLAIN,
    POOLED,
    Tills,
    a_customer,
)
from yika.config import Config
from yika.faces.gateway.app import create_gateway
from yika.faces.gateway.batching import BatchLane
from yika.faces.gateway.numbering import psn_no
from yika.faces.gateway.warning import NOT_A_PURCHASE, NOT_FOR_POOL
from yika.house import House
from yika.matters import model as acts
from yika.store import clock
from yika.store.db import Database

LEFT = """
    UPDATE enrolments SET ends_on = '2026-01-31', end_reason = 'left'
    WHERE region = %(region)s AND person_id = %(person_id)s
    """
LOOKS = """
    SELECT count(*) FROM journal
    WHERE region = %(region)s AND person_id = %(person_id)s AND what = 'standing.read'
    """


@pytest.fixture
async def desk(config: Config, database: Database) -> Desk:
    house = House(config, database, BOOK)
    async with database.transaction() as conn:
        await clock.start(conn, AT)
    return Desk(create_gateway(house, {"batch": BatchLane(house)}), POOLED)


def codes(reply: Any) -> list[str]:
    """Every reason of a refusal."""
    assert reply["infcode"] == -1, reply
    return [reason["code"] for reason in reply["yika"]["reasons"]]


async def test_a_person_number_alone_opens_no_standing(
    desk: Desk, database: Database, tills: Tills
) -> None:
    who, other = await a_customer(database, carried=10_000), await a_customer(database)
    number = await tills.card_number(who)
    await who.act(acts.ReportLoss(kind="formal"), AT - timedelta(hours=1))
    strange = a_purchase(who, await tills.card_number(other), 60, certno="")
    looking = {"psn_no": psn_no(who.person), "mdtrt_id": "7", "setl_id": "7"}
    undoing = {"psn_no": psn_no(who.person), "omsgid": "M1", "oinfno": "2102"}
    for infno, given in (
        ("2101", strange),
        ("2102", strange),
        ("2103", {"data": looking}),
        ("5203", {"data": looking}),
        ("2601", {"data": undoing}),
    ):
        reply = await desk.send(infno, given)
        assert "standing" not in (reply.get("yika") or {}), infno
        assert "挂失" not in str(reply), infno
    assert await tills.value(LOOKS, who) == 0
    desk.code = HOSPITAL
    admission = an_admission(who, "")
    admission["mdtrtinfo"]["exp_content"] = '{"YIKA_DEPOSIT": "100"}'
    reply = await desk.send("2401", admission)
    assert reply["infcode"] == -1
    assert "standing" not in reply["yika"]
    desk.code = POOLED
    stopped = await desk.send("2102", a_purchase(who, number, 60))
    assert stopped["yika"]["code"] == "use_stopped"
    assert "loss_formal" in str(stopped["yika"]["standing"]["holds"])
    assert await tills.value(LOOKS, who) == 1


async def test_who_shows_somebody_elses_card_is_not_told_how_they_are_insured(
    desk: Desk, database: Database, tills: Tills
) -> None:
    who, other = await a_customer(database), await a_customer(database)
    number = await tills.card_number(other)
    refused = await desk.send("2102", a_purchase(who, number, 60, insutype="390"))
    assert codes(refused) == ["not_theirs"]


async def test_all_mistakes_of_a_purchase_are_told_at_once(
    desk: Desk, database: Database, tills: Tills
) -> None:
    who = await a_customer(database, carried=10_000)
    number = await tills.card_number(who)
    wrong = a_purchase(who, number, 60, insutype="390", medfee_sumamt="99.00", med_type="52")
    first, second = wrong["drugdetail"]
    first["med_list_codg"] = "SOAP"
    second["cnt"] = 7
    refused = await desk.send("2102", wrong)
    assert codes(refused) == [
        "wrong_insurance",
        "unknown_items",
        "wrong_line_totals",
        "total_differs",
        "care_not_priced",
    ]
    assert len(refused["err_msg"]) <= 200
    assert "1101" in refused["err_msg"], "what to do about the first"


async def test_all_mistakes_of_a_visits_bill_are_told_at_once(
    desk: Desk, database: Database, tills: Tills
) -> None:
    desk.code = CLINIC
    who = await a_customer(database, carried=10_000)
    number = await tills.card_number(who)
    visit = await outpatient(desk, who, number, 100)
    wrong = a_bill(who, number, visit, 99, insutype="390", med_type="52", preselfpay_amt=5)
    assert codes(await desk.send("2207", wrong)) == [
        "wrong_insurance",
        "total_differs",
        "parts_differ",
        "care_differs",
    ]


async def test_missing_cover_is_settled_without_the_fund_and_told(
    desk: Desk, database: Database, tills: Tills
) -> None:
    who = await a_customer(database, carried=2_000)
    number = await tills.card_number(who)
    await tills.run(LEFT, who)
    by_account = await sent(desk, "2102", a_purchase(who, number, 60))
    assert (amounts(by_account)["acct_pay"], amounts(by_account)["psn_cash_pay"]) == (20, 40)
    assert by_account["warn_msg"] == "基金未支付：没有参保，请先办理参保。"
    in_cash = await sent(desk, "2102", a_purchase(who, number, 60, acct_used_flag="0"))
    assert amounts(in_cash)["psn_cash_pay"] == 60
    assert in_cash["warn_msg"] == by_account["warn_msg"]
    assert in_cash["yika"]["stopped"] == {"claim": ["not_enrolled"]}
    desk.code = CLINIC
    visit = await outpatient(desk, who, number, 100)
    of_visit = await sent(desk, "2207", a_bill(who, number, visit, 100, acct_used_flag="0"))
    assert amounts(of_visit)["psn_cash_pay"] == 100


async def test_a_lost_card_is_refused_although_cover_is_missing_as_well(
    desk: Desk, database: Database, tills: Tills
) -> None:
    who = await a_customer(database, carried=2_000)
    number = await tills.card_number(who)
    await tills.run(LEFT, who)
    await who.act(acts.ReportLoss(kind="formal"), AT - timedelta(hours=1))
    for use in "01":
        refused = await desk.send("2102", a_purchase(who, number, 60, acct_used_flag=use))
        assert codes(refused) == ["use_stopped"]


async def test_why_nothing_was_paid_is_told_in_a_sentence(
    desk: Desk, database: Database, tills: Tills
) -> None:
    who = await a_customer(database, carried=50_000)
    number = await tills.card_number(who)
    desk.code = PLAIN
    told: list[str | None] = []
    for _ in range(3):
        bought = await sent(desk, "2102", a_purchase(who, number, 120))
        told.append(bought.get("warn_msg"))
    limit = "当地每半月限额200.00元"
    plain = f"基金未支付：{NOT_FOR_POOL}。"
    assert told == [
        None,
        f"{plain}个人账户：只支付80.00元，已到{limit}。",
        f"{plain}个人账户：未支付，{limit}已用完。",
    ]
    in_cash = await sent(desk, "2102", a_purchase(who, number, 120, acct_used_flag="0"))
    assert in_cash["warn_msg"] == plain
    desk.code = HOSPITAL
    for infno in ("2101", "2102"):
        bought = await sent(desk, infno, a_purchase(who, number, 120, acct_used_flag="0"))
        assert bought["warn_msg"] == f"基金未支付：{NOT_A_PURCHASE}。"
    desk.code = POOLED
    pooled = await sent(desk, "2102", a_purchase(who, number, 120))
    assert "起付线" in pooled["warn_msg"]
    assert "限额" in pooled["warn_msg"]


async def test_the_deductible_and_an_empty_account_are_told(
    desk: Desk, database: Database, tills: Tills
) -> None:
    desk.code = CLINIC
    who: Somebody = await a_customer(database)
    number = await tills.card_number(who)
    visit = await outpatient(desk, who, number, 100)
    paid = await sent(desk, "2207", a_bill(who, number, visit, 100))
    assert paid["warn_msg"] == (
        "基金未支付：政策范围内费用100.00元还在起付线内。个人账户：未支付，余额为0。"
    )


async def test_what_raised_a_ceiling_is_told_and_that_it_may_be_more(
    desk: Desk, database: Database, tills: Tills
) -> None:
    paid = ("2019-01", "2023-12", 110000), ("2024-01", "2026-12", CITY)
    who = await a_resident(database, *paid, how="moved_in", since="2024-01-01")
    number = await tills.card_number(who)
    care = {"insutype": "390", "med_type": "14", "acct_used_flag": "0"}
    below = await sent(desk, "2102", a_purchase(who, number, 400_000, **care))
    assert "ceiling" not in (below.get("yika") or {})
    reply = await sent(desk, "2102", a_purchase(who, number, 500_000, **care))
    assert reply["yika"]["ceiling"] == {
        "layer": "critical_illness",
        "bonus": "5000.00",
        "is_least": True,
    }
    assert "异议" in reply["warn_msg"]
    assert len(reply["warn_msg"]) <= 200
