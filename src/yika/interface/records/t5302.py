"""5302 人员定点信息查询, designated institutions; generated, see `generate.py`."""

from msgspec import Struct

from yika.interface.kinds import S6, S30


class InFields(Struct, kw_only=True):
    """人员定点信息查询: data."""

    psn_no: S30
    biz_appy_type: S6


class Input(Struct, kw_only=True):
    """人员定点信息查询: what is sent."""

    data: InFields


class OutPsnfixmedin(Struct, kw_only=True, omit_defaults=True):
    """人员定点信息查询: psnfixmedin."""

    psn_no: str
    insutype: str | None = None
    fix_srt_no: str
    fixmedins_code: str
    fixmedins_name: str
    begndate: str
    enddate: str | None = None
    memo: str | None = None


class Output(Struct, kw_only=True, omit_defaults=True):
    """人员定点信息查询: the reply."""

    psnfixmedin: list[OutPsnfixmedin]
