"""``yika account …``: where every yuan is, what moved, and both on paper."""

import os
from collections.abc import Awaitable, Callable
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, TypeVar
from uuid import uuid4

import typer

from yika.accounts.statement import Statement
from yika.faces.cli import cover_views as views
from yika.faces.cli.acts import AsJson, IdNumber, Key
from yika.faces.cli.edge import OFFICER, out, print_json, with_house
from yika.ground.errors import Unavailable
from yika.guide.account_told import (
    AccountTold,
    account_told,
    notice_of,
    record_of,
    record_paper,
    statement_of,
    statement_told,
)
from yika.house import House
from yika.matters import service as matters
from yika.matters.model import PrintStatement
from yika.papers.drawing import drawn
from yika.people import service as people
from yika.people.model import PersonKey
from yika.store.db import Conn

app = typer.Typer(no_args_is_help=True, help="个人账户 / the personal account")
T = TypeVar("T")
DAYS = ["%Y-%m-%d"]
Since = Annotated[
    datetime | None,
    typer.Option(formats=DAYS, metavar="DAY", help="从哪天起,默认今年初 / default: 1 January"),
]
Until = Annotated[
    datetime | None,
    typer.Option(formats=DAYS, metavar="DAY", help="到哪天,默认今天 / default: today"),
]
Out = Annotated[
    Path, typer.Option("--out", metavar="FILE", help="写到哪个新文件 / which new file to write")
]


class FileNotWritten(Unavailable):
    """A file cannot be written there, or there is one already. Facts: file."""

    code = "file_not_written"


@app.command("show")
def show(id_number: IdNumber, as_json: AsJson = False) -> None:
    """每一元钱在哪里、和谁共济。/ Where every yuan is, and who shares it."""

    async def ask(house: House, conn: Conn, person: PersonKey, now: datetime) -> AccountTold:
        return await account_told(conn, house.database.keys, house.book, OFFICER, person, now)

    found = _asked(id_number, ask)
    if as_json:
        print_json(found)
    else:
        out.print(views.account_for_people(found))


@app.command("statement")
def statement(
    id_number: IdNumber, since: Since = None, until: Until = None, as_json: AsJson = False
) -> None:
    """收支明细。/ What moved."""

    async def ask(house: House, conn: Conn, person: PersonKey, now: datetime) -> Statement:
        days = _day(since), _day(until)
        return await statement_of(conn, house.database.keys, OFFICER, person, *days, now)

    found = statement_told(_asked(id_number, ask))
    if as_json:
        print_json(found)
    else:
        out.print(views.statement_for_people(found))


@app.command("pdf")
def pdf(
    id_number: IdNumber,
    file: Out,
    since: Since = None,
    until: Until = None,
    handed_over: Annotated[
        bool,
        typer.Option(
            "--handed-over", help="已打印交给本人,用卡笔数重新计 / the count begins again"
        ),
    ] = False,
    key: Key = None,
) -> None:
    """打印交易记录(PDF)。/ The transaction record as a paper."""

    async def ask(house: House, conn: Conn, person: PersonKey, now: datetime) -> None:
        keys, days = house.database.keys, (_day(since), _day(until))
        found = await record_of(conn, keys, OFFICER, person, *days, now)
        if handed_over:
            to = conn, keys, house.book, OFFICER, person, PrintStatement()
            await matters.submit(*to, key or str(uuid4()), now)
        write_new(file, record_paper(found, house.config.public_address))

    _asked(id_number, ask)
    out.print(f"[green]✓[/] {file}", highlight=False)


@app.command("clear-out-pdf")
def clear_out_pdf(id_number: IdNumber, file: Out) -> None:
    """清户通知单(PDF)。/ The clear-out notice as a paper."""

    async def ask(house: House, conn: Conn, person: PersonKey, now: datetime) -> None:
        found = await notice_of(conn, house.database.keys, OFFICER, person, now)
        write_new(file, drawn(found, house.config.public_address))

    _asked(id_number, ask)
    out.print(f"[green]✓[/] {file}", highlight=False)


def _asked(id_number: str, ask: Callable[[House, Conn, PersonKey, datetime], Awaitable[T]]) -> T:
    """What is asked about a person, in one transaction."""

    async def work(house: House) -> T:
        async with house.database.transaction() as conn:
            person = await people.find(conn, house.database.keys, "id_number", id_number)
            return await ask(house, conn, person, await house.now(conn))

    return with_house(work)


def write_new(file: Path, content: bytes) -> None:
    """Write a new file, readable by its owner only. Fails with FileNotWritten."""
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
    except OSError:
        raise FileNotWritten(file=str(file)) from None


def _day(at: datetime | None) -> date | None:
    return None if at is None else at.date()
