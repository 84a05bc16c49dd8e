"""What the funds pay, in words of both languages: a line a row, amounts as the data has them."""

from collections.abc import Callable, Iterable, Mapping
from itertools import chain
from typing import Final

from yika.policy.model import UNKNOWN, Names, Value
from yika.policy.tree import is_list, is_table
from yika.policy.words import lists

_GROUPS: Final = {
    "status": "insured_statuses",
    "level": "institution_tiers",
    "group": "resident_groups",
    "off_site": "off_sites",
    "disease": "chronic_diseases",
    "assistance": "assistance_groups",
}
_BOUNDS: Final = {
    "age_from": Names("{}岁及以上", "{} or older"),
    "age_until": Names("{}岁及以下", "up to the age of {}"),
    "retired_from": Names("{}起退休", "retired from {}"),
    "retired_until": Names("{}及以前退休", "retired until {}"),
    "months_from": Names("连续参保满{}个月", "{} continuous months or more"),
    "months_below": Names("连续参保不满{}个月", "fewer than {} continuous months"),
}
_YES_NO: Final = {
    ("signed", "yes"): Names("签约首诊", "signed with the centre"),
    ("signed", "no"): Names("未签约", "not signed"),
    ("civil_servant", "yes"): Names("公务员", "civil servants"),
    ("civil_servant", "no"): Names("非公务员", "no civil servants"),
}
_FACTS: Final = {
    "age": Names("{}岁", "aged {}"),
    "months": Names("连续参保{}个月", "{} continuous months"),
    "retired_on": Names("{}退休", "retired on {}"),
}
_NOBODY: Final = Names("不是救助对象", "not in need")
_ANOTHER: Final = Names("其他档次", "another tier")
_UNKNOWN: Final = Names("未知", "unknown")
_NONE: Final = Names("无", "none")


def _deductible(value: Value) -> Names:
    lines = [_label(_word("deductible_spans", value["per"])), *_rows(value, _amount)]
    later = value.get("later")
    same = Names("同级医院再次住院", "a later stay at the same level")
    again = same if "later_same_level" in value else Names("再次住院", "a later stay")
    if is_list(later):
        lines += chain.from_iterable(
            _later(_nth(again, number, len(later)), one) for number, one in enumerate(later, 2)
        )
    elif later is not None:
        lines += _later(again, later)
    if "once" in value:
        lines.append(Names("一年只计最高一级的一次", "only the highest of a year counts, once"))
    if days := value.get("every_days"):
        lines.append(Names(f"每住满{days}天再计一次", f"once more for each {days} days"))
    if most := value.get("yearly_max"):
        lines.append(_beside(Names("全年合计不超过", "a year at most"), _plain(most)))
    return _listed(lines)


def _later(stay: Names, value: Value) -> list[Names]:
    """What a later stay is taken of."""
    if is_table(value) and "rows" in value:
        return [_label(stay), *_rows(value, _amount)]
    part: Value = value["share"] if is_table(value) else value
    return [_beside(stay, _plain(part))]


def _nth(stay: Names, number: int, listed: int) -> Names:
    """A later stay by its number in the year; the last that is listed stands for all after it."""
    if number > listed:
        return Names(f"{stay.zh}（第{number}次起）", f"{stay.en} (from number {number} on)")
    return Names(f"{stay.zh}（第{number}次）", f"{stay.en} (number {number})")


def _shares(value: Value) -> Names:
    lines = [
        _beside(Names("分段按", "bounds run on"), _word("segment_bounds", value["bounds_on"])),
    ]
    if "bounds_anew" in value:
        lines.append(Names("每次结算重新分段", "bounds begin anew with every bill"))
    lines += _rows(value, _segments)
    return _listed([*lines, *map(_changed, value.get("adjust", ()))])


def _ceiling(value: Value) -> Names:
    lines = [_beside(Names("限额按", "counted on"), _word("ceiling_bases", value["on"]))]
    if "over" in value:
        lines.append(_over(value))
    lines += _rows(value, _amount)
    if "within" in value:
        within = {"rows": value["within"]}
        lines += [_label(Names("其中至多", "of it at most")), *_rows(within, _amount)]
    return _listed(lines)


def _layer(value: Value) -> Names:
    lines = [_beside(Names("支付", "pays of"), _word("layer_bases", value["base"])), _over(value)]
    if "if" in value:
        lines.append(_beside(Names("适用于", "for"), _condition(value["if"])))
    for key, name, tell in (
        ("deductible", Names("起付标准", "deductible"), _deductible),
        ("shares", Names("支付比例", "shares"), _shares),
        ("ceiling", Names("限额", "ceiling"), _ceiling),
    ):
        lines += (
            [_beside(name, _NONE)] if value[key] == "none" else [_label(name), tell(value[key])]
        )
    return Names("\n".join(one.zh for one in lines), "\n".join(one.en for one in lines))


def _adjustments(value: Value) -> Names:
    return _listed(map(_changed, value["rows"]))


TELLERS: Final[Mapping[str, Callable[[Value], Names]]] = {
    "deductible": _deductible,
    "share_table": _shares,
    "ceiling": _ceiling,
    "layer": _layer,
    "adjustments": _adjustments,
}


def case_said(case: Mapping[str, Value]) -> Names:
    """What is so of a bill, by what a condition may ask; a tier of None is one nobody named."""
    parts = [_fact(key, one) for key, one in case.items()]
    return Names("，".join(one.zh for one in parts), ", ".join(one.en for one in parts))


def _fact(key: str, one: Value) -> Names:
    if key in _FACTS:
        return Names(_FACTS[key].zh.format(one), _FACTS[key].en.format(one))
    if one is None:
        return _NOBODY if key == "assistance" else _ANOTHER
    return _member(key, one)


def _rows(value: Value, tell: Callable[[Value], Names]) -> list[Names]:
    """A line a row; the last one, without a condition, is for everybody else."""
    rows = value["rows"]
    others = Names("其他", "otherwise") if len(rows) > 1 else Names("", "")
    return [_beside(_condition(row["if"]) if "if" in row else others, tell(row)) for row in rows]


def _amount(row: Value) -> Names:
    return Names("不设", "none") if "none" in row else _plain(row["amount"])


def _segments(row: Value) -> Names:
    *bounded, last = row["segments"]
    parts = [(one["up_to"], _plain(one["share"])) for one in bounded]
    zh = "".join(f"至 {up_to} 元 {told.zh}，" for up_to, told in parts)
    en = "".join(f"{told.en} up to {up_to}, " for up_to, told in parts)
    told = _plain(last["share"])
    return Names(
        f"{zh}{'以上 ' if parts else ''}{told.zh}", f"{en}{'then ' if parts else ''}{told.en}"
    )


def _changed(row: Value) -> Names:
    if "points" in row:
        told = Names(f"{row['points']} 个百分点", f"{row['points']} points")
    elif "share_times" in row:
        times = row["share_times"]
        told = Names(f"支付比例乘以 {times}", f"share × {times}")
    else:
        times = row["self_pay_times"]
        told = Names(f"个人自付乘以 {times}", f"own part × {times}")
    return _beside(_condition(row["if"]), told) if "if" in row else told


def _condition(asked: Mapping[str, Value]) -> Names:
    parts = [_asked(key, wanted) for key, wanted in asked.items()]
    return Names("，".join(one.zh for one in parts), ", ".join(one.en for one in parts))


def _asked(key: str, wanted: Value) -> Names:
    if key in _BOUNDS:
        bound = _BOUNDS[key]
        return Names(bound.zh.format(wanted), bound.en.format(wanted))
    parts = [_member(key, one) for one in wanted]
    return Names("、".join(one.zh for one in parts), " / ".join(one.en for one in parts))


def _member(key: str, one: str) -> Names:
    if key in _GROUPS:
        return _word(_GROUPS[key], one)
    return _YES_NO.get((key, one)) or Names(f"{one} 档", f"tier {one}")


def _over(value: Value) -> Names:
    kinds = [_word("care_kinds", one) for one in value["over"]]
    told = Names("、".join(one.zh for one in kinds), ", ".join(one.en for one in kinds))
    return _beside(Names("合并计算", "over"), told)


def _word(group: str, word: str) -> Names:
    found = lists().words[group][word]
    return Names(found.zh, found.en)


def _plain(text: str) -> Names:
    return _UNKNOWN if text == UNKNOWN else Names(text, text)


def _label(name: Names) -> Names:
    return Names(f"{name.zh}：", f"{name.en}:")


def _beside(name: Names, told: Names) -> Names:
    if not name.zh:
        return told
    return Names(f"{name.zh} {told.zh}", f"{name.en}: {told.en}")


def _listed(lines: Iterable[Names]) -> Names:
    told = list(lines)
    zh = [one.zh if one.zh.endswith("：") else f"· {one.zh}" for one in told]
    en = [one.en if one.en.endswith(":") else f"· {one.en}" for one in told]
    return Names("\n".join(zh), "\n".join(en))
