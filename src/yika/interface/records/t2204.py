"""2204 门诊费用明细信息上传, fee lines; generated, see `generate.py`."""

from decimal import Decimal

from msgspec import Struct

from yika.interface.kinds import S3, S6, S30, S50, S100, S150, S200, S1000, S4000, Instant


class InFeedetail(Struct, kw_only=True):
    """门诊费用明细信息上传: feedetail."""

    feedetl_sn: S30
    mdtrt_id: S30
    psn_no: S30
    chrg_bchno: S30
    dise_codg: S30 | None = None
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
    bilg_dept_codg: S30
    bilg_dept_name: S100
    bilg_dr_codg: S30
    bilg_dr_name: S50
    acord_dept_codg: S30 | None = None
    acord_dept_name: S100 | None = None
    orders_dr_code: S30 | None = None
    orders_dr_name: S50 | None = None
    hosp_appr_flag: S6
    tcmdrug_used_way: S6 | None = None
    etip_flag: S6 | None = None
    etip_hosp_code: S30 | None = None
    dscg_tkdrug_flag: S6 | None = None
    matn_fee_flag: S6 | None = None
    memo: S1000 | None = None
    comb_no: S3 | None = None
    exp_content: S4000 | None = None


class Input(Struct, kw_only=True):
    """门诊费用明细信息上传: what is sent."""

    feedetail: list[InFeedetail]


class OutResult(Struct, kw_only=True, omit_defaults=True):
    """门诊费用明细信息上传: result."""

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
    lmt_used_flag: str
    drt_reim_flag: str | None = None
    memo: str | None = None
    exp_content: str | None = None


class Output(Struct, kw_only=True, omit_defaults=True):
    """门诊费用明细信息上传: the reply."""

    result: list[OutResult]
