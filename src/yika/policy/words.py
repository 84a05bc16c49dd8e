"""The closed lists: units, axes and words, each with its names for people.

They are shipped data (``data/units.yaml``, ``data/words.yaml``, ``data/divisions.yaml``) and the
same for every installation, since code and pages rely on them; a folder given by ``--policy``
does not change them.
"""

from functools import lru_cache
from pathlib import Path
from typing import Final, Literal

import msgspec

from yika.policy.model import BadPolicy, Names, Problem, Value
from yika.policy.tree import parse

SHIPPED: Final = Path(__file__).parent / "data"


class Word(msgspec.Struct, frozen=True):
    """A word a value may use, and what people call it."""

    zh: str
    en: str
    plain: Names | None = None  # a cause, said to the person
    do: Names | None = None  # a matter, as the button says it
    kind: Literal["identity", "form", "thing", "proof"] = "proof"  # a paper: what it is asked for


class Unit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the values of an id are."""

    zh: str
    en: str
    shape: str


class Axis(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a value may be split by."""

    words: str
    members: tuple[str, ...] = ()


class Lists(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All closed lists together."""

    units: dict[str, Unit]
    axes: dict[str, Axis]
    left_out: dict[str, frozenset[str]]
    words: dict[str, dict[str, Word]]
    divisions: dict[str, Names]

    def members(self, axis: str) -> tuple[str, ...]:
        """The members of an axis, in the order people see them."""
        found = self.axes[axis]
        return found.members or tuple(self.words[found.words])

    def member(self, axis: str, member: str) -> Word:
        """What people call a member of an axis."""
        return self.words[self.axes[axis].words][member]

    def name(self, word: str) -> Word | None:
        """What people call a word, in whichever list it stands first."""
        for words in self.words.values():
            if word in words:
                return words[word]
        return None

    def division_name(self, division: str) -> Names:
        """What people call a division; its code where no list has it."""
        return self.divisions.get(division) or Names(division, division)


@lru_cache(maxsize=1)
def lists() -> Lists:
    """The shipped lists, read once; BadPolicy where they cannot be read."""
    units = _file("units.yaml")
    everything = {**units, "words": _file("words.yaml"), "divisions": _file("divisions.yaml")}
    try:
        return msgspec.convert(everything, Lists)
    except msgspec.ValidationError as error:
        raise BadPolicy(
            [Problem("units.yaml, words.yaml", 1, f"清单有误：{error}", str(error))]
        ) from None


def _file(name: str) -> dict[str, Value]:
    value, findings = parse(SHIPPED / name)
    if findings.problems:
        raise BadPolicy(findings.problems)
    return value
