"""Worked cases that are calculated: handed over whole, told when they come out otherwise."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from yika.ground.errors import Refused
from yika.policy.cases import Runner, run_cases
from yika.policy.load import Book, load_book

CASE = """\
- name: twice two
  division: "999900"
  on: 2026-03-16
  doubling: {of: 2}
  expect: {is: 4}
  source: {key: DEMO}
"""


def told(folder: Path, runner: Runner, text: str = CASE) -> tuple[int, list[str]]:
    path = folder / "sums.cases.yaml"
    path.write_text(text, "utf-8")
    count, problems = run_cases(load_book(), path, {"doubling": runner})
    return count, [f"{problem.line}: {problem.en}" for problem in problems]


def test_a_calculator_gets_the_whole_case(tmp_path: Path):
    seen: list[Mapping[str, Any]] = []

    def doubling(book: Book, case: Mapping[str, Any]) -> list[tuple[str, str]]:
        seen.append(case)
        return []

    assert told(tmp_path, doubling) == (1, [])
    assert seen[0]["doubling"] == {"of": 2}
    assert seen[0]["expect"] == {"is": 4}


def test_each_difference_is_told_at_what_was_expected(tmp_path: Path):
    def wrong(book: Book, case: Mapping[str, Any]) -> list[tuple[str, str]]:
        return [("应为 4，算得 5", "4 expected, 5 worked out")]

    assert told(tmp_path, wrong) == (1, ["5: twice two: 4 expected, 5 worked out"])


def test_what_a_calculator_refuses_is_told_and_not_counted(tmp_path: Path):
    def refusing(book: Book, case: Mapping[str, Any]) -> list[tuple[str, str]]:
        raise Refused(of=2)

    assert told(tmp_path, refusing) == (0, ["4: not calculated: refused(of=2)"])


def test_a_malformed_case_reaches_no_calculator(tmp_path: Path):
    def never(book: Book, case: Mapping[str, Any]) -> list[tuple[str, str]]:
        raise AssertionError

    text = CASE.replace("  expect: {is: 4}\n", "").replace("2026-03-16", '"soon"')
    count, problems = told(tmp_path, never, text)
    assert count == 0
    assert len(problems) == 2
