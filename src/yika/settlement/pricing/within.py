"""The limits within a yearly ceiling (其中): the most for some levels or some diseases. Pure.

A bill counts in the pool of its own level or disease, so that such a limit adds up those it names.
"""

from collections.abc import Iterable
from typing import Final

from yika.policy.model import Value
from yika.settlement.model import Circumstances

_AXES: Final = ("level", "disease")  # what the rows of such limits may name, one of them


def part_pool(rows: list[Value], told: Circumstances, kind: str) -> str | None:
    """Where a bill counts by its level or disease; None where no limit asks for that."""
    for axis in _AXES:
        word = told.level if axis == "level" else told.disease
        if word is not None and any(axis in row["if"] for row in rows):
            return f"{kind}@{word}"
    return None


def counted(row: Value, kinds: Iterable[str]) -> tuple[str, ...]:
    """The pools that a limit adds up."""
    words = [word for axis in _AXES for word in row["if"].get(axis, ())]
    return tuple(sorted(f"{kind}@{word}" for kind in kinds for word in words))
