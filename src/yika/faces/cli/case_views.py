"""Cases and matters as a terminal shows them."""

from collections.abc import Sequence

from rich import box
from rich.console import Group, RenderableType
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table

from yika.guide.comes_to import CaseForOfficers, ComesTo
from yika.guide.matters_told import GuideTold, MatterTold, WayTold
from yika.guide.telling import name
from yika.matters.cases.looking import Queued
from yika.matters.cases.model import CaseTold
from yika.policy.words import lists

UNKNOWN = "此地未公布 not published here"
BY_OFFICERS = "由经办人员填写 officers enter it"


def word(told: str | None, among: str) -> str:
    """A word of a list in both languages."""
    if told is None:
        return "–"
    return f"{name(told, 'zh', among)} {name(told, 'en', among)}"


def case_for_people(case: CaseForOfficers) -> RenderableType:
    """A panel: how far, who has it, by when, the papers, every step."""
    late = " [bold red]超期 late[/]" if case.is_late else ""
    lines = [
        f"[bold]{word(case.state, 'case_states')}[/] · {word(case.with_whom, 'case_with')}",
        f"期限 due: {_due(case)}{late}",
        f"申请人 applicant: {word(case.applicant, 'applicants')}",
        f"渠道 channel: {word(case.channel, 'channels')}",
    ]
    if case.concerns is not None:
        lines.append(f"异议所指 about: {escape(case.concerns['zh'])} {escape(case.concerns['en'])}")
    papers = [
        f"  {word(one.paper, 'papers')} · {word(one.state, 'paper_states')}" for one in case.papers
    ]
    lines += ["材料 papers:", *papers] if papers else []
    lines += _comes_to(case.comes_to)
    lines.append("经过 steps:")
    for step in case.steps:
        said = "" if step.text is None else f" · {escape(step.text)}"
        at = f"{step.at:%Y-%m-%d %H:%M}"
        lines.append(f"  {at} {word(step.step, 'case_steps')} · {step.actor}{said}")
    title = f"{case.number} · {word(case.matter, 'matters')} · {case.person}"
    return Panel("\n".join(lines), title=title, expand=False)


def _comes_to(found: ComesTo | None) -> list[str]:
    """What it would come to: the amount, each step with its source, or what speaks against it."""
    if found is None:
        return []
    amount = (
        "由经办人员填写 officers enter it" if found.amount is None else f"{found.amount} 元 yuan"
    )
    most = "" if found.at_most is None else f"，至多 at most {found.at_most}"
    lines = [f"测算 comes to: [bold]{amount}[/]{most}"]
    if found.against:
        lines = ["[red]测算 comes to: 现在不能支付 cannot be paid now[/]"]
    lines += [f"  [red]✗[/] {escape(one.zh)} {escape(one.en)}" for one in found.against]
    if found.days is not None:
        base = "–" if found.base is None else found.base
        lines.append(f"  天数 days: {found.days} · 月平均基数 average base: {base}")
    for step in () if found.claim is None else found.claim.steps:
        source = "" if step.title is None else f" · {step.title}"
        since = "" if step.since is None else f" ({step.since})"
        lines.append(escape(f"  {step.amount} {step.zh} {step.en}{source}{since}"))
    return lines


def _due(case: CaseTold) -> str:
    """By when the agency decides, or from when its days count."""
    if case.with_whom is None:
        return "–"
    extra = _provisional(case.due_provisional)
    if case.days_once_complete is not None:
        days, on = case.days_once_complete, case.due_if_complete_today
        zh = f"材料交齐之日起 {days} 个工作日；今天交齐的，{on} 前{extra}"
        return f"{zh} · {days} working days from when the papers are complete; if today, {on}"
    return "–" if case.due_on is None else f"{case.due_on}{extra}"


def queue_for_people(found: Sequence[Queued]) -> RenderableType:
    """A table: what lies on the desk."""
    table = Table(
        "办件号 number", "事项 matter", "人 person", "进度 state", "期限 due", box=box.SIMPLE
    )
    for one in found:
        due = "–" if one.due_on is None else f"{one.due_on}{_provisional(one.due_provisional)}"
        late = " [bold red]超期 late[/]" if one.is_late else ""
        matter, state = word(one.matter, "matters"), word(one.state, "case_states")
        table.add_row(one.number, matter, one.person, state, f"{due}{late}")
    return table


def preflight_for_people(found: GuideTold) -> RenderableType:
    """The definition, and what each way asks for."""
    limit = UNKNOWN if found.limit_days is None else f"{found.limit_days}"
    promised = UNKNOWN if found.promised_days is None else f"{found.promised_days}"
    lines = [
        f"编码 code: {found.code or UNKNOWN} · {word(found.decision_by, 'decisions')}",
        f"法定时限 statutory: {limit} · 承诺时限 promised: {promised} 工作日 working days",
    ]
    if found.due_on is not None:
        lines.append(f"现在申请 if now: {found.due_on}{_provisional(found.due_provisional)}")
    else:
        lines.append(f"期限 due: {UNKNOWN}")
    if found.applicant is not None:
        lines.append(f"申请人 applicant: {word(found.applicant, 'applicants')}")
    lines += [f"办理中 under way: {number}" for number in found.open_cases]
    for option in found.options:
        values = "、".join(f"{one.value} {one.zh}" for one in option.values)
        lines.append(f"选项 --option {option.option}= ({option.zh} {option.en}): {values}")
    for one in found.follows:
        lines += [f"[yellow]! {escape(one.zh)}[/]", f"[yellow]  {escape(one.en)}[/]"]
    head = Panel("\n".join(lines), title=word(found.matter, "matters"), expand=False)
    return Group(head, *(_way(way) for way in found.ways))


def matters_for_people(found: Sequence[MatterTold]) -> RenderableType:
    """A table: every matter, where it is offered, who decides."""
    columns = ("事项 matter", "渠道 channels", "决定 decided by", "时限 days")
    table = Table(*columns, box=box.SIMPLE)
    for one in found:
        channels = " ".join(name(each, "zh", "channels") for each in one.channels)
        offered = {None: UNKNOWN, False: "不办理 no", True: channels}[one.is_offered]
        days = "–" if one.promised_days is None else str(one.promised_days)
        decided = word(one.decision_by, "decisions")
        table.add_row(f"{one.matter} {one.zh}", offered, decided, days)
    return table


def _way(way: WayTold) -> RenderableType:
    papers = UNKNOWN if way.papers is None else _listed(way.papers, "papers")
    lines = [f"材料 papers: {papers}"]
    if way.only_for is not None:
        lines.insert(0, f"仅限 only for: {escape(way.only_for.zh)} · {escape(way.only_for.en)}")
    for who, extra in way.extra_papers.items():
        lines.append(f"  {word(who, 'applicants')}: {_listed(extra, 'papers')}")
    if way.may_commit:
        lines.append(f"可承诺 commitment: {_listed(way.may_commit, 'papers')}")
    fee = UNKNOWN if way.fee is None else f"{way.fee} 元 yuan"
    days = UNKNOWN if way.days is None else f"{way.days} 工作日 working days"
    lines += [f"费用 fee: {fee} · {days}", f"可办 who: {_listed(way.applicants, 'applicants')}"]
    if way.is_open is False:
        lines.append(f"[red]✗ {' '.join(way.because)}[/]")
    if way.note is not None:
        lines += [f"[dim]{escape(way.note['zh'])}[/]", f"[dim]{escape(way.note['en'])}[/]"]
    return Panel("\n".join(lines), title=word(way.channel, "channels"), expand=False)


def _listed(words: Sequence[str], among: str) -> str:
    """Words by their names; none is said."""
    if not words:
        return "无 none"
    return "、".join(lists().words[among][one].zh for one in words)


def _provisional(is_provisional: bool) -> str:
    return " 暂定 provisional" if is_provisional else ""
