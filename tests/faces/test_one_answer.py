"""The command line, the API and the page give one answer, for everybody of the cast."""

import asyncio
import html
import json
from typing import Any

import httpx
import pytest
from typer.testing import CliRunner

from tests.builders import BOOK, Somebody
from tests.faces.conftest import settings_of
from tests.rooms.settlement.residents import critical, treated, with_disease
from tests.rooms.settlement.tills import Tills
from yika.app import create_app
from yika.config import Config
from yika.demo.cast import BY_KEY, CAST
from yika.faces.cli.main import program
from yika.guide.telling import name
from yika.house import House
from yika.people import service as people
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


CALCULATIONS: dict[str, tuple[list[str], dict[str, Any]]] = {
    "contribution": (
        ["contribution", "--scheme", "employee", "--base", "8000", "--option", "injury_class=2"],
        {"scheme": "employee", "base": "8000", "option": "injury_class=2"},
    ),
    "entitlement": (
        ["entitlement", "--scheme", "flexible", "--paid", "2020-01..2025-10"],
        {"scheme": "flexible", "paid": "2020-01..2025-10"},
    ),
    "plan": (
        [
            *("plan", "--scheme", "flexible", "--paid", "2020", "--base", "6000"),
            *("--stop", "2026-05", "--restart", "2026-08"),
        ],
        {
            "scheme": "flexible",
            "paid": "2020",
            "stop": "2026-05",
            "restart": "2026-08",
            "base": "6000",
        },
    ),
    "years": (["years", "--paid", "2020..2025"], {"paid": "2020..2025"}),
    "tier": (["calc", "tier", "--base", "6900"], {"base": "6900"}),
    "credit": (["calc", "credit", "--base", "8000"], {"base": "8000"}),
    "pension": (
        ["calc", "pension", "--years", "30", "--indexed-wage", "8000"],
        {"years": "30", "indexed_wage": "8000"},
    ),
    "bases": (
        ["calc", "compare", "--base", "6000", "--base", "8000"],
        {"base": ["6000", "8000"]},
    ),
    "scope": (["scope"], {}),
    "aid": (["aid"], {}),
}


async def by_api(name: str, asked: dict[str, Any]) -> Any:
    """A calculator by the API, which needs no database when the day is given."""
    app = create_app(House(Config(sandbox=True), None, BOOK))  # pyright: ignore[reportArgumentType]
    transport = httpx.ASGITransport(app=app)  # pyright: ignore[reportArgumentType]
    async with httpx.AsyncClient(transport=transport, base_url="http://yika") as client:
        reply = await client.get(f"/api/v1/calculations/{name}", params=asked)
    assert reply.status_code == 200, reply.text
    return reply.json()


@pytest.mark.parametrize("calculator", CALCULATIONS)
def test_calculators_give_the_same_by_command_and_by_the_api(calculator: str) -> None:
    words, asked = CALCULATIONS[calculator]
    dated = calculator != "plan"
    day = ["--on", "2026-03-16"] if dated else []
    told = RUNNER.invoke(program(), [*words, "--region", "999900", *day, "--json"])
    assert told.exit_code == 0, told.output
    asked = asked | {"region": "999900"} | ({"on": "2026-03-16"} if dated else {})
    assert json.loads(told.stdout) == asyncio.run(by_api(calculator, asked))


OF_COVER = ("healthy", "employer-arrears", "own-arrears-1", "newborn", "retired", "moved-in")


async def cover_and_account(config: Config, keys: Keys) -> dict[str, list[Any]]:
    """What somebody sees of their own insurance and account."""
    assert config.database_url is not None
    found: dict[str, list[Any]] = {}
    async with Database(config.database_url, keys) as database:
        transport = httpx.ASGITransport(app=create_app(House(config, database, BOOK)))  # pyright: ignore[reportArgumentType]
        async with httpx.AsyncClient(transport=transport, base_url="http://yika") as client:
            for key in OF_COVER:
                given = {"id_number": BY_KEY[key].id_number}
                session = (await client.post("/api/v1/sessions", json=given)).json()
                bearer = {"Authorization": f"Bearer {session['token']}"}
                paths = ("cover", "account", "account/statement")
                replies = [
                    await client.get(f"/api/v1/people/me/{path}", headers=bearer) for path in paths
                ]
                found[key] = [reply.json() for reply in replies]
    return found


@pytest.mark.covers("CONTR-31", "ACCT-05")
def test_insurance_and_account_are_the_same_by_command_and_by_the_api(
    cast_config: Config, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = asyncio.run(cover_and_account(cast_config, keys))
    monkeypatch.chdir(cast_config.home)
    for setting, value in settings_of(cast_config).items():
        monkeypatch.setenv(setting, value)
    commands = (("cover", "show"), ("account", "show"), ("account", "statement"))
    for key in OF_COVER:
        for words, by_api in zip(commands, answers[key], strict=True):
            asked = [*words, "--id-number", BY_KEY[key].id_number, "--json"]
            told = RUNNER.invoke(program(), asked)
            assert json.loads(told.stdout) == by_api, (key, words)


AT_THE_CEILING = "grandmother"  # a resident since 2018


async def told_at_the_ceiling(config: Config, keys: Keys) -> tuple[int, dict[str, Any], str]:
    """What critical illness paid up to its ceiling, and the ceiling by the API and on the page."""
    assert config.database_url is not None
    id_number = BY_KEY[AT_THE_CEILING].id_number
    async with Database(config.database_url, keys) as database:
        async with database.transaction() as conn:
            person = await people.find(conn, keys, "id_number", id_number)
        tills, who = Tills(database), Somebody(database, person, id_number)
        await with_disease(tills, who)
        done = await treated(tills, who, 400_000, 500_000, credential="id_number", number=id_number)
        paid = critical(done)
        transport = httpx.ASGITransport(app=create_app(House(config, database, BOOK)))  # pyright: ignore[reportArgumentType]
        async with httpx.AsyncClient(
            transport=transport,
            base_url="http://yika",
            headers={"Origin": "http://yika"},
            follow_redirects=True,
        ) as client:
            session = (await client.post("/api/v1/sessions", json={"id_number": id_number})).json()
            bearer = {"Authorization": f"Bearer {session['token']}"}
            year = (await client.get("/api/v1/people/me/benefit-year", headers=bearer)).json()
            await client.post("/sign-in", data={"character": AT_THE_CEILING})
            page = await client.get("/my-bills", params={"lang": "zh"})
    return paid, year, html.unescape(page.text)


def test_the_ceiling_that_a_till_pays_up_to_is_the_one_every_face_tells(
    cast_config: Config, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    paid, year, page = asyncio.run(told_at_the_ceiling(cast_config, keys))
    [by_api] = [one for one in year["ceilings"] if one["layer"] == "critical_illness"]
    assert (by_api["amount"], by_api["left"]) == (f"{paid / 100:.2f}", "0.00")
    assert by_api["bonus"] == "9000.00"
    assert by_api["bonus_zh"] in page
    assert by_api["amount"] in page
    monkeypatch.chdir(cast_config.home)
    for setting, value in settings_of(cast_config).items():
        monkeypatch.setenv(setting, value)
    asked = ["settlement", "list", "--id-number", BY_KEY[AT_THE_CEILING].id_number]
    told = RUNNER.invoke(program(), [*asked, "--json"])
    assert json.loads(told.stdout)["year"]["ceilings"] == year["ceilings"]
    assert by_api["bonus_zh"] in RUNNER.invoke(program(), asked).stdout
