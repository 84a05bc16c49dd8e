"""2401 入院办理, admission; generated, see `generate.py`."""

from datetime import date

from msgspec import Struct

from yika.interface.kinds import (
    N2,
    N3,
    S3,
    S6,
    S20,
    S30,
    S32,
    S50,
    S100,
    S200,
    S300,
    S500,
    S1000,
    S4000,
    Instant,
)


class InMdtrtinfo(Struct, kw_only=True):
    """入院办理: mdtrtinfo."""

    psn_no: S30
    insutype: S6
    coner_name: S50 | None = None
    tel: S50 | None = None
    begntime: Instant
    mdtrt_cert_type: S6
    mdtrt_cert_no: S50 | None = None
    card_sn: S32 | None = None
    cert_type: S3 | None = None
    certno: S50 | None = None
    med_type: S6
    ipt_no: S30
    medrcdno: S30 | None = None
    atddr_no: S30
    chfpdr_name: S50
    adm_diag_dscr: S200
    adm_dept_codg: S30
    adm_dept_name: S100
    adm_bed: S30
    dscg_maindiag_code: S20
    dscg_maindiag_name: S300
    main_cond_dscr: S1000 | None = None
    dise_codg: S30 | None = None
    dise_name: S500 | None = None
    oprn_oprt_code: S30 | None = None
    oprn_oprt_name: S500 | None = None
    fpsc_no: S50 | None = None
    matn_type: S6 | None = None
    birctrl_type: S6 | None = None
    latechb_flag: S6 | None = None
    geso_val: N2 | None = None
    fetts: N3 | None = None
    fetus_cnt: N3 | None = None
    pret_flag: S6 | None = None
    birctrl_matn_date: date | None = None
    dise_type_code: S6 | None = None
    exp_content: S4000 | None = None
    insuplc_admdvs: S6 | None = None
    mdtrtarea_admvs: S6 | None = None
    psn_cert_type: S6 | None = None
    psn_type: S6 | None = None
    psn_name: S50 | None = None


class InDiseinfo(Struct, kw_only=True):
    """入院办理: diseinfo."""

    psn_no: S30
    diag_type: S6
    maindiag_flag: S6
    diag_srt_no: N2
    diag_code: S20
    diag_name: S100
    adm_cond: S500 | None = None
    diag_dept: S50
    dise_dor_no: S30
    dise_dor_name: S50
    diag_time: Instant


class Input(Struct, kw_only=True):
    """入院办理: what is sent."""

    mdtrtinfo: InMdtrtinfo
    diseinfo: list[InDiseinfo]


class OutResult(Struct, kw_only=True, omit_defaults=True):
    """入院办理: result."""

    mdtrt_id: str
    exp_content: str | None = None


class Output(Struct, kw_only=True, omit_defaults=True):
    """入院办理: the reply."""

    result: OutResult
