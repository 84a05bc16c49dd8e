"""What a handler is handed and what it hands back."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal, TypeAlias

import msgspec

from yika.access.model import Actor, Role
from yika.house import House
from yika.institutions.model import Institution
from yika.interface.envelope import Envelope
from yika.people.model import PersonKey
from yika.store.db import Conn

CHANNEL: Final = "pos_pad"  # of what the holder enters at an institution
Lane: TypeAlias = Literal["own", "batch"]


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """One message, understood: who asks for what, when, about which region."""

    house: House
    institution: Institution
    envelope: Envelope
    input: Any  # the transaction's typed Input
    at: datetime  # the domain's clock
    message_id: int = 0  # of a change; visits and settlements take it as their number
    password: str | None = None  # of the holder, where cainfo brought it
    file: bytes | None = None  # of a multipart upload
    prepared: Any = None  # what `Handling.before` found
    concerns: list[PersonKey] = []  # of its own
    """Whom the message turned out to be about; a refusal tells their standing."""

    def __repr__(self) -> str:
        """Which message it is, and nothing of what it says."""
        return f"Asked({self.envelope.infno} {self.envelope.msgid!r})"

    @property
    def actor(self) -> Actor:
        """Who asks, as the journal writes it."""
        return actor_of(self.institution)


def actor_of(institution: Institution) -> Actor:
    """An institution as somebody who asks."""
    return Actor(role=Role.INSTITUTION, channel=CHANNEL, institution=institution.code)


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """An output with more to say beside it."""

    output: msgspec.Struct | list[Any] | None
    yika: dict[str, Any] | None = None  # the extension that old clients ignore
    warning: str | None = None  # warn_msg


class FileReply(msgspec.Struct, frozen=True, kw_only=True):
    """A file as the reply: it goes out as it is, not as JSON."""

    name: str
    content: bytes


Handed: TypeAlias = msgspec.Struct | list[Any] | None  # an Output record, an Answer, a FileReply
Handler: TypeAlias = Callable[[Conn, Asked], Awaitable[Handed]]
Before: TypeAlias = Callable[[Asked], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Handling:
    """How one transaction is handled. What changes nothing is neither claimed nor stored."""

    handler: Handler
    changes: bool = False
    lane: Lane = "own"  # batch: many of one region in one transaction
    before: Before | None = None  # long work that a change needs, outside its transaction
