"""Each kind of mistake is refused at its line, with its reason, and nothing else is.

A sample says what is wrong with it: ``# wrong: reason`` on the line, or in ``<sample>.txt`` where
there is no line to point at.
"""

from pathlib import Path

import pytest

from yika.policy.check import Tally, check, steps
from yika.policy.load import load_book
from yika.policy.model import BadPolicy, Problem

SAMPLES = Path(__file__).parent / "broken"
MARK, AND = "# wrong: ", " || "
SAMPLE_FOLDERS = sorted(path for path in SAMPLES.iterdir() if path.is_dir())


def expected(sample: Path) -> list[tuple[str, int, str]]:
    found: list[tuple[str, int, str]] = []
    for path in sorted(sample.rglob("*.yaml")):
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
            if MARK in line:
                reasons = line.split(MARK)[1].split(AND)
                found += [(str(path), number, reason) for reason in reasons]
    told = sample.with_suffix(".txt")
    if told.exists():
        for line in told.read_text("utf-8").splitlines():
            name, reason = line.split(": ", 1)
            found.append((str(sample / name), 0, reason))
    return found


def problems(sample: Path) -> list[Problem]:
    tally = Tally()
    steps_taken = list(check(load_book(sample), tally))
    assert len(steps_taken) == steps(load_book(sample))
    return sorted(tally.problems)


@pytest.mark.parametrize("sample", SAMPLE_FOLDERS, ids=lambda sample: sample.name)
def test_each_mistake_is_told_with_file_line_and_reason(sample: Path):
    found, wanted = problems(sample), expected(sample)
    assert wanted, "a broken sample says what is wrong with it"
    told = "\n".join(str(problem) for problem in found)
    for file, line, reason in wanted:
        assert any(
            problem.file == file and problem.line == line and reason in problem.en
            for problem in found
        ), f"{file}:{line}: {reason} is not in\n{told}"
    assert len(found) == len(wanted), told
    assert all(problem.zh and problem.zh != problem.en for problem in found)


def test_a_division_with_a_mistake_answers_nothing_and_tells_all_of_them():
    book = load_book(SAMPLES / "everything_at_once")
    with pytest.raises(BadPolicy) as refused:
        book.rules("999901")
    assert len(refused.value.problems) == len(expected(SAMPLES / "everything_at_once"))
    assert refused.value.facts["count"] == len(refused.value.problems)


def test_what_a_division_follows_must_be_in_order_as_well():
    book = load_book(SAMPLES / "follows_in_a_circle")
    with pytest.raises(BadPolicy, match="follows in a circle"):
        book.rules("999901")


def test_a_folder_that_is_not_there_is_refused():
    with pytest.raises(BadPolicy, match="there is no such folder"):
        load_book(SAMPLES / "nowhere")
