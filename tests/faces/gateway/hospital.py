"""What a hospital's system sends of people, visits and stays: the inputs, message by message."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from tests.builders import AT, Somebody
from tests.rooms.settlement.tills import DRUG_A, DRUG_B
from yika.faces.gateway.numbering import psn_no

DIAGNOSIS: dict[str, Any] = {
    "diag_type": "1",
    "diag_srt_no": 1,
    "diag_code": "J06.900",
    "diag_name": "急性上呼吸道感染",
    "diag_dept": "全科",
    "dise_dor_no": "D999900001001",
    "dise_dor_name": "李大夫",
    "diag_time": "2026-03-16 09:05:00",
    "vali_flag": "1",
    "maindiag_flag": "1",
}


def moment(at: datetime = AT) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S}"


def asks_who(number: str, cert_type: str = "02", **changes: Any) -> dict[str, Any]:
    """The input of 1101."""
    given = {"mdtrt_cert_type": cert_type, "mdtrt_cert_no": number, "begntime": ""}
    return {"data": given | changes}


def a_registration(who: Somebody, **changes: Any) -> dict[str, Any]:
    """The input of 2201."""
    given = {
        "psn_no": psn_no(who.person),
        "insutype": "310",
        "begntime": moment(),
        "mdtrt_cert_type": "02",
        "mdtrt_cert_no": who.id_number,
        "ipt_otp_no": "M1",
        "atddr_no": "D999900001001",
        "dr_name": "李大夫",
        "dept_code": "0301",
        "dept_name": "呼吸内科",
        "caty": "A03.01",
    }
    return {"data": given | changes}


def what_was_found(who: Somebody, visit: str, **changes: Any) -> dict[str, Any]:
    """The input of 2203."""
    given = {
        "mdtrt_id": visit,
        "psn_no": psn_no(who.person),
        "med_type": "11",
        "begntime": moment(),
        "main_cond_dscr": "发热两天",
        "dise_codg": "",
        "dise_name": "",
    }
    return {"mdtrtinfo": given | changes, "diseinfo": [DIAGNOSIS]}


def a_line(who: Somebody, visit: str, number: int | str, **changes: Any) -> dict[str, Any]:
    """One line of 2204 or 2301: two pieces of ten yuan."""
    return {
        "feedetl_sn": str(number),
        "mdtrt_id": visit,
        "psn_no": psn_no(who.person),
        "chrg_bchno": "B1",
        "rx_circ_flag": "0",
        "fee_ocur_time": moment(),
        "med_type": "2101",
        "med_list_codg": DRUG_A,
        "medins_list_codg": f"own-{number}",
        "det_item_fee_sumamt": "20.00",
        "cnt": "2",
        "pric": 10,
        "bilg_dept_codg": "0301",
        "bilg_dept_name": "呼吸内科",
        "bilg_dr_codg": "D999900001001",
        "bilg_dr_name": "李大夫",
        "hosp_appr_flag": "0",
    } | changes


def some_lines(who: Somebody, visit: str, batch: str = "B1", first: int = 1) -> dict[str, Any]:
    """The input of 2204: a line of class A and one of class B."""
    return {
        "feedetail": [
            a_line(who, visit, first, chrg_bchno=batch),
            a_line(who, visit, first + 1, chrg_bchno=batch, med_list_codg=DRUG_B),
        ]
    }


def about(who: Somebody, visit: str, **more: Any) -> dict[str, Any]:
    """The input of the many that name a visit."""
    return {"data": {"psn_no": psn_no(who.person), "mdtrt_id": visit, **more}}


def a_bill(who: Somebody, visit: str, **changes: Any) -> dict[str, Any]:
    """The input of 2206 and 2207."""
    given = {
        "psn_no": psn_no(who.person),
        "mdtrt_cert_type": "02",
        "mdtrt_cert_no": who.id_number,
        "psn_cert_type": "01",
        "certno": who.id_number,
        "med_type": "11",
        "medfee_sumamt": 40,
        "psn_setlway": "01",
        "mdtrt_id": visit,
        "chrg_bchno": "B1",
        "insutype": "310",
        "acct_used_flag": "0",
    }
    return {"data": given | changes}


def an_admission(who: Somebody, **changes: Any) -> dict[str, Any]:
    """The input of 2401."""
    given = {
        "psn_no": psn_no(who.person),
        "insutype": "310",
        "begntime": moment(),
        "mdtrt_cert_type": "02",
        "mdtrt_cert_no": who.id_number,
        "cert_type": "01",
        "certno": who.id_number,
        "med_type": "2101",
        "ipt_no": "Z1",
        **_of_stay(),
        "insuplc_admdvs": "999900",
        "mdtrtarea_admvs": "999900",
    }
    found = {**DIAGNOSIS, "psn_no": psn_no(who.person)}
    return {"mdtrtinfo": given | changes, "diseinfo": [found]}


def a_discharge(who: Somebody, visit: str, after: int = 3) -> dict[str, Any]:
    """The input of 2402."""
    given = {
        "mdtrt_id": visit,
        "psn_no": psn_no(who.person),
        "insutype": "310",
        "endtime": moment(AT + timedelta(days=after)),
        "dscg_dept_codg": "0301",
        "dscg_dept_name": "呼吸内科",
        "dscg_way": "1",
    }
    found = {**DIAGNOSIS, "psn_no": psn_no(who.person), "mdtrt_id": visit}
    return {"dscginfo": given, "diseinfo": [found]}


def a_change(who: Somebody, visit: str, **changes: Any) -> dict[str, Any]:
    """The input of 2403, with one more diagnosis."""
    given = {
        "mdtrt_id": visit,
        "psn_no": psn_no(who.person),
        "begntime": moment(),
        "mdtrt_cert_type": "02",
        "med_type": "2101",
        "ipt_otp_no": "Z1",
        **_of_stay(),
    }
    found = {**DIAGNOSIS, "psn_no": psn_no(who.person), "mdtrt_id": visit}
    more = found | {"diag_srt_no": 2, "diag_name": "肺炎", "maindiag_flag": "0"}
    return {"adminfo": given | changes, "diseinfo": [found, more]}


def _of_stay() -> Mapping[str, Any]:
    return {
        "atddr_no": "D999900001001",
        "chfpdr_name": "李大夫",
        "adm_diag_dscr": "发热",
        "adm_dept_codg": "0301",
        "adm_dept_name": "呼吸内科",
        "adm_bed": "12",
        "dscg_maindiag_code": "J18.900",
        "dscg_maindiag_name": "肺炎",
    }
