"""``yika filing …``: what people filed with hospitals, and what the agency decides on it (备案)."""

from collections.abc import Awaitable, Callable
from datetime import date, datetime
from typing import Annotated, TypeVar

import msgspec
import typer
from rich.table import Table

from yika.faces.cli.acts import AsJson, IdNumber
from yika.faces.cli.edge import OFFICER, out, print_json, with_house
from yika.guide.telling import name
from yika.house import House
from yika.people import service as people
from yika.people.model import PersonKey
from yika.settlement.visits import filings
from yika.settlement.visits.filings import CHRONIC, DESIGNATED, OFF_SITE, TRANSFER, Filing
from yika.settlement.visits.looking import note
from yika.store.db import Conn

app = typer.Typer(no_args_is_help=True, help="备案 / what people filed")
T = TypeVar("T")
Number = Annotated[int, typer.Argument(help="备案号 / the number of the filing")]
WAITING = {None: "待审核 / waiting", True: "通过 / approved", False: "未通过 / refused"}


class FilingTold(msgspec.Struct, frozen=True, kw_only=True):
    """A filing as the command prints it."""

    filing: str
    kind: str
    what: str
    since: date
    until: date | None
    is_approved: bool | None


@app.command("list")
def show(id_number: IdNumber, as_json: AsJson = False) -> None:
    """某人备过什么案。/ What somebody filed and did not withdraw."""

    async def ask(house: House, conn: Conn, person: PersonKey, now: datetime) -> list[FilingTold]:
        kinds = (TRANSFER, CHRONIC, DESIGNATED, OFF_SITE)
        found = await filings.of_person(conn, house.database.keys, person, *kinds)
        await note(conn, OFFICER, [person], "filing.read", now)
        return [_told(one) for one in found]

    told = _with_person(id_number, ask)
    if as_json:
        print_json(told)
        return
    table = Table("备案号 / no.", "种类 / kind", "内容 / what", "起 / since", "止 / until", "审核")
    for one in told:
        until = one.until.isoformat() if one.until is not None else "–"
        kind = f"{name(one.kind, 'zh', 'filings')} / {name(one.kind, 'en', 'filings')}"
        since, state = one.since.isoformat(), WAITING[one.is_approved]
        table.add_row(one.filing, kind, one.what, since, until, state)
    out.print(table)


@app.command("decide")
def decide(
    id_number: IdNumber,
    number: Number,
    approve: Annotated[bool, typer.Option("--approve/--refuse", help="通过或不通过 / yes or no")],
) -> None:
    """审核一条备案。/ Decide on a filing."""

    async def act(house: House, conn: Conn, person: PersonKey, now: datetime) -> None:
        await people.lock(conn, [person])
        keys = house.database.keys
        await filings.decide(conn, keys, person, number, now, approved=approve)
        await note(conn, OFFICER, [person], "filing.decided", now)

    _with_person(id_number, act)
    out.print(f"[green]✓[/] {number}: {WAITING[approve]}")


def _told(one: Filing) -> FilingTold:
    return FilingTold(
        filing=str(one.filing_id),
        kind=one.kind,
        what=one.what,
        since=one.starts_on,
        until=one.ends_on,
        is_approved=one.is_approved,
    )


def _with_person(
    id_number: str, work: Callable[[House, Conn, PersonKey, datetime], Awaitable[T]]
) -> T:
    """Find somebody and do the work in one transaction."""

    async def run(house: House) -> T:
        async with house.database.transaction() as conn:
            person = await people.find(conn, house.database.keys, "id_number", id_number)
            return await work(house, conn, person, await house.now(conn))

    return with_house(run)
