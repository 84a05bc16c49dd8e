"""Messages as other people's programs write them, byte by byte, without any client of ours."""

import asyncio
import base64
import hashlib
import hmac
import http.client
import json
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.hashes import SM3
from cryptography.hazmat.primitives.hmac import HMAC

ONE = "/fsi/api/rsfComIfsService/callService"
WHO, NAME = "999900199003070088", "王安"
SIGN_IN = '{"signIn":{"opter_no":"999999","mac":"02-FC-00-00-00-01","ip":"192.0.2.2"}}'
ASKED = f'{{"data":{{"mdtrt_cert_type":"02","mdtrt_cert_no":"{WHO}"}}}}'
# What one running client sends: empty texts, a sign_no already at the sign-in, a null.
FIRST = (
    '{{"infno":"{infno}","msgid":"{msgid}","mdtrtarea_admvs":"999900","insuplc_admdvs":"999900",'
    '"recer_sys_code":"MBS_LOCAL","dev_no":"","dev_safe_info":"","cainfo":"","signtype":"SM2",'
    '"infver":"V1.0","opter_type":"1","opter":"999999","opter_name":"系统管理员",'
    '"inf_time":"2026-11-22 02:10:14","fixmedins_code":"{place}","fixmedins_name":"演示医院",'
    '"sign_no":"{sign_no}","input":{given}}}'
)
# What another sends: the text null for everything that is empty.
SECOND = (
    '{{"infno":"{infno}","msgid":"{msgid}","mdtrtarea_admvs":"999900","insuplc_admdvs":"999900",'
    '"recer_sys_code":"99","dev_no":"null","dev_safe_info":"null","cainfo":"null",'
    '"signtype":"SM2","infver":"1.0.0","opter_type":"1","opter":"{place}",'
    '"opter_name":"演示医院","inf_time":"2026-11-22 01:43:36","fixmedins_code":"{place}",'
    '"fixmedins_name":"演示医院","sign_no":"null","input":{given}}}'
)
_numbers = count(1)


def new_msgid() -> str:
    return f"H9999000000120261122{next(_numbers):010}"


def a_message(infno: str, given: str, form: str = FIRST, **changes: str) -> bytes:
    """The text of a message."""
    told = {"msgid": new_msgid(), "place": "H99990000001", "sign_no": "12345678"}
    return form.format(infno=infno, given=given, **told | changes).encode()


def csb(name: str, version: str, timestamp: str) -> dict[str, str]:
    """The headers of a CSB gateway, worked out anew."""
    signed = {
        "_api_name": name,
        "_api_version": version,
        "_api_timestamp": timestamp,
        "_api_access_key": "AK_TEST",
    }
    text = "&".join(f"{key}={signed[key]}" for key in sorted(signed))
    mark = hmac.new(b"SK_TEST", text.encode(), hashlib.sha1).digest()
    return signed | {"_api_signature": base64.b64encode(mark).decode()}


def tif() -> dict[str, str]:
    now, nonce = str(int(time.time())), f"n{next(_numbers)}"
    mark = hashlib.sha256(f"{now}TIF_TOKEN_TEST{nonce}{now}".encode()).hexdigest().upper()
    return {
        "x-tif-paasid": "TIF_TEST",
        "x-tif-timestamp": now,
        "x-tif-nonce": nonce,
        "x-tif-signature": mark,
    }


def ca(body: bytes) -> dict[str, str]:
    now = str(int(time.time()))
    found = HMAC(b"CA_SECRET_TEST", SM3())
    found.update(f"{now}\n".encode() + body)
    return {"x-ca-key": "H99990000001", "x-ca-signature": f"{now}:{found.finalize().hex().upper()}"}


@dataclass(frozen=True)
class Wire:
    """The server's port, reached with what comes with Python."""

    port: int

    async def post(
        self, path: str, body: bytes, headers: Mapping[str, str], kind: str = "application/json"
    ) -> Any:
        """The reply over ``http.client``."""
        return await asyncio.to_thread(self._post, path, body, {"Content-Type": kind, **headers})

    def _post(self, path: str, body: bytes, headers: Mapping[str, str]) -> Any:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request("POST", path, body=body, headers=dict(headers))
        reply = connection.getresponse()
        told = json.loads(reply.read())
        connection.close()
        assert reply.status == 200, told
        return told

    async def raw(self, head: str, body: bytes) -> Any:
        """The reply to bytes on a plain socket."""
        return await asyncio.to_thread(self._raw, head, body)

    def _raw(self, head: str, body: bytes) -> Any:
        with socket.create_connection(("127.0.0.1", self.port), timeout=30) as plain:
            lines = (
                f"{head}\r\nHost: yika\r\nConnection: close\r\nContent-Length: {len(body)}\r\n\r\n"
            )
            plain.sendall(lines.encode() + body)
            told = b""
            while part := plain.recv(65536):
                told += part
        top, _, rest = told.partition(b"\r\n\r\n")
        assert top.startswith(b"HTTP/1.1 200"), told
        return json.loads(rest)


@pytest.fixture
def wire(web: httpx.AsyncClient) -> Wire:
    assert web.base_url.port is not None
    return Wire(web.base_url.port)


def a_purchase(psn_no: str) -> dict[str, Any]:
    """A purchase with numbers as text and text as numbers, an object for a list, a bare day."""
    return {
        "druginfo": {
            "psn_no": psn_no,
            "mdtrt_cert_type": 2,
            "mdtrt_cert_no": WHO,
            "card_sn": "null",
            "psn_cert_type": "1",
            "certno": WHO,
            "psn_type": 11,
            "psn_name": NAME,
            "begntime": "2026-03-16",
            "medfee_sumamt": "24.60",
            "invono": "NULL",
            "insutype": 310,
            "acct_used_flag": 1,
            "med_type": 41,
            "expContent": {"note": "x"},
        },
        "drugdetail": {
            "feedetl_sn": 1,
            "rx_circ_flag": 0,
            "fee_ocur_time": "2026-03-16 09:00:00",
            "med_list_codg": "XA02BAD004A004010110112",
            "medins_list_codg": "own",
            "det_item_fee_sumamt": 24.6,
            "cnt": "1.0000",
            "pric": "24.60",
            "prd_days": "null",
        },
    }


def milliseconds() -> str:
    return str(int(time.time() * 1000))


async def test_one_client_signs_in_and_asks_under_one_number(wire: Wire) -> None:
    msgid = new_msgid()
    signed = csb("9001", "1.0.0", milliseconds())
    head = "\r\n".join(
        [
            "POST /power-csb/powercsb/9001 HTTP/1.1",
            "Content-Type: application/json",
            *(f"{name}: {value}" for name, value in signed.items()),
        ]
    )
    reply = await wire.raw(head, a_message("9001", SIGN_IN, msgid=msgid))
    assert reply["infcode"] == 0, reply
    sign_no = reply["output"]["signinoutb"]["sign_no"]
    given = (
        f'{{"data":{{"mdtrt_cert_type":"02","mdtrt_cert_no":"{WHO}","card_sn":null,'
        f'"begntime":"2026-11-22 02:10:15","psn_cert_type":"02","certno":"{WHO}",'
        f'"psn_name":"{NAME}"}}}}'
    )
    asked = a_message("1101", given, msgid=msgid, sign_no=sign_no)
    signed = csb("1101", "1.0.0", milliseconds())
    reply = await wire.post("/power-csb/powercsb/1101", asked, signed)
    assert reply["infcode"] == 0, reply
    assert reply["output"]["baseinfo"]["psn_name"] == NAME
    assert isinstance(reply["output"]["insuinfo"][0]["balc"], int | float)


async def test_another_sends_text_plain_and_the_text_null_and_repeats_as_it_was(wire: Wire) -> None:
    given = (
        f'{{"data":{{"mdtrt_cert_type":"02","mdtrt_cert_no":"{WHO}","psn_cert_type":"01",'
        f'"certno":"{WHO}","psn_name":"{NAME}"}}}}'
    )
    body = a_message(
        "1101", given, SECOND, msgid="0F03059991DA4A5E8462C418BD46D6", place="H99990000002"
    )
    signed = csb("api_1101", "1.0", milliseconds())
    replies = [
        await wire.post(f"{ONE}/1101", body, signed, "text/plain; charset=utf-8") for _ in range(4)
    ]
    assert [reply["infcode"] for reply in replies] == [0] * 4
    assert all(reply["output"] == replies[0]["output"] for reply in replies)


@pytest.mark.parametrize(
    "path",
    [
        "/fsi/api/fsiPsnInfoService/queryPsnInfo",
        "/ebus/hi-app/fsi/api/fsiPsnInfoService/queryPsnInfo",
        "/ebus/hi-app/hsa/hgs/1101",
        "/ebus/hi-app/poc/hsa/hgs/1101",
        "/ebus/hi-app/poc-hsa-hgs-1101",
        "/CSB",
        "/uif-hsaf-med-api/api/medical/service",
    ],
)
async def test_a_person_is_told_under_every_address(wire: Wire, path: str) -> None:
    body = a_message("1101", ASKED)
    for signed in (tif(), ca(body), {"apikey": "APIKEY_TEST"}, {}):
        reply = await wire.post(path, body, signed)
        assert reply["output"]["baseinfo"]["certno"] == WHO, reply


async def test_jiangsu_names_one_service_for_all_and_signs_in_seconds(wire: Wire) -> None:
    signed = csb("hsa_service", "1.0.0", str(int(time.time())))
    reply = await wire.post("/CSB", a_message("1101", ASKED), signed)
    assert reply["infcode"] == 0, reply


async def test_numbers_come_as_text_and_the_input_as_json_in_a_text(wire: Wire) -> None:
    told = await wire.post(ONE, a_message("1101", ASKED), {})
    psn_no = told["output"]["baseinfo"]["psn_no"]
    given = a_purchase(psn_no)
    inside = json.dumps(json.dumps(given, ensure_ascii=False), ensure_ascii=False)
    for infno, plain in (("2101", json.dumps(given)), ("2102", inside)):
        reply = await wire.post(ONE, a_message(infno, plain, SECOND, place="P99990000001"), {})
        assert reply["infcode"] == 0, reply
        paid = reply["output"]["setlinfo"]
        assert (paid["medfee_sumamt"], paid["acct_pay"], paid["psn_cash_pay"]) == (24.6, 24.6, 0)
        assert None not in paid.values()
    undone = {"data": {"psn_no": psn_no, "setl_id": paid["setl_id"], "mdtrt_id": paid["mdtrt_id"]}}
    reply = await wire.post(ONE, a_message("2103", json.dumps(undone), place="P99990000001"), {})
    assert reply["output"]["setlinfo"]["acct_pay"] == -24.6


async def test_a_purchase_repeated_after_a_lost_reply_is_settled_once(wire: Wire) -> None:
    body = a_message("1101", ASKED)
    before = (await wire.post(ONE, body, {}))["output"]["insuinfo"][0]["balc"]
    psn_no = (await wire.post(ONE, body, {}))["output"]["baseinfo"]["psn_no"]
    given = (
        f'{{"druginfo":{{"psn_no":"{psn_no}","mdtrt_cert_type":"02","mdtrt_cert_no":"{WHO}",'
        f'"psn_cert_type":"01","certno":"{WHO}","psn_type":"11","psn_name":"{NAME}",'
        '"begntime":"2026-03-16 09:00:00","medfee_sumamt":24.60,"insutype":"310",'
        '"acct_used_flag":"1","med_type":"41"},"drugdetail":[{"feedetl_sn":"1",'
        '"rx_circ_flag":"0","fee_ocur_time":"2026-03-16 09:00:00",'
        '"med_list_codg":"XA02BAD004A004010110112","medins_list_codg":"own",'
        '"det_item_fee_sumamt":24.60,"cnt":1,"pric":24.60}]}'
    )
    sent = a_message("2102", given, SECOND, place="P99990000009")
    signed = csb("api_2102", "1.0", milliseconds())
    replies = await asyncio.gather(
        *(wire.post(f"{ONE}/2102", sent, signed, "text/plain") for _ in range(4))
    )
    assert replies[0]["infcode"] == 0, replies[0]
    assert all(reply == replies[0] for reply in replies)
    after = (await wire.post(ONE, a_message("1101", ASKED), {}))["output"]["insuinfo"][0]["balc"]
    assert round(before - after, 2) == 24.6
