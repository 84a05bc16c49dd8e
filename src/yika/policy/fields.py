"""Reading the parts that every policy file is made of: tables, lists, days, words, notes, sources.

Each reader notes what is wrong and goes on with something harmless, so that one reading finds
every mistake. What is missing is noted once, by `table`; the other readers pass over it.
"""

from collections.abc import Callable, Collection, Mapping
from datetime import date
from difflib import get_close_matches
from typing import Final, TypeAlias, TypeVar

import msgspec

from yika.policy.model import Names, Source, Value
from yika.policy.shapes import both_languages
from yika.policy.tree import Findings, Place, is_list, is_table

Sources: TypeAlias = Mapping[str, Source]
Read = TypeVar("Read")

_NOWHERE: Final = Source("", "")
_NAMELESS: Final = Names("", "")
_MAY_BE_NULL: Final = frozenset({"from", "value"})


class Fields:
    """Reads parts of one file; `sources` are those a key may name."""

    def __init__(self, findings: Findings, sources: Sources) -> None:
        self.findings = findings
        self.sources = sources

    def add(self, place: Place, zh: str, en: str) -> None:
        """Note what is wrong there."""
        self.findings.add(place, zh, en)

    def table(
        self, value: Value, place: Place, needed: Collection[str], may: Collection[str]
    ) -> bool:
        """Whether it is a table at all; unknown and missing keys are noted."""
        if not is_table(value):
            self.add(
                place,
                f"应为含 {', '.join(needed)} 的表",
                f"a table of {', '.join(needed)} is expected",
            )
            return False
        for key in value:
            if key not in needed and key not in may:
                self.unknown("键", "key", key, [*needed, *may], (*place, key))
        for key in needed:
            if value.get(key) is None and not (key in value and key in _MAY_BE_NULL):
                self.add(place, f"缺少 {key}", f"{key} is missing")
        return True

    def each(self, value: Value, place: Place, read: Callable[[Value, Place], Read]) -> list[Read]:
        """Each item of a list, read in its place; nothing where it is null."""
        if value is None:
            return []
        if not is_list(value):
            self.add(place, f"应为列表，而不是 {value}", f"a list is expected, not {value}")
            return []
        return [read(one, (*place, position)) for position, one in enumerate(value)]

    def day(self, value: Value, place: Place) -> date | None:
        """A day, or null."""
        if value is None or isinstance(value, date):
            return value
        zh = f"应为不加引号的日期，如 2026-03-16，而不是 {value}"
        self.add(place, zh, f"a day is written without quotes, such as 2026-03-16, not {value}")
        return None

    def text(self, value: Value, place: Place) -> str:
        """A text with something in it."""
        if isinstance(value, str) and value.strip():
            return value
        if value is not None:
            self.add(place, f"应为文字，而不是 {value}", f"a text is expected, not {value}")
        return ""

    def word(self, value: Value, place: Place, allowed: Collection[str], zh: str) -> str:
        """One word of a closed list, named in Chinese by `zh` and in English by its key."""
        if value is None or (isinstance(value, str) and value in allowed):
            return value or ""
        key = next((step for step in reversed(place) if isinstance(step, str)), "word")
        self.unknown(zh, key, value, allowed, place)
        return ""

    def unknown(
        self, zh: str, en: str, word: Value, allowed: Collection[str], place: Place
    ) -> None:
        """Note a word that is in no list, with the nearest one that is."""
        near = get_close_matches(str(word), list(allowed), n=1)
        meant = (f"，是不是 {near[0]}？", f"; do you mean {near[0]}?") if near else ("", "")
        self.add(place, f"不认识的{zh} {word}{meant[0]}", f"unknown {en} {word}{meant[1]}")

    def note(self, value: Value, place: Place) -> str | Names | None:
        """A note in one language or both."""
        if is_table(value):
            return self.names(value, place)
        return self.text(value, place) or None

    def names(self, value: Value, place: Place) -> Names:
        """A name or sentence in both languages."""
        if value is None:
            return _NAMELESS
        before = len(self.findings.problems)
        both_languages(value, place, self.findings)
        fine = len(self.findings.problems) == before
        return Names(value["zh"], value["en"]) if fine else _NAMELESS

    def source(self, value: Value, place: Place) -> Source:
        """A source, by its key alone or written out; its further pages by key."""
        may = ("title", "address", "read_on", "also")
        if value is None or not self.table(value, place, ("key",), may):
            return _NOWHERE
        also = tuple(self.each(value.get("also"), (*place, "also"), self.named_source))
        if value.get("title") is None:
            found = self.named_source(value.get("key"), (*place, "key"))
            return msgspec.structs.replace(found, also=also)
        return Source(
            key=self.text(value.get("key"), (*place, "key")),
            title=self.text(value["title"], (*place, "title")),
            address=self.text(value.get("address"), (*place, "address")) or None,
            read_on=self.day(value.get("read_on"), (*place, "read_on")),
            also=also,
        )

    def named_source(self, key: Value, place: Place) -> Source:
        """The source of that key in sources.yaml."""
        if isinstance(key, str) and key in self.sources:
            return self.sources[key]
        if key is not None:
            zh = f"sources.yaml 中没有来源 {key}：请补上，或在此写明 title"
            self.add(
                place, zh, f"sources.yaml has no source {key}: add it, or write its title here"
            )
        return _NOWHERE


def read_sources(value: Value, findings: Findings) -> dict[str, Source]:
    """The sources of a sources.yaml by key: a title, perhaps an address and the day it was read."""
    fields = Fields(findings, {})
    found: dict[str, Source] = {}
    for key, told in (value if is_table(value) else {}).items():
        whole = fields.table(told, (key,), ("title",), ("address", "read_on"))
        if whole and told.get("title") is not None:
            found[key] = fields.source({**told, "key": key}, (key,))
    return found
