"""Whether a row of a benefit policy fits a bill's circumstances: all that its ``if`` asks must fit.

A fact that a row asks for and nobody told makes the row undecided, unless another of its
conditions already fails.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from yika.policy.model import Value
from yika.settlement.model import ASSISTANCE, CIVIL, CRITICAL, LARGE_SUM, Circumstances

Fact = Callable[[Circumstances], Value]
_NONE: Final = "none"
_EMPLOYEE: Final = "employee"
_YES_NO: Final = {True: "yes", False: "no"}

_FACTS: Final[Mapping[str, Fact]] = {
    "status": lambda c: "retired" if c.retired else "active",
    "level": lambda c: c.level,
    "age_from": lambda c: c.age,
    "age_until": lambda c: c.age,
    "group": lambda c: c.group,
    "tier": lambda c: c.tier,
    "retired_from": lambda c: c.retired_on,
    "retired_until": lambda c: c.retired_on,
    "months_from": lambda c: c.months,
    "months_below": lambda c: c.months,
    "off_site": lambda c: c.off_site or "none",
    "signed": lambda c: _YES_NO[c.signed],
    "disease": lambda c: c.disease,
    "assistance": lambda c: c.assistance or "none",
    "civil_servant": lambda c: _YES_NO[c.civil_servant],
}
# Facts that are words, so that a case can be told by them.
_NAMED: Final = frozenset({"status", "level", "group", "off_site", "disease", "assistance"})
# What the facts are called when somebody has to tell them.
_TOLD: Final = {
    "age_from": "age",
    "age_until": "age",
    "retired_from": "retired_on",
    "retired_until": "retired_on",
    "months_from": "months",
    "months_below": "months",
}


class FactNeeded(Exception):
    """A row cannot be decided without a fact. Never leaves the room."""

    def __init__(self, fact: str) -> None:
        super().__init__(fact)
        self.fact = fact


def first_that_fits(rows: Iterable[Value], circumstances: Circumstances) -> Value | None:
    """The first row that fits; None where none does. Fails with FactNeeded."""
    return next((row for row in rows if fits(row.get("if"), circumstances)), None)


def case_of(rows: Iterable[Value], circumstances: Circumstances) -> list[str]:
    """The words of the circumstances that rows ask about: what a case is that none of them fits."""
    asked = {key for row in rows for key in row.get("if") or ()}
    told = [_FACTS[key](circumstances) for key in _FACTS if key in asked & _NAMED]
    return [str(one) for one in told if one not in (None, "none")]


def fits(condition: Mapping[str, Value] | None, circumstances: Circumstances) -> bool:
    """Whether a condition holds. Fails with FactNeeded."""
    if condition is None:
        return True
    missing: str | None = None
    for key, wanted in condition.items():
        if key.startswith("retired_") and not circumstances.retired:
            return False
        told = _FACTS[key](circumstances)
        if told is None:
            missing = _TOLD.get(key, key)
        elif not _one_fits(key, wanted, told):
            return False
    if missing is not None:
        raise FactNeeded(missing)
    return True


def _one_fits(key: str, wanted: Value, told: Value) -> bool:
    if key.endswith("_from"):
        return bool(told >= wanted)
    if key.endswith("_until"):
        return bool(told <= wanted)
    if key.endswith("_below"):
        return bool(told < wanted)
    return told in wanted


def further(topic: str, told: Circumstances) -> Iterator[tuple[str, str]]:
    """The layers after the basic one that may pay, each with the policy it goes by."""
    yield LARGE_SUM, f"{topic}.large_sum"
    yield CRITICAL, f"{topic}.critical_illness"
    if told.scheme == _EMPLOYEE and told.civil_servant:
        yield CIVIL, f"{topic}.civil_servant"
    if told.assistance not in (None, _NONE):
        yield ASSISTANCE, "benefit.assistance"
