"""2103 药店结算撤销, pharmacy settlement cancel; generated, see `generate.py`."""

from decimal import Decimal

from msgspec import Struct

from yika.interface.kinds import S30, S4000


class InFields(Struct, kw_only=True):
    """药店结算撤销: data."""

    setl_id: S30
    mdtrt_id: S30 | None = None
    psn_no: S30
    exp_content: S4000 | None = None


class Input(Struct, kw_only=True):
    """药店结算撤销: what is sent."""

    data: InFields


class OutSetlinfo(Struct, kw_only=True, omit_defaults=True):
    """药店结算撤销: setlinfo."""

    mdtrt_id: str
    setl_id: str
    clr_optins: str | None = None
    medfee_sumamt: Decimal
    setl_time: str
    fulamt_ownpay_amt: Decimal
    overlmt_selfpay: Decimal
    preselfpay_amt: Decimal
    inscp_scp_amt: Decimal
    act_pay_dedc: Decimal | None = None
    hifp_pay: Decimal
    pool_prop_selfpay: Decimal
    cvlserv_pay: Decimal
    hifes_pay: Decimal
    hifmi_pay: Decimal
    hifob_pay: Decimal
    maf_pay: Decimal
    oth_pay: Decimal
    fund_pay_sumamt: Decimal
    psn_part_amt: Decimal
    acct_pay: Decimal
    psn_cash_pay: Decimal
    balc: Decimal
    acct_mulaid_pay: Decimal
    medins_setl_id: str
    hifdm_pay: Decimal | None = None


class OutSetldetail(Struct, kw_only=True, omit_defaults=True):
    """药店结算撤销: setldetail."""

    fund_pay_type: str
    inscp_scp_amt: Decimal
    crt_payb_lmt_amt: Decimal
    fund_payamt: Decimal
    fund_pay_type_name: str | None = None
    setl_proc_info: str | None = None


class Output(Struct, kw_only=True, omit_defaults=True):
    """药店结算撤销: the reply."""

    setlinfo: OutSetlinfo
    setldetail: list[OutSetldetail]
