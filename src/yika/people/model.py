"""Records about people; identity (name, ID number, telephone) is one sealed field."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

import msgspec


@dataclass(frozen=True, slots=True, order=True)
class PersonKey:
    """Where a person's records live: the pooling region (统筹区) and the number within it."""

    region: int
    person_id: int

    @property
    def division(self) -> str:
        """The region as policy writes it: six digits."""
        return f"{self.region:06}"


class Identity(msgspec.Struct, frozen=True):
    """Who the person is, in the clear. Lives in memory only; shown masked."""

    name: str
    id_number: str
    phone: str


class SpecialIdentity(NamedTuple):
    """What somebody counts as beside being insured (特殊身份), both days included."""

    kind: str  # a national code (psn_idet_type), or a word of ours
    grade: str | None
    starts_on: date
    ends_on: date | None

    def in_force(self, on: date) -> bool:
        """Whether it counts on a day."""
        return self.starts_on <= on and (self.ends_on is None or on <= self.ends_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mandate:
    """What one person lets another do for them (委托), or a guardian or an heir may do by law."""

    mandate_id: UUID
    person: PersonKey
    agent: PersonKey
    basis: str  # mandate | guardian | heir (counts once a death is recorded)
    matters: frozenset[str]  # names of matters; "*" is every matter
    starts_at: datetime
    ends_at: datetime | None = None  # None while open

    def covers(self, matter: str, at: datetime) -> bool:
        """Whether the agent may do `matter` at that instant. ``ask`` is looking at the standing."""
        return self.is_in_force(at) and ("*" in self.matters or matter in self.matters)

    def is_in_force(self, at: datetime) -> bool:
        """Whether it has begun and is not over."""
        return self.starts_at <= at and (self.ends_at is None or at < self.ends_at)
