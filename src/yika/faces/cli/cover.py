"""``yika cover …``: somebody's insurance, why a month is unpaid, and every act about it."""

from datetime import datetime
from typing import Annotated, get_args

import typer

from yika.faces.cli import cover_views as views
from yika.faces.cli.acts import AsJson, IdNumber, add_acts
from yika.faces.cli.edge import OFFICER, out, print_json, with_house
from yika.guide.cover_told import CoverTold, UnpaidTold, cover_told, unpaid_told
from yika.house import House
from yika.insurance.entitled.spans import month as month_from
from yika.matters.cover import CoverAct
from yika.people import service as people

app = typer.Typer(
    no_args_is_help=True, help="参保、缴费和待遇 / insurance, contributions, entitlement"
)


@app.command("show")
def show(
    id_number: IdNumber,
    on: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"], metavar="DAY", help="待遇看哪天 / entitled on which day"
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """参保登记、待遇、年限、缴费记录和未缴原因。/ Enrolments, entitlement, years, payments."""

    async def ask(house: House) -> CoverTold:
        keys = house.database.keys
        async with house.database.transaction() as conn:
            person = await people.find(conn, keys, "id_number", id_number)
            now = await house.now(conn)
            day = None if on is None else on.date()
            return await cover_told(conn, keys, house.book, OFFICER, person, now, day)

    found = with_house(ask)
    if as_json:
        print_json(found)
    else:
        out.print(views.cover_for_people(found))


@app.command("why-unpaid")
def why_unpaid(
    id_number: IdNumber,
    month: Annotated[str, typer.Option(metavar="MONTH", help="哪个月 / which month, 2026-03")],
    as_json: AsJson = False,
) -> None:
    """某月为什么显示未缴费、谁来办。/ Why a month is shown as unpaid, and who has to act."""
    period = month_from(month)
    if period is None:
        raise typer.BadParameter(f"--month 应写成 2026-03 / write a month: {month[:20]}")

    async def ask(house: House) -> UnpaidTold:
        async with house.database.transaction() as conn:
            person = await people.find(conn, house.database.keys, "id_number", id_number)
            now = await house.now(conn)
            return await unpaid_told(conn, house.book, OFFICER, person, period, now)

    found = with_house(ask)
    if as_json:
        print_json(found)
    else:
        out.print(views.unpaid_for_people(found))


add_acts(app, get_args(CoverAct))
