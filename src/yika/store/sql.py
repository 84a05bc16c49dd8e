"""Named queries: `queries.sql` is a list of ``-- name: lock_person``, a sentence, a statement.

Parameters are named, as in ``%(region)s``; a percent sign in SQL text is written twice. Indentation
is taken off, so no quoted text goes over several lines.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import LiteralString, cast

HEADER = re.compile(r"^-- name: *(\S+)\s*$", re.MULTILINE)
COMMENT = re.compile(r"^\s*--.*\n?", re.MULTILINE)
INDENT = re.compile(r"\n[ \n]+")  # psycopg reads statements beyond 4,096 characters anew each time


def queries(package: str | None, file: str = "queries.sql") -> Mapping[str, LiteralString]:
    """The queries of a room's file, by name. Called once, when the room is imported."""
    assert package, "queries belong to a package"
    return parse((files(package) / file).read_text("utf-8"), f"{package}/{file}")


def array(values: Iterable[object]) -> str:
    """Numbers, days, instants or None as the text of an array, for ``%(…)s::bigint[]``.

    A list would be sent as an array of the smallest type that holds it, so each size would be a
    statement of its own; and writing it takes ten times as long.

    >>> array([17, None])
    '{17,NULL}'
    """
    return "{" + ",".join(["NULL" if one is None else str(one) for one in values]) + "}"


def texts(values: Sequence[str]) -> str:
    """Texts as the text of an array, for ``%(…)s::text[]``.

    >>> texts(["a", "b, c"])
    '{"a","b, c"}'
    """
    marked = [one.replace("\\", "\\\\").replace('"', '\\"') for one in values]
    return '{"' + '","'.join(marked) + '"}' if marked else "{}"


def load(path: Path) -> Mapping[str, LiteralString]:
    """The queries of a file, by name."""
    return parse(path.read_text("utf-8"), str(path))


def parse(text: str, where: str) -> Mapping[str, LiteralString]:
    """The queries of a text; each needs a name of its own, a sentence and a statement."""
    before, *parts = HEADER.split(text)
    assert not COMMENT.sub("", before).strip(), f"{where}: SQL before the first name"
    found: dict[str, LiteralString] = {}
    for name, body in zip(parts[::2], parts[1::2], strict=True):
        statement = INDENT.sub("\n", COMMENT.sub("", body)).strip()
        assert name not in found, f"{where}: {name} twice"
        assert statement, f"{where}: {name} has no statement"
        assert body.lstrip().startswith("--"), f"{where}: {name} lacks its sentence"
        # Text from our own package files is as trusted as a literal in the code, which is what
        # psycopg asks for.
        found[name] = cast("LiteralString", statement)
    return MappingProxyType(found)
