"""Everything that can be wrong with a folder of policy data, told at once.

Besides each file by itself: what divisions follow, whether an id means the same everywhere,
whether the made-up city has a value for everything, and the worked cases.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from yika.policy.benefits import mistakes, warnings
from yika.policy.cases import NO_RUNNERS, Runners, case_files, run_cases
from yika.policy.load import LISTS, Book, is_division
from yika.policy.lookup import Unknown, cells, look_up
from yika.policy.model import MADE_UP_CITY, NATION, Problem, Rule
from yika.policy.papers import findings as papers_without_basis


@dataclass(slots=True)
class Tally:
    """What was checked so far, and what was found."""

    divisions: dict[str, int] = field(default_factory=dict[str, int])  # how many ids each has
    cases: int = 0
    problems: set[Problem] = field(default_factory=set[Problem])
    warnings: set[Problem] = field(default_factory=set[Problem])  # no mistakes, but worth a look


def steps(book: Book) -> int:
    """How many steps `check` will take."""
    assert book.directory is not None
    return len(book.divisions()) + 1 + len(case_files(book.directory))


def check(book: Book, tally: Tally, runners: Runners = NO_RUNNERS) -> Iterator[str]:
    """Check a book from a folder step by step into the tally; yields what comes next.

    `runners` calculate the cases that are no look-ups, by the key such a case has.
    """
    assert book.directory is not None, "kept content was sound when it was kept"
    tally.problems.update(_stray(book.directory))
    if not tally.problems:
        tally.problems.update(unread(book.directory))
    for division in book.divisions():
        yield division
        tally.problems.update(book.problems(division), mistakes(book, division))
        tally.warnings.update(warnings(book, division))
        told = tally.problems if division == MADE_UP_CITY else tally.warnings
        told.update(papers_without_basis(book, division))
        tally.divisions[division] = len(book.sound_rules(division))
    yield "same"
    tally.problems.update(_differing(book))
    if MADE_UP_CITY in tally.divisions and not tally.problems:
        tally.problems.update(_incomplete(book))
    for path in case_files(book.directory):
        yield path.name
        count, problems = run_cases(book, path, runners)
        tally.cases += count
        tally.problems.update(problems)


def _stray(directory: Path) -> Iterator[Problem]:
    for path in sorted(directory.iterdir()):
        if path.is_dir() and not is_division(path.name):
            zh, en = "目录名应为六位地区代码", "a folder is named by the six digits of its division"
            yield Problem(str(path), 0, zh, en)
        elif path.is_file() and path.name not in LISTS and not path.name.endswith(".cases.yaml"):
            yield Problem(str(path), 0, "不认识的文件", "no such file belongs here")
    yield from _of_another_ending(directory)


def unread(directory: Path) -> Iterator[Problem]:
    """What nobody would read: a folder without any place, files of another ending."""
    if not any(path.is_dir() and is_division(path.name) for path in directory.iterdir()):
        zh = "目录里没有任何地区：应有以六位代码命名的目录，这里要写的是它的上一级"
        en = "no division: folders are named by code, and the one above them is to be named here"
        yield Problem(str(directory), 0, zh, en)
    yield from _of_another_ending(directory)


def _of_another_ending(directory: Path) -> Iterator[Problem]:
    for path in sorted(directory.rglob("*.yml")):
        zh, en = "扩展名应为 .yaml，否则不会读取", "the name must end in .yaml, or it is not read"
        yield Problem(str(path), 0, zh, en)


def _differing(book: Book) -> Iterator[Problem]:
    first: dict[str, Rule] = {}
    for division in (MADE_UP_CITY, NATION, *book.divisions()):
        for policy_id, rule in book.sound_rules(division).items():
            model = first.setdefault(policy_id, rule)
            for key in ("unit", "by", "decided_by", "covers"):
                theirs, ours = getattr(model, key), getattr(rule, key)
                if theirs != ours:
                    zh = f"{key} 与 {model.division} 的不同：{ours} 与 {theirs}"
                    en = f"{key} differs from that of {model.division}: {ours} and {theirs}"
                    yield book.problem_in(rule, (key,), zh, en)


def _incomplete(book: Book) -> Iterator[Problem]:
    assert book.directory is not None
    for policy_id in book.ids():
        rule = book.rule(policy_id, MADE_UP_CITY)
        if rule is None:
            zh, en = f"演示市没有 {policy_id}", f"the made-up city has no {policy_id}"
            yield Problem(str(book.directory / MADE_UP_CITY), 0, zh, en)
            continue
        for axes in cells(rule):
            if isinstance(look_up(book, policy_id, MADE_UP_CITY, date.max, **axes), Unknown):
                cell = " ".join(axes.values()) or "value"
                zh, en = f"演示市的 {cell} 不能是 unknown", f"{cell} is unknown in the made-up city"
                yield book.problem_in(rule, ("values",), zh, en)
