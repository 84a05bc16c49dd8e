"""``yika catalogue …``: every error of every row is told before anything is taken."""

from pathlib import Path
from typing import Annotated

import typer
from rich import box
from rich.console import RenderableType
from rich.markup import escape
from rich.table import Table

from yika.faces.cli.contribution import AsJson, Region, division_of
from yika.faces.cli.edge import OFFICER, out, print_json, telling, with_house
from yika.faces.cli.payroll import FileNotRead
from yika.guide.catalogue_told import ImportTold, ItemTold, headings, import_told, item_told
from yika.house import House
from yika.institutions import importing
from yika.institutions.catalogue import NoSuchItem, catalogue
from yika.institutions.catalogue_files import FILE_MAX

app = typer.Typer(no_args_is_help=True, help="医保目录 / the catalogue")
File = Annotated[Path, typer.Argument(metavar="FILE", help="CSV(UTF-8 或 GB18030)/ a CSV file")]


@app.command("import")
def take(
    file: File,
    region: Region = "999900",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="只检查,不写入 / look only, write nothing")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """导入目录:有一处错误就都不写。/ Take a catalogue whole, or not at all."""
    division, content = int(division_of(region)), telling(lambda: _content(file))

    async def look(house: House) -> importing.Import:
        async with house.database.transaction() as conn:
            return await importing.preview(conn, division, content)

    async def do(house: House) -> importing.Import:
        async with house.database.transaction() as conn:
            now = await house.now(conn)
            return await importing.take(conn, OFFICER, division, content, now)

    found = import_told(with_house(look))
    if not dry_run and not found.problems:
        found = import_told(with_house(do))
    if as_json:
        print_json(found)
    else:
        out.print(_told(found, dry_run=dry_run))
    if found.problems:
        raise typer.Exit(1)


@app.command("show")
def show(
    code: Annotated[str, typer.Argument(metavar="CODE", help="医疗目录编码 / its code")],
    region: Region = "999900",
    as_json: AsJson = False,
) -> None:
    """一个编码的等级、首付比例、限价,从哪天到哪天。/ What a code is, from when until when."""
    division = int(division_of(region))

    async def ask(house: House) -> list[ItemTold]:
        async with house.database.transaction() as conn:
            rows = (await catalogue(conn, division)).rows(code)
        if not rows:
            raise NoSuchItem(item=code[:50])
        return [item_told(one) for one in rows]

    found = with_house(ask)
    if as_json:
        print_json(found)
    else:
        out.print(_rows(found))


@app.command("headings")
def columns(as_json: AsJson = False) -> None:
    """文件里可以有哪些列。/ The columns that a file may have."""
    if as_json:
        print_json(headings())
        return
    table = Table("列 column", "也可以写 or", "必需 needed", box=box.SIMPLE_HEAD)
    for one in headings():
        table.add_row(one.name, "、".join(one.also), "✓" if one.needed else "")
    out.print(table)


def _content(file: Path) -> bytes:
    """A file, and one byte more than is taken, so that the room says that it is too large."""
    try:
        with file.open("rb") as stream:
            return stream.read(FILE_MAX + 1)
    except OSError:
        raise FileNotRead(file=str(file)) from None


def _told(found: ImportTold, *, dry_run: bool) -> RenderableType:
    told = f"{found.rows} 行 rows · 新 added {found.added} · 止 ended {found.ended}"
    told = f"{told} · 未变 unchanged {found.unchanged}"
    if not found.problems:
        done = "检查通过,未写入 / nothing written" if dry_run else f"版本 version {found.version}"
        return f"[green]✓[/] {told} · {done}"
    title = f"{len(found.problems)} 处错误 errors,没有写入 / nothing written · {told}"
    table = Table(title=title, box=box.SIMPLE_HEAD)
    for heading in ("行 row", "列 column", "问题 problem"):
        table.add_column(heading, overflow="fold")
    for one in found.problems:
        said = f"[red]✗[/] {escape(one.zh)}\n  [dim]{escape(one.en)}[/]"
        table.add_row(str(one.row), one.column, said)
    return table


def _rows(found: list[ItemTold]) -> RenderableType:
    table = Table(title=f"{found[0].code} · {found[0].name}", box=box.SIMPLE_HEAD)
    for heading in (
        "从 from",
        "到 until",
        "等级 class",
        "首付 first",
        "限价 ceiling",
        "限制 only for",
    ):
        table.add_column(heading, overflow="fold")
    for one in found:
        by_level = " ".join(f"{tier} {amount}" for tier, amount in one.ceilings.items())
        ceiling = " · ".join(part for part in (one.ceiling, by_level) if part)
        told = one.first_share or "-", ceiling or "-", one.restriction or "-"
        table.add_row(one.starts_on, one.ends_on or "-", one.class_, *map(escape, told))
    return table
