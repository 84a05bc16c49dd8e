"""The acts that decide money: bills paid by oneself, births, medical assistance, premium aid."""

from datetime import date
from typing import Annotated, ClassVar, Literal, TypeAlias

import msgspec

from yika.matters.act import TEXT_MAX, AnyAct, Division, Text
from yika.matters.cover import Amount, Year

LINES_MAX = 500
PIECES_MAX = 100_000  # of one item
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=TEXT_MAX, pattern=r"^[^\x00]*$")]
Percent = Annotated[str, msgspec.Meta(pattern=r"^(100|[0-9]{1,2}(\.[0-9]{1,4})?)%$")]
Receipt = Annotated[str, msgspec.Meta(pattern=r"^[0-9A-Za-z][0-9A-Za-z -]{3,39}$")]
BankNumber = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{8,30}$")]
Level = Literal["primary", "level_1", "level_2", "level_3", "provincial"]
Exclusion = Literal["work_injury", "third_party", "public_health", "abroad"]
AssistanceGroup = Literal[
    "special_hardship",
    "orphan",
    "minimum_living",
    "low_income_margin",
    "returned_poverty",
    "poverty_risk",
    "illness_poverty",
    "severely_disabled",
    "entitled_veteran",
]
AidGroup = Literal[
    "special_hardship",
    "orphan",
    "severely_disabled",
    "minimum_living",
    "low_income_margin",
    "returned_poverty",
    "poverty_unstable",
    "poverty_risk",
    "out_of_poverty",
]


class Account(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The bank account that receives the money (收款账户)."""

    bank: Name
    number: BankNumber
    holder: Name | None = None  # None: the person

    def __repr__(self) -> str:
        """Nothing of whose account it is."""
        return "Account(…)"


class CostLine(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An item of a bill, or the total of one class (费用明细、分类合计)."""

    item_class: Literal["A", "B", "C"]
    amount: Amount
    name: Text | None = None
    first_share: Percent | None = None  # None: that of the class here
    quantity: Annotated[int, msgspec.Meta(ge=1, le=PIECES_MAX)] = 1
    ceiling: Amount | None = None  # yuan a unit
    approved: bool = True


class Reimburse(AnyAct, frozen=True, kw_only=True, tag="reimburse"):
    """Claim a bill that was paid in cash, with its receipt (手工报销、零星报销)."""

    matter: ClassVar[str | None] = "reimbursement"
    decision: ClassVar[Literal["none", "one", "two"]] = "two"
    event: ClassVar[str] = "bill.reimbursed"
    care: Literal["outpatient", "inpatient", "chronic", "two_diseases", "pharmacy"]
    institution: Name
    division: Division  # where the institution is
    begins_on: date  # of the care; of a stay: admission
    ends_on: date | None = None  # of a stay: discharge
    receipt: Receipt
    total: Amount
    lines: Annotated[tuple[CostLine, ...], msgspec.Meta(min_length=1, max_length=LINES_MAX)]
    account: Account
    institution_code: Text | None = None  # of a designated one
    level: Level | None = None  # None: as the directory says
    emergency: bool = False
    prescribed: bool = False
    disease: Text | None = None  # a national code
    caused_by: tuple[Exclusion, ...] = ()


class UndoReimbursement(AnyAct, frozen=True, kw_only=True, tag="undo_reimbursement"):
    """A reimbursement was wrong: what was paid out is owed back (撤销手工报销)."""

    matter: ClassVar[str | None] = "reimbursement"
    officers_only: ClassVar[bool] = True
    decision: ClassVar[Literal["none", "one", "two"]] = "two"
    event: ClassVar[str] = "reimbursement.undone"
    settlement_id: Annotated[str, msgspec.Meta(pattern=r"^[0-9]{1,18}$")]
    reason: Name


class ClaimMaternity(AnyAct, frozen=True, kw_only=True, tag="claim_maternity"):
    """Claim the maternity allowance for a birth (生育津贴申领)."""

    matter: ClassVar[str | None] = "maternity_claim"
    decision: ClassVar[Literal["none", "one", "two"]] = "two"
    event: ClassVar[str] = "allowance.paid"
    birth_kind: Literal["natural", "difficult", "early_loss", "late_loss"]
    on: date
    children: Annotated[int, msgspec.Meta(ge=1, le=10)] = 1
    account: Account


class AskAssistance(AnyAct, frozen=True, kw_only=True, tag="ask_assistance"):
    """Be recognised as one of a group that medical assistance is for (医疗救助申请)."""

    matter: ClassVar[str | None] = "assistance_apply"
    decision: ClassVar[Literal["none", "one", "two"]] = "two"
    event: ClassVar[str] = "assistance.recognised"
    group: AssistanceGroup
    until: date | None = None  # the last day the papers vouch for; None: until it is ended


class AskPremiumAid(AnyAct, frozen=True, kw_only=True, tag="ask_premium_aid"):
    """Have the premium of a cover year paid in part (参保资助申请)."""

    matter: ClassVar[str | None] = "premium_aid_apply"
    decision: ClassVar[Literal["none", "one", "two"]] = "two"
    event: ClassVar[str] = "premium_aid.given"
    group: AidGroup
    year: Year


ClaimAct: TypeAlias = Reimburse | UndoReimbursement | ClaimMaternity | AskAssistance | AskPremiumAid
