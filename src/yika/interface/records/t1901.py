"""1901 字典表查询, dictionary query; generated, see `generate.py`."""

from datetime import date

from msgspec import Struct, field

from yika.interface.kinds import S6, S10, S30


class InFields(Struct, kw_only=True):
    """字典表查询: data."""

    type_: S30 = field(name="type")
    parent_value: S10 | None = None
    admdvs: S6
    date: date
    vali_flag: S6 | None = field(default=None, name="Vali_Flag")


class Input(Struct, kw_only=True):
    """字典表查询: what is sent."""

    data: InFields


class OutList(Struct, kw_only=True, omit_defaults=True):
    """字典表查询: list."""

    type_: str = field(name="type")
    label: str
    value: str
    parent_value: str = field(name="parentValue")
    sort: int
    vali_flag: str = field(name="valiFlag")
    create_user: str = field(name="createUser")
    create_date: str = field(name="createDate")
    version: int


class Output(Struct, kw_only=True, omit_defaults=True):
    """字典表查询: the reply."""

    list_: list[OutList] = field(name="list")
