"""5206 人员累计信息查询, cumulations; generated, see `generate.py`."""

from decimal import Decimal

from msgspec import Struct

from yika.interface.kinds import S6, S30


class InFields(Struct, kw_only=True):
    """人员累计信息查询: data."""

    psn_no: S30
    cum_ym: S6 | None = None


class Input(Struct, kw_only=True):
    """人员累计信息查询: what is sent."""

    data: InFields


class OutCuminfo(Struct, kw_only=True, omit_defaults=True):
    """人员累计信息查询: cuminfo."""

    insutype: str
    year: str
    cum_ym: str
    cum_type_code: str
    cum: Decimal


class Output(Struct, kw_only=True, omit_defaults=True):
    """人员累计信息查询: the reply."""

    cuminfo: list[OutCuminfo]
