"""The kinds of notice and the words of each (``kinds.yaml``)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from string import Formatter
from typing import Any, Final, cast

import msgspec
import yaml

from yika.ground.days import BEIJING
from yika.notices.model import Both
from yika.policy.words import lists

FILE: Final = Path(__file__).parent / "kinds.yaml"
TEST: Final = "webhook.tested"  # told to nobody but the webhook that is tried
Facts = Mapping[str, Both]


class Kind(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A kind of notice: what is said of it, and what may leave the house."""

    title: Both
    lines: tuple[Both, ...]
    ids: tuple[str, ...]
    sms: str | None = None  # None: no text message
    words: dict[str, str] = {}  # fact to the closed list its words are of
    sms_more: tuple[str, ...] = ()  # sentences of the text message, each if its facts are given
    topic: str | None = None  # of the hotline that is told, a word of ``hotline_topics``


@lru_cache(maxsize=1)
def kinds() -> Mapping[str, Kind]:
    """All kinds by event, read once."""
    with FILE.open(encoding="utf-8") as file:
        return msgspec.convert(yaml.load(file, yaml.CSafeLoader), dict[str, Kind])


def events() -> tuple[str, ...]:
    """The events that a webhook may ask for."""
    return tuple(event for event in kinds() if event != TEST)


def told(kind: Kind, facts: Mapping[str, object]) -> dict[str, Both]:
    """Facts in words, as they are kept; what is not given is left out."""
    return {
        name: Both(*(_said(fact, kind.words.get(name), which) for which in ("zh", "en")))
        for name, fact in facts.items()
        if fact not in (None, "", [], ())
    }


def ids_of(kind: Kind, facts: Mapping[str, object]) -> dict[str, object]:
    """The facts that are ids, which a webhook may hear."""
    return {
        name: fact if isinstance(fact, int) else str(fact)
        for name, fact in facts.items()
        if name in kind.ids and fact is not None
    }


def title(kind: Kind, facts: Facts) -> Both:
    """What the notice is about; a fact that was not given leaves its place empty."""
    return _filled(kind.title, {name: Both("", "") for name in _slots(kind.title)} | dict(facts))


def text(kind: Kind, facts: Facts) -> Both:
    """The lines of a notice whose facts are all given."""
    lines = [_filled(one, facts) for one in kind.lines if set(_slots(one)) <= facts.keys()]
    return Both("".join(one.zh for one in lines), " ".join(one.en for one in lines))


def text_message(kind: Kind, facts: Facts) -> str:
    """The text message of a notice, in Chinese; empty where none is sent."""
    if kind.sms is None:
        return ""
    zh = _Blank({name: both.zh for name, both in facts.items()})
    more = [one for one in kind.sms_more if set(_names(one)) <= zh.keys()]
    return "".join(one.format_map(zh) for one in (kind.sms, *more))


class _Blank(dict[str, str]):
    """Facts of which those not given read as nothing."""

    def __missing__(self, key: str) -> str:
        return ""


def _filled(template: Both, facts: Facts) -> Both:
    zh = {name: both.zh for name, both in facts.items()}
    en = {name: both.en for name, both in facts.items()}
    return Both(template.zh.format_map(zh), template.en.format_map(en))


def _said(fact: object, words: str | None, language: str) -> str:
    match fact:
        case datetime():
            return fact.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M")
        case date():
            return fact.isoformat()
        case str() if words is not None:
            found = lists().words.get(words, {}).get(fact)
            return fact if found is None else getattr(found, language)
        case str() | int():
            return str(fact)
        case Mapping():
            return str(cast("Mapping[str, object]", fact)[language])
        case Sequence():
            said = (_said(one, words, language) for one in cast("Sequence[Any]", fact))
            return ("、" if language == "zh" else ", ").join(said)
        case _:
            return str(getattr(fact, language, fact))


@lru_cache(maxsize=256)
def _slots(template: Both) -> tuple[str, ...]:
    return _names(template.zh)


def _names(text: str) -> tuple[str, ...]:
    """The facts that a text has places for."""
    return tuple(name for _, name, _, _ in Formatter().parse(text) if name)
