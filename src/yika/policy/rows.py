"""Which cases no row of a list fits, and which rows no case ever comes to.

The first row that fits decides, so a list is whole where some row fits every case. All cases that
the conditions can tell apart are tried, those that `within` them the list is asked about at all.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date, timedelta
from itertools import chain, product
from math import prod
from typing import Any, Final, TypeAlias

from yika.policy.model import Value
from yika.policy.words import lists

Condition: TypeAlias = Mapping[str, Value]
Case: TypeAlias = dict[str, Any]  # what is so, by what a condition may ask

_MOST_CASES: Final = 200_000

_WORDS: Final[Mapping[str, str]] = {
    "level": "institution_tiers",
    "group": "resident_groups",
    "off_site": "off_sites",
    "disease": "chronic_diseases",
}
_BOUNDS: Final[Mapping[str, tuple[str, Callable[[Any, Any], bool]]]] = {
    "age_from": ("age", lambda told, bound: told >= bound),
    "age_until": ("age", lambda told, bound: told <= bound),
    "months_from": ("months", lambda told, bound: told >= bound),
    "months_below": ("months", lambda told, bound: told < bound),
    "retired_from": ("retired_on", lambda told, bound: told >= bound),
    "retired_until": ("retired_on", lambda told, bound: told <= bound),
}
_AFTER: Final[Mapping[str, Any]] = {"age_until": 1, "retired_until": timedelta(days=1)}


def uncovered(rows: list[Value], within: Collection[Condition]) -> tuple[list[Case], set[int]]:
    """The cases that no row fits, and the positions of the rows that no case comes to."""
    conditions: list[Condition] = [row.get("if") or {} for row in rows]
    cases = [
        case for case in _cases([*conditions, *within]) if all(fits(one, case) for one in within)
    ]
    left: list[Case] = []
    reached: set[int] = set()
    for case in cases:
        first = next((at for at, one in enumerate(conditions) if fits(one, case)), None)
        if first is None:
            left.append(case)
        else:
            reached.add(first)
    return left, set(range(len(rows))) - reached if cases else _shadowed(conditions)


def _shadowed(conditions: list[Condition]) -> set[int]:
    """The rows that ask all that some row before asks, and more: of lists too long to try."""
    return {
        at
        for at, one in enumerate(conditions)
        if any(_is_wider(before, one) for before in conditions[:at])
    }


def _is_wider(before: Condition, after: Condition) -> bool:
    """Whether a condition surely fits wherever another does."""
    return all(
        key in after
        and (after[key] == told if key in _BOUNDS else all(one in told for one in after[key]))
        for key, told in before.items()
    )


def fits(condition: Condition, case: Case) -> bool:
    """Whether all that a condition asks is so."""
    return all(_is_so(key, wanted, case) for key, wanted in condition.items())


def _is_so(key: str, wanted: Value, case: Case) -> bool:
    if key not in _BOUNDS:
        return case[key] in wanted
    fact, holds = _BOUNDS[key]
    return fact in case and holds(case[fact], wanted)


def _cases(conditions: list[Condition]) -> Iterator[Case]:
    """Every case that the conditions can tell apart; none where there are too many to try."""
    domains = [*_domains(conditions)]
    if prod(len(domain) for domain in domains) <= _MOST_CASES:
        for parts in product(*domains):
            yield dict(chain.from_iterable(part.items() for part in parts))


def _domains(conditions: list[Condition]) -> Iterator[list[Case]]:
    asked = set(chain.from_iterable(conditions))
    for key in sorted(asked - _BOUNDS.keys() - {"status"}):
        yield [{key: one} for one in _members(key, conditions)]
    for fact in ("age", "months"):
        if turns := _turns(fact, conditions, 0):
            yield [{fact: one} for one in turns]
    retired = _turns("retired_on", conditions, date.min)
    if retired or "status" in asked:
        since = [{"status": "retired", "retired_on": one} for one in retired]
        yield [{"status": "active"}, *(since or [{"status": "retired"}])]


def _members(key: str, conditions: Iterable[Condition]) -> list[str | None]:
    """What a fact may be; None: a tier that no condition names, or no group in need."""
    if key in _WORDS:
        return [*lists().words[_WORDS[key]]]
    if key == "assistance":
        return [*lists().words["assistance_groups"], None]
    if key == "tier":
        named = chain.from_iterable(one.get(key, ()) for one in conditions)
        return [*dict.fromkeys(named), None]
    return ["yes", "no"]


def _turns(fact: str, conditions: Iterable[Condition], least: Value) -> list[Value]:
    """The least of each run of values that no condition tells apart."""
    keys = [key for key, (about, _) in _BOUNDS.items() if about == fact]
    told = {(key, one[key]) for one in conditions for key in keys if key in one}
    turns = {bound + _AFTER[key] if key in _AFTER else bound for key, bound in told}
    return sorted({least, *turns}) if turns else []
