"""5102 医执人员查询, practitioners; generated, see `generate.py`."""

from msgspec import Struct

from yika.interface.kinds import S6, S20, S50


class InFields(Struct, kw_only=True):
    """医执人员查询: data."""

    prac_psn_type: S6
    psn_cert_type: S6 | None = None
    certno: S50 | None = None
    prac_psn_name: S50 | None = None
    prac_psn_code: S20 | None = None


class Input(Struct, kw_only=True):
    """医执人员查询: what is sent."""

    data: InFields


class OutFeedetail(Struct, kw_only=True, omit_defaults=True):
    """医执人员查询: feedetail."""

    psn_cert_type: str
    certno: str
    prac_psn_no: str | None = None
    prac_psn_code: str
    prac_psn_name: str
    prac_psn_type: str
    prac_psn_cert: str | None = None
    prac_cert_no: str | None = None
    hi_dr_flag: str
    begntime: str
    endtime: str | None = None
    chg_rea: str | None = None


class Output(Struct, kw_only=True, omit_defaults=True):
    """医执人员查询: the reply."""

    feedetail: list[OutFeedetail]
