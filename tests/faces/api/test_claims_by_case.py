"""A bill claimed over the API: refused at once, worked out for the officers, corrected, paid."""

from typing import Any

import httpx
import msgspec
import pytest

from tests.builders import CITY
from tests.faces.api.conftest import SignIn
from tests.faces.api.test_cases import opened, step
from tests.rooms.settlement.claims import a_claim
from tests.rooms.settlement.tills import a_customer, open_tills
from yika.demo.offices import load_officers
from yika.matters.claim_acts import CostLine
from yika.store.db import Database

Staff = dict[str, dict[str, str]]


@pytest.fixture
async def claimant(
    client: httpx.AsyncClient, database: Database, sign_in: SignIn
) -> dict[str, str]:
    await open_tills(database)
    return await sign_in(await a_customer(database)) | {"Yika-Channel": "app"}


@pytest.fixture
async def staff(client: httpx.AsyncClient, database: Database) -> Staff:
    """The headers of those who handle, check and answer the phone, by code."""
    async with database.transaction() as conn:
        await load_officers(conn)
    found: Staff = {}
    for code in ("C1", "K1", "H1"):
        signing = {"officer": f"{CITY}-{code}"}
        reply = await client.post("/api/v1/sessions", json=signing)
        found[code] = {"Authorization": f"Bearer {reply.json()['token']}"}
    return found


async def shown(client: httpx.AsyncClient, number: str, headers: dict[str, str]) -> Any:
    return (await client.get(f"/api/v1/cases/{number}", headers=headers)).json()


async def test_all_that_is_wrong_with_a_claim_is_told_at_the_first_press(
    client: httpx.AsyncClient, claimant: dict[str, str]
) -> None:
    wrong = a_claim(
        institution="外地某医院", institution_code=None, total="9.00", division="430100"
    )
    told = {"act": msgspec.to_builtins(wrong)}
    check = "/api/v1/people/me/cases/check"
    for reply in (
        await client.post(check, json=told, headers=claimant),
        await opened(client, claimant, "me", **told),
    ):
        assert reply.status_code == 422, reply.text
        assert {one["code"] for one in reply.json()["reasons"]} == {"level_needed", "total_differs"}
    fits = await client.post(check, json={"act": msgspec.to_builtins(a_claim())}, headers=claimant)
    assert (fits.status_code, fits.json()["state"]) == (200, "submitted")
    assert "receipt" in {one["paper"] for one in fits.json()["papers"]}
    assert (await client.get("/api/v1/people/me/cases", headers=claimant)).json() == []


async def test_the_officers_see_what_it_comes_to_and_that_is_paid(
    client: httpx.AsyncClient, claimant: dict[str, str], staff: Staff
) -> None:
    claim = a_claim(200_000)
    act = msgspec.to_builtins(claim)
    where = "/api/v1/people/me/reimbursement-quote"
    quote = (await client.post(where, json=act, headers=claimant)).json()
    case = (await opened(client, claimant, "me", act=act)).json()
    assert case["comes_to"] is None, "the holder has the quote"
    number = case["number"]
    told = (await shown(client, number, staff["C1"]))["comes_to"]
    assert told["amount"] == quote["amount"]
    assert told["claim"]["steps"] == quote["steps"]
    assert (await shown(client, number, staff["H1"]))["comes_to"] is None
    again = await opened(client, claimant, "me", "2", act=act)
    assert (again.status_code, again.json()["code"]) == (409, "case_open_already")
    assert number in again.json()["reasons"][0]["zh"]
    line = CostLine(item_class="A", amount="2000.00", first_share="50%")
    less = msgspec.structs.replace(claim, lines=(line,))
    body = {"step": "correct", "act": msgspec.to_builtins(less), "reasons": "该项先自付一半"}
    fixed = (await step(client, staff["C1"], number, **body)).json()
    assert fixed["act"]["lines"][0]["first_share"] == "50%"
    assert float(fixed["comes_to"]["amount"]) < float(quote["amount"])
    for paper in case["papers"]:
        await step(client, staff["C1"], number, step="give_paper", paper=paper["paper"])
    await step(client, staff["C1"], number, step="accept")
    more = {"step": "propose", "outcome": "approve", "approved_amount": quote["amount"]}
    refused = await step(client, staff["C1"], number, **more)
    assert (refused.status_code, refused.json()["code"]) == (422, "amount_too_much")
    await step(client, staff["C1"], number, step="propose", outcome="approve")
    seen = await shown(client, number, staff["K1"])
    done = (await step(client, staff["K1"], number, step="confirm")).json()
    assert (done["state"], done["comes_to"]) == ("done", None)
    assert done["decision"]["approved_amount"] == seen["comes_to"]["amount"]
