"""How the calculators' results look to people: tables, Chinese first, sources below."""

from collections.abc import Iterable

from rich import box
from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from yika.guide.telling import name
from yika.insurance.amounts.bases_compared import Compared
from yika.insurance.amounts.contribution import Contribution
from yika.insurance.amounts.credit import Credit
from yika.insurance.amounts.pension import Pension
from yika.insurance.amounts.sums import Note, Step
from yika.insurance.amounts.tiers import Tier
from yika.insurance.articles.model import Claim
from yika.insurance.model import PolicyUsed
from yika.policy.words import lists

_VERDICTS = {
    "right": "[green]✓ 正确 right[/]",
    "wrong": "[bold red]✗ 有误 wrong[/]",
    "doubtful": "[yellow]? 存疑 doubtful[/]",
    "outside": "[dim]– 范围之外 outside[/]",
}


def contribution_for_people(found: Contribution) -> RenderableType:
    """A row a line, the totals at the bottom, remarks and sources below."""
    table = _table(f"{_place(found.region)} · {_word(found.scheme, 'insurances')} · {found.on}")
    for heading in ("险种 insurance", "缴费方 payer", "算式 sum"):
        table.add_column(heading, overflow="fold")
    table.add_column("金额(元) yuan", justify="right")
    table.add_column("政策 policy · 来源 source", overflow="fold")
    for line in found.lines:
        per = _word(line.per, "charge_spans") if line.per != "once" else "一次 once"
        table.add_row(
            _word(line.insurance, "social_insurances"),
            _word(line.payer, "payers"),
            escape(line.formula),
            f"{line.amount} {per}",
            escape(f"{line.policy} · {line.source}"),
        )
    table.add_section()
    known = "合计 total" if found.complete else "合计(不完整) total, not complete"
    for totals in (found.totals, found.yearly_totals):
        for payer, amount in totals.items():
            table.add_row(known, _word(payer, "payers"), "", f"[bold]{amount}[/]", "")
    unknown = [f"未公布 · not published: {one}" for one in found.unknown]
    sources = _sources(one for line in found.lines for one in line.used)
    return Group(table, *_lines([*unknown, *_told(found.notes), *sources]))


def tier_for_people(found: Tier) -> RenderableType:
    """A row a reading: the published one first, then those of other sources."""
    table = _table(f"{_place(found.region)} · 基数 base {found.base} · {found.on}")
    for heading in ("档次 tier", "从 from", "到(不含) below", "算式 sums", "来源 source"):
        table.add_column(heading, overflow="fold")
    for one in found.readings:
        sums = "\n".join(f"{s.what.zh} {s.formula} = {s.amount}" for s in one.steps)
        called = f"{one.name.zh} {one.name.en}" if one.name else "低于第一档 below the first"
        table.add_row(called, one.begins or "-", one.ends or "-", sums, one.source)
    differ = [] if found.agree else ["来源说法不同,以上都列出 · sources disagree; all are shown"]
    return Group(table, *_lines([*differ, *_sources(found.used)]))


def credit_for_people(found: Credit) -> RenderableType:
    """The sum of a credit."""
    per = _word(found.per, "charge_spans")
    title = f"{_place(found.region)} · {_word(found.status, 'account_statuses')} · {found.on}"
    return _steps(title, found.steps, f"{found.amount} {per}", found.notes)


def pension_for_people(found: Pension) -> RenderableType:
    """The sum of an estimate, said to be one."""
    title = f"{_place(found.region)} · 养老金估算 pension, an estimate · {found.on}"
    unknown = [Note("unknown", f"未知:{one}", f"not known: {one}") for one in found.unknown]
    total = found.total or "未知 not known"
    return _steps(title, found.steps, f"{total} 每月 a month", (*unknown, *found.notes))


def compared_for_people(found: Compared) -> RenderableType:
    """One column a base."""
    table = _table(f"{_place(found.region)} · {_word(found.scheme, 'insurances')} · {found.on}")
    table.add_column("基数 base")
    for one in found.bases:
        table.add_column(one.base, justify="right")
    payers = dict.fromkeys(payer for one in found.bases for payer in one.totals)
    for payer in payers:
        amounts = (one.totals.get(payer, "-") for one in found.bases)
        table.add_row(f"{_word(payer, 'payers')} 每月 a month", *amounts)
    unknown = "未知 unknown"
    table.add_row("账户计入 credit a month", *(one.credit or unknown for one in found.bases))
    years = (one.pension_a_year or unknown for one in found.bases)
    table.add_row("每缴一年的基础养老金 basic pension for a year paid", *years)
    return Group(table, *_lines(_told(found.notes)))


def claims_for_people(found: list[Claim]) -> RenderableType:
    """A row a claim, the wrong ones with what they should be and why."""
    table = _table("文章核对 · the figures of the article")
    for heading in ("原文 quoted", "判断 verdict", "应为 should be", "原因 why"):
        table.add_column(heading, overflow="fold")
    for one in found:
        why = f"{one.why.zh}\n{one.why.en}"
        should = escape(one.should_be or "-")
        table.add_row(escape(one.quoted), _VERDICTS[one.verdict], should, escape(why))
    wrong = sum(one.verdict == "wrong" for one in found)
    told = f"共 {len(found)} 处,{wrong} 处有误 · {len(found)} claims, {wrong} wrong"
    return Group(table, *_lines([told, *_sources(p for one in found for p in one.policy)]))


def _steps(title: str, steps: Iterable[Step], total: str, notes: Iterable[Note]) -> RenderableType:
    steps = list(steps)
    table = _table(title)
    for heading in ("步骤 step", "算式 sum"):
        table.add_column(heading, overflow="fold")
    table.add_column("金额(元) yuan", justify="right")
    for step in steps:
        amount = step.amount or "-"
        table.add_row(f"{step.what.zh} {step.what.en}", escape(step.formula), amount)
    table.add_section()
    table.add_row("结果 result", "", f"[bold]{total}[/]")
    sources = _sources(policy for step in steps for policy in step.policy)
    return Group(table, *_lines([*_told(notes), *sources]))


def _sources(used: Iterable[PolicyUsed]) -> list[str]:
    found: dict[str, None] = {}
    for one in used:
        days = f"{one.since or '?'} – {one.until or ''}".rstrip(" –")
        address = f" {one.address}" if one.address else ""
        where = f"{one.title}({one.source},{one.confidence}){address}"
        found[f"{one.id} {days}:{where}"] = None
    return list(found)


def _told(notes: Iterable[Note]) -> list[str]:
    return [f"{note.zh} · {note.en}" for note in notes]


def _lines(told: Iterable[str]) -> list[Text]:
    return [Text(f"· {one}") for one in told]


def _word(word: str, among: str) -> str:
    return f"{name(word, 'zh', among)} {name(word, 'en', among)}"


def _place(division: str) -> str:
    found = lists().division_name(division)
    return f"{found.zh} {found.en} {division}"


def _table(title: str) -> Table:
    return Table(title=title, box=box.SIMPLE_HEAD, title_justify="left")
