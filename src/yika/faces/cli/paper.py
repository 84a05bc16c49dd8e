"""``yika paper …``: files handed in, documents issued, and codes checked."""

from typing import Annotated
from uuid import UUID

import typer
from rich.table import Table

from yika.faces.cli.account import Out, write_new
from yika.faces.cli.acts import AsJson, IdNumber
from yika.faces.cli.edge import OFFICER, out, print_json, with_house
from yika.guide import papers_told
from yika.guide.papers_told import CheckedTold, DocumentTold
from yika.house import House
from yika.papers.drawing import drawn
from yika.people import service as people

app = typer.Typer(no_args_is_help=True, help="文书与材料 / documents and files")
Code = Annotated[str, typer.Argument(metavar="CODE", help="文书页脚的核验码 / at its foot")]
Number = Annotated[UUID, typer.Argument(metavar="ID", help="文书编号 / from `paper list`")]
MARKS = {"genuine": "[green]✓[/]", "expired": "[yellow]–[/]", "withdrawn": "[red]✗[/]"}


@app.command("verify")
def verify(code: Code, as_json: AsJson = False) -> None:
    """核验文书真伪。/ Whether a document is genuine, of what kind and day, and whose (masked)."""

    async def work(house: House) -> CheckedTold:
        async with house.database.transaction() as conn:
            now = await house.now(conn)
            return await papers_told.checked(conn, house.database.keys, code, "counter", now)

    found = with_house(work)
    if as_json:
        print_json(found)
        return
    out.print(f"{MARKS[found.state]} {found.state_zh} {found.state_en}", highlight=False)
    out.print(f"  {found.zh} {found.en} · {found.issued_on} · {found.name}", highlight=False)


@app.command("list")
def show(id_number: IdNumber, as_json: AsJson = False) -> None:
    """出具过的文书。/ The documents issued to somebody, newest first."""

    async def work(house: House) -> list[DocumentTold]:
        keys = house.database.keys
        async with house.database.transaction() as conn:
            person = await people.find(conn, keys, "id_number", id_number)
            now = await house.now(conn)
            return await papers_told.documents_of(conn, keys, OFFICER, person, now)

    found = with_house(work)
    if as_json:
        print_json(found)
        return
    table = Table("编号 id", "种类 kind", "出具 issued", "状态 state", "核验码 code")
    for one in found:
        told = f"{one.issued_at:%Y-%m-%d %H:%M}", f"{MARKS[one.state]} {one.state}"
        table.add_row(one.document_id, f"{one.zh} {one.en}", *told, one.code)
    out.print(table if found else "没有出具过文书 / no documents yet")


@app.command("pdf")
def pdf(document_id: Number, file: Out) -> None:
    """打印文书(PDF)。/ A document as PDF."""

    async def work(house: House) -> None:
        async with house.database.transaction() as conn:
            to = conn, house.database.keys, OFFICER, document_id
            found = await papers_told.document_of(*to, await house.now(conn))
            write_new(file, drawn(found, house.config.public_address))

    with_house(work)
    out.print(f"[green]✓[/] {file}", highlight=False)


@app.command("withdraw")
def withdraw(document_id: Number, as_json: AsJson = False) -> None:
    """撤回文书,核验时即显示已撤回。/ Take a document back; its code says so from then on."""

    async def work(house: House) -> DocumentTold:
        async with house.database.transaction() as conn:
            to = conn, house.database.keys, OFFICER, document_id
            return await papers_told.withdraw(*to, await house.now(conn))

    found = with_house(work)
    if as_json:
        print_json(found)
    else:
        out.print(f"[green]✓ 已撤回 / withdrawn[/] {found.zh} {found.code}", highlight=False)
