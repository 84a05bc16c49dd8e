"""2203 门诊就诊信息上传, visit and diagnosis upload; generated, see `generate.py`."""

from datetime import date
from typing import TypeAlias

from msgspec import Struct

from yika.interface.kinds import N2, S6, S20, S30, S50, S100, S500, S1000, S4000, Instant


class InMdtrtinfo(Struct, kw_only=True):
    """门诊就诊信息上传: mdtrtinfo."""

    mdtrt_id: S30
    psn_no: S30
    med_type: S6
    begntime: Instant
    main_cond_dscr: S1000 | None = None
    dise_type_code: S30 | None = None
    dise_codg: S30 | None = None
    dise_name: S500 | None = None
    birctrl_type: S6 | None = None
    birctrl_matn_date: date | None = None
    exp_content: S4000 | None = None


class InDiseinfo(Struct, kw_only=True):
    """门诊就诊信息上传: diseinfo."""

    diag_type: S6
    diag_srt_no: N2
    diag_code: S20
    diag_name: S100
    diag_dept: S50
    dise_dor_no: S30
    dise_dor_name: S50
    diag_time: Instant
    vali_flag: S6


class Input(Struct, kw_only=True):
    """门诊就诊信息上传: what is sent."""

    mdtrtinfo: InMdtrtinfo
    diseinfo: list[InDiseinfo] | None = None


Output: TypeAlias = None
