"""1304 民族药品目录查询, ethnic drugs query; generated, see `generate.py`."""

from datetime import date

from msgspec import Struct, field

from yika.interface.kinds import N4, S3, S20, S50, S100


class InFields(Struct, kw_only=True):
    """民族药品目录查询: data."""

    med_list_codg: S50 | None = None
    genname_codg: S50 | None = None
    drug_genname: S100 | None = None
    drug_prodname: S100 | None = None
    reg_name: S100 | None = None
    vali_flag: S3 | None = None
    ver: S20 | None = None
    updt_time: date | None = None
    page_num: N4 | None = None
    page_size: N4 | None = None


class Input(Struct, kw_only=True):
    """民族药品目录查询: what is sent."""

    data: InFields


class OutFields(Struct, kw_only=True, omit_defaults=True):
    """民族药品目录查询: data."""

    med_list_codg: str | None = None
    drug_prodname: str | None = None
    genname_codg: str | None = None
    drug_genname: str | None = None
    reg_name: str | None = None
    dosform: str | None = None
    drug_spec: str | None = None
    aprvno: str | None = None
    prodentp_name: str | None = None
    begndate: str | None = None
    enddate: str | None = None
    vali_flag: str | None = None
    ver: str | None = None
    updt_time: str | None = None


class Output(Struct, kw_only=True, omit_defaults=True):
    """民族药品目录查询: the reply."""

    data: list[OutFields]
    page_num: int | None = field(default=None, name="pageNum")
    page_size: int | None = field(default=None, name="pageSize")
    pages: int | None = None
    record_counts: int | None = field(default=None, name="recordCounts")
    size: int | None = None
    start_row: int | None = field(default=None, name="startRow")
    first_page: bool | None = field(default=None, name="firstPage")
    last_page: bool | None = field(default=None, name="lastPage")
