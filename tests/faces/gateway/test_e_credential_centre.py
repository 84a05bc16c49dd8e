"""The e-credential centre's own messages: what was scanned, without an envelope around it."""

import json
from typing import Any

import httpx
import pytest

from tests.builders import Somebody
from tests.faces.gateway.notes import HOSPITAL, INSISTS, csb
from tests.rooms.settlement.tills import a_customer, open_tills
from yika.cards import qr
from yika.faces.gateway.numbering import psn_no
from yika.ground.days import wall_clock
from yika.matters import model as acts
from yika.store.db import Database

CENTRE = "/localcfc/api/hsecfc/localQrCodeQuery"


@pytest.fixture
async def who(database: Database) -> Somebody:
    await open_tills(database)
    found = await a_customer(database)
    await found.act(acts.ActivateECredential(identity="id_card", password="246813"))
    return found


def scanned(code: str, **changes: Any) -> dict[str, Any]:
    """What a till asks the centre about a code."""
    return {
        "orgId": HOSPITAL,
        "businessType": "01301",
        "operatorId": "001",
        "operatorName": "张三",
        "officeId": "01",
        "officeName": "收费处",
        "ecQrCode": code,
    } | changes


async def asked(web: httpx.AsyncClient, given: Any, path: str = CENTRE, **headers: str) -> Any:
    reply = await web.post(path, content=json.dumps(given), headers=headers)
    return reply.json()


async def test_it_is_asked_bare_or_with_the_kind_of_query_around_it(
    web: httpx.AsyncClient, who: Somebody, database: Database
) -> None:
    data = scanned(qr.code_for(database.keys, who.person, wall_clock()))
    inner = {name: value for name, value in data.items() if name != "orgId"}
    around = {"orgId": HOSPITAL, "transType": "ec.query", "extra": ""}
    for given in (data, around | {"data": inner}, around | {"data": json.dumps(data)}):
        reply = await asked(web, given)
        assert (reply["code"], reply["orgId"]) == (0, HOSPITAL)
        assert reply["data"]["ecIndexNo"] == psn_no(who.person)
        assert reply["data"]["ecToken"]
    assert (await asked(web, data, "/fsi/api/hsecfc/localQrCodeQuery"))["code"] == 0


async def test_a_no_has_the_centres_form(web: httpx.AsyncClient) -> None:
    reply = await asked(web, scanned("no code"))
    assert (reply["code"], reply["success"]) == (500159, False)
    assert (reply["yika"]["code"], bool(reply["message"])) == ("wrong_code", True)
    reply = await asked(web, scanned("no code", operatorId=""))
    assert (reply["code"], reply["yika"]["code"]) == (-1, "bad_message")
    reply = await asked(web, scanned("no code", orgId="H00000000000"))
    assert reply["yika"]["code"] == "no_such_institution"


@pytest.mark.parametrize(
    "given",
    [
        {"transType": "cn.nhsa.ec.auth", "orgId": HOSPITAL, "data": {}},
        *({"orgId": code, "ecQrCode": "x"} for code in ("H" * 31, "H\0", "", 1)),
        {"a": 1},
        [1],
    ],
)
async def test_what_is_no_query_is_read_as_a_message_of_the_interface(
    web: httpx.AsyncClient, given: Any
) -> None:
    reply = await asked(web, given)
    assert (reply["infcode"], reply["yika"]["code"]) == (-1, "bad_message")


async def test_whoever_has_to_sign_signs_here_too(web: httpx.AsyncClient) -> None:
    given = scanned("no code", orgId=INSISTS)
    assert (await asked(web, given))["code"] == 401
    assert (await asked(web, given, **csb("ec")))["code"] == 500159
