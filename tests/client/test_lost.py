"""Lost replies: whatever fails on the way is `NoAnswer` with the id to repeat or reverse under."""

import asyncio
from collections.abc import Callable
from datetime import datetime

import httpx
import msgspec
import pytest

from tests.client.test_calls import NOON, client, gateway, reply, sending
from tests.interface.messages import LINE, PURCHASE
from yika.client.asking import NoAnswer, Rejected
from yika.client.calls import AsyncClient, Client
from yika.interface.records import t2102, t2601

BILL = msgspec.convert(PURCHASE, t2102.InDruginfo, strict=False)
LINES = [msgspec.convert(LINE, t2102.InDrugdetail, strict=False)]
GIVEN: dict[str, tuple[object, ...]] = {
    "sign_in": (),
    "sign_out": (),
    "person": ("1",),
    "buy": (BILL, LINES),
    "take_back": ("1", "2", "3"),
    "register": (BILL,),
    "unregister": ("1", "2", "3"),
    "diagnose": (BILL, LINES),
    "upload": (LINES,),
    "delete": ("1", "2"),
    "trial": (BILL,),
    "settle": (BILL,),
    "cancel": ("1", "2", "3"),
}
NAME = "李晓明"  # Of a person, in a reply of which half came.
HALF = f'{{"infcode":0,"output":{{"baseinfo":{{"psn_name":"{NAME}"'.encode()
Answering = Callable[[httpx.Request], httpx.Response]


def both(answer: Answering) -> tuple[Client, AsyncClient]:
    transport = httpx.MockTransport(answer)
    return client(answer), AsyncClient(
        httpx.AsyncClient(base_url="http://gateway", transport=transport), sending()
    )


@pytest.mark.parametrize(
    "failure", [httpx.ConnectError, httpx.ReadTimeout, httpx.RemoteProtocolError, httpx.ReadError]
)
async def test_a_failure_on_the_way_tells_the_id(failure: type[httpx.TransportError]) -> None:
    def fail(request: httpx.Request) -> httpx.Response:
        raise failure(NAME, request=request)

    waiting, beside = both(fail)
    with pytest.raises(NoAnswer) as first:
        waiting.buy(BILL, LINES)
    with pytest.raises(NoAnswer) as second:
        await beside.buy(BILL, LINES)
    for caught in (first.value, second.value):
        assert (caught.infno, caught.msgid) == ("2102", "P99990000001202611221200000000")
        assert (caught.status, caught.text) == (None, "")
        assert isinstance(caught.__cause__, failure)
        assert failure.__name__ in str(caught)
        assert NAME not in str(caught)


@pytest.mark.parametrize("sent", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n" + HALF])
async def test_a_server_that_hangs_up_is_no_answer(sent: bytes) -> None:
    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(sent)
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(hang_up, "127.0.0.1", 0) as server:
        port: int = server.sockets[0].getsockname()[1]
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as http:
            with pytest.raises(NoAnswer) as caught:
                await AsyncClient(http, sending()).buy(BILL, LINES, msgid="M1")
    assert (caught.value.infno, caught.value.msgid) == ("2102", "M1")
    assert isinstance(caught.value.__cause__, httpx.TransportError)


@pytest.mark.parametrize(
    ("status", "kind", "body"),
    [
        (200, "application/json", HALF),
        (200, "application/json", reply(output={"baseinfo": {"psn_name": NAME}})),
        (200, "application/json", reply()),
        (502, "text/html", f"<html>{NAME}</html>".encode()),
        (503, "text/plain", b""),
        (500, "application/octet-stream", NAME.encode()),
        (500, "application/json", f'{{"message":"{NAME}"}}'.encode()),
    ],
)
def test_what_is_no_whole_reply_keeps_the_person_out_of_its_words(
    status: int, kind: str, body: bytes
) -> None:
    def answer(_: httpx.Request) -> httpx.Response:
        return httpx.Response(status, content=body, headers={"content-type": kind})

    with pytest.raises(NoAnswer) as caught:
        client(answer).person("1", msgid="M1")
    lost = caught.value
    assert (lost.infno, lost.msgid, lost.status, lost.text) == ("1101", "M1", status, body.decode())
    assert NAME not in f"{lost}{lost.__cause__}"


def test_a_gateway_that_did_not_read_is_told_in_its_own_words() -> None:
    body = '{"code":401,"message":"签名不一致!"}'.encode()
    with pytest.raises(NoAnswer, match="HTTP 401 签名不一致!"):
        client(lambda _: httpx.Response(401, content=body)).person("1")


async def test_the_same_is_called_again_under_its_id_or_reversed() -> None:
    answer, seen = gateway({"2601": reply(), "2102": reply(infcode=-1, err_msg="不行")})
    waiting, beside = both(answer)
    with pytest.raises(Rejected) as caught:
        waiting.buy(BILL, LINES, msgid="M1")
    assert caught.value.msgid == "M1"
    with pytest.raises(Rejected):
        await beside.buy(BILL, LINES, msgid="M1")
    waiting.reverse("1", "M1", "2102", own_msgid="R1")
    await beside.reverse("1", "M1", "2102", own_msgid="R2")
    told = [(envelope.infno, envelope.msgid) for envelope, _, _ in seen]
    assert told == [("2102", "M1"), ("2102", "M1"), ("2601", "R1"), ("2601", "R2")]
    undone = t2601.InFields(psn_no="1", omsgid="M1", oinfno="2102")
    assert seen[-1][1] == seen[-2][1] == t2601.Input(data=undone)


@pytest.mark.parametrize(("name", "given"), GIVEN.items())
async def test_whatever_is_asked_may_be_asked_under_an_id(
    name: str, given: tuple[object, ...]
) -> None:
    def fail(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadTimeout("", request=request)

    waiting, beside = both(fail)
    with pytest.raises(NoAnswer) as first:
        getattr(waiting, name)(*given, msgid="M1")
    with pytest.raises(NoAnswer) as second:
        await getattr(beside, name)(*given, msgid="M1")
    assert (first.value.msgid, second.value.msgid) == ("M1", "M1")
    assert first.value.infno == second.value.infno


def test_an_id_is_made_before_anything_is_sent() -> None:
    station = sending().station
    made = station.new_msgid()
    assert made == f"P99990000001{datetime.strftime(NOON, '%Y%m%d%H%M%S')}0000"
    assert station.new_msgid() != made


async def test_what_is_said_beside_the_output_comes_with_it() -> None:
    said = {"stopped": {"claim": ["arrears_own"]}, "unknown": ["x"]}
    answer, _ = gateway({"2205": reply(warn_msg="基金未支付", yika=said), "2202": reply()})
    waiting, beside = both(answer)
    for told in (
        waiting.delete("1", "2", msgid="M1"),
        await beside.delete("1", "2", msgid="M1"),
    ):
        assert (told.output, told.warning, told.yika, told.msgid) == (
            None,
            "基金未支付",
            said,
            "M1",
        )
    silent = waiting.unregister("1", "2", "3")
    assert (silent.warning, silent.yika) == ("", {})
