"""What can be wrong with benefit policies beyond the file of each: ids, references, rows.

A list of rows that leaves cases out is no mistake, since nobody may know better; such a bill is
refused as *unknown here*. Whoever wrote it is told which cases those are.
"""

from collections.abc import Iterator
from difflib import get_close_matches
from functools import lru_cache
from typing import Final

from yika.policy.load import Book, load_book
from yika.policy.model import MADE_UP_CITY, Problem, Rule, Value
from yika.policy.rows import Condition, uncovered
from yika.policy.saying_of_benefit import case_said
from yika.policy.tree import Place, is_list, is_table

TOPICS: Final = ("employee_benefit", "resident_benefit", "benefit")
# What prices ask for besides.
_BESIDE: Final = ("account.scope", "account.spend_limit", "entitlement.benefit_year")
# What some ids are asked about at all.
_ONLY: Final[dict[str, Condition]] = {
    ".remote": {"off_site": ["long_term", "referral", "emergency", "unregistered"]},
    ".two_diseases_": {"disease": ["hypertension", "diabetes"]},
}
_MOVES: Final = ("deductible", "share", "ceiling")


def mistakes(book: Book, division: str) -> Iterator[Problem]:
    """Ids that no price asks for, and what `unusable` finds."""
    yield from unasked(book, division)
    yield from unusable(book, division)


def unasked(book: Book, division: str) -> Iterator[Problem]:
    """Ids that no price asks for, with the nearest one that some price does."""
    forms = _forms()
    for rule in _rules(book, division):
        if rule.id not in forms:
            near = get_close_matches(rule.id, forms, n=1)
            meant = (f"，是不是 {near[0]}？", f"; do you mean {near[0]}?") if near else ("", "")
            zh, en = f"结算不查 {rule.id}{meant[0]}", f"no price asks for {rule.id}{meant[1]}"
            yield book.problem_in(rule, ("id",), zh, en)


def unusable(book: Book, division: str) -> Iterator[Problem]:
    """Values that no price can be worked out with: of another unit, split, borrowed in a chain."""
    every = book.sound_rules(division)
    for rule in [*_rules(book, division), *(every[one] for one in _BESIDE if one in every)]:
        yield from _of_another_form(book, rule)
        for position, entry in enumerate(rule.values):
            other = _borrowed(rule, entry.value)
            if other is not None and _leads_on(book, division, other):
                zh = f"{other} 自己也是 as：请直接写明所参照的那一种"
                en = f"{other} is an `as` itself: name the kind that has values of its own"
                yield book.problem_in(rule, ("values", position, "value"), zh, en)


def warnings(book: Book, division: str) -> Iterator[Problem]:
    """Cases that no row fits, rows that no case comes to, what a price would miss."""
    for rule in _rules(book, division):
        for position, entry in enumerate(rule.values):
            place: Place = ("values", position, "value")
            needed = _needed(rule, entry.value)
            for one in (one for one in needed if one not in book.sound_rules(division)):
                zh, en = f"没有 {one}，按未知处理", f"there is no {one}: unknown here"
                yield book.problem_in(rule, place, zh, en)
            within = tuple(one for part, one in _ONLY.items() if part in rule.id)
            yield from _incomplete(book, rule, entry.value, place, within)


def _rules(book: Book, division: str) -> list[Rule]:
    return [rule for rule in book.sound_rules(division).values() if _is_benefit(rule)]


def _is_benefit(rule: Rule) -> bool:
    return rule.id.partition(".")[0] in TOPICS


@lru_cache(maxsize=1)
def _forms() -> dict[str, Rule]:
    every = load_book().sound_rules(MADE_UP_CITY)
    return {rule.id: rule for rule in every.values() if _is_benefit(rule) or rule.id in _BESIDE}


def _of_another_form(book: Book, rule: Rule) -> Iterator[Problem]:
    form = _forms().get(rule.id)
    if form is None:
        return
    if form.unit != rule.unit:
        zh, en = f"{rule.id} 的单位是 {form.unit}", f"the unit of {rule.id} is {form.unit}"
        yield book.problem_in(rule, ("unit",), zh, en)
    elif form.by != rule.by:
        by = f"[{', '.join(form.by)}]"
        zh, en = f"{rule.id} 不分轴：by 应为 []", f"{rule.id} has no axes: by is []"
        if form.by:
            zh, en = f"{rule.id} 的 by 应为 {by}", f"{rule.id} is split by {by}"
        yield book.problem_in(rule, ("by",), zh, en)


def _borrowed(rule: Rule, value: Value) -> str | None:
    """The id that a value like ``{as: inpatient}`` stands for."""
    if not (is_table(value) and "as" in value):
        return None
    topic = rule.id.partition(".")[0]
    return f"{topic}.{value['as']}_{rule.id.rpartition('_')[2]}"


def _leads_on(book: Book, division: str, policy_id: str) -> bool:
    rule = book.sound_rules(division).get(policy_id)
    return rule is not None and any(_borrowed(rule, entry.value) for entry in rule.values)


def _needed(rule: Rule, value: Value) -> list[str]:
    """The ids without which a value cannot be used."""
    borrowed = _borrowed(rule, value)
    if borrowed is not None:
        return [borrowed]
    if is_table(value) and "kind" in value:
        topic = rule.id.partition(".")[0]
        return [f"{topic}.{value['kind']}_{one}" for one in _MOVES]
    return []


def _incomplete(
    book: Book, rule: Rule, value: Value, place: Place, within: tuple[Condition, ...]
) -> Iterator[Problem]:
    if not is_table(value):
        return
    inner = (*within, value["if"]) if "if" in value else within
    for key, one in value.items():
        if key == "rows" and is_list(one):
            yield from _about_rows(book, rule, one, (*place, key), inner)
        elif is_list(one):
            for position, part in enumerate(one):
                yield from _incomplete(book, rule, part, (*place, key, position), inner)
        else:
            yield from _incomplete(book, rule, one, (*place, key), inner)


def _about_rows(
    book: Book, rule: Rule, rows: list[Value], place: Place, within: tuple[Condition, ...]
) -> Iterator[Problem]:
    left, unreached = uncovered(rows, within)
    if left:
        case, more = case_said(left[0]), len(left) - 1
        zh = f"没有一行适用于：{case.zh}" + (f"（另有 {more} 种情形）" if more else "")
        en = f"no row fits: {case.en}" + (f" (and {more} more)" if more else "")
        yield book.problem_in(rule, place, f"{zh}，按未知处理", f"{en}, unknown here")
    for position in sorted(unreached):
        zh, en = "此行永远轮不到", "never reached: rows before fit whatever this one does"
        yield book.problem_in(rule, (*place, position), zh, en)
