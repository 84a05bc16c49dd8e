"""What the JSON API says no to: a code, both languages, all reasons, never what was sent."""

from typing import Any

import httpx
import pytest
from litestar import Litestar

from tests.builders import an_id_number, somebody, with_card
from tests.faces.api.conftest import ACTS, SignIn, act
from yika.store.db import Database


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"id_numbers": ["11010519491231002"]}, "wrong_id_number"),
        ({"id_numbers": [an_id_number(900)[:-1] + "Z"]}, "wrong_id_number"),
        ({"people": ["me"] * 51}, "too_many"),
        ({"people": ["so-and-so"]}, "no_such_person"),
        ({"persons": []}, "malformed"),
        ({"at": "yesterday"}, "malformed"),
        ({"at": "0001-01-01T00:00:00+08:00"}, "not_countable"),
        ({"at": "9999-12-31T23:59:59-12:00"}, "not_countable"),
    ],
)
async def test_bad_questions_get_a_code_both_languages_and_what_to_do(
    client: httpx.AsyncClient, database: Database, sign_in: SignIn, body: dict[str, Any], code: str
) -> None:
    headers = await sign_in(await somebody(database))
    reply = await client.post("/api/v1/standings", json=body, headers=headers)
    assert reply.status_code in (404, 422, 400)
    problem = reply.json()
    assert problem["code"] == code
    for reason in problem["reasons"]:
        assert reason["zh"]
        assert reason["en"]
        assert reason["next"]["zh"]
        assert reason["next"]["en"]


async def test_an_act_needs_a_key_and_a_known_shape(
    client: httpx.AsyncClient, database: Database, sign_in: SignIn
) -> None:
    headers = await sign_in(await with_card(database))
    reply = await client.post(ACTS, json={"act": "cancel_card"}, headers=headers)
    assert reply.json()["code"] == "key_missing"
    reply = await act(client, headers, "k" * 201, act="cancel_card")
    assert (reply.status_code, reply.json()["code"]) == (422, "key_form")
    unreadable: list[Any] = [
        {"act": "fly"},
        {"act": "report_loss", "kind": "sudden"},
        {"act": "cancel_card", "x": 1},
        {"act": "order_card", "bank": "一\x00二"},
        {"act": "order_card", "bank": "行" * 201},
        [],
    ]
    for body in unreadable:
        reply = await client.post(ACTS, json=body, headers=headers | {"Idempotency-Key": "k"})
        assert (reply.status_code, reply.json()["code"]) == (400, "malformed")


@pytest.mark.parametrize(
    "body",
    [
        {"act": "report_loss", "kind": "13'5790"},
        {"act": "report_loss", "kind": "135790"},
        {"act": "report_loss", "135790": True},
        {"act": "13'5790"},
    ],
)
async def test_what_was_sent_is_not_repeated_in_a_refusal(
    client: httpx.AsyncClient, database: Database, sign_in: SignIn, body: dict[str, Any]
) -> None:
    headers = await sign_in(await with_card(database))
    reply = await act(client, headers, **body)
    assert reply.status_code == 400
    assert "5790" not in reply.text
    assert "act" in reply.text


@pytest.mark.parametrize(
    ("address", "body", "key", "code"),
    [
        (ACTS, {"act": "report_loss"}, "k" * 201, "key_form"),
        ("/api/v1/standings", {"at": "2026-03-17T09:00:00"}, "k", "malformed"),
        ("/api/v1/standings", {"at": "9999-12-31T00:00:00+08:00"}, "k", "not_countable"),
        ("/api/v1/clock", {"to": "9999-12-31T00:00:00+08:00"}, "k", "not_countable"),
        ("/api/v1/me/nothing", {}, "k", "no_such_page"),
    ],
)
async def test_odd_input_is_a_no_and_never_a_mistake(
    client: httpx.AsyncClient,
    database: Database,
    sign_in: SignIn,
    address: str,
    body: dict[str, Any],
    key: str,
    code: str,
) -> None:
    headers = await sign_in(await with_card(database)) | {"Idempotency-Key": key}
    reply = await client.post(address, json=body, headers=headers)
    assert reply.json()["code"] == code
    assert reply.status_code < 500


async def test_every_reason_is_told_at_once(
    client: httpx.AsyncClient, database: Database, sign_in: SignIn
) -> None:
    headers = await sign_in(await with_card(database))
    fields = {"act": "reset_password", "identity": "household_book", "new": "1111"}
    reply = await act(client, headers, **fields)
    codes = {reason["code"] for reason in reply.json()["reasons"]}
    assert codes == {"proof_not_accepted", "password_form", "password_too_common"}


async def test_a_mistake_of_ours_has_a_number_and_repeats_nothing(
    app: Litestar, client: httpx.AsyncClient, database: Database, sign_in: SignIn
) -> None:
    headers = await sign_in(await with_card(database))
    async with database.transaction() as conn:
        await conn.execute("DELETE FROM clock")  # A sandbox that lost its clock.
    reply = await act(client, headers, act="enter_password", password="864209")
    assert reply.status_code == 503
    assert reply.json()["code"] == "clock_not_started"
    assert "864209" not in reply.text


async def test_the_interface_describes_its_refusals_and_its_sessions(
    client: httpx.AsyncClient,
) -> None:
    document = (await client.get("/api/v1/docs/openapi.json")).json()
    assert document["components"]["securitySchemes"]["session"]["scheme"] == "bearer"
    do = document["paths"]["/api/v1/people/{person}/acts"]["post"]
    assert set(do["responses"]) >= {"201", "400", "401", "403", "404", "409", "422", "503"}
    for status in ("400", "409"):
        [(media, content)] = do["responses"][status]["content"].items()
        assert media == "application/problem+json"
        assert content["schema"]["$ref"].endswith("Problem")


@pytest.mark.parametrize(
    "body",
    [
        {"act": "enrol", "scheme": "resident", "group": "nobody"},
        {"act": "enrol", "scheme": "flexible", "base": "999999999"},
        {"act": "end_enrolment", "reason": "moved_away", "moved_to": "000000"},
        {"act": "end_enrolment", "reason": "retired"},
        {"act": "pay_contribution", "amount": "0"},
        {"act": "settle_employer_arrears"},
        {"act": "repair_contribution", "year": 2199},
        {"act": "correct_contribution", "month": "9999-12", "base": "0"},
        {"act": "correct_contribution", "month": "0000-01", "base": "1"},
        {
            "act": "transfer_in",
            "place": "000000",
            "first_month": "9999-12",
            "last_month": "0000-01",
        },
        {
            "act": "transfer_in",
            "place": "110000",
            "first_month": "0001-01",
            "last_month": "9999-12",
        },
        {"act": "pay_for_relative", "relative_id_number": "x"},
        {
            "act": "share_account",
            "relative_id_number": "😀",
            "relative_name": "😀",
            "relation": "child",
        },
        {"act": "revoke_share", "share_id": "x"},
        {"act": "withdraw_account", "occasion": "death"},
        {"act": "clear_out_account", "step": "arrived"},
    ],
)
async def test_odd_acts_on_insurance_are_a_no(
    client: httpx.AsyncClient, database: Database, body: dict[str, Any]
) -> None:
    person = await somebody(database)
    reply = await client.post("/api/v1/sessions", json={"role": "officer"})
    headers = {"Authorization": f"Bearer {reply.json()['token']}", "Idempotency-Key": "k"}
    where = f"/api/v1/people/{person.person.region}-{person.person.person_id}/acts"
    reply = await client.post(where, json=body, headers=headers)
    assert reply.status_code < 500, reply.text


@pytest.mark.parametrize("until", ["0001-01-01", "9999-12-31", "2026-01-01"])
async def test_a_share_until_an_odd_day_is_a_no(
    client: httpx.AsyncClient, database: Database, until: str
) -> None:
    person, relative = await somebody(database), await somebody(database)
    reply = await client.post("/api/v1/sessions", json={"role": "officer"})
    headers = {"Authorization": f"Bearer {reply.json()['token']}", "Idempotency-Key": "k"}
    where = f"/api/v1/people/{person.person.region}-{person.person.person_id}/acts"
    body = {"act": "share_account", "relation": "child", "until": until}
    body |= {"relative_id_number": relative.id_number, "relative_name": "王小明"}
    reply = await client.post(where, json=body, headers=headers)
    assert reply.status_code in (400, 422), reply.text
