"""2505 人员定点备案, designated-institution filing; generated, see `generate.py`."""

from datetime import date

from msgspec import Struct

from yika.interface.kinds import S3, S6, S30, S50, S200, S500, S4000


class InFields(Struct, kw_only=True):
    """人员定点备案: data."""

    psn_no: S30
    tel: S50 | None = None
    addr: S200 | None = None
    biz_appy_type: S6
    begndate: date
    enddate: date | None = None
    agnter_name: S50 | None = None
    agnter_cert_type: S6 | None = None
    agnter_certno: S50 | None = None
    agnter_tel: S30 | None = None
    agnter_addr: S200 | None = None
    agnter_rlts: S6 | None = None
    fix_srt_no: S3
    fixmedins_code: S30
    fixmedins_name: S200
    memo: S500 | None = None
    exp_content: S4000 | None = None


class Input(Struct, kw_only=True):
    """人员定点备案: what is sent."""

    data: InFields


class OutResult(Struct, kw_only=True, omit_defaults=True):
    """人员定点备案: result."""

    trt_dcla_detl_sn: str
    exp_content: str | None = None


class Output(Struct, kw_only=True, omit_defaults=True):
    """人员定点备案: the reply."""

    result: OutResult
