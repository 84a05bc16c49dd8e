"""1101 人员信息获取, person information; generated, see `generate.py`."""

from decimal import Decimal

from msgspec import Struct

from yika.interface.kinds import S6, S32, S50, Instant


class InFields(Struct, kw_only=True):
    """人员信息获取: data."""

    mdtrt_cert_type: S6
    mdtrt_cert_no: S50
    card_sn: S32 | None = None
    begntime: Instant | None = None
    psn_cert_type: S6 | None = None
    certno: S50 | None = None
    psn_name: S50 | None = None


class Input(Struct, kw_only=True):
    """人员信息获取: what is sent."""

    data: InFields


class OutBaseinfo(Struct, kw_only=True, omit_defaults=True):
    """人员信息获取: baseinfo."""

    psn_no: str
    psn_cert_type: str
    certno: str
    psn_name: str
    gend: str
    naty: str | None = None
    brdy: str | None = None
    age: Decimal
    exp_content: str | None = None


class OutInsuinfo(Struct, kw_only=True, omit_defaults=True):
    """人员信息获取: insuinfo."""

    balc: Decimal
    insutype: str
    psn_type: str
    psn_insu_stas: str | None = None
    psn_insu_date: str | None = None
    paus_insu_date: str | None = None
    cvlserv_flag: str
    insuplc_admdvs: str
    emp_name: str | None = None


class OutIdetinfo(Struct, kw_only=True, omit_defaults=True):
    """人员信息获取: idetinfo."""

    psn_idet_type: str
    psn_type_lv: str | None = None
    memo: str | None = None
    begntime: str
    endtime: str | None = None


class Output(Struct, kw_only=True, omit_defaults=True):
    """人员信息获取: the reply."""

    baseinfo: OutBaseinfo
    insuinfo: list[OutInsuinfo]
    idetinfo: list[OutIdetinfo]
