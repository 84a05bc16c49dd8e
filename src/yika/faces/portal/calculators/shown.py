"""What a calculator is asked and what it answers, as the pages show it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from yika.faces.portal.fields import Field
from yika.faces.portal.views import Law
from yika.guide.telling import Both
from yika.policy.load import Book


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What somebody asks a calculator, as typed; of a region, for a day."""

    book: Book
    division: str
    on: date
    now: datetime
    given: Mapping[str, str]

    def text(self, name: str) -> str | None:
        """What was typed; None where nothing was."""
        return self.given.get(name) or None


@dataclass(frozen=True, slots=True)
class Cell:
    """An amount with its sum."""

    amount: str
    formula: str


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table: one cell a column, None where nothing is paid."""

    name: Both
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of amounts in yuan, its totals last."""

    caption: Both
    columns: tuple[Both, ...]
    rows: tuple[Row, ...]
    totals: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a sum."""

    what: Both
    formula: str
    amount: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A piece of a result: a reason, a way, a claim, or a sum in steps."""

    title: Both
    tone: str = "plain"  # yes | half | no | plain
    tag: Both | None = None
    note: Both | None = None
    facts: tuple[tuple[Both, Both], ...] = ()
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a calculator answers."""

    headline: Both
    tone: str = "plain"  # yes | half | no | plain
    facts: tuple[tuple[Both, Both], ...] = ()
    grid: Grid | None = None
    parts: tuple[Part, ...] = ()
    more_title: Both | None = None  # above `more`
    more: tuple[Part, ...] = ()
    notes: tuple[Both, ...] = ()
    unknown: tuple[Both, ...] = ()
    laws: tuple[Law, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Calculator:
    """A calculator: its name in addresses, what it asks for, and how it answers."""

    key: str
    fields: Callable[[Asked], Sequence[Field]]
    work: Callable[[Asked], Result]
    owns: bool = False  # filled in with what is known of whoever is signed in
    posts: bool = False  # what is typed is sent in the body, not in the address

    @property
    def address(self) -> str:
        """Where its page is."""
        return f"/calculators/{self.key}"
