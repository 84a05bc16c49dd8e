"""Our own client through the front door of our own server, in the sandbox with its cast."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, cast

import httpx
import msgspec
import pytest

from yika.app import create_server
from yika.cards import service as cards
from yika.client import asks
from yika.client.asking import NoAnswer, Rejected, Station
from yika.client.calls import AsyncClient, Sending
from yika.client.signing import Csb
from yika.config import Config
from yika.demo.cast import BY_KEY
from yika.ground.days import BEIJING
from yika.house import open_house
from yika.interface.records import t1101, t2102, t2201, t2203a, t2204, t2206, t2207
from yika.people import service as people

WORKING = "999900199003070088"  # of the cast, with nothing against the card
DRUG = "XA02BAD004A004010110112"  # class A, without a ceiling
HOSPITAL, PHARMACY = "H99990000001", "P99990000001"


@dataclass(frozen=True)
class Gate:
    """The server, its time, and the number of a card that works."""

    http: httpx.AsyncClient
    way: "Losing"
    now: datetime
    card: str


@pytest.fixture
async def gate(cast_config: Config) -> AsyncGenerator[Gate]:
    """The whole server in process, and its time."""
    async with open_house(cast_config) as house:
        async with house.database.transaction() as conn:
            now = await house.now(conn)
            holder = await people.find(conn, house.database.keys, "id_number", WORKING)
            card = next(
                card for card in await cards.of_person(conn, holder) if card.form == "physical"
            )
        transport = Losing(app=cast("Any", create_server(house)))
        async with httpx.AsyncClient(transport=transport, base_url="http://yika") as http:
            yield Gate(http, transport, now, cards.number_of(holder.region, card.card_id))


def counter(gate: Gate, code: str) -> AsyncClient:
    """The program of an institution, which signs."""
    station = Station(code=code, region=999900, name="演示", now=lambda: gate.now)
    return AsyncClient(
        gate.http, Sending(station=station, signing=Csb(access_key="AK_TEST", secret="SK_TEST"))
    )


def naive(gate: Gate) -> datetime:
    """The time as messages tell it."""
    return gate.now.astimezone(BEIJING).replace(tzinfo=None, microsecond=0)


def bill(base: t1101.OutBaseinfo, gate: Gate, total: str) -> t2102.InDruginfo:
    return t2102.InDruginfo(
        psn_no=base.psn_no,
        mdtrt_cert_type="03",
        mdtrt_cert_no=gate.card,
        card_sn="1",
        psn_cert_type="01",
        certno=base.certno,
        psn_type="11",
        psn_name=base.psn_name,
        begntime=naive(gate),
        medfee_sumamt=Decimal(total),
        insutype="310",
        acct_used_flag="1",
        med_type="41",
    )


def line(number: int, at: datetime) -> t2102.InDrugdetail:
    return t2102.InDrugdetail(
        feedetl_sn=str(number),
        rx_circ_flag="0",
        fee_ocur_time=at,
        med_list_codg=DRUG,
        medins_list_codg="own",
        det_item_fee_sumamt=Decimal("24.60"),
        cnt=Decimal(2),
        pric=Decimal("12.30"),
    )


async def test_sign_in_and_ask_who_somebody_is(
    gate: Gate,
) -> None:
    till = counter(gate, PHARMACY)
    signed_in = await till.sign_in()
    assert till.sending.station.sign_no == signed_in.output.signinoutb.sign_no
    found = (await till.person(WORKING)).output
    assert found.baseinfo.certno == WORKING
    assert found.insuinfo


async def test_buy_and_take_back(gate: Gate) -> None:
    till, at = counter(gate, PHARMACY), naive(gate)
    base = (await till.person(WORKING)).output.baseinfo
    bought = await till.buy(bill(base, gate, "49.20"), [line(1, at), line(2, at)])
    paid = bought.output.setlinfo
    assert paid.medfee_sumamt == Decimal("49.20")
    assert paid.psn_part_amt == paid.acct_pay + paid.psn_cash_pay
    assert len(bought.output.detlcutinfo) == 2
    back = await till.take_back(paid.setl_id, paid.mdtrt_id, base.psn_no)
    assert back.output.setlinfo.medfee_sumamt == -paid.medfee_sumamt
    with pytest.raises(Rejected):
        await till.take_back(paid.setl_id, paid.mdtrt_id, base.psn_no)


async def test_the_same_message_again_gets_the_same_reply(
    gate: Gate,
) -> None:
    till, at = counter(gate, PHARMACY), naive(gate)
    base = (await till.person(WORKING)).output.baseinfo
    ask = asks.buy(bill(base, gate, "24.60"), [line(1, at)])
    message = till.sending.station.message(ask)
    assert await till.send(ask, message) == await till.send(ask, message)


class Losing(httpx.ASGITransport):
    """A way to the server on which what it says to the next transaction `of` is lost."""

    of = ""
    lost = b""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        reply = await super().handle_async_request(request)
        if self.of and f'"infno":"{self.of}"'.encode() in request.content:
            self.of, self.lost = "", await reply.aread()
            raise httpx.ReadTimeout("lost", request=request)
        return reply


async def test_after_a_lost_reply_the_same_id_gets_the_first_answer(gate: Gate) -> None:
    till, at = counter(gate, PHARMACY), naive(gate)
    base, before = await shown(till)
    given = bill(base, gate, "24.60"), [line(1, at)]
    gate.way.of = "2102"
    with pytest.raises(NoAnswer) as caught:
        await till.buy(*given)
    assert isinstance(caught.value.__cause__, httpx.ReadTimeout)
    again = await till.buy(*given, msgid=caught.value.msgid)
    first = msgspec.json.decode(gate.way.lost)["output"]["setlinfo"]
    assert again.output.setlinfo.setl_id == first["setl_id"]
    assert again.msgid == caught.value.msgid
    assert (await shown(till))[1] == before - again.output.setlinfo.acct_pay < before


async def test_what_was_lost_is_reversed_by_what_the_exception_carries(gate: Gate) -> None:
    till, at = counter(gate, PHARMACY), naive(gate)
    base, before = await shown(till)
    given = bill(base, gate, "24.60"), [line(1, at)]
    gate.way.of = "2102"
    with pytest.raises(NoAnswer) as caught:
        await till.buy(*given)
    assert (await shown(till))[1] < before, "it was done"
    await till.reverse(base.psn_no, caught.value.msgid, caught.value.infno)
    assert (await shown(till))[1] == before
    with pytest.raises(Rejected, match="冲正"):
        await till.buy(*given, msgid=caught.value.msgid)


async def shown(till: AsyncClient, number: str = WORKING) -> tuple[t1101.OutBaseinfo, Decimal]:
    """Who somebody is, and what is in their account."""
    found = (await till.person(number)).output
    return found.baseinfo, found.insuinfo[0].balc


async def test_why_the_fund_does_not_pay_is_told_beside_the_output(gate: Gate) -> None:
    till, at = counter(gate, "P99990000002"), naive(gate)
    base, _ = await shown(till, BY_KEY["own-arrears-1"].id_number)
    card = {"mdtrt_cert_type": "02", "mdtrt_cert_no": base.certno, "card_sn": None}
    given = msgspec.structs.replace(bill(base, gate, "24.60"), **card)
    bought = await till.buy(given, [line(1, at)])
    assert bought.output.setlinfo.fund_pay_sumamt == 0
    assert bought.yika["stopped"] == {"claim": ["arrears_own"]}
    assert "基金" in bought.warning


async def test_an_outpatient_visit(gate: Gate) -> None:
    desk, at = counter(gate, HOSPITAL), naive(gate)
    await desk.sign_in()
    base = (await desk.person(WORKING)).output.baseinfo
    visit = await desk.register(registration(base, at))
    mdtrt_id = visit.output.data.mdtrt_id
    await desk.diagnose(*diagnosis(mdtrt_id, base.psn_no, at))
    sent = await desk.upload([fee(mdtrt_id, base.psn_no, at)])
    assert [row.inscp_scp_amt for row in sent.output.result] == [Decimal("24.60")]
    common: dict[str, Any] = {
        "psn_no": base.psn_no,
        "mdtrt_cert_type": "02",
        "mdtrt_cert_no": base.certno,
        "med_type": "11",
        "medfee_sumamt": Decimal("24.60"),
        "psn_setlway": "01",
        "mdtrt_id": mdtrt_id,
        "chrg_bchno": "B1",
        "acct_used_flag": "1",
        "insutype": "310",
    }
    trial = (await desk.trial(t2206.InFields(**common))).output.setlinfo
    settled = (await desk.settle(t2207.InFields(**common))).output.setlinfo
    assert settled.fund_pay_sumamt == trial.fund_pay_sumamt
    with pytest.raises(Rejected):
        await desk.unregister(mdtrt_id, base.psn_no, "OP1")
    gone = await desk.cancel(settled.setl_id, mdtrt_id, base.psn_no)
    assert gone.output.setlinfo.medfee_sumamt == -settled.medfee_sumamt
    await desk.delete(mdtrt_id, base.psn_no)
    await desk.unregister(mdtrt_id, base.psn_no, "OP1")
    await desk.sign_out()
    assert desk.sending.station.sign_no is None


def registration(base: t1101.OutBaseinfo, at: datetime) -> t2201.InFields:
    return t2201.InFields(
        psn_no=base.psn_no,
        insutype="310",
        begntime=at,
        mdtrt_cert_type="02",
        mdtrt_cert_no=base.certno,
        ipt_otp_no="OP1",
        dept_code="0301",
        dept_name="呼吸内科",
        caty="A03",
    )


def diagnosis(
    mdtrt_id: str, psn_no: str, at: datetime
) -> tuple[t2203a.InMdtrtinfo, list[t2203a.InDiseinfo]]:
    visit = t2203a.InMdtrtinfo(mdtrt_id=mdtrt_id, psn_no=psn_no, med_type="11", begntime=at)
    found = t2203a.InDiseinfo(
        diag_type="1",
        diag_srt_no=1,
        diag_code="J06.900",
        diag_name="急性上呼吸道感染",
        diag_dept="0301",
        dise_dor_no="D1",
        dise_dor_name="王医生",
        diag_time=at,
        vali_flag="1",
    )
    return visit, [found]


def fee(mdtrt_id: str, psn_no: str, at: datetime) -> t2204.InFeedetail:
    return t2204.InFeedetail(
        feedetl_sn="1",
        mdtrt_id=mdtrt_id,
        psn_no=psn_no,
        chrg_bchno="B1",
        rx_circ_flag="0",
        fee_ocur_time=at,
        med_list_codg=DRUG,
        medins_list_codg="own",
        det_item_fee_sumamt=Decimal("24.60"),
        cnt=Decimal(2),
        pric=Decimal("12.30"),
        bilg_dept_codg="0301",
        bilg_dept_name="呼吸内科",
        bilg_dr_codg="D1",
        bilg_dr_name="王医生",
        hosp_appr_flag="0",
    )
