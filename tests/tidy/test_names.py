"""Names say what a thing is: no words that say nothing, no folders that take everything."""

import ast
import re
from pathlib import Path

import pytest

from tests.tidy.sizes import ROOT, sources

EMPTY_WORDS = {
    *("Manager", "Helper", "Util", "Utils", "Impl", "Default"),
    *("Abstract", "Base", "Factory", "Data", "Info"),
}
CATCH_ALLS = {
    *("utils", "util", "common", "core", "helpers", "managers"),
    *("services", "models", "repositories", "misc"),
}
MEANT = {"DataDirectoryInUse"}  # PostgreSQL's own term.
WORD = re.compile(r"[A-Z][a-z0-9]*|[A-Z]+(?![a-z])")
DEBT = re.compile("TO" + r"DO\b|FIX" + r"ME\b|XX" + "X")  # In two pieces, so as not to find itself.
WRITTEN = {".py", ".sql", ".md", ".yaml", ".toml", ".html", ".css", ".js"}


def test_no_class_is_named_by_an_empty_word() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {node.name}"
        for path in sources()
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ClassDef)
        and node.name not in MEANT
        and EMPTY_WORDS & set(WORD.findall(node.name))
    ]
    assert not found


def test_no_module_or_package_takes_everything() -> None:
    packages = {path.parent.name for path in sources()}
    assert not CATCH_ALLS & ({path.stem for path in sources()} | packages)


@pytest.mark.parametrize("folder", ["src", "tests", "docs", ".ci"])
def test_no_debt_is_left_in_comments(folder: str) -> None:
    files = (path for path in (ROOT / folder).rglob("*") if path.suffix in WRITTEN)
    assert not [str(path) for path in files if DEBT.search(_text(path))]


def _text(path: Path) -> str:
    return path.read_text("utf-8")
