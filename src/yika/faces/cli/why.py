"""``yika why``: exactly why a card does not work, what still does, how to mend it, when again."""

from datetime import datetime
from typing import Annotated

import typer
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table

from yika.faces.cli.edge import OFFICER, instant, out, print_json, with_house
from yika.faces.cli.why_plan import panels
from yika.guide.telling import name
from yika.house import House
from yika.people import service as people
from yika.policy.words import lists
from yika.standing import service as standings
from yika.standing.model import Hold, Remedy, Standing, Verdict

SHORT = {
    "pay": "支付 pay",
    "claim": "报销 claim",
    "amend": "变更 amend",
    "card": "实体卡 card",
    "e_credential": "电子凭证 e-credential",
    "id_number": "身份证 ID card",
}
FIRST_WAYS = 3  # remedies told of each reason; the rest are counted
VERDICTS = {
    Verdict.WORKS: ("green", "能用 / works"),
    Verdict.PARTLY: ("yellow", "部分能用 / partly"),
    Verdict.STOPPED: ("red", "不能用 / stopped"),
}


def why(
    id_number: Annotated[
        str | None, typer.Option(help="居民身份证号码 / the resident ID number")
    ] = None,
    card_number: Annotated[str | None, typer.Option(help="卡号 / the card number")] = None,
    at: Annotated[str | None, typer.Option(help="哪一刻 / at which instant")] = None,
    every_way: Annotated[
        bool, typer.Option("--all", help="列出所有办法 / tell every remedy")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON / print JSON")] = False,
) -> None:
    """为什么卡不能用、什么还能用、怎样恢复、哪天恢复。/ Why a card does not work."""
    moment = instant(at)
    if (id_number is None) == (card_number is None):
        raise typer.BadParameter("请给出 --id-number 或 --card-number 之一 / give one of them")

    async def ask(house: House) -> Standing:
        kind = "id_number" if id_number is not None else "card_number"
        keys = house.database.keys
        async with house.database.transaction() as conn:
            person = await people.find(conn, keys, kind, id_number or card_number or "")
            now = await house.now(conn)
            return await standings.why(conn, keys, house.book, person, moment or now, OFFICER, now)

    standing = with_house(ask)
    if as_json:
        print_json(standing)
    else:
        show(standing, every_way)


def show(standing: Standing, every_way: bool = False) -> None:
    """A standing for people: verdict, uses, reasons with remedies, what is ahead."""
    colour, verdict = VERDICTS[standing.verdict]
    where = lists().division_name(standing.region).zh
    who = f"{escape(standing.name)} {standing.id_number} · {where}"
    out.print(Panel(f"[bold {colour}]{verdict}[/]   {_when(standing.at)}", title=who, expand=False))
    out.print(_uses(standing))
    for panel in panels(standing):
        out.print(panel)
    for hold in standing.holds:
        out.print(_reason(hold, every_way))
    for coming in standing.ahead:
        when = (
            _when(coming.at)
            if coming.at
            else f"再用 {coming.uses_left} 次 / after {coming.uses_left} more uses"
        )
        out.print(f"[dim]将来 / ahead:[/] {_both(coming.cause)} — {when}", highlight=False)
    if standing.unknown:
        out.print(f"[dim]本地未公布 / not published here: {', '.join(standing.unknown)}[/]")


def _uses(standing: Standing) -> Table:
    uses = ("pay", "claim", "amend")
    table = Table("", *(SHORT[use] for use in uses))
    for credential, states in standing.uses.items():
        cells: list[str] = []
        for use in uses:
            state = states[use]
            opens = f"\n→ {_when(state.opens_at)}" if state.opens_at and not state.open else ""
            stopped = f"[red]✗ 停用 stopped[/]{opens}"
            if state.holds[:1] == ("not_accepted",):
                stopped = "[dim]— 本地不用 not used here[/]"
            cells.append("[green]✓ 能用 open[/]" if state.open else stopped)
        table.add_row(SHORT[credential], *cells)
    return table


def _reason(hold: Hold, every_way: bool) -> Panel:
    plain = lists().words["causes"][hold.cause].plain
    lines = [] if plain is None else [plain.zh, f"[dim]{plain.en}[/]"]
    until = _when(hold.until) if hold.until else "办好为止 / until mended"
    lines.append(f"自 / since {_when(hold.since)} · 至 / until {until}")
    told = hold.remedies if every_way else hold.remedies[:FIRST_WAYS]
    lines += [_way(number, remedy) for number, remedy in enumerate(told, 1)]
    if len(told) < len(hold.remedies):
        more = len(hold.remedies) - len(told)
        lines.append(f"[dim]另有 {more} 种办法,见 --all / {more} more ways: --all[/]")
    ask = "、".join(f"{line.number}({line.name['zh']})" for line in hold.hotlines)
    lines.append(f"咨询 / ask: {ask or '未知 / unknown'}")
    rests = ", ".join(f"{ref.id} [{ref.source}, {ref.confidence}]" for ref in hold.policy)
    lines.append(f"[dim]依据 / law: {escape(rests)}[/]")
    return Panel("\n".join(lines), title=_both(hold.cause), title_align="left", border_style="red")


def _way(number: int, remedy: Remedy) -> str:
    """One remedy in two lines: what and where; how long, how much, which papers."""
    days = f"{remedy.days} 个工作日 working days"
    if remedy.days is None:
        days = "时限未知 time unknown"
    elif remedy.days == 0:
        days = "当场 at once"
    fee = "费用未知 fee unknown" if remedy.fee is None else f"{remedy.fee} 元 yuan"
    papers = "材料未知 papers unknown"
    if remedy.papers is not None:
        papers = "、".join(name(paper, "zh") for paper in remedy.papers) or "不用带材料 no papers"
    done = f" → [bold]{_when(remedy.done_at)}[/]" if remedy.done_at else ""
    if remedy.then:
        done += f" 再 then: {'、'.join(name(matter, 'zh') for matter in remedy.then)}"
    where = f"[green]{number}.[/] {_both(remedy.matter)} · {_both(remedy.channel)}"
    return f"{where}\n   {days} · {fee} · {papers}{done}"


def _both(word: str) -> str:
    return f"{name(word, 'zh')} / {name(word, 'en')}"


def _when(at: datetime | None) -> str:
    return "一直 / always" if at is None else at.strftime("%Y-%m-%d %H:%M")
