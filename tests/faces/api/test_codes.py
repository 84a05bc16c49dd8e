"""The code on a holder's telephone, through the API."""

import httpx

from tests.builders import Somebody, somebody, with_card
from tests.faces.api.conftest import SignIn
from yika.cards import qr
from yika.ground.days import wall_clock
from yika.matters import model as acts
from yika.store.db import Database

HERE = "/api/v1/people/{}/qr-code"


async def test_a_holder_shows_a_code_that_tells_who_they_are(
    client: httpx.AsyncClient, database: Database, sign_in: SignIn
) -> None:
    who = await with_card(database)
    headers = await sign_in(who)
    assert (await client.get(HERE.format("me"), headers=headers)).json()["code"] == "no_such_card"
    await who.act(acts.ActivateECredential(identity="id_card", password="246813"))
    told = (await client.get(HERE.format("me"), headers=headers)).json()
    assert qr.read_code(database.keys, told["code"], wall_clock()) == who.person
    assert told["svg"].startswith("<svg")
    again = (await client.get(HERE.format("me"), headers=headers)).json()
    assert again["until"] >= told["until"]


async def test_nobody_shows_the_code_of_another(
    client: httpx.AsyncClient, database: Database, sign_in: SignIn
) -> None:
    who: Somebody = await with_card(database)
    headers = await sign_in(await somebody(database))
    address = HERE.format(f"{who.person.division}-{who.person.person_id}")
    reply = await client.get(address, headers=headers)
    assert (reply.status_code, reply.json()["code"]) == (404, "no_mandate")
    assert (await client.get(address)).status_code == 401
