"""Inputs of visits and stays, as a hospital's system sends them."""

from typing import Any

from tests.builders import AT, Somebody
from tests.rooms.settlement.tills import DRUG_A
from yika.faces.gateway.numbering import psn_no

NOW = f"{AT:%Y-%m-%d %H:%M:%S}"
SHOWN = {"mdtrt_cert_type": "03", "card_sn": "1", "psn_cert_type": "01"}
DOCTOR = {
    "bilg_dept_codg": "A02",
    "bilg_dept_name": "全科",
    "bilg_dr_codg": "D1",
    "bilg_dr_name": "李",
}


def a_diagnosis(who: Somebody) -> dict[str, Any]:
    return {
        "psn_no": psn_no(who.person),
        "diag_type": "1",
        "maindiag_flag": "1",
        "diag_srt_no": 1,
        "diag_code": "J06.900",
        "diag_name": "急性上呼吸道感染",
        "diag_dept": "全科",
        "dise_dor_no": "D1",
        "dise_dor_name": "李",
        "diag_time": NOW,
        "vali_flag": "1",
    }


def a_registration(who: Somebody, number: str) -> dict[str, Any]:
    return {
        "data": {
            "psn_no": psn_no(who.person),
            "insutype": "310",
            "begntime": NOW,
            "mdtrt_cert_no": number,
            "ipt_otp_no": f"M{who.person.person_id}",
            "atddr_no": "D1",
            "dr_name": "李",
            "dept_code": "A02",
            "dept_name": "全科",
            "caty": "A02",
            **SHOWN,
        }
    }


def a_description(who: Somebody, visit: str, med_type: str = "11") -> dict[str, Any]:
    told = {"mdtrt_id": visit, "psn_no": psn_no(who.person), "med_type": med_type, "begntime": NOW}
    return {"mdtrtinfo": told, "diseinfo": [a_diagnosis(who)]}


def lines(
    who: Somebody, visit: str, *yuan: int, batch: str = "B1", first: int = 1
) -> dict[str, Any]:
    """Lines of class A for so many yuan each."""
    return {
        "feedetail": [
            {
                "feedetl_sn": f"{batch}-{at}",
                "mdtrt_id": visit,
                "psn_no": psn_no(who.person),
                "chrg_bchno": batch,
                "med_type": "2101",
                "rx_circ_flag": "0",
                "fee_ocur_time": NOW,
                "med_list_codg": DRUG_A,
                "medins_list_codg": "own",
                "det_item_fee_sumamt": amount,
                "cnt": 1,
                "pric": amount,
                "hosp_appr_flag": "1",
                **DOCTOR,
            }
            for at, amount in enumerate(yuan, first)
        ]
    }


def a_bill(who: Somebody, number: str, visit: str, yuan: int, **changes: Any) -> dict[str, Any]:
    """The input of 2206, 2207, 2303 and 2304."""
    told = {
        "psn_no": psn_no(who.person),
        "mdtrt_cert_no": number,
        "certno": who.id_number,
        "psn_type": "11",
        "psn_name": "王小明",
        "med_type": "11",
        "medfee_sumamt": yuan,
        "psn_setlway": "01",
        "mdtrt_id": visit,
        "chrg_bchno": "B1",
        "acct_used_flag": "1",
        "insutype": "310",
        "mid_setl_flag": "0",
        **SHOWN,
    }
    return {"data": told | changes}


def an_admission(who: Somebody, number: str) -> dict[str, Any]:
    told = {
        "psn_no": psn_no(who.person),
        "insutype": "310",
        "begntime": NOW,
        "mdtrt_cert_no": number,
        "med_type": "2101",
        "ipt_no": f"Z{who.person.person_id}",
        "atddr_no": "D1",
        "chfpdr_name": "李",
        "adm_diag_dscr": "肺炎",
        "adm_dept_codg": "A03",
        "adm_dept_name": "内科",
        "adm_bed": "1",
        "dscg_maindiag_code": "J18.900",
        "dscg_maindiag_name": "肺炎",
        **SHOWN,
    }
    return {"mdtrtinfo": told, "diseinfo": [a_diagnosis(who)]}


def a_discharge(who: Somebody, visit: str, ends: str = NOW) -> dict[str, Any]:
    told = {
        "mdtrt_id": visit,
        "psn_no": psn_no(who.person),
        "insutype": "310",
        "endtime": ends,
        "dscg_dept_codg": "A03",
        "dscg_dept_name": "内科",
        "dscg_way": "1",
    }
    return {"dscginfo": told, "diseinfo": [{**a_diagnosis(who), "mdtrt_id": visit}]}
