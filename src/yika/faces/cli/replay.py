"""``yika replay``: a past settlement worked out again, with every rule, and as it would be today.

It is a look at somebody's records and is written down as one.
"""

from typing import Annotated, Any

import typer
from rich import box
from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from yika.faces.cli.edge import OFFICER, out, print_json, with_house
from yika.ground.money import yuan
from yika.guide.quote_told import kind_name, layer_name, step_told, worth_telling
from yika.house import House
from yika.people import service as people
from yika.settlement.model import Shares, Step
from yika.settlement.undoing.replaying import Replayed
from yika.settlement.undoing.replaying import replay as work_out


def replay(
    settlement: Annotated[int, typer.Argument(metavar="SETTLEMENT", help="结算 ID · setl_id")],
    id_number: Annotated[
        str | None, typer.Option(help="谁的结算,写了找得快 / whose it is; then it is found at once")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON / print JSON")] = False,
) -> None:
    """按当时的政策和事实重算一次结算 · work a past settlement out again, every rule shown."""

    async def ask(house: House) -> Replayed:
        async with house.database.transaction() as conn:
            at, person = await house.now(conn), None
            if id_number is not None:
                person = await people.find(conn, house.database.keys, "id_number", id_number)
            return await work_out(conn, house.book, settlement, OFFICER, at, person)

    found = with_house(ask)
    if as_json:
        print_json(replay_told(found))
    else:
        out.print(replay_for_people(found))


def replay_told(found: Replayed) -> dict[str, Any]:
    """A replay as a table: amounts are yuan."""
    today = found.today
    return {
        "setl_id": str(found.settlement_id),
        "mdtrt_id": str(found.visit_id),
        "infno": found.infno,
        "settled_at": found.settled_at,
        "cancelled_by": None if found.cancelled_by is None else str(found.cancelled_by),
        "policy_version": found.policy,
        "benefit_year": found.benefit_year,
        "circumstances": found.circumstances,
        "before": found.before.pools,
        "no_fund": found.no_fund,
        "booked": _shares(found.booked),
        "paid": _paid(found),
        "replayed": _shares(found.shares),
        "equal": found.is_equal,
        "differences": {name: list(two) for name, two in found.differences.items()},
        "steps": [step_told(one) for one in found.steps],
        "today": {
            "on": today.on,
            "policy_version": today.policy,
            "shares": None if today.shares is None else _shares(today.shares),
            "steps": [step_told(one) for one in today.steps],
            "unknown": today.unknown,
        },
    }


def replay_for_people(found: Replayed) -> RenderableType:
    """The steps of its moment, whether they are what was booked, and what today would give."""
    kind = kind_name(found.circumstances.kind)
    when = found.settled_at.strftime("%Y-%m-%d %H:%M")
    title = f"结算 settlement {found.settlement_id} · {kind.zh} {kind.en} · {when}"
    parts: list[RenderableType] = [_steps(title, found.steps)]
    parts += [Text(f"· {name} {amount}") for name, amount in _paid(found).items()]
    if found.no_fund:
        parts.append(Text("没有基金参与:当时停用,或该机构不走统筹 · no fund took part"))
    if found.is_equal:
        parts.append(Text("与记账一致 · equal to what was booked", style="green"))
    for name, (booked, worked) in found.differences.items():
        text = f"不一致 differs: {name} · 记账 booked {booked} · 重算 replayed {worked}"
        parts.append(Text(text, style="red"))
    if found.cancelled_by is not None:
        parts.append(Text(f"已被撤销 · cancelled by {found.cancelled_by}"))
    parts.append(Text(f"政策 policy {found.policy}", style="dim"))
    parts += _today(found)
    return Group(*parts)


def _today(found: Replayed) -> list[RenderableType]:
    today = found.today
    if today.shares is None:
        text = f"今天 today {today.on}: 未公布 · not published: {today.unknown}"
        return [Text(text)]
    if today.shares == found.shares:
        return [Text(f"按今天的政策({today.on})结果相同 · the same today")]
    return [_steps(f"按今天的政策 · under the law of today · {today.on}", today.steps)]


def _steps(title: str, steps: tuple[Step, ...]) -> Table:
    table = Table(title=title, box=box.SIMPLE_HEAD, title_justify="left")
    table.add_column("步骤 step", overflow="fold")
    table.add_column("金额(元) yuan", justify="right")
    table.add_column("政策 policy · 来源 source", overflow="fold")
    for step in (step_told(one) for one in steps if worth_telling(one)):
        law = "" if step.policy is None else f"{step.policy} · {step.source} · {step.since or '?'}"
        amount = f"[bold]{step.amount}[/]" if step.what in ("funds", "person") else step.amount
        table.add_row(escape(f"{step.zh}\n{step.en}"), amount, escape(law))
    return table


def _paid(found: Replayed) -> dict[str, Any]:
    """Out of what the person's own part was paid, as it was booked."""
    return {
        "acct_pay": yuan(found.paid.account_fen),
        "acct_mulaid_pay": yuan(found.paid.shared_fen),
        "psn_cash_pay": yuan(found.paid.cash_fen),
    }


def _shares(shares: Shares) -> dict[str, Any]:
    return {
        "medfee_sumamt": yuan(shares.split.total_fen),
        "inscp_scp_amt": yuan(shares.split.in_scope_fen),
        "act_pay_dedc": yuan(shares.deductible_fen),
        "funds": {layer_name(one).zh: yuan(paid) for one, paid in shares.layers.items()},
        "fund_pay_sumamt": yuan(shares.fund_fen),
        "psn_part_amt": yuan(shares.person_fen),
    }
