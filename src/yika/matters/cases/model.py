"""What a case is: its state, its papers, its steps, and what an effect learns of the decision."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Literal
from uuid import UUID

import msgspec

from yika.people.model import PersonKey


class State(StrEnum):
    """How far a case is."""

    DRAFT = "draft"  # kept by the applicant, not handed in
    SUBMITTED = "submitted"  # handed in, with the handling officer
    PAPERS_ASKED = "papers_asked"  # papers are missing and were asked for, once
    ACCEPTED = "accepted"  # complete and taken on (受理)
    PROPOSED = "proposed"  # one officer proposes, another has to confirm
    DONE = "done"  # approved, and the effect is there
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"  # the draft was kept too long, or the papers never came


CLOSED = frozenset({State.DONE, State.REFUSED, State.WITHDRAWN, State.LAPSED})


class PaperState(StrEnum):
    """How a paper of a case stands."""

    NEEDED = "needed"
    GIVEN = "given"  # uploaded, or seen by an officer
    COMMITTED = "committed"  # a ticked commitment stands for it (告知承诺)
    WAIVED = "waived"  # not needed any more, or nobody asked for it in time


class Paper(msgspec.Struct, frozen=True, kw_only=True):
    """A paper of a case; `file` where it was uploaded."""

    paper: str  # a word of ``papers``
    state: str
    may_commit: bool = False
    file: str | None = None
    given_at: datetime | None = None


class StepTaken(msgspec.Struct, frozen=True, kw_only=True):
    """One step of a case as it was taken; facts are without personal data, `text` is people's."""

    seq: int
    step: str
    actor: str
    role: str
    channel: str
    at: datetime
    facts: dict[str, Any] = {}
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRef:
    """What an effect learns of the case it belongs to; `decision` as ``approved_amount``."""

    case_id: UUID
    number: str
    applicant: str
    decision: Mapping[str, Any] = field(default_factory=dict[str, Any])
    files: Mapping[str, str] = field(default_factory=dict[str, str])  # paper to file id
    decided_by: str | None = None  # the officer, as the journal names them


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One application, as the database has it; `act` is JSON and may hold personal data."""

    person: PersonKey
    case_id: UUID
    number: str
    matter: str
    act: bytes
    applicant: str  # a word of ``applicants``
    who: PersonKey | None  # the person who applied; None for an employer or an officer
    employer_id: int | None
    channel: str
    place: str | None
    state: State
    opened_at: datetime
    submitted_at: datetime | None
    due_on: date | None  # of the agency while it is with the agency; else of the applicant
    due_provisional: bool
    closed_at: datetime | None
    papers: tuple[Paper, ...] = ()
    steps: tuple[StepTaken, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether anything can still come of it."""
        return self.state not in CLOSED

    def last(self, *steps: str) -> StepTaken | None:
        """The newest step of these kinds."""
        return next((one for one in reversed(self.steps) if one.step in steps), None)

    def in_state(self, *states: PaperState) -> list[str]:
        """The papers in one of these states."""
        return [one.paper for one in self.papers if one.state in states]


With = Literal["applicant", "handler", "investigator", "checker"]


class CaseTold(msgspec.Struct, frozen=True, kw_only=True):
    """A case as it is shown to whoever may see it; `act` only whole to them."""

    number: str  # as it is quoted
    person: str
    matter: str
    act: dict[str, Any] | None
    applicant: str
    channel: str
    place: str | None
    state: str
    with_whom: With | None  # who has it now; None once it is closed
    decision_by: str  # none, one, two: how many officers decide
    opened_at: datetime
    submitted_at: datetime | None
    due_on: date | None
    due_provisional: bool
    is_late: bool
    closed_at: datetime | None
    decision: dict[str, Any] | None
    papers: tuple[Paper, ...]
    steps: tuple[StepTaken, ...]
    appeal: tuple[dict[str, Any], ...] | None = None  # ways against a refusal; None: unknown
    concerns: dict[str, str] | None = None  # the line that a grievance objects to, in words
    days_once_complete: int | None = None  # working days, where papers are missing yet
    due_if_complete_today: date | None = None  # the day they lead to; `due_on` is None then
    replayed: bool = False  # the answer to a key that came before


class Way(msgspec.Struct, frozen=True, kw_only=True):
    """One way of a matter for one applicant: where, with which papers, at what fee, until when."""

    channel: str
    applicants: tuple[str, ...]
    places: tuple[str, ...]
    papers: tuple[str, ...] | None  # None: unknown here
    extra_papers: dict[str, tuple[str, ...]]
    may_commit: tuple[str, ...]
    identity: tuple[str, ...] | None
    fee: str | None
    trips: int | None
    days: int | None
    note: dict[str, str] | None = None
    when: dict[str, tuple[str, ...]] = {}  # the way holds for these only, as `reason`
    is_open: bool | None = None  # for the person asked about; None where nobody was
    because: tuple[str, ...] = ()  # codes of what stands against it


class Preflight(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody needs before they apply, so that nobody goes twice."""

    matter: str
    region: str
    person: str | None
    applicant: str | None  # as whom the asker would apply
    decision_by: str | None  # None: several acts, or none
    acts: tuple[str, ...]
    ways: tuple[Way, ...]
    code: str | None  # official, where it is known
    limit_days: int | None  # statutory; None: not published here
    promised_days: int | None
    due_on: date | None  # if applied for now
    due_provisional: bool
    then: tuple[str, ...] | None
    open_cases: tuple[str, ...] = ()  # numbers of cases of this matter that are under way
    unknown: tuple[str, ...] = ()  # policies this region has not published
