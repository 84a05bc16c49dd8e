"""5201 就诊信息查询, visits; generated, see `generate.py`."""

from decimal import Decimal

from msgspec import Struct

from yika.interface.kinds import S6, S30, Instant


class InFields(Struct, kw_only=True):
    """就诊信息查询: data."""

    psn_no: S30
    begntime: Instant
    endtime: Instant
    med_type: S6
    mdtrt_id: S30 | None = None


class Input(Struct, kw_only=True):
    """就诊信息查询: what is sent."""

    data: InFields


class OutMdtrtinfo(Struct, kw_only=True, omit_defaults=True):
    """就诊信息查询: mdtrtinfo."""

    mdtrt_id: str
    psn_no: str
    psn_cert_type: str
    certno: str
    psn_name: str
    gend: str
    naty: str | None = None
    brdy: str | None = None
    age: Decimal | None = None
    coner_name: str | None = None
    tel: str | None = None
    insutype: str
    psn_type: str
    maf_psn_flag: str | None = None
    cvlserv_flag: str
    flxempe_flag: str | None = None
    nwb_flag: str | None = None
    insu_optins: str | None = None
    emp_name: str | None = None
    begntime: str
    endtime: str
    mdtrt_cert_type: str | None = None
    med_type: str
    ars_year_ipt_flag: str | None = None
    pre_pay_flag: str | None = None
    ipt_otp_no: str | None = None
    medrcdno: str | None = None
    atddr_no: str | None = None
    chfpdr_name: str | None = None
    adm_dept_codg: str | None = None
    adm_dept_name: str | None = None
    adm_bed: str | None = None
    dscg_maindiag_code: str | None = None
    dscg_maindiag_name: str | None = None
    dscg_dept_codg: str | None = None
    dscg_dept_name: str | None = None
    dscg_bed: str | None = None
    dscg_way: str | None = None
    main_cond_dscr: str | None = None
    dise_codg: str | None = None
    dise_name: str | None = None
    oprn_oprt_code: str | None = None
    oprn_oprt_name: str | None = None
    otp_diag_info: str | None = None
    inhosp_stas: str | None = None
    die_date: str | None = None
    ipt_days: int | None = None
    fpsc_no: str | None = None
    matn_type: str | None = None
    birctrl_type: str | None = None
    latechb_flag: str | None = None
    geso_val: int | None = None
    fetts: int | None = None
    fetus_cnt: int | None = None
    pret_flag: str | None = None
    birctrl_matn_date: str | None = None
    cop_flag: str | None = None
    opter_id: str | None = None
    opter_name: str | None = None
    opt_time: str | None = None
    memo: str | None = None


class Output(Struct, kw_only=True, omit_defaults=True):
    """就诊信息查询: the reply."""

    mdtrtinfo: list[OutMdtrtinfo]
