"""Messages to try the interface with."""

import json
from typing import Any

ENVELOPE: dict[str, Any] = {
    "infno": "2102",
    "msgid": "P99990000001202611220210140001",
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
    "inf_time": "2026-11-22 02:10:15",
    "fixmedins_code": "P99990000001",
    "fixmedins_name": "演示药店",
    "sign_no": "12345678",
}
PURCHASE: dict[str, Any] = {
    "psn_no": "99990000000000000001",
    "mdtrt_cert_type": "02",
    "mdtrt_cert_no": "999900198805120150",
    "psn_cert_type": "01",
    "certno": "999900198805120150",
    "psn_type": "11",
    "psn_name": "李晓明",
    "begntime": "2026-11-22 10:00:00",
    "medfee_sumamt": 24.6,
    "insutype": "310",
    "acct_used_flag": "1",
    "med_type": "41",
}
LINE: dict[str, Any] = {
    "feedetl_sn": "1",
    "rx_circ_flag": "0",
    "fee_ocur_time": "2026-11-22 10:00:00",
    "med_list_codg": "XA01ABD075A002010100483",
    "medins_list_codg": "yp570",
    "det_item_fee_sumamt": "24.60",
    "cnt": 2,
    "pric": "12.30",
}


def purchase(line: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    """The input of a pharmacy purchase of one line."""
    return {"druginfo": PURCHASE | changes, "drugdetail": [LINE | (line or {})]}


def message(infno: str, given: object, **changes: Any) -> bytes:
    """A whole message as it arrives."""
    return json.dumps({**ENVELOPE, "infno": infno, "input": given, **changes}).encode()
