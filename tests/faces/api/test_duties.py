"""What an officer may read about a person: every duty on every route of the interface."""

from typing import Any

import httpx
import pytest

from tests.builders import Somebody, somebody
from tests.faces.api.conftest import SignIn
from yika.access import officers
from yika.access.model import Duty, Officer
from yika.demo.offices import OFFICERS, load_officers
from yika.store.db import Database

STAFF = {"C1", "K1", "J1"}
HOTLINE, BANK, HOSPITAL = "H1", "B1", "M1"
EVERYBODY = {*STAFF, HOTLINE, BANK, HOSPITAL}
# Who may read what. What writes is let by the ways of its matter, and is not in this table.
READS: dict[str, set[str]] = {
    "/people/{p}/looks": STAFF,
    "/people/{p}/cover": {*STAFF, HOTLINE, BANK},
    "/people/{p}/cover/2026-02": {*STAFF, HOTLINE, BANK},
    "/people/{p}/account": EVERYBODY,
    "/people/{p}/account/statement": {*STAFF, BANK},
    "/people/{p}/account/statement.pdf": {*STAFF, BANK},
    "/people/{p}/account/clear-out.pdf": {*STAFF, BANK},
    "/people/{p}/benefit-year": STAFF,
    "/people/{p}/settlements": STAFF,
    "/people/{p}/settlements/1": STAFF,
    "/people/{p}/records": {*STAFF, HOTLINE, HOSPITAL},
    "/people/{p}/documents": STAFF,
    "/people/{p}/notices": STAFF,
    "/people/{p}/channels": {*STAFF, HOTLINE},
    "/people/{p}/cases": EVERYBODY,
    "/people/{p}/files": EVERYBODY,  # but not the same ones: below
}
OTHERWISE = {
    "/api/v1/people/{person}/qr-code": "for the holder alone",
    "/api/v1/people/{person}/files/{file_id}": "tried below",
    "/api/v1/people/{person}/cover/{month}": "as cover/2026-02",
    "/api/v1/people/{person}/settlements/{setl_id}": "as settlements/1",
}
PDF = b"%PDF-1.4\n%%EOF\n"


@pytest.fixture
async def staff(client: httpx.AsyncClient, database: Database) -> dict[str, dict[str, str]]:
    async with database.transaction() as conn:
        await load_officers(conn)
    found: dict[str, dict[str, str]] = {}
    for one in OFFICERS:
        reply = await client.post("/api/v1/sessions", json={"officer": one.full_code})
        found[one.code] = {"Authorization": f"Bearer {reply.json()['token']}"}
    return found


def of(person: Somebody) -> str:
    return f"{person.person.region}-{person.person.person_id}"


def code(reply: httpx.Response) -> str | None:
    is_no = reply.headers["content-type"].startswith("application/problem+json")
    return reply.json()["code"] if is_no else None


async def test_every_duty_reads_what_it_is_there_for_and_nothing_else(
    client: httpx.AsyncClient, database: Database, staff: dict[str, dict[str, str]]
) -> None:
    person = await somebody(database)
    for path, readers in READS.items():
        for officer in sorted(EVERYBODY):
            address = f"/api/v1{path.replace('{p}', of(person))}"
            reply = await client.get(address, headers=staff[officer])
            denied = code(reply) == "duty_needed"
            assert denied == (officer not in readers), f"{officer} {path}: {reply.text}"
            assert reply.status_code < 500, f"{officer} {path}: {reply.text}"


async def test_every_route_that_tells_of_a_person_stands_in_the_table(
    client: httpx.AsyncClient,
) -> None:
    described = (await client.get("/api/v1/docs/openapi.json")).json()
    about = {
        path
        for path, methods in described["paths"].items()
        if "get" in methods and "{person}" in path
    }
    known = {f"/api/v1{path.replace('{p}', '{person}')}" for path in READS}
    assert about - known == OTHERWISE.keys()


async def test_an_officer_of_another_region_reads_nothing(
    client: httpx.AsyncClient, database: Database, staff: dict[str, dict[str, str]]
) -> None:
    del staff
    person = await somebody(database)
    other = Officer(
        region=110000,
        code="C1",
        name="演示",
        duties=frozenset({Duty.HANDLE}),
        employed_from=OFFICERS[0].employed_from,
    )
    async with database.transaction() as conn:
        await officers.employ(conn, other)
    reply = await client.post("/api/v1/sessions", json={"officer": other.full_code})
    headers = {"Authorization": f"Bearer {reply.json()['token']}"}
    for path in READS:
        address = f"/api/v1{path.replace('{p}', of(person))}"
        reply = await client.get(address, headers=headers)
        assert reply.status_code == 404, f"{path}: {reply.text}"


async def applied(client: httpx.AsyncClient, headers: dict[str, str]) -> dict[str, Any]:
    """A claim with a paper handed in as a file; its number, and the file's."""
    to = "/api/v1/people/me/files?matter=account_withdraw"
    file = (await client.post(to, content=PDF, headers=headers)).json()["file_id"]
    body = {
        "act": {"act": "withdraw_account", "occasion": "settled_abroad"},
        "draft": True,
    }
    keyed = headers | {"Idempotency-Key": "k", "Yika-Channel": "website"}
    case = (await client.post("/api/v1/people/me/cases", json=body, headers=keyed)).json()
    given = {"step": "give_paper", "paper": case["papers"][0]["paper"], "file": file}
    number = case["number"].replace(" ", "")
    reply = await client.post(f"/api/v1/cases/{number}/steps", json=given, headers=headers)
    assert reply.status_code == 201, reply.text
    return {"number": number, "file": file}


async def test_papers_open_for_those_who_handle_and_the_hotline_learns_how_far_it_is(
    client: httpx.AsyncClient,
    database: Database,
    sign_in: SignIn,
    staff: dict[str, dict[str, str]],
) -> None:
    person = await somebody(database)
    made = await applied(client, await sign_in(person))
    for officer in sorted(EVERYBODY):
        files = f"/api/v1/people/{of(person)}/files"
        opened = await client.get(f"{files}/{made['file']}", headers=staff[officer])
        assert opened.status_code == (200 if officer in STAFF else 404), officer
        listed = (await client.get(files, headers=staff[officer])).json()
        assert len(listed) == (1 if officer in STAFF else 0), officer
    shown = await client.get(f"/api/v1/cases/{made['number']}", headers=staff[HOTLINE])
    told = shown.json()
    assert (told["state"], told["act"], told["decision"]) == ("draft", None, None)
    assert {paper["file"] for paper in told["papers"]} == {None}
    assert {step["text"] for step in told["steps"]} == {None}
    whole = (await client.get(f"/api/v1/cases/{made['number']}", headers=staff["C1"])).json()
    assert whole["act"]["act"] == "withdraw_account"
    for officer in (BANK, HOSPITAL):
        reply = await client.get(f"/api/v1/cases/{made['number']}", headers=staff[officer])
        assert reply.status_code == 404, officer
