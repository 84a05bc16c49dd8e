"""The command line, the API and the page give one answer, for everybody of the cast."""

import asyncio
import html
import json
from typing import Any

import httpx
import pytest
from typer.testing import CliRunner

from tests.builders import BOOK
from tests.faces.conftest import settings_of
from yika.app import create_app
from yika.config import Config
from yika.demo.cast import CAST
from yika.faces.cli.main import program
from yika.guide.telling import name
from yika.house import House
from yika.store.db import Database
from yika.store.keys import Keys

RUNNER = CliRunner()


def by_command(config: Config, id_number: str, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    monkeypatch.chdir(config.home)
    for setting, value in settings_of(config).items():
        monkeypatch.setenv(setting, value)
    told = RUNNER.invoke(program(), ["why", "--id-number", id_number, "--json"])
    assert told.exit_code == 0, told.output
    return json.loads(told.stdout)


async def by_api_and_page(config: Config, keys: Keys) -> dict[str, tuple[dict[str, Any], str]]:
    assert config.database_url is not None
    found: dict[str, tuple[dict[str, Any], str]] = {}
    async with Database(config.database_url, keys) as database:
        transport = httpx.ASGITransport(app=create_app(House(config, database, BOOK)))  # pyright: ignore[reportArgumentType]
        for character in CAST:
            async with httpx.AsyncClient(
                transport=transport,
                base_url="http://yika",
                headers={"Origin": "http://yika"},
                follow_redirects=True,
            ) as client:
                given = {"id_number": character.id_number}
                session = (await client.post("/api/v1/sessions", json=given)).json()
                bearer = {"Authorization": f"Bearer {session['token']}"}
                [standing] = (
                    await client.post("/api/v1/standings", json={}, headers=bearer)
                ).json()
                page = await client.post("/sign-in", data={"character": character.key})
                found[character.key] = (standing, html.unescape(page.text))
    return found


@pytest.mark.covers("HOLD-10", "HOLD-12", "HOLD-14")
def test_all_faces_tell_the_same_of_everybody(
    cast_config: Config, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = asyncio.run(by_api_and_page(cast_config, keys))
    for character in CAST:
        by_api, page = answers[character.key]
        told = by_command(cast_config, character.id_number, monkeypatch)
        assert told == by_api, character.key
        assert f'class="verdict {told["verdict"]}"' in page, character.key
        for hold in told["holds"]:
            assert name(hold["cause"], "zh") in page, (character.key, hold["cause"])
            if hold["remedies"]:
                assert name(hold["remedies"][0]["channel"], "zh") in page, character.key
