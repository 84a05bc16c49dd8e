"""5205 慢特病用药记录查询, chronic-disease drug record; generated, see `generate.py`."""

from decimal import Decimal

from msgspec import Struct

from yika.interface.kinds import S30, Instant


class InFields(Struct, kw_only=True):
    """慢特病用药记录查询: data."""

    psn_no: S30
    begntime: Instant
    endtime: Instant | None = None


class Input(Struct, kw_only=True):
    """慢特病用药记录查询: what is sent."""

    data: InFields


class OutFeedetail(Struct, kw_only=True, omit_defaults=True):
    """慢特病用药记录查询: feedetail."""

    feedetl_sn: str
    rx_drord_no: str | None = None
    fixmedins_code: str | None = None
    fixmedins_name: str
    psn_no: str
    med_type: str
    fee_ocur_time: str
    cnt: Decimal
    pric: Decimal
    chrgitm_lv: str | None = None
    hilist_code: str
    hilist_name: str
    list_type: str
    med_list_codg: str
    medins_list_codg: str
    medins_list_name: str
    med_chrgitm_type: str
    prodname: str | None = None
    spec: str
    dosform_name: str | None = None
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


class Output(Struct, kw_only=True, omit_defaults=True):
    """慢特病用药记录查询: the reply."""

    feedetail: list[OutFeedetail]
