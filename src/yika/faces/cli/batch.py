"""``yika batch …``: one matter for many people of an employer or a school, from a file.

Cut short in whatever way, ``yika batch work`` goes on where it stopped and does nobody twice.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, TypeVar
from uuid import UUID, uuid4

import typer
from rich import box
from rich.console import RenderableType
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from yika.faces.cli.acts import Key
from yika.faces.cli.case import With, pairs
from yika.faces.cli.contribution import AsJson, Region
from yika.faces.cli.edge import OFFICER, err, out, print_json, telling, with_house
from yika.faces.cli.payroll import Code, File, FileNotRead, with_employer
from yika.guide.batch_told import (
    BatchPreviewTold,
    BatchTold,
    LineTold,
    ProblemTold,
    batch_told,
    preview_told,
)
from yika.house import House
from yika.insurance.books.employers import Employer
from yika.insurance.books.payroll_files import FILE_MAX
from yika.matters.batches import papers, rows, service, working
from yika.matters.batches.files import template
from yika.matters.batches.model import Asking
from yika.papers.files import MEGA_BYTES
from yika.store.db import Conn, DatabaseBusy

T = TypeVar("T")
INTERRUPTED = 130  # as shells tell it of a program that Ctrl+C ended
app = typer.Typer(no_args_is_help=True, help="单位、学校批量办理 / one matter for many people")
Matter = Annotated[
    str, typer.Option("--matter", metavar="MATTER", help="事项，如 card_replace / the matter")
]
Commit = Annotated[
    list[str] | None,
    typer.Option("--commit", metavar="PAPER", help="单位承诺代替的材料 / papers committed to"),
]
Seen = Annotated[
    list[str] | None, typer.Option("--seen", metavar="PAPER", help="已见的材料 / papers seen")
]
Own = Annotated[
    list[str] | None,
    typer.Option("--paper", metavar="PAPER=FILE", help="单位材料 / a paper of the employer's own"),
]


@app.command("template")
def show_template(matter: Annotated[str, typer.Argument(help="事项 / the matter")]) -> None:
    """要填的文件:表头和一行例子。/ The file to fill in, as CSV on standard output."""
    typer.echo("\ufeff" + telling(lambda: template(matter)), nl=False)


@app.command("preview")
def preview(
    file: File,
    employer: Code,
    region: Region,
    matter: Matter,
    with_: With = None,
    commit: Commit = None,
    seen: Seen = None,
    paper: Own = None,
    as_json: AsJson = False,
) -> None:
    """逐行列出错误和提醒,什么也不办。/ Every error and warning, line by line; nothing is done."""
    content, own = telling(lambda: _content(file)), _own(paper)

    async def ask(house: House, conn: Conn, who: Employer, now: datetime) -> BatchPreviewTold:
        given = await _kept(house, conn, who, own, now)
        asking = _asking(matter, with_, commit, seen, given)
        to = conn, house.database.keys, house.book, OFFICER, who, asking
        return preview_told(await service.preview(*to, content, now))

    found = with_employer(region, employer, ask)
    if as_json:
        print_json(found)
    else:
        out.print(_previewed(found))
    if found.errors:
        raise typer.Exit(1)


@app.command("send")
def send(
    file: File,
    employer: Code,
    region: Region,
    matter: Matter,
    with_: With = None,
    commit: Commit = None,
    seen: Seen = None,
    paper: Own = None,
    skip_errors: Annotated[
        bool, typer.Option("--skip-errors", help="跳过有错的行 / leave wrong lines out")
    ] = False,
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """送办并逐人办理;同一 --key 只办一次。/ Send a file and have it done, once for each key."""
    content, own = telling(lambda: _content(file)), _own(paper)
    once = key or str(uuid4())

    async def do(house: House, conn: Conn, who: Employer, now: datetime) -> service.Answer:
        given = await _kept(house, conn, who, own, now)
        asking = _asking(matter, with_, commit, seen, given)
        to = conn, house.database.keys, house.book, OFFICER, who, asking, content
        return await service.send(*to, once, now, skip_errors=skip_errors)

    sent = with_employer(region, employer, do)
    batch, replayed = telling(lambda: service.accepted(sent))
    waits = [(batch.region, batch.batch_id, batch.waiting)]
    _going_on(lambda: with_house(lambda house: _work(house, waits)))
    _show(_told(batch.number, replayed=replayed), as_json)


@app.command("show")
def show(
    number: Annotated[str, typer.Argument(help="批次号 / the number, which begins with B")],
    as_json: AsJson = False,
) -> None:
    """一批的逐人结果。/ A batch, and what came of each line."""
    _show(_told(number), as_json)


@app.command("list")
def show_all(employer: Code, region: Region, as_json: AsJson = False) -> None:
    """单位的批次,最新的在前。/ The batches of an employer, newest first."""

    async def ask(house: House, conn: Conn, who: Employer, now: datetime) -> list[BatchTold]:
        found = await service.of_employer(conn, OFFICER, who, now)
        return [await batch_told(conn, house.database.keys, one) for one in found]

    batches = with_employer(region, employer, ask)
    if as_json:
        print_json(batches)
        return
    for one in batches:
        out.print(_heading(one))


@app.command("work")
def work(as_json: AsJson = False) -> None:
    """接着办所有没办完的批次。/ Go on with every batch in which lines are waiting."""

    async def do(house: House) -> int:
        async with house.database.transaction() as conn:
            found = await working.waiting(conn)
        return await _work(house, found)

    done = _going_on(lambda: with_house(do))
    if as_json:
        print_json({"lines": done})
    else:
        out.print(f"[green]✓[/] 办理 {done} 人 / lines gone through: {done}")


async def _work(house: House, batches: Sequence[tuple[int, UUID, int]]) -> int:
    """Go on with batches, with a bar on standard error; how many lines were gone through."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeElapsedColumn(), console=err, transient=True) as progress:
        task = progress.add_task("逐人办理 / person by person", total=sum(n for *_, n in batches))
        done = 0
        for region, batch_id, _ in batches:
            async with house.database.transaction() as conn:
                now = await house.now(conn)
            to = house.database, house.book, region, batch_id, now
            try:
                done += await working.work(*to, told=lambda _: progress.advance(task))
            except DatabaseBusy:  # Others hold somebody of this batch; the next one goes on.
                err.print("[yellow]有一批要过一会儿再办。/ One batch waits for a while.[/]")
    return done


def _told(number: str, *, replayed: bool = False) -> BatchTold:
    """A batch with its lines, as they stand now."""

    async def ask(house: House) -> BatchTold:
        async with house.database.transaction() as conn:
            who = await rows.whose(conn, number)
            found = await service.by_number(conn, OFFICER, who, number, await house.now(conn))
            return await batch_told(conn, house.database.keys, found, replayed=replayed)

    return with_house(ask)


def _going_on(work: Callable[[], T]) -> T:
    """Tell somebody who pressed Ctrl+C that nothing is lost."""
    try:
        return work()
    except KeyboardInterrupt:
        err.print("[yellow]已中断;yika batch work 会接着办,不会重复。[/]")
        err.print("[yellow]Interrupted; yika batch work goes on and does nobody twice.[/]")
        raise typer.Exit(INTERRUPTED) from None


def _asking(
    matter: str,
    common: Sequence[str] | None,
    committed: Sequence[str] | None,
    seen: Sequence[str] | None,
    given: dict[str, UUID],
) -> Asking:
    return Asking(
        matter=matter,
        common=pairs(common),
        committed=tuple(committed or ()),
        papers=given,
        seen=tuple(seen or ()),
    )


def _own(told: Sequence[str] | None) -> dict[str, bytes]:
    """The employer's papers named as PAPER=FILE, read."""
    return {paper: telling(_reading(Path(name))) for paper, name in pairs(told).items()}


def _reading(file: Path) -> Callable[[], bytes]:
    return lambda: _content(file, None)


async def _kept(
    house: House, conn: Conn, who: Employer, own: dict[str, bytes], now: datetime
) -> dict[str, UUID]:
    """The employer's papers, handed in."""
    bytes_max = house.config.file_megabytes * MEGA_BYTES
    to = conn, house.database.keys, OFFICER, who
    return {paper: await papers.keep(*to, text, bytes_max, now) for paper, text in own.items()}


def _content(file: Path, most: int | None = FILE_MAX) -> bytes:
    """A file, and one byte more than is taken, so that the room says that it is too large."""
    try:
        with file.open("rb") as stream:
            return stream.read(-1 if most is None else most + 1)
    except OSError:
        raise FileNotRead(file=str(file)) from None


def _show(found: BatchTold, as_json: bool) -> None:
    if as_json:
        print_json(found)
        return
    if found.replayed:
        out.print("这个编号送过,没有重复办理。/ Sent under this key before; nothing is done twice.")
    out.print(_heading(found))
    out.print(_lines(found.lines))


def _heading(found: BatchTold) -> str:
    told = f"{found.title.zh} {found.title.en} · {found.state_name.zh} {found.state_name.en}"
    counts = " · ".join(f"{state} {count}" for state, count in found.counts.items() if count)
    left = f"跳过 skipped {found.skipped}" if found.skipped else ""
    return f"[bold]{found.number}[/] {told}\n  " + " · ".join(
        part for part in (f"{found.sent} 人 people", counts, left) if part
    )


def _lines(lines: Sequence[LineTold]) -> RenderableType:
    table = Table(box=box.SIMPLE_HEAD)
    for heading in ("行 line", "姓名 name", "证件号码 ID number", "结果 result"):
        table.add_column(heading, overflow="fold")
    for one in lines:
        said = f"{one.state_name.zh} / {one.state_name.en}"
        case = "" if one.case is None else f"\n  办件 case {one.case}"
        why = "".join(f"\n  {_said(reason)}" for reason in one.reasons)
        table.add_row(str(one.line), escape(one.name), one.id_number, f"{said}{case}{why}")
    return table


def _previewed(found: BatchPreviewTold) -> RenderableType:
    """A row a problem, errors first."""
    verdict = f"{len(found.errors)} 处错误 errors" if found.errors else "没有错误 no errors"
    told = f"{found.lines} 行 lines,{found.good_lines} 行可办 good · {verdict}"
    table = Table(title=f"{found.employer} · {found.title.zh} · {told}", box=box.SIMPLE_HEAD)
    for heading in ("行 line", "姓名 name", "证件号码 ID number", "问题 problem"):
        table.add_column(heading, overflow="fold")
    for one in (*found.errors, *found.warnings):
        mark = "[red]✗[/]" if one.is_error else "[yellow]![/]"
        table.add_row(str(one.line or "-"), escape(one.name), one.id_number, f"{mark} {_said(one)}")
    return table


def _said(one: ProblemTold) -> str:
    return (
        f"{escape(one.zh)} {escape(one.next.zh)}\n  [dim]{escape(one.en)} {escape(one.next.en)}[/]"
    )
