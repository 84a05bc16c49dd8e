"""3201 医药机构费用结算对总账, reconcile totals; generated, see `generate.py`."""

from datetime import date
from decimal import Decimal

from msgspec import Struct

from yika.interface.kinds import N10, S6


class InFields(Struct, kw_only=True):
    """医药机构费用结算对总账: data."""

    insutype: S6
    clr_type: S6
    setl_optins: S6
    stmt_begndate: date
    stmt_enddate: date
    medfee_sumamt: Decimal
    fund_pay_sumamt: Decimal
    acct_pay: Decimal
    fixmedins_setl_cnt: N10
    refd_setl_flag: S6 | None = None
    fixmedins_refd_setl_flag: S6 | None = None


class Input(Struct, kw_only=True):
    """医药机构费用结算对总账: what is sent."""

    data: InFields


class OutStmtinfo(Struct, kw_only=True, omit_defaults=True):
    """医药机构费用结算对总账: stmtinfo."""

    setl_optins: str | None = None
    stmt_rslt: str
    stmt_rslt_dscr: str | None = None


class Output(Struct, kw_only=True, omit_defaults=True):
    """医药机构费用结算对总账: the reply."""

    stmtinfo: OutStmtinfo
