"""One policy file from plain values to a `Rule`, noting every mistake on the way.

A reader never guesses: what is not in the format is a problem with a line, and a file with any
problem yields no rule.
"""

from datetime import date, timedelta
from typing import Final

from yika.policy.fields import Fields, Sources
from yika.policy.model import (
    COVERS,
    DECIDED_BY,
    MADE_UP_DIVISIONS,
    UNKNOWN,
    Confidence,
    Entry,
    Other,
    Rule,
    Value,
)
from yika.policy.tree import Findings, Place, is_table
from yika.policy.units import SHAPES
from yika.policy.words import lists

_CONFIDENCES: Final = tuple(one.value for one in Confidence if one is not Confidence.SET_HERE)


class RuleReader(Fields):
    """Reads the file of one id in one division."""

    def __init__(self, findings: Findings, division: str, policy_id: str, sources: Sources) -> None:
        super().__init__(findings, sources)
        self.division = division
        self.id = policy_id
        self.unit = ""
        self.by: tuple[str, ...] = ()

    def rule(self, value: Value) -> Rule | None:
        """The rule of the file, or None where anything was wrong."""
        needed = ("title", "unit", "covers", "decided_by", "values", "checked_on")
        if not self.table(value, (), needed, ("id", "by", "follows", "note")):
            return None
        if value.get("id", self.id) != self.id:
            en = f"id {value['id']} does not agree with the path, which says {self.id}"
            self.add(("id",), f"id {value['id']} 与路径不符，路径是 {self.id}", en)
        self.unit = self.word(value.get("unit"), ("unit",), lists().units, "单位")
        self.by = tuple(axis for axis in self.each(value.get("by"), ("by",), self._axis) if axis)
        rule = Rule(
            id=self.id,
            division=self.division,
            title=self.names(value.get("title"), ("title",)),
            unit=self.unit,
            covers=self.word(value.get("covers"), ("covers",), COVERS, "对象"),
            decided_by=self.word(value.get("decided_by"), ("decided_by",), DECIDED_BY, "时点"),
            by=self.by,
            follows=self._follows(value.get("follows")),
            note=self.note(value.get("note"), ("note",)),
            values=self._entries(value.get("values")),
            checked_on=self.day(value.get("checked_on"), ("checked_on",)),
        )
        return None if self.findings.problems else rule

    def _entries(self, value: Value) -> tuple[Entry, ...]:
        entries = self.each(value, ("values",), self._entry)
        for position, after in enumerate(entries[1:], start=1):
            before = entries[position - 1]
            if before and after:
                self._neighbours(before, after, ("values", position, "from"))
        return tuple(entry for entry in entries if entry)

    def _neighbours(self, before: Entry, after: Entry, place: Place) -> None:
        until, since = before.until, after.since
        if until is None or since is None or since <= until:
            zh = f"与上一条重叠：上一条到 {until or '一直'}，这一条自 {since}"
            en = f"overlap: the entry before is until {until or 'ever'}, this one from {since}"
            self.add(place, zh, en)
        elif since > until + timedelta(days=1):
            zh = f"有空档：上一条到 {until}，这一条自 {since}；不详的时段请写 value: unknown"
            en = f"gap between {until} and {since}: write an entry with value: unknown for it"
            self.add(place, zh, en)

    def _entry(self, value: Value, place: Place) -> Entry | None:
        needed = ("from", "value", "confidence", "source")
        if not self.table(value, place, needed, ("until", "attested_on", "note", "others")):
            return None
        self._cells(value.get("value"), self.by, (*place, "value"))
        entry = Entry(
            value=value.get("value"),
            confidence=self._confidence(value.get("confidence"), (*place, "confidence")),
            source=self.source(value.get("source"), (*place, "source")),
            since=self.day(value.get("from"), (*place, "from")),
            until=self.day(value.get("until"), (*place, "until")),
            attested_on=self.day(value.get("attested_on"), (*place, "attested_on")),
            note=self.note(value.get("note"), (*place, "note")),
            others=tuple(
                o for o in self.each(value.get("others"), (*place, "others"), self._other) if o
            ),
        )
        self._order(entry.since, entry.until, entry.attested_on, place)
        if value.get("from", entry) is None and value.get("attested_on") is None:
            zh, en = "from 为 null 时必须写 attested_on", "attested_on is needed where from is null"
            self.add((*place, "from"), zh, en)
        return entry

    def _order(
        self, since: date | None, until: date | None, attested: date | None, place: Place
    ) -> None:
        if since and until and since > until:
            self.add(
                (*place, "from"),
                f"from {since} 晚于 until {until}",
                f"from {since} is after until {until}",
            )
        if attested and ((since and attested < since) or (until and until < attested)):
            zh, en = (
                f"attested_on {attested} 不在有效期内",
                f"attested_on {attested} is outside its own entry",
            )
            self.add((*place, "attested_on"), zh, en)

    def _other(self, value: Value, place: Place) -> Other | None:
        if not self.table(value, place, ("value", "confidence", "source"), ("note",)):
            return None
        self._cells(value.get("value"), self.by, (*place, "value"), complete=False)
        return Other(
            value=value.get("value"),
            confidence=self._confidence(value.get("confidence"), (*place, "confidence")),
            source=self.source(value.get("source"), (*place, "source")),
            note=self.note(value.get("note"), (*place, "note")),
        )

    def _cells(
        self, value: Value, by: tuple[str, ...], place: Place, *, complete: bool = True
    ) -> None:
        if value is None or value == UNKNOWN or not self.unit:
            return
        if not by:
            SHAPES[self.unit](value, place, self.findings)
            return
        axis, deeper = by[0], by[1:]
        members = lists().members(axis)
        if not is_table(value):
            zh, en = (
                f"应按 {axis} 分列，而不是 {value}",
                f"a cell for each {axis} is expected, not {value}",
            )
            self.add(place, zh, en)
            return
        for member, cell in value.items():
            if member in members:
                self._cells(cell, deeper, (*place, member), complete=complete)
            else:
                self.unknown(f" {axis}", axis, member, members, (*place, member))
        left_out = lists().left_out.get(self.id, frozenset())
        missing = ", ".join(one for one in members if one not in value and one not in left_out)
        if complete and missing:
            self.add(
                place,
                f"缺少 {axis} 的格：{missing}",
                f"missing cells of {axis}: {missing} (or unknown)",
            )

    def _axis(self, value: Value, place: Place) -> str:
        return self.word(value, place, lists().axes, "轴")

    def _confidence(self, value: Value, place: Place) -> Confidence:
        word = self.word(value, place, _CONFIDENCES, "可信程度")
        if word == Confidence.MADE_UP and not self.division.startswith(MADE_UP_DIVISIONS):
            self.add(place, "真实地区不能写 made-up", "a real place cannot have a made-up value")
        return Confidence(word or Confidence.WEAK)

    def _follows(self, value: Value) -> str | None:
        if value is None or (
            isinstance(value, str) and value.isdigit() and len(value) == len(self.division)
        ):
            return value
        zh = f'follows 应为加引号的六位代码，如 "000000"，而不是 {value}'
        self.add(("follows",), zh, f'follows is a code in quotes, such as "000000", not {value}')
        return None
