"""2201 门诊挂号, outpatient registration; generated, see `generate.py`."""

from msgspec import Struct

from yika.interface.kinds import S6, S10, S30, S32, S50, S100, S4000, Instant


class InFields(Struct, kw_only=True):
    """门诊挂号: data."""

    psn_no: S30
    insutype: S6
    begntime: Instant
    mdtrt_cert_type: S6
    mdtrt_cert_no: S50
    card_sn: S32 | None = None
    psn_cert_type: S6 | None = None
    certno: S50 | None = None
    psn_type: S6 | None = None
    psn_name: S50 | None = None
    ipt_otp_no: S30
    atddr_no: S30 | None = None
    dr_name: S50 | None = None
    dept_code: S30
    dept_name: S100
    caty: S10
    exp_content: S4000 | None = None


class Input(Struct, kw_only=True):
    """门诊挂号: what is sent."""

    data: InFields


class OutFields(Struct, kw_only=True, omit_defaults=True):
    """门诊挂号: data."""

    mdtrt_id: str
    psn_no: str
    ipt_otp_no: str
    exp_content: str | None = None


class Output(Struct, kw_only=True, omit_defaults=True):
    """门诊挂号: the reply."""

    data: OutFields
