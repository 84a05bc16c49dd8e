"""The coverage register: which tests show which capability. ``python -m tests.register --write``.

A test that shows a row of ``docs/capabilities.tsv`` is marked ``covers("PIN-25")``. The marks are
read from the files as they are written, so that nothing has to run. ``docs/coverage.md`` is written
from them.
"""

import ast
import csv
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
ROWS = ROOT / "docs" / "capabilities.tsv"
PAGE = ROOT / "docs" / "coverage.md"
GROUPS = {
    "CARD": "卡 · Card: what it is, states, activation, everyday use",
    "PIN": "密码 · Password",
    "LOSS": "挂失、损坏、补换 · Loss, damage, replacement",
    "HOLD": "冻结、锁定等限制 · Freezes, locks and other holds",
    "CONTR": "缴费 · Contributions",
    "ENT": "待遇资格 · Entitlement",
    "ACCT": "个人账户 · Personal account",
    "BEN": "报销待遇 · Benefit",
    "FILE": "备案与认证 · Filings and certifications",
    "AID": "救助 · Assistance",
    "CHAN": "渠道、身份、办理人 · Channels, identity, actors",
    "KNOW": "知识与查询 · Knowledge, advice, directory",
}
BEHIND = {"ground", "store", "config", "house", "app", "people", "access"}  # what any test needs
HEAD = """# 覆盖登记 · The coverage register

Which capability is shown by which test. Written by `make coverage` from the marks in the tests; a
test keeps it true. A row is listed as shown as soon as one test marks it; what is marked is what
the test asserts, no more. Some rows are shown in part: the rest belongs to what is not built yet.
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One capability the project is to have."""

    row: str
    capability: str
    noise: bool

    @property
    def group(self) -> str:
        return self.row.partition("-")[0]


@dataclass(frozen=True, slots=True, order=True)
class Test:
    """A test that is marked."""

    file: str
    name: str
    rooms: tuple[str, ...]


def rows() -> list[Row]:
    """Every row, in the order of the list."""
    with ROWS.open(encoding="utf-8", newline="") as file:
        return [
            Row(line["row"], line["capability"], line["noise"] == "noise")
            for line in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        ]


def marked(folder: Path = ROOT / "tests") -> dict[str, list[Test]]:
    """The tests of each row that is marked anywhere."""
    found: dict[str, set[Test]] = defaultdict(set)
    for path in sorted(folder.rglob("test_*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        told = path.relative_to(folder.parent)
        rooms = _rooms(told, tree)
        for name, covered in _marks(tree):
            for row in covered:
                found[row].add(Test(told.as_posix(), name, rooms))
    return {row: sorted(tests) for row, tests in found.items()}


def page(every: Sequence[Row], tests: Mapping[str, Sequence[Test]]) -> str:
    """The register as a page."""
    real = [row for row in every if not row.noise]
    without = [row for row in real if row.row not in tests]
    count = len(real) - len(without)
    parts = [HEAD, f"{count} of {len(real)} rows are shown by a test.\n"]
    for group, title in GROUPS.items():
        here = [row for row in real if row.group == group and row.row in tests]
        total = sum(row.group == group for row in real)
        parts.append(f"## {title}\n\n{len(here)} of {total}.\n")
        if here:
            parts.append(_table(here, tests))
    parts.append("## 尚无测试 · Rows without a test\n")
    parts.append(_listed(without))
    parts.append(
        "## 噪声 · Noise\n\nNo part of the product: what the pages that were read carry besides.\n"
    )
    parts.append("| Row | What it is | Reason |\n|---|---|---|")
    parts.append(
        "\n".join(f"| {row.row} | {row.capability} | noise |" for row in every if row.noise)
    )
    return "\n".join(parts) + "\n"


def _table(here: Sequence[Row], tests: Mapping[str, Sequence[Test]]) -> str:
    lines = ["| Row | What it is | Where | Shown by |", "|---|---|---|---|"]
    for row in here:
        rooms = sorted({room for test in tests[row.row] for room in test.rooms})
        where = ", ".join(f"`{room}`" for room in rooms)
        shown = "<br>".join(f"`{test.file}::{test.name}`" for test in tests[row.row])
        lines.append(f"| {row.row} | {row.capability} | {where} | {shown} |")
    return "\n".join(lines) + "\n"


def _listed(without: Sequence[Row]) -> str:
    by_group: dict[str, list[str]] = defaultdict(list)
    for row in without:
        by_group[row.group].append(f"{row.row} ({row.capability})")
    return "\n".join(f"- {group}: {'; '.join(told)}" for group, told in by_group.items()) + "\n"


def _marks(tree: ast.Module) -> Iterator[tuple[str, set[str]]]:
    """Each test with the rows marked on it, on its class, on its module or on one of its cases."""
    outer = {row for node in tree.body if _is_pytestmark(node) for row in _covers(node)}
    named = {  # A list of cases that stands apart from the test that runs it.
        target.id: _covers(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name) and target.id != "pytestmark"
    }
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            own = outer | {row for mark in node.decorator_list for row in _covers(mark)}
            for inner in node.body:
                yield from _of_test(inner, own, named, f"{node.name}::")
        else:
            yield from _of_test(node, outer, named, "")


def _of_test(
    node: ast.stmt, outer: set[str], named: Mapping[str, set[str]], prefix: str
) -> Iterator[tuple[str, set[str]]]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
        found = set(outer)
        for mark in node.decorator_list:
            found |= _covers(mark)
            for part in ast.walk(mark):
                found |= named.get(part.id, set()) if isinstance(part, ast.Name) else set()
        yield prefix + node.name, found


def _covers(node: ast.AST) -> set[str]:
    """The rows of every ``pytest.mark.covers(…)`` inside."""
    return {
        argument.value
        for call in ast.walk(node)
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "pytest.mark.covers"
        for argument in call.args
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    }


def _is_pytestmark(node: ast.stmt) -> bool:
    return isinstance(node, ast.Assign) and any(
        isinstance(target, ast.Name) and target.id == "pytestmark" for target in node.targets
    )


def _rooms(told: Path, tree: ast.Module) -> tuple[str, ...]:
    """Which rooms a test file is about: by its folder, else by what it imports."""
    match told.parts:
        case ("tests", "rooms", room, _):
            return (room,)
        case ("tests", "faces", face, _):
            return (f"faces/{face}",)
        case _:
            imported = {
                node.module.split(".")[1]
                for node in ast.walk(tree)
                if isinstance(node, ast.ImportFrom)
                and node.module
                and node.module.startswith("yika.")
            }
            return tuple(sorted(imported - BEHIND)) or ("app",)


def main() -> None:
    """Write the page, or say whether it is true."""
    text = page(rows(), marked())
    if "--write" in sys.argv[1:]:
        PAGE.write_text(text, "utf-8")
    elif PAGE.read_text("utf-8") != text:
        sys.exit("docs/coverage.md is out of date: run `make coverage`")


if __name__ == "__main__":
    main()
