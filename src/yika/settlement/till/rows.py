"""Rows that settled bills write (结算落库), by the names of the statement ``settle``."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec

from yika.settlement.model import Circumstances, Pool, Shares, SoFar


class VisitRow(msgspec.Struct, frozen=True, gc=False):
    """A purchase as a visit."""

    person_id: int
    visit_id: int
    place: int
    institution: int
    med_type: str
    insutype: str
    number: str
    begins_at: datetime


class LineRow(msgspec.Struct, frozen=True, gc=False, rename={"class_": "class"}):
    """A line of a purchase."""

    person_id: int
    visit_id: int
    line_no: str
    batch: str
    item: str
    own_item: str
    quantity: Decimal
    price: Decimal
    charged_at: datetime
    class_: str
    first_share: Decimal
    ceiling: Decimal | None
    total: int
    own: int
    over: int
    first: int
    scope: int
    details: dict[str, Any]


class SettledRow(msgspec.Struct, frozen=True, gc=False):
    """The lines of a visit that a settlement takes."""

    person_id: int
    visit_id: int
    batch: str | None
    settlement_id: int


class SettlementRow(msgspec.Struct, frozen=True, gc=False):
    """A settlement."""

    person_id: int
    settlement_id: int
    visit_id: int
    place: int
    institution: int
    infno: str
    msgid: str
    kind: str
    med_type: str
    insutype: str
    clr_type: str
    credential: str
    is_interim: bool
    benefit_year: date
    total: int
    fund: int
    account: int
    shared: int
    cash: int
    balance: int
    circumstances: Circumstances
    shares: Shares
    change: dict[str, Pool]


class TransferRow(msgspec.Struct, frozen=True, gc=False):
    """Money that moves."""

    id: UUID
    debit_owner: int
    debit: str
    credit_owner: int
    credit: str
    amount: int
    reason: str


class BalanceRow(msgspec.Struct, frozen=True, gc=False):
    """What a wallet gains or loses by all bills together."""

    person_id: int
    kind: str
    change: int


class AccumulationRow(msgspec.Struct, frozen=True, gc=False):
    """What a benefit year has come to."""

    person_id: int
    scheme: str
    year: date
    state: SoFar


class CardUseRow(msgspec.Struct, frozen=True, gc=False):
    """A use of a card."""

    person_id: int
    card_id: int
    seq: int


class ShareUseRow(msgspec.Struct, frozen=True, gc=False):
    """What was used of a relative's account."""

    person_id: int
    share_id: UUID
    use_id: UUID
    amount: int


class EntryRow(msgspec.Struct, frozen=True, gc=False):
    """What the journal says."""

    person_id: int
    actor: str
    facts: dict[str, Any]
