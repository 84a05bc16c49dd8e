"""Entitlement, plans and years for people's eyes."""

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.panel import Panel

from yika.insurance.entitled.entitlement import Entitlement
from yika.insurance.entitled.plan import Plan, Way
from yika.insurance.entitled.plan_costs import LATE_FEE
from yika.insurance.entitled.reasons import title_of
from yika.insurance.entitled.years import YearsCounted
from yika.insurance.model import Gap
from yika.policy.load import Book
from yika.policy.words import lists


def entitlement_for_people(found: Entitlement) -> RenderableType:
    """The answer, its reasons with their sources, and what would make it earlier."""
    yes = "[bold green]可以享受 / entitled[/]"
    lines = [yes if found.entitled else "[bold red]不能享受 / not entitled[/]"]
    lines.append(f"自 / from {found.begins_on or '未知 unknown'} · 至 / to {found.ends_on or '—'}")
    if found.share:
        lines.append(f"期间支付 / meanwhile paid: {found.share}")
    if found.ceiling:
        lines.append(f"年度限额 / yearly ceiling: {found.ceiling} 元 yuan")
    for reason in found.because:
        lines += [f"· {escape(reason.zh)}", f"  [dim]{escape(reason.en)}[/]"]
        lines += [
            f"  [dim]依据 / law: {escape(f'{one.id} [{one.source}, {one.confidence}]')}[/]"
            for one in reason.policy
        ]
    for way in found.earlier_if:
        cost = f" · {way.cost} 元 yuan" if way.cost else ""
        lines += [f"[green]→ {escape(way.zh)}[/]{cost}", f"  [dim]{escape(way.en)}[/]"]
    title = f"{lists().division_name(found.region).zh} · {found.scheme} · {found.on}"
    return Panel("\n".join(lines), title=title, expand=False)


def plan_for_people(found: Plan, book: Book) -> RenderableType:
    """Every way in a row: dates, days without benefit, cost; then the cheapest."""
    goes = f" → {lists().division_name(found.move_to).zh}" if found.move_to else ""
    place = lists().division_name(found.region).zh
    title = f"{place}{goes} · {found.scheme} · {found.stop:%Y-%m} – {found.restart:%Y-%m}"
    lines: list[RenderableType] = [f"[bold]{title}[/]  空档 gap: {found.gap_months} 个月 months"]
    names = {way.name: way for way in found.ways}
    for label, name in (
        ("花费最少 / fewest yuan", found.cheapest),
        ("不断待遇中花费最少 / fewest yuan without a gap", found.cheapest_covered),
    ):
        if name:
            sure = names[name].allowed == "yes"
            doubt = "" if sure else "(规则未公布 / the rule is not published)"
            lines.append(f"[green]{label}:[/] {names[name].zh} / {names[name].en}{doubt}")
    lines += [f"· {escape(note.zh)}\n  [dim]{escape(note.en)}[/]" for note in found.notes]
    if found.unknown:
        titles = [title_of(book, one) for one in found.unknown]
        zh, en = "、".join(one.zh for one in titles), ", ".join(one.en for one in titles)
        lines.append(f"[dim]本地未公布 / not published here: {escape(f'{zh} / {en}')}[/]")
    return Group(lines[0], *map(_way, found.ways), *lines[1:])


def years_for_people(found: YearsCounted) -> RenderableType:
    """The months counted, what is needed, what is missing, and the source."""
    lines = [f"累计 / in all: {_span(found.months)}", f"本地 / here: {_span(found.local_months)}"]
    lines += [f"{place}: {_span(count)}" for place, count in found.by_place.items()]
    for label, needed in (
        ("需要 / needed", found.needed_months),
        ("其中实际缴费 / actually paid", found.actual_needed_months),
        ("其中本地 / here", found.local_needed_months),
    ):
        if needed is not None:
            lines.append(f"{label}: {_span(needed)}")
    still = "未知 unknown" if found.still_months is None else _span(found.still_months)
    lines.append(f"[bold]还差 / still needed: {still}[/]")
    lines += [f"[dim]依据 / law: {one.id} {escape(f'[{one.source}]')}[/]" for one in found.policy]
    title = f"{lists().division_name(found.region).zh} · {found.on}"
    return Panel("\n".join(lines), title=title, expand=False)


def gap_told(gap: Gap) -> str:
    """A gap as its first day and the day it ends."""
    return f"{gap.since or '…'} – {gap.until or '…'}"


def _way(way: Way) -> Panel:
    unknown = "未知 unknown"
    days = "没有尽头 no end" if way.days_without is None else f"{way.days_without} 天 days"
    ends, again = way.benefit_ends_on or "—", way.benefit_begins_on or "—"
    lines = [f"待遇停止 / benefit ends: {ends} · 恢复 / again: {again} · 无待遇 / without: {days}"]
    lines += [f"等待 / wait: {gap_told(gap)}" for gap in way.gaps if gap.cause == "waiting"]
    cost = unknown if way.cost is None else f"{way.cost} 元 yuan"
    least = "至少 at least " if way.cost and LATE_FEE in way.unknown else ""
    fee = way.late_fee or (unknown if least else "—")
    lines.append(f"花费 / cost: {least}{cost} · 其中滞纳金 / of it late fee: {fee}")
    lines.append(f"年度限额 / yearly ceiling: {way.ceiling or unknown}")
    if way.allowed != "yes":
        lines.append("[yellow]本地没有公布这项规则 / the rule is not published here[/]")
    return Panel("\n".join(lines), title=f"{way.zh} / {way.en}", title_align="left", expand=False)


def _span(months: int) -> str:
    years, left = divmod(months, 12)
    return f"{years} 年 {left} 个月 / {years} years {left} months"
