"""5301 慢特病备案查询, chronic-disease filings; generated, see `generate.py`."""

from msgspec import Struct

from yika.interface.kinds import S30


class InFields(Struct, kw_only=True):
    """慢特病备案查询: data."""

    psn_no: S30


class Input(Struct, kw_only=True):
    """慢特病备案查询: what is sent."""

    data: InFields


class OutFeedetail(Struct, kw_only=True, omit_defaults=True):
    """慢特病备案查询: feedetail."""

    opsp_dise_code: str
    opsp_dise_name: str
    begndate: str
    enddate: str | None = None


class Output(Struct, kw_only=True, omit_defaults=True):
    """慢特病备案查询: the reply."""

    feedetail: list[OutFeedetail]
