"""1312 医保目录信息查询, insurance catalogue query; generated, see `generate.py`."""

from datetime import date

from msgspec import Struct, field

from yika.interface.kinds import N4, S3, S6, S30, S200


class InFields(Struct, kw_only=True):
    """医保目录信息查询: data."""

    query_date: date | None = None
    hilist_code: S30 | None = None
    insu_admdvs: S6 | None = None
    begndate: date | None = None
    hilist_name: S200 | None = None
    wubi: S30 | None = None
    pinyin: S30 | None = None
    med_chrgitm_type: S6 | None = None
    chrgitm_lv: S6 | None = None
    lmt_used_flag: S6 | None = None
    list_type: S30 | None = None
    med_use_flag: S6 | None = None
    matn_used_flag: S6 | None = None
    hilist_use_type: S3 | None = None
    lmt_cpnd_type: S6 | None = None
    vali_flag: S6 | None = None
    updt_time: date | None = None
    page_num: N4 | None = None
    page_size: N4 | None = None


class Input(Struct, kw_only=True):
    """医保目录信息查询: what is sent."""

    data: InFields


class OutFields(Struct, kw_only=True, omit_defaults=True):
    """医保目录信息查询: data."""

    hilist_code: str
    hilist_name: str
    insu_admdvs: str
    begndate: str
    enddate: str | None = None
    med_chrgitm_type: str
    chrgitm_lv: str
    lmt_used_flag: str
    list_type: str
    med_use_flag: str
    matn_used_flag: str
    hilist_use_type: str
    lmt_cpnd_type: str
    wubi: str | None = None
    pinyin: str | None = None
    memo: str | None = None
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
    poolarea_no: str | None = None


class Output(Struct, kw_only=True, omit_defaults=True):
    """医保目录信息查询: the reply."""

    data: list[OutFields]
    page_num: int | None = field(default=None, name="pageNum")
    page_size: int | None = field(default=None, name="pageSize")
    pages: int | None = None
    record_counts: int | None = field(default=None, name="recordCounts")
    size: int | None = None
    start_row: int | None = field(default=None, name="startRow")
    first_page: bool | None = field(default=None, name="firstPage")
    last_page: bool | None = field(default=None, name="lastPage")
