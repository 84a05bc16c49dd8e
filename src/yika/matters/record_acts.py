"""The acts about one's records: looking, proofs, telephone, mandates, confirmations, objections."""

from datetime import date
from typing import Annotated, ClassVar, Literal, TypeAlias

import msgspec

from yika.matters.act import AnyAct, Division, Proof, Said, Text

Phone = Annotated[str, msgspec.Meta(pattern=r"^1[3-9][0-9]{9}$")]
MATTERS_MAX = 50  # more than there are
Benefit = Literal[
    "employee_cover",
    "retired_cover",
    "resident_cover",
    "pension",
    "chronic",
    "off_site",
    "assistance",
]
Decision = Literal["none", "one", "two"]


class QueryState(AnyAct, frozen=True, kw_only=True, tag="query_state"):
    """Ask in which state one's cards are (应用状态查询)."""

    matter: ClassVar[str | None] = "state_query"
    event: ClassVar[str] = "state.read"


class ChangePhone(AnyAct, frozen=True, kw_only=True, tag="change_data"):
    """The registered telephone number changes; the old one is told (联系方式变更)."""

    matter: ClassVar[str | None] = "data_change"
    event: ClassVar[str] = "phone.changed"
    phone: Phone
    identity: Proof


class IssueTemporary(AnyAct, frozen=True, kw_only=True, tag="issue_temporary"):
    """A certificate for care while a card is being made, or more time for one (临时凭证)."""

    matter: ClassVar[str | None] = "temporary_card"
    event: ClassVar[str] = "temporary_card.issued"


class ProveCover(AnyAct, frozen=True, kw_only=True, tag="prove_cover"):
    """A proof of where one is insured and what was paid (参保凭证)."""

    matter: ClassVar[str | None] = "cover_proof"
    event: ClassVar[str] = "cover.proved"


class TransferOut(AnyAct, frozen=True, kw_only=True, tag="transfer_out"):
    """Insurance moves to another region, with a proof of the years paid here (关系转出)."""

    matter: ClassVar[str | None] = "transfer_out"
    decision: ClassVar[Decision] = "one"
    event: ClassVar[str] = "cover.moved_out"
    place: Division


class GrantMandate(AnyAct, frozen=True, kw_only=True, tag="grant_mandate"):
    """Let somebody do certain matters for one until a day (委托代办)."""

    matter: ClassVar[str | None] = "mandate_grant"
    event: ClassVar[str] = "mandate.granted"
    agent_id_number: Text
    agent_name: Text  # as registered; number and name together show who is meant
    matters: Annotated[tuple[Text, ...], msgspec.Meta(min_length=1, max_length=MATTERS_MAX)]
    until: date  # the last day
    identity: Proof


class RevokeMandate(AnyAct, frozen=True, kw_only=True, tag="revoke_mandate"):
    """Take a mandate back (取消委托)."""

    matter: ClassVar[str | None] = "mandate_revoke"
    event: ClassVar[str] = "mandate.revoked"
    mandate_id: Text


class ConfirmEntitlement(AnyAct, frozen=True, kw_only=True, tag="confirm_entitlement"):
    """Confirm that one still qualifies for one benefit (资格认证).

    An officer says which way it was done and whether it came to a success.
    """

    matter: ClassVar[str | None] = "confirmation"
    event: ClassVar[str] = "confirmation.made"
    benefit: Benefit
    identity: Proof
    way: Literal["data_matching", "home_visit"] | None = None  # None: as the channel tells
    passed: bool = True


class Complain(AnyAct, frozen=True, kw_only=True, tag="complain"):
    """Object to a line of one's own history (异议、投诉)."""

    matter: ClassVar[str | None] = "grievance"
    decision: ClassVar[Decision] = "one"
    event: ClassVar[str] = "grievance.answered"
    about: Literal["journal", "transfer", "settlement", "card_event"]
    reference: Text  # its number; of a card event: card and place, as 17/3
    text: Said


RecordAct: TypeAlias = (
    QueryState
    | ChangePhone
    | IssueTemporary
    | ProveCover
    | TransferOut
    | GrantMandate
    | RevokeMandate
    | ConfirmEntitlement
    | Complain
)
