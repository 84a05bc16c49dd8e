"""What a card may be used for at hospitals and pharmacies, and what is not settled there."""

import base64
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import padding

from tests.builders import AT, BOOK, CHOSEN, OFFICER, Somebody
from tests.faces.gateway.desk import Desk, a_purchase
from tests.faces.gateway.test_settling_messages import amounts, outpatient, sent
from tests.faces.gateway.visiting import (
    a_bill,
    a_description,
    a_discharge,
    a_registration,
    an_admission,
    lines,
)
from tests.rooms.settlement.tills import CLINIC, HOSPITAL, PLAIN, POOLED, a_customer, open_tills
from yika.config import Config
from yika.faces.gateway import password
from yika.faces.gateway.app import create_gateway
from yika.faces.gateway.batching import BatchLane
from yika.faces.gateway.numbering import psn_no
from yika.house import House
from yika.matters import model as acts
from yika.store import clock
from yika.store.db import Database

RESIDENT = """
    UPDATE enrolments
    SET scheme = 'resident', "group" = 'adult', employer_id = NULL, base_fen = NULL
    WHERE region = %(region)s AND person_id = %(person_id)s
    """
PREMIUMS = """
    UPDATE paid_spans SET scheme = 'resident'
    WHERE region = %(region)s AND person_id = %(person_id)s
    """


@pytest.fixture
async def house(config: Config, database: Database) -> House:
    async with database.transaction() as conn:
        await clock.start(conn, AT)
    return House(config, database, BOOK)


@pytest.fixture
async def desk(house: House) -> Desk:
    return Desk(create_gateway(house, {"batch": BatchLane(house)}), PLAIN)


@pytest.mark.covers("ACCT-03", "BEN-02", "CARD-12")
async def test_a_pharmacy_takes_the_card_with_its_password_for_what_is_in_the_catalogue(
    desk: Desk, house: House, database: Database
) -> None:
    tills = await open_tills(database)
    who = await a_customer(database, carried=30_000)
    number = await tills.card_number(who)
    public = password.private_key(house.config).public_key()

    def entered(text: str) -> dict[str, str]:
        sealed = public.encrypt(f"{text}SK_TEST".encode(), padding.PKCS1v15())
        return {"signtype": "PRCSSC", "cainfo": base64.b64encode(sealed).decode()}

    purchase = a_purchase(who, number, 60)
    wrong = await desk.send("2102", purchase, **entered("246802"))
    assert wrong["yika"]["code"] == "password_wrong"
    paid = await desk.send("2102", purchase, **entered(CHOSEN))
    assert amounts(paid)["acct_pay"] == 60
    assert amounts(paid)["fund_pay_sumamt"] == 0
    cash = a_purchase(who, number, 60)
    cash["druginfo"]["medfee_sumamt"] = "100.00"  # more than what was bought: cash to take home
    assert (await desk.send("2102", cash))["yika"]["code"] == "total_differs"
    other = a_purchase(who, number, 60)
    for line in other["drugdetail"]:
        line["med_list_codg"] = "SOAP"
    assert (await desk.send("2102", other))["yika"]["code"] == "unknown_items"
    assert (await tills.balances(who)).usable == 24_000


@pytest.mark.covers("BEN-02")
async def test_residents_need_a_prescription_for_the_pool(desk: Desk, database: Database) -> None:
    tills = await open_tills(database)
    desk.code = POOLED
    who = await a_customer(database)
    await tills.run(RESIDENT, who)
    await tills.run(PREMIUMS, who)
    number = await tills.card_number(who)
    for prescribed in ("0", "1"):  # whose level nobody tells
        purchase = a_purchase(who, number, 60, insutype="390")
        for line in purchase["drugdetail"]:
            line["rx_circ_flag"] = prescribed
        paid = await sent(desk, "2102", purchase)
        assert amounts(paid)["fund_pay_sumamt"] == 0
        assert amounts(paid)["psn_cash_pay"] == 60
        assert "处方" in paid["warn_msg"]


async def bought_as_a_visit(
    desk: Desk, who: Somebody, number: str, yuan: int, insutype: str, prescriber: str | None
) -> tuple[Any, str | None]:
    """A purchase by 2201 to 2207, cancelled again; what 2207 told, and what 2203A warned of."""
    registration = a_registration(who, number)
    registration["data"] |= {"insutype": insutype, "ipt_otp_no": f"{desk.code}{prescriber}"}
    visit = (await sent(desk, "2201", registration))["output"]["data"]["mdtrt_id"]
    described = a_description(who, visit, "41")
    if prescriber is not None:
        described["mdtrtinfo"]["rxfixmedinsCode"] = prescriber
    warned = (await sent(desk, "2203A", described)).get("warn_msg")
    await sent(desk, "2204", lines(who, visit, yuan))
    bill = a_bill(who, number, visit, yuan, med_type="41", insutype=insutype)
    settled = await sent(desk, "2207", bill)
    told = {"mdtrt_id": visit, "setl_id": settled["output"]["setlinfo"]["setl_id"]}
    await sent(desk, "2208", {"data": {"psn_no": psn_no(who.person), **told}})
    return settled, warned


async def test_a_purchase_told_as_a_visit_is_paid_by_the_level_of_who_prescribed(
    desk: Desk, database: Database
) -> None:
    tills = await open_tills(database)
    desk.code = POOLED
    who = await a_customer(database)
    await tills.run(RESIDENT, who)
    await tills.run(PREMIUMS, who)
    number = await tills.card_number(who)
    for prescriber, fund in (("H99990000002", 25), (" H99990000003 ", 65)):
        settled, warned = await bought_as_a_visit(desk, who, number, 100, "390", prescriber)
        assert (amounts(settled)["hifp_pay"], warned) == (fund, None), prescriber
    for nobody in ("H00000000000", PLAIN):
        settled, warned = await bought_as_a_visit(desk, who, number, 100, "390", nobody)
        assert amounts(settled)["fund_pay_sumamt"] == 0
        assert nobody in (warned or "")
        assert "处方" in settled["warn_msg"]
    settled, warned = await bought_as_a_visit(desk, who, number, 100, "390", None)
    assert (amounts(settled)["fund_pay_sumamt"], warned) == (0, None)


async def test_a_pharmacy_outside_the_pool_does_not_charge_it_by_a_visit_either(
    desk: Desk, database: Database
) -> None:
    tills = await open_tills(database)
    who = await a_customer(database)
    number = await tills.card_number(who)
    for code, fund in ((PLAIN, 0), (POOLED, 80)):  # 80 % of what is above 300 yuan
        desk.code = code
        settled, _ = await bought_as_a_visit(desk, who, number, 400, "310", None)
        assert amounts(settled)["fund_pay_sumamt"] == fund


async def test_births_and_retired_cadres_are_refused_in_words(
    desk: Desk, database: Database
) -> None:
    tills = await open_tills(database)
    desk.code = CLINIC
    who = await a_customer(database, carried=10_000)
    number = await tills.card_number(who)
    visit = await outpatient(desk, who, number, 100)
    for insutype in ("510", "340"):
        refused = await desk.send("2207", a_bill(who, number, visit, 100, insutype=insutype))
        assert refused["yika"]["code"] == "insurance_not_offered"
        assert insutype in refused["err_msg"]
    desk.code = HOSPITAL
    birth = an_admission(who, number)
    birth["mdtrtinfo"]["med_type"] = "52"
    admitted = await sent(desk, "2401", birth)
    stay = admitted["output"]["result"]["mdtrt_id"]
    await sent(desk, "2301", lines(who, stay, 100))
    await sent(desk, "2402", a_discharge(who, stay))
    refused = await desk.send("2304", a_bill(who, number, stay, 100, med_type="52"))
    assert refused["yika"]["code"] == "care_not_priced"
    assert "生育" in str(refused["yika"])


@pytest.mark.covers("BEN-05", "CARD-13")
async def test_at_discharge_the_funds_part_is_worked_out_and_only_the_own_part_is_paid(
    desk: Desk, database: Database
) -> None:
    tills = await open_tills(database)
    desk.code = HOSPITAL
    who = await a_customer(database, carried=50_000)
    number = await tills.card_number(who)
    other = await a_customer(database)
    theirs = an_admission(who, await tills.card_number(other))
    assert (await desk.send("2401", theirs))["yika"]["code"] == "not_theirs"
    stay = (await sent(desk, "2401", an_admission(who, number)))["output"]["result"]["mdtrt_id"]
    await sent(desk, "2301", lines(who, stay, 5000))
    early = await desk.send("2304", a_bill(who, number, stay, 5000))
    assert early["yika"]["code"] == "not_discharged_yet"
    await sent(desk, "2402", a_discharge(who, stay))
    paid = amounts(await sent(desk, "2304", a_bill(who, number, stay, 5000)))
    assert paid["hifp_pay"] > 0
    assert paid["psn_part_amt"] == 5000 - paid["fund_pay_sumamt"]
    assert paid["acct_pay"] == 500
    assert paid["psn_cash_pay"] == paid["psn_part_amt"] - 500


@pytest.mark.covers("CARD-14")
async def test_no_deposit_is_taken_from_a_lost_card(desk: Desk, database: Database) -> None:
    tills = await open_tills(database)
    desk.code = HOSPITAL
    who = await a_customer(database, carried=50_000)
    number = await tills.card_number(who)
    await lose(who)
    admission: dict[str, Any] = an_admission(who, number)
    admission["mdtrtinfo"]["exp_content"] = '{"YIKA_DEPOSIT": "100"}'
    refused = await desk.send("2401", admission)
    assert refused["yika"]["code"] == "use_stopped"
    assert (await tills.balances(who)).deposit == 0
    del admission["mdtrtinfo"]["exp_content"]
    await sent(desk, "2401", admission)


async def lose(who: Somebody) -> None:
    await who.act(acts.ReportLoss(kind="formal"), actor=OFFICER)
