"""What a quote supposes where a rule asks and a claim is silent: data, told in every answer."""

from functools import lru_cache
from importlib.resources import files

import msgspec
import yaml


class AgeGroup(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The group that residents up to an age mostly belong to."""

    group: str
    up_to_age: int | None = None


class Ordinary(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is supposed where a claim is silent (``ordinary.yaml``)."""

    facts: dict[str, str]
    groups: tuple[AgeGroup, ...]


@lru_cache(maxsize=1)
def ordinary() -> Ordinary:
    """As shipped, read once."""
    text = (files(__package__ or "") / "ordinary.yaml").read_text("utf-8")
    return msgspec.convert(yaml.load(text, yaml.CSafeLoader), Ordinary)


def group_of(age: int | None) -> str | None:
    """The group of residents that people of an age mostly belong to."""
    if age is None:
        return None
    groups = ordinary().groups
    return next(one.group for one in groups if one.up_to_age is None or age <= one.up_to_age)
