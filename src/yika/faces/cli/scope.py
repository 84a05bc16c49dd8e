"""``yika scope``: what the fund pays and never pays, what the account buys, who is given aid.

JSON goes to standard output alone. The day is Beijing's; where none is given it is today's, read
here and nowhere below.
"""

from collections.abc import Iterable
from typing import Annotated

import typer
from rich.console import Group, RenderableType
from rich.markup import escape
from rich.panel import Panel

from yika.faces.cli.contribution import AsJson, Day, Folder, Region, book_of, day_of, division_of
from yika.faces.cli.edge import out, print_json, telling
from yika.guide.telling import name
from yika.insurance.entitled.scope import ADULT, Aided, BenefitYear, Listed, Scope, Told, Window
from yika.insurance.entitled.scope import scope as work_out
from yika.insurance.model import PolicyUsed
from yika.policy.model import Names, Other
from yika.policy.saying import said
from yika.policy.words import lists

UNKNOWN = "未知 unknown"


def scope(
    region: Region,
    on: Day = None,
    group: Annotated[
        str,
        typer.Option("--group", metavar="G", help="按哪类居民的保费算资助 · whose premium"),
    ] = ADULT,
    policy: Folder = None,
    *,
    as_json: AsJson = False,
) -> None:
    """基金付什么、不付什么,账户能买什么,谁有资助 · what the insurance is for."""
    asked = division_of(region), day_of(on)
    found = telling(lambda: work_out(book_of(policy), *asked, group))
    if as_json:
        print_json(found)
    else:
        out.print(scope_for_people(found))


def scope_for_people(found: Scope) -> RenderableType:
    """A panel a subject, each fact with its source."""
    place = lists().division_name(found.region)
    fund = [
        *_listed("支付哪些费用 pays", found.fund_pays),
        *_listed("用于 for", found.fund_care),
        *_listed("[red]从不支付[/] never pays", found.fund_never_pays),
        *_listed("[red]不予报销[/] refuses", found.fund_refuses),
        *_told("第三人不付时先行支付 pays first for a third party", found.fund_advances),
    ]
    account = [
        *_listed("可以用于 buys", found.account),
        *_listed("体检条件 check-ups", found.checkup),
        *_told("停缴后仍能用 still works when payment stopped", found.account_while_stopped),
        *_listed("余额在哪里查 ask for the balance", found.balance),
    ]
    years = [line for year in found.years for line in _year(year)]
    years += [line for one in found.new_year for line in (escape(one.zh), _dim(one.en))]
    windows = [line for window in found.windows for line in _window(window)] or [UNKNOWN]
    whose = f"{_word(found.group, 'resident_groups')} {found.on.year}"
    aid = _listed("救助对象 who", found.aid_recipients)
    aid.append(f"[bold]资助参保 premium aid[/] · {whose}")
    aid += [line for one in found.aid for line in _aided(one)]
    return Group(
        f"[bold]{place.zh} {place.en} {found.region} · {found.on}[/]",
        _panel("统筹基金 · the pooled fund", fund),
        _panel("待遇年度和起付线 · benefit year and deductible", years or [UNKNOWN]),
        _panel("个人账户 · the personal account", account),
        _panel("居民集中参保期 · enrolment window of residents", windows),
        _panel("救助和资助 · aid", aid),
    )


def _listed(label: str, found: Listed) -> list[str]:
    zh = "、".join(one.zh for one in found.items or ())
    en = ", ".join(one.en for one in found.items or ())
    if found.items is None:
        return [f"[bold]{label}[/]: {UNKNOWN}", *_heard(found.heard)]
    used = found.policy
    lines = [f"[bold]{label}[/]: {escape(zh) or '无 none'}", _dim(en), *_law((used,))]
    if used is not None and isinstance(used.note, Names):
        lines += [_dim(used.note.zh), _dim(used.note.en)]
    return [*lines, *_heard(used.others if used else ())]


def _told(label: str, found: Told) -> list[str]:
    answer = UNKNOWN if found.yes is None else "是 yes" if found.yes else "否 no"
    return [f"[bold]{label}[/]: {answer}", *_law((found.policy,))]


def _year(year: BenefitYear) -> list[str]:
    again = year.deductible_from or UNKNOWN
    return [
        f"[bold]{_word(year.scheme, 'insurances')}[/]: {year.starts_on} – {year.ends_on}",
        f"  起付线重新累计 the deductible starts again: {again}",
        *_law(year.policy),
    ]


def _window(window: Window) -> list[str]:
    state = {True: "[green]正在办理 open[/]", False: "不在期内 not open", None: UNKNOWN}
    days = f"{window.opens or '?'} – {window.closes}"
    line = f"[bold]{window.cover_year}[/]: {days} · {state[window.is_open]}"
    return [line, *_law((window.policy,)), *_heard(window.policy.others)]


def _aided(one: Aided) -> list[str]:
    who = f"{one.group.zh} {one.group.en}"
    if one.share is None:
        return [f"· {who}: {UNKNOWN}"]
    least = "不低于 at least " if one.at_least else ""
    per = "" if one.per is None else f" {_word(one.per, 'charge_spans')}"
    sums = "" if one.own is None else f" · {one.premium} − {one.aid} = {one.own} 元 yuan{per}"
    return [f"· {who}: {least}{one.share}{sums}", *_law((one.policy,))]


def _law(used: Iterable[PolicyUsed | None]) -> list[str]:
    told = (f"{one.id} [{one.source}, {one.confidence}]" for one in used if one is not None)
    return [f"  [dim]依据 / law: {escape(one)}[/]" for one in told]


def _heard(others: Iterable[Other]) -> list[str]:
    lines: list[str] = []
    for one in others:
        told = said(one.value, "list")
        lines.append(f"  [yellow]另一来源 another source {one.source.key}: {escape(told.zh)}[/]")
        lines.append(f"  [dim]{escape(told.en)}[/]")
    return lines


def _dim(text: str) -> str:
    return f"  [dim]{escape(text)}[/]"


def _word(word: str, among: str) -> str:
    return f"{name(word, 'zh', among)} {name(word, 'en', among)}"


def _panel(title: str, lines: Iterable[str]) -> Panel:
    return Panel("\n".join(lines), title=title, expand=False)
