"""2504 人员慢特病备案撤销, withdrawal; generated, see `generate.py`."""

from typing import TypeAlias

from msgspec import Struct

from yika.interface.kinds import S30, S500


class InFields(Struct, kw_only=True):
    """人员慢特病备案撤销: data."""

    trt_dcla_detl_sn: S30
    psn_no: S30
    memo: S500


class Input(Struct, kw_only=True):
    """人员慢特病备案撤销: what is sent."""

    data: InFields


Output: TypeAlias = None
