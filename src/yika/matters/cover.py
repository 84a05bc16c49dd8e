"""The acts about contributions, entitlement and the personal account."""

from datetime import date
from typing import Annotated, ClassVar, Literal, TypeAlias

import msgspec

from yika.matters.act import AnyAct, Text

Month = Annotated[str, msgspec.Meta(pattern=r"^(19[5-9]|20[0-9]|21[0-9])[0-9]-(0[1-9]|1[0-2])$")]
Amount = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{1,9}(\.[0-9]{1,2})?$")]  # yuan
Year = Annotated[int, msgspec.Meta(ge=1998, le=2199)]  # the first year with medical insurance
Relation = Literal["spouse", "parent", "child", "sibling", "grandparent", "grandchild"]


class Enrol(AnyAct, frozen=True, kw_only=True, tag="enrol"):
    """Enrol as a flexible worker or a resident (参保登记). An employer enrols its own people."""

    matter: ClassVar[str | None] = "enrol"
    event: ClassVar[str] = "cover.enrolled"
    scheme: Literal["flexible", "resident"]
    group: Text | None = None  # of residents: child, pupil, student, adult, newborn …
    base: Amount | None = None  # yuan a month; None: the one the region sets, or its floor
    school: Text | None = None  # of a pupil or student, by its code; None: the one that asks


class EndEnrolment(AnyAct, frozen=True, kw_only=True, tag="end_enrolment"):
    """An enrolment ends: left, moved away, died, retired (停保、转出、注销)."""

    officers_only: ClassVar[bool] = True
    event: ClassVar[str] = "cover.ended"
    reason: Literal["left", "moved_away", "died", "retired"]
    moved_to: Annotated[str, msgspec.Meta(pattern=r"^[0-9]{6}$")] | None = None


class PayContribution(AnyAct, frozen=True, kw_only=True, tag="pay_contribution"):
    """Pay what one owes oneself, oldest first (缴费). Without an amount, all of it."""

    matter: ClassVar[str | None] = "contribution_pay"
    event: ClassVar[str] = "contribution.paid"
    amount: Amount | None = None


class SettleEmployerArrears(AnyAct, frozen=True, kw_only=True, tag="settle_employer_arrears"):
    """The employer pays what it owes for this person (单位补缴), as its bank reports."""

    officers_only: ClassVar[bool] = True
    event: ClassVar[str] = "contribution.paid"


class RepairContribution(AnyAct, frozen=True, kw_only=True, tag="repair_contribution"):
    """Pay the premium of a lapsed year to shorten the wait (缴费修复)."""

    matter: ClassVar[str | None] = "contribution_repair"
    event: ClassVar[str] = "contribution.repaired"
    year: Year


class CorrectContribution(AnyAct, frozen=True, kw_only=True, tag="correct_contribution"):
    """A month is computed again on the right base (缴费基数更正)."""

    officers_only: ClassVar[bool] = True
    event: ClassVar[str] = "contribution.corrected"
    month: Month
    base: Amount


class TransferIn(AnyAct, frozen=True, kw_only=True, tag="transfer_in"):
    """Insurance moves here with the years paid elsewhere (关系转入), as the agency there tells."""

    matter: ClassVar[str | None] = "transfer_in"
    officers_only: ClassVar[bool] = True
    event: ClassVar[str] = "cover.moved_in"
    place: Annotated[str, msgspec.Meta(pattern=r"^[0-9]{6}$")]
    first_month: Month
    last_month: Month
    base: Amount | None = None


class PayForRelative(AnyAct, frozen=True, kw_only=True, tag="pay_for_relative"):
    """Pay a relative's resident premium from one's own account (代缴亲属居民医保费)."""

    matter: ClassVar[str | None] = "premium_for_relative"
    event: ClassVar[str] = "contribution.paid_for_relative"
    relative_id_number: Text


class ShareAccount(AnyAct, frozen=True, kw_only=True, tag="share_account"):
    """Let a near relative use one's account (家庭共济授权)."""

    matter: ClassVar[str | None] = "family_share"
    event: ClassVar[str] = "account.shared"
    relative_id_number: Text
    relative_name: Text  # as registered; number and name together show who is meant
    relation: Relation  # what the relative is to the owner
    yearly_max: Amount | None = None
    until: date | None = None


class RevokeShare(AnyAct, frozen=True, kw_only=True, tag="revoke_share"):
    """Take a share back (取消家庭共济)."""

    matter: ClassVar[str | None] = "family_share_revoke"
    event: ClassVar[str] = "account.share_revoked"
    share_id: Text


class WithdrawAccount(AnyAct, frozen=True, kw_only=True, tag="withdraw_account"):
    """The balance is paid out once, where the law lets it (个人账户一次性支取).

    One officer has seen the papers of the occasion, another confirms.
    """

    matter: ClassVar[str | None] = "account_withdraw"
    decision: ClassVar[Literal["none", "one", "two"]] = "two"
    event: ClassVar[str] = "account.withdrawn"
    occasion: Literal["death", "settled_abroad", "moved_region"]


class ClearOutAccount(AnyAct, frozen=True, kw_only=True, tag="clear_out_account"):
    """The old bank's account is cleared out after a change of bank (清户), a step at a time."""

    matter: ClassVar[str | None] = "balance_clear_out"
    event: ClassVar[str] = "account.cleared_out"
    step: Literal["notice", "cleared", "arrived"] = "notice"


CoverAct: TypeAlias = (
    Enrol
    | EndEnrolment
    | PayContribution
    | SettleEmployerArrears
    | RepairContribution
    | CorrectContribution
    | TransferIn
    | PayForRelative
    | ShareAccount
    | RevokeShare
    | WithdrawAccount
    | ClearOutAccount
)
