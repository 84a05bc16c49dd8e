"""The messages of ``yika bench settle``: whole HTTP requests, signed, of bills with two lines."""

import json
import time
from dataclasses import dataclass
from typing import Final

from yika.client.signing import Csb

PHARMACY: Final = "P99990000009"  # both insist on a signature
HOSPITAL: Final = "H99990000009"
ITEMS: Final = ("XA02BCA001A001010110001", "XA02BAD004A004010110112")
PRICES: Final = ("40.00", "60.00")
SIGNING: Final = Csb(access_key="AK_TEST", secret="SK_TEST")  # noqa: S106 the sandbox's, documented
PATH: Final = "/fsi/api/rsfComIfsService/callService"
BUYING: Final = "2102"
VISITING: Final = "2207"


@dataclass(frozen=True, slots=True)
class Somebody:
    """Who buys, as the institution knows them; `shown` is another's number where it shall fail."""

    person_id: int
    id_number: str
    shown: str
    name: str
    insutype: str
    psn_type: str
    region: int


def request(infno: str, serial: int, who: Somebody, visit_id: int = 0) -> bytes:
    """One whole request: a purchase at the pharmacy, or the bill of a visit."""
    code = PHARMACY if infno == BUYING else HOSPITAL
    given = _purchase(who) if infno == BUYING else _visit(who, visit_id)
    at = time.time()
    told = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(at))
    envelope = {
        "infno": infno,
        "msgid": f"{code}{time.strftime('%Y%m%d', time.localtime(at))}{serial:010}",
        "mdtrtarea_admvs": f"{who.region:06}",
        "insuplc_admdvs": f"{who.region:06}",
        "recer_sys_code": "MBS_LOCAL",
        "dev_no": "",
        "dev_safe_info": "",
        "cainfo": "",
        "signtype": "",
        "infver": "V1.0",
        "opter_type": "1",
        "opter": "bench",
        "opter_name": "测速",
        "inf_time": told,
        "fixmedins_code": code,
        "fixmedins_name": "演示",
        "sign_no": "",
        "input": given,
    }
    body = json.dumps(envelope, ensure_ascii=False, separators=(",", ":")).encode()
    signed = SIGNING.headers(infno, body, at)
    heads = "".join(f"{name}: {value}\r\n" for name, value in signed.items())
    front = (
        f"POST {PATH} HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n{heads}\r\n"
    )
    return front.encode() + body


def _shown(who: Somebody) -> dict[str, str]:
    return {
        "psn_no": f"{who.region:06}{who.person_id:010}",
        "mdtrt_cert_type": "02",
        "mdtrt_cert_no": who.shown,
        "psn_cert_type": "01",
        "certno": who.shown,
        "psn_type": who.psn_type,
        "psn_name": who.name,
        "insutype": who.insutype,
        "acct_used_flag": "1",
        "medfee_sumamt": "100.00",
    }


def _purchase(who: Somebody) -> dict[str, object]:
    lines = [
        {
            "feedetl_sn": str(number),
            "rx_circ_flag": "0",
            "fee_ocur_time": "2026-03-16 09:00:00",
            "med_list_codg": item,
            "medins_list_codg": item,
            "det_item_fee_sumamt": price,
            "cnt": 1,
            "pric": price,
        }
        for number, (item, price) in enumerate(zip(ITEMS, PRICES, strict=True), 1)
    ]
    bought = {**_shown(who), "begntime": "2026-03-16 09:00:00", "med_type": "41"}
    return {"druginfo": bought, "drugdetail": lines}


def _visit(who: Somebody, visit_id: int) -> dict[str, object]:
    settled = {
        "med_type": "11",
        "psn_setlway": "01",
        "mdtrt_id": str(visit_id),
        "chrg_bchno": "B",
        "fulamt_ownpay_amt": "0.00",
        "overlmt_selfpay": "0.00",
        "preselfpay_amt": "0.00",
        "inscp_scp_amt": "100.00",
    }
    return {"data": {**_shown(who), **settled}}
