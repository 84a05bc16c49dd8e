"""The pages over a database with the cast, and a browser to see them with."""

import os
import shutil
from collections.abc import AsyncGenerator

import httpx
import pytest
from litestar import Litestar
from playwright.async_api import Browser, async_playwright

from tests.builders import BOOK
from tests.faces.portal.reading import Visitor
from tests.listening import listening
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
    async with listening(app) as port:
        yield f"http://127.0.0.1:{port}"


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
