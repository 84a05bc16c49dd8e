"""The cast as one chooses from it, grouped by situation, found by name."""

from dataclasses import dataclass

from yika.demo.model import Character
from yika.demo.stories.covers import COVERS
from yika.demo.stories.holds import HOLDS
from yika.demo.stories.losses import LOSSES
from yika.demo.stories.passwords import PASSWORDS
from yika.demo.stories.schools import SCHOOLS
from yika.demo.stories.terms import TERMS
from yika.demo.stories.usual import USUAL
from yika.faces.portal.phrases import phrase, place
from yika.guide.telling import Both

GROUPS: tuple[tuple[str, tuple[Character, ...]], ...] = (
    ("passwords", PASSWORDS),
    ("covers", COVERS),
    ("losses", LOSSES),
    ("terms", TERMS),
    ("schools", SCHOOLS),
    ("holds", HOLDS),
    ("usual", USUAL),
)


@dataclass(frozen=True, slots=True)
class Choice:
    """A character as a card to choose."""

    key: str
    name: str
    what: Both
    attempt: Both
    region: Both


@dataclass(frozen=True, slots=True)
class Group:
    """Characters in one kind of situation."""

    key: str
    title: Both
    people: tuple[Choice, ...]


def groups(wanted: str = "") -> list[Group]:
    """All groups with somebody whose name has `wanted` in it."""
    found = (
        Group(
            key,
            phrase(f"group_{key}"),
            tuple(_choice(character) for character in characters if wanted in character.name),
        )
        for key, characters in GROUPS
    )
    return [group for group in found if group.people]


def _choice(character: Character) -> Choice:
    return Choice(
        character.key,
        character.name,
        Both(character.what.zh, character.what.en),
        Both(character.attempt.zh, character.attempt.en),
        place(f"{character.region:06}"),
    )
