"""``yika settlement …``: what visits, stays and purchases cost, who paid, what is left."""

from collections.abc import Awaitable, Callable
from datetime import date, datetime
from typing import Annotated, TypeVar

import typer
from rich import box
from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from yika.faces.cli.account import Since, Until
from yika.faces.cli.acts import AsJson, IdNumber
from yika.faces.cli.edge import OFFICER, out, print_json, with_house
from yika.guide.bills_told import BillShown, BillsTold, BillTold, bill_shown, bills_told
from yika.guide.year_told import AmountTold, YearTold
from yika.house import House
from yika.people import service as people
from yika.people.model import PersonKey
from yika.store.db import Conn

app = typer.Typer(no_args_is_help=True, help="医保结算 / bills settled, and what the year leaves")
T = TypeVar("T")
Number = Annotated[int, typer.Argument(metavar="SETTLEMENT", help="结算 ID · setl_id")]


@app.command("list")
def listed(
    id_number: IdNumber, since: Since = None, until: Until = None, as_json: AsJson = False
) -> None:
    """每次结算谁付了多少,本年已用和还剩。/ Who paid what of each bill; used and left this year."""

    async def ask(house: House, conn: Conn, person: PersonKey, now: datetime) -> BillsTold:
        keys, days = house.database.keys, (_day(since), _day(until))
        return await bills_told(conn, keys, house.book, OFFICER, person, *days, now)

    found = _asked(id_number, ask)
    if as_json:
        print_json(found)
    else:
        out.print(Group(*_of_year(found.year), _bills(found)))


@app.command("show")
def show(settlement: Number, id_number: IdNumber, as_json: AsJson = False) -> None:
    """一次结算的明细和每一步。/ One bill with its lines and every step."""

    async def ask(house: House, conn: Conn, person: PersonKey, now: datetime) -> BillShown:
        return await bill_shown(conn, house.book, OFFICER, person, settlement, now)

    found = _asked(id_number, ask)
    if as_json:
        print_json(found)
    else:
        out.print(_shown(found))


def _asked(id_number: str, ask: Callable[[House, Conn, PersonKey, datetime], Awaitable[T]]) -> T:
    async def run(house: House) -> T:
        async with house.database.transaction() as conn:
            person = await people.find(conn, house.database.keys, "id_number", id_number)
            return await ask(house, conn, person, await house.now(conn))

    return with_house(run)


def _of_year(year: YearTold) -> list[RenderableType]:
    told: list[RenderableType] = [
        Text(f"待遇年度 benefit year {year.begins_on} – {year.ends_on}", style="bold"),
        Text(f"基金共付 the funds paid {year.fund_paid} 元 yuan"),
    ]
    for one in year.ceilings:
        told.append(Text(f"· {one.zh}:{one.left_zh}\n  {one.en}: {one.left_en}"))
        if one.bonus_zh:
            told.append(Text(f"  {one.bonus_zh}\n  {one.bonus_en}"))
    told += [Text(f"· 未公布 not published: {one}") for one in year.unknown]
    return told + [Text(f"· {one.zh} {one.en}: {_amounts(one.sums)}") for one in year.care]


def _bills(found: BillsTold) -> Table:
    title = f"结算 bills {found.since} – {found.until}"
    table = Table(title=title, box=box.SIMPLE_HEAD, title_justify="left")
    table.add_column("结算 setl_id")
    table.add_column("时间 when")
    table.add_column("何处何类 where, what", overflow="fold")
    table.add_column("总额 total", justify="right")
    table.add_column("谁付 who paid", overflow="fold")
    for one in found.bills:
        where = escape(f"{one.institution_name or '–'}\n{one.care_zh} {one.care_en}")
        when = f"{one.settled_at:%Y-%m-%d %H:%M}{_state(one)}"
        table.add_row(one.setl_id, when, where, one.total, escape(_amounts(one.paid_by)))
    return table


def _state(one: BillTold) -> str:
    if one.cancelled_at is not None:
        return "\n已撤销 cancelled"
    return "\n中途 interim" if one.is_interim else ""


def _shown(found: BillShown) -> RenderableType:
    bill = found.bill
    lines = Table("项目 item", "数量", "金额 total", "政策范围内 within scope", box=box.SIMPLE_HEAD)
    for line in found.lines:
        lines.add_row(escape(line.name or line.item), line.quantity, line.total, line.in_scope)
    steps = Table("步骤 step", "金额(元) yuan", "政策 policy", box=box.SIMPLE_HEAD)
    for step in found.steps:
        steps.add_row(escape(f"{step.zh}\n{step.en}"), step.amount, escape(step.policy or ""))
    head = Text(f"{bill.setl_id} · {bill.institution_name or '–'} · {bill.zh}\n{bill.en}")
    paid, made = _amounts(bill.paid_by), _amounts(bill.made_of)
    return Group(head, Text(f"谁付 who paid: {paid}"), Text(f"组成 made of: {made}"), lines, steps)


def _amounts(found: tuple[AmountTold, ...]) -> str:
    return "; ".join(f"{one.zh} {one.en} {one.amount}" for one in found)


def _day(at: datetime | None) -> date | None:
    return None if at is None else at.date()
