"""Batches by the API: previewed, sent once for each key, gone on with, seen by no other."""

from typing import Any

import httpx
import pytest

from tests.builders import CITY, Somebody, ready, somebody
from tests.faces.api.conftest import SignIn
from tests.faces.api.test_employers import EMPLOYERS, REGION, a_code
from tests.rooms.matters.cases.test_applying import PDF
from yika.matters import model as acts
from yika.matters.batches import working
from yika.store.db import Database

CODE, OTHER = a_code(3), a_code(4)
UNLOCK = {
    **REGION,
    "matter": "password_unlock",
    "commit": "employer_id",
    "option": "identity=id_card",
}


async def signed_in(client: httpx.AsyncClient, **who: str) -> dict[str, str]:
    reply = await client.post("/api/v1/sessions", json=who)
    return {"Authorization": f"Bearer {reply.json()['token']}"}


@pytest.fixture
async def officer(client: httpx.AsyncClient) -> dict[str, str]:
    return await signed_in(client, role="officer")


@pytest.fixture
async def office(client: httpx.AsyncClient, officer: dict[str, str]) -> dict[str, str]:
    """A company of its own, signed in; there is another."""
    for code, name in ((CODE, "演示商行"), (OTHER, "演示工厂")):
        body = {**REGION, "code": code, "name": name, "injury_class": 2}
        assert (await client.post(EMPLOYERS, json=body, headers=officer)).status_code == 201
    return await signed_in(client, employer=CODE, region=f"{CITY}")


async def staff(
    client: httpx.AsyncClient, database: Database, office: dict[str, str], people: int
) -> list[Somebody]:
    """People whom the company insures, whose cards are locked."""
    found = [await somebody(database, insured=False) for _ in range(people)]
    lines = ["姓名,身份证号,申报基数", *(f"王小明,{one.id_number},8000" for one in found)]
    where, month = f"{EMPLOYERS}/{CODE}/payrolls", {**REGION, "period": "2026-03"}
    content = "\n".join(lines).encode()
    reply = await client.post(where, params=month, content=content, headers=office)
    assert reply.status_code == 201, reply.text
    for one in found:
        await ready(one, "135790")
        while (await one.act(acts.EnterPassword(password="864208"))).result != "locked":
            pass
    return found


def of(*people: Somebody) -> bytes:
    return "\n".join(["姓名,身份证号", *(f"王小明,{one.id_number}" for one in people)]).encode()


async def sent(
    client: httpx.AsyncClient, headers: dict[str, str], content: bytes, key: str, **more: Any
) -> httpx.Response:
    return await client.post(
        f"{EMPLOYERS}/{CODE}/batches",
        params=UNLOCK | more,
        content=content,
        headers=headers | {"Idempotency-Key": key},
    )


async def causes(client: httpx.AsyncClient, person: Somebody, sign_in: SignIn) -> set[str]:
    reply = await client.post("/api/v1/standings", json={}, headers=await sign_in(person))
    [standing] = reply.json()
    return {hold["cause"] for hold in standing["holds"]}


async def test_a_company_previews_sends_and_its_staff_can_use_their_cards(
    client: httpx.AsyncClient, database: Database, office: dict[str, str], sign_in: SignIn
) -> None:
    people = await staff(client, database, office, 2)
    stranger = await somebody(database)
    where = f"{EMPLOYERS}/{CODE}/batches/preview"
    content = of(*people, stranger)
    shown = await client.post(where, params=UNLOCK, content=content, headers=office)
    assert shown.status_code == 200, shown.text
    told = shown.json()
    assert (told["lines"], told["good_lines"], told["decision_by"]) == (3, 2, "none")
    [error] = told["errors"]
    assert (error["line"], error["code"]) == (4, "batch_not_yours")
    assert error["zh"]
    assert error["next"]["en"]
    assert not any(one.id_number in shown.text for one in (*people, stranger))
    refused = await sent(client, office, content, "k1")
    assert (refused.status_code, refused.json()["code"]) == (422, "batch_refused")
    done = await sent(client, office, content, "k1", skip_errors="true")
    assert done.status_code == 201, done.text
    batch = done.json()
    assert (batch["state"], batch["sent"], batch["skipped"], batch["waiting"]) == ("done", 2, 1, 0)
    assert [line["state"] for line in batch["lines"]] == ["done", "done", "skipped"]
    assert batch["lines"][2]["reasons"][0]["code"] == "batch_not_yours"
    assert not any(one.id_number in done.text for one in (*people, stranger))
    for one in people:
        assert "password_locked" not in await causes(client, one, sign_in)
    case = await client.get(f"/api/v1/cases/{batch['lines'][0]['case']}", headers=office)
    assert (case.status_code, case.json()["applicant"]) == (200, "employer")


async def test_a_key_is_used_once_and_the_same_request_goes_on_with_what_waits(
    client: httpx.AsyncClient,
    database: Database,
    office: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    people = await staff(client, database, office, 3)
    missing = await client.post(
        f"{EMPLOYERS}/{CODE}/batches", params=UNLOCK, content=of(*people), headers=office
    )
    assert (missing.status_code, missing.json()["code"]) == (400, "key_missing")
    monkeypatch.setattr(working, "AT_ONCE", 2)
    first = (await sent(client, office, of(*people), "k")).json()
    assert (first["state"], first["waiting"], first["replayed"]) == ("sent", 1, False)
    other = await sent(client, office, of(people[0]), "k")
    assert (other.status_code, other.json()["code"]) == (409, "key_reused")
    again = (await sent(client, office, of(*people), "k")).json()
    assert (again["number"], again["replayed"]) == (first["number"], True)
    assert (again["state"], again["waiting"]) == ("done", 0)


async def test_another_employer_a_person_and_a_bank_see_nothing(
    client: httpx.AsyncClient,
    database: Database,
    office: dict[str, str],
    officer: dict[str, str],
    sign_in: SignIn,
) -> None:
    [person] = await staff(client, database, office, 1)
    batch = (await sent(client, office, of(person), "k")).json()
    other = await signed_in(client, employer=OTHER, region=f"{CITY}")
    holder = await sign_in(person)
    for headers in (other, holder):
        for path in ("batches", f"batches/{batch['number']}"):
            reply = await client.get(f"{EMPLOYERS}/{CODE}/{path}", params=REGION, headers=headers)
            assert (reply.status_code, reply.json()["code"]) == (403, "officers_only")
        reply = await sent(client, headers, of(person), "k2")
        assert (reply.status_code, reply.json()["code"]) == (403, "officers_only")
    reply = await client.get(
        f"{EMPLOYERS}/{OTHER}/batches/{batch['number']}", params=REGION, headers=other
    )
    assert (reply.status_code, reply.json()["code"]) == (404, "no_such_batch")
    shown = await client.get(
        f"{EMPLOYERS}/{CODE}/batches/{batch['number']}", params=REGION, headers=officer
    )
    assert [line["state"] for line in shown.json()["lines"]] == ["done"]
    listed = await client.get(f"{EMPLOYERS}/{CODE}/batches", params=REGION, headers=office)
    assert [one["number"] for one in listed.json()] == [batch["number"]]
    assert listed.json()[0]["lines"] == []


async def test_a_paper_of_the_employer_is_uploaded_once_and_named(
    client: httpx.AsyncClient, database: Database, office: dict[str, str]
) -> None:
    [person] = await staff(client, database, office, 1)
    where = f"{EMPLOYERS}/{CODE}/batch-papers"
    kept = await client.post(where, params=REGION, content=PDF, headers=office)
    assert kept.status_code == 201, kept.text
    own = {key: said for key, said in UNLOCK.items() if key != "commit"}
    own["paper"] = f"employer_id={kept.json()['file']}"
    preview = f"{EMPLOYERS}/{CODE}/batches/preview"
    shown = await client.post(preview, params=own, content=of(person), headers=office)
    assert (shown.status_code, shown.json()["errors"]) == (200, [])
    odd = own | {"paper": "employer_id=1"}
    refused = await client.post(preview, params=odd, content=of(person), headers=office)
    assert (refused.status_code, refused.json()["code"]) == (400, "malformed")


async def test_the_file_to_fill_in_is_for_anybody(client: httpx.AsyncClient) -> None:
    reply = await client.get("/api/v1/matters/card_replace/batch-template")
    assert reply.status_code == 200
    assert reply.content.decode("utf-8-sig").startswith(
        "姓名 name,身份证号码 id_number,原因 reason"
    )
    other = await client.get("/api/v1/matters/account_withdraw/batch-template")
    assert (other.status_code, other.json()["code"]) == (422, "not_in_batches")
