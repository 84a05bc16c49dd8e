"""``yika aid``: medical assistance of a place: for whom, how to ask, how much, and elsewhere.

JSON goes to standard output alone. The day is Beijing's; where none is given it is today's.
"""

from collections.abc import Iterable

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table

from yika.faces.cli.contribution import AsJson, Day, Folder, Region, book_of, day_of, division_of
from yika.faces.cli.edge import out, print_json, telling
from yika.guide.telling import name
from yika.insurance.entitled.scope import Item, Listed
from yika.insurance.model import PolicyUsed
from yika.policy.words import lists
from yika.settlement.aid import Aid, AidOfGroup
from yika.settlement.aid import aid as work_out

UNKNOWN = "未知 unknown"
NONE = "none"


def aid(region: Region, on: Day = None, policy: Folder = None, *, as_json: AsJson = False) -> None:
    """医疗救助的对象、流程、比例、范围和异地 · medical assistance told whole."""
    asked = division_of(region), day_of(on)
    found = telling(lambda: work_out(book_of(policy), *asked))
    if as_json:
        print_json(found)
    else:
        out.print(aid_for_people(found))


def aid_for_people(found: Aid) -> RenderableType:
    """A panel a question, each answer with its source; then a row a group."""
    place = lists().division_name(found.region)
    ways = [
        f"[bold]{name(one.channel, 'zh')} {name(one.channel, 'en')}[/]: "
        + "、".join(name(paper, "zh", "papers") for paper in one.papers or ())
        + (f" · {one.days} 个工作日 working days" if one.days is not None else "")
        for one in found.ways
    ]
    flow = [f"{escape(one.zh)}\n[dim]{escape(one.en)}[/]" for one in found.flow.says or ()]
    elsewhere = [
        f"{one.off_site.zh} {one.off_site.en}: {_yes(one.as_at_home)}" for one in found.elsewhere
    ]
    scope = [f"[bold]范围 of what[/]: {_name(found.base, 'layer_bases')}"]
    scope.append(f"[bold]医疗类别 care[/]: {_items(found.care)}")
    return Group(
        f"[bold]{place.zh} {place.en} {found.region} · {found.on}[/]",
        _panel("救助对象 · who may ask", _listed(found.recipients)),
        _panel("在哪里申请 · where to ask", ways or [UNKNOWN]),
        _panel("流程 · how it goes", [*(flow or [UNKNOWN]), *_law(found.flow.policy)]),
        _panel("先由谁付 · what pays before", _listed(found.after)),
        _panel("范围 · of what it pays", [*scope, *_law(found.policy)]),
        _table(found),
        _panel(
            "异地就医 · care elsewhere",
            [
                f"[bold]能否救助 assisted at all[/]: {_yes(found.off_site.yes)}",
                *_law(found.off_site.policy),
                "[bold]与本地相同 as at home[/]",
                *(elsewhere or [UNKNOWN]),
            ],
        ),
    )


def _table(found: Aid) -> Table:
    table = Table(title="比例 · how much, by group", title_justify="left")
    per = _name(found.deductible_per, "deductible_spans") if found.deductible_per else ""
    headings = ("对象 group", f"起付标准 deductible {per}", "比例 share", "年度限额 ceiling")
    for heading in headings:
        table.add_column(heading)
    for one in found.groups:
        table.add_row(f"{one.group.zh} {one.group.en}", *_row(one))
    return table


def _row(one: AidOfGroup) -> tuple[str, str, str]:
    if one.is_included is False:
        return "–", "不属于 not included", "–"
    shares = [
        (segment.share or UNKNOWN) + (f" ≤ {segment.up_to}" if segment.up_to else "")
        for segment in one.segments or ()
    ]
    return _amount(one.deductible), ", ".join(shares) or UNKNOWN, _amount(one.ceiling)


def _amount(told: str | None) -> str:
    return UNKNOWN if told is None else "无 none" if told == NONE else told


def _yes(told: bool | None) -> str:
    return UNKNOWN if told is None else "是 yes" if told else "否 no"


def _name(word: str | None, among: str) -> str:
    return UNKNOWN if word is None else f"{name(word, 'zh', among)} {name(word, 'en', among)}"


def _items(found: Iterable[Item] | None) -> str:
    return UNKNOWN if found is None else "、".join(f"{one.zh} {one.en}" for one in found)


def _listed(found: Listed) -> list[str]:
    return [_items(found.items), *_law(found.policy)]


def _law(used: PolicyUsed | None) -> list[str]:
    if used is None:
        return []
    return [f"[dim]{used.id} {escape(f'[{used.source}, {used.confidence}]')} {used.title}[/]"]


def _panel(title: str, lines: Iterable[str]) -> Panel:
    return Panel("\n".join(lines), title=title, expand=False)
