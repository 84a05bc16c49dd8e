"""Bills and the benefit year over the API, to whom they are about and nobody else."""

import httpx
import pytest

from tests.builders import CITY
from tests.faces.api.conftest import SignIn
from tests.rooms.settlement.tills import a_customer, open_tills
from yika.store.db import Database


@pytest.mark.covers("ACCT-04", "BEN-10", "BEN-11")
async def test_who_paid_what_and_what_the_year_leaves(
    client: httpx.AsyncClient, database: Database, sign_in: SignIn
) -> None:
    tills = await open_tills(database)
    who = await a_customer(database, carried=30_000)
    done = await tills.bought(await tills.purchase(who, 6000))
    headers = await sign_in(who)
    year = (await client.get("/api/v1/people/me/benefit-year", headers=headers)).json()
    [outpatient] = [one for one in year["ceilings"] if one["over"] == ["outpatient"]]
    assert (outpatient["amount"], outpatient["left"]) == ("4000.00", "0.00")
    assert year["fund_paid"] == "4000.00"
    found = (await client.get("/api/v1/people/me/settlements", headers=headers)).json()
    [bill] = found["bills"]
    assert {one["what"]: one["amount"] for one in bill["paid_by"]} == {
        "basic": "4000.00",
        "account": "200.00",  # the half-month limit at pharmacies
        "cash": "1800.00",
    }
    number = done.wanted.message_id
    shown = await client.get(f"/api/v1/people/me/settlements/{number}", headers=headers)
    assert shown.json()["bill"] == bill
    other = await a_customer(database)
    theirs = await sign_in(other)
    mine = f"{CITY}-{who.person.person_id}"
    for path in ("benefit-year", "settlements", f"settlements/{number}"):
        refused = await client.get(f"/api/v1/people/{mine}/{path}", headers=theirs)
        assert refused.status_code == 404, path
    gone = await client.get(f"/api/v1/people/me/settlements/{number}", headers=theirs)
    assert gone.status_code == 404
    never = await client.get(f"/api/v1/people/me/settlements/{10**30}", headers=headers)
    assert never.status_code == 404
