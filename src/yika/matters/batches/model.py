"""What a batch is: its lines, what is wrong with them, and what came of each."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import msgspec

from yika.access.model import Actor
from yika.people.model import PersonKey


class BatchState(StrEnum):
    """How far a batch is."""

    SENT = "sent"  # lines are still waiting
    DONE = "done"  # every line was gone through; its case may still be with an officer


class LineState(StrEnum):
    """How far a line is, as its case stands now."""

    WAITING = "waiting"
    DONE = "done"
    OPEN = "open"  # a case that an officer decides, or that waits for papers
    REFUSED = "refused"  # could not be done, or its case was refused, withdrawn or lapsed
    LEFT = "left"  # its person left the employer that asks; nothing more is told


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """What stands against a line, or what to know of it: the code of a "no" and its facts."""

    line: int  # as the sender sees it; 0 for the file as a whole
    code: str
    is_error: bool = True
    facts: dict[str, Any] = {}
    name: str = ""  # masked
    id_number: str = ""  # masked


class Preview(msgspec.Struct, frozen=True, kw_only=True):
    """What a file would come to. Nothing is written for it but who looked."""

    employer: str  # its code
    matter: str
    sha256: str
    lines: int
    good_lines: int
    problems: tuple[Problem, ...]
    decision_by: str  # none: done at once; one, two: how many officers decide

    @property
    def errors(self) -> list[Problem]:
        """What keeps lines from being sent."""
        return [one for one in self.problems if one.is_error]

    @property
    def warnings(self) -> list[Problem]:
        """What one should know, and may send."""
        return [one for one in self.problems if not one.is_error]


class Asking(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is asked for everybody in a file: the matter, and fields that no cell says otherwise.

    `committed` are papers for which a ticked commitment stands, `papers` the employer's own that
    were uploaded, `seen` those an officer saw. The list of names is the file itself.
    """

    matter: str
    common: dict[str, str] = {}
    committed: tuple[str, ...] = ()
    papers: dict[str, UUID] = {}
    seen: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One person of a batch, and what came of it so far."""

    line: int
    person: PersonKey
    state: LineState
    case_number: str | None = None
    reasons: tuple[Problem, ...] = ()
    worked_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """A file that was sent, as the database has it; `lines` where they were asked for."""

    region: int
    batch_id: UUID
    number: str
    employer_id: int
    matter: str
    sender: Actor
    sha256: bytes
    rows: int  # of the file, the skipped ones included
    skipped: tuple[Problem, ...]  # without anybody's name or number
    committed: tuple[str, ...]
    papers: Mapping[str, UUID]
    seen: tuple[str, ...]
    opened_at: datetime
    ended_at: datetime | None  # when the last line was gone through
    waiting: int
    lines: tuple[Line, ...] = field(default=())

    @property
    def state(self) -> BatchState:
        """How far it is."""
        return BatchState.SENT if self.waiting else BatchState.DONE
