"""From what people complain of to the departments that see it. For finding the way, no diagnosis.

A complaint that may not wait says so: call 120 first.
"""

from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType

import msgspec
import yaml

TEXT_MAX = 100  # characters of a complaint that are read


class Branch(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A discipline as people look for it, with its national code (诊疗科目)."""

    zh: str
    en: str
    caty: str


class Complaint(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something people complain of, and where it is seen, first choice first."""

    zh: str
    en: str
    to: tuple[str, ...]
    also: tuple[str, ...] = ()
    emergency: bool = False  # call 120 first


@lru_cache(maxsize=1)
def branches() -> Mapping[str, Branch]:
    """All disciplines by their words."""
    return MappingProxyType(msgspec.convert(_read("departments.yaml"), dict[str, Branch]))


@lru_cache(maxsize=1)
def complaints() -> Mapping[str, Complaint]:
    """All complaints by their words. Each leads to disciplines that exist."""
    found = msgspec.convert(_read("complaints.yaml"), dict[str, Complaint])
    unknown = {word for one in found.values() for word in one.to} - branches().keys()
    assert not unknown, f"no such departments: {unknown}"
    return MappingProxyType(found)


def understood(text: str) -> list[str]:
    """The complaints that a text names, those that may not wait first.

    >>> understood("老人胸口痛,还头晕")
    ['chest_pain', 'vertigo']
    """
    plain = text[:TEXT_MAX].casefold()
    if plain in complaints():
        return [plain]
    found = [word for word, one in complaints().items() if _names(one, plain)]
    return sorted(found, key=lambda word: not complaints()[word].emergency)


def departments_for(words: list[str]) -> list[str]:
    """The departments that see some complaints, first choices first, each once."""
    choices = [complaints()[word].to for word in words]
    longest = max(map(len, choices), default=0)
    ranked = [to[place] for place in range(longest) for to in choices if place < len(to)]
    return list(dict.fromkeys(ranked))


def _names(one: Complaint, plain: str) -> bool:
    return any(word.casefold() in plain for word in (one.zh, one.en, *one.also))


def _read(file: str) -> object:
    assert __package__
    return yaml.load((files(__package__) / file).read_text("utf-8"), yaml.CSafeLoader)
