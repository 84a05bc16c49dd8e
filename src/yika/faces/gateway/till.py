"""Bills as they come over the interface and as they are answered (结算报文).

Every settlement, of a purchase, a visit or a stay, has the same fields; the identities between them
hold because all of them are told from one `Settled`.
"""

from decimal import Decimal
from functools import lru_cache
from typing import Any, Final, TypeAlias

import msgspec

from yika.faces.gateway.asked import Answer, Asked
from yika.faces.gateway.numbering import number_of, psn_no
from yika.faces.gateway.plain import (
    CERT_TYPES,
    CREDENTIALS,
    ID_CARD,
    NO,
    YES,
    fen_of,
    person_named,
    told_time,
    yuan,
)
from yika.faces.gateway.warning import warning
from yika.ground.ids import birth_date
from yika.interface.codes import meaning
from yika.interface.records import t2101, t2102, t2206, t2207, t2303, t2304
from yika.settlement.model import CRITICAL
from yika.settlement.pricing import national
from yika.settlement.till import participation
from yika.settlement.till.bills import CLEARED_AS, NOT_USED, PARTS, Settled

BY_ITEM: Final = "1"  # clr_way
ZERO: Final = Decimal("0.00")

OfVisit: TypeAlias = t2206.InFields | t2207.InFields | t2303.InFields | t2304.InFields
Billed: TypeAlias = t2101.InDruginfo | t2102.InDruginfo | OfVisit


def bill(asked: Asked, given: Billed) -> dict[str, Any]:
    """What a bill is wanted by, of any kind."""
    return {
        "institution": asked.institution,
        "person": person_named(asked, given.psn_no),
        "infno": asked.envelope.infno,
        "msgid": asked.envelope.msgid,
        "message_id": asked.message_id,
        "credential": CREDENTIALS[given.mdtrt_cert_type],
        "number": given.mdtrt_cert_no or "",
        "certno": given.certno or "",
        "insutype": given.insutype,
        "account_use": given.acct_used_flag or NOT_USED,
        "total_fen": fen_of(given.medfee_sumamt),
    }


def bill_of_visit(asked: Asked, given: OfVisit) -> dict[str, Any]:
    """What the bill of a visit is wanted by, registered before."""
    return {
        **bill(asked, given),
        "begins_at": asked.at,
        "visit_id": number_of(given.mdtrt_id, "mdtrt_id"),
        "sent": _sent(given),
    }


def _sent(given: OfVisit) -> dict[str, int]:
    """The parts of the bill that are sent back; a nought is also how the interface writes nothing.

    In a trial they are not known yet, whatever a client puts there.
    """
    if isinstance(given, t2206.InFields | t2303.InFields):
        return {}
    told = {name: getattr(given, name, None) for name in PARTS}
    found = {name: fen_of(amount) for name, amount in told.items() if amount is not None}
    return found if any(found.values()) else {}


def setlinfo(done: Settled) -> dict[str, Any]:
    """A settlement, or a trial of one, by its national names, but for `setl_id`."""
    wanted, identity = done.wanted, done.identity
    amounts = national.fields_of(done.insured.scheme, done.shares)
    return {
        "mdtrt_id": str(done.visit_id) if done.visit_id else "",
        "psn_no": psn_no(wanted.person),
        "psn_name": identity.name,
        "psn_cert_type": ID_CARD,
        "certno": identity.id_number,
        "gend": participation.gend(identity.id_number),
        "brdy": birth_date(identity.id_number).isoformat(),
        "age": participation.age(identity.id_number, done.circumstances.on),
        "insutype": done.insutype,
        "psn_type": participation.psn_type(done.insured),
        "cvlserv_flag": YES if done.circumstances.civil_servant else NO,
        "setl_time": told_time(done.at),
        "mdtrt_cert_type": CERT_TYPES[wanted.credential],
        "med_type": done.med_type,
        **{name: yuan(amount) if amount else ZERO for name, amount in amounts.items()},
        "pool_prop_selfpay": Decimal(done.shares.pool_share),
        "acct_pay": yuan(done.account_fen),
        "psn_cash_pay": yuan(done.cash_fen),
        "balc": yuan(done.balance_fen),
        "acct_mulaid_pay": yuan(done.shared_fen),
        "medins_setl_id": wanted.msgid,
        "clr_optins": wanted.person.division,
        "clr_way": BY_ITEM,
        "clr_type": CLEARED_AS[wanted.counts_as],
    }


def setldetail(done: Settled) -> list[dict[str, Any]]:
    """One row a fund that paid, and one for the account."""
    scope = yuan(done.shares.split.in_scope_fen)
    rows: list[dict[str, Any]] = []
    paid: dict[str, tuple[int, int]] = {}
    for layer, amount in done.shares.layers.items():
        fund = national.fund_of(done.insured.scheme, layer)
        before, left = paid.get(fund, (0, 0))
        paid[fund] = before + amount, left + done.limits.get(layer, amount)
    if done.account_fen:
        paid[national.ACCOUNT_FUND] = done.account_fen, done.balance_fen + done.account_fen
    for fund, (amount, left) in paid.items():
        rows.append(
            {
                "fund_pay_type": fund,
                "inscp_scp_amt": scope,
                "crt_payb_lmt_amt": yuan(left),
                "fund_payamt": yuan(amount),
                "fund_pay_type_name": _fund_name(fund),
            }
        )
    return rows


def answered(done: Settled, output: msgspec.Struct) -> Answer:
    """The output, and beside it what is stopped or not published, what raised a ceiling."""
    yika: dict[str, Any] = {}
    if done.stopped:
        yika["stopped"] = {use: list(causes) for use, causes in done.stopped.items()}
    if done.unknown:
        yika["unknown"] = list(done.unknown)
    told = done.circumstances
    if told.bonus_fen or told.is_bonus_least:
        bonus = str(yuan(told.bonus_fen))
        yika["ceiling"] = {"layer": CRITICAL, "bonus": bonus, "is_least": told.is_bonus_least}
    if done.deposit_back:
        yika["deposit_back"] = str(yuan(sum(done.deposit_back.values())))
    return Answer(output=output, yika=yika or None, warning=warning(done))


@lru_cache(maxsize=64)
def _fund_name(fund: str) -> str | None:
    told = meaning("fund_pay_type", fund)
    return None if told is None else told.zh
