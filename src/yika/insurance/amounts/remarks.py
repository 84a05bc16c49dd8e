"""What has to be said beside a contribution: what was assumed, changed, provisional or disputed."""

from collections.abc import Collection, Iterable, Mapping
from fractions import Fraction

from yika.ground.money import yuan
from yika.insurance.amounts.charges import Charged
from yika.insurance.amounts.sums import Note, share, shown
from yika.insurance.laws import Found
from yika.policy.model import Value
from yika.policy.tree import is_table
from yika.policy.words import lists


def base_change(change: str | None, declared: int | None, base: Fraction) -> tuple[Note, ...]:
    """What was done to the declared base of a line."""
    was = "-" if declared is None else yuan(declared)
    match change:
        case "lifted" if declared is not None:
            zh = f"申报基数 {was} 低于下限,按下限 {shown(base)} 计算"
            return (Note("lifted", zh, f"{was} is below the floor; the floor counts"),)
        case "capped":
            zh = f"申报基数 {was} 高于上限,按上限 {shown(base)} 计算"
            return (Note("capped", zh, f"{was} is above the ceiling; the ceiling counts"),)
        case "fixed" if declared is not None:
            zh = f"本地按固定基数 {shown(base)} 计算,不用申报基数"
            en = "the region sets this base; the declared one changes nothing"
            return (Note("set_base", zh, en),)
        case _:
            return ()


def remarks(line: Charged | None, because: Iterable[Found]) -> tuple[Note, ...]:
    """What is to be known about the values behind a line."""
    found: list[Note] = []
    if line is not None and share(line.charge.rate):
        found += _of_bounds(line)
    for one in because:
        policy = one.used.id
        if one.undated:
            zh = f"{policy}:来源未说明何时开始执行"
            found.append(Note("undated", zh, f"{policy}: the source does not say since when"))
        for other in one.used.others:
            zh = f"{policy}:另有来源说法不同({_plain(other.value)},{other.source.key})"
            en = f"{policy}: another source says {_plain(other.value)} ({other.source.key})"
            found.append(Note("disagreeing", zh, en))
    return tuple(found)


def _of_bounds(line: Charged) -> tuple[Note, ...]:
    bounds = line.bounds
    if line.needs_base and bounds is None:
        zh, en = "本地的基数上下限未知,未作调整", "the bounds of the base are not known here"
        return (Note("bounds_unknown", zh, en),)
    if line.needs_base and bounds is not None and None in (bounds.floor, bounds.ceiling):
        which = ("下限", "floor") if bounds.floor is None else ("上限", "ceiling")
        zh, en = f"本地的基数{which[0]}未知", f"the {which[1]} of the base is not known here"
        return (Note("bounds_unknown", zh, en),)
    if bounds is not None and bounds.provisional:
        zh, en = "基数为暂定,公布后多退少补", "the base is provisional and settled up later"
        return (Note("provisional", zh, en),)
    return ()


def assumptions(
    assumed: Mapping[str, str], options: Mapping[str, str], known: Collection[str]
) -> list[Note]:
    """What was taken for granted, and choices other than the `known` ones: they change nothing."""
    found: list[Note] = []
    for name, member in assumed.items():
        if name == "year" or (name, member) == ("late", "no"):
            continue
        zh, en = f"未说明,按 {name}={_named(member)} 计算", f"not given; {name}={member} assumed"
        found.append(Note("assumed", zh, en))
    if "maternity" in options and "maternity" not in known:
        zh, en = "本地生育保险不能单独选择", "maternity insurance is no separate choice here"
        found.append(Note("no_choice", zh, en))
    return found


def _named(member: str) -> str:
    word = lists().words["injury_classes"].get(member)
    return word.zh if word else member


def _plain(value: Value) -> str:
    if is_table(value):
        parts = [f"{name} {_plain(one)}" for name, one in value.items()]
        return ", ".join(parts)
    return str(value)
