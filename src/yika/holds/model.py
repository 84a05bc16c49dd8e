"""One recorded hold. It covers ``starts_at <= at < ends_at``."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from yika.people.model import PersonKey


class Cause(StrEnum):
    """Why a restriction was recorded."""

    IDENTITY_MISMATCH = "identity_mismatch"  # differs from the population register (信息不一致)
    REVIEW = "review"  # suspected misuse, inquiry under way (涉嫌违规)
    SUSPENSION = "suspension"  # network settlement suspended by decision (暂停联网结算)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """A restriction on a person. What it stops is the region's ``standing.stops``."""

    hold_id: UUID
    person: PersonKey
    cause: Cause
    basis: str  # the policy id, decision or check behind it; no personal data
    starts_at: datetime
    ends_at: datetime | None = None  # None while open

    def __post_init__(self) -> None:
        assert self.starts_at.tzinfo is not None, "instants carry a zone"
        assert self.ends_at is None or self.starts_at <= self.ends_at

    def in_force(self, at: datetime) -> bool:
        """Whether it restricts at that instant; the end itself is free again."""
        return self.starts_at <= at and (self.ends_at is None or at < self.ends_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What the person said about a hold (陈述申辩), in their words."""

    statement_id: UUID
    hold_id: UUID | None  # the inquiry it is about; None: a decision intended without one
    kind: str  # answer | hearing
    text: str
    made_at: datetime
    heard_at: datetime | None = None  # of a hearing: when it was held
