"""An institution's system at the gateway: whole messages in, whole replies out."""

import json
from collections.abc import MutableMapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from tests.builders import AT, CITY, Somebody
from tests.rooms.settlement.tills import DRUG_A, POOLED
from yika.faces.gateway.app import Gateway
from yika.faces.gateway.numbering import psn_no


@dataclass
class Desk:
    """One institution. Messages are numbered; the same number again is a repeat."""

    gateway: Gateway
    code: str = POOLED
    numbers: "count[int]" = field(default_factory=lambda: count(1))
    signed: tuple[tuple[bytes, bytes], ...] = ()  # headers; the sandbox needs none

    async def send(
        self, infno: str, given: dict[str, Any], msgid: str | None = None, **envelope: str
    ) -> Any:
        """The whole reply to a message."""
        message = {
            "infno": infno,
            "msgid": msgid or f"{self.code}20260316090000{next(self.numbers):04}",
            "mdtrtarea_admvs": f"{CITY:06}",
            "insuplc_admdvs": f"{CITY:06}",
            "recer_sys_code": "HIS",
            "dev_no": "",
            "dev_safe_info": "",
            "cainfo": "",
            "signtype": "",
            "infver": "V1.0",
            "opter_type": "1",
            "opter": "001",
            "opter_name": "操作员",
            "inf_time": "2026-03-16 09:00:00",
            "fixmedins_code": self.code,
            "fixmedins_name": "演示",
            "sign_no": "",
            "input": given,
        }
        return await self.post(json.dumps(message | envelope).encode())

    async def post(self, body: bytes) -> Any:
        """The reply to a body as it is."""
        sent: list[MutableMapping[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(event: MutableMapping[str, Any]) -> None:
            sent.append(event)

        scope = {
            "type": "http",
            "method": "POST",
            "path": "/fsi/api/fsi/callService",
            "headers": [(b"content-type", b"application/json"), *self.signed],
            "query_string": b"",
        }
        await self.gateway(scope, receive, send)
        return json.loads(b"".join(event.get("body", b"") for event in sent))


def a_purchase(who: Somebody, number: str, yuan: int, **changes: Any) -> dict[str, Any]:
    """The input of 2102: two lines of class A, by card."""
    first, second = yuan // 2, yuan - yuan // 2
    head = {
        "psn_no": psn_no(who.person),
        "mdtrt_cert_type": "03",
        "mdtrt_cert_no": number,
        "card_sn": "1",
        "psn_cert_type": "01",
        "certno": who.id_number,
        "psn_type": "11",
        "psn_name": "王小明",
        "begntime": f"{AT:%Y-%m-%d %H:%M:%S}",
        "medfee_sumamt": f"{yuan}.00",
        "insutype": "310",
        "acct_used_flag": "1",
        "med_type": "41",
    }
    lines = [
        {
            "feedetl_sn": str(at),
            "rx_circ_flag": "0",
            "fee_ocur_time": f"{AT:%Y-%m-%d %H:%M:%S}",
            "med_list_codg": DRUG_A,
            "medins_list_codg": "own",
            "det_item_fee_sumamt": amount,
            "cnt": 1,
            "pric": str(amount),
        }
        for at, amount in enumerate((first, second), 1)
    ]
    return {"druginfo": head | changes, "drugdetail": lines}
