"""Worked cases: what must come out of the data, written beside it by whoever wrote the data.

A ``<topic>.cases.yaml`` is a list of {name, division, id, axes, on, expect, source}; `expect` is
the value, or `unknown`, or `abolished`. ``taken_from`` may say whose value it must be. A case may
instead name something to calculate (``contribution: {…}``); the calculators live above this
room and are handed in.
"""

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final, TypeAlias

import msgspec

from yika.ground.errors import YikaError
from yika.policy.fields import Fields
from yika.policy.load import CASES, Book
from yika.policy.lookup import Answer, Known, Unknown, look_up
from yika.policy.model import BadPolicy, Problem, Value, WrongAxes
from yika.policy.tree import Place, is_table, parse

# Calculates a whole case of the book and says, in both languages, what differs from `expect`.
# A case it cannot read it refuses with an error of ours, or as msgspec does.
Runner: TypeAlias = Callable[[Book, Mapping[str, Any]], list[tuple[str, str]]]
Runners: TypeAlias = Mapping[str, Runner]  # by the key that a case of the kind has

NO_RUNNERS: Final[Runners] = {}

_COMMON: Final = ("name", "division", "on", "expect", "source")
_NEEDED: Final = (*_COMMON, "id")


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


def run_cases(book: Book, path: Path, runners: Runners = NO_RUNNERS) -> tuple[int, list[Problem]]:
    """How many cases the file has, and each that is malformed or comes out otherwise."""
    value, findings = parse(path)
    if findings.problems:
        return 0, findings.problems
    fields = Fields(findings, book.sources)

    def run(one: Value, place: Place) -> bool:
        kind = _kind(one, runners)
        if kind is None:
            return _looked_up(book, fields, one, place, runners)
        return _calculated(book, fields, one, place, kind, runners[kind])

    return sum(fields.each(value, (), run)), findings.problems


def _kind(value: Value, runners: Runners) -> str | None:
    return next((key for key in runners if is_table(value) and key in value), None)


def _calculated(
    book: Book, fields: Fields, value: Value, place: Place, kind: str, runner: Runner
) -> bool:
    before = len(fields.findings.problems)
    if not fields.table(value, place, (*_COMMON, kind), ()):
        return False
    _heading(fields, value, place)
    if len(fields.findings.problems) > before:
        return False
    try:
        differences = runner(book, value)
    except BadPolicy:
        return False  # The division's own problems are told where they are.
    except (YikaError, msgspec.ValidationError) as error:
        fields.add(
            (*place, kind), f"{value['name']}：无法计算：{error}", f"not calculated: {error}"
        )
        return False
    for zh, en in differences:
        fields.add((*place, "expect"), f"{value['name']}：{zh}", f"{value['name']}: {en}")
    return True


def _looked_up(book: Book, fields: Fields, value: Value, place: Place, runners: Runners) -> bool:
    if is_table(value) and "id" not in value:
        kinds = ", ".join(["id", *runners])
        zh, en = f"算例应有以下之一：{kinds}", f"a case has one of: {kinds}"
        fields.add(place, zh, en)
        return False
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
    _compare(fields, case, answer, place)
    return True


def _compare(fields: Fields, case: Case, answer: Answer, place: Place) -> None:
    found = _plain(answer)
    if found != case.expect:
        zh = f"{case.name}：应为 {case.expect}，查得 {found}"
        fields.add((*place, "expect"), zh, f"{case.name}: {case.expect} expected, {found} found")
    taken_from = None if isinstance(answer, Unknown) else answer.taken_from
    if case.taken_from and taken_from != case.taken_from:
        zh = f"{case.name}：应取自 {case.taken_from}，实取自 {taken_from}"
        en = f"{case.name}: to be taken from {case.taken_from}, was from {taken_from}"
        fields.add((*place, "taken_from"), zh, en)


def _heading(fields: Fields, value: Value, place: Place) -> tuple[str, str, date | None]:
    """The name, division and day of any case; its source is only looked at."""
    on = fields.day(value.get("on"), (*place, "on"))
    source = value.get("source")
    if not isinstance(source, str):
        fields.source(source, (*place, "source"))
    name, division = (fields.text(value.get(key), (*place, key)) for key in ("name", "division"))
    return name, division, on


def _case(fields: Fields, value: Value, place: Place) -> Case | None:
    before = len(fields.findings.problems)
    if not fields.table(value, place, _NEEDED, ("axes", "taken_from")):
        return None
    axes: Value = value.get("axes") or {}
    if not is_table(axes):
        fields.add((*place, "axes"), "axes 应为表", "axes is a table")
        axes = {}
    name, division, on = _heading(fields, value, place)
    policy_id, taken_from = (
        fields.text(value.get(key), (*place, key)) for key in ("id", "taken_from")
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
