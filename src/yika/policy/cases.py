"""Worked cases: what a look-up must answer, written beside the data by whoever wrote the data.

A ``<topic>.cases.yaml`` is a list of {name, division, id, axes, on, expect, source}; `expect` is
the value, or `unknown`, or `abolished`. ``taken_from`` may say whose value it must be.
"""

from datetime import date
from pathlib import Path

import msgspec

from yika.policy.fields import Fields
from yika.policy.load import CASES, Book
from yika.policy.lookup import Answer, Known, Unknown, look_up
from yika.policy.model import BadPolicy, Problem, Value, WrongAxes
from yika.policy.tree import Place, is_table, parse

_NEEDED = ("name", "division", "id", "on", "expect", "source")


class Case(msgspec.Struct, frozen=True):
    """One worked case."""

    name: str
    division: str
    id: str
    on: date
    expect: Value
    axes: dict[str, str] = {}
    taken_from: str | None = None


def case_files(directory: Path) -> list[Path]:
    """The files of cases in a folder of policy data, in order."""
    return sorted(directory.rglob(f"*{CASES}"))


def run_cases(book: Book, path: Path) -> tuple[int, list[Problem]]:
    """How many cases the file has, and each that is malformed or answered otherwise."""
    value, findings = parse(path)
    if findings.problems:
        return 0, findings.problems
    fields = Fields(findings, book.sources)
    ran = fields.each(value, (), lambda one, place: _run(book, fields, one, place))
    return sum(ran), findings.problems


def _run(book: Book, fields: Fields, value: Value, place: Place) -> bool:
    case = _case(fields, value, place)
    if case is None:
        return False
    try:
        answer = look_up(book, case.id, case.division, case.on, **case.axes)
    except BadPolicy:
        return False  # The division's own problems are told where they are.
    except WrongAxes as error:
        needs = error.facts["needs"]
        fields.add((*place, "axes"), f"轴应为 {needs}", f"the axes of {case.id} are {needs}")
        return True
    found = _plain(answer)
    if found != case.expect:
        zh = f"{case.name}：应为 {case.expect}，查得 {found}"
        fields.add((*place, "expect"), zh, f"{case.name}: {case.expect} expected, {found} found")
    taken_from = None if isinstance(answer, Unknown) else answer.taken_from
    if case.taken_from and taken_from != case.taken_from:
        zh = f"{case.name}：应取自 {case.taken_from}，实取自 {taken_from}"
        en = f"{case.name}: to be taken from {case.taken_from}, was from {taken_from}"
        fields.add((*place, "taken_from"), zh, en)
    return True


def _case(fields: Fields, value: Value, place: Place) -> Case | None:
    before = len(fields.findings.problems)
    if not fields.table(value, place, _NEEDED, ("axes", "taken_from")):
        return None
    axes: Value = value.get("axes") or {}
    if not is_table(axes):
        fields.add((*place, "axes"), "axes 应为表", "axes is a table")
        axes = {}
    on = fields.day(value.get("on"), (*place, "on"))
    source = value.get("source")
    if not isinstance(source, str):
        fields.source(source, (*place, "source"))
    name, division, policy_id, taken_from = (
        fields.text(value.get(key), (*place, key))
        for key in ("name", "division", "id", "taken_from")
    )
    if len(fields.findings.problems) > before or on is None:
        return None
    members = {axis: str(member) for axis, member in axes.items()}
    expect = value["expect"]
    return Case(name, division, policy_id, on, expect, members, taken_from or None)


def _plain(answer: Answer) -> Value:
    if isinstance(answer, Known):
        return answer.value
    return "unknown" if isinstance(answer, Unknown) else "abolished"
