"""The API in process: the real application over a database of the test's own."""

from collections.abc import AsyncGenerator, Callable, Coroutine
from typing import Any

import httpx
import pytest
from litestar import Litestar

from tests.builders import AT, BOOK, Somebody
from yika.config import Config
from yika.house import House
from yika.store import clock
from yika.store.db import Database

SignIn = Callable[[Somebody], Coroutine[Any, Any, dict[str, str]]]
ACTS = "/api/v1/people/me/acts"


async def act(
    client: httpx.AsyncClient, headers: dict[str, str], key: str = "k", **fields: Any
) -> httpx.Response:
    return await client.post(ACTS, json=fields, headers=headers | {"Idempotency-Key": key})


@pytest.fixture
async def app(config: Config, database: Database, application: Litestar) -> Litestar:
    """The application over a sandbox whose clock stands at the tests' instant."""
    async with database.transaction() as conn:
        await clock.start(conn, AT)
    application.state.house = House(config, database, BOOK)
    return application


@pytest.fixture
async def client(app: Litestar) -> AsyncGenerator[httpx.AsyncClient]:
    """A program that calls the API."""
    transport = httpx.ASGITransport(app=app)  # pyright: ignore[reportArgumentType]
    async with httpx.AsyncClient(transport=transport, base_url="http://yika") as client:
        yield client


@pytest.fixture
async def sign_in(client: httpx.AsyncClient) -> SignIn:
    """Sign in as somebody; the headers to send."""

    async def signed_in(person: Somebody) -> dict[str, str]:
        reply = await client.post("/api/v1/sessions", json={"id_number": person.id_number})
        return {"Authorization": f"Bearer {reply.json()['token']}"}

    return signed_in
