"""What settled bills write (记账): rows for one statement, amounts folded by account."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from yika.accounts.model import DEPOSIT, PAYABLE, REGION
from yika.settlement.model import (
    ASSISTANCE,
    BASIC,
    CIVIL,
    CRITICAL,
    LARGE_SUM,
    LAYERS,
    SoFar,
)
from yika.settlement.till.bills import CLEARED_AS, PHARMACY, Settled
from yika.settlement.till.ids import message_uuid
from yika.settlement.till.rows import (
    AccumulationRow,
    BalanceRow,
    CardUseRow,
    EntryRow,
    LineRow,
    SettledRow,
    SettlementRow,
    ShareUseRow,
    TransferRow,
    VisitRow,
)

FUNDS: Final = {
    BASIC: "pooled",
    LARGE_SUM: "large_sum_fund",
    CRITICAL: "critical_fund",
    CIVIL: "civil_fund",
    ASSISTANCE: "assistance_fund",
}
# Which of the things a message makes: each sort of transfer has numbers of its own.
CLAIMS, SPENDS, DEPOSITS_BACK = 0, 16, 32
SEQ_MAX: Final = 1 << 31  # a use of a card is told apart from others of the instant by its message


def rows(bills: Sequence[Settled]) -> dict[str, list[Any]]:
    """The rows of each list of the statement ``settle``."""
    done = [one for one in bills if not one.wanted.is_trial]
    transfers = [row for one in done for row in _transfers(one)]
    bought = [one for one in done if one.wanted.kind == PHARMACY]
    return {
        "visits": [_visit(one) for one in bought],
        "lines": [row for one in bought for row in _lines(one)],
        "settled": [_settled(one) for one in done if one.wanted.kind != PHARMACY],
        "settlements": [_settlement(one) for one in done],
        "transfers": transfers,
        "balances": _balances(transfers),
        "accumulations": _accumulations(done),
        "uses": [
            CardUseRow(one.wanted.person.person_id, one.card_id, one.wanted.message_id % SEQ_MAX)
            for one in done
            if one.card_id is not None
        ],
        "share_uses": [row for one in done for row in _share_uses(one)],
        "entries": [_entry(one) for one in done],
    }


def _visit(one: Settled) -> VisitRow:
    wanted = one.wanted
    place = wanted.institution
    return VisitRow(
        wanted.person.person_id,
        one.visit_id,
        place.region,
        place.institution_id,
        one.med_type,
        one.insutype,
        wanted.msgid,
        wanted.begins_at,
    )


def _lines(one: Settled) -> Iterable[LineRow]:
    person_id, batch = one.wanted.person.person_id, one.wanted.msgid
    for line in one.lines:
        charge, split = line.charge, line.split
        yield LineRow(
            person_id,
            one.visit_id,
            charge.line_no,
            batch,
            charge.item,
            charge.own_item,
            charge.quantity,
            charge.price,
            charge.charged_at,
            line.class_,
            line.first_share,
            line.ceiling,
            split.total_fen,
            split.self_funded_fen,
            split.over_ceiling_fen,
            split.first_share_fen,
            split.in_scope_fen,
            charge.details,
        )


def _settled(one: Settled) -> SettledRow:
    wanted = one.wanted
    return SettledRow(wanted.person.person_id, one.visit_id, wanted.batch, wanted.message_id)


def _settlement(one: Settled) -> SettlementRow:
    wanted, shares = one.wanted, one.shares
    return SettlementRow(
        wanted.person.person_id,
        wanted.message_id,
        one.visit_id,
        wanted.institution.region,
        wanted.institution.institution_id,
        wanted.infno,
        wanted.msgid,
        wanted.kind,
        one.med_type,
        one.insutype,
        CLEARED_AS[wanted.counts_as],
        wanted.credential,
        wanted.is_interim,
        one.benefit_year,
        shares.split.total_fen,
        shares.fund_fen,
        one.account_fen,
        one.shared_fen,
        one.cash_fen,
        one.balance_fen,
        one.circumstances,
        shares,
        dict(one.change),
    )


def _transfers(one: Settled) -> Iterable[TransferRow]:
    """What funds and wallets pay to the institution, after a deposit came back."""
    person, number = one.wanted.person, one.wanted.message_id
    region, who = person.region, person.person_id
    payee = -one.wanted.institution.institution_id
    for which, (wallet, amount) in enumerate(sorted(one.deposit_back.items()), DEPOSITS_BACK):
        id_ = message_uuid(number, which, region, who)
        yield TransferRow(id_, who, DEPOSIT, who, wallet, amount, "deposit_back")
    for which, layer in enumerate(LAYERS, CLAIMS):
        amount = one.shares.layers.get(layer, 0)
        if amount:
            id_ = message_uuid(number, which, region, who)
            yield TransferRow(id_, REGION, FUNDS[layer], payee, PAYABLE, amount, "claim")
    for which, taken in enumerate(one.taken, SPENDS):
        id_ = message_uuid(number, which, region, who)
        yield TransferRow(id_, taken.owner, taken.wallet, payee, PAYABLE, taken.amount_fen, "spend")


def _balances(transfers: Iterable[TransferRow]) -> list[BalanceRow]:
    """One row a wallet: an update applies only one of several rows to each."""
    changes: dict[tuple[int, str], int] = {}
    for row in transfers:
        if row.debit_owner > REGION:
            key = row.debit_owner, row.debit
            changes[key] = changes.get(key, 0) - row.amount
        if row.credit_owner > REGION:
            key = row.credit_owner, row.credit
            changes[key] = changes.get(key, 0) + row.amount
    return [BalanceRow(*key, change) for key, change in changes.items()]


def _accumulations(bills: Iterable[Settled]) -> list[AccumulationRow]:
    """One row a person, scheme and year: what it is after the last bill."""
    found: dict[tuple[int, str, date], SoFar] = {}
    for one in bills:
        if one.change:
            key = one.wanted.person.person_id, one.insured.scheme, one.benefit_year
            found[key] = one.after
    return [AccumulationRow(*key, state) for key, state in found.items()]


def _share_uses(one: Settled) -> Iterable[ShareUseRow]:
    used: dict[tuple[int, UUID], int] = {}
    for taken in one.taken:
        if taken.share_id is not None:
            key = taken.owner, taken.share_id
            used[key] = used.get(key, 0) + taken.amount_fen
    person, number = one.wanted.person, one.wanted.message_id
    for which, ((owner, share_id), amount) in enumerate(used.items()):
        use_id = message_uuid(number, which, person.region, person.person_id)
        yield ShareUseRow(owner, share_id, use_id, amount)


def _entry(one: Settled) -> EntryRow:
    wanted = one.wanted
    return EntryRow(
        wanted.person.person_id,
        wanted.institution.code,
        {
            "settlement_id": str(wanted.message_id),
            "infno": wanted.infno,
            "fund_fen": one.shares.fund_fen,
            "account_fen": one.account_fen,
        },
    )
