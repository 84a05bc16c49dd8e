"""Who is asking."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from yika.people.model import PersonKey


class Role(StrEnum):
    """As what somebody asks; what they may do follows from it."""

    HOLDER = "holder"  # the person, or somebody acting for them
    OFFICER = "officer"  # agency staff at a counter or on the hotline
    EMPLOYER = "employer"  # an employer, or a school, for people insured through it
    INSTITUTION = "institution"  # a hospital or pharmacy, over the national interface


class Duty(StrEnum):
    """What an officer is there for, a word of ``duties``."""

    HANDLE = "handle"  # takes and decides cases at a counter
    CHECK = "check"  # confirms what another officer proposed
    INVESTIGATE = "investigate"  # decides sanctions
    HOTLINE = "hotline"
    BANK = "bank"
    HOSPITAL = "hospital"


COUNTER = "counter"
CHANNEL_OF = {  # where an officer of that duty sits
    Duty.HOTLINE: "hotline",
    Duty.BANK: "bank_counter",
    Duty.HOSPITAL: "hospital_window",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Officer:
    """An officer of a region, and the days on which they are one, both included."""

    region: int
    code: str  # within the region, as C1
    name: str
    duties: frozenset[str]
    employed_from: date
    employed_until: date | None = None

    @property
    def full_code(self) -> str:
        """The code as it is quoted: 999900-C1."""
        return f"{self.region:06}-{self.code}"

    @property
    def channel(self) -> str:
        """Where the officer sits; the counter, where they have a duty there too."""
        elsewhere = [CHANNEL_OF[duty] for duty in Duty if duty in self.duties & CHANNEL_OF.keys()]
        return COUNTER if self.duties - CHANNEL_OF.keys() else elsewhere[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who is asking, in which role and through which channel of ``words.yaml``."""

    role: Role
    channel: str
    person: PersonKey | None = None  # None for an officer, an employer or an institution
    institution: str | None = None  # its code
    officer: str | None = None  # the whole code, as 999900-C1
    duties: frozenset[str] = frozenset()  # of an officer with a code
    employer: int | None = None  # its number within the region
    employer_region: int | None = None

    @property
    def name(self) -> str:
        """The actor as the journal writes it: never a name or a number people know."""
        if self.person is not None:
            return f"{self.person.division}/{self.person.person_id}"
        if self.employer is not None:
            return f"employer:{self.employer_region or 0:06}/{self.employer}"
        return self.officer or self.institution or "officer"

    def has(self, *duties: Duty) -> bool:
        """Whether this is an officer with one of these duties; one without a code has them all."""
        if self.role is not Role.OFFICER:
            return False
        return self.officer is None or not self.duties.isdisjoint(duties)

    def is_of(self, region: int) -> bool:
        """Whether an officer works for that region; one without a code works for every region."""
        return self.officer is None or self.officer.startswith(f"{region:06}-")

    def sees(self, channel: str) -> bool:
        """Whether what was applied for there is theirs to see; the hotline answers about all."""
        return not self.is_bound or self.channel == channel or Duty.HOTLINE in self.duties

    @property
    def is_bound(self) -> bool:
        """Whether an officer does only what is offered where they sit: bank, hospital, hotline."""
        return self.role is Role.OFFICER and self.channel != COUNTER and self.officer is not None
