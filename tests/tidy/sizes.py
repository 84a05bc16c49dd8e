"""Lines of files and functions beyond the soft limits, and the list of those there are already.

``python -m tests.tidy.sizes --write`` writes the list anew, after something grew shorter. A growing
number in a change of that list is for the reviewer to refuse.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
LIST = Path(__file__).parent / "sizes.tsv"
FILE_LINES = 300
FUNCTION_LINES = 40


def sources() -> Iterator[Path]:
    """Every Python file of ours."""
    for folder in ("src", "tests"):
        yield from sorted((ROOT / folder).rglob("*.py"))


def too_long() -> dict[str, int]:
    """Files, and functions as ``file::name``, beyond the limits, with their lines."""
    found: dict[str, int] = {}
    for path in sources():
        text = path.read_text("utf-8")
        name = path.relative_to(ROOT).as_posix()
        lines = len(text.splitlines())
        if lines > FILE_LINES:
            found[name] = lines
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > FUNCTION_LINES:
                    found[f"{name}::{node.name}"] = length
    return found


def listed() -> dict[str, int]:
    """What was too long when the list was written."""
    rows = (line.split("\t") for line in LIST.read_text("utf-8").splitlines())
    return {name: int(lines) for name, lines in rows}


if __name__ == "__main__":
    if "--write" in sys.argv[1:]:
        LIST.write_text(
            "".join(f"{name}\t{n}\n" for name, n in sorted(too_long().items())), "utf-8"
        )
    else:
        print(*(f"{n:5} {name}" for name, n in sorted(too_long().items())), sep="\n")
