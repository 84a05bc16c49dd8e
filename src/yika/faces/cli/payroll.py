"""``yika payroll …``: declarations of bases; every error is told before anything is taken."""

from collections.abc import Awaitable, Callable
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from rich import box
from rich.console import RenderableType
from rich.markup import escape
from rich.table import Table

from yika.faces.cli.contribution import AsJson, Region, division_of
from yika.faces.cli.edge import OFFICER, out, print_json, telling, with_house
from yika.ground.errors import Unavailable
from yika.guide.employer_told import (
    DeclaredTold,
    PreviewTold,
    declared_told,
    preview_told,
)
from yika.house import House
from yika.insurance.books import employers, payroll
from yika.insurance.books.employers import Employer
from yika.insurance.books.payroll_files import FILE_MAX
from yika.insurance.entitled import spans
from yika.insurance.entitled.spans import month as month_from
from yika.store.db import Conn

T = TypeVar("T")
app = typer.Typer(no_args_is_help=True, help="缴费工资申报 / payrolls of employers")


class FileNotRead(Unavailable):
    """A file cannot be read. Facts: file."""

    code = "file_not_read"


File = Annotated[Path, typer.Argument(metavar="FILE", help="CSV 或 xlsx / a CSV or xlsx file")]
Code = Annotated[
    str, typer.Option("--employer", metavar="CODE", help="统一社会信用代码 / credit code")
]
Period = Annotated[str, typer.Option("--period", metavar="MONTH", help="哪个月 / month, 2026-03")]


@app.command("preview")
def preview(
    file: File, employer: Code, region: Region, period: Period, as_json: AsJson = False
) -> None:
    """逐行列出错误和提醒,什么也不写。/ Every error and warning, row by row; nothing is written."""
    month, content = month_of(period), telling(lambda: _content(file))

    async def ask(house: House, conn: Conn, who: Employer, now: datetime) -> PreviewTold:
        to = conn, house.database.keys, house.book, OFFICER, who, month
        return preview_told(await payroll.preview(*to, content, now))

    found = with_employer(region, employer, ask)
    if as_json:
        print_json(found)
    else:
        out.print(_preview(found))
    if found.errors:
        raise typer.Exit(1)


@app.command("declare")
def declare(
    file: File,
    employer: Code,
    region: Region,
    period: Period,
    skip_errors: Annotated[
        bool, typer.Option("--skip-errors", help="跳过有错的行 / leave wrong rows out")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """申报:新基数、新员工;同一文件只收一次。/ Take new bases and newcomers, once a file."""
    month, content = month_of(period), telling(lambda: _content(file))

    async def do(house: House, conn: Conn, who: Employer, now: datetime) -> DeclaredTold:
        to = conn, house.database.keys, house.book, OFFICER, who, month, content
        return declared_told(await payroll.declare(*to, now, skip_errors=skip_errors))

    done = with_employer(region, employer, do)
    if as_json:
        print_json(done)
        return
    if done.preview.problems:
        out.print(_preview(done.preview))
    if done.replayed:
        out.print(
            "这个文件已经申报过,没有重复办理。/ This file was taken before; nothing is done twice."
        )
    told = f"新参保 enrolled {done.enrolled} · 改基数 changed {done.changed}"
    out.print(f"[green]✓ 已申报 / declared[/] {told} · 更正账单 corrected {done.corrected}")


def with_employer(
    region: str, code: str, work: Callable[[House, Conn, Employer, datetime], Awaitable[T]]
) -> T:
    """Do something with an employer of a region, in one transaction."""
    division = division_of(region)

    async def do(house: House) -> T:
        async with house.database.transaction() as conn:
            employer = await employers.by_code(conn, int(division), code)
            return await work(house, conn, employer, await house.now(conn))

    return with_house(do)


def month_of(text: str) -> date:
    """The first day of a month as typed."""
    found = month_from(text)
    if found is None:
        years = spans.EARLIEST, spans.LATEST
        zh = "--period 应写成 2026-03,年份在 {} 与 {} 之间".format(*years)
        en = "write a month such as 2026-03, of the years {} to {}".format(*years)
        raise typer.BadParameter(f"{zh} / {en}: {text[:20]}")
    return found


def _content(file: Path) -> bytes:
    """A file, and one byte more than is taken, so that the room says that it is too large."""
    try:
        with file.open("rb") as stream:
            return stream.read(FILE_MAX + 1)
    except OSError:
        raise FileNotRead(file=str(file)) from None


def _preview(found: PreviewTold) -> RenderableType:
    """A row a problem, errors first."""
    verdict = f"{found.errors} 处错误 errors" if found.errors else "没有错误 no errors"
    told = f"{found.rows} 行 rows,{found.good_rows} 行可收 good · {verdict}"
    table = Table(title=f"{found.employer} · {found.period} · {told}", box=box.SIMPLE_HEAD)
    for heading in ("行 row", "姓名 name", "证件号码 ID number", "问题 problem"):
        table.add_column(heading, overflow="fold")
    for one in sorted(found.problems, key=lambda one: (not one.is_error, one.row)):
        mark = "[red]✗[/]" if one.is_error else "[yellow]![/]"
        said = f"{mark} {escape(one.zh)}\n  [dim]{escape(one.en)}[/]"
        table.add_row(str(one.row or "-"), escape(one.name), one.id_number, said)
    newcomers = f"新参保 newcomers {found.newcomers} · 改基数 changed {found.changed}"
    table.caption = f"{newcomers}{' · 已申报过 declared before' if found.is_declared else ''}"
    return table
