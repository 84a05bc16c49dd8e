"""Employers by the API: payrolls with every error, bills, payments once for each key, refunds."""

from datetime import date
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import httpx
import pytest
from stdnum.cn import uscc

from tests.builders import AT, BOOK, CITY, Somebody, somebody, with_card
from tests.faces.api.conftest import SignIn
from yika.insurance.books.bills import bill_month
from yika.store.db import Database

EMPLOYERS = "/api/v1/employers"
REGION = {"region": f"{CITY}"}
MARCH = {**REGION, "period": "2026-03"}


def a_code(serial: int = 1) -> str:
    """The code of a made-up employer."""
    start = f"91{CITY}MA7777{serial:03}"
    return start + uscc.calc_check_digit(start)


CODE = a_code()


@pytest.fixture
async def officer(client: httpx.AsyncClient) -> dict[str, str]:
    reply = await client.post("/api/v1/sessions", json={"role": "officer"})
    return {"Authorization": f"Bearer {reply.json()['token']}"}


@pytest.fixture
async def office(client: httpx.AsyncClient, officer: dict[str, str]) -> dict[str, str]:
    """A registered employer, seen by an officer."""
    body = {**REGION, "code": CODE, "name": "演示商行", "injury_class": 2}
    reply = await client.post(EMPLOYERS, json=body, headers=officer)
    assert reply.status_code == 201, reply.text
    assert reply.json()["to_pay"] == "0.00"
    return officer


def a_payroll(*rows: tuple[str, str, str]) -> bytes:
    lines = ["姓名,身份证号,申报基数", *(",".join(row) for row in rows)]
    return "\n".join(lines).encode()


async def declare(
    client: httpx.AsyncClient, headers: dict[str, str], content: bytes, **more: Any
) -> httpx.Response:
    return await client.post(
        f"{EMPLOYERS}/{CODE}/payrolls", params=MARCH | more, content=content, headers=headers
    )


async def with_bill(client: httpx.AsyncClient, headers: dict[str, str], database: Database) -> None:
    """Somebody works for the employer since January, which is billed and not paid."""
    person = await somebody(database, insured=False)
    await client.post(
        f"{EMPLOYERS}/{CODE}/payrolls",
        params={**REGION, "period": "2026-01"},
        content=a_payroll(("王小明", person.id_number, "8000")),
        headers=headers,
    )
    await bill_month(database, BOOK, CITY, date(2026, 1, 1), AT.replace(month=1))


@pytest.mark.covers("CONTR-27")
async def test_every_error_of_a_payroll_is_told_before_anything_is_written(
    client: httpx.AsyncClient, database: Database, office: dict[str, str]
) -> None:
    good, idle = await with_card(database), await somebody(database, insured=False, name="李四")
    elsewhere = await somebody(database, name="赵五")
    content = a_payroll(
        ("李四", idle.id_number, "100"),
        ("李四", idle.id_number, "8000"),
        ("张三", "99990019900101001X", "8000"),
        ("张三", "999900199001019875", "abc"),
        ("钱六", elsewhere.id_number, "8000"),
    )
    where = f"{EMPLOYERS}/{CODE}/payrolls/preview"
    reply = await client.post(where, params=MARCH, content=content, headers=office)
    told = reply.json()
    found = {(problem["row"], problem["code"]) for problem in told["problems"]}
    assert found >= {
        (2, "base_lifted"),
        (3, "duplicate_row"),
        (4, "wrong_id_number"),
        (5, "base_not_an_amount"),
        (6, "name_differs"),
        (6, "enrolled_elsewhere"),
    }
    assert (told["rows"], told["is_declared"]) == (5, False)
    assert all(problem["zh"] and problem["en"] for problem in told["problems"])
    for person in (good, idle, elsewhere):
        assert person.id_number not in reply.text
    refused = await declare(client, office, content)
    assert (refused.status_code, refused.json()["code"]) == (422, "payroll_refused")
    cover = f"/api/v1/people/{CITY}-{idle.person.person_id}/cover"
    assert (await client.get(cover, headers=office)).json()["enrolments"] == []


async def test_a_payroll_enrols_newcomers_and_the_same_file_is_taken_once(
    client: httpx.AsyncClient, database: Database, office: dict[str, str]
) -> None:
    person = await somebody(database, insured=False)
    content = a_payroll(("王小明", person.id_number, "8000"))
    first = await declare(client, office, content)
    assert (first.status_code, first.json()["enrolled"]) == (201, 1)
    again = await declare(client, office, content)
    assert (again.json()["replayed"], again.json()["enrolled"]) == (True, 0)
    cover = f"/api/v1/people/{CITY}-{person.person.person_id}/cover"
    [enrolment] = (await client.get(cover, headers=office)).json()["enrolments"]
    assert (enrolment["employer"], enrolment["base"]) == ("演示商行", "8000.00")
    assert enrolment["starts_on"] == "2026-03-01"


@pytest.mark.covers("CONTR-26")
async def test_a_payment_moves_money_once_for_each_key(
    client: httpx.AsyncClient, database: Database, office: dict[str, str]
) -> None:
    await with_bill(client, office, database)
    shown = (await client.get(f"{EMPLOYERS}/{CODE}", params=REGION, headers=office)).json()
    [due] = shown["due"]
    assert due["period"] == "2026-01"
    assert float(due["late_fee"]) > 0
    bills = await client.get(
        f"{EMPLOYERS}/{CODE}/bills", params={**REGION, "period": "2026-01"}, headers=office
    )
    assert bills.json()["owed"] == due["rest"]
    where, body = f"{EMPLOYERS}/{CODE}/payments", {**REGION, "amount": "9999.99"}
    missing = await client.post(where, json=body, headers=office)
    assert (missing.status_code, missing.json()["code"]) == (400, "key_missing")
    headers = office | {"Idempotency-Key": "k1"}
    first = await client.post(where, json=body, headers=headers)
    assert first.status_code == 201, first.text
    purposes = {part["purpose"] for part in first.json()["placed"]}
    assert purposes == {"contribution", "late_fee"}
    again = await client.post(where, json=body, headers=headers)
    assert again.json() == first.json() | {"replayed": True}
    other = await client.post(where, json=body | {"amount": "1.00"}, headers=headers)
    assert (other.status_code, other.json()["code"]) == (409, "payment_reused")
    shown = (await client.get(f"{EMPLOYERS}/{CODE}", params=REGION, headers=office)).json()
    assert (shown["to_pay"], shown["due"]) == ("0.00", [])
    back = f"/api/v1/payments/{first.json()['payment_id']}/refunds"
    for _ in range(2):
        refunded = await client.post(back, json=REGION, headers=office | {"Idempotency-Key": "r"})
        assert refunded.json()["refunded"] == first.json()["credit"]
    more = await client.post(back, json=REGION, headers=office | {"Idempotency-Key": "r2"})
    assert (more.status_code, more.json()["code"]) == (422, "nothing_left")


async def test_only_officers_get_near_employers(
    client: httpx.AsyncClient, database: Database, sign_in: SignIn, office: dict[str, str]
) -> None:
    holder: Somebody = await somebody(database)
    headers = await sign_in(holder) | {"Idempotency-Key": "k"}
    asked: list[tuple[str, str, dict[str, Any]]] = [
        ("POST", EMPLOYERS, {"json": {**REGION, "code": CODE, "name": "x"}}),
        ("GET", f"{EMPLOYERS}/{CODE}", {"params": REGION}),
        ("GET", f"{EMPLOYERS}/{a_code(2)}", {"params": REGION}),
        ("GET", f"{EMPLOYERS}/{CODE}/bills", {"params": MARCH}),
        ("POST", f"{EMPLOYERS}/{CODE}/payrolls/preview", {"params": MARCH, "content": b"x"}),
        ("POST", f"{EMPLOYERS}/{CODE}/payrolls", {"params": MARCH, "content": b"x"}),
        ("POST", f"{EMPLOYERS}/{CODE}/payments", {"json": {**REGION, "amount": "1"}}),
        ("POST", f"/api/v1/payments/{'0' * 32}/refunds", {"json": REGION}),
    ]
    for method, path, more in asked:
        reply = await client.request(method, path, headers=headers, **more)
        assert (reply.status_code, reply.json()["code"]) == (403, "officers_only"), path


def a_bomb() -> bytes:
    """A workbook that is small and unpacks to much."""
    packed = BytesIO()
    with ZipFile(packed, "w", 8) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 120_000_000)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "payroll_empty"),
        (b"\0\xff\xfe", "payroll_unreadable"),
        (b"PK\x03\x04 no workbook", "payroll_unreadable"),
        ("姓名,基数\n王小明,1".encode(), "payroll_columns_missing"),
        (a_payroll(), "payroll_empty"),
        (b"," * 6_000_000, "payroll_too_large"),
        (a_bomb(), "payroll_too_large"),
    ],
)
async def test_a_file_that_cannot_be_taken_is_refused_in_words(
    client: httpx.AsyncClient, office: dict[str, str], content: bytes, code: str
) -> None:
    for path in ("payrolls", "payrolls/preview"):
        where = f"{EMPLOYERS}/{CODE}/{path}"
        reply = await client.post(where, params=MARCH, content=content, headers=office)
        assert (reply.status_code, reply.json()["code"]) == (422, code), reply.text


@pytest.mark.parametrize(
    ("method", "path", "more", "status"),
    [
        ("POST", EMPLOYERS, {"json": {**REGION, "code": "I" * 18, "name": "\0"}}, 422),
        ("POST", EMPLOYERS, {"json": {**REGION, "code": "一" * 18, "name": "x" * 999}}, 422),
        ("POST", EMPLOYERS, {"json": {**REGION, "code": CODE, "name": "x"}}, 409),
        ("POST", EMPLOYERS, {"json": {"region": "x", "code": CODE, "name": "x"}}, 400),
        (
            "POST",
            EMPLOYERS,
            {"json": {**REGION, "code": CODE, "name": "x", "injury_class": 10**30}},
            422,
        ),
        ("POST", EMPLOYERS, {"json": {**REGION, "code": a_code(2), "name": "一\0二"}}, 422),
        ("GET", f"{EMPLOYERS}/{a_code(9)}", {"params": REGION}, 404),
        ("GET", f"{EMPLOYERS}/%00", {"params": REGION}, 422),
        ("GET", f"{EMPLOYERS}/{CODE}", {"params": {"region": "九九九九零零"}}, 400),
        ("GET", f"{EMPLOYERS}/{CODE}/bills", {"params": {**REGION, "period": "x"}}, 400),
        ("POST", f"{EMPLOYERS}/{CODE}/payments", {"json": {**REGION, "amount": "0"}}, 422),
        ("POST", f"{EMPLOYERS}/{CODE}/payments", {"json": {**REGION, "amount": "-1"}}, 400),
        ("POST", f"{EMPLOYERS}/{CODE}/payments", {"json": {**REGION, "amount": "١"}}, 400),
        (
            "POST",
            f"{EMPLOYERS}/{CODE}/payments",
            {"json": {**REGION, "amount": "1", "paid_at": "2027-01-01T00:00:00+08:00"}},
            422,
        ),
        (
            "POST",
            f"{EMPLOYERS}/{CODE}/payments",
            {"json": {**REGION, "amount": "1", "paid_at": "0001-01-01T00:00:00+08:00"}},
            422,
        ),
        (
            "POST",
            f"{EMPLOYERS}/{CODE}/payments",
            {"json": {**REGION, "amount": "1", "paid_at": "2026-01-01T00:00:00"}},
            400,
        ),
        ("POST", f"/api/v1/payments/{'0' * 32}/refunds", {"json": REGION}, 404),
        ("POST", "/api/v1/payments/x/refunds", {"json": REGION}, 404),
    ],
)
async def test_odd_input_is_a_no_and_never_a_mistake(
    client: httpx.AsyncClient,
    office: dict[str, str],
    method: str,
    path: str,
    more: dict[str, Any],
    status: int,
) -> None:
    headers = office | {"Idempotency-Key": "k"}
    reply = await client.request(method, path, headers=headers, **more)
    assert reply.status_code == status, reply.text
    assert reply.json()["reasons"][0]["next"]["en"]
