"""2503 人员慢特病备案, chronic/special disease filing; generated, see `generate.py`."""

from datetime import date

from msgspec import Struct

from yika.interface.kinds import S3, S6, S30, S50, S200, S300, S500, S4000


class InFields(Struct, kw_only=True):
    """人员慢特病备案: data."""

    psn_no: S30
    insutype: S6
    opsp_dise_code: S30
    opsp_dise_name: S300
    tel: S50 | None = None
    addr: S200 | None = None
    insu_optins: S6
    ide_fixmedins_no: S30
    ide_fixmedins_name: S200
    hosp_ide_date: date
    diag_dr_codg: S30
    diag_dr_name: S50
    begndate: date
    enddate: date | None = None
    exp_content: S4000 | None = None
    trt_dcla_detl_sn: S30 | None = None
    selfdef_splm_flag: S3 | None = None
    memo: S500 | None = None


class Input(Struct, kw_only=True):
    """人员慢特病备案: what is sent."""

    data: InFields


class OutResult(Struct, kw_only=True, omit_defaults=True):
    """人员慢特病备案: result."""

    trt_dcla_detl_sn: str
    exp_content: str | None = None


class Output(Struct, kw_only=True, omit_defaults=True):
    """人员慢特病备案: the reply."""

    result: OutResult
