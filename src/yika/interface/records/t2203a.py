"""2203A 门诊就诊信息上传A, visit and diagnosis upload, form A; generated, see `generate.py`."""

from datetime import date
from typing import TypeAlias

from msgspec import Struct, field

from yika.interface.kinds import N2, S6, S30, S50, S100, S200, S500, S1000, S2000, S4000, Instant


class InMdtrtinfo(Struct, kw_only=True):
    """门诊就诊信息上传A: mdtrtinfo."""

    mdtrt_id: S30
    psn_no: S30
    med_type: S6
    begntime: Instant
    main_cond_dscr: S1000 | None = None
    dise_codg: S30 | None = None
    dise_name: S500 | None = None
    birctrl_type: S6 | None = None
    birctrl_matn_date: date | None = None
    matn_type: S6 | None = None
    geso_val: N2 | None = None
    rxfixmedins_code: S30 | None = field(default=None, name="rxfixmedinsCode")
    rxfixmedins_name: S200 | None = field(default=None, name="rxfixmedinsName")
    rx_in: bytes | None = field(default=None, name="rxIn")
    rxfilename: S200 | None = None
    rx_exp_content: S2000 | None = field(default=None, name="rxExpContent")
    exp_content: S4000 | None = None


class InDiseinfo(Struct, kw_only=True):
    """门诊就诊信息上传A: diseinfo."""

    diag_type: S6
    diag_srt_no: N2
    diag_code: S30
    diag_name: S100
    diag_dept: S50
    dise_dor_no: S30
    dise_dor_name: S50
    diag_time: Instant
    vali_flag: S6


class Input(Struct, kw_only=True):
    """门诊就诊信息上传A: what is sent."""

    mdtrtinfo: InMdtrtinfo
    diseinfo: list[InDiseinfo] | None = None


Output: TypeAlias = None
