"""The JSON API through its front door."""

import asyncio
from uuid import uuid4

import httpx
import msgspec
import pytest
from litestar import Litestar

from tests.builders import AT, CITY, hours, somebody, with_card
from tests.faces.api.conftest import ACTS, SignIn, act
from tests.listening import listening
from tests.waiting import wait_behind
from yika.matters import model as acts
from yika.people import service as people
from yika.people.model import Mandate
from yika.store.db import Database


@pytest.mark.covers("HOLD-12")
async def test_somebody_asks_why_mends_it_and_asks_again(
    client: httpx.AsyncClient, database: Database, sign_in: SignIn
) -> None:
    person = await with_card(database)
    headers = await sign_in(person)
    for n in range(2):
        await act(client, headers, f"wrong-{n}", act="enter_password", password="246802")
    reply = await act(client, headers, "wrong-2", act="enter_password", password="246802")
    assert reply.json() | {"at": None} == {
        "act": "enter_password",
        "at": None,
        "result": "wrong",
        "card_id": reply.json()["card_id"],
        "tries_left": 0,
        "locked_at": "2026-03-16T09:00:00+08:00",
        "unlocks_at": "2026-03-17T09:00:00+08:00",
        "may_settle": None,
        "must_change": None,
        "replayed": False,
        "facts": {},
    }
    [standing] = (await client.post("/api/v1/standings", json={}, headers=headers)).json()
    assert standing["verdict"] == "partly"
    assert standing["uses"]["card"]["pay"]["opens_at"] == "2026-03-17T09:00:00+08:00"
    lock = next(hold for hold in standing["holds"] if hold["cause"] == "password_locked")
    remedy = lock["remedies"][0]
    assert (remedy["matter"], remedy["channel"]) == ("password_unlock", "app")
    reply = await act(client, headers, "unlock", act="unlock_password", identity="face")
    assert reply.status_code == 201
    [standing] = (await client.post("/api/v1/standings", json={}, headers=headers)).json()
    assert [hold["cause"] for hold in standing["holds"]] == ["no_e_credential"]
    assert standing["verdict"] == "works"


async def test_a_later_instant_may_be_asked_about(
    client: httpx.AsyncClient, database: Database, sign_in: SignIn
) -> None:
    person = await with_card(database)
    headers = await sign_in(person)
    later = {"at": "2027-06-01T00:00:00+08:00"}
    [standing] = (await client.post("/api/v1/standings", json=later, headers=headers)).json()
    assert "dormant" in [hold["cause"] for hold in standing["holds"]]


async def test_no_session_no_answer(client: httpx.AsyncClient) -> None:
    for reply in (
        await client.post("/api/v1/standings", json={}),
        await act(client, {"Authorization": "Bearer x"}, act="cancel_card"),
        await client.get("/api/v1/people/me/looks"),
    ):
        assert reply.status_code == 401
        assert reply.headers["content-type"] == "application/problem+json"
        assert reply.json()["code"] == "not_signed_in"


async def test_another_person_needs_a_mandate_and_nothing_shows_whether_they_exist(
    client: httpx.AsyncClient, database: Database, sign_in: SignIn
) -> None:
    headers = await sign_in(await with_card(database))
    other = await with_card(database)
    somebody_else = {"id_numbers": [other.id_number]}
    there = await client.post("/api/v1/standings", json=somebody_else, headers=headers)
    nobody = {"people": [f"{CITY}-999999999"]}
    not_there = await client.post("/api/v1/standings", json=nobody, headers=headers)
    assert (there.status_code, not_there.status_code) == (404, 404)
    assert there.json() == not_there.json()
    assert there.json()["code"] == "no_mandate"
    assert there.json()["reasons"][0]["next"]["zh"]


async def test_a_repeat_is_answered_as_the_first_time_and_other_content_is_a_conflict(
    client: httpx.AsyncClient, database: Database, sign_in: SignIn
) -> None:
    headers = await sign_in(await with_card(database))
    first = await act(client, headers, act="report_loss")
    again = await act(client, headers, act="report_loss")
    assert again.json() == first.json() | {"replayed": True}
    other = await act(client, headers, act="report_loss", kind="formal")
    assert (other.status_code, other.json()["code"]) == (409, "key_reused")
    assert other.json()["reasons"][0]["facts"] == {"fields": ["kind"]}
    second = await act(client, headers, "k2", act="report_loss")
    assert (second.status_code, second.json()["code"]) == (409, "already_reported_lost")


async def test_the_sandbox_clock_moves_only_forward_and_opens_locks(
    client: httpx.AsyncClient, database: Database, sign_in: SignIn
) -> None:
    headers = await sign_in(await with_card(database))
    for n in range(3):
        await act(client, headers, f"k{n}", act="enter_password", password="246802")
    moved = await client.post("/api/v1/clock", json={"to": (AT + hours(24)).isoformat()})
    assert moved.json() == {"now": "2026-03-17T09:00:00+08:00", "sandbox": True}
    [standing] = (await client.post("/api/v1/standings", json={}, headers=headers)).json()
    assert standing["uses"]["card"]["pay"]["open"]
    back = await client.post("/api/v1/clock", json={"to": AT.isoformat()})
    assert back.status_code == 409 or back.status_code == 422


async def test_a_person_sees_who_looked(
    client: httpx.AsyncClient, database: Database, sign_in: SignIn
) -> None:
    person = await with_card(database)
    headers = await sign_in(person)
    await person.standing()
    await client.post("/api/v1/standings", json={}, headers=headers)
    looks = (await client.get("/api/v1/people/me/looks", headers=headers)).json()
    assert [(look["what"], look["role"]) for look in looks[:2]] == [
        ("standing.read", "holder"),
        ("standing.read", "officer"),
    ]


async def test_the_interface_is_described_as_openapi(client: httpx.AsyncClient) -> None:
    document = (await client.get("/api/v1/docs/openapi.json")).json()
    assert document["openapi"].startswith("3.1")
    paths = {"/api/v1/standings", "/api/v1/people/{person}/acts", "/api/v1/clock"}
    assert set(document["paths"]) >= paths
    tags = str(document["components"]["schemas"])
    assert "report_loss" in tags


@pytest.mark.covers("PIN-25")
async def test_a_wrong_password_counts_when_the_caller_hangs_up(
    app: Litestar,
    client: httpx.AsyncClient,
    database: Database,
    sign_in: SignIn,
) -> None:
    person = await with_card(database)
    headers = await sign_in(person) | {"Idempotency-Key": "hang-up"}
    headers["Content-Type"] = "application/json"
    body = msgspec.json.encode({"act": "enter_password", "password": "246802"})
    lines = [f"POST {ACTS} HTTP/1.1", "Host: yika", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    async with listening(app) as port:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        async with database.transaction() as ours:
            lock = "SELECT 1 FROM persons WHERE region = %s AND person_id = %s FOR NO KEY UPDATE"
            who = (person.person.region, person.person.person_id)
            await ours.execute(lock, who)
            writer.write("\r\n".join([*lines, "", ""]).encode() + body)
            await writer.drain()
            await wait_behind(ours)
            writer.transport.abort()  # The caller hangs up.
    async with database.transaction() as ours:  # The server ended, with all that was at work.
        row = await (await ours.execute("SELECT wrong_count FROM passwords")).fetchone()
    assert row == (1,)


@pytest.mark.covers("PIN-33", "CHAN-12")
async def test_an_agent_acts_at_a_simulated_counter(
    client: httpx.AsyncClient, database: Database, sign_in: SignIn
) -> None:
    person, agent = await with_card(database), await somebody(database)
    for _ in range(3):
        await person.act(acts.EnterPassword(password="246802"))
    mandate = Mandate(
        mandate_id=uuid4(),
        person=person.person,
        agent=agent.person,
        basis="mandate",
        matters=frozenset({"ask", "password_unlock"}),
        starts_at=AT,
    )
    async with database.transaction() as conn:
        await people.give_mandate(conn, mandate)
    where = f"/api/v1/people/{CITY}-{person.person.person_id}/acts"
    headers = await sign_in(agent) | {"Idempotency-Key": "for-her"}
    body = {"act": "unlock_password", "identity": "id_card"}
    online = await client.post(where, json=body, headers=headers)
    assert "holder_in_person" in {reason["code"] for reason in online.json()["reasons"]}
    counter = headers | {"Yika-Channel": "counter"}
    done = await client.post(where, json=body, headers=counter)
    assert done.json()["result"] == "done"
    assert await person.causes() == set()
    elsewhere = headers | {"Yika-Channel": "the moon"}
    assert (await client.post(where, json=body, headers=elsewhere)).json()["code"] == "malformed"
