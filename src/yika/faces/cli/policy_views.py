"""How policy answers look: for programs as JSON, for people as tables, Chinese first.

`until` is the last day on which a value holds, as in the files.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from rich import box
from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from yika.policy.check import Tally
from yika.policy.compare import Difference, plain
from yika.policy.coverage import Covered, Extent
from yika.policy.lookup import Abolished, Answer, Known, Unknown
from yika.policy.model import Names, Other, Rule, Value
from yika.policy.saying import said
from yika.policy.words import lists

Located: TypeAlias = tuple[str, Difference]  # a difference and the division it is in

EXTENTS = {
    Extent.KNOWN: "已知 known",
    Extent.PARTLY: "部分 partly",
    Extent.FOLLOWS: "跟随 follows",
    Extent.UNKNOWN: "未知 unknown",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """What ``policy show`` was asked, and the answer of every cell that fits."""

    id: str
    region: str
    day: date
    form: Rule | None  # None where no place has such an id
    chosen: dict[str, str]
    answers: list[tuple[dict[str, str], Answer]]


def shown_json(shown: Shown) -> dict[str, Any]:
    """Value, unit, since, until, source, confidence, others; or unknown; or abolished."""
    told: dict[str, Any] = {"id": shown.id, "region": shown.region, "on": shown.day}
    if len(shown.answers) == 1:
        axes, answer = shown.answers[0]
        return {**told, "axes": axes, **answer_json(answer)}
    found = [answer for _, answer in shown.answers]
    first = next((one for one in found if isinstance(one, Known)), None) or next(
        (one for one in found if isinstance(one, Abolished)), found[0]
    )
    told |= {"axes": shown.chosen, **answer_json(first)}
    if isinstance(first, Known):
        told["value"] = _nested(shown)
        told["others"] = list(first.entry.others)
    cells = [{"axes": axes, **answer_json(answer)} for axes, answer in shown.answers]
    return {**told, "cells": cells}


def answer_json(answer: Answer) -> dict[str, Any]:
    """One answer for programs."""
    if isinstance(answer, Unknown):
        return {"unknown": True, "others": list(answer.others)}
    entry = answer.entry
    told: dict[str, Any] = {
        "since": entry.since,
        "until": entry.until,
        "source": entry.source,
        "confidence": entry.confidence,
        "note": entry.note,
        "taken_from": answer.taken_from,
    }
    if isinstance(answer, Abolished):
        return {"abolished": True, **told}
    return {
        "value": answer.value,
        "unit": answer.unit,
        **told,
        "others": list(answer.others),
        "undated": answer.undated,
        "set_by_installation": answer.set_by_installation,
    }


def shown_for_people(shown: Shown) -> RenderableType:
    """One row a cell, with what disagrees and why below."""
    place = lists().division_name(shown.region)
    if shown.form is None:
        return Text(f"没有这个编号：{shown.id} · no place has such a policy id")
    title = shown.form.title
    table = _table(f"{title.zh} · {title.en}\n{place.zh} {place.en} {shown.region} · {shown.day}")
    for heading in ("适用于 for", "规定 value", "自 since", "至 until", "来源 source"):
        table.add_column(heading, overflow="fold")
    for axes, answer in shown.answers:
        table.add_row(_cell(axes) or "全部 all", *_row(answer))
    remarks = dict.fromkeys(
        one for _, answer in shown.answers for one in _remarks(answer, shown.form.unit)
    )
    return Group(table, *(Text(f"· {remark}") for remark in remarks))


def difference_json(division: str, found: Difference) -> dict[str, Any]:
    """One difference for programs."""
    return {
        "division": division,
        "id": found.id,
        "axes": found.axes,
        "since": found.since,
        "left": plain(found.left),
        "right": plain(found.right),
    }


def differences_for_people(left: str, right: str, found: list[Located]) -> RenderableType:
    """One row a cell that differs."""
    if not found:
        return Text("没有不同 · nothing differs")
    table = _table(f"{left} ↔ {right}")
    for heading in ("编号 id", "适用于 for", "自 since", _place(left), _place(right)):
        table.add_column(heading, overflow="fold")
    for division, one in found:
        policy_id = one.id if left.isdigit() else f"{division} {one.id}"
        since = str(one.since or "起初 beginning")
        table.add_row(
            policy_id, _cell(one.axes), since, *(_value(side) for side in (one.left, one.right))
        )
    return Group(table, Text(f"共 {len(found)} 处不同 · {len(found)} differences"))


def coverage_of_all(found: list[Covered]) -> RenderableType:
    """One row a place: how many ids are known, and when the oldest was last confirmed."""
    by_place: dict[str, list[Covered]] = defaultdict(list)
    for one in found:
        by_place[one.division].append(one)
    table = _table("各地政策数据 · how much is known of each place")
    table.add_column("地区 division")
    for extent in Extent:
        table.add_column(EXTENTS[extent], justify="right")
    table.add_column("最早核对 oldest check")
    for division, every in by_place.items():
        counts = Counter(one.extent for one in every)
        oldest = min((one.checked_on for one in every if one.checked_on), default="-")
        table.add_row(_place(division), *(str(counts[e]) for e in Extent), str(oldest))
    return table


def coverage_of_one(found: list[Covered]) -> RenderableType:
    """One row an id of one place."""
    table = _table(_place(found[0].division) if found else "-")
    for heading in ("编号 id", "状况 extent", "已知格 cells", "核对 checked on"):
        table.add_column(heading)
    for one in found:
        known = f"{one.own + one.followed}/{one.cells}"
        table.add_row(one.id, EXTENTS[one.extent], known, str(one.checked_on or "-"))
    return table


def tally(done: Tally) -> RenderableType:
    """What was checked, by place, and whether it is in order."""
    table = _table("政策数据检查 · policy check")
    table.add_column("地区 division")
    table.add_column("编号 ids", justify="right")
    for division, count in done.divisions.items():
        table.add_row(_place(division), str(count))
    bad = len(done.problems)
    verdict = f"{bad} 处有误 · {bad} problems" if bad else "没有问题 · no problems"
    if done.warnings:
        verdict += f"；提醒 {len(done.warnings)} 处 · {len(done.warnings)} warnings"
    return Group(table, Text(f"算例 {done.cases} 个 · {done.cases} cases；{verdict}"))


def _nested(shown: Shown) -> Value:
    value: dict[str, Value] = {}
    for axes, answer in shown.answers:
        *way, last = (member for axis, member in axes.items() if axis not in shown.chosen)
        inner = value
        for member in way:
            inner = inner.setdefault(member, {})
        inner[last] = None if isinstance(answer, Abolished) else plain(answer)
    return value


def _row(answer: Answer) -> tuple[str, str, str, str]:
    if isinstance(answer, Unknown):
        return ("未知 unknown here", "-", "-", "-")
    source = f"{answer.entry.source.title}\n{answer.entry.confidence}"
    since, until = str(answer.entry.since or "未载明 not stated"), str(answer.entry.until or "-")
    if isinstance(answer, Abolished):
        return ("已废止 abolished", since, until, escape(source))
    return (_value(answer), since, until, escape(source))


def _remarks(answer: Answer, unit: str) -> list[str]:
    found: list[str] = []
    if not isinstance(answer, Unknown):
        if answer.taken_from:
            place = lists().division_name(answer.taken_from)
            found.append(f"取自{place.zh}的规定 · taken from {place.en} ({answer.taken_from})")
        if note := answer.entry.note:
            found.append(f"{note.zh} · {note.en}" if isinstance(note, Names) else note)
        if address := answer.entry.source.address:
            found.append(f"{answer.entry.source.key}：{address}")
    if isinstance(answer, Known) and answer.undated:
        found.append("来源未说明何时开始 · the source does not say since when")
    if isinstance(answer, Known) and answer.set_by_installation:
        found.append("本安装自行设定，未见公布 · set by this installation, not published")
    others: tuple[Other, ...] = () if isinstance(answer, Abolished) else answer.others
    for other in others:
        value = said(other.value, unit)
        told = " / ".join(dict.fromkeys((value.zh, value.en))).replace("\n", " ")
        found.append(f"另有说法 another source：{told}（{other.source.title}）")
    return found


def _value(answer: Answer) -> str:
    unit = answer.unit if isinstance(answer, Known) else ""
    value = said(plain(answer), unit)
    return escape("\n".join(dict.fromkeys((value.zh, value.en))))


def _cell(axes: dict[str, str]) -> str:
    names = [lists().member(axis, member) for axis, member in axes.items()]
    return "\n".join(filter(None, ("、".join(n.zh for n in names), ", ".join(n.en for n in names))))


def _place(division: str) -> str:
    if division not in lists().divisions:
        return division
    name = lists().division_name(division)
    return f"{name.zh} {name.en} {division}"


def _table(title: str) -> Table:
    return Table(title=title, box=box.SIMPLE_HEAD, title_justify="left")
