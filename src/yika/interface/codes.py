"""The code tables: which values a field takes, and what they are called."""

from functools import lru_cache
from pathlib import Path
from typing import Final

import msgspec
import yaml

FILE: Final = Path(__file__).parent / "codes.yaml"


class Meaning(msgspec.Struct, frozen=True):
    """What a code stands for; `en` is empty where only the Chinese name is known."""

    zh: str
    en: str = ""


class Table(msgspec.Struct, frozen=True):
    """One code table; an open one takes the codes of other provinces too."""

    values: dict[str, Meaning]
    name: str = ""
    open: bool = False

    def canonical(self, code: str) -> str | None:
        """The code as it is written here, with or without a zero before it; None if it is none."""
        for spelling in (code, code.zfill(2), code.lstrip("0")):
            if spelling in self.values:
                return spelling
        return code if self.open else None


@lru_cache(maxsize=1)
def tables() -> dict[str, Table]:
    """All code tables by name."""
    return msgspec.convert(yaml.load(FILE.read_bytes(), yaml.CSafeLoader), dict[str, Table])


def meaning(table: str, code: str) -> Meaning | None:
    """What a code of a table stands for, if that is known."""
    return tables()[table].values.get(code)
