"""2001 人员待遇享受检查, benefit check; generated, see `generate.py`."""

from msgspec import Struct

from yika.interface.kinds import S6, S30, S500, S4000, Instant


class InFields(Struct, kw_only=True):
    """人员待遇享受检查: data."""

    psn_no: S30
    insutype: S6
    fixmedins_code: S30
    med_type: S6
    begntime: Instant
    endtime: Instant | None = None
    dise_codg: S30 | None = None
    dise_name: S500 | None = None
    oprn_oprt_code: S30 | None = None
    oprn_oprt_name: S500 | None = None
    matn_type: S6 | None = None
    birctrl_type: S6 | None = None
    exp_content: S4000 | None = None


class Input(Struct, kw_only=True):
    """人员待遇享受检查: what is sent."""

    data: InFields


class OutTrtinfo(Struct, kw_only=True, omit_defaults=True):
    """人员待遇享受检查: trtinfo."""

    psn_no: str
    trt_chk_type: str
    fund_pay_type: str
    trt_enjymnt_flag: str
    begndate: str
    enddate: str | None = None
    trt_chk_rslt: str | None = None
    exp_content: str | None = None


class Output(Struct, kw_only=True, omit_defaults=True):
    """人员待遇享受检查: the reply."""

    trtinfo: list[OutTrtinfo]
