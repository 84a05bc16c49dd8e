"""How ``yika why`` tells the plan out of all holds together, and what can be used today."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from rich.markup import escape
from rich.panel import Panel

from yika.guide.telling import name
from yika.standing.model import Care, Plan, Standing, Verdict, Visit


def panels(standing: Standing) -> Iterator[Panel]:
    """The plan, where there is something to do; the care of today, where not everything works."""
    plan = standing.plan
    if plan.waits or any(not one.optional for one in plan.visits):
        lines = list(_plan(plan))
        if plan.otherwise is not None:
            lines = ["[bold]卡找到了 / if the card was found[/]", *lines]
            lines += ["[bold]卡没找到 / if it was not found[/]", *_plan(plan.otherwise)]
        title = "怎样办最省事 / the shortest way"
        yield Panel("\n".join(lines), title=title, title_align="left", border_style="green")
    if standing.verdict is not Verdict.WORKS and standing.care_now:
        lines = [line for one in standing.care_now for line in _care(one)]
        title = "现在看病怎么办 / care right now"
        yield Panel("\n".join(lines), title=title, title_align="left", border_style="cyan")


def _plan(plan: Plan) -> Iterator[str]:
    done = "哪天全部恢复未知 / the day is unknown"
    if plan.done_at is not None:
        done = f"全部恢复 / all works: [bold]{_when(plan.done_at)}[/]"
        if plan.provisional:
            done += " (节假日安排未公布 / provisional)"
    yield f"{done} · 跑 {plan.trips} 趟 trips · {_fee(plan.fee)}"
    for number, one in enumerate((one for one in plan.visits if not one.optional), 1):
        yield from _visit(number, one)
    for wait in plan.waits:
        until = "未知 unknown" if wait.until is None else _when(wait.until)
        yield f"等待 / wait: {_both(wait.cause)} → {until}"


def _visit(number: int, visit: Visit) -> Iterator[str]:
    places = f" ({_list(visit.places)})" if visit.places else ""
    begins = f" {_when(visit.begins_at)} 起 from ·" if visit.begins_at and number > 1 else ""
    matters = " + ".join(_both(matter) for matter in visit.matters)
    yield f"[green]{number}.[/]{begins} {_both(visit.channel)}{places}: {matters}"
    papers = "材料未知 papers unknown" if visit.papers is None else _list(visit.papers)
    days = "时限未知 time unknown" if visit.days is None else f"{visit.days} 个工作日 working days"
    days = "当场 at once" if visit.days == 0 else days
    yield f"   {days} · {_fee(visit.fee)} · {papers or '不用带材料 no papers'}"
    yield f"   [dim]谁去 / who: {_list(visit.who)}[/]"


def _care(care: Care) -> Iterator[str]:
    what = care.credential if care.kind == "credential" and care.credential else care.kind
    uses = f": {_list(care.uses)}" if care.uses else ""
    limits = f" · {'；'.join(_both(limit) for limit in care.limits)}" if care.limits else ""
    yield f"• {_both(what)}{uses}{limits}"
    for way in care.ways[:1]:
        papers = "未知 unknown" if way.papers is None else _list(way.papers)
        yield f"   {_both(way.matter)} · {_both(way.channel)} · {papers or '不用带材料 no papers'}"
    rests = ", ".join(f"{ref.id} [{ref.source}, {ref.confidence}]" for ref in care.policy)
    if rests:
        yield f"   [dim]依据 / law: {escape(rests)}[/]"


def _fee(fee: str | None) -> str:
    return "费用未知 fee unknown" if fee is None else f"{fee} 元 yuan"


def _list(words: Sequence[str]) -> str:
    return "、".join(name(word, "zh") for word in words)


def _both(word: str) -> str:
    return f"{name(word, 'zh')} / {name(word, 'en')}"


def _when(at: datetime) -> str:
    return at.strftime("%Y-%m-%d %H:%M")
