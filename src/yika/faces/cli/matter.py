"""``yika matter …``: what can be had done in a region, and what one needs for it."""

from datetime import datetime

import typer

from yika.faces.cli.acts import AsJson
from yika.faces.cli.case import MatterName, Option, pairs
from yika.faces.cli.case_views import matters_for_people, preflight_for_people
from yika.faces.cli.contribution import Day, Region, day_of, division_of
from yika.faces.cli.edge import out, print_json, telling, with_house
from yika.ground.days import start_of
from yika.guide.matters_told import matter_told, matters_told
from yika.house import House
from yika.policy.load import Book, load_book
from yika.policy.service import known

app = typer.Typer(no_args_is_help=True, help="服务事项 / what can be had done")


@app.command("list")
def show_all(region: Region, on: Day = None, as_json: AsJson = False) -> None:
    """某地的全部事项。/ Every matter of a region."""
    found = telling(lambda: matters_told(*_place(region), _at(on)))
    if as_json:
        print_json(found)
    else:
        out.print(matters_for_people(found))


@app.command("show")
def show(
    matter: MatterName,
    region: Region,
    option: Option = None,
    on: Day = None,
    as_json: AsJson = False,
) -> None:
    """办事指南。/ What one needs for a matter."""
    case = pairs(option)
    found = telling(lambda: matter_told(*_place(region), matter, _at(on), case))
    if as_json:
        print_json(found)
    else:
        out.print(preflight_for_people(found))


def _place(region: str) -> tuple[Book, str]:
    """The book, and a region it has policy data for. Fails with NoSuchRegion."""
    book = load_book()
    return book, known(book, division_of(region))


def _at(on: datetime | None) -> datetime:
    """The day asked about, or the house's own moment: the sandbox has a clock of its own."""
    if on is not None:
        return start_of(day_of(on))

    async def now(house: House) -> datetime:
        async with house.database.transaction() as conn:
            return await house.now(conn)

    return with_house(now)
