"""YAML text as plain values, refusing everything a reader could take in two ways.

Only one spelling of each thing is accepted: ``"yes"``, ``null``, whole decimal numbers, plain
days. Amounts, division codes and other digits meant as text stand in quotes. Line numbers are
found when a problem needs one, by walking the parsed text again, so that good files pay nothing
for them.
"""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TypeAlias, TypeGuard

import yaml

from yika.policy.model import Problem, Value

Place: TypeAlias = tuple[str | int, ...]  # the keys and positions that lead to a value

_TAG = "tag:yaml.org,2002:"
_WHOLE = re.compile(r"-?(0|[1-9][0-9]*)")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def is_table(value: Value) -> TypeGuard[dict[str, Value]]:
    """Whether a value has named parts; keys of what `parse` read are always text."""
    return isinstance(value, dict)


def is_list(value: Value) -> TypeGuard[list[Value]]:
    """Whether a value is a list."""
    return isinstance(value, list)


def with_days(value: Value) -> Value:
    """A value read back from JSON, with days where JSON has only their text."""
    if is_table(value):
        return {key: with_days(one) for key, one in value.items()}
    if is_list(value):
        return [with_days(one) for one in value]
    return date.fromisoformat(value) if isinstance(value, str) and _DAY.fullmatch(value) else value


class Findings:
    """What is wrong with one file, gathered while reading it."""

    def __init__(self, file: str, root: yaml.Node | None = None) -> None:
        self.file = file
        self.root = root
        self.problems: list[Problem] = []
        self.unquoted: dict[Problem, str] = {}  # of these, numbers without quotes, and their text

    def add(self, place: Place, zh: str, en: str) -> None:
        """Note a problem at the line of that place, or of the nearest place around it."""
        self.add_line(_line(self.root, place), zh, en)

    def add_line(self, line: int, zh: str, en: str) -> None:
        """Note a problem at a line counted from one."""
        self.problems.append(Problem(self.file, line, zh, en))

    def say_once(self) -> None:
        """Leave out that a number has no quotes where its line says how it is to be written."""
        other = [one for one in self.problems if one not in self.unquoted]
        self.problems = [
            one
            for one in self.problems
            if one not in self.unquoted
            or not any(it.line == one.line and self.unquoted[one] in it.en for it in other)
        ]


def parse(path: Path) -> tuple[Value, Findings]:
    """The value of a file (None where it is no YAML) and whatever is ambiguous in it."""
    findings = Findings(str(path))
    try:
        root = yaml.CSafeLoader(path.read_text("utf-8")).get_single_node()
    except UnicodeDecodeError:
        findings.add_line(1, "文件不是 UTF-8 编码", "the file is not UTF-8")
        return None, findings
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        findings.add_line(
            line, f"不是有效的 YAML：{error.problem}", f"not valid YAML: {error.problem}"
        )
        return None, findings
    except yaml.YAMLError as error:
        findings.add_line(1, f"不是有效的 YAML：{error}", f"not valid YAML: {error}")
        return None, findings
    if root is None:
        findings.add_line(1, "文件是空的", "the file is empty")
        return None, findings
    findings.root = root
    return _value(root, findings, ()), findings


def _value(node: yaml.Node, findings: Findings, within: tuple[yaml.Node, ...]) -> Value:
    if isinstance(node, yaml.ScalarNode):
        return _scalar(node, findings)
    if node in within:
        _at(node, findings, "锚点指向它自己", "an anchor points into itself")
        return None
    if isinstance(node, yaml.SequenceNode):
        return [_value(child, findings, (*within, node)) for child in node.value]
    table: dict[str, Value] = {}
    lines: dict[str, int] = {}
    for key, child in node.value:
        name = _key(key, findings)
        line = key.start_mark.line + 1
        if name in table:
            zh, en = (
                f"键 {name} 重复，第 {lines[name]} 行已有",
                f"key {name} is already on line {lines[name]}",
            )
            findings.add_line(line, zh, en)
        table[name], lines[name] = _value(child, findings, (*within, node)), line
    return table


def _key(node: yaml.Node, findings: Findings) -> str:
    if isinstance(node, yaml.ScalarNode) and node.value and node.tag != f"{_TAG}merge":
        return node.value
    _at(node, findings, "键必须是一个词", "a key must be a plain word")
    return ""


def _scalar(node: yaml.ScalarNode, findings: Findings) -> Value:
    text: str = node.value
    match node.tag.removeprefix(_TAG):
        case "str":
            return text
        case "null" if text == "null":
            return None
        case "int" if _WHOLE.fullmatch(text):
            return int(text)
        case "timestamp" if _DAY.fullmatch(text):
            try:
                return date.fromisoformat(text)
            except ValueError:
                _at(node, findings, f"没有 {text} 这一天", f"there is no day {text}")
                return None
        case "float":  # What it stands for is plain enough to go on and find what else is wrong.
            _at(node, findings, *_ambiguous("float", text))
            findings.unquoted[findings.problems[-1]] = text
            return text
        case kind:
            _at(node, findings, *_ambiguous(kind, text))
            return None


def _ambiguous(kind: str, text: str) -> tuple[str, str]:
    if kind == "null":
        return "此处为空：请写 null 或 unknown", "empty: write null or unknown"
    if kind == "bool":
        return (
            f'{text} 会被读成真假值，请加引号："yes" 或 "no"',
            f'{text} is ambiguous: write "yes" or "no" in quotes',
        )
    if kind in ("int", "float"):
        return (
            f"{text} 会被读成别的数：金额、代码等请加引号",
            f'{text} can be read as another number: put amounts and codes in quotes ("{text}")',
        )
    if kind == "timestamp":
        return f"日期只写年-月-日，不是 {text}", f"a day is written 2026-03-16, not {text}"
    return f"不支持的 YAML 写法：{text}", f"YAML of kind {kind} is not used here"


def _at(node: yaml.Node, findings: Findings, zh: str, en: str) -> None:
    findings.add_line(node.start_mark.line + 1, zh, en)


def _line(root: yaml.Node | None, place: Place) -> int:
    line = root.start_mark.line + 1 if root else 1
    for step in place:
        for name, at, child in _children(root):
            if name == step:
                line, root = at, child
                break
        else:
            return line
    return line


def _children(node: yaml.Node | None) -> Iterator[tuple[str | int, int, yaml.Node]]:
    if isinstance(node, yaml.MappingNode):
        for key, child in node.value:
            yield key.value, key.start_mark.line + 1, child
    elif isinstance(node, yaml.SequenceNode):
        for position, child in enumerate(node.value):
            yield position, child.start_mark.line + 1, child
