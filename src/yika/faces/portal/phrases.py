"""Words of the pages in both languages at once; the page that is rendered picks one.

Instants are told in Beijing time, with the weekday, and as today or tomorrow where they are.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

import msgspec
import yaml

from yika.ground.days import BEIJING, beijing_day
from yika.guide.telling import Both
from yika.policy.words import Word, lists

SLOT = re.compile(r"( ?)\{(\w+)\}( ?)")
SIGNS = {",": "，", ";": "；", ":": "："}
SIGN = re.compile(r"(?<=[^\x00-\x7f])[,;:]|[,;:](?=[^\x00-\x7f])")
PHRASES = sorted(Path(__file__).parent.glob("phrases*.yaml"))
NOTHING = Both("", "")
WEEKDAYS = (
    Both("周一", "Mon"),
    Both("周二", "Tue"),
    Both("周三", "Wed"),
    Both("周四", "Thu"),
    Both("周五", "Fri"),
    Both("周六", "Sat"),
    Both("周日", "Sun"),
)
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
NEAR = {0: Both("今天", "today"), 1: Both("明天", "tomorrow"), -1: Both("昨天", "yesterday")}
LISTS_OF_VALUES = (
    "uses",
    "clearing",
    "refused_kinds",
    "initial_kinds",
    "places",
    "counting",
    "balance_routes",
    "numbering",
    "report_details",
    "channels",
    "alphabets",
    "span_units",
    "matters",
    "ended_by",
)
VALUES = {
    "yes": Both("是", "yes"),
    "no": Both("否", "no"),
    "never": Both("永远不会", "never"),
    "none": Both("无", "none"),
}


@lru_cache(maxsize=1)
def phrases() -> Mapping[str, Both]:
    """All phrases by key, read once."""
    found: dict[str, Both] = {}
    for path in PHRASES:
        told = msgspec.convert(
            yaml.load(path.read_text("utf-8"), yaml.CSafeLoader), dict[str, Both]
        )
        assert not found.keys() & told.keys(), f"a phrase stands in two files: {path.name}"
        found |= told
    return found


def phrase(key: str, **facts: object) -> Both:
    """A phrase with its facts filled in; a fact in both languages goes into each."""
    found = phrases()[key]
    zh = {name: fact.zh if isinstance(fact, Both) else str(fact) for name, fact in facts.items()}
    en = {name: fact.en if isinstance(fact, Both) else fact for name, fact in facts.items()}
    return Both(SLOT.sub(lambda slot: _fitted(slot, zh), found.zh), found.en.format_map(en))


def _fitted(slot: re.Match[str], facts: Mapping[str, str]) -> str:
    """A fact inside a Chinese sentence: spaces stay only beside figures and Latin letters."""
    fact = facts[slot[2]]
    before = slot[1] if fact[:1].isascii() else ""
    return before + fact + (slot[3] if fact[-1:].isascii() else "")


def written(zh: str, en: str) -> Both:
    """A sentence of a rule as a page writes it: Chinese signs where the rule has plain ones.

    >>> written("基数7,100.00元,按上限算", "").zh
    '基数7,100.00元，按上限算'
    """
    return Both(SIGN.sub(lambda sign: SIGNS[sign[0]], zh), en)


def has_phrase(key: str) -> bool:
    """Whether the pages have words of that key."""
    return key in phrases()


def word(kind: str, name: str) -> Both:
    """What people call a word of one closed list; the word itself where the list has it not."""
    found = lists().words[kind].get(name)
    return Both(name, name) if found is None else Both(found.zh, found.en)


def entry(kind: str, name: str) -> Word | None:
    """A word of a closed list with all its wordings."""
    return lists().words[kind].get(name)


def place(division: str) -> Both:
    """What people call a division."""
    found = lists().division_name(division)
    return Both(found.zh, found.en)


def joined(parts: Iterable[Both], by: str = "comma") -> Both:
    """Several things in one line, with a comma of each language between them."""
    parts, between = list(parts), phrase(by)
    return Both(
        between.zh.join(part.zh for part in parts), between.en.join(part.en for part in parts)
    )


def day(on: date, now: datetime) -> Both:
    """A day as people say it, seen from `now`.

    >>> day(date(2026, 3, 17), datetime(2026, 3, 16, 9, tzinfo=BEIJING)).zh
    '明天（3月17日 周二）'
    """
    today = beijing_day(now)
    weekday = WEEKDAYS[on.weekday()]
    far = on.year != today.year
    zh = f"{on.year}年{on.month}月{on.day}日" if far else f"{on.month}月{on.day}日"
    en = f"{on.day} {MONTHS[on.month - 1]}" + (f" {on.year}" if far else "")
    near = NEAR.get((on - today).days)
    if near is None:
        return Both(f"{zh} {weekday.zh}", f"{weekday.en} {en}")
    return Both(f"{near.zh}（{zh} {weekday.zh}）", f"{near.en} ({weekday.en} {en})")


def instant(at: datetime, now: datetime) -> Both:
    """An instant as people say it; the start of a day is told as the day."""
    local = at.astimezone(BEIJING)
    on = day(local.date(), now)
    if (local.hour, local.minute) == (0, 0):
        return on
    clock = f"{local.hour:02}:{local.minute:02}"
    between = "" if on.zh.endswith("）") else " "
    return Both(f"{on.zh}{between}{clock}", f"{on.en}, {clock}")


def brief(at: datetime, now: datetime) -> Both:
    """An instant inside a sentence: today, tomorrow, or the date.

    >>> now = datetime(2026, 3, 16, 9, tzinfo=BEIJING)
    >>> brief(datetime(2026, 3, 17, 7, 30, tzinfo=BEIJING), now)
    Both(zh='明天 07:30', en='tomorrow at 07:30')
    """
    local = at.astimezone(BEIJING)
    near = NEAR.get((local.date() - beijing_day(now)).days)
    on = day(local.date(), now) if near is None else near
    if (local.hour, local.minute) == (0, 0):
        return on
    time = f"{local.hour:02}:{local.minute:02}"
    return Both(f"{on.zh} {time}", f"{on.en} at {time}")


def clock(at: datetime) -> Both:
    """An instant in full, for the sandbox's clock."""
    local = at.astimezone(BEIJING)
    weekday = WEEKDAYS[local.weekday()]
    time = f"{local.hour:02}:{local.minute:02}"
    return Both(
        f"{local.year}年{local.month}月{local.day}日 {weekday.zh} {time}",
        f"{weekday.en} {local.day} {MONTHS[local.month - 1]} {local.year}, {time}",
    )


def value(found: object, unit: str) -> Both:
    """A value of the law in words, by its unit.

    >>> value(24, "hours")
    Both(zh='24 小时', en='24 hours')
    >>> value({"min": 3, "max": 12}, "months_range").zh
    '3–12 个月'
    """
    match found:
        case bool() | None:
            return Both(str(found), str(found))
        case int():
            return _counted(str(found), unit)
        case str():
            return _counted(found, unit) if unit == "yuan" else _named(found)
        case list() | tuple():
            items = cast("Sequence[object]", found)
            return joined(value(item, "") for item in items) if items else VALUES["none"]
        case dict():
            return _table(cast("dict[str, Any]", found), unit)
        case _:
            return Both(str(found), str(found))


def _table(found: Mapping[str, Any], unit: str) -> Both:
    """A value of several parts: both languages, a range, a span, or anything else."""
    match found:
        case {"zh": zh, "en": en}:
            return Both(zh, en)
        case {"min": least, "max": most, "alphabet": alphabet}:
            span, kind = _range(least, most), _named(alphabet)
            return Both(f"{span} 位{kind.zh}", f"{span} {kind.en}")
        case {"min": least, "max": most}:
            return _counted(_range(least, most), unit)
        case {"count": count, "unit": of}:
            kind = _named(of)
            return Both(f"{count} {kind.zh}", f"{count} {kind.en}")
        case _:
            return joined((value(part, "") for part in found.values()), "semicolon")


def _range(least: int, most: int) -> str:
    return str(least) if least == most else f"{least}–{most}"


def _counted(number: str, unit: str) -> Both:
    """A number with its unit."""
    found = lists().units.get(unit)
    if found is None:
        return Both(number, number)
    return Both(f"{number} {found.zh}", f"{number} {found.en}")


def _named(text: str) -> Both:
    """A word a value may be, as people call it."""
    if text in VALUES:
        return VALUES[text]
    for kind in LISTS_OF_VALUES:
        found = lists().words[kind].get(text)
        if found is not None:
            return Both(found.zh, found.en)
    return Both(text, text)
