"""5204 费用明细查询, fee lines of a settlement; generated, see `generate.py`."""

from decimal import Decimal
from typing import TypeAlias

from msgspec import Struct

from yika.interface.kinds import S30


class InFields(Struct, kw_only=True):
    """费用明细查询: data."""

    psn_no: S30
    setl_id: S30 | None = None
    mdtrt_id: S30


class Input(Struct, kw_only=True):
    """费用明细查询: what is sent."""

    data: InFields


class OutRow(Struct, kw_only=True, omit_defaults=True):
    """费用明细查询: one row."""

    mdtrt_id: str
    setl_id: str
    feedetl_sn: str
    rx_drord_no: str | None = None
    med_type: str
    fee_ocur_time: str
    cnt: Decimal
    pric: Decimal
    sin_dos_dscr: str | None = None
    used_frqu_dscr: str | None = None
    prd_days: Decimal | None = None
    medc_way_dscr: str | None = None
    det_item_fee_sumamt: Decimal
    pric_uplmt_amt: Decimal
    selfpay_prop: Decimal | None = None
    fulamt_ownpay_amt: Decimal | None = None
    overlmt_amt: Decimal | None = None
    preselfpay_amt: Decimal | None = None
    inscp_scp_amt: Decimal | None = None
    chrgitm_lv: str
    hilist_code: str
    hilist_name: str
    list_type: str
    med_list_codg: str
    medins_list_codg: str | None = None
    medins_list_name: str
    med_chrgitm_type: str
    prodname: str | None = None
    spec: str | None = None
    dosform_name: str
    bilg_dept_codg: str | None = None
    bilg_dept_name: str | None = None
    bilg_dr_codg: str | None = None
    bilg_dr_name: str | None = None
    acord_dept_codg: str | None = None
    acord_dept_name: str | None = None
    orders_dr_code: str | None = None
    orders_dr_name: str | None = None
    lmt_used_flag: str | None = None
    hosp_prep_flag: str | None = None
    hosp_appr_flag: str | None = None
    tcmdrug_used_way: str | None = None
    prodplac_type: str | None = None
    bas_medn_flag: str | None = None
    hi_nego_drug_flag: str | None = None
    chld_medc_flag: str | None = None
    etip_flag: str | None = None
    etip_hosp_code: str | None = None
    dscg_tkdrug_flag: str | None = None
    list_sp_item_flag: str | None = None
    matn_fee_flag: str | None = None
    drt_reim_flag: str | None = None
    memo: str | None = None
    opter_id: str | None = None
    opter_name: str | None = None
    opt_time: str | None = None


Output: TypeAlias = list[OutRow]
