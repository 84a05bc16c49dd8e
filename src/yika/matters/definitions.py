"""Matters as the acts define them: which acts belong to a matter, and how they are decided."""

from collections import defaultdict
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, get_args

from yika.matters.act import AnyAct
from yika.matters.model import Act


def _by_matter() -> Mapping[str, tuple[type[AnyAct], ...]]:
    found: dict[str, list[type[AnyAct]]] = defaultdict(list)
    for act in get_args(Act):
        if act.matter is not None:
            found[act.matter].append(act)
    return MappingProxyType({matter: tuple(acts) for matter, acts in found.items()})


ACTS: Final = _by_matter()
# Matters that only investigators decide.
SANCTIONS: Final = frozenset(
    matter for matter, acts in ACTS.items() if all(act.is_sanction for act in acts)
)


def tags_of(matter: str) -> tuple[str, ...]:
    """The acts of a matter, as they are called; none where a matter is only advice."""
    return tuple(str(act.__struct_config__.tag) for act in ACTS.get(matter, ()))
