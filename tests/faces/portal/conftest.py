"""The pages over a database with the cast, and a browser to see them with."""

import asyncio
import os
import shutil
import socket
from collections.abc import AsyncGenerator
from contextlib import suppress

import httpx
import pytest
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server.embed import Server as HttpServer
from litestar import Litestar
from playwright.async_api import Browser, async_playwright

from tests.builders import BOOK
from tests.faces.portal.reading import Visitor
from yika.config import Config
from yika.house import House
from yika.store.db import Database

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
NO_BROWSER = "NO CHROMIUM: the browser tests were SKIPPED. Install it or name it in YIKA_CHROMIUM."


def chromium() -> str | None:
    """The browser to test with."""
    named = os.environ.get("YIKA_CHROMIUM")
    found = (shutil.which(name) for name in ([named] if named else BROWSERS))
    return next((path for path in found if path), None)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """One loud line where there is no browser."""
    if chromium() is None:
        terminalreporter.write_line(NO_BROWSER, red=True, bold=True)


@pytest.fixture
def config(cast_config: Config) -> Config:
    """A sandbox over a copy of the cast's database."""
    return cast_config


@pytest.fixture
async def house(config: Config, database: Database) -> House:
    """The open installation behind the pages."""
    return House(config, database, BOOK)


@pytest.fixture
async def app(house: House, application: Litestar) -> Litestar:
    """The real application."""
    application.state.house = house
    return application


@pytest.fixture
async def visitor(app: Litestar) -> AsyncGenerator[Visitor]:
    """Somebody with a browser that only reads and sends forms."""
    transport = httpx.ASGITransport(app=app)  # pyright: ignore[reportArgumentType]
    async with httpx.AsyncClient(
        transport=transport, base_url="http://yika", headers={"Origin": "http://yika"}
    ) as client:
        yield Visitor(client)


@pytest.fixture
async def address(app: Litestar) -> AsyncGenerator[str]:
    """The address of the application on a real server."""
    port = _free_port()
    server = HttpServer(
        app,
        address="127.0.0.1",
        port=port,
        interface=Interfaces.ASGI,
        log_level=LogLevels.error,
        log_access=False,
    )
    serving = asyncio.create_task(server.serve())
    await _answering(port)
    yield f"http://127.0.0.1:{port}"
    server.stop()
    await serving


@pytest.fixture
async def browser() -> AsyncGenerator[Browser]:
    """A real Chromium. Where there is none the test is skipped, or fails where one is required."""
    path = chromium()
    if path is None:
        if os.environ.get("YIKA_REQUIRE_CHROMIUM") == "1":
            pytest.fail(NO_BROWSER)
        pytest.skip(NO_BROWSER)
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield opened
        await opened.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


async def _answering(port: int) -> None:
    """Return as soon as the server takes connections."""
    async with asyncio.timeout(20):
        while True:
            with suppress(OSError):
                _, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.close()
                return
            await asyncio.sleep(0)
