"""Records through the API: what acts made, for whoever may see it, with the numbers to end it."""

import httpx

from tests.builders import Somebody, somebody, with_card
from tests.faces.api.conftest import SignIn
from tests.rooms.matters.test_mandate_acts import granting
from yika.matters import filing_acts as filing
from yika.matters import model as acts
from yika.matters import record_acts as records
from yika.matters import sanction_acts as sanctions
from yika.store.db import Database

MINE = "/api/v1/people/me/records"


def of(who: Somebody) -> str:
    return f"/api/v1/people/{who.person.division}-{who.person.person_id}/records"


async def somebody_with_records(database: Database) -> tuple[Somebody, Somebody]:
    """Somebody who granted, filed and confirmed something, and their agent."""
    who, agent = await with_card(database), await somebody(database, name="李代办")
    await who.act(granting(agent, "ask", "state_query"))
    await who.act(filing.FileOffSite(off_site_kind="long_term", place="310000"))
    await who.act(records.ConfirmEntitlement(benefit="off_site", identity="id_card"))
    await who.act(acts.PlaceHold(cause="review", basis="b"))
    await who.act(sanctions.AnswerReview(text="是我本人"))
    return who, agent


async def test_the_person_sees_it_all_and_ends_it_by_its_number(
    client: httpx.AsyncClient, database: Database, sign_in: SignIn
) -> None:
    who, _ = await somebody_with_records(database)
    session = await sign_in(who)
    told = (await client.get(MINE, headers=session)).json()
    (mandate,) = told["mandates"]
    assert (mandate["agent"], mandate["is_in_force"]) == ("李**", True)
    (filed,) = told["filings"]
    assert (filed["kind"], filed["what"], filed["is_approved"]) == ("off_site", "long_term", True)
    dues = {one["benefit"]: one for one in told["confirmations"]}
    assert dues["off_site"]["next_due"] == "2027-02-28"
    assert dues["pension"]["next_due"] is None
    assert told["said"][0]["text"] == "是我本人"
    ended = await client.post(
        "/api/v1/people/me/acts",
        headers=session | {"Idempotency-Key": "k", "Yika-Channel": "app"},
        json={"act": "revoke_mandate", "mandate_id": mandate["mandate_id"]},
    )
    assert ended.status_code == 201, ended.text
    told = (await client.get(MINE, headers=session)).json()
    assert told["mandates"][0]["is_in_force"] is False


async def test_an_agent_sees_no_words_and_a_stranger_nothing(
    client: httpx.AsyncClient, database: Database, sign_in: SignIn
) -> None:
    who, agent = await somebody_with_records(database)
    told = (await client.get(of(who), headers=await sign_in(agent))).json()
    assert told["said"][0]["text"] is None
    stranger = await somebody(database)
    reply = await client.get(of(who), headers=await sign_in(stranger))
    assert reply.json()["code"] == "no_mandate"
    assert (await client.get(MINE)).json()["code"] == "not_signed_in"
