"""What a bill paid in cash would come to, over the API, and where it shows once it was paid."""

import httpx
import msgspec

from tests.builders import CITY, Somebody
from tests.faces.api.conftest import SignIn
from tests.rooms.settlement.claims import a_claim, decided
from tests.rooms.settlement.tills import a_customer, open_tills
from yika.matters.claim_acts import Reimburse
from yika.store.db import Database


def body(claim: Reimburse) -> dict[str, object]:
    return msgspec.to_builtins(claim)


async def test_a_claim_is_quoted_without_being_paid_and_shown_once_it_was(
    client: httpx.AsyncClient, database: Database, sign_in: SignIn
) -> None:
    await open_tills(database)
    who = await a_customer(database)
    headers, path = await sign_in(who), "/api/v1/people/me/reimbursement-quote"
    claim = a_claim(200_000)
    told = (await client.post(path, json=body(claim), headers=headers)).json()
    assert float(told["amount"]) + float(told["own"]) == float(told["total"]) == 2000
    assert [one["what"] for one in told["paid_by"]] == ["basic"]
    assert {"deductible", "share"} <= {one["what"] for one in told["steps"]}
    again = (await client.post(path, json=body(claim), headers=headers)).json()
    assert again == told
    done = await decided(who, claim, amount=told["amount"])
    bills = (await client.get("/api/v1/people/me/settlements", headers=headers)).json()["bills"]
    assert [one["setl_id"] for one in bills] == [done.facts["settlement_id"]]
    assert {one["what"]: one["amount"] for one in bills[0]["paid_by"]} == {
        "basic": told["amount"],
        "cash": told["own"],
    }
    one = f"/api/v1/people/me/settlements/{bills[0]['setl_id']}"
    assert (await client.get(one, headers=headers)).json()["steps"]
    used = await client.post(path, json=body(claim), headers=headers)
    assert used.status_code == 409
    assert used.json()["reasons"][0]["code"] == "receipt_used"
    await nobody_else_asks(client, await sign_in(await a_customer(database)), who, claim)


async def nobody_else_asks(
    client: httpx.AsyncClient, headers: dict[str, str], who: Somebody, claim: Reimburse
) -> None:
    path = f"/api/v1/people/{CITY}-{who.person.person_id}/reimbursement-quote"
    refused = await client.post(path, json=body(claim), headers=headers)
    assert refused.status_code == 404
