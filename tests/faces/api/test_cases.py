"""Matters and cases over the API: what one needs, applying, each step, the desk."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from tests.builders import AT, CITY, Somebody, somebody, with_card
from tests.faces.api.conftest import SignIn
from tests.rooms.accounts.purse import Purse
from yika.access import officers
from yika.demo.offices import OFFICERS, load_officers
from yika.ground.days import wall_clock
from yika.store.db import Database

ABROAD = {"act": "withdraw_account", "occasion": "settled_abroad"}
NAMES = "/api/v1/matters"
EMPLOYER_CODE, OTHER_CODE = "91999900MA7777001F", "91110000600037341L"


@pytest.fixture
async def staff(client: httpx.AsyncClient, database: Database) -> dict[str, dict[str, str]]:
    """The headers of each officer, by code."""
    async with database.transaction() as conn:
        await load_officers(conn)
    found: dict[str, dict[str, str]] = {}
    for one in OFFICERS:
        reply = await client.post("/api/v1/sessions", json={"officer": one.full_code})
        assert reply.status_code == 201, reply.text
        found[one.code] = {"Authorization": f"Bearer {reply.json()['token']}"}
    return found


def of(person: Somebody) -> str:
    return f"{person.person.region}-{person.person.person_id}"


async def opened(
    client: httpx.AsyncClient, headers: dict[str, str], who: str, key: str = "k", **told: Any
) -> httpx.Response:
    keyed = headers | {"Idempotency-Key": key}
    return await client.post(f"/api/v1/people/{who}/cases", json=told, headers=keyed)


async def step(
    client: httpx.AsyncClient, headers: dict[str, str], number: str, **told: Any
) -> httpx.Response:
    return await client.post(f"/api/v1/cases/{number}/steps", json=told, headers=headers)


async def test_every_matter_is_listed_with_whether_it_is_offered(
    client: httpx.AsyncClient,
) -> None:
    listed = (await client.get(NAMES, params={"region": "999900"})).json()
    by_name = {one["matter"]: one for one in listed}
    assert all(one["is_offered"] is not None for one in listed), "999900 knows every matter"
    assert by_name["account_withdraw"]["decision_by"] == "two"
    assert by_name["loss_report"]["decision_by"] == "none"
    elsewhere = (await client.get(NAMES, params={"region": "130700"})).json()
    assert any(one["is_offered"] is None for one in elsewhere), "what is not published is unknown"


@pytest.mark.covers("LOSS-25")
async def test_one_learns_what_to_bring_before_one_goes(
    client: httpx.AsyncClient, database: Database, sign_in: SignIn
) -> None:
    person, other = await with_card(database), await somebody(database)
    asked = {"region": "999900", "option": "reason=lost"}
    told = (await client.get(f"{NAMES}/card_replace", params=asked)).json()
    counter = next(way for way in told["ways"] if way["channel"] == "counter")
    assert "loss_proof" in counter["papers"]
    assert counter["is_open"] is None
    headers = await sign_in(person)
    mine = {"person": "me", "option": "reason=stripe"}
    told = (await client.get(f"{NAMES}/card_replace", params=mine, headers=headers)).json()
    by_channel = {way["channel"]: way for way in told["ways"]}
    assert told["applicant"] == "self"
    assert by_channel["app"]["is_open"]
    assert by_channel["employer"]["because"] == ["not_for_applicant"]
    assert told["due_on"] == "2026-03-30"
    reply = await client.get(f"{NAMES}/card_replace", params={"person": of(other)}, headers=headers)
    assert reply.status_code == 404
    assert (
        await client.get(f"{NAMES}/card_replace", params={"person": of(person)})
    ).status_code == 401
    assert (await client.get(f"{NAMES}/x", params={"region": "999900"})).json()[
        "code"
    ] == "no_such_matter"
    assert (await client.get(f"{NAMES}/card_replace")).status_code == 400


@pytest.mark.covers("CHAN-14", "CHAN-15")
async def test_a_case_goes_through_the_hands_of_two_officers(
    client: httpx.AsyncClient,
    database: Database,
    sign_in: SignIn,
    staff: dict[str, dict[str, str]],
) -> None:
    owner = await somebody(database)
    await Purse(database, owner).gets(12_345)
    headers = await sign_in(owner)
    reply = await opened(client, headers | {"Yika-Channel": "website"}, "me", act=ABROAD)
    assert reply.status_code == 201, reply.text
    case = reply.json()
    number = case["number"]
    assert (case["state"], case["with_whom"], case["decision_by"]) == (
        "submitted",
        "handler",
        "two",
    )
    assert len(number.replace(" ", "")) == 19
    again = await opened(client, headers | {"Yika-Channel": "website"}, "me", act=ABROAD)
    assert (again.json()["number"], again.json()["replayed"]) == (number, True)
    asked = (await step(client, staff["C1"], number, step="ask_papers", text="请补齐")).json()
    assert asked["with_whom"] == "applicant"
    second = await step(client, staff["C2"], number, step="ask_papers")
    assert (second.status_code, second.json()["code"]) == (409, "papers_asked_already")
    for paper in asked["papers"]:
        await step(client, staff["C2"], number, step="give_paper", paper=paper["paper"])
    await step(client, staff["C1"], number, step="accept")
    await step(client, staff["C1"], number, step="propose", outcome="approve", reasons="属实")
    for code in ("C1", "C2", "J1", "H1", "B1", "M1"):
        denied = await step(client, staff[code], number, step="confirm")
        assert denied.status_code == (404 if code in ("B1", "M1") else 422), denied.text
    denied = await step(client, headers, number, step="confirm")
    assert (denied.status_code, denied.json()["code"]) == (403, "officers_only")
    done = (await step(client, staff["K1"], number, step="confirm")).json()
    assert (done["state"], done["with_whom"]) == ("done", None)
    shown = (await client.get(f"/api/v1/cases/{number}", headers=staff["H1"])).json()
    assert [one["step"] for one in shown["steps"]][-2:] == ["approved", "done"]
    listed = (await client.get("/api/v1/people/me/cases", headers=headers)).json()
    assert [one["number"] for one in listed] == [number]


async def test_an_act_that_is_decided_is_not_done_straight_away(
    client: httpx.AsyncClient, database: Database, sign_in: SignIn
) -> None:
    owner = await somebody(database)
    headers = await sign_in(owner) | {"Idempotency-Key": "a"}
    reply = await client.post("/api/v1/people/me/acts", json=ABROAD, headers=headers)
    assert (reply.status_code, reply.json()["code"]) == (422, "needs_case")


async def test_the_desk_sees_what_is_late_and_nobody_else_sees_the_desk(
    client: httpx.AsyncClient,
    database: Database,
    sign_in: SignIn,
    staff: dict[str, dict[str, str]],
) -> None:
    owner = await somebody(database)
    await Purse(database, owner).gets(12_345)
    reply = await opened(client, staff["C1"], of(owner), act=ABROAD)
    number = reply.json()["number"]

    async def desk(code: str, **told: Any) -> Any:
        params = {"region": "999900", **told}
        return await client.get("/api/v1/desk/queue", params=params, headers=staff[code])

    [line] = (await desk("K1")).json()
    assert (line["number"], line["is_late"], line["with_whom"]) == (number, False, "handler")
    assert (await desk("K1", late=True)).json() == []
    assert len((await desk("C1", mine=True)).json()) == 1
    assert (await desk("C2", mine=True)).json() == []
    assert (await desk("C1", state="proposed")).json() == []
    assert (await desk("C1", state="x")).status_code == 400
    assert (await desk("C1", region="110000")).json()["code"] == "other_region"
    assert (await desk("H1")).json()["code"] == "duty_needed"
    async with database.transaction() as conn:
        await conn.execute("UPDATE clock SET stands_at = %s", (AT + timedelta(days=60),))
    assert len((await desk("K1", late=True)).json()) == 1
    mine = await client.get(
        "/api/v1/desk/queue", params={"region": "999900"}, headers=await sign_in(owner)
    )
    assert mine.status_code == 403


async def test_somebody_else_s_case_is_not_there(
    client: httpx.AsyncClient,
    database: Database,
    sign_in: SignIn,
    staff: dict[str, dict[str, str]],
) -> None:
    owner, stranger = await somebody(database), await somebody(database)
    await Purse(database, owner).gets(12_345)
    number = (await opened(client, staff["C1"], of(owner), act=ABROAD)).json()["number"]
    headers = await sign_in(stranger)
    for reply in (
        await client.get(f"/api/v1/cases/{number}", headers=headers),
        await step(client, headers, number, step="withdraw"),
        await client.get("/api/v1/cases/9999002603160000173", headers=headers),
        await client.get("/api/v1/cases/x", headers=headers),
    ):
        assert (reply.status_code, reply.json()["code"]) == (404, "no_such_case")
    reply = await client.get(f"/api/v1/people/{of(owner)}/cases", headers=headers)
    assert (reply.status_code, reply.json()["code"]) == (404, "no_mandate")
    reply = await opened(client, headers, of(owner), act=ABROAD)
    assert (reply.status_code, reply.json()["code"]) == (404, "no_mandate")


async def test_a_case_needs_a_key_and_reads_nothing_it_does_not_know(
    client: httpx.AsyncClient, database: Database, sign_in: SignIn
) -> None:
    headers = await sign_in(await somebody(database))
    reply = await client.post("/api/v1/people/me/cases", json={"act": ABROAD}, headers=headers)
    assert reply.json()["code"] == "key_missing"
    wrong: list[dict[str, Any]] = [
        {},
        {"act": {"act": "x"}},
        {"act": ABROAD, "more": 1},
        {"act": ABROAD, "papers": []},
    ]
    for told in wrong:
        reply = await opened(client, headers, "me", **told)
        assert reply.status_code == 400, reply.text
    for told in [{"step": "x"}, {"step": "decide"}, {"step": "give_paper", "paper": "/etc"}]:
        reply = await step(client, headers, "9999002603160000173", **told)
        assert reply.status_code == 400, reply.text


async def test_an_employer_acts_for_whom_it_insures(
    client: httpx.AsyncClient, database: Database
) -> None:
    person = await with_card(database)
    async with database.transaction() as conn:
        await conn.execute("UPDATE employers SET code = %s", (EMPLOYER_CODE,))
    signing = {"employer": EMPLOYER_CODE, "region": "999900"}
    reply = await client.post("/api/v1/sessions", json=signing)
    assert reply.status_code == 201, reply.text
    headers = {"Authorization": f"Bearer {reply.json()['token']}"}
    replace = {"act": "replace_card", "reason": "stripe"}
    to = f"/api/v1/people/{of(person)}/files?matter=card_replace"
    file = (await client.post(to, content=b"%PDF-1.4\n%%EOF\n", headers=headers)).json()["file_id"]
    lacking = await opened(client, headers, of(person), act=replace)
    papers = {
        one: file for reason in lacking.json()["reasons"] for one in reason["facts"]["papers"]
    }
    reply = await opened(client, headers, of(person), act=replace, papers=papers)
    assert (reply.status_code, reply.json().get("state")) == (201, "done"), reply.text
    listed = await client.get(f"/api/v1/people/{of(person)}/cases", headers=headers)
    assert [one["applicant"] for one in listed.json()] == ["employer"]
    stranger = await somebody(database, insured=False)
    reply = await opened(client, headers, of(stranger), act=replace)
    assert (reply.status_code, reply.json()["code"]) == (404, "no_mandate")
    asked = {"region": "999900"}
    mine = await client.get(f"/api/v1/employers/{EMPLOYER_CODE}", params=asked, headers=headers)
    assert mine.status_code == 200
    other = await client.get(f"/api/v1/employers/{OTHER_CODE}", params=asked, headers=headers)
    assert other.status_code == 403
    paid = {"region": "999900", "amount": "1.00"}
    keyed = headers | {"Idempotency-Key": "paid"}
    where = f"/api/v1/employers/{EMPLOYER_CODE}/payments"
    assert (await client.post(where, json=paid, headers=keyed)).status_code == 403


async def test_an_officer_who_left_is_nobody(
    client: httpx.AsyncClient, database: Database, staff: dict[str, dict[str, str]]
) -> None:
    wall = (await client.get("/api/v1/clock")).json()
    assert wall["sandbox"]
    async with database.transaction() as conn:
        found = await officers.by_code(conn, f"{CITY}-C1", AT.date())
        await officers.dismiss(conn, found, AT.date() - timedelta(days=1), wall_clock())
    queue = {"region": "999900"}
    reply = await client.get("/api/v1/desk/queue", params=queue, headers=staff["C1"])
    assert reply.status_code == 401
    reply = await client.post("/api/v1/sessions", json={"officer": f"{CITY}-C1"})
    assert (reply.status_code, reply.json()["code"]) == (404, "no_such_officer")
