"""The e-credential centre's own messages (电子凭证中台), which have no envelope.

What was scanned comes as it is, or under ``data`` as an object or JSON text with ``transType``. It
is answered like 6101, in the centre's form: ``code`` 0 and ``data``, or a code and why not.
"""

import secrets
from typing import Any, Final, cast

import msgspec

from yika.ground.days import BEIJING, wall_clock
from yika.interface.envelope import Envelope

QUERY: Final = "ec.query"
INFNO: Final = "6101"
WRONG_CODE: Final = 500159  # what the centre answers to a code that is none
REFUSED: Final = -1
CODE_MAX: Final = 30  # characters, as of fixmedins_code
SYSTEM: Final = "EC"  # recer_sys_code
OPERATOR: Final = "1"  # opter_type
DECODER: Final = msgspec.json.Decoder()
ENCODER: Final = msgspec.json.Encoder()
UNREADABLE: Final = (msgspec.DecodeError, UnicodeDecodeError, RecursionError, ValueError)

Members = dict[str, Any]


def query_in(text: bytes) -> Members | None:
    """What is asked, if this is a query to the centre; None for anything else."""
    members = _table(text)
    if members is None or "infno" in members or members.get("transType", QUERY) != QUERY:
        return None
    data = members.get("data") or members
    asked = _table(data.encode()) if isinstance(data, str) else data
    if not isinstance(asked, dict):
        return None
    found = {**cast("Members", asked)}
    found["orgId"] = found.get("orgId") or members.get("orgId")
    return found if _is_code(found["orgId"]) else None


def envelope_of(query: Members) -> Envelope:
    """The query as if it had come in an envelope."""
    return Envelope(
        infno=INFNO,
        msgid=secrets.token_hex(15),
        mdtrtarea_admvs="",
        recer_sys_code=SYSTEM,
        opter_type=OPERATOR,
        opter=str(query.get("operatorId") or ""),
        opter_name=str(query.get("operatorName") or ""),
        inf_time=wall_clock().astimezone(BEIJING).replace(tzinfo=None),
        fixmedins_code=query["orgId"],
        input=msgspec.Raw(ENCODER.encode({"InData": query})),
    )


def reply_of(reply: bytes, org: str) -> bytes:
    """A reply of the interface in the centre's form."""
    told: Members = DECODER.decode(reply)
    if told["infcode"] == 0:
        data = told["output"]["OutData"]
        return ENCODER.encode({"code": 0, "message": "成功", "orgId": org, "data": data})
    yika: Members = told.get("yika") or {}
    code = WRONG_CODE if yika.get("code") == "wrong_code" else REFUSED
    found = {"code": code, "success": False, "message": told["err_msg"], "orgId": org}
    return ENCODER.encode({**found, "yika": yika})


def _is_code(org: object) -> bool:
    """Whether an institution's code has the form that an envelope lets through."""
    return isinstance(org, str) and 0 < len(org) <= CODE_MAX and "\0" not in org


def _table(text: bytes) -> Members | None:
    try:
        found = DECODER.decode(text)
    except UNREADABLE:
        return None
    return cast("Members", found) if isinstance(found, dict) else None
