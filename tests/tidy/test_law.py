"""Code holds no number of the law: those are policy data, each with a day and a source."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.tidy.sizes import ROOT

ROOMS = ("holds", "cards", "standing", "matters")
ALLOWED = {0, 1, 100}
# Numbers that are no law: what they are is said where they stand.
NO_LAW = {
    ("cards/laws.py", 12): "months of a year",
    ("matters/model.py", 200): "characters of a text that somebody sends",
    ("cards/passwords.py", 4): "the shortest part of a telephone number that tells whose it is",
    ("cards/passwords.py", 6): "places of an ID number",
    ("cards/passwords.py", 14): "places of an ID number",
    ("cards/passwords.py", 8): "places of an ID number",
}


def _files() -> list[Path]:
    return [path for room in ROOMS for path in sorted((ROOT / "src" / "yika" / room).rglob("*.py"))]


@pytest.mark.parametrize("path", _files(), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_no_number_of_the_law_is_in_the_code(path: Path) -> None:
    name = f"{path.parent.name}/{path.name}"
    numbers = set(_numbers(ast.parse(path.read_text("utf-8"))))
    assert not {n for n in numbers - ALLOWED if (name, n) not in NO_LAW}


def _numbers(tree: ast.AST) -> Iterator[float]:
    """Number literals, but for places in a sequence, sizes of caches, named technical limits."""
    skipped: set[ast.AST] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Subscript(slice=place):
                if isinstance(place, ast.Constant | ast.UnaryOp):  # row[3], found[-1]
                    skipped |= set(ast.walk(place))
            case ast.keyword(arg="maxsize", value=size):
                skipped |= set(ast.walk(size))
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if name.isupper():
                if name in (
                    "BATCH_MAX",
                    "KEY_MAX",
                    "TEXT_MAX",
                    "LONG_AGO",
                ):  # Ours; before all law.
                    skipped |= set(ast.walk(value))
            case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
                if node not in skipped:
                    yield number
            case _:
                pass
