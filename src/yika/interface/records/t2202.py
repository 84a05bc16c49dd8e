"""2202 门诊挂号撤销, registration cancel; generated, see `generate.py`."""

from typing import TypeAlias

from msgspec import Struct

from yika.interface.kinds import S30, S4000


class InFields(Struct, kw_only=True):
    """门诊挂号撤销: data."""

    psn_no: S30
    mdtrt_id: S30
    ipt_otp_no: S30
    exp_content: S4000 | None = None


class Input(Struct, kw_only=True):
    """门诊挂号撤销: what is sent."""

    data: InFields


Output: TypeAlias = None
