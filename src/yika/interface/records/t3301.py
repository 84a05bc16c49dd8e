"""3301 目录对照上传, item mapping upload; generated, see `generate.py`."""

from datetime import date
from typing import TypeAlias

from msgspec import Struct

from yika.interface.kinds import S30, S100, S200, S500, S2000


class InFields(Struct, kw_only=True):
    """目录对照上传: data."""

    fixmedins_hilist_id: S30
    fixmedins_hilist_name: S200
    list_type: S30
    med_list_codg: S30
    begndate: date
    enddate: date
    aprvno: S30 | None = None
    dosform: S200 | None = None
    exct_cont: S2000 | None = None
    item_cont: S2000 | None = None
    prcunt: S100 | None = None
    spec: S200 | None = None
    pacspec: S100 | None = None
    memo: S500 | None = None
    prdr_name: S200 | None = None


class Input(Struct, kw_only=True):
    """目录对照上传: what is sent."""

    data: list[InFields]


Output: TypeAlias = None
