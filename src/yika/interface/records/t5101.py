"""5101 科室信息查询, departments; generated, see `generate.py`."""

from msgspec import Struct

from yika.interface.kinds import S3, S4, S6, S10, S19, S30, S50, S100, S200, S1024, S2000


class InFields(Struct, kw_only=True):
    """科室信息查询: data."""

    infno: S4 | None = None
    msgid: S30 | None = None
    mdtrtarea_admvs: S6 | None = None
    insuplc_admdvs: S6 | None = None
    recer_sys_code: S10 | None = None
    dev_no: S100 | None = None
    dev_safe_info: S2000 | None = None
    cainfo: S1024 | None = None
    signtype: S10 | None = None
    infver: S6 | None = None
    opter_type: S3 | None = None
    opter: S30 | None = None
    opter_name: S50 | None = None
    inf_time: S19 | None = None
    fixmedins_code: S30 | None = None
    fixmedins_name: S200 | None = None
    sign_no: S30 | None = None


class Input(Struct, kw_only=True):
    """科室信息查询: what is sent."""

    data: InFields | None = None


class OutFeedetail(Struct, kw_only=True, omit_defaults=True):
    """科室信息查询: feedetail."""

    hosp_dept_codg: str
    hosp_dept_name: str
    begntime: str
    endtime: str | None = None
    itro: str | None = None
    dept_resper_name: str
    dept_resper_tel: str
    dept_med_serv_scp: str | None = None
    caty: str
    dept_estbdat: str | None = None
    aprv_bed_cnt: int | None = None
    hi_crtf_bed_cnt: int | None = None
    poolarea_no: str | None = None
    dr_psncnt: int | None = None
    phar_psncnt: int | None = None
    nurs_psncnt: int | None = None
    tecn_psncnt: int | None = None
    memo: str | None = None


class Output(Struct, kw_only=True, omit_defaults=True):
    """科室信息查询: the reply."""

    feedetail: list[OutFeedetail]
