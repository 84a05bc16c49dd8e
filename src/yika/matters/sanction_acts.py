"""The acts about inquiries into suspected misuse: answer, be heard, decide, appeal."""

from typing import Annotated, ClassVar, Literal, TypeAlias

import msgspec

from yika.matters.act import AnyAct, Said, Text

Decision = Literal["none", "one", "two"]
Months = Annotated[int, msgspec.Meta(ge=1)]


class AnswerReview(AnyAct, frozen=True, kw_only=True, tag="answer_review"):
    """The person's answer to an inquiry (配合调查). It goes on until an investigator ends it."""

    matter: ClassVar[str | None] = "review_cooperate"
    event: ClassVar[str] = "review.answered"
    text: Said


class EndReview(AnyAct, frozen=True, kw_only=True, tag="end_review"):
    """An inquiry found no misuse and is over (调查终结)."""

    matter: ClassVar[str | None] = "review_cooperate"
    officers_only: ClassVar[bool] = True
    decision: ClassVar[Decision] = "two"
    is_sanction: ClassVar[bool] = True
    event: ClassVar[str] = "review.ended"
    basis: Text


class DecideSuspension(AnyAct, frozen=True, kw_only=True, tag="decide_suspension"):
    """Networked settlement is suspended for a term within the law's (暂停联网结算决定)."""

    matter: ClassVar[str | None] = "suspension_decide"
    officers_only: ClassVar[bool] = True
    decision: ClassVar[Decision] = "two"
    is_sanction: ClassVar[bool] = True
    event: ClassVar[str] = "suspension.decided"
    basis: Text
    months: Months


class AskHearing(AnyAct, frozen=True, kw_only=True, tag="ask_hearing"):
    """Ask to be heard before anything is decided (陈述申辩、听证)."""

    matter: ClassVar[str | None] = "suspension_hearing"
    event: ClassVar[str] = "hearing.asked"
    text: Said


class HoldHearing(AnyAct, frozen=True, kw_only=True, tag="hold_hearing"):
    """The person was heard, on all they asked to be heard on (听证完毕)."""

    officers_only: ClassVar[bool] = True
    event: ClassVar[str] = "hearing.held"


class AppealSuspension(AnyAct, frozen=True, kw_only=True, tag="appeal_suspension"):
    """Have a suspension decided anew: upheld, lifted or shortened (复议)."""

    matter: ClassVar[str | None] = "suspension_appeal"
    decision: ClassVar[Decision] = "two"
    event: ClassVar[str] = "suspension.appealed"
    text: Said


SanctionAct: TypeAlias = (
    AnswerReview | EndReview | DecideSuspension | AskHearing | HoldHearing | AppealSuspension
)
