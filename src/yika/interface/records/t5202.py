"""5202 诊断信息查询, diagnoses of a visit; generated, see `generate.py`."""

from msgspec import Struct

from yika.interface.kinds import S30


class InFields(Struct, kw_only=True):
    """诊断信息查询: data."""

    mdtrt_id: S30
    psn_no: S30


class Input(Struct, kw_only=True):
    """诊断信息查询: what is sent."""

    data: InFields


class OutDiseinfo(Struct, kw_only=True, omit_defaults=True):
    """诊断信息查询: diseinfo."""

    diag_info_id: str
    mdtrt_id: str
    psn_no: str
    inout_diag_type: str | None = None
    diag_type: str
    maindiag_flag: str
    diag_srt_no: int
    diag_code: str
    diag_name: str
    adm_cond: str | None = None
    diag_dept: str
    dise_dor_no: str
    dise_dor_name: str
    diag_time: str
    opter_id: str | None = None
    opter_name: str | None = None
    opt_time: str | None = None


class Output(Struct, kw_only=True, omit_defaults=True):
    """诊断信息查询: the reply."""

    diseinfo: list[OutDiseinfo]
