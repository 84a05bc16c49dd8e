"""Messages as a hospital's system writes them, and their signatures."""

import time
from itertools import count
from typing import Any

import msgspec

from yika.demo.places import KEYS
from yika.faces.gateway.signatures import ca_signature, csb_signature, tif_signature

ONE = "/fsi/api/rsfComIfsService/callService"
HOSPITAL, INSISTS = "H99990000001", "H99990000009"
_numbers = count(1)


def a_message(infno: str, given: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A message with a number of its own."""
    return {
        "infno": infno,
        "msgid": f"{HOSPITAL}20260316090000{next(_numbers):04}",
        "mdtrtarea_admvs": "999900",
        "insuplc_admdvs": "999900",
        "recer_sys_code": "MBS_LOCAL",
        "dev_no": "",
        "dev_safe_info": "",
        "cainfo": "",
        "signtype": "SM2",
        "infver": "V1.0",
        "opter_type": "1",
        "opter": "999999",
        "opter_name": "系统管理员",
        "inf_time": "2026-03-16 09:00:00",
        "fixmedins_code": HOSPITAL,
        "fixmedins_name": "演示医院",
        "sign_no": "",
        "input": given,
    } | changes


def a_sign_in(**changes: Any) -> dict[str, Any]:
    """9001 of an operator."""
    given = {"signIn": {"opter_no": "999999", "mac": "02-FC-00-00-00-01", "ip": "192.0.2.2"}}
    return a_message("9001", given, **changes)


def a_reversal(infno: str, original: str, psn_no: str, **changes: Any) -> dict[str, Any]:
    """2601 of a message."""
    given = {"data": {"psn_no": psn_no, "omsgid": original, "oinfno": infno}}
    return a_message("2601", given, **changes)


def written(message: dict[str, Any]) -> bytes:
    """The message as it goes over the wire."""
    return msgspec.json.encode(message)


def csb(name: str, at: float | None = None, **changes: str) -> dict[str, str]:
    """The headers of a CSB gateway, in milliseconds."""
    fields = {
        "_api_name": name,
        "_api_version": "1.0.0",
        "_api_timestamp": str(int((time.time() if at is None else at) * 1000)),
        "_api_access_key": KEYS["csb"].key,
    } | changes
    return {**fields, "_api_signature": csb_signature(KEYS["csb"].secret, fields).decode()}


def tif(nonce: str, at: float | None = None) -> dict[str, str]:
    """The headers of a TIF gateway."""
    timestamp = str(int(time.time() if at is None else at))
    return {
        "x-tif-paasid": KEYS["tif"].key,
        "x-tif-timestamp": timestamp,
        "x-tif-nonce": nonce,
        "x-tif-signature": tif_signature(KEYS["tif"].secret, timestamp, nonce),
    }


def ca(body: bytes) -> dict[str, str]:
    """The headers of a x-ca gateway."""
    timestamp = str(int(time.time()))
    made = ca_signature(KEYS["x_ca"].secret, timestamp, body)
    return {"x-ca-key": HOSPITAL, "x-ca-signature": f"{timestamp}:{made}"}
