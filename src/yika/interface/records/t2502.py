"""2502 转院备案撤销, transfer filing withdrawal; generated, see `generate.py`."""

from typing import TypeAlias

from msgspec import Struct

from yika.interface.kinds import S30, S500


class InFields(Struct, kw_only=True):
    """转院备案撤销: data."""

    trt_dcla_detl_sn: S30
    psn_no: S30
    memo: S500 | None = None


class Input(Struct, kw_only=True):
    """转院备案撤销: what is sent."""

    data: InFields


Output: TypeAlias = None
