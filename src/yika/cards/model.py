"""Records of cards, read from the database as JSON in one piece; instants are in Beijing's time."""

from datetime import date, datetime
from enum import StrEnum

import msgspec


class Form(StrEnum):
    """Of which of the two kinds a card is; a person has a chain of each."""

    PHYSICAL = "physical"  # a card of plastic (实体卡)
    ELECTRONIC = "electronic"  # the e-credential on a telephone (医保电子凭证)


class Stage(StrEnum):
    """How far a card has come. Lost, damaged or locked are not stages: those are holds."""

    ORDERED = "ordered"  # asked for; being made (制卡中)
    MADE = "made"  # made, not yet sent (已制卡)
    SHIPPED = "shipped"  # on its way to the point of collection (配送中)
    READY = "ready"  # waits to be collected (待领取)
    COLLECTED = "collected"  # with its holder, not yet activated (待启用)
    ACTIVATED = "activated"  # in use (已启用)
    CANCELLED = "cancelled"  # ended for good (已注销)


class PasswordKind(StrEnum):
    """The passwords kept here; the bank's own is the bank's business."""

    SOCIAL_SECURITY = "social_security"  # 社保密码
    E_CREDENTIAL = "e_credential"  # 医保电子凭证密码


class Event(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Something that happened to a card: one of the kinds of ``card_events``."""

    kind: str
    at: datetime


class Password(msgspec.Struct, frozen=True, gc=False):
    """What is known of a password without knowing it."""

    kind: str
    is_set: bool  # False until the holder sets one, where none is handed out
    is_initial: bool  # still the one it was handed out with
    set_at: datetime
    wrong_count: int = 0
    wrong_at: datetime | None = None
    locked_at: datetime | None = None


class Card(msgspec.Struct, frozen=True, gc=False):
    """One card with its events, oldest first, its passwords and its uses in short."""

    card_id: int
    form: Form
    generation: str  # magnetic | second | third | electronic
    issuer: str  # bank | social_security
    bank: str | None
    reason: str  # why it was ordered: first, lost, stripe, chip, body, expired, upgrade, other_bank
    replaces: int | None
    expires_on: date | None  # the last day on which it is valid (有效期至)
    events: tuple[Event, ...] = ()
    passwords: tuple[Password, ...] = ()
    uses_since_statement: int = 0
    counted_out_at: datetime | None = (
        None  # the use that reached the count after which a statement is due
    )
    last_used_at: datetime | None = None

    def last(self, *kinds: str) -> datetime | None:
        """When the latest event of these kinds happened, if any did."""
        for event in reversed(self.events):
            if event.kind in kinds:
                return event.at
        return None

    def password(self, kind: str) -> Password | None:
        """The card's password of that kind."""
        return next((found for found in self.passwords if found.kind == kind), None)
