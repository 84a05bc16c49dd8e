"""What is claimed with receipts and what comes of it (手工报销). Money is whole fen."""

from datetime import date, datetime
from uuid import UUID

import msgspec

from yika.ground.ids import mask_number
from yika.people.model import PersonKey
from yika.settlement.model import Circumstances, Priced, Split
from yika.settlement.pricing.lines import Line


class PayTo(msgspec.Struct, frozen=True, kw_only=True):
    """Where the money goes: an account at a bank (收款账户)."""

    bank: str
    number: str
    holder: str | None = None  # None: the person

    def __repr__(self) -> str:
        return f"PayTo({mask_number(self.number)})"


class HandBill(msgspec.Struct, frozen=True, kw_only=True):
    """A bill that somebody paid and brings the receipt of (零星报销申请)."""

    care: str  # a word of ``Kind``
    institution: str  # its name
    division: str  # where it is
    begins_on: date
    receipt: str  # the number of the receipt
    total_fen: int
    lines: tuple[Line, ...]  # of each item, or the total of each class
    pay_to: PayTo
    ends_on: date | None = None  # of a stay: discharge
    code: str | None = None  # of a designated institution
    level: str | None = None  # None: as the directory says
    is_emergency: bool = False
    is_prescribed: bool = False
    disease: str | None = None  # a national code
    caused_by: tuple[str, ...] = ()  # words of ``fund_exclusions``

    def __repr__(self) -> str:
        return f"HandBill({self.care} {self.begins_on})"

    @property
    def on(self) -> date:
        """The day whose law holds, as at a till: of discharge, or of the care."""
        return self.ends_on or self.begins_on


class HandPrice(msgspec.Struct, frozen=True, kw_only=True):
    """What a hand bill comes to (报销测算), before anything is written."""

    circumstances: Circumstances
    med_type: str
    insutype: str
    benefit_year: date
    split: Split
    priced: Priced
    policy: str  # division@hash

    @property
    def paid_fen(self) -> int:
        """What the funds pay out."""
        return self.priced.shares.fund_fen


class Reimbursed(msgspec.Struct, frozen=True, kw_only=True):
    """A hand bill that was paid out (报销结果)."""

    settlement_id: int
    price: HandPrice


class HandClaim(msgspec.Struct, frozen=True, kw_only=True):
    """Something paid out by hand, as it is kept (报销记录); `undone_at` where it was taken back."""

    person: PersonKey
    claim_id: UUID
    kind: str  # bill | allowance
    settlement_id: int | None
    served_on: date
    total_fen: int
    paid_fen: int
    paid_at: datetime
    undone_at: datetime | None = None


class Allowance(msgspec.Struct, frozen=True, kw_only=True):
    """A maternity allowance as it is worked out (生育津贴); None where nobody can say."""

    days: int | None
    base_fen: int | None  # the average base of a month
    amount_fen: int | None
