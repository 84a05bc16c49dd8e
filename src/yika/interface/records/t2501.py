"""2501 转院备案, transfer filing; generated, see `generate.py`."""

from datetime import date

from msgspec import Struct

from yika.interface.kinds import S3, S6, S12, S20, S30, S50, S100, S200, S2000


class InRefmedin(Struct, kw_only=True):
    """转院备案: refmedin."""

    psn_no: S30
    insutype: S6 | None = None
    tel: S50 | None = None
    addr: S200 | None = None
    insu_optins: S6 | None = None
    diag_code: S20
    diag_name: S100
    dise_cond_dscr: S2000 | None = None
    reflin_medins_no: S12
    reflin_medins_name: S200
    mdtrtarea_admdvs: S6
    hosp_agre_refl_flag: S6 | None = None
    refl_type: S30
    refl_date: date
    refl_rea: S100
    refl_opnn: S200
    begndate: date | None = None
    enddate: date | None = None
    refl_old_mdtrt_id: S30 | None = None
    refl_used_flag: S3 | None = None


class Input(Struct, kw_only=True):
    """转院备案: what is sent."""

    refmedin: InRefmedin


class OutResult(Struct, kw_only=True, omit_defaults=True):
    """转院备案: result."""

    trt_dcla_detl_sn: str


class Output(Struct, kw_only=True, omit_defaults=True):
    """转院备案: the reply."""

    result: OutResult
