"""What each transaction carries, read from ``spec/<infno>.yaml``: nodes, fields, types, lengths.

The types are those of the interface: S text, N number (``16,2`` is 16 digits, 2 of them decimals),
D day, DT date and time, B bytes; ``nodes`` marks a field that holds a node of its own, ``flag`` one
that is true or false.
"""

from functools import lru_cache
from pathlib import Path
from typing import Final

import msgspec
import yaml

FOLDER: Final = Path(__file__).parent / "spec"


class Name(msgspec.Struct, frozen=True):
    """A name in Chinese and in English."""

    zh: str
    en: str


class Field(msgspec.Struct, frozen=True):
    """One field of a node, as the interface prints it."""

    name: str
    zh: str
    en: str
    type: str
    length: str | int = 0
    table: str | None = None  # of codes.yaml
    required: bool = False
    variants: tuple[str, ...] = ()  # other spellings that are sent

    @property
    def digits(self) -> int:
        """How many digits a number may have."""
        return int(str(self.length).partition(",")[0])

    @property
    def places(self) -> int:
        """How many of them are decimals."""
        return int(str(self.length).partition(",")[2] or 0)


class Node(msgspec.Struct, frozen=True):
    """A group of fields under one name; without a name its fields stand in `input` itself."""

    node: str
    fields: tuple[Field, ...]
    many: bool = False
    within: str = ""  # the node whose rows hold this one
    optional: bool = False
    variants: tuple[str, ...] = ()

    @property
    def plain(self) -> tuple[Field, ...]:
        """The fields that hold values."""
        return tuple(field for field in self.fields if field.type != "nodes")


class Transaction(msgspec.Struct, frozen=True):
    """One transaction of the interface."""

    infno: str
    name: Name
    same_as: str = ""  # the transaction with the same records
    input: tuple[Node, ...] = ()
    output: tuple[Node, ...] = ()
    input_file: tuple[Node, ...] = ()
    output_file: tuple[Node, ...] = ()


def nested(nodes: tuple[Node, ...], node: Node) -> tuple[Node, ...]:
    """The nodes that stand within the rows of another."""
    return tuple(inner for inner in nodes if inner.within and inner.within == node.node)


def numbers() -> list[str]:
    """The numbers of all transactions that are spoken here."""
    return sorted(path.stem for path in FOLDER.glob("*.yaml"))


@lru_cache(maxsize=256)
def written(infno: str) -> Transaction:
    """What the file of a transaction says; it may only name another one."""
    text = (FOLDER / f"{infno}.yaml").read_bytes()
    return msgspec.convert(yaml.load(text, yaml.CSafeLoader), Transaction)


@lru_cache(maxsize=256)
def spoken(infno: str) -> Transaction:
    """The transaction with its nodes, those of the other one where it names another."""
    found = written(infno)
    if not found.same_as:
        return found
    other = spoken(found.same_as)
    return msgspec.structs.replace(other, infno=infno, name=found.name, same_as=found.same_as)
