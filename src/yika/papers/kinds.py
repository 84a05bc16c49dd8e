"""The kinds of document and what stands on each (``kinds.yaml``)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from string import Formatter
from typing import Any, Final, cast

import msgspec
import yaml

from yika.ground.days import BEIJING
from yika.policy.words import lists

FILE: Final = Path(__file__).parent / "kinds.yaml"


class Kind(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A kind of document: its names, and its lines with ``{facts}``."""

    zh: str
    en: str
    title: str
    needs: tuple[str, ...]
    lines: tuple[str, ...]
    words: dict[str, str] = {}  # fact to the closed list its words are of
    whole: tuple[str, ...] = ()  # what of the identity is not masked on it


@lru_cache(maxsize=1)
def kinds() -> Mapping[str, Kind]:
    """All kinds by key, read once."""
    with FILE.open(encoding="utf-8") as file:
        return msgspec.convert(yaml.load(file, yaml.CSafeLoader), dict[str, Kind])


def lines_of(kind: Kind, facts: Mapping[str, object]) -> tuple[str, ...]:
    """What stands on a document of that kind: each line whose facts are all given."""
    told = {
        name: said(fact, kind.words.get(name))
        for name, fact in facts.items()
        if fact not in (None, "", [], ())
    }
    missing = [name for name in kind.needs if name not in told]
    assert not missing, f"a document lacks {missing}"
    return tuple(
        line.format_map(told) for line in kind.lines if all(slot in told for slot in _slots(line))
    )


def said(fact: object, words: str | None = None) -> str:
    """A fact as Chinese paper says it: days, instants in Beijing time, lists, words by name.

    >>> said([date(2026, 3, 16), {"zh": "甲", "en": "a"}])
    '2026-03-16、甲'
    """
    match fact:
        case datetime():
            return told_at(fact)
        case date():
            return fact.isoformat()
        case str() if words is not None:
            found = lists().words[words].get(fact)
            return fact if found is None else found.zh
        case str() | int():
            return str(fact)
        case Mapping():
            return str(cast("Mapping[str, object]", fact)["zh"])
        case Sequence():
            return "、".join(said(one, words) for one in cast("Sequence[Any]", fact))
        case _:
            return str(getattr(fact, "zh", fact))


def told_at(at: datetime) -> str:
    """An instant as paper tells it, in Beijing time."""
    return at.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M")


@lru_cache(maxsize=256)
def _slots(line: str) -> tuple[str, ...]:
    return tuple(name for _, name, _, _ in Formatter().parse(line) if name)
