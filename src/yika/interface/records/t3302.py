"""3302 目录对照撤销, item mapping delete; generated, see `generate.py`."""

from typing import TypeAlias

from msgspec import Struct

from yika.interface.kinds import S30


class InFields(Struct, kw_only=True):
    """目录对照撤销: data."""

    fixmedins_code: S30
    fixmedins_hilist_id: S30
    list_type: S30
    med_list_codg: S30


class Input(Struct, kw_only=True):
    """目录对照撤销: what is sent."""

    data: list[InFields]


Output: TypeAlias = None
