"""A policy value in words, in both languages: ``3 次``, ``7–10 个工作日``, an offer a line.

For people only; programs get the value itself.
"""

from typing import Final

from yika.policy.model import UNKNOWN, Names, Value
from yika.policy.tree import is_list, is_table
from yika.policy.words import lists

_SPECIAL: Final = {
    UNKNOWN: Names("未知", "unknown"),
    "abolished": Names("已废止", "abolished"),
    "never": Names("从不", "never"),
    "yes": Names("是", "yes"),
    "no": Names("否", "no"),
    "making_time": Names("按制卡时间", "the making time"),
    "card.fee": Names("按工本费", "the card fee"),
}

# The parts of a composite value: what each is called, and the list its words come from.
_PARTS: Final = {
    "channel": (Names("渠道", "channel"), "channels"),
    "when": (Names("适用于", "for"), None),
    "issuer": (Names("发卡方", "issuer"), "issuers"),
    "generation": (Names("卡型", "generation"), "generations"),
    "insurance": (Names("险种", "insurance"), "insurances"),
    "reason": (Names("原因", "reason"), "reasons"),
    "password_kind": (Names("密码", "password"), "password_kinds"),
    "loss_kind": (Names("挂失", "report"), "loss_kinds"),
    "point": (Names("网点", "point"), "points"),
    "working_days": (Names("工作日", "working days"), None),
    "trips": (Names("跑腿次数", "trips"), None),
    "fee": (Names("费用（元）", "fee (yuan)"), None),
    "papers": (Names("材料", "papers"), "papers"),
    "identity": (Names("身份核验", "identity"), "identity"),
    "agent": (Names("可代办", "by an agent"), None),
    "note": (Names("说明", "note"), None),
    "number": (Names("号码", "number"), None),
    "name": (Names("名称", "name"), None),
    "hours": (Names("时间", "hours"), None),
    "min": (Names("至少", "at least"), None),
    "max": (Names("至多", "at most"), None),
    "alphabet": (Names("字符", "characters"), "alphabets"),
    "ended_by": (Names("由谁解除", "ended by"), "ended_by"),
    "matters": (Names("可办事项", "matters"), "matters"),
    "condition": (Names("条件", "condition"), None),
    "effect": (Names("后果", "effect"), None),
}
_NONE: Final = Names("无", "none")


def said(value: Value, unit: str) -> Names:
    """The value in words, its unit with it where it is a number."""
    counted = isinstance(value, int) or (is_table(value) and value.keys() == {"min", "max"})
    plain = _said(value, None)
    if unit == "yuan" and isinstance(value, str) and value not in _SPECIAL:
        counted = True
    if not counted:
        return plain
    name = lists().units[unit]
    return Names(f"{plain.zh} {name.zh}", f"{plain.en} {name.en}")


def _said(value: Value, group: str | None) -> Names:
    if is_list(value):
        return _list([_said(one, group) for one in value], rows=any(is_table(one) for one in value))
    if is_table(value):
        return _table(value)
    return _word(value, group) if isinstance(value, str) else Names(str(value), str(value))


def _list(parts: list[Names], *, rows: bool) -> Names:
    if rows:
        return Names(*("\n".join(f"· {t}" for t in side) for side in _sides(parts)))
    zh, en = _sides(parts)
    return Names("、".join(zh), ", ".join(en)) if parts else _NONE


def _table(value: dict[str, Value]) -> Names:
    if value.keys() == {"zh", "en"}:
        return Names(value["zh"], value["en"])
    if value.keys() == {"min", "max"}:
        least, most = value["min"], value["max"]
        span = str(least) if least == most else f"{least}–{most}"
        return Names(span, span)
    if value.keys() == {"count", "unit"}:
        unit = _word(value["unit"], "span_units")
        return Names(f"{value['count']} {unit.zh}", f"{value['count']} {unit.en}")
    parts = [(_part(key), _said(one, _group(key))) for key, one in value.items()]
    zh = "；".join(f"{label.zh} {said.zh}" for label, said in parts)
    return Names(zh, "; ".join(f"{label.en} {said.en}" for label, said in parts))


def _part(key: str) -> Names:
    return _PARTS[key][0] if key in _PARTS else _word(key, None)


def _group(key: str) -> str | None:
    return _PARTS[key][1] if key in _PARTS else None


def _word(word: str, group: str | None) -> Names:
    if word in _SPECIAL:
        return _SPECIAL[word]
    found = lists().words[group].get(word) if group else lists().name(word)
    return Names(found.zh, found.en) if found else Names(word, word)


def _sides(parts: list[Names]) -> tuple[list[str], list[str]]:
    return [part.zh for part in parts], [part.en for part in parts]
