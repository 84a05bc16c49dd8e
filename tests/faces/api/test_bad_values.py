"""Whatever is wrong with a request is told by the field as the caller wrote it, and what it may be.

One walk over the description of the interface: every route, every parameter, every body.
"""

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.builders import somebody
from tests.faces.api.conftest import SignIn
from yika.store.db import Database

Described = dict[str, Any]
# What belongs to our programs and their libraries, not to what a caller wrote.
INNER = re.compile(
    r"`|Invalid|Object |msgspec|litestar|NoneType|<class|yika\.faces|how_far|paid_years"
    r"|kwarg|Struct|Traceback|: data|data:"
)
ODD = "@@@"
NAMED = {
    "setl_id": "1",
    "number": "9999002603160000173",
    "code": "x",
    "month": "2026-03",
    "webhook": "999900-1",
    "name": "x.pdf",
    "matter": "card_replace",
}
UUID = "0" * 32
QUESTION = re.compile("应是(哪|谁|什么|怎|为|必填)")  # what it is for, but no form
GIVEN = {"region": "999900", "period": "2026-03", "scheme": "employee", "base": "8000"}
PUBLIC = "/api/v1"


@pytest.fixture
async def described(client: httpx.AsyncClient) -> Described:
    return (await client.get(f"{PUBLIC}/docs/openapi.json")).json()


def routes(described: Described) -> Iterator[tuple[str, str, Described]]:
    for path, methods in described["paths"].items():
        for method, route in methods.items():
            yield method.upper(), path, route


def address(path: str, person: str) -> str:
    def value(match: re.Match[str]) -> str:
        name = match[1]
        if name == "person":
            return person
        return UUID if name.endswith("_id") and name != "setl_id" else NAMED.get(name, "x")

    return re.sub(r"\{([^}]+)\}", value, path)


def kinds(schema: Described) -> set[str]:
    """Of what type a parameter is: a type with a form of its own cannot be just anything."""
    every = [schema, *schema.get("oneOf", []), *schema.get("anyOf", [])]
    found = {str(one.get("format") or one.get("type")) for one in every}
    return found | ({"enum"} if any("enum" in one or "$ref" in one for one in every) else set())


def told_well(reply: httpx.Response, where: str) -> str:
    """The whole of what is said, which is a problem with words and no inner name in it."""
    body = reply.json()
    assert reply.headers["content-type"].startswith("application/problem+json"), where
    assert reply.status_code < 500, f"{where}: {reply.text}"
    assert body["code"], where
    for reason in body["reasons"]:
        for text in (reason["zh"], reason["en"], reason["next"]["zh"], reason["next"]["en"]):
            assert text.strip(), where
            assert not INNER.search(text), f"{where}: {text}"
    return " ".join(f"{one['zh']} {one['en']}" for one in body["reasons"])


async def test_every_parameter_that_is_wrong_or_missing_is_named(
    client: httpx.AsyncClient, database: Database, sign_in: SignIn, described: Described
) -> None:
    headers = await sign_in(await somebody(database)) | {"Idempotency-Key": "k"}
    checked = 0
    for method, path, route in routes(described):
        asked = [one for one in route.get("parameters", []) if one["in"] == "query"]
        needed = {one["name"]: GIVEN.get(one["name"], "1") for one in asked if one.get("required")}
        for one in asked:
            name, where = one["name"], f"{method} {path} {one['name']}"
            to = method, address(path, "me")
            reply = await client.request(*to, params={**needed, name: ODD}, headers=headers)
            if kinds(one["schema"]) & {"integer", "boolean", "date", "date-time", "uuid", "enum"}:
                assert reply.status_code == 400, f"{where}: {reply.text}"
                assert name in told_well(reply, where), where
                checked += 1
            elif reply.status_code >= 400:
                told_well(reply, where)
            if one.get("required"):
                rest = {key: value for key, value in needed.items() if key != name}
                reply = await client.request(*to, params=rest, headers=headers)
                assert reply.status_code == 400, f"{where}: {reply.text}"
                told = told_well(reply, where)
                assert name in told, where
                assert not QUESTION.search(told), f"{where}: {told}"
                checked += 1
    assert checked > 50


async def test_every_path_that_leads_nowhere_is_told_in_words(
    client: httpx.AsyncClient, database: Database, sign_in: SignIn, described: Described
) -> None:
    headers = await sign_in(await somebody(database)) | {"Idempotency-Key": "k"}
    for method, path, _ in routes(described):
        if "{" in path and method == "GET":
            odd = re.sub(r"\{[^}]+\}", ODD, path)
            reply = await client.request(method, odd, params=GIVEN, headers=headers)
            assert reply.status_code >= 400, f"{method} {odd}"
            told_well(reply, f"{method} {odd}")


@pytest.mark.parametrize(
    ("sent", "headers"),
    [
        (b"{", {"Content-Type": "application/json"}),
        (b"", {}),
        (b"<a/>", {"Content-Type": "text/xml"}),
        (b"a=1", {"Content-Type": "application/x-www-form-urlencoded"}),
        (b"[]", {"Content-Type": "application/json"}),
        (b'"text"', {"Content-Type": "application/json"}),
        (b'{"s3cret_field": 1}', {"Content-Type": "application/json"}),
    ],
)
async def test_every_body_that_is_wrong_is_told_in_words(
    client: httpx.AsyncClient,
    database: Database,
    sign_in: SignIn,
    described: Described,
    sent: bytes,
    headers: dict[str, str],
) -> None:
    mine = await sign_in(await somebody(database)) | {"Idempotency-Key": "k"}
    checked = 0
    for method, path, route in routes(described):
        if "application/json" not in route.get("requestBody", {}).get("content", {}):
            continue
        to, where = (method, address(path, "me")), f"{method} {path} {sent!r}"
        reply = await client.request(*to, params=GIVEN, headers=mine | headers, content=sent)
        assert reply.status_code >= 400, where
        said = told_well(reply, where)
        # Calculators, which are told nothing secret, name what they do not know.
        assert "s3cret" not in said or "/calculations/" in path, where
        checked += 1
    assert checked > 15


@pytest.mark.parametrize(
    ("path", "body", "named", "allowed"),
    [
        ("/people/me/acts", {"act": "report_loss", "kind": "x"}, "kind", "temporary"),
        ("/people/me/acts", {"act": "fly"}, "act", "report_loss"),
        ("/people/me/acts", {"kind": "temporary"}, "act", "report_loss"),
        ("/people/me/acts", {"act": "cancel_card", "x": 1}, "card_id", "card_id"),
        ("/people/me/acts", {"act": "transfer_in"}, "place", "place"),
        (
            "/people/me/cases",
            {"act": {"act": "withdraw_account", "occasion": "x"}},
            "act.occasion",
            "settled_abroad",
        ),
        (
            "/people/me/cases",
            {"act": {"act": "cancel_card"}, "papers": {"a": "x"}},
            "papers[...]",
            "UUID",
        ),
        ("/people/me/notices/reads", {"notices": ["x"]}, "notices[0]", "UUID"),
        ("/cases/9999002603160000173/steps", {"step": "fly"}, "step", "ask_papers"),
        ("/standings", {"at": "yesterday"}, "at", "2026-03-17T09:00:00+08:00"),
        ("/sessions", {}, "id_number", "officer"),
    ],
)
async def test_a_field_of_a_body_is_named_with_what_it_may_be(
    client: httpx.AsyncClient,
    database: Database,
    sign_in: SignIn,
    path: str,
    body: dict[str, Any],
    named: str,
    allowed: str,
) -> None:
    headers = await sign_in(await somebody(database)) | {"Idempotency-Key": "k"}
    reply = await client.post(f"{PUBLIC}{path}", json=body, headers=headers)
    assert (reply.status_code, reply.json()["code"]) == (400, "malformed"), reply.text
    said = told_well(reply, path)
    assert named in said
    assert allowed in said


async def test_several_mistakes_are_told_at_once(
    client: httpx.AsyncClient, database: Database, sign_in: SignIn
) -> None:
    headers = await sign_in(await somebody(database))
    asked = {"region": "999900", "state": "x", "late": "x", "limit": "x"}
    reply = await client.get(f"{PUBLIC}/desk/queue", params=asked, headers=headers)
    assert {one["facts"]["field"] for one in reply.json()["reasons"]} == {"state", "late", "limit"}
    assert "papers_asked" in reply.json()["reasons"][0]["facts"]["allowed"]


@pytest.mark.parametrize("path", ["/matters", "/matters/card_replace", "/institutions"])
async def test_a_region_nobody_knows_is_refused_with_those_there_are(
    client: httpx.AsyncClient, path: str
) -> None:
    reply = await client.get(f"{PUBLIC}{path}", params={"region": "000001"})
    assert (reply.status_code, reply.json()["code"]) == (422, "no_such_region")
    assert "999900" in told_well(reply, path)
    reply = await client.get(f"{PUBLIC}{path}")
    assert "region" in told_well(reply, path)
