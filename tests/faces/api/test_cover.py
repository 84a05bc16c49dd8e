"""Somebody's insurance and account by the API: complete, masked, journalled, and nobody else's."""

from datetime import date
from io import BytesIO
from uuid import uuid4

import httpx
import pytest
from pypdf import PdfReader

from tests.builders import AT, BOOK, CITY, Somebody, hours, somebody
from tests.faces.api.conftest import SignIn
from yika.accounts import clear_out, sharing
from yika.accounts import service as ledger
from yika.accounts.clear_out import ClearOut
from yika.accounts.laws import AccountLaws
from yika.accounts.model import CARRIED, CURRENT, REGION, Account, Transfer
from yika.accounts.sharing import Share
from yika.insurance.books.bills import bill_people, month_span
from yika.people import service as people
from yika.people.model import Mandate
from yika.store.db import Database

FEBRUARY = date(2026, 2, 1)


async def billed(person: Somebody, month: date = FEBRUARY) -> None:
    """Make the bill of a month in it, unpaid."""
    who, then = person.person, AT.replace(month=month.month)
    async with person.database.transaction() as conn:
        await people.lock(conn, [who])
        await bill_people(conn, BOOK, who.region, [who.person_id], month_span(month, then))


async def funded(person: Somebody, kind: str, amount_fen: int) -> None:
    """Put money into a wallet."""
    source, target = Account(REGION, "account_fund"), Account(person.person.person_id, kind)
    moved = Transfer(uuid4(), source, target, amount_fen, "credit", AT - hours(24))
    async with person.database.transaction() as conn:
        await people.lock(conn, [person.person])
        await ledger.transfer(conn, person.person.region, [moved])


@pytest.mark.covers("CONTR-31", "CONTR-28")
async def test_somebody_sees_how_they_are_insured_what_is_unpaid_and_why(
    client: httpx.AsyncClient, database: Database, sign_in: SignIn
) -> None:
    person = await somebody(database, insured=True)
    await billed(person)
    reply = await client.get("/api/v1/people/me/cover", headers=await sign_in(person))
    told = reply.json()
    assert (told["name"], told["scheme"]) == ("王**", "employee")
    assert told["id_number"] == f"{person.id_number[:6]}********{person.id_number[-4:]}"
    assert (
        told["enrolments"][0] | {"employer": "演示公司", "base": "6000.00"} == told["enrolments"][0]
    )
    [record] = told["records"]
    assert (record["period"], record["paid"]) == ("2026-02-01", "0.00")
    total = sum(float(x["amount"]) for x in record["lines"] if x["payer"] != "subsidy")
    assert f"{total:.2f}" == record["owed"]
    [unpaid] = told["unpaid"]
    assert unpaid["causes"][0]["cause"] == "employer_late"
    assert unpaid["causes"][0]["says"]["zh"] == "单位未按时缴费"
    assert told["entitlement"]["on"] == "2026-03-16"
    assert told["years"]["months"] == 72


@pytest.mark.covers("CONTR-30")
async def test_any_month_may_be_asked_about(
    client: httpx.AsyncClient, database: Database, sign_in: SignIn
) -> None:
    person = await somebody(database)
    headers = await sign_in(person)
    told = (await client.get("/api/v1/people/me/cover/2026-03", headers=headers)).json()
    assert [cause["cause"] for cause in told["causes"]] == ["not_billed"]
    wrong = await client.get("/api/v1/people/me/cover/2026-13", headers=headers)
    assert (wrong.status_code, wrong.json()["code"]) == (400, "malformed")


@pytest.mark.covers("CONTR-33")
async def test_a_guardian_sees_a_childs_payments_and_nobody_else_does(
    client: httpx.AsyncClient, database: Database, sign_in: SignIn
) -> None:
    child, parent, stranger = [await somebody(database) for _ in range(3)]
    async with database.transaction() as conn:
        mandate = Mandate(
            mandate_id=uuid4(),
            person=child.person,
            agent=parent.person,
            basis="guardian",
            matters=frozenset({"*"}),
            starts_at=AT - hours(1),
        )
        await people.give_mandate(conn, mandate)
    where = f"/api/v1/people/{CITY}-{child.person.person_id}"
    seen = await client.get(f"{where}/cover", headers=await sign_in(parent))
    assert seen.status_code == 200
    for path in ("cover", "cover/2026-02", "account", "account/statement", "account/statement.pdf"):
        headers = await sign_in(stranger)
        refused = await client.get(f"{where}/{path}", headers=headers)
        nobody = await client.get(f"/api/v1/people/{CITY}-999999999/{path}", headers=headers)
        assert (refused.status_code, refused.json()["code"]) == (404, "no_mandate")
        assert nobody.json() == refused.json()
    looks = await client.get("/api/v1/people/me/looks", headers=await sign_in(child))
    assert [look["what"] for look in looks.json()] == ["contribution.read"]


@pytest.mark.covers("ACCT-05")
async def test_every_yuan_is_somewhere(
    client: httpx.AsyncClient, database: Database, sign_in: SignIn
) -> None:
    person = await somebody(database)
    await funded(person, CURRENT, 12_050)
    await funded(person, CARRIED, 3_000)
    headers = await sign_in(person)
    told = (await client.get("/api/v1/people/me/account", headers=headers)).json()
    assert (told["usable"], told["current"], told["carried"]) == ("150.50", "120.50", "30.00")
    moved = (await client.get("/api/v1/people/me/account/statement", headers=headers)).json()
    assert (moved["opening"], moved["came_in"], moved["closing"]) == ("0.00", "150.50", "150.50")
    assert {line["zh"] for line in moved["lines"]} == {"个人账户计入"}
    span = {"since": "2025-01-01", "until": "2025-12-31"}
    before = await client.get("/api/v1/people/me/account/statement", params=span, headers=headers)
    assert (before.json()["lines"], before.json()["closing"]) == ([], "0.00")
    span = {"since": "2026-02-01", "until": "2026-01-31"}
    wrong = await client.get("/api/v1/people/me/account/statement", params=span, headers=headers)
    assert (wrong.status_code, wrong.json()["code"]) == (422, "span_backwards")


@pytest.mark.covers("ACCT-11")
async def test_papers_are_papers_and_masked(
    client: httpx.AsyncClient, database: Database, sign_in: SignIn
) -> None:
    person = await somebody(database)
    await funded(person, CURRENT, 12_050)
    headers = await sign_in(person)
    none = await client.get("/api/v1/people/me/account/clear-out.pdf", headers=headers)
    assert (none.status_code, none.json()["code"]) == (404, "no_clear_out")
    asked = ClearOut(clear_out_id=uuid4(), old_bank="演示银行", new_bank="另一银行", noticed_at=AT)
    async with database.transaction() as conn:
        await people.lock(conn, [person.person])
        await clear_out.notice(conn, AccountLaws(BOOK, f"{CITY}"), person.person, asked)
    for name, said in (("statement", "120.50"), ("clear-out", "另一银行")):
        reply = await client.get(f"/api/v1/people/me/account/{name}.pdf", headers=headers)
        assert reply.headers["content-type"] == "application/pdf"
        assert reply.headers["cache-control"] == "no-store"
        text = "".join(page.extract_text() for page in PdfReader(BytesIO(reply.content)).pages)
        assert said in text
        assert "王**" in text
        assert person.id_number not in text


@pytest.mark.covers("ACCT-10")
async def test_who_shares_sees_the_other_masked_and_never_their_balance(
    client: httpx.AsyncClient, database: Database, sign_in: SignIn
) -> None:
    owner, child = await somebody(database), await somebody(database, name="王小小")
    await funded(owner, CURRENT, 98_765)
    share = Share(
        share_id=uuid4(),
        owner=owner.person,
        relative=child.person,
        relation="child",
        starts_at=AT,
        yearly_max_fen=50_000,
    )
    async with database.transaction() as conn:
        await people.lock(conn, [owner.person])
        await sharing.grant(conn, AccountLaws(BOOK, f"{CITY}"), share)
    [given] = (await client.get("/api/v1/people/me/account", headers=await sign_in(owner))).json()[
        "shares_given"
    ]
    assert (given["name"], given["relation"], given["left_this_year"]) == (
        "王**",
        "child",
        "500.00",
    )
    reply = await client.get("/api/v1/people/me/account", headers=await sign_in(child))
    [received] = reply.json()["shares_received"]
    assert (received["yearly_max"], received["is_in_force"]) == ("500.00", True)
    assert "987.65" not in reply.text


@pytest.mark.parametrize(
    "path",
    [
        "cover?on=0001-01-01",
        "cover?on=9999-12-31",
        "cover?on=x",
        "cover/9999-99",
        "cover/%00",
        "account/statement?since=0001-01-01",
        "account/statement?until=9999-12-31",
        "account/statement.pdf?since=x",
    ],
)
async def test_odd_input_is_a_no(
    client: httpx.AsyncClient, database: Database, sign_in: SignIn, path: str
) -> None:
    headers = await sign_in(await somebody(database))
    reply = await client.get(f"/api/v1/people/me/{path}", headers=headers)
    assert reply.status_code in (400, 404, 422), reply.text
    assert reply.json()["reasons"][0]["next"]["zh"]


async def test_somebody_enrolled_nowhere_is_told_so(
    client: httpx.AsyncClient, database: Database, sign_in: SignIn
) -> None:
    headers = await sign_in(await somebody(database, insured=False))
    told = (await client.get("/api/v1/people/me/cover", headers=headers)).json()
    assert (told["scheme"], told["entitlement"]["cause"]) == (None, "not_enrolled")
    assert (told["enrolments"], told["records"], told["unpaid"]) == ([], [], [])
