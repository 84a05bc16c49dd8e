"""Every cause of a hold in every region: whoever follows the plan is free on the day it named.

One test over the whole matrix. ``make mending`` writes what came of it to ``docs/mending.md``.
"""

import os
import tomllib
from collections import Counter
from collections.abc import AsyncGenerator, Sequence

import httpx
import pytest

from tests.journeys.following import OUTCOMES, Cell, follow, run
from tests.journeys.plights import NO_HOLDS, PLIGHTS, patients
from tests.journeys.world import World
from tests.tidy.sizes import ROOT
from yika.app import create_app
from yika.config import Config
from yika.demo.model import MADE_UP_CITY, START
from yika.house import House
from yika.policy.load import Book, load_book
from yika.policy.words import lists
from yika.store import clock
from yika.store.db import Database

NATION, CITY = "000000", f"{MADE_UP_CITY:06}"
PAGE = ROOT / "docs" / "mending.md"
HEAD = """# 逐项恢复 · Every hold, mended

Every cause of a hold in every region: somebody is made who has it, asks why and follows the plan
through the API step by step; the office does its part, the clock goes on, and the hold is gone.
Written by `make mending` from one test, `tests/journeys/test_every_hold_is_mended.py`, which keeps
it true.
每个停用原因、每个地区：造一个这样的人，问为什么，照着办理路线一步一步通过接口去办，到了预告的日子，限制就没有了。
"""


def installed() -> Book:
    """The shipped law with what an installation has to set for itself."""
    told = tomllib.loads((ROOT / "yika.toml").read_text("utf-8"))
    return load_book(settings=told["settings"])


@pytest.fixture
async def world(config: Config, database: Database) -> AsyncGenerator[World]:
    """The sandbox, its clock at the beginning."""
    async with database.transaction() as conn:
        await clock.start(conn, START)
    app = create_app(House(config, database, installed()))
    transport = httpx.ASGITransport(app=app)  # pyright: ignore[reportArgumentType]
    async with httpx.AsyncClient(transport=transport, base_url="http://yika") as client:
        yield World(client, START)


def page(cells: Sequence[Cell]) -> str:
    """The table of all cells, with what they are counted as."""
    regions = list(dict.fromkeys(one.region for one in cells))
    by = {(one.title, one.region): one for one in cells}
    names = [lists().division_name(region) for region in regions]
    parts = [HEAD, "| | " + " | ".join(f"{one.zh}<br>{one.en}" for one in names) + " |"]
    parts.append("|---" * (len(regions) + 1) + "|")
    for plight in PLIGHTS:
        word = lists().words["causes"][plight.cause]
        shown = [OUTCOMES[by[plight.title, region].outcome][0] for region in regions]
        parts.append(f"| {word.zh} `{plight.title}` | " + " | ".join(shown) + " |")
    counted = Counter(one.outcome for one in cells)
    parts += ["", f"{len(cells)} cells:", ""]
    parts += [f"- {sign} {counted[key]}: {means}." for key, (sign, means) in OUTCOMES.items()]
    return "\n".join(parts) + "\n"


def test_every_cause_that_is_told_as_a_hold_has_a_person() -> None:
    assert {one.cause for one in PLIGHTS} | NO_HOLDS == set(lists().members("cause"))


@pytest.mark.covers("HOLD-15", "HOLD-16", "LOSS-25")
async def test_every_hold_of_every_region_is_mended(world: World, database: Database) -> None:
    book = installed()
    regions = tuple(sorted(set(book.divisions()) - {NATION}))
    async with database.transaction() as conn:
        everybody = await patients(conn, database.keys, book, regions)
    cells = [Cell(one.region, one.plight.title) for one in everybody]
    await run(world, [(c, follow(world, who, c)) for who, c in zip(everybody, cells, strict=True)])
    assert [(c.region, c.title, c.why) for c in cells if c.outcome not in OUTCOMES] == []
    told = page(cells)
    print(told)
    dated = [one for one in cells if one.outcome == "done"]
    assert [c for c in dated if c.done_at != max(START, c.forecast or START)] == []
    of_city = {c.title: c.outcome for c in cells if c.region == CITY}
    undated = {title: one for title, one in of_city.items() if one not in ("done", "agency")}
    assert undated == {"moved_away": "undated"}  # It depends on the months paid elsewhere.
    if os.environ.get("WRITE_MENDING"):
        PAGE.write_text(told, "utf-8")
    assert PAGE.read_text("utf-8") == told, "run `make mending`"
