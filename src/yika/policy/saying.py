"""A policy value in words, in both languages: ``3 次``, ``7–10 个工作日``, an offer a line.

For people only; programs get the value itself.
"""

from calendar import month_name
from typing import Final

from yika.policy.model import UNKNOWN, Names, Value
from yika.policy.parts import PARTS
from yika.policy.saying_of_benefit import TELLERS
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
    "none": Names("无", "none"),
    "last": Names("最后一天", "the last day"),
    "fen": Names("分", "0.01 yuan"),
    "person_and_subsidy": Names("个人部分和财政补助部分", "the person's part and the subsidy"),
    "birth": Names("出生之日", "birth"),
    "full": Names("全额", "in full"),
    "highest": Names("最高一级的一次", "the highest"),
    "none_if_parent_insured": Names("父母一方参保的免缴", "none where a parent is insured"),
}

_NONE: Final = Names("无", "none")
_AT_ONCE: Final = Names("随缴费", "with the payment")


def said(value: Value, unit: str) -> Names:
    """The value in words, its unit with it where it is a number."""
    if unit in TELLERS and is_table(value) and "as" not in value:
        return TELLERS[unit](value)
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
    if value.keys() >= {"count", "unit", "from"}:
        return _wait(value)
    if value.keys() == {"month", "day"}:
        return _day_of_year(value["month"], value["day"])
    if value.keys() == {"day", "months_later"}:
        return _due(value["day"], value["months_later"])
    parts = [(_part(key), _beside(key, one)) for key, one in value.items()]
    zh = "；".join(f"{label.zh} {said.zh}" for label, said in parts)
    return Names(zh, "; ".join(f"{label.en} {said.en}" for label, said in parts))


def _wait(value: dict[str, Value]) -> Names:
    """Days or months from some start, as ``{count, unit, from, day_after?}`` has it."""
    unit, start = lists().units[value["unit"]], _word(value["from"], "wait_starts")
    after = Names("，期满次日", ", the day after") if "day_after" in value else Names("", "")
    count = value["count"]
    name = unit.en.removesuffix("s") if count == 1 else unit.en
    zh = f"{start.zh}满 {count} {unit.zh}后{after.zh}"
    return Names(zh, f"after {count} {name}, counted {start.en}{after.en}")


def _day_of_year(month: int, day: int) -> Names:
    return Names(f"{month}月{day}日", f"{day} {month_name[month]}")


def _due(day: int | str, months_later: int) -> Names:
    zh_day, en_day = ("最后一天", "the last day") if day == "last" else (f"{day}日", f"day {day}")
    if months_later == 0:
        return Names(f"当月{zh_day}", f"{en_day} of the month itself")
    plural = "months" if months_later > 1 else "month"
    return Names(f"{months_later}个月后的{zh_day}", f"{en_day}, {months_later} {plural} later")


def _beside(key: str, value: Value) -> Names:
    """A part as it stands beside its label; to begin without a wait is no "none"."""
    if key == "extra_papers":
        return _by_applicant(value)
    return _AT_ONCE if (key, value) == ("begins", "none") else _said(value, _group(key))


def _by_applicant(extra: dict[str, Value]) -> Names:
    """What each applicant brings besides."""
    each = [(_word(who, "applicants"), _said(papers, "papers")) for who, papers in extra.items()]
    zh = "，".join(f"{who.zh}带{papers.zh}" for who, papers in each)
    return Names(zh, ", ".join(f"{who.en}: {papers.en}" for who, papers in each))


def _part(key: str) -> Names:
    return PARTS[key][0] if key in PARTS else _word(key, None)


def _group(key: str) -> str | None:
    return PARTS[key][1] if key in PARTS else None


def _word(word: str, group: str | None) -> Names:
    if word in _SPECIAL:
        return _SPECIAL[word]
    found = lists().words[group].get(word) if group else lists().name(word)
    return Names(found.zh, found.en) if found else Names(word, word)


def _sides(parts: list[Names]) -> tuple[list[str], list[str]]:
    return [part.zh for part in parts], [part.en for part in parts]
