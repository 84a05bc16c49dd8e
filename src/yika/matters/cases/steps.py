"""The steps that can be taken in a case, as they cross the border; told apart by their ``step``."""

from typing import Annotated, ClassVar, Literal, TypeAlias
from uuid import UUID

import msgspec

from yika.matters.act import Text
from yika.matters.cover import Amount
from yika.matters.model import Act

PAPERS_MAX = 50
REASON_MAX = 1000  # characters of an officer's reasons
MONTHS_MAX = 1200  # more than any term

Word = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9_]{1,60}$")]
Words = Annotated[tuple[Word, ...], msgspec.Meta(max_length=PAPERS_MAX)]
Reasons = Annotated[str, msgspec.Meta(max_length=REASON_MAX, pattern=r"^[^\x00]*$")]
Outcome = Literal["approve", "refuse"]
Months = Annotated[int, msgspec.Meta(ge=1, le=MONTHS_MAX)]


class AnyStep(
    msgspec.Struct, frozen=True, kw_only=True, tag_field="step", forbid_unknown_fields=True
):
    """`kept_as` is how the history and the journal call it, in the past tense."""

    kept_as: ClassVar[str] = ""


class Save(AnyStep, frozen=True, kw_only=True, tag="save"):
    """The applicant changes what a draft asks for."""

    kept_as: ClassVar[str] = "saved"
    act: Act


class Submit(AnyStep, frozen=True, kw_only=True, tag="submit"):
    """The applicant hands the draft in."""

    kept_as: ClassVar[str] = "submitted"


class Correct(AnyStep, frozen=True, kw_only=True, tag="correct"):
    """What is asked for is corrected: by the applicant, or with reasons by an officer (更正申请).

    The applicant does it while papers are asked for, an officer until they decide.
    """

    kept_as: ClassVar[str] = "corrected"
    act: Act
    reasons: Reasons | None = None


class AskPapers(AnyStep, frozen=True, kw_only=True, tag="ask_papers"):
    """The officer asks for all that is missing, at once and once (一次性告知).

    `again` are papers that were given and cannot be used.
    """

    kept_as: ClassVar[str] = "papers_asked"
    again: Words = ()
    text: Reasons | None = None


class GivePaper(AnyStep, frozen=True, kw_only=True, tag="give_paper"):
    """A paper comes: an uploaded file, or without one, seen by an officer."""

    kept_as: ClassVar[str] = "paper_given"
    paper: Word
    file: UUID | None = None


class CommitPaper(AnyStep, frozen=True, kw_only=True, tag="commit_paper"):
    """A ticked commitment instead of a paper, where the law lets it (告知承诺)."""

    kept_as: ClassVar[str] = "paper_committed"
    paper: Word


class Accept(AnyStep, frozen=True, kw_only=True, tag="accept"):
    """The case is complete and taken on (受理)."""

    kept_as: ClassVar[str] = "accepted"


class Decide(AnyStep, frozen=True, kw_only=True, tag="decide"):
    """One officer decides, where one is enough."""

    kept_as: ClassVar[str] = "decided"
    outcome: Outcome
    reasons: Reasons | None = None
    approved_amount: Amount | None = None  # yuan
    months: Months | None = None  # of a term that is set


class Propose(AnyStep, frozen=True, kw_only=True, tag="propose"):
    """One officer proposes what another has to confirm: money paid out, or a sanction."""

    kept_as: ClassVar[str] = "proposed"
    outcome: Outcome
    reasons: Reasons | None = None
    approved_amount: Amount | None = None
    months: Annotated[int, msgspec.Meta(ge=1)] | None = None  # a suspension's, once shortened


class Confirm(AnyStep, frozen=True, kw_only=True, tag="confirm"):
    """Another officer confirms the proposal."""

    kept_as: ClassVar[str] = "confirmed"


class SendBack(AnyStep, frozen=True, kw_only=True, tag="send_back"):
    """Another officer returns the proposal to whoever made it."""

    kept_as: ClassVar[str] = "sent_back"
    reasons: Reasons


class Withdraw(AnyStep, frozen=True, kw_only=True, tag="withdraw"):
    """The applicant takes the case back, while nothing is decided."""

    kept_as: ClassVar[str] = "withdrawn"
    text: Text | None = None


Step: TypeAlias = (
    Save
    | Submit
    | Correct
    | AskPapers
    | GivePaper
    | CommitPaper
    | Accept
    | Decide
    | Propose
    | Confirm
    | SendBack
    | Withdraw
)


class NewCase(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a case is opened with; `applicant` only by an officer, who says whom they serve."""

    act: Act
    draft: bool = False
    place: Word | None = None
    applicant: Literal["self", "guardian", "agent", "employer", "school", "heir"] | None = None
    papers: dict[Word, UUID | None] = {}  # paper to file; None where an officer saw it
    committed: Words = ()
