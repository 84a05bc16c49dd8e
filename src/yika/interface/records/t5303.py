"""5303 在院信息查询, open stays; generated, see `generate.py`."""

from decimal import Decimal

from msgspec import Struct

from yika.interface.kinds import S30, Instant


class InFields(Struct, kw_only=True):
    """在院信息查询: data."""

    psn_no: S30 | None = None
    begntime: Instant
    endtime: Instant


class Input(Struct, kw_only=True):
    """在院信息查询: what is sent."""

    data: InFields


class OutFields(Struct, kw_only=True, omit_defaults=True):
    """在院信息查询: data."""

    mdtrt_id: str
    psn_no: str
    psn_cert_type: str
    certno: str
    psn_name: str
    gend: str
    brdy: str | None = None
    age: Decimal
    insutype: str
    begndate: str
    med_type: str
    ipt_otp_no: str | None = None
    out_flag: str | None = None


class Output(Struct, kw_only=True, omit_defaults=True):
    """在院信息查询: the reply."""

    data: list[OutFields]
