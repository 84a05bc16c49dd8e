"""The records of a policy file, and the short lists it may choose from (`words` has the others).

Days are Beijing calendar days. `until` is the last day on which a value holds, as the files
write it, so the next value begins on the day after. A record is what one file says; answers are
in `lookup`.
"""

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, TypeAlias

import msgspec

from yika.ground.errors import Refused

# A value is whatever its unit allows: a number, a word, or lists and tables of these. Its shape is
# checked on loading (`shapes`), so that readers may rely on it. Nobody changes a value in place.
Value: TypeAlias = Any

UNKNOWN: Final = "unknown"
NATION: Final = "000000"
MADE_UP_CITY: Final = "999900"
MADE_UP_DIVISIONS: Final = "9999"  # how the code of every made-up place begins


class Confidence(StrEnum):
    """How sure we are that a value is the law of the place."""

    OFFICIAL = "official"
    OFFICIAL_COPY = "official-copy"
    SECONDARY = "secondary"
    WEAK = "weak"
    SEED = "seed"
    INFERRED = "inferred"
    MADE_UP = "made-up"
    SET_HERE = "set-by-installation"  # never in a file: the installation's own setting


class Names(msgspec.Struct, frozen=True):
    """What a thing is called, in both languages."""

    zh: str
    en: str


class Source(msgspec.Struct, frozen=True):
    """Where a value was read."""

    key: str
    title: str
    address: str | None = None
    read_on: date | None = None
    also: "tuple[Source, ...]" = ()  # further pages behind other cells of the same value


class Other(msgspec.Struct, frozen=True):
    """A source that disagrees; kept and shown beside the value."""

    value: Value
    confidence: Confidence
    source: Source
    note: str | Names | None = None


class Entry(msgspec.Struct, frozen=True, rename={"since": "from"}):
    """A value and the days on which it holds; a null value says that the rule was abolished."""

    value: Value
    confidence: Confidence
    source: Source
    since: date | None = None  # null where the source does not state it; then attested_on is there
    until: date | None = None
    attested_on: date | None = None
    note: str | Names | None = None
    others: tuple[Other, ...] = ()

    def holds_on(self, day: date) -> bool:
        """Whether this entry is the one for that day."""
        return (self.since is None or self.since <= day) and (
            self.until is None or day <= self.until
        )


class Rule(msgspec.Struct, frozen=True):
    """One policy id in one division: the whole file."""

    id: str
    division: str
    title: Names
    unit: str
    covers: str
    decided_by: str
    by: tuple[str, ...] = ()
    follows: str | None = None
    note: str | Names | None = None
    values: tuple[Entry, ...] = ()
    checked_on: date | None = None


class Problem(msgspec.Struct, frozen=True, order=True):
    """One thing wrong with the data, and where."""

    file: str
    line: int
    zh: str
    en: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file  # line 0 is no line
        return f"{where}: {self.zh} / {self.en}"


class BadPolicy(Refused):
    """The data cannot be used. Facts: problems (all of them), count, first, check (a command)."""

    code = "bad_policy"

    def __init__(self, problems: list[Problem], folder: Path | None = None) -> None:
        check = "yika policy check" if folder is None else f"yika policy check --policy {folder}"
        first = str(problems[0])
        super().__init__(problems=problems, count=len(problems), first=first, check=check)
        self.problems = problems

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


class WrongAxes(Refused):
    """A look-up that names no single cell. Facts: id, needs, given."""

    code = "wrong_axes"


# Which moment of a case picks the value.
DECIDED_BY: Final = frozenset(
    {
        "activation",
        "admission",
        "application",
        "asking",
        "attempt_time",
        "card_issue",
        "collection",
        "contribution_month",
        "cover_year",
        "decision",
        "discharge",
        "enrolment",
        "report",
        "retirement",
        "service_date",
        "settlement",
    }
)

# What one value is for.
COVERS: Final = frozenset(
    {
        "account",
        "card",
        "contribution",
        "credential",
        "entitlement",
        "hotline",
        "loss_report",
        "matter",
        "password",
        "pension",
        "person",
    }
)
