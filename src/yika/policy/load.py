"""The book of policy: which divisions have data, read from a folder when first asked for.

Files are ``<division>/<topic>/<name>.yaml`` and the id is ``<topic>.<name>``. A division with
any mistake in it, or in what it follows, answers nothing: BadPolicy lists all of them. Content
has an address (`hash`), so that an earlier answer can be given again from what was kept.
"""

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, TypeAlias

import msgspec

from yika.policy.fields import Sources, read_sources
from yika.policy.installation import Settings, read_settings, setting_problems
from yika.policy.model import (
    MADE_UP_CITY,
    NATION,
    BadPolicy,
    Problem,
    Rule,
    Source,
    Value,
)
from yika.policy.reading import RuleReader
from yika.policy.tree import Place, parse, with_days
from yika.policy.words import SHIPPED

Rules: TypeAlias = dict[str, Rule]

_DIVISION = re.compile(r"[0-9]{6}")
_ID = re.compile(r"[a-z0-9_]+\.[a-z0-9_]+")
CASES: Final = ".cases.yaml"
LISTS: Final = frozenset({"sources.yaml", "units.yaml", "words.yaml", "divisions.yaml"})
_CONTENT: Final = 1  # the form of kept content, for readers of later releases


class NoPolicyFolder(BadPolicy):
    """There is no such folder of policy data. Facts: those of BadPolicy, folder."""

    code = "no_policy_folder"

    def __init__(self, folder: Path) -> None:
        super().__init__([Problem(str(folder), 0, "没有这个目录", "there is no such folder")])
        self.facts["folder"] = str(folder)


class Content(msgspec.Struct, frozen=True):
    """All that decides one division's answers: its rules, those it follows, the settings."""

    division: str
    divisions: dict[str, Rules]
    settings: dict[str, Value]
    form: int = _CONTENT


class Book:
    """Rules by division and id. Made by `load_book`, or by `book_from` out of kept content."""

    def __init__(
        self, directory: Path | None, divisions: dict[str, Rules], settings: Settings
    ) -> None:
        self.directory = directory
        self.settings = settings
        self.answers: dict[tuple[object, ...], Any] = {}  # what `lookup` has worked out already
        self._sound = dict(divisions)
        self._read: dict[str, tuple[Rules, list[Problem]]] = {}
        self._hashes: dict[str, str] = {}
        self._sources: tuple[Sources, list[Problem]] | None = None

    def rules(self, division: str) -> Mapping[str, Rule]:
        """The rules of a division by id, none where it has no data; BadPolicy if any is broken."""
        if division in self._sound:
            return self._sound[division]
        if problems := self.problems(division):
            raise BadPolicy(problems, None if self.directory == SHIPPED else self.directory)
        rules = self._division(division)[0]
        if rules:
            self._sound[division] = rules
        return rules

    def rule(self, policy_id: str, division: str) -> Rule | None:
        """The rule of that id in that division, if its file exists."""
        return self.rules(division).get(policy_id)

    def form(self, policy_id: str) -> Rule | None:
        """A rule of that id from wherever one is, for its unit and axes."""
        for division in (MADE_UP_CITY, NATION, *self.divisions()):
            if rule := self.rule(policy_id, division):
                return rule
        return None

    def chain(self, policy_id: str, division: str) -> list[Rule]:
        """The rule of the division, the one it follows, and so on; the first to answer counts."""
        found: list[Rule] = []
        rule = self.rule(policy_id, division)
        while rule is not None:
            found.append(rule)
            rule = self.rule(policy_id, rule.follows) if rule.follows else None
        return found

    def divisions(self) -> list[str]:
        """The codes of all divisions with data, in order."""
        if self.directory is None:
            return sorted(self._sound)
        folders = (path.name for path in self.directory.iterdir() if path.is_dir())
        return sorted(name for name in folders if is_division(name))

    def ids(self) -> list[str]:
        """Every policy id that any division has, in order."""
        return sorted(
            {policy_id for division in self.divisions() for policy_id in self.rules(division)}
        )

    def problems(self, division: str) -> list[Problem]:
        """All that is wrong with a division and with what it follows, by file and line."""
        rules, problems = self._division(division)
        found = set(problems)
        for rule in rules.values():
            if rule.follows is not None:
                found.update(self._follow_problems(rule))
        return sorted(found)

    def sound_rules(self, division: str) -> Mapping[str, Rule]:
        """The rules whose own files are right, whatever is wrong elsewhere in the division."""
        return self._division(division)[0]

    def problem_in(self, rule: Rule, place: Place, zh: str, en: str) -> Problem:
        """A problem at the line of one place of the rule's file."""
        assert self.directory is not None, "kept content was sound when it was kept"
        path = self.directory / rule.division / f"{rule.id.replace('.', '/')}.yaml"
        _, findings = parse(path)
        findings.problems.clear()
        findings.add(place, zh, en)
        return findings.problems[0]

    @property
    def sources(self) -> Sources:
        """The sources a key may name."""
        return self._named_sources()[0]

    def content(self, division: str) -> bytes:
        """Canonical JSON of all that decides the division's answers."""
        chain = {division: dict(self.rules(division))}
        waiting = [division]
        while waiting:
            for rule in chain[waiting.pop()].values():
                if rule.follows is not None and rule.follows not in chain:
                    chain[rule.follows] = dict(self.rules(rule.follows))
                    waiting.append(rule.follows)
        return msgspec.json.encode(Content(division, chain, self.settings), order="sorted")

    def hash(self, division: str) -> str:
        """The address of the division's content: SHA-256 in hexadecimal."""
        if division not in self._hashes:
            self._hashes[division] = hashlib.sha256(self.content(division)).hexdigest()
        return self._hashes[division]

    def _follow_problems(self, rule: Rule) -> list[Problem]:
        path, followed = [rule.division], rule.follows
        while followed is not None:
            if followed in path:
                way = " → ".join([*path, followed])
                return [
                    self.problem_in(
                        rule, ("follows",), f"跟随成环：{way}", f"follows in a circle: {way}"
                    )
                ]
            path.append(followed)
            rules, problems = self._division(followed)
            target = rules.get(rule.id)
            if target is None:
                zh, en = (
                    f"跟随的 {followed} 没有 {rule.id}",
                    f"follows {followed}, which has no {rule.id}",
                )
                return problems or [self.problem_in(rule, ("follows",), zh, en)]
            if (target.unit, target.by) != (rule.unit, rule.by):
                zh, en = (
                    f"与所跟随的 {followed} 单位或轴不同",
                    f"unit or axes differ from {followed}",
                )
                return [*problems, self.problem_in(rule, ("follows",), zh, en)]
            if problems:
                return problems
            followed = target.follows
        return []

    def _division(self, division: str) -> tuple[Rules, list[Problem]]:
        if self.directory is None or not is_division(division):
            return self._sound.get(division, {}), []
        if division not in self._read:
            folder = self.directory / division
            if not folder.is_dir():
                return {}, []  # Not remembered: people may ask about any number of such places.
            self._read[division] = self._read_division(folder)
        return self._read[division]

    def _read_division(self, folder: Path) -> tuple[Rules, list[Problem]]:
        sources, problems = self._named_sources()
        problems = list(problems)
        rules: Rules = {}
        for path in sorted(folder.rglob("*.yaml")):
            if path.name.endswith(CASES):
                continue
            value, findings = parse(path)
            policy_id = ".".join(path.relative_to(folder).with_suffix("").parts)
            if not _ID.fullmatch(policy_id):
                zh = "路径应为 <地区>/<主题>/<名称>.yaml，小写字母、数字、下划线"
                findings.add((), zh, "the path is <division>/<topic>/<name>.yaml, in small letters")
            elif findings.problems == list(findings.unquoted):
                rule = RuleReader(findings, folder.name, policy_id, sources).rule(value)
                findings.say_once()
                if rule:
                    rules[policy_id] = rule
            problems += findings.problems
        return rules, problems

    def _named_sources(self) -> tuple[Sources, list[Problem]]:
        if self._sources is None:
            sources, problems = _sources_of(SHIPPED)
            if self.directory is not None and self.directory != SHIPPED:
                own, more = _sources_of(self.directory)
                sources, problems = {**sources, **own}, [*problems, *more]
            self._sources = (sources, problems)
        return self._sources


def is_division(name: str) -> bool:
    """Whether a name has the form of a division's code."""
    return bool(_DIVISION.fullmatch(name))


def load_book(directory: Path | None = None, settings: Mapping[str, object] | None = None) -> Book:
    """The book of a folder (the shipped data if none is named), with the installation's settings.

    Divisions are read when asked for; BadPolicy at once for a missing folder or wrong settings.
    """
    directory = directory or SHIPPED
    if not directory.is_dir():
        raise NoPolicyFolder(directory)
    told = read_settings(settings or {})
    book = Book(directory, {}, told)
    if directory != SHIPPED:
        # Somebody else's folder need not have every id that this installation has set.
        book.settings = {name: value for name, value in told.items() if book.form(name)}
    if problems := setting_problems(book.settings, book.form):
        raise BadPolicy(problems)
    return book


def book_from(content: bytes) -> Book:
    """The book that kept content was, for one division and what it followed."""
    told = msgspec.json.decode(content)
    for rule in [rule for rules in told["divisions"].values() for rule in rules.values()]:
        for one in [one for entry in rule["values"] for one in (entry, *entry["others"])]:
            one["value"] = with_days(one["value"])
    told["settings"] = with_days(told["settings"])
    kept = msgspec.convert(told, Content)
    return Book(None, kept.divisions, kept.settings)


def _sources_of(directory: Path) -> tuple[dict[str, Source], list[Problem]]:
    path = directory / "sources.yaml"
    if not path.is_file():
        return {}, []
    value, findings = parse(path)
    return read_sources(value, findings), findings.problems
