"""Both clients, against a gateway of ten lines that reads and writes as the real one does."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from itertools import count

import httpx
import msgspec
import pytest

from tests.interface.messages import LINE, PURCHASE
from yika.client import asks
from yika.client.asking import Answer, NoAnswer, Rejected, Station
from yika.client.calls import AsyncClient, Client, Sending
from yika.client.signing import Csb
from yika.ground.days import BEIJING
from yika.interface.envelope import Envelope, Reply
from yika.interface.parsing import input_of, read
from yika.interface.records import t1101, t2102, t2302, t9001, t9102
from yika.interface.writing import write

NOON = datetime(2026, 11, 22, 12, tzinfo=BEIJING)
BASE = t1101.OutBaseinfo(
    psn_no="1", psn_cert_type="01", certno="2", psn_name="李晓明", gend="1", age=Decimal("38.5")
)
SIGNED_IN = t9001.Output(
    signinoutb=t9001.OutSigninoutb(sign_time="2026-11-22 12:00:00", sign_no="S1")
)
Given = tuple[Envelope, msgspec.Struct, httpx.Request]


def reply(output: object = None, **members: object) -> bytes:
    return write(
        msgspec.structs.replace(
            Reply(inf_refmsgid="1" * 30, refmsg_time="1" * 17, respond_time="1" * 17),
            output=output,
            **members,
        )
    )


def gateway(
    outputs: dict[str, bytes],
) -> tuple[Callable[[httpx.Request], httpx.Response], list[Given]]:
    seen: list[Given] = []

    def answer(request: httpx.Request) -> httpx.Response:
        envelope = read(request.content)
        seen.append((envelope, input_of(envelope), request))
        return httpx.Response(200, content=outputs[envelope.infno])

    return answer, seen


def sending() -> Sending:
    station = Station(
        code="P99990000001", region=999900, name="演示药店", now=lambda: NOON, numbers=count()
    )
    return Sending(station=station, signing=Csb(access_key="AK", secret="SK"))


def client(answer: Callable[[httpx.Request], httpx.Response]) -> Client:
    http = httpx.Client(base_url="http://gateway", transport=httpx.MockTransport(answer))
    return Client(http, sending())


def test_what_is_asked_arrives_and_what_is_answered_comes_back() -> None:
    person = t1101.Output(baseinfo=BASE, insuinfo=[], idetinfo=[])
    answer, seen = gateway({"9001": reply(SIGNED_IN), "1101": reply(person)})
    counter = client(answer)
    counter.sign_in()
    assert counter.person("999900198805120150").output == person
    envelope, given, request = seen[1]
    assert (envelope.sign_no, envelope.infno) == ("S1", "1101")
    assert envelope.msgid == "P99990000001202611221200000001"
    assert envelope.inf_time == NOON.replace(tzinfo=None)
    assert given == t1101.Input(
        data=t1101.InFields(mdtrt_cert_type="02", mdtrt_cert_no="999900198805120150")
    )
    assert request.url.path == "/fsi/api/rsfComIfsService/callService"
    assert request.headers["_api_name"] == "1101"


def test_a_program_begins_its_numbers_anywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    def last(most: int) -> int:
        return most - 1

    monkeypatch.setattr("secrets.randbelow", last)
    station = Station(code="P99990000001", region=999900, now=lambda: NOON)
    ask = asks.reverse("1", "M1", "2102")
    assert [station.message(ask).msgid[-4:] for _ in range(2)] == ["9999", "0000"]


def test_any_transaction_may_be_called() -> None:
    answer, seen = gateway({"2302": reply()})
    given = t2302.Input(data=[t2302.InFields(feedetl_sn="0000", mdtrt_id="1", psn_no="2")])
    assert client(answer).call("2302", given, "M1") == Answer(output=None, msgid="M1")
    assert (seen[0][0].msgid, seen[0][1]) == ("M1", given)


def test_a_refusal_is_raised_with_what_yika_says() -> None:
    body = reply(infcode=-1, err_msg="卡已挂失", yika={"code": "card_lost"})
    answer, _ = gateway({"2102": body})
    bill = msgspec.convert(PURCHASE, t2102.InDruginfo, strict=False)
    line = msgspec.convert(LINE, t2102.InDrugdetail, strict=False)
    with pytest.raises(Rejected, match="卡已挂失") as caught:
        client(answer).buy(bill, [line])
    assert (caught.value.code, caught.value.yika) == (-1, {"code": "card_lost"})


@pytest.mark.parametrize("body", [b"", b"<html>", b'{"code":401,"message":"x"}', b"\xff"])
def test_what_is_no_reply_is_told_as_such(body: bytes) -> None:
    with pytest.raises(NoAnswer) as caught:
        client(lambda _: httpx.Response(401, content=body)).person("1")
    assert caught.value.status == 401


def test_a_message_is_sent_again_as_it_was() -> None:
    answer, seen = gateway({"2601": reply()})
    counter = client(answer)
    ask = asks.reverse("1", "M1", "2102")
    message = counter.sending.station.message(ask)
    counter.send(ask, message)
    counter.send(ask, message)
    assert seen[0][2].content == seen[1][2].content


def test_a_file_comes_as_its_bytes() -> None:
    kind = {"content-type": "application/octet-stream"}
    given = t9102.InFsdownloadin(file_qury_no="1", filename="a.zip", fixmedins_code="P1")
    counter = client(lambda _: httpx.Response(200, content=b"PK", headers=kind))
    assert counter.call("9102", t9102.Input(fs_download_in=given)).output == b"PK"


def test_nulls_of_other_platforms_are_taken_for_nothing() -> None:
    body = reply(t1101.Output(baseinfo=BASE, insuinfo=[], idetinfo=[]))
    nulled = body.replace(b'"gend"', b'"naty":null,"gend"')
    answer, _ = gateway({"1101": nulled})
    assert client(answer).person("1").output.baseinfo == BASE


async def test_the_other_client_says_the_same_to_several_at_once() -> None:
    person = t1101.Output(baseinfo=BASE, insuinfo=[], idetinfo=[])
    answer, seen = gateway({"9001": reply(SIGNED_IN), "1101": reply(person)})
    transport = httpx.MockTransport(answer)
    async with httpx.AsyncClient(base_url="http://gateway", transport=transport) as http:
        counter = AsyncClient(http, sending())
        await counter.sign_in()
        found = await asyncio.gather(*(counter.person(str(n)) for n in range(1, 5)))
    assert [answer.output for answer in found] == [person] * 4
    assert len({envelope.msgid for envelope, _, _ in seen}) == 5
