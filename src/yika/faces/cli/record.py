"""``yika record …``: mandates, filings, contracts, confirmations, inquiries, and their acts."""

from typing import get_args

import typer
from rich.table import Table

from yika.faces.cli.acts import AsJson, IdNumber, add_acts
from yika.faces.cli.edge import OFFICER, out, print_json, with_house
from yika.guide.records_told import RecordsTold, records_told
from yika.house import House
from yika.matters.filing_acts import FilingAct
from yika.matters.record_acts import RecordAct
from yika.matters.sanction_acts import SanctionAct
from yika.people import service as people

app = typer.Typer(
    no_args_is_help=True,
    help="委托、备案、签约、认证和调查 / mandates, filings, contracts, confirmations, inquiries",
)


@app.command("show")
def show(id_number: IdNumber, as_json: AsJson = False) -> None:
    """某人的委托、备案、家庭医生和认证。/ What somebody granted, filed, signed and confirmed."""

    async def ask(house: House) -> RecordsTold:
        keys = house.database.keys
        async with house.database.transaction() as conn:
            person = await people.find(conn, keys, "id_number", id_number)
            now = await house.now(conn)
            return await records_told(conn, keys, house.book, OFFICER, person, now)

    found = with_house(ask)
    if as_json:
        print_json(found)
        return
    table = Table("种类 / kind", "编号 / no.", "内容 / what", "起 / since", "止 / until")
    for one in found.mandates:
        until = "–" if one.ends_at is None else one.ends_at.date().isoformat()
        what = f"{one.agent}：{'、'.join(one.matters)}"
        table.add_row("委托 / mandate", one.mandate_id, what, f"{one.starts_at:%Y-%m-%d}", until)
    for one in found.filings:
        until = "–" if one.ends_on is None else one.ends_on.isoformat()
        table.add_row("备案 / filing", one.filing_id, one.what, one.starts_on.isoformat(), until)
    for one in found.family_doctors:
        until = "–" if one.holds_until is None else one.holds_until.isoformat()
        since = one.starts_on.isoformat()
        table.add_row("家庭医生 / doctor", one.contract_id, one.institution_id, since, until)
    for one in found.confirmations:
        last = "–" if one.last_on is None else one.last_on.isoformat()
        due = "–" if one.next_due is None else one.next_due.isoformat()
        table.add_row("认证 / confirmation", "", one.benefit, last, due)
    out.print(table)
    for one in found.confirmations:
        if one.warning is not None:
            out.print(f"[yellow]! {one.benefit}[/] {one.warning.zh} {one.warning.en}")


EVERY = (*get_args(RecordAct), *get_args(FilingAct), *get_args(SanctionAct))
add_acts(app, [act for act in EVERY if act.decision == "none"])  # the others are cases
