"""1319 先自付比例查询, first-pay ratios; generated, see `generate.py`."""

from datetime import date
from decimal import Decimal

from msgspec import Struct, field

from yika.interface.kinds import N4, S6, S30, S40, S100


class InFields(Struct, kw_only=True):
    """先自付比例查询: data."""

    query_date: date | None = None
    hilist_code: S30 | None = None
    selfpay_prop_psn_type: S6 | None = None
    selfpay_prop_type: S6 | None = None
    insu_admdvs: S6 | None = None
    begndate: date | None = None
    enddate: date | None = None
    vali_flag: S6 | None = None
    rid: S40 | None = None
    tabname: S100 | None = None
    poolarea_no: S6 | None = None
    updt_time: date
    page_num: N4
    page_size: N4


class Input(Struct, kw_only=True):
    """先自付比例查询: what is sent."""

    data: InFields


class OutFields(Struct, kw_only=True, omit_defaults=True):
    """先自付比例查询: data."""

    hilist_code: str
    selfpay_prop_psn_type: str
    selfpay_prop_type: str
    insu_admdvs: str
    begndate: str
    enddate: str | None = None
    selfpay_prop: Decimal
    vali_flag: str
    rid: str
    updt_time: str
    crter_id: str | None = None
    crter_name: str | None = None
    crte_time: str
    crte_optins_no: str | None = None
    opter_id: str | None = None
    opter_name: str | None = None
    opt_time: str | None = None
    optins_no: str | None = None
    tabname: str | None = None
    poolarea_no: str | None = None


class Output(Struct, kw_only=True, omit_defaults=True):
    """先自付比例查询: the reply."""

    data: list[OutFields]
    page_num: int | None = field(default=None, name="pageNum")
    page_size: int | None = field(default=None, name="pageSize")
    pages: int | None = None
    record_counts: int | None = field(default=None, name="recordCounts")
    size: int | None = None
    start_row: int | None = field(default=None, name="startRow")
    first_page: bool | None = field(default=None, name="firstPage")
    last_page: bool | None = field(default=None, name="lastPage")
