"""Addresses that are none and our own mistakes, as a browser and as a program see them."""

from collections.abc import AsyncGenerator

import httpx
import pytest
from litestar import get

from yika.app import create_app
from yika.house import House

PAGE, DATA = {"Accept": "text/html,*/*"}, {"Accept": "application/json"}


@get("/breaks")
async def breaks() -> None:
    """A mistake of ours whose message holds what was sent."""
    raise RuntimeError("258046")


@get("/api/breaks")
async def api_breaks() -> None:
    """The same, in the API."""
    raise RuntimeError("258046")


@pytest.fixture
async def client(house: House) -> AsyncGenerator[httpx.AsyncClient]:
    """The real application, with two addresses that break."""
    app = create_app(house)
    for broken in (breaks, api_breaks):
        app.register(broken)
    transport = httpx.ASGITransport(app=app)  # pyright: ignore[reportArgumentType]
    async with httpx.AsyncClient(transport=transport, base_url="http://yika") as found:
        yield found


async def test_a_browser_gets_a_page_with_the_way_home(client: httpx.AsyncClient):
    reply = await client.get("/my-crad", headers=PAGE)
    assert reply.status_code == 404
    assert reply.headers["content-type"].startswith("text/html")
    assert "没有这个网页" in reply.text
    assert 'class="go" href="/"' in reply.text


@pytest.mark.parametrize(("path", "accept"), [("/api/v1/nothing", PAGE), ("/nothing", DATA)])
async def test_a_program_gets_a_problem(
    client: httpx.AsyncClient, path: str, accept: dict[str, str]
):
    reply = await client.get(path, headers=accept)
    assert reply.status_code == 404
    assert reply.json()["code"] == "no_such_page"


async def test_a_mistake_of_ours_has_a_number_to_quote(client: httpx.AsyncClient):
    reply = await client.get("/breaks", headers=PAGE)
    assert reply.status_code == 500
    assert 'data-code="mistake"' in reply.text
    assert "258046" not in reply.text
    assert (await client.get("/api/breaks", headers=PAGE)).json()["code"] == "mistake"
