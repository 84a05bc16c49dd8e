"""Who is asking."""

from dataclasses import dataclass
from enum import StrEnum

from yika.people.model import PersonKey


class Role(StrEnum):
    """As what somebody asks; what they may do follows from it."""

    HOLDER = "holder"  # the person, or somebody acting for them
    OFFICER = "officer"  # agency staff at a counter or on the hotline
    INSTITUTION = "institution"  # a hospital or pharmacy, over the national interface


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who is asking, in which role and through which channel of ``words.yaml``."""

    role: Role
    channel: str
    person: PersonKey | None = None  # None for an officer or an institution
    institution: str | None = None  # its code

    @property
    def name(self) -> str:
        """The actor as the journal writes it: never a name or a number people know."""
        if self.person is not None:
            return f"{self.person.division}/{self.person.person_id}"
        return self.institution or "officer"
