"""The acts: what can be asked for, as it crosses the border; told apart by their ``act``."""

from datetime import datetime
from typing import Any, ClassVar, Literal, TypeAlias

import msgspec

from yika.matters import act, claim_acts, cover, filing_acts, record_acts, sanction_acts
from yika.matters.act import AnyAct, Secret, Text

Reason = Literal["first", "lost", "stripe", "chip", "body", "expired", "upgrade", "other_bank"]
Kind = Literal["social_security", "e_credential"]
Proof: TypeAlias = act.Proof


class _OnCard(AnyAct, frozen=True, kw_only=True):
    card_id: str | None = None  # None: the card that counts now


class OrderCard(AnyAct, frozen=True, kw_only=True, tag="order_card"):
    """Ask for a first card, or for one after the last was cancelled (申领)."""

    matter: ClassVar[str | None] = "card_apply"
    event: ClassVar[str] = "card.ordered"
    issuer: Literal["bank", "social_security"] = "bank"
    bank: Text | None = None
    generation: Literal["magnetic", "second", "third"] = "third"


class AdvanceCard(_OnCard, frozen=True, kw_only=True, tag="advance_card"):
    """A card was made, sent or is ready to be collected (制卡进度)."""

    officers_only: ClassVar[bool] = True
    event: ClassVar[str] = "card.advanced"
    stage: Literal["made", "shipped", "ready"]


class CollectCard(_OnCard, frozen=True, kw_only=True, tag="collect_card"):
    """The holder collected the card and checked what is printed on it (领卡)."""

    matter: ClassVar[str | None] = "card_collect"
    event: ClassVar[str] = "card.collected"


class ActivateCard(_OnCard, frozen=True, kw_only=True, tag="activate_card"):
    """The card is put into use; the one before stops at the same instant (启用)."""

    matter: ClassVar[str | None] = "card_activate"
    event: ClassVar[str] = "card.activated"


class ReportLoss(_OnCard, frozen=True, kw_only=True, tag="report_loss"):
    """The card is lost: temporary (预挂失) or formal (正式挂失)."""

    matter: ClassVar[str | None] = "loss_report"
    event: ClassVar[str] = "card.lost"
    kind: Literal["temporary", "formal"] = "temporary"


class WithdrawLoss(_OnCard, frozen=True, kw_only=True, tag="withdraw_loss"):
    """The card was found (解挂)."""

    matter: ClassVar[str | None] = "loss_withdraw"
    event: ClassVar[str] = "card.found"


class ReportDamage(_OnCard, frozen=True, kw_only=True, tag="report_damage"):
    """Stripe demagnetised (消磁), chip damaged or body worn."""

    event: ClassVar[str] = "card.damaged"
    part: Literal["stripe", "chip", "body"]


class RewriteCard(_OnCard, frozen=True, kw_only=True, tag="rewrite_card"):
    """The stripe is written again (补磁)."""

    matter: ClassVar[str | None] = "card_rewrite"
    event: ClassVar[str] = "card.rewritten"


class ReplaceCard(_OnCard, frozen=True, kw_only=True, tag="replace_card"):
    """Another card in place of this one (补领, 换领), of the same bank or another."""

    matter: ClassVar[str | None] = "card_replace"
    event: ClassVar[str] = "card.replaced"
    reason: Reason
    bank: Text | None = None  # None: the same bank


class CancelCard(_OnCard, frozen=True, kw_only=True, tag="cancel_card"):
    """The card ends for good (注销)."""

    matter: ClassVar[str | None] = "card_cancel"
    event: ClassVar[str] = "card.cancelled"


class PrintStatement(_OnCard, frozen=True, kw_only=True, tag="print_statement"):
    """The record of transactions was printed (打印交易记录); the count starts again."""

    matter: ClassVar[str | None] = "statement_print"
    event: ClassVar[str] = "statement.printed"


class Reactivate(_OnCard, frozen=True, kw_only=True, tag="reactivate"):
    """A card long unused is put back into use (解冻)."""

    matter: ClassVar[str | None] = "account_reactivate"
    event: ClassVar[str] = "card.reactivated"


class AdvanceLetter(_OnCard, frozen=True, kw_only=True, tag="advance_letter"):
    """The password letter (密码函) goes its own way, apart from the card."""

    officers_only: ClassVar[bool] = True
    event: ClassVar[str] = "letter.advanced"
    step: Literal["printed", "sent", "handed"]


class EnterPassword(_OnCard, frozen=True, kw_only=True, tag="enter_password"):
    """Enter a password to have it compared (验密). A wrong entry counts."""

    event: ClassVar[str] = "password.entered"
    kind: Kind = "social_security"
    password: Secret


class ChangePassword(_OnCard, frozen=True, kw_only=True, tag="change_password"):
    """Old password, new password (修改密码). A wrong old one counts as a wrong entry."""

    matter: ClassVar[str | None] = "password_change"
    event: ClassVar[str] = "password.changed"
    kind: Kind = "social_security"
    old: Secret
    new: Secret


class ResetPassword(_OnCard, frozen=True, kw_only=True, tag="reset_password"):
    """A new password without the old one, after proof of identity (重置密码).

    Without `new`, the initial one of the place is handed out and must be changed before it settles.
    """

    matter: ClassVar[str | None] = "password_reset"
    event: ClassVar[str] = "password.reset"
    kind: Kind = "social_security"
    identity: Proof
    new: Secret | None = None


class UnlockPassword(_OnCard, frozen=True, kw_only=True, tag="unlock_password"):
    """Open a lock, keeping the password, after proof of identity (解锁)."""

    matter: ClassVar[str | None] = "password_unlock"
    event: ClassVar[str] = "password.unlocked"
    kind: Kind = "social_security"
    identity: Proof


class ActivateECredential(AnyAct, frozen=True, kw_only=True, tag="activate_e_credential"):
    """Activate the e-credential (激活医保电子凭证) with a password of its own."""

    matter: ClassVar[str | None] = "e_credential_activate"
    event: ClassVar[str] = "e_credential.activated"
    identity: Proof
    password: Secret


class CorrectIdentity(AnyAct, frozen=True, kw_only=True, tag="correct_identity"):
    """The registered name is corrected and the mismatch ends (信息变更)."""

    matter: ClassVar[str | None] = "identity_correct"
    event: ClassVar[str] = "identity.corrected"
    name: Text | None = None  # None: the register was right, the mismatch just ends


class PlaceHold(AnyAct, frozen=True, kw_only=True, tag="place_hold"):
    """An officer or a check places a hold on the person. A sanction is decided by a case."""

    officers_only: ClassVar[bool] = True
    event: ClassVar[str] = "hold.placed"
    cause: Literal["identity_mismatch", "review"]
    basis: Text


class EndHold(AnyAct, frozen=True, kw_only=True, tag="end_hold"):
    """An officer ends what a check found to be wrong. What was decided ends by a case."""

    officers_only: ClassVar[bool] = True
    event: ClassVar[str] = "hold.ended"
    cause: Literal["identity_mismatch"]


Act: TypeAlias = (
    OrderCard
    | AdvanceCard
    | CollectCard
    | ActivateCard
    | ReportLoss
    | WithdrawLoss
    | ReportDamage
    | RewriteCard
    | ReplaceCard
    | CancelCard
    | PrintStatement
    | Reactivate
    | AdvanceLetter
    | EnterPassword
    | ChangePassword
    | ResetPassword
    | UnlockPassword
    | ActivateECredential
    | CorrectIdentity
    | PlaceHold
    | EndHold
    | cover.Enrol
    | cover.EndEnrolment
    | cover.PayContribution
    | cover.SettleEmployerArrears
    | cover.RepairContribution
    | cover.CorrectContribution
    | cover.TransferIn
    | cover.PayForRelative
    | cover.ShareAccount
    | cover.RevokeShare
    | cover.WithdrawAccount
    | cover.ClearOutAccount
    | record_acts.RecordAct
    | filing_acts.FilingAct
    | sanction_acts.SanctionAct
    | claim_acts.ClaimAct
)


class Done(msgspec.Struct, frozen=True, kw_only=True):
    """What was done.

    `result` is `done`, or, where a password was entered, `right`, `wrong`, `locked` or `unset`.
    """

    act: str
    at: datetime
    result: str = "done"
    card_id: str | None = None
    tries_left: int | None = None
    locked_at: datetime | None = None
    unlocks_at: datetime | None = None
    may_settle: bool | None = None
    must_change: bool | None = None  # the password is an initial one and has to be changed
    replayed: bool = False  # this is the answer of the first time
    facts: dict[str, Any] = {}
