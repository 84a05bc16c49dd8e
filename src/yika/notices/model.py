"""Records of notices: what was told, through which channel, and who hears of it."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from yika.people.model import PersonKey


class Both(msgspec.Struct, frozen=True):
    """The same in Chinese and English."""

    zh: str
    en: str


class Channel(StrEnum):
    """How a person hears of a notice beside their inbox."""

    SMS = "sms"  # a text message to the registered telephone


class ChannelState(StrEnum):
    """Whether something may be sent there."""

    ON = "on"
    OFF = "off"  # the person does not want it
    LOST = "lost"  # the telephone was lost or stolen: whoever has it would read it


class Progress(StrEnum):
    """How far a delivery is."""

    WAITING = "waiting"  # due, or to be tried again
    DELIVERED = "delivered"  # the receiver took it
    DEAD = "dead"  # given up after the last try
    DROPPED = "dropped"  # not to be sent: the channel is off or lost, or the webhook has ended


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One notice in a person's inbox, in words."""

    notice_id: UUID
    person: PersonKey
    kind: str
    title: Both
    text: Both
    ids: dict[str, object]
    happened_at: datetime
    read_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """Where somebody's program hears of events; the secret is shown when it is made only."""

    region: int
    webhook_id: int
    owner: str  # employer:7, institution:H99990000001, partner:bank
    url: str
    events: tuple[str, ...]
    secret_sealed: bytes = field(repr=False)
    old_secret_sealed: bytes | None = field(repr=False)
    old_until: datetime | None
    created_at: datetime
    ended_at: datetime | None
    ended_because: str | None  # asked | gone

    @property
    def is_open(self) -> bool:
        """Whether it hears of anything."""
        return self.ended_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One try of a delivery."""

    attempt: int
    status: int | None  # of HTTP; None where nothing answered
    problem: str | None
    took_ms: int
    tried_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One notice on its way to one receiver."""

    delivery_id: UUID
    person: PersonKey
    notice_id: UUID
    kind: str
    webhook_id: int | None  # None: a text message
    progress: Progress
    why: str | None
    attempts: int
    due_at: datetime
    ended_at: datetime | None
    happened_at: datetime
    ids: dict[str, object]
