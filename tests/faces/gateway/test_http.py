"""Over a real server: headers, sizes, signatures, repeats, what is no message at all."""

import asyncio
import time
from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Any

import httpx
import msgspec
import pytest

from tests.faces.gateway.notes import (
    HOSPITAL,
    INSISTS,
    ONE,
    a_message,
    a_reversal,
    a_sign_in,
    ca,
    csb,
    tif,
    written,
)
from yika.demo.places import AGENCY, START
from yika.house import House
from yika.institutions import service as institutions
from yika.store import clock
from yika.store.db import Database

TEN = {
    *("infcode", "inf_refmsgid", "refmsg_time", "respond_time", "err_msg", "output"),
    *("warn_msg", "cainfo", "signtype", "enctype"),
}


async def posted(
    web: httpx.AsyncClient,
    message: dict[str, Any] | bytes,
    path: str = ONE,
    signed: Mapping[str, str] = MappingProxyType({}),
    status: int = 200,
) -> Any:
    """The reply to a message."""
    body = message if isinstance(message, bytes) else written(message)
    sent = {"content-type": "application/json", **signed}
    reply = await web.post(path, content=body, headers=sent)
    assert reply.status_code == status, reply.text
    return reply.json()


def codes(reply: Any) -> list[str]:
    """The codes of a refusal, and that it has the interface's form."""
    assert reply.keys() >= TEN
    assert reply["infcode"] == -1
    assert 0 < len(reply["err_msg"]) <= 200
    return [reason["code"] for reason in reply["yika"]["reasons"]]


@pytest.mark.parametrize(
    "path",
    [
        ONE,
        f"{ONE}/9001",
        "/power-csb/powercsb/9001",
        "/ebus/app/hsa/hgs/9001",
        "/ebus/app/poc/hsa/hgs/9001",
        "/ebus/app/poc-hsa-hgs-9001",
        "/ebus/app/fsi/api/signInSignOutService/signIn",
        f"/some//gateway{ONE}",
        "/fsi/api/signInSignOutService/signIn",
        "/CSB",
        "/uif-hsaf-med-api/api/medical/service",
    ],
)
async def test_every_address_in_use_is_answered(web: httpx.AsyncClient, path: str):
    reply = await posted(web, a_sign_in(), path)
    assert reply.keys() == TEN
    assert reply["infcode"] == 0
    assert reply["inf_refmsgid"].startswith("999900")
    assert len(reply["inf_refmsgid"]) == 30
    assert len(reply["refmsg_time"]) == len(reply["respond_time"]) == 17
    assert set(reply["output"]["signinoutb"]) == {"sign_time", "sign_no"}


async def test_an_address_of_another_transaction_is_refused(web: httpx.AsyncClient):
    reply = await posted(web, a_sign_in(), f"{ONE}/1101")
    assert codes(reply) == ["address_differs"]
    reply = await posted(web, a_sign_in(), ONE, signed=csb("api_1101"))
    assert codes(reply) == ["address_differs"]


@pytest.mark.parametrize("kind", ["application/json", "text/plain; charset=utf-8", "x/y", ""])
async def test_the_body_is_read_whatever_its_type_says(web: httpx.AsyncClient, kind: str):
    assert (await posted(web, a_sign_in(), signed={"content-type": kind}))["infcode"] == 0


async def test_a_code_that_fills_its_field_is_the_institutions(web: httpx.AsyncClient):
    reply = await posted(web, a_sign_in(fixmedins_code=f"{HOSPITAL}    "))
    assert reply["infcode"] == 0


async def test_names_with_an_underscore_reach_us_through_the_server(web: httpx.AsyncClient):
    message = a_sign_in(fixmedins_code=INSISTS)
    assert (await posted(web, message, signed=csb("9001")))["infcode"] == 0
    for named in ("api_9001", "hsa"):
        again = a_sign_in(fixmedins_code=INSISTS)
        assert (await posted(web, again, signed=csb(named)))["infcode"] == 0


@pytest.mark.parametrize(
    ("headers", "told"),
    [
        ({}, "缺少服务网关的请求头!"),
        (csb("9001", at=time.time() - 2000), "签名时间戳超时!"),
        (
            {**csb("9001"), "_api_timestamp": "abc"},
            (
                "签名时间戳不对：_api_timestamp 应为1970年1月1日(UTC)以来的数字，"
                "单位 ms(ms 毫秒、s 秒)。"
            ),
        ),
        (csb("9001", _api_access_key="ANOTHER"), "非法用户!"),
        ({**csb("9001"), "_api_signature": "AAAA"}, "签名不一致!"),
    ],
)
async def test_a_wrong_signature_is_refused_as_gateways_do(
    web: httpx.AsyncClient, headers: dict[str, str], told: str
):
    message = a_sign_in(fixmedins_code=INSISTS)
    reply = await posted(web, message, status=401, signed=headers)
    assert (reply["code"], reply["message"]) == (401, told)
    assert reply["yika"]["en"]


async def test_all_ways_of_signing_pass(web: httpx.AsyncClient):
    message = a_sign_in()
    for headers in (csb("9001"), tif("n"), ca(written(message)), {"apikey": "APIKEY_TEST"}):
        assert (await posted(web, message, signed=headers))["infcode"] == 0
    wrong = await posted(web, message, status=401, signed={"apikey": "guess"})
    assert wrong["message"] == "非法用户!"


async def test_outside_the_sandbox_nothing_unsigned_passes(web: httpx.AsyncClient, house: House):
    object.__setattr__(house.config, "sandbox", False)
    reply = await posted(web, a_sign_in(), status=401)
    assert reply["message"] == "缺少服务网关的请求头!"


async def test_a_repeat_with_the_same_signature_is_answered(web: httpx.AsyncClient):
    message = a_reversal("2102", "never-came", "9999000000000017", fixmedins_code=INSISTS)
    headers = csb("2601")
    first = await posted(web, message, signed=headers)
    assert first["infcode"] == 0
    for _ in range(3):
        assert await posted(web, message, signed=headers) == first


async def test_a_copied_signature_or_nonce_is_refused(web: httpx.AsyncClient):
    for headers in (csb("9001"), tif("once")):
        assert (await posted(web, a_sign_in(), signed=headers))["infcode"] == 0
        assert codes(await posted(web, a_sign_in(), signed=headers)) == ["signature_reused"]


async def test_one_number_for_two_transactions_is_two_messages(web: httpx.AsyncClient):
    first = a_sign_in()
    other = a_reversal("2102", "x", "9999000000000017", msgid=first["msgid"])
    assert (await posted(web, first))["infcode"] == 0
    assert (await posted(web, other))["infcode"] == 0


async def test_a_repeat_gets_the_stored_reply_and_other_content_the_fields(
    web: httpx.AsyncClient,
):
    message = a_reversal("2102", "lost-1", "9999000000000017")
    first = await posted(web, message)
    later = {**message, "inf_time": "2026-03-16 09:00:07", "sign_no": "77", "cainfo": "x"}
    assert await posted(web, later) == first
    data = {**message["input"]["data"], "omsgid": "lost-2"}
    changed = {**message, "opter": "1", "input": {"data": data}}
    reply = await posted(web, changed)
    assert codes(reply) == ["message_reused"]
    assert reply["yika"]["reasons"][0]["facts"]["fields"] == ["opter", "data.omsgid"]


async def test_only_what_the_place_lists_can_be_reversed(web: httpx.AsyncClient):
    reply = await posted(web, a_reversal("1101", "m", "9999000000000017"))
    assert codes(reply) == ["not_reversible"]
    assert reply["yika"]["reasons"][0]["facts"]["reversible"][0] == "2102"


async def test_sign_in_is_one_a_day_and_operator(web: httpx.AsyncClient):
    numbers = {  # the same on every terminal
        (await posted(web, a_sign_in()))["output"]["signinoutb"]["sign_no"] for _ in range(3)
    }
    assert len(numbers) == 1
    given = {"signOut": {"sign_no": numbers.pop(), "opter_no": "999999"}}
    reply = await posted(web, a_message("9002", given))
    assert reply["output"]["signoutoutb"]["sign_time"] == "2026-03-16 09:00:00"


async def test_where_a_sign_in_is_asked_for_others_are_refused(
    web: httpx.AsyncClient, database: Database
):
    async with database.transaction() as conn:
        place = await institutions.by_code(conn, "H99990000002")
        stricter = msgspec.structs.replace(place.settings, sign_in_first=True)
        await institutions.set_settings(conn, AGENCY, place, stricter, START)
    code = {"fixmedins_code": "H99990000002"}
    reversal = a_reversal("2102", "y", "9999000000000017", **code)
    assert codes(await posted(web, reversal)) == ["not_signed_in_today"]
    number = (await posted(web, a_sign_in(**code)))["output"]["signinoutb"]["sign_no"]
    reversal = a_reversal("2102", "y", "9999000000000017", sign_no=number, **code)
    assert (await posted(web, reversal))["infcode"] == 0


@pytest.mark.parametrize(
    "body", [b"", b"{", b"null", b"[]", b"\xff\xfe", b"[" * 100_000, b'{"infno":"1101"}']
)
async def test_what_is_no_message_is_refused_in_the_interfaces_form(
    web: httpx.AsyncClient, body: bytes
):
    assert codes(await posted(web, body)) == ["bad_message"]


async def test_unknown_institutions_and_transactions_are_told(web: httpx.AsyncClient):
    assert codes(await posted(web, a_sign_in(fixmedins_code="H00000000000"))) == [
        "no_such_institution"
    ]
    assert codes(await posted(web, a_message("8888", {}))) == ["unknown_transaction"]


async def test_large_bodies_pass_and_too_large_ones_do_not(web: httpx.AsyncClient):
    content = "QUJD" * 100_000
    given = {"fsUploadIn": {"in": content, "filename": "a.zip", "fixmedins_code": HOSPITAL}}
    reply = await posted(web, a_message("9101", given))
    assert reply["infcode"] in (0, -1)
    assert reply.keys() >= TEN
    reply = await posted(web, b"x" * (32 * 1024 * 1024 + 1), status=413)
    assert reply["code"] == 413


async def test_only_post_is_taken_and_keys_are_published(web: httpx.AsyncClient):
    reply = await web.get(ONE)
    assert (reply.status_code, reply.json()["code"]) == (405, 405)
    keys = (await web.get("/fsi/api/keys")).json()
    assert len(keys["sm2"]) == 130
    assert keys["rsa"].startswith("-----BEGIN PUBLIC KEY-----")


async def test_a_sender_that_waits_to_be_told_to_go_on_is_told(port: int):
    body = written(a_sign_in())
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    head = f"POST {ONE} HTTP/1.1\r\nHost: y\r\nContent-Length: {len(body)}\r\n"
    writer.write(f"{head}Expect: 100-continue\r\nConnection: close\r\n\r\n".encode())
    await writer.drain()
    line = await asyncio.wait_for(reader.readline(), 5)
    assert line == b"HTTP/1.1 100 Continue\r\n"
    writer.write(body)
    await writer.drain()
    assert b'"infcode":0' in await asyncio.wait_for(reader.read(), 5)
    writer.close()


async def test_the_last_messages_are_kept_masked(web: httpx.AsyncClient, house: House):
    await posted(web, a_sign_in(fixmedins_name="演示医院"))
    given = {"data": {"psn_no": "1", "omsgid": "1", "oinfno": "1101"}}
    await posted(web, a_message("2601", given, cainfo="secret"))
    refused, passed = house.lately.of(HOSPITAL)
    assert (refused.infno, refused.refused_by) == ("2601", ("not_reversible",))
    assert (passed.infno, passed.refused_by) == ("9001", ())
    assert refused.told
    request: Any = refused.shown()[0]
    assert request["cainfo"] == "***"
    object.__setattr__(house.config, "sandbox", False)
    await posted(web, a_sign_in(), status=401)  # Nobody could see it, so nothing is kept.
    assert house.lately.of(HOSPITAL) == (refused, passed)


async def test_the_domain_clock_moves_sign_ins_to_another_day(
    web: httpx.AsyncClient, database: Database, house: House
):
    first = (await posted(web, a_sign_in()))["output"]["signinoutb"]["sign_no"]
    async with database.transaction() as conn:
        now = await clock.now(conn, house.config)
        await clock.advance(conn, house.config, now + timedelta(days=1))
    assert (await posted(web, a_sign_in()))["output"]["signinoutb"]["sign_no"] != first
