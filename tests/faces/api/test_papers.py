"""Files and documents through the API: who may, what is sent back, and codes checked by anybody."""

from collections.abc import AsyncGenerator
from io import BytesIO
from uuid import UUID

import httpx
import pytest
from pypdf import PdfReader

from tests.builders import AT, Somebody, somebody
from tests.faces.api.conftest import SignIn
from tests.rooms.papers.scans import JPEG, PDF, PNG
from yika.matters import model as acts
from yika.papers import documents
from yika.people import service as people
from yika.people.model import Mandate
from yika.store import journal
from yika.store.db import Database

FILES = "/api/v1/people/{}/files"
MINE = FILES.format("me")


def named(person: Somebody) -> str:
    return f"{person.person.division}-{person.person.person_id}"


async def a_receipt(who: Somebody) -> documents.Document:
    async with who.database.transaction() as conn:
        facts = {"number": "1", "matter": "card_replace"}
        return await documents.issue(conn, who.database.keys, who.person, "receipt", facts, AT)


async def an_agent(who: Somebody, *matters: str) -> Somebody:
    agent = await somebody(who.database)
    async with who.database.transaction() as conn:
        mandate = Mandate(
            mandate_id=UUID(int=agent.person.person_id),
            person=who.person,
            agent=agent.person,
            basis="mandate",
            matters=frozenset(matters),
            starts_at=AT,
        )
        await people.give_mandate(conn, mandate)
    return agent


async def journalled(who: Somebody) -> list[str]:
    async with who.database.transaction() as conn:
        place = who.person.region, who.person.person_id
        return [one.what for one in await journal.entries_about(conn, *place)]


async def officer(client: httpx.AsyncClient) -> dict[str, str]:
    reply = await client.post("/api/v1/sessions", json={"role": "officer"})
    return {"Authorization": f"Bearer {reply.json()['token']}"}


async def test_a_file_is_handed_in_and_comes_back_as_an_attachment_only(
    client: httpx.AsyncClient, database: Database, sign_in: SignIn
) -> None:
    who = await somebody(database)
    headers = await sign_in(who)
    sent = await client.post(f"{MINE}?matter=card_apply", content=PDF, headers=headers)
    assert sent.status_code == 201
    told = sent.json()
    assert (told["media_type"], told["matter"]) == ("application/pdf", "card_apply")
    form = await client.post(
        MINE, files={"file": ("我的证件.exe", PNG, "text/html")}, headers=headers
    )
    assert form.json()["media_type"] == "image/png"
    listed = await client.get(MINE, headers=headers)
    assert {one["file_id"] for one in listed.json()} == {told["file_id"], form.json()["file_id"]}
    back = await client.get(f"{MINE}/{told['file_id']}", headers=headers)
    assert back.content == PDF
    assert back.headers["content-disposition"].startswith("attachment; filename=")
    assert back.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in back.headers["content-security-policy"]
    assert back.headers["cache-control"] == "no-store"
    assert {"file.uploaded", "file.read", "files.read"} <= set(await journalled(who))


async def test_what_is_no_paper_is_refused_with_its_reasons(
    client: httpx.AsyncClient, database: Database, sign_in: SignIn
) -> None:
    headers = await sign_in(await somebody(database))
    page = b"<html><script>alert(1)</script>"
    large = PDF.replace(b"<<>>", b"x" * 5 * 1024 * 1024)

    async def parts() -> AsyncGenerator[bytes]:
        for at in range(0, len(large), 65_536):
            yield large[at : at + 65_536]

    for content, code in (
        (page, "upload_kind"),
        (b"", "upload_empty"),
        (large, "upload_too_large"),
        (parts(), "upload_too_large"),
    ):
        reply = await client.post(MINE, content=content, headers=headers)
        assert (reply.status_code, reply.json()["code"]) == (422, code)
    nothing = await client.post(MINE, files={"other": ("x", PDF)}, headers=headers)
    assert (nothing.status_code, nothing.json()["code"]) == (400, "malformed")
    assert (await client.post(MINE, content=PDF)).status_code == 401


async def test_an_agent_hands_in_for_a_matter_and_sees_only_their_own(
    client: httpx.AsyncClient, database: Database, sign_in: SignIn
) -> None:
    who = await somebody(database)
    agent, stranger = await an_agent(who, "card_apply", "ask"), await somebody(database)
    place = FILES.format(named(who))
    mine = (await client.post(MINE, content=JPEG, headers=await sign_in(who))).json()["file_id"]
    as_agent = await sign_in(agent)
    sent = await client.post(f"{place}?matter=card_apply", content=PDF, headers=as_agent)
    theirs = sent.json()["file_id"]
    other = await client.post(f"{place}?matter=card_cancel", content=PDF, headers=as_agent)
    assert (other.status_code, other.json()["code"]) == (404, "no_mandate")
    assert (await client.get(f"{place}/{theirs}", headers=as_agent)).content == PDF
    listed = (await client.get(place, headers=as_agent)).json()
    assert [one["file_id"] for one in listed] == [theirs]
    for headers, file_id in ((as_agent, mine), (await sign_in(stranger), mine)):
        reply = await client.get(f"{place}/{file_id}", headers=headers)
        assert (reply.status_code, reply.json()["code"]) == (404, "no_such_upload")
    assert (await client.get(f"{place}/{mine}", headers=await officer(client))).content == JPEG


async def test_a_document_is_listed_printed_withdrawn_and_checked_by_anybody(
    client: httpx.AsyncClient, database: Database, sign_in: SignIn
) -> None:
    who = await somebody(database)
    made = await a_receipt(who)
    headers = await sign_in(who)
    (listed,) = (await client.get("/api/v1/people/me/documents", headers=headers)).json()
    assert (listed["kind"], listed["state"]) == ("receipt", "genuine")
    pdf = await client.get(f"/api/v1/documents/{listed['document_id']}.pdf", headers=headers)
    assert pdf.headers["content-disposition"].startswith("attachment")
    text = PdfReader(BytesIO(pdf.content)).pages[0].extract_text()
    assert listed["code"] in text
    told = (await client.get(f"/api/v1/verify/{made.code}")).json()
    assert told == {
        "state": "genuine",
        "state_zh": "真实有效",
        "state_en": "genuine",
        "kind": "receipt",
        "zh": "受理回执",
        "en": "receipt of an application",
        "issued_on": "2026-03-16",
        "name": "王**",
    }
    place = f"/api/v1/documents/{listed['document_id']}/withdrawal"
    mine = await client.post(place, headers=headers)
    assert (mine.status_code, mine.json()["code"]) == (403, "officers_only")
    back = await client.post(place, headers=await officer(client))
    assert back.json()["state"] == "withdrawn"
    assert (await client.get(f"/api/v1/verify/{made.code}")).json()["state"] == "withdrawn"
    assert "document.checked" in await journalled(who)


async def test_a_stranger_learns_nothing_of_a_document_not_even_that_it_is_there(
    client: httpx.AsyncClient, database: Database, sign_in: SignIn
) -> None:
    who, stranger = await somebody(database), await somebody(database)
    made = await a_receipt(who)
    headers = await sign_in(stranger)
    for number in (made.document_id, UUID(int=7)):
        reply = await client.get(f"/api/v1/documents/{number}.pdf", headers=headers)
        assert (reply.status_code, reply.json()["code"]) == (404, "no_such_document")
    agent = await sign_in(await an_agent(who, "card_replace"))
    assert (await client.get(f"/api/v1/documents/{made.document_id}.pdf", headers=agent)).is_success
    other = await sign_in(await an_agent(who, "card_cancel"))
    address = f"/api/v1/documents/{made.document_id}.pdf"
    assert (await client.get(address, headers=other)).status_code == 404
    assert (await client.get("/api/v1/documents/x.pdf", headers=headers)).status_code == 400
    for code, status in (("0" * 16, 404), ("0" * 15 + "1", 422)):
        assert (await client.get(f"/api/v1/verify/{code}")).status_code == status


async def with_letter(database: Database) -> Somebody:
    """Somebody whose card comes with a password letter."""
    who = await somebody(database)
    await who.act(acts.OrderCard(issuer="social_security"))
    for stage in ("made", "shipped", "ready"):
        await who.act(acts.AdvanceCard(stage=stage))
    await who.act(acts.CollectCard())
    await who.act(acts.ActivateCard())
    return who


def password_in(pdf: bytes, opening: str) -> str:
    reader = PdfReader(BytesIO(pdf))
    assert reader.is_encrypted
    assert not reader.decrypt("000000")
    assert reader.decrypt(opening)
    text = reader.pages[0].extract_text()
    lines = [line.strip() for line in text.splitlines()]
    return next(line for line in lines if line.isdecimal() and len(line) == 6)


@pytest.mark.covers("PIN-06")
async def test_a_password_letter_is_printed_once_and_its_password_is_kept_nowhere(
    client: httpx.AsyncClient, database: Database, sign_in: SignIn
) -> None:
    who = await with_letter(database)
    place = f"/api/v1/people/{named(who)}/password-letters"
    headers = await officer(client)
    printed = await client.post(place, json={}, headers=headers)
    assert printed.status_code == 201, printed.text
    password = password_in(printed.content, who.id_number)
    entered = await who.act(acts.EnterPassword(password=password))
    assert (entered.result, entered.must_change) == ("right", True)
    again = await client.post(place, json={}, headers=headers)
    assert (again.status_code, again.json()["code"]) == (409, "letter_printed")
    (letter,) = (await client.get(f"/api/v1/people/{named(who)}/documents", headers=headers)).json()
    reply = await client.get(f"/api/v1/documents/{letter['document_id']}.pdf", headers=headers)
    assert (reply.status_code, reply.json()["code"]) == (409, "printed_once")
    lost = await client.post(place, json={"again": True}, headers=headers)
    second = password_in(lost.content, who.id_number)
    assert (await who.act(acts.EnterPassword(password=second))).result == "right"
    assert (await client.get(f"/api/v1/verify/{letter['code']}")).json()["state"] == "withdrawn"
    await who.act(acts.ChangePassword(old=second, new="135790"))
    chosen = await client.post(place, json={"again": True}, headers=headers)
    assert chosen.json()["code"] == "password_chosen"
    async with database.transaction() as conn:
        for table in ("documents", "journal", "passwords", "card_events"):
            rows = await (await conn.execute(f"SELECT t::text FROM {table} t")).fetchall()
            assert not any(
                password in row[0] or second in row[0] for row in rows if table != "journal"
            )


async def test_a_password_letter_is_for_the_holder_in_person(
    client: httpx.AsyncClient, database: Database, sign_in: SignIn
) -> None:
    who = await with_letter(database)
    place = f"/api/v1/people/{named(who)}/password-letters"
    agent = await sign_in(await an_agent(who, "*"))
    mine = await sign_in(who)
    for headers, code in (
        (agent, "no_mandate"),
        (agent | {"Yika-Channel": "counter"}, "no_mandate"),
        (mine, "letter_in_person"),
    ):
        assert (await client.post(place, json={}, headers=headers)).json()["code"] == code
    here = mine | {"Yika-Channel": "kiosk"}
    assert (await client.post(place, json={"card_id": "0"}, headers=here)).status_code == 404
    assert (await client.post(place, json={}, headers=here)).status_code == 201
