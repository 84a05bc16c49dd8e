"""Without a session nothing personal is answered: a route asks for one, or is on the list here."""

from typing import Any

import httpx
import pytest
from litestar import Litestar
from litestar.routes import HTTPRoute

from tests.builders import AT, BOOK
from yika.app import create_app
from yika.config import Config
from yika.house import House
from yika.store import clock
from yika.store.db import Database

# What anybody may ask for, and why. Signing in and the clock exist in the sandbox only.
OPEN = {
    ("GET", "/"): "the cast to choose from, made-up people all",
    ("POST", "/sign-in"): "starts a session",
    ("POST", "/sign-out"): "ends one, if there is one",
    ("POST", "/clock"): "the sandbox's clock",
    ("POST", "/desk/sign-in"): "starts an officer's session, in the sandbox",
    ("POST", "/batches/sign-out"): "ends an employer's session, if there is one",
    ("POST", "/batches/sign-in"): "starts an employer's session, in the sandbox",
    ("POST", "/desk/sign-out"): "ends one, if there is one",
    ("GET", "/calculators"): "which calculators there are",
    ("GET", "/calculators/{key:str}"): "the law worked out on what is typed; nobody is named",
    ("POST", "/calculators/{key:str}"): "the figures of a text checked; nothing of it is kept",
    ("GET", "/places"): "the directory knows nobody",
    ("GET", "/guide/card"): "the law told to anybody",
    ("GET", "/verify"): "a document is checked by anybody it is shown to",
    ("GET", "/verify/{code:str}"): "where the QR code of a document leads",
    ("GET", "/api/v1/verify/{code:str}"): "a document is checked by anybody it is shown to",
    ("GET", "/programmers"): "the sandbox's messages, masked",
    ("GET", "/static/{file_path:path}"): "our own style and script",
    ("HEAD", "/static/{file_path:path}"): "our own style and script",
    ("POST", "/api/v1/sessions"): "starts a session",
    ("GET", "/api/v1/clock"): "what time it is",
    ("POST", "/api/v1/clock"): "the sandbox's clock",
    ("GET", "/api/v1/calculations/contribution"): "calculators know nobody",
    ("GET", "/api/v1/calculations/entitlement"): "calculators know nobody",
    ("GET", "/api/v1/calculations/plan"): "calculators know nobody",
    ("GET", "/api/v1/calculations/years"): "calculators know nobody",
    ("GET", "/api/v1/calculations/tier"): "calculators know nobody",
    ("GET", "/api/v1/calculations/credit"): "calculators know nobody",
    ("GET", "/api/v1/calculations/pension"): "calculators know nobody",
    ("GET", "/api/v1/calculations/bases"): "calculators know nobody",
    ("GET", "/api/v1/calculations/aid"): "calculators know nobody",
    ("GET", "/api/v1/calculations/scope"): "calculators know nobody",
    ("POST", "/api/v1/calculations/article"): "calculators know nobody",
    ("POST", "/api/v1/calculations/quote"): "calculators know nobody",
    ("GET", "/api/v1/matters"): "the law told to anybody",
    ("GET", "/api/v1/matters/{matter:str}"): "the law told to anybody; about a person, a session",
    ("GET", "/api/v1/matters/{matter:str}/batch-template"): "a file to fill in knows nobody",
    ("GET", "/api/v1/institutions"): "the directory knows nobody",
    ("GET", "/api/v1/institutions/{code:str}"): "the directory knows nobody",
    ("GET", "/api/v1/docs/openapi.json"): "the description of the interface",
    ("GET", "/api/v1/docs"): "the description of the interface",
    ("GET", "/api/v1/docs/{path:str}"): "that there is no other page of it",
}
# What a route must be sent to get as far as asking who is there.
JSON: dict[str, dict[str, Any]] = {
    "/api/v1/standings": {},
    "/api/v1/people/{person:str}/acts": {"act": "cancel_card"},
    "/api/v1/people/{person:str}/cases": {"act": {"act": "cancel_card"}},
    "/api/v1/people/{person:str}/cases/check": {"act": {"act": "cancel_card"}},
    "/api/v1/cases/{number:str}/steps": {"step": "accept"},
    "/api/v1/cases/{number:str}/documents": {"kind": "receipt"},
    "/api/v1/employers": {"region": "999900", "code": "x", "name": "x"},
    "/api/v1/people/{person:str}/password-letters": {},
    "/api/v1/people/{person:str}/reimbursement-quote": {
        "act": "reimburse",
        "care": "outpatient",
        "institution": "x",
        "division": "999900",
        "begins_on": "2026-03-10",
        "receipt": "0001",
        "total": "1",
        "lines": [{"item_class": "A", "amount": "1"}],
        "account": {"bank": "x", "number": "12345678"},
    },
    "/api/v1/people/{person:str}/notices/reads": {},
    "/api/v1/people/{person:str}/channels": {"sms": "on"},
    "/api/v1/webhooks": {"region": "999900", "url": "x", "events": []},
    "/api/v1/webhooks/{webhook:str}": {},
    "/api/v1/webhooks/{webhook:str}/replays": {"since": "2026-03-16T09:00:00+08:00"},
    "/api/v1/employers/{code:str}/payments": {"region": "999900", "amount": "1"},
    "/api/v1/payments/{payment_id:uuid}/refunds": {"region": "999900"},
}
ASKED = {
    "region": "999900",
    "period": "2026-03",
    "matter": "card_activate",
}  # parameters of the address
NAMED = {
    "{person:str}": "999900-1",
    "{setl_id:int}": "1",
    "{number:int}": "1",
    "{number:str}": "9999002603160000173",
    "{code:str}": "91999900MA77770017",
    "{month:str}": "2026-03",
    "{payment_id:uuid}": "0" * 32,
    "{file_id:uuid}": "0" * 32,
    "{document_id:uuid}": "0" * 32,
    "{delivery_id:uuid}": "0" * 32,
    "{webhook:str}": "999900-1",
    "{paper:str}": "id_card",
    "{name:str}": "0" * 32 + ".pdf",
}
FORM = {"act": "cancel_card", "channel": "app", "key": "k", "name": "x"}


@pytest.fixture
async def app(config: Config, database: Database) -> Litestar:
    async with database.transaction() as conn:
        await clock.start(conn, AT)
    return create_app(House(config, database, BOOK))


async def test_every_route_asks_for_a_session_or_is_listed_as_open(app: Litestar) -> None:
    transport = httpx.ASGITransport(app=app)  # pyright: ignore[reportArgumentType]
    async with httpx.AsyncClient(transport=transport, base_url="http://yika") as client:
        for method, path in sorted(_routes(app) - OPEN.keys()):
            reply = await _call(client, method, path)
            asked_to_sign_in = reply.headers.get("location", "").startswith("/sign-in")
            assert reply.status_code == 401 or asked_to_sign_in, f"{method} {path}: {reply.text}"


async def test_no_open_route_is_listed_that_is_not_there(app: Litestar) -> None:
    assert not OPEN.keys() - _routes(app)


async def _call(client: httpx.AsyncClient, method: str, path: str) -> httpx.Response:
    address = path
    for part, given in NAMED.items():
        address = address.replace(part, given)
    headers = {"Origin": "http://yika", "Idempotency-Key": "k"}
    if method == "POST" and not path.startswith("/api/"):
        return await client.post(address, data=FORM, headers=headers)
    return await client.request(method, address, json=JSON.get(path), params=ASKED, headers=headers)


def _routes(app: Litestar) -> set[tuple[str, str]]:
    """Every method and address that is answered; OPTIONS tells nothing but the methods."""
    return {
        (str(method), route.path)
        for route in app.routes
        if isinstance(route, HTTPRoute)
        for method in route.methods
        if method != "OPTIONS"
    }
