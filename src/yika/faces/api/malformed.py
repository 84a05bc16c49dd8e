"""A request that cannot be read: which field, as the caller writes it, and what is allowed."""

from collections.abc import Iterable
from typing import Final

from yika.ground.errors import Refused
from yika.guide.telling import Both

REGION: Final = Both("六位地区代码，如 999900", "six digits of a region, as 999900")
INSTANT: Final = Both(
    "带时区的时刻，如 2026-03-17T09:00:00+08:00",
    "an instant with a zone, as 2026-03-17T09:00:00+08:00",
)
MONTH: Final = Both("月份，如 2026-03", "a month, as 2026-03")
DAY: Final = Both("日期，如 2026-03-17", "a day, as 2026-03-17")
YUAN: Final = Both("金额(元)，如 1280.50", "yuan, as 1280.50")
OPTION: Final = Both("“名称=值”的写法", "written name=value")
ID: Final = Both("编号(UUID)，如本接口给出的", "an id (UUID), as this interface gives it")
JSON: Final = Both("JSON (Content-Type: application/json)", "JSON (Content-Type: application/json)")


class Malformed(Refused):
    """The request cannot be read. Facts: problem; field (as the caller writes it), allowed."""

    code = "malformed"


def wrong(field: str, form: Both, allowed: Iterable[str] = ()) -> Malformed:
    """A field that is not as it has to be. What was sent is never repeated."""
    problem = Both(f"{field} 应是{form.zh}", f"{field} has to be {form.en}")
    return Malformed(problem=problem, field=field, allowed=tuple(allowed))


def missing(field: str, form: Both, allowed: Iterable[str] = ()) -> Malformed:
    """A field that has to be there."""
    problem = Both(f"缺少 {field}，应是{form.zh}", f"{field} is missing; it has to be {form.en}")
    return Malformed(problem=problem, field=field, allowed=tuple(allowed))


def surplus(field: str, allowed: Iterable[str]) -> Malformed:
    """A field nobody asked for; its name is not repeated, since it may hold anything."""
    names = tuple(allowed)
    where = Both("内容", "the body") if not field else Both(field, field)
    listed = Both("、".join(names) or "无", ", ".join(names) or "none")
    problem = Both(
        f"{where.zh} 里有不认识的字段；可以有的字段：{listed.zh}",
        f"{where.en} has a field that is not known; fields it may have: {listed.en}",
    )
    return Malformed(problem=problem, field=field or None, allowed=names)


def one_of(allowed: Iterable[str]) -> Both:
    """One of several words."""
    names = tuple(allowed)
    return Both(f"其中之一：{'、'.join(names)}", f"one of: {', '.join(names)}")
