"""What is right in a file of catalogue rows, and what follows for the rows that are there. Pure.

A row holds from a day until a day. A row that begins later ends the one before it; a row that is
there with the same day and content is left alone, or ended where the file now says when it ends.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Final

import msgspec

from yika.ground.errors import Refused
from yika.institutions.catalogue_files import Line
from yika.institutions.model import CLASSES, LIST_TYPES, TIERS, Item, ItemDetails
from yika.interface.codes import tables

CODE: Final = re.compile(r"[0-9A-Z]{5,50}")
PLACES_MAX: Final = 6  # of a price or a share
CEILING_MAX: Final = Decimal(10**10)
TELLING: Final = ("pinyin", "generic", "form", "spec", "package", "maker", "approval", "note")
DAY: Final = timedelta(days=1)


class CatalogueRefused(Refused):
    """Rows of the file are wrong; nothing was written. Facts: errors, rows."""

    code = "catalogue_refused"


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """Something wrong with a row: a word of ``catalogue.yaml``, the heading, and what was given."""

    row: int
    code: str
    column: str
    given: str


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """What a file does to a catalogue: rows to add, and rows to end (code, from, last day)."""

    add: tuple[Item, ...] = ()
    end: tuple[tuple[str, date, date], ...] = ()
    unchanged: int = 0


def judged(
    lines: Sequence[Line], here: Mapping[str, Sequence[Item]]
) -> tuple[list[Problem], Change]:
    """Every problem of every row, in order, and what the right rows do to what is here."""
    problems: list[Problem] = []
    items: list[tuple[int, Item]] = []
    for line in lines:
        found, item = _item(line)
        problems += found
        if item is not None:
            items.append((line.row, item))
    add: list[Item] = []
    end: list[tuple[str, date, date]] = []
    unchanged = 0
    by_code: dict[str, list[tuple[int, Item]]] = defaultdict(list)
    for row, item in items:
        by_code[item.code].append((row, item))
    for code, rows in by_code.items():
        one = _Rows(here.get(code, ()))
        problems += one.take(sorted(rows, key=lambda row: (row[1].starts_on, row[0])))
        add += one.added()
        end += one.ended()
        unchanged += one.unchanged
    problems.sort(key=lambda one: one.row)
    return problems, Change(add=tuple(add), end=tuple(end), unchanged=unchanged)


class _Rows:
    """The rows of one code: those that are here, and what a file makes of them."""

    def __init__(self, here: Iterable[Item]) -> None:
        self._here = {one.starts_on: one for one in here}
        self._now = dict(self._here)
        self.unchanged = 0

    def take(self, rows: Iterable[tuple[int, Item]]) -> list[Problem]:
        """Take rows in order of their days; what does not fit is a problem."""
        return [problem for row, item in rows if (problem := self._taken(row, item)) is not None]

    def added(self) -> list[Item]:
        """Rows that were not here."""
        return [one for day, one in sorted(self._now.items()) if day not in self._here]

    def ended(self) -> list[tuple[str, date, date]]:
        """Rows of here that now end on another day."""
        return [
            (now.code, day, now.ends_on)
            for day, now in sorted(self._now.items())
            if day in self._here
            if now.ends_on is not None and now.ends_on != self._here[day].ends_on
        ]

    def _taken(self, row: int, item: Item) -> Problem | None:
        there = self._now.get(item.starts_on)
        if there is not None:
            return self._again(row, item, there)
        after = min((day for day in self._now if day > item.starts_on), default=None)
        if after is not None and (item.ends_on is None or item.ends_on >= after):
            return _problem(row, "overlaps_next", "ends_on", after.isoformat())
        before = max((day for day in self._now if day < item.starts_on), default=None)
        if before is not None:
            earlier = self._now[before]
            if earlier.ends_on is None or earlier.ends_on >= item.starts_on:
                last = item.starts_on - DAY
                self._now[before] = msgspec.structs.replace(earlier, ends_on=last)
        self._now[item.starts_on] = item
        return None

    def _again(self, row: int, item: Item, there: Item) -> Problem | None:
        """The same code and day once more: as it is, ended, or a contradiction."""
        alike = msgspec.structs.replace(
            there, ends_on=item.ends_on, version=item.version, changed_at=item.changed_at
        )
        if alike != item or item.starts_on not in self._here:
            return _problem(row, "row_exists", "starts_on", item.starts_on.isoformat())
        if item.ends_on is not None and item.ends_on != there.ends_on:
            if there.ends_on is not None and item.ends_on > there.ends_on:
                return _problem(row, "ended_already", "ends_on", there.ends_on.isoformat())
            self._now[item.starts_on] = msgspec.structs.replace(there, ends_on=item.ends_on)
        else:
            self.unchanged += 1
        return None


def _item(line: Line) -> tuple[list[Problem], Item | None]:
    """A row as an item, or all that is wrong with it."""
    reading = _Reading(line)
    starts_on, ends_on = reading.day("starts_on"), reading.day("ends_on", needed=False)
    if starts_on is not None and ends_on is not None and ends_on < starts_on:
        reading.wrong("ends_before", "ends_on")
    share = reading.number("first_share", most=Decimal(1))
    details = _details(reading)
    code, kind = reading.text("code"), reading.one_of("kind", LIST_TYPES)
    if code and not CODE.fullmatch(code):
        reading.wrong("wrong_code", "code")
    name = reading.text("name")
    class_ = reading.one_of("class", CLASSES)
    charge_type = reading.one_of("charge_type", tables()["med_chrgitm_type"].values)
    ceiling = reading.number("ceiling", most=CEILING_MAX)
    if reading.problems or starts_on is None:
        return reading.problems, None
    item = Item(
        code=code,
        starts_on=starts_on,
        ends_on=ends_on,
        kind=kind,
        name=name,
        class_=class_,
        first_share=share,
        ceiling=ceiling,
        restricted=details.restriction is not None,
        charge_type=charge_type,
        unit=line.get("unit"),
        details=details,
        version=0,
    )
    return [], item


def _details(reading: "_Reading") -> ItemDetails:
    by_tier = {tier: reading.number(f"ceiling_{tier}", most=CEILING_MAX) for tier in TIERS}
    return ItemDetails(
        ceilings={tier: f"{amount:f}" for tier, amount in by_tier.items() if amount is not None},
        restriction=reading.line.get("restriction"),
        **{name: reading.line.get(name) for name in TELLING},
    )


class _Reading:
    """Cells of one row read as what they should be; what they are not is collected."""

    def __init__(self, line: Line) -> None:
        self.line = line
        self.problems: list[Problem] = []

    def wrong(self, code: str, column: str) -> None:
        given = (self.line.get(column) or "")[:40]
        self.problems.append(_problem(self.line.row, code, column, given))

    def text(self, column: str) -> str:
        found = self.line.get(column)
        if found is None:
            self.wrong("empty", column)
        return found or ""

    def one_of(self, column: str, allowed: Iterable[str]) -> str:
        found = self.text(column)
        if found and found not in allowed:
            self.wrong("not_one_of", column)
        return found

    def day(self, column: str, *, needed: bool = True) -> date | None:
        text = self.text(column) if needed else self.line.get(column)
        if not text:
            return None
        try:
            return date.fromisoformat(text)
        except ValueError:
            self.wrong("not_a_day", column)
            return None

    def number(self, column: str, most: Decimal) -> Decimal | None:
        """A plain number, not below zero; a share may be written 10 %."""
        text = self.line.get(column)
        if text is None:
            return None
        percent = text.endswith(("%", "%"))
        try:
            found = Decimal(text.rstrip("%").rstrip("%")) / (100 if percent else 1)
        except InvalidOperation:
            self.wrong("not_a_number", column)
            return None
        if not found.is_finite() or not 0 <= found <= most or _places(found) > PLACES_MAX:
            self.wrong("out_of_range", column)
            return None
        return found.normalize() + 0


def _places(number: Decimal) -> int:
    exponent = number.normalize().as_tuple().exponent
    return -exponent if isinstance(exponent, int) and exponent < 0 else 0


def _problem(row: int, code: str, column: str, given: str) -> Problem:
    return Problem(row=row, code=code, column=column, given=given)
