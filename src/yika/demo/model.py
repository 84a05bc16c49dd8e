"""Who a character is, and the instant at which the sandbox begins. Instants are in Beijing time."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, time

from yika.demo.insured import Insured, usual_cover
from yika.demo.life import Life
from yika.ground.days import BEIJING

START = datetime(
    2026, 3, 16, 9, tzinfo=BEIJING
)  # a Monday, inside what the collected policy covers
MADE_UP_CITY = 999900


def on(day: str, clock: str = "10:30") -> datetime:
    """An instant as a story tells it.

    >>> on("2026-03-16", "09:00") == START
    True
    """
    return datetime.combine(datetime.fromisoformat(day), time.fromisoformat(clock), BEIJING)


@dataclass(frozen=True, slots=True)
class Text:
    """The same words in both languages."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Character:
    """Somebody of the cast: who they are, what happened to them, what to try with them."""

    key: str
    name: str
    id_number: str
    what: Text  # what happened
    attempt: Text  # what to try
    story: Callable[[Life], Awaitable[None]]
    region: int = MADE_UP_CITY
    insurance: str = "employee"
    password: str | None = None  # of the card; None where none is set, or there is no card
    e_password: str | None = None  # of the e-credential; None where there is none
    cover: Insured | None = None  # how they are insured; None: as usual, everything paid

    @property
    def phone(self) -> str:
        """A number that no operator gives out, another for each character."""
        return f"100{self.id_number[6:8]}{self.id_number[11:17]}"

    @property
    def insured(self) -> Insured:
        """How they are insured."""
        return self.cover or usual_cover(self.insurance, self.id_number)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """One character lets another act, by mandate or as a guardian by law; both named by key."""

    person: str
    agent: str
    basis: str  # mandate | guardian
    matters: frozenset[str]
    starts_at: datetime
