"""Words for every "no": what happened and why, and what to do next, in Chinese and English.

The words are data (``words/errors.yaml``), keyed by the error's code; facts fill the ``{braces}``.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

import msgspec
import yaml

from yika.ground.days import BEIJING
from yika.ground.errors import YikaError
from yika.ground.money import yuan
from yika.policy.words import lists

WORDS = Path(__file__).parent / "words" / "errors.yaml"
RULES = Path(__file__).parent / "words" / "rules.yaml"


class Both(msgspec.Struct, frozen=True):
    """The same in Chinese and English."""

    zh: str
    en: str


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The words for one code."""

    zh: str
    en: str
    next: Both


class _Rules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the parts of the ids of benefit rules are called."""

    schemes: dict[str, Both]
    kinds: dict[str, Both]
    moves: dict[str, Both]


class Told(msgspec.Struct, frozen=True):
    """One reason as a person reads it."""

    code: str
    zh: str
    en: str
    next: Both
    facts: dict[str, Any]


@lru_cache(maxsize=1)
def words() -> Mapping[str, Words]:
    """All words by code, read once."""
    with WORDS.open(encoding="utf-8") as file:
        return msgspec.convert(yaml.load(file, yaml.CSafeLoader), dict[str, Words])


def tell(error: YikaError) -> Told:
    """One reason in words. Facts are told as people say them: names, days, lists, yuan."""
    return told(error.code, error.facts)


def told(code: str, given: Mapping[str, Any]) -> Told:
    """A reason in words, by its code and facts, as they are kept of what was refused before."""
    found = words()[code]
    facts = {name: _named(name, _yuan(name, value)) for name, value in given.items()}
    zh = {name: _said(value, "zh") for name, value in facts.items()}
    en = {name: _said(value, "en") for name, value in facts.items()}
    return Told(
        code=code,
        zh=found.zh.format_map(zh),
        en=found.en.format_map(en),
        next=Both(found.next.zh.format_map(zh), found.next.en.format_map(en)),
        facts=msgspec.to_builtins(dict(given), enc_hook=str),
    )


@lru_cache(maxsize=4096)
def name(word: str, language: str, *among: str) -> str:
    """What people call a word of the closed lists; the word itself where no list has it.

    Some words stand in several lists; `among` names those to look in first.
    """
    first = (lists().words[which].get(word) for which in among)
    found = next((one for one in first if one), None) or lists().name(word)
    return word if found is None else (found.zh if language == "zh" else found.en)


def _yuan(fact: str, value: object) -> object:
    """An amount as people say it: facts that end in ``_fen`` are told in yuan."""
    return yuan(value) if fact.endswith("_fen") and isinstance(value, int) else value


def _named(fact: str, value: object) -> object:
    """A division by its name, a rule of benefits by what it is about; anything else as it is."""
    if not isinstance(value, str):
        return value
    if fact == "division":
        found = lists().division_name(value)
        return Both(found.zh, found.en)
    return rule_named(value) if fact == "id" else value


def rule_named(policy: str) -> Both | str:
    """What a rule of benefits is about, by its id; the id itself of any other rule."""
    topic, _, rest = policy.partition(".")
    words = _rules()
    whose = words.schemes.get(topic)
    if whose is None:
        return policy
    kind = next((one for one in words.kinds if rest.startswith(f"{one}_")), None)
    what = words.moves.get(rest.removeprefix(f"{kind}_"))
    if what is None:
        return policy
    care = Both("", "") if kind is None else words.kinds[kind]
    en = " ".join(part for part in (whose.en, care.en, what.en) if part)
    return Both(f"{whose.zh}{care.zh}{what.zh}", en)


@lru_cache(maxsize=1)
def _rules() -> _Rules:
    with RULES.open(encoding="utf-8") as file:
        return msgspec.convert(yaml.load(file, yaml.CSafeLoader), _Rules)


def _said(value: object, language: str) -> str:
    match value:
        case Both():
            return value.zh if language == "zh" else value.en
        case None:
            return "无" if language == "zh" else "none"
        case datetime():
            return value.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M")
        case date():
            return value.isoformat()
        case list() | tuple() | set() | frozenset():
            parts = [_said(part, language) for part in cast("Iterable[object]", value)]
            return ("、" if language == "zh" else ", ").join(parts)
        case str():  # A number is a number: it names nothing of the lists.
            return value if value.isdecimal() else name(value, language)
        case _:
            return str(value)
