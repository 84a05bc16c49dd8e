"""The directory over the API: public, one region, facts only."""

from collections.abc import AsyncGenerator
from typing import Any

import httpx
import pytest

from tests.builders import BOOK
from yika.app import create_app
from yika.config import Config
from yika.house import House
from yika.store.db import Database


@pytest.fixture
async def anybody(cast_config: Config, keys: Any) -> AsyncGenerator[httpx.AsyncClient]:
    """A program without a session, over the made-up city."""
    assert cast_config.database_url is not None
    async with Database(cast_config.database_url, keys) as database:
        transport = httpx.ASGITransport(app=create_app(House(cast_config, database, BOOK)))  # pyright: ignore[reportArgumentType]
        async with httpx.AsyncClient(transport=transport, base_url="http://yika") as client:
            yield client


async def told(client: httpx.AsyncClient, **asked: str) -> dict[str, Any]:
    reply = await client.get("/api/v1/institutions", params={"region": "999900", **asked})
    assert reply.status_code == 200, reply.text
    return reply.json()


@pytest.mark.covers("KNOW-05")
async def test_a_complaint_finds_departments_with_the_notices(anybody: httpx.AsyncClient):
    found = await told(anybody, complaint="vertigo")
    assert [one["en"] for one in found["departments"]] == ["Ear, nose and throat", "Neurology"]
    assert not found["emergency"]
    said = " ".join(one["en"] for one in found["notices"])
    assert "120" in said
    assert "not a substitute for a doctor" in said
    chest = await told(anybody, complaint="胸痛")
    assert chest["emergency"]


@pytest.mark.covers("KNOW-03", "KNOW-04")
async def test_facts_of_one_region_and_no_scores(anybody: httpx.AsyncClient):
    everything = await told(anybody)
    assert {one["region"] for one in everything["institutions"]} == {"999900"}
    first = next(one for one in everything["institutions"] if one["code"] == "H99990000001")
    assert first["grade_called"]["zh"] == "三级甲等"
    assert (first["doctors"], len(first["departments"])) == (72, 18)
    assert not {"score", "rating", "rank"} & first.keys()
    assert (await told(anybody, region="130700"))["institutions"] == []
    soon = await told(anybody, on="2026-04-01", text="云台县人民医院")
    assert soon["institutions"] == []


async def test_one_institution_says_whether_it_is_designated(anybody: httpx.AsyncClient):
    reply = await anybody.get("/api/v1/institutions/P99990000003")
    assert (reply.json()["designated"], reply.json()["designated_until"]) == (False, "2025-12-31")
    for wrong in ("H00000000000", "%00", "x" * 300):
        assert (await anybody.get(f"/api/v1/institutions/{wrong}")).status_code == 404


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"region": "x"}, 400),
        ({"kind": "spa"}, 400),
        ({"accepts": "cash"}, 400),
        ({"department": "astrology"}, 404),
        ({"complaint": "\0"}, 200),
        ({"text": "'; DROP TABLE"}, 200),
    ],
)
async def test_wrong_questions_are_told_apart(
    anybody: httpx.AsyncClient, asked: dict[str, str], status: int
):
    params = {"region": "999900", **asked}
    assert (await anybody.get("/api/v1/institutions", params=params)).status_code == status
