"""2101 药店预结算, pharmacy trial settlement; generated, see `generate.py`."""

from decimal import Decimal

from msgspec import Struct

from yika.interface.kinds import S6, S30, S32, S50, S150, S200, S500, S4000, Instant


class InDruginfo(Struct, kw_only=True):
    """药店预结算: druginfo."""

    psn_no: S30
    mdtrt_cert_type: S6
    mdtrt_cert_no: S50
    card_sn: S32 | None = None
    psn_cert_type: S6
    certno: S50
    psn_type: S6
    psn_name: S50
    begntime: Instant
    medfee_sumamt: Decimal
    insutype: S6
    dise_codg: S30 | None = None
    dise_name: S500 | None = None
    acct_used_flag: S6
    med_type: S6
    exp_content: S4000 | None = None


class InDrugdetail(Struct, kw_only=True):
    """药店预结算: drugdetail."""

    feedetl_sn: S30
    rxno: S30 | None = None
    rx_circ_flag: S6
    fee_ocur_time: Instant
    med_list_codg: S50
    medins_list_codg: S150
    det_item_fee_sumamt: Decimal
    cnt: Decimal
    pric: Decimal
    sin_dos_dscr: S200 | None = None
    used_frqu_dscr: S200 | None = None
    prd_days: Decimal | None = None
    medc_way_dscr: S200 | None = None
    bilg_dr_codg: S30 | None = None
    bilg_dr_name: S50 | None = None
    tcmdrug_used_way: S6 | None = None
    exp_content: S4000 | None = None


class Input(Struct, kw_only=True):
    """药店预结算: what is sent."""

    druginfo: InDruginfo
    drugdetail: list[InDrugdetail]


class OutSetlinfo(Struct, kw_only=True, omit_defaults=True):
    """药店预结算: setlinfo."""

    mdtrt_id: str
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
    setl_time: str | None = None
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
    balc: Decimal
    acct_mulaid_pay: Decimal
    medins_setl_id: str
    clr_optins: str | None = None
    clr_way: str | None = None
    clr_type: str
    exp_content: str | None = None
    hosp_part_amt: Decimal | None = None
    hifdm_pay: Decimal | None = None


class OutSetldetail(Struct, kw_only=True, omit_defaults=True):
    """药店预结算: setldetail."""

    fund_pay_type: str
    inscp_scp_amt: Decimal
    crt_payb_lmt_amt: Decimal
    fund_payamt: Decimal
    fund_pay_type_name: str | None = None
    setl_proc_info: str | None = None


class OutDetlcutinfo(Struct, kw_only=True, omit_defaults=True):
    """药店预结算: detlcutinfo."""

    feedetl_sn: str
    det_item_fee_sumamt: Decimal
    cnt: Decimal
    pric: Decimal
    pric_uplmt_amt: Decimal
    selfpay_prop: Decimal | None = None
    fulamt_ownpay_amt: Decimal | None = None
    overlmt_amt: Decimal | None = None
    preselfpay_amt: Decimal | None = None
    inscp_scp_amt: Decimal | None = None
    chrgitm_lv: str
    med_chrgitm_type: str
    bas_medn_flag: str | None = None
    hi_nego_drug_flag: str | None = None
    chld_medc_flag: str | None = None
    list_sp_item_flag: str | None = None
    drt_reim_flag: str | None = None
    memo: str | None = None
    hosp_part_amt: Decimal | None = None


class Output(Struct, kw_only=True, omit_defaults=True):
    """药店预结算: the reply."""

    setlinfo: OutSetlinfo
    setldetail: list[OutSetldetail]
    detlcutinfo: list[OutDetlcutinfo]
