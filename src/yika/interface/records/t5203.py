"""5203 结算信息查询, settlement; generated, see `generate.py`."""

from decimal import Decimal

from msgspec import Struct

from yika.interface.kinds import S30


class InFields(Struct, kw_only=True):
    """结算信息查询: data."""

    psn_no: S30
    setl_id: S30
    mdtrt_id: S30 | None = None


class Input(Struct, kw_only=True):
    """结算信息查询: what is sent."""

    data: InFields


class OutSetlinfo(Struct, kw_only=True, omit_defaults=True):
    """结算信息查询: setlinfo."""

    setl_id: str
    mdtrt_id: str
    psn_no: str
    psn_name: str
    psn_cert_type: str
    certno: str
    gend: str
    naty: str | None = None
    brdy: str | None = None
    age: Decimal | None = None
    insutype: str
    psn_type: str
    cvlserv_flag: str
    flxempe_flag: str | None = None
    nwb_flag: str | None = None
    insu_optins: str | None = None
    emp_name: str | None = None
    pay_loc: str
    fixmedins_code: str
    fixmedins_name: str
    hosp_lv: str | None = None
    fixmedins_poolarea: str | None = None
    lmtpric_hosp_lv: str | None = None
    dedc_hosp_lv: str | None = None
    begndate: str
    enddate: str
    setl_time: str
    mdtrt_cert_type: str | None = None
    med_type: str
    clr_type: str
    clr_way: str | None = None
    clr_optins: str | None = None
    medfee_sumamt: Decimal
    fulamt_ownpay_amt: Decimal
    overlmt_selfpay: Decimal
    preselfpay_amt: Decimal
    inscp_scp_amt: Decimal
    act_pay_dedc: Decimal
    hifp_pay: Decimal
    pool_prop_selfpay: Decimal
    cvlserv_pay: Decimal
    hifes_pay: Decimal
    hifmi_pay: Decimal
    hifob_pay: Decimal
    maf_pay: Decimal
    oth_pay: Decimal
    fund_pay_sumamt: Decimal
    psn_pay: Decimal
    acct_pay: Decimal
    cash_payamt: Decimal
    balc: Decimal
    acct_mulaid_pay: Decimal
    medins_setl_id: str
    refd_setl_flag: str
    year: str
    dise_codg: str | None = None
    dise_name: str | None = None
    invono: str | None = None
    opter_id: str | None = None
    opter_name: str | None = None
    opt_time: str | None = None
    pref_fund_pay: Decimal | None = None


class OutSetldetail(Struct, kw_only=True, omit_defaults=True):
    """结算信息查询: setldetail."""

    fund_pay_type: str
    inscp_scp_amt: Decimal
    crt_payb_lmt_amt: Decimal
    fund_payamt: Decimal
    fund_pay_type_name: str | None = None
    setl_proc_info: str | None = None


class Output(Struct, kw_only=True, omit_defaults=True):
    """结算信息查询: the reply."""

    setlinfo: OutSetlinfo
    setldetail: list[OutSetldetail]
