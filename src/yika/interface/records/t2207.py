"""2207 门诊结算, outpatient settlement; generated, see `generate.py`."""

from decimal import Decimal

from msgspec import Struct

from yika.interface.kinds import S6, S20, S30, S32, S50, S4000


class InFields(Struct, kw_only=True):
    """门诊结算: data."""

    psn_no: S30
    mdtrt_cert_type: S6
    mdtrt_cert_no: S50
    card_sn: S32 | None = None
    psn_cert_type: S6 | None = None
    certno: S50 | None = None
    med_type: S6
    medfee_sumamt: Decimal
    psn_setlway: S6
    mdtrt_id: S30
    chrg_bchno: S30
    insutype: S6
    acct_used_flag: S6
    invono: S20 | None = None
    fulamt_ownpay_amt: Decimal | None = None
    overlmt_selfpay: Decimal | None = None
    preselfpay_amt: Decimal | None = None
    inscp_scp_amt: Decimal | None = None
    exp_content: S4000 | None = None
    pub_hosp_rfom_flag: S6 | None = None
    psn_type: S6 | None = None
    psn_name: S50 | None = None


class Input(Struct, kw_only=True):
    """门诊结算: what is sent."""

    data: InFields


class OutSetlinfo(Struct, kw_only=True, omit_defaults=True):
    """门诊结算: setlinfo."""

    mdtrt_id: str
    setl_id: str
    psn_no: str
    psn_name: str
    psn_cert_type: str
    certno: str
    gend: str | None = None
    naty: str | None = None
    brdy: str | None = None
    age: Decimal | None = None
    insutype: str | None = None
    psn_type: str
    cvlserv_flag: str
    setl_time: str
    mdtrt_cert_type: str | None = None
    med_type: str
    medfee_sumamt: Decimal
    fulamt_ownpay_amt: Decimal
    overlmt_selfpay: Decimal
    preselfpay_amt: Decimal
    inscp_scp_amt: Decimal
    act_pay_dedc: Decimal | None = None
    hifp_pay: Decimal
    pool_prop_selfpay: Decimal
    cvlserv_pay: Decimal
    hifes_pay: Decimal
    hifmi_pay: Decimal
    hifob_pay: Decimal
    maf_pay: Decimal
    oth_pay: Decimal
    fund_pay_sumamt: Decimal
    psn_part_amt: Decimal
    acct_pay: Decimal
    psn_cash_pay: Decimal
    hosp_part_amt: Decimal
    balc: Decimal
    acct_mulaid_pay: Decimal
    medins_setl_id: str
    clr_optins: str | None = None
    clr_way: str | None = None
    clr_type: str
    hifdm_pay: Decimal | None = None
    exp_content: str | None = None


class OutSetldetail(Struct, kw_only=True, omit_defaults=True):
    """门诊结算: setldetail."""

    fund_pay_type: str
    inscp_scp_amt: Decimal
    crt_payb_lmt_amt: Decimal
    fund_payamt: Decimal
    fund_pay_type_name: str | None = None
    setl_proc_info: str | None = None


class Output(Struct, kw_only=True, omit_defaults=True):
    """门诊结算: the reply."""

    setlinfo: OutSetlinfo
    setldetail: list[OutSetldetail]
