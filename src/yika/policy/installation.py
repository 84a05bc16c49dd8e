"""What an installation sets for itself where a place's value is not published ([settings]).

A setting stands under the policy id, for all cells or as a table by axis. It answers only where
the data says unknown, and every answer built on it says so. The shipped data is never edited for
that.
"""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from yika.policy.model import UNKNOWN, Confidence, Entry, Problem, Rule, Source, Value
from yika.policy.tree import Findings, is_table
from yika.policy.units import SHAPES
from yika.policy.words import lists

Settings: TypeAlias = dict[str, Value]

_FILE = "yika.toml"
_SOURCE = Source(
    "installation", "本安装自行设定，未见公布 / set by this installation, not published"
)


def read_settings(told: Mapping[str, object]) -> Settings:
    """Settings by policy id, written as ``"card.fee"`` or as ``fee`` under ``[settings.card]``."""
    found: Settings = {}
    for key, value in told.items():
        if "." not in key and is_table(value):
            found.update({f"{key}.{name}": one for name, one in value.items()})
        else:
            found[key] = value
    return found


def setting_problems(settings: Settings, form: Callable[[str], Rule | None]) -> list[Problem]:
    """What is wrong with the settings; `form` gives a rule of an id, for its unit and axes."""
    found: list[Problem] = []
    for policy_id, value in settings.items():
        findings = Findings(_FILE)
        rule = form(policy_id)
        if rule is None:
            findings.add((), "没有这个编号", "there is no such policy id")
        else:
            _cells(value, rule, rule.by, findings)
        where = f"[settings] {policy_id}: "
        found += [Problem(_FILE, 0, where + one.zh, where + one.en) for one in findings.problems]
    return found


def setting(settings: Settings, rule: Rule, axes: Mapping[str, str]) -> Entry | None:
    """The installation's own entry for a cell, if it set one."""
    value = settings.get(rule.id, UNKNOWN)
    for axis in rule.by:
        if _is_table(value, axis):
            value = value.get(axes[axis], UNKNOWN)
    return (
        None
        if value == UNKNOWN
        else Entry(value=value, confidence=Confidence.SET_HERE, source=_SOURCE)
    )


def _is_table(value: Value, axis: str) -> bool:
    return is_table(value) and set(value) <= set(lists().members(axis))


def _cells(value: Value, rule: Rule, by: tuple[str, ...], findings: Findings) -> None:
    if not by:
        SHAPES[rule.unit](value, (rule.id,), findings)
    elif _is_table(value, by[0]):
        for cell in value.values():
            _cells(cell, rule, by[1:], findings)
    else:
        _cells(value, rule, by[1:], findings)
