"""5304 转院信息查询, transfers; generated, see `generate.py`."""

from msgspec import Struct

from yika.interface.kinds import S30, Instant


class InFields(Struct, kw_only=True):
    """转院信息查询: data."""

    psn_no: S30
    begntime: Instant
    endtime: Instant | None = None


class Input(Struct, kw_only=True):
    """转院信息查询: what is sent."""

    data: InFields


class OutRefmedin(Struct, kw_only=True, omit_defaults=True):
    """转院信息查询: refmedin."""

    insutype: str
    dcla_souc: str | None = None
    psn_no: str
    psn_cert_type: str
    certno: str
    psn_name: str
    gend: str
    brdy: str | None = None
    tel: str | None = None
    addr: str | None = None
    insu_optins: str | None = None
    emp_name: str | None = None
    diag_code: str | None = None
    diag_name: str | None = None
    dise_cond_dscr: str | None = None
    reflin_medins_no: str | None = None
    reflin_medins_name: str
    out_flag: str | None = None
    refl_date: str
    refl_rea: str
    begndate: str
    enddate: str | None = None
    hosp_agre_refl_flag: str
    opter_id: str | None = None
    opter_name: str | None = None
    opt_time: str | None = None


class Output(Struct, kw_only=True, omit_defaults=True):
    """转院信息查询: the reply."""

    refmedin: list[OutRefmedin]
