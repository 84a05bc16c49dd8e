"""1201 医药机构信息获取, institution information; generated, see `generate.py`."""

from msgspec import Struct

from yika.interface.kinds import S6, S30, S200


class InMedinsinfo(Struct, kw_only=True):
    """医药机构信息获取: medinsinfo."""

    fixmedins_type: S6
    fixmedins_name: S200 | None = None
    fixmedins_code: S30 | None = None


class Input(Struct, kw_only=True):
    """医药机构信息获取: what is sent."""

    medinsinfo: InMedinsinfo


class OutMedinsinfo(Struct, kw_only=True, omit_defaults=True):
    """医药机构信息获取: medinsinfo."""

    fixmedins_code: str
    fixmedins_name: str
    uscc: str
    fixmedins_type: str
    hosp_lv: str | None = None
    exp_content: str | None = None


class Output(Struct, kw_only=True, omit_defaults=True):
    """医药机构信息获取: the reply."""

    medinsinfo: list[OutMedinsinfo]
