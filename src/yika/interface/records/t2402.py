"""2402 出院办理, discharge; generated, see `generate.py`."""

from datetime import date
from typing import TypeAlias

from msgspec import Struct

from yika.interface.kinds import N2, N3, S6, S20, S30, S50, S100, S500, S4000, Instant


class InDscginfo(Struct, kw_only=True):
    """出院办理: dscginfo."""

    mdtrt_id: S30
    psn_no: S30
    insutype: S6
    endtime: Instant
    dise_codg: S30 | None = None
    dise_name: S500 | None = None
    oprn_oprt_code: S30 | None = None
    oprn_oprt_name: S500 | None = None
    fpsc_no: S50 | None = None
    matn_type: S6 | None = None
    birctrl_type: S6 | None = None
    latechb_flag: S6 | None = None
    geso_val: N2 | None = None
    fetts: N3 | None = None
    fetus_cnt: N3 | None = None
    pret_flag: S6 | None = None
    birctrl_matn_date: date | None = None
    cop_flag: S6 | None = None
    dscg_dept_codg: S30
    dscg_dept_name: S100
    dscg_bed: S30 | None = None
    dscg_way: S6
    die_date: date | None = None
    exp_content: S4000 | None = None


class InDiseinfo(Struct, kw_only=True):
    """出院办理: diseinfo."""

    mdtrt_id: S30
    psn_no: S30
    diag_type: S6
    maindiag_flag: S6
    diag_srt_no: N2
    diag_code: S20
    diag_name: S100
    diag_dept: S50
    dise_dor_no: S30
    dise_dor_name: S50
    diag_time: Instant


class Input(Struct, kw_only=True):
    """出院办理: what is sent."""

    dscginfo: InDscginfo
    diseinfo: list[InDiseinfo] | None = None


Output: TypeAlias = None
