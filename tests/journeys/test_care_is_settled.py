"""Care from beginning to end over HTTP with our own client: settled, taken back, replies lost."""

from decimal import Decimal

import httpx
import pytest

from tests.journeys.counter import HOSPITAL, PHARMACY, PRICE, at
from yika.client import asks
from yika.client.asking import Ask, Rejected
from yika.client.calls import AsyncClient
from yika.interface.records import t2206, t2302, t2305, t2404, t2405, t5203

CASH = Decimal("0.00")


async def test_a_purchase_is_settled_and_taken_back(web: httpx.AsyncClient) -> None:
    counter = await at(web, PHARMACY, "healthy")
    before = await counter.balance()
    paid = (await counter.till.ask(counter.purchase())).output.setlinfo
    assert (paid.medfee_sumamt, paid.acct_pay, paid.psn_cash_pay) == (PRICE * 2, PRICE * 2, CASH)
    assert await counter.balance() == before - PRICE * 2
    back = await counter.till.take_back(paid.setl_id, paid.mdtrt_id, counter.psn_no)
    assert back.output.setlinfo.acct_pay == -paid.acct_pay
    assert await counter.balance() == before


async def test_a_lost_reply_is_asked_for_again_looked_up_or_reversed(
    web: httpx.AsyncClient,
) -> None:
    counter = await at(web, PHARMACY, "healthy")
    before = await counter.balance()
    ask = counter.purchase()
    message = counter.till.sending.station.message(ask)
    lost = await counter.till.send(ask, message)
    again = await counter.till.send(ask, message)
    assert again == lost
    assert await counter.balance() == before - PRICE * 2, "settled once"
    paid = lost.output.setlinfo
    asked = t5203.InFields(psn_no=counter.psn_no, setl_id=paid.setl_id, mdtrt_id=paid.mdtrt_id)
    found = await counter.till.ask(Ask("5203", t5203.Input(data=asked), t5203.Output))
    assert found.output.setlinfo.acct_pay == paid.acct_pay
    await counter.till.reverse(counter.psn_no, message.msgid, "2102")
    assert await counter.balance() == before
    with pytest.raises(Rejected, match="冲正"):
        await counter.till.send(ask, message)
    never = counter.till.sending.station.message(counter.purchase())
    await counter.till.reverse(counter.psn_no, never.msgid, "2102")
    with pytest.raises(Rejected):
        await counter.till.send(ask, never)
    assert await counter.balance() == before


async def test_an_outpatient_visit_is_settled_and_undone_in_reverse(
    web: httpx.AsyncClient,
) -> None:
    counter = await at(web, HOSPITAL, "healthy")
    before = await counter.balance()
    visit = await counter.visit()
    await counter.upload(visit, 40)
    tried = await counter.till.trial(t2206.InFields(**counter.visit_bill(visit, 40)))
    paid = await counter.settle(visit, 40)
    assert paid.medfee_sumamt == PRICE * 40
    assert paid.fund_pay_sumamt == tried.output.setlinfo.fund_pay_sumamt > 0
    assert paid.medfee_sumamt == paid.fund_pay_sumamt + paid.acct_pay + paid.psn_cash_pay
    gone = asks.unregister(visit, counter.psn_no, "OP1")
    with pytest.raises(Rejected):
        await counter.till.ask(gone)
    await counter.till.cancel(paid.setl_id, visit, counter.psn_no)
    assert await counter.balance() == before
    with pytest.raises(Rejected):
        await counter.till.ask(gone)
    await counter.till.delete(visit, counter.psn_no)
    await counter.till.ask(gone)
    with pytest.raises(Rejected):
        await counter.upload(visit, 1)


async def test_a_stay_is_settled_in_the_interim_and_at_the_end_and_undone(
    web: httpx.AsyncClient,
) -> None:
    counter = await at(web, HOSPITAL, "healthy")
    stay = await counter.admit()
    assert await counter.admit() == stay, "the same number is the same stay"
    with pytest.raises(Rejected):
        await counter.admit("Z2")
    await counter.charge(stay, 1, 100)
    first = await counter.settle_stay(stay, 100, interim=True)
    assert (first.act_pay_dedc or CASH) > 0
    await counter.charge(stay, 2, 50)
    with pytest.raises(Rejected):
        await counter.settle_stay(stay, 50, interim=False)
    await counter.discharge(stay)
    last = await counter.settle_stay(stay, 50, interim=False)
    assert last.medfee_sumamt == PRICE * 50
    assert (last.act_pay_dedc or CASH) == 0, "one deductible a stay"
    with pytest.raises(Rejected):
        await _cancel(counter.till, first.setl_id, stay, counter.psn_no)
    for settled in (last, first):
        await _cancel(counter.till, settled.setl_id, stay, counter.psn_no)
    about = {"mdtrt_id": stay, "psn_no": counter.psn_no}
    await counter.till.ask(Ask[None]("2405", t2405.Input(data=t2405.InFields(**about))))
    lines = [t2302.InFields(feedetl_sn="0000", **about)]
    await counter.till.ask(Ask[None]("2302", t2302.Input(data=lines)))
    await counter.till.ask(Ask[None]("2404", t2404.Input(data=t2404.InFields(**about))))
    assert await counter.admit("Z2") != stay


async def _cancel(till: AsyncClient, setl_id: str, stay: str, psn_no: str) -> None:
    given = t2305.InFields(mdtrt_id=stay, setl_id=setl_id, psn_no=psn_no)
    await till.ask(Ask("2305", t2305.Input(data=given), t2305.Output))
