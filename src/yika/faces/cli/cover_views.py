"""How somebody's insurance and account look to people: tables, Chinese first."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from rich import box
from rich.console import Group, RenderableType
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from yika.guide.account_told import AccountTold, ShareTold, StatementTold
from yika.guide.cover_told import CoverTold, EnrolmentTold, RecordTold, UnpaidTold, WaitingTold
from yika.guide.telling import name
from yika.insurance.entitled.years import YearsCounted
from yika.policy.words import lists

RECORDS_SHOWN = 24
KINDS = {
    "month": "月 month",
    "year": "年 year",
    "repair": "修复 repair",
    "correction": "更正 correction",
}
WHO = {
    "you": "本人 you",
    "employer": "单位 the employer",
    "agency": "经办机构 the agency",
    "nobody": "等待即可 just wait",
}
WALLETS = {"current": "当年 current", "carried": "历年 carried", "both": "当年↔历年 both"}
STAGES = {"noticed": "已通知 noticed", "cleared": "在途 on its way", "arrived": "已到账 arrived"}
HOW = {
    "registered": "登记 registered",
    "newborn": "新生儿 newborn",
    "moved_in": "转入 moved in",
    "retired": "退休 retired",
    "carried": "结转 carried",
}


def cover_for_people(found: CoverTold) -> RenderableType:
    """Entitlement first, then what is unpaid, enrolments, years and records."""
    scheme = "未参保 not enrolled" if found.scheme is None else _word(found.scheme, "insurances")
    title = f"{escape(found.name)} {found.id_number} · {_place(found.region)} · {scheme}"
    parts: list[RenderableType] = [
        Panel("\n".join(_entitled(found.entitlement)), title=title, expand=False)
    ]
    parts += [unpaid_for_people(one) for one in found.unpaid]
    if found.waiting:
        parts.append(_waiting(found.waiting))
    parts.append(_enrolments(found.enrolments))
    parts.append(Text(f"· {_years(found.years)}"))
    if found.records:
        parts.append(_records(found.records))
    return Group(*parts)


def unpaid_for_people(found: UnpaidTold) -> RenderableType:
    """Why a period is unpaid."""
    period = f"{found.period:%Y-%m}"
    if found.is_paid and not found.causes:
        return Text(f"✓ {period} 已缴 paid {found.paid_on}")
    lines: list[str] = []
    for cause in found.causes:
        lines.append(f"[yellow]{cause.says.zh}[/] / {cause.says.en}")
        told = [f"由 / by {WHO[cause.who]}"]
        told += [f"{_word(cause.matter, 'matters')}"] if cause.matter else []
        told += [f"{cause.amount} 元 yuan"] if cause.amount else []
        told += [f"期限 / due {cause.due_on}"] if cause.due_on else []
        told += [f"自 / since {_at(cause.since)}"] if cause.since else []
        lines.append(f"  {' · '.join(told)}")
    title = f"{period} 为什么未缴 / why unpaid"
    return Panel("\n".join(lines), title=title, title_align="left", expand=False)


def account_for_people(found: AccountTold) -> RenderableType:
    """Where every yuan is."""
    table = _table(f"{escape(found.name)} {found.id_number} · {_place(found.region)}")
    table.add_column("账户 account")
    table.add_column("金额(元) yuan", justify="right")
    for what, amount in (
        ("[bold]可用 usable[/]", f"[bold]{found.usable}[/]"),
        ("  当年 this year's", found.current),
        ("  历年 carried over", found.carried),
        ("清户在途 on its way to another bank", found.clearing),
        ("住院预交金 deposit for a stay", found.deposit),
        ("待追回 owed", found.owed),
    ):
        table.add_row(what, amount)
    parts: list[RenderableType] = [table]
    for one in found.clear_outs:
        banks = f"{one.old_bank} → {one.new_bank}"
        told = f"清户 clear-out {_at(one.noticed_at)} {banks}: {STAGES[one.stage]} {one.amount}"
        parts.append(Text(f"· {told}"))
    parts += _shares("我给家人用 / shared with", found.shares_given)
    parts += _shares("家人给我用 / shared by", found.shares_received)
    return Group(*parts)


def statement_for_people(found: StatementTold) -> RenderableType:
    """What moved, line by line."""
    table = _table(f"{escape(found.name)} {found.id_number} · {found.since} – {found.until}")
    for heading in ("时间 when", "摘要 reason", "账户 wallet"):
        table.add_column(heading)
    for heading in ("金额 amount", "余额 balance"):
        table.add_column(heading, justify="right")
    table.add_row("", "期初 opening", "", "", found.opening)
    for one in found.lines:
        reason = f"{one.zh} {one.en}"
        table.add_row(_at(one.happened_at), reason, WALLETS[one.wallet], one.amount, one.balance)
    table.add_section()
    table.add_row("", "期末 closing", "", f"+{found.came_in} −{found.went_out}", found.closing)
    return table


def _entitled(found: dict[str, Any]) -> list[str]:
    yes = "[bold green]可以享受 / entitled[/]"
    lines = [yes if found["entitled"] else "[bold red]不能享受 / not entitled[/]"]
    begins, ends = found["begins_on"] or "未知 unknown", found["ends_on"] or "—"
    lines.append(f"{found['on']} · 自 / from {begins} · 至 / to {ends}")
    for reason in found["because"]:
        lines += [f"· {escape(reason.zh)}", f"  [dim]{escape(reason.en)}[/]"]
    for way in found["earlier_if"]:
        lines += [f"[green]→ {escape(way.zh)}[/]", f"  [dim]{escape(way.en)}[/]"]
    return lines


def _waiting(waiting: Iterable[WaitingTold]) -> Table:
    table = _table("待处理款项 · money that waits")
    for heading in ("月份 period", "原因 cause", "金额 yuan", "自 since"):
        table.add_column(heading)
    for one in waiting:
        cause = _word(one.cause, "unpaid_causes")
        table.add_row(f"{one.period:%Y-%m}", cause, one.amount, _at(one.since))
    return table


def _enrolments(enrolments: Iterable[EnrolmentTold]) -> Table:
    table = _table("参保登记 · enrolments")
    for heading in (
        "险种 scheme",
        "自 since",
        "至 until",
        "单位/人群 employer, group",
        "基数 base",
    ):
        table.add_column(heading, overflow="fold")
    for one in enrolments:
        group = _word(one.group, "resident_groups") if one.group else "-"
        until = "-" if one.ends_on is None else f"{one.ends_on} {one.end_reason}"
        scheme = _word(one.scheme, "insurances")
        scheme += " 退休 retired" if one.is_retired else ""
        since = f"{one.starts_on} {HOW[one.how]}"
        table.add_row(scheme, since, until, escape(one.employer or group), one.base or "-")
    return table


def _records(records: tuple[RecordTold, ...]) -> Table:
    table = _table("缴费记录 · payments")
    for heading in ("期间 period", "险种 scheme", "缴费方 payer"):
        table.add_column(heading, overflow="fold")
    for heading in ("基数 base", "应缴 owed", "已缴 paid"):
        table.add_column(heading, justify="right")
    table.add_column("缴清/期限 paid on, due")
    for one in records[:RECORDS_SHOWN]:
        paid = str(one.paid_on) if one.paid_on else f"[yellow]未缴清 open, {one.due_on}[/]"
        table.add_row(
            f"{one.period:%Y-%m} {KINDS[one.kind]}",
            _word(one.scheme, "insurances"),
            escape(one.employer or _word(one.owed_by, "payers")),
            one.base or "-",
            one.owed,
            one.paid,
            paid,
        )
    if len(records) > RECORDS_SHOWN:
        table.caption = f"另有 {len(records) - RECORDS_SHOWN} 条,见 --json · more: --json"
    return table


def _years(found: YearsCounted) -> str:
    told = f"累计缴费 paid in all: {found.months} 个月 months, 本地 here: {found.local_months}"
    if found.needed_months is not None:
        told += f" · 需要 needed: {found.needed_months}"
    if found.still_months is not None:
        told += f" · 还差 still: {found.still_months}"
    return told


def _shares(title: str, shares: tuple[ShareTold, ...]) -> list[RenderableType]:
    if not shares:
        return []
    table = _table(title)
    for heading in ("姓名 name", "关系 relation", "状态 state", "今年还可用 left", "编号 share id"):
        table.add_column(heading)
    for one in shares:
        state = "有效 in force" if one.is_in_force else f"已止 ended {_at(one.ends_at)}"
        left = one.left_this_year or ("不限 no limit" if one.is_in_force else "-")
        relation = _word(one.relation, "relations")
        table.add_row(escape(one.name or "-"), relation, state, left, one.share_id)
    return [table]


def _word(word: str, among: str) -> str:
    return f"{name(word, 'zh', among)} {name(word, 'en', among)}"


def _at(at: datetime | date | None) -> str:
    return "-" if at is None else f"{at:%Y-%m-%d %H:%M}"


def _place(division: str) -> str:
    return lists().division_name(division).zh


def _table(title: str) -> Table:
    return Table(title=title, box=box.SIMPLE_HEAD, title_justify="left")
