"""Records about papers: what was handed in, and what was issued."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from yika.people.model import PersonKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file that was handed in as a paper (材料), without its content."""

    file_id: UUID
    person: PersonKey
    media_type: str
    size_bytes: int
    sha256: bytes
    matter: str  # what it was handed in for
    uploaded_by: str  # as the journal names actors
    uploaded_at: datetime


class State(StrEnum):
    """What a document is worth at an instant."""

    GENUINE = "genuine"  # issued here and still good
    EXPIRED = "expired"  # issued here; its time is over
    WITHDRAWN = "withdrawn"  # issued here and taken back


class Content(msgspec.Struct, frozen=True, kw_only=True):
    """What a document says, as it was when it was issued. Sealed in the database."""

    title: str
    region: str  # the region's name
    name: str  # masked, as is the number, unless the kind needs it whole
    id_number: str
    lines: tuple[str, ...]
    facts: dict[str, object] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A paper issued to a person (文书), with the code by which anybody can check it."""

    document_id: UUID
    person: PersonKey
    code: str
    kind: str
    content: Content
    issued_at: datetime
    valid_until: datetime | None = None  # None: for good
    withdrawn_at: datetime | None = None

    def state(self, at: datetime) -> State:
        """What it is worth at an instant."""
        if self.withdrawn_at is not None and self.withdrawn_at <= at:
            return State.WITHDRAWN
        over = self.valid_until is not None and self.valid_until <= at
        return State.EXPIRED if over else State.GENUINE
