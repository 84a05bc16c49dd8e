"""``yika employer …``: employers, what they owe, what they pay."""

from datetime import datetime
from typing import Annotated
from uuid import UUID, uuid4

import typer
from rich import box
from rich.console import RenderableType
from rich.markup import escape
from rich.table import Table

from yika.faces.cli.acts import Key
from yika.faces.cli.contribution import AsJson, Region, division_of
from yika.faces.cli.edge import OFFICER, instant, out, print_json, with_house
from yika.faces.cli.payroll import Code, Period, month_of, with_employer
from yika.guide.employer_told import (
    BillsTold,
    EmployerTold,
    ReceiptTold,
    bills_told,
    employer_told,
    receipt_told,
)
from yika.house import House
from yika.insurance.amounts.sums import money
from yika.insurance.books import employer_payments, employers
from yika.insurance.books.employers import Employer
from yika.policy.words import lists
from yika.store.db import Conn

app = typer.Typer(no_args_is_help=True, help="用人单位 / employers")
Amount = Annotated[str, typer.Option("--amount", metavar="YUAN", help="金额(元) / yuan")]


@app.command("register")
def register(
    code: Code,
    region: Region,
    name: Annotated[str, typer.Option("--name", help="单位名称 / its name")],
    injury_class: Annotated[
        int, typer.Option("--injury-class", help="工伤行业类别 / class of risk")
    ] = 1,
    as_json: AsJson = False,
) -> None:
    """单位参保登记。/ Register an employer."""
    division = int(division_of(region))

    async def do(house: House) -> EmployerTold:
        async with house.database.transaction() as conn:
            now = await house.now(conn)
            to = conn, OFFICER, division, code, name, injury_class
            made = await employers.register(*to, now)
            return await employer_told(conn, house.book, made, now)

    _show(with_house(do), as_json)


@app.command("show")
def show(code: Code, region: Region, as_json: AsJson = False) -> None:
    """单位和每月欠费(含滞纳金)。/ An employer, and what is open with late fees."""

    async def ask(house: House, conn: Conn, who: Employer, now: datetime) -> EmployerTold:
        return await employer_told(conn, house.book, who, now)

    _show(with_employer(region, code, ask), as_json)


@app.command("bills")
def bills(code: Code, region: Region, period: Period, as_json: AsJson = False) -> None:
    """某月全部账单。/ Every bill of a month, paid or not."""
    month = month_of(period)

    async def ask(_: House, conn: Conn, who: Employer, now: datetime) -> BillsTold:  # noqa: ARG001
        return await bills_told(conn, who, month)

    found = with_employer(region, code, ask)
    if as_json:
        print_json(found)
    else:
        out.print(_bills(found))


@app.command("pay")
def pay(
    code: Code,
    region: Region,
    amount: Amount,
    paid_at: Annotated[
        str | None, typer.Option(metavar="T", help="何时到账,默认现在 / when; default: now")
    ] = None,
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """单位缴费到账:先还早的。/ A payment of an employer, placed oldest first."""
    at, fen, once = instant(paid_at), _fen(amount), key or str(uuid4())

    async def do(house: House, conn: Conn, who: Employer, now: datetime) -> ReceiptTold:
        done = await employer_payments.pay(conn, house.book, OFFICER, who, fen, once, at, now)
        return receipt_told(who.region, done)

    _receipt(with_employer(region, code, do), as_json)


@app.command("refund")
def refund(
    region: Region,
    payment_id: Annotated[UUID, typer.Option(help="缴费编号 / the payment")],
    amount: Annotated[
        str | None,
        typer.Option(metavar="YUAN", help="金额,默认全部余款 / default: all that is left"),
    ] = None,
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """退还没有用掉的缴费。/ Send back what no bill took of a payment."""
    division, fen = int(division_of(region)), None if amount is None else _fen(amount)

    async def do(house: House) -> ReceiptTold:
        async with house.database.transaction() as conn:
            to = conn, OFFICER, division, payment_id, fen, key or str(uuid4())
            done = await employer_payments.refund(*to, await house.now(conn))
            return receipt_told(division, done)

    _receipt(with_house(do), as_json)


def _fen(amount: str) -> int:
    found = money(amount)
    if found is None:
        raise typer.BadParameter(f"--amount 应写成 1280.50 / write yuan: {amount[:20]}")
    return found


def _show(found: EmployerTold, as_json: bool) -> None:
    if as_json:
        print_json(found)
        return
    place = lists().division_name(found.region).zh
    table = _table(f"{escape(found.name)} {found.code} · {place} · 应付 to pay {found.to_pay}")
    table.add_column("月份 period")
    for heading in ("账单 bills", "欠费 rest", "滞纳金 late fee"):
        table.add_column(heading, justify="right")
    table.add_column("期限 due")
    for one in found.due:
        table.add_row(one.period, str(one.bills), one.rest, one.late_fee, str(one.due_on))
    out.print(table if found.due else f"✓ {escape(found.name)} {found.code} 不欠费 / owes nothing")


def _bills(found: BillsTold) -> RenderableType:
    table = _table(
        f"{found.code} · {found.period} · 应缴 owed {found.owed} · 已缴 paid {found.paid}"
    )
    for heading in ("参保人 person", "种类 kind", "期限 due", "缴清 paid on"):
        table.add_column(heading)
    for heading in ("基数 base", "应缴 owed", "已缴 paid"):
        table.add_column(heading, justify="right")
    for one in found.bills:
        days = str(one.due_on), str(one.paid_on or "-")
        table.add_row(one.person, one.kind, *days, one.base or "-", one.owed, one.paid)
    return table


def _receipt(found: ReceiptTold, as_json: bool) -> None:
    if as_json:
        print_json(found)
        return
    again = "(重复提交,没有再次入账 / a repeat; nothing moved) " if found.replayed else ""
    out.print(f"[green]✓[/] {again}{found.amount} 元 yuan · {found.payment_id}", highlight=False)
    fees = [one for one in found.placed if one.purpose == "late_fee"]
    placed = len(found.placed) - len(fees)
    out.print(f"  销账 bills {placed} · 滞纳金 late fees {len(fees)} · 余款 credit {found.credit}")
    out.print(f"  已退 refunded {found.refunded}")


def _table(title: str) -> Table:
    return Table(title=title, box=box.SIMPLE_HEAD, title_justify="left")
