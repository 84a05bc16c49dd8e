"""Settlements cancelled (结算撤销): of purchases, of visits, of stays.

The reply repeats the amounts below zero, under the number of the cancel, which is a settlement of
its own; `balc` is what the account holds after everything was given back.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Final, TypeAlias

import msgspec

from yika.faces.gateway.asked import Answer, Asked, Handling
from yika.faces.gateway.handlers.looking import answered
from yika.faces.gateway.known import Known, identity_fields, insured_fields, known_of
from yika.faces.gateway.numbering import visit_named
from yika.faces.gateway.plain import CERT_TYPES, NO, YES, person_named, told_time, yuan
from yika.faces.gateway.till import BY_ITEM, ZERO
from yika.interface.codes import meaning
from yika.interface.records import t2103, t2208, t2305
from yika.settlement.model import LAYERS
from yika.settlement.pricing.national import ACCOUNT_FUND, fields_of, fund_of
from yika.settlement.till.bills import INPATIENT, OUTPATIENT, PHARMACY
from yika.settlement.undoing import undoing
from yika.settlement.undoing.undoing import Cancelled, Undo
from yika.store.db import Conn

Limits: TypeAlias = Mapping[str, Decimal]  # by fund: what could be paid before the bill


async def cancel_purchase(conn: Conn, asked: Asked) -> Answer:
    """2103: a purchase cancelled with its lines."""
    done, known, limits = await _cancelled(conn, asked, PHARMACY)
    output = t2103.Output(
        setlinfo=t2103.OutSetlinfo(**_told(t2103.OutSetlinfo, done, known)),
        setldetail=[t2103.OutSetldetail(**row) for row in _details(done, limits)],
    )
    return _answer(done, output)


async def cancel_visit(conn: Conn, asked: Asked) -> Answer:
    """2208: a settlement of a visit cancelled; its lines may be settled again."""
    done, known, limits = await _cancelled(conn, asked, OUTPATIENT)
    output = t2208.Output(
        setlinfo=t2208.OutSetlinfo(**_told(t2208.OutSetlinfo, done, known)),
        setldetail=[t2208.OutSetldetail(**row) for row in _details(done, limits)],
    )
    return _answer(done, output)


async def cancel_stay(conn: Conn, asked: Asked) -> Answer:
    """2305: a settlement of a stay cancelled, the last one first; the discharge stands."""
    done, known, limits = await _cancelled(conn, asked, INPATIENT)
    output = t2305.Output(
        setlinfo=t2305.OutSetlinfo(**_told(t2305.OutSetlinfo, done, known)),
        setldetail=[t2305.OutSetldetail(**row) for row in _details(done, limits)],
    )
    return _answer(done, output)


async def _cancelled(conn: Conn, asked: Asked, kind: str) -> tuple[Cancelled, Known, Limits]:
    """The cancel, whose it is, and what could be paid before the bill by the reply to it."""
    given: t2103.InFields | t2208.InFields | t2305.InFields = asked.input.data
    person = person_named(asked, given.psn_no)
    wanted = Undo(
        institution=asked.institution,
        person=person,
        infno=asked.envelope.infno,
        msgid=asked.envelope.msgid,
        message_id=asked.message_id,
        setl_id=given.setl_id,
        visit_id=visit_named(given.mdtrt_id),
        kinds=(kind,),
    )
    done = await undoing.cancel(conn, asked.house.book, wanted, asked.at)
    rows = await answered(conn, asked, done.original) or ()
    limits = {row.fund_pay_type: row.crt_payb_lmt_amt for row in rows}
    return done, await known_of(conn, asked, person, asked.at), limits


def _told(record: type[msgspec.Struct], done: Cancelled, known: Known) -> dict[str, Any]:
    """The cancel by those national names that the reply has."""
    original, shares = done.original, done.shares
    amounts = fields_of(original.circumstances.scheme, shares)
    cash = _yuan(-original.cash_fen)
    told: dict[str, Any] = {
        **identity_fields(known),
        **insured_fields(known),
        **{name: _yuan(amount) for name, amount in amounts.items()},
        "cvlserv_flag": YES if original.circumstances.civil_servant else NO,
        "mdtrt_id": str(original.visit_id),
        "setl_id": str(done.settlement_id),
        "clr_optins": known.person.division,
        "setl_time": told_time(done.at),
        "insutype": original.insutype,
        "med_type": original.med_type,
        "mdtrt_cert_type": CERT_TYPES[original.credential],
        "clr_type": original.clr_type,
        "clr_way": BY_ITEM,
        "pool_prop_selfpay": Decimal(shares.pool_share),
        "acct_pay": _yuan(-original.account_fen),
        "acct_mulaid_pay": _yuan(-original.shared_account_fen),
        "psn_cash_pay": cash,
        "pdn_cash_pay": cash,
        "balc": yuan(sum(known.purse.wallets.values())),
        "medins_setl_id": original.msgid,
    }
    return {name: value for name, value in told.items() if name in record.__struct_fields__}


def _details(done: Cancelled, limits: Limits) -> Iterable[dict[str, Any]]:
    """One row a fund that had paid, and one for the account.

    The limit is that of the bill; where its reply is kept no more, what was paid within it.
    """
    original, shares = done.original, done.shares
    paid: dict[str, int] = {}
    for layer in LAYERS:
        if layer in shares.layers:
            fund = fund_of(original.circumstances.scheme, layer)
            paid[fund] = paid.get(fund, 0) + shares.layers[layer]
    if original.account_fen:
        paid[ACCOUNT_FUND] = -original.account_fen
    for fund, amount in paid.items():
        name = meaning("fund_pay_type", fund)
        yield {
            "fund_pay_type": fund,
            "inscp_scp_amt": _yuan(shares.split.in_scope_fen),
            "crt_payb_lmt_amt": limits.get(fund, yuan(abs(amount))),
            "fund_payamt": yuan(amount),
            "fund_pay_type_name": None if name is None else name.zh,
        }


def _answer(done: Cancelled, output: t2103.Output | t2208.Output | t2305.Output) -> Answer:
    """The output, and beside it which settlement is gone and what came back otherwise."""
    yika: dict[str, Any] = {"cancels": str(done.original.settlement_id)}
    if done.carried_fen:
        yika["came_back_as_carried"] = str(yuan(done.carried_fen))
    if done.deposit_missing_fen:
        yika["deposit_missing"] = str(yuan(done.deposit_missing_fen))
    return Answer(output=output, yika=yika)


def _yuan(amount_fen: int) -> Decimal:
    return yuan(amount_fen) if amount_fen else ZERO


HANDLERS: Final = {
    "2103": Handling(cancel_purchase, changes=True),
    "2208": Handling(cancel_visit, changes=True),
    "2305": Handling(cancel_stay, changes=True),
}
