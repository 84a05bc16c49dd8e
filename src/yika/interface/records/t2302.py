"""2302 住院费用明细撤销, inpatient fee lines cancel; generated, see `generate.py`."""

from typing import TypeAlias

from msgspec import Struct

from yika.interface.kinds import S30, S4000


class InFields(Struct, kw_only=True):
    """住院费用明细撤销: data."""

    feedetl_sn: S30
    mdtrt_id: S30
    psn_no: S30
    exp_content: S4000 | None = None


class Input(Struct, kw_only=True):
    """住院费用明细撤销: what is sent."""

    data: list[InFields]


Output: TypeAlias = None
