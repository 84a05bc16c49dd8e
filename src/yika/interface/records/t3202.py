"""3202 医药机构费用结算对明细账, reconcile lines; generated, see `generate.py`."""

from datetime import date
from decimal import Decimal

from msgspec import Struct

from yika.interface.kinds import N10, S3, S6, S30


class InFields(Struct, kw_only=True):
    """医药机构费用结算对明细账: data."""

    setl_optins: S6
    file_qury_no: S30
    stmt_begndate: date
    stmt_enddate: date
    medfee_sumamt: Decimal
    fund_pay_sumamt: Decimal
    cash_payamt: Decimal
    fixmedins_setl_cnt: N10
    clr_type: S6 | None = None
    refd_setl_flag: S6 | None = None
    fixmedins_refd_setl_flag: S6 | None = None


class Input(Struct, kw_only=True):
    """医药机构费用结算对明细账: what is sent."""

    data: InFields


class OutFileinfo(Struct, kw_only=True, omit_defaults=True):
    """医药机构费用结算对明细账: fileinfo."""

    file_qury_no: str
    filename: str
    dld_endtime: str


class Output(Struct, kw_only=True, omit_defaults=True):
    """医药机构费用结算对明细账: the reply."""

    fileinfo: OutFileinfo


class InFileRow(Struct, kw_only=True):
    """医药机构费用结算对明细账: a line of the file sent."""

    setl_id: S30
    mdtrt_id: S30
    psn_no: S30
    medfee_sumamt: Decimal
    fund_pay_sumamt: Decimal
    acct_pay: Decimal
    refd_setl_flag: S3


class OutFileRow(Struct, kw_only=True, omit_defaults=True):
    """医药机构费用结算对明细账: a line of the file replied."""

    psn_no: str
    mdtrt_id: str | None = None
    setl_id: str | None = None
    msgid: str
    stmt_rslt: str
    refd_setl_flag: str
    memo: str | None = None
    medfee_sumamt: Decimal | None = None
    fund_pay_sumamt: Decimal | None = None
    acct_pay: Decimal | None = None
