"""Pages of the catalogue: a page makes its own rows and no others, and all pages are the whole."""

from collections.abc import AsyncGenerator
from typing import Any

import pytest

from tests.builders import BOOK
from tests.faces.gateway.test_places_and_catalogue import MAPPING, PAGES, Till
from yika.config import Config
from yika.faces.gateway.handlers import catalogue, downloads, places
from yika.house import House
from yika.institutions.catalogue import Catalogue
from yika.institutions.catalogue import catalogue as read
from yika.store.db import Database


@pytest.fixture
async def till(config: Config, database: Database) -> AsyncGenerator[Till]:
    async with database.transaction() as conn:
        yield Till(conn, House(config, database, BOOK))


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """For what a number of a row was made."""
    found: list[Any] = []

    def rid(item: Any) -> str:
        found.append(item)
        return downloads.rid(item)

    mapped = places._mapped  # pyright: ignore[reportPrivateUsage]

    def noted(one: Any, asked: Any) -> Any:
        found.append(one)
        return mapped(one, asked)

    monkeypatch.setattr(catalogue, "rid", rid)
    monkeypatch.setattr(places, "_mapped", noted)
    return found


@pytest.mark.parametrize("infno", ["1312", "1316", "1318", "1319"])
async def test_a_page_makes_its_own_rows_and_all_pages_are_the_whole(
    till: Till, made: list[Any], infno: str
) -> None:
    whole = await till.send(infno, {"data": PAGES})
    assert len(whole["data"]) == whole["recordCounts"] > 60
    codes = [one["hilist_code"] for one in whole["data"]]
    assert codes == sorted(codes)
    assert len({one["rid"] for one in whole["data"]}) > 20
    of_pages: list[Any] = []
    for number in range(1, -(-len(codes) // 50) + 1):
        made.clear()
        asked = {**PAGES, "page_num": number, "page_size": 50}
        here = (await till.send(infno, {"data": asked}))["data"]
        assert len(made) == len(here) <= 50
        of_pages += here
    assert of_pages == whole["data"]


async def test_a_page_of_own_items_makes_its_own_rows(till: Till, made: list[Any]) -> None:
    wanted = [{**MAPPING, "fixmedins_hilist_id": f"DG-{at}"} for at in range(1, 6)]
    await till.send("3301", {"data": wanted})
    asked = {**PAGES, "page_num": 2, "page_size": 2}
    found = await till.send("1317", {"data": asked})
    assert [one["medins_list_codg"] for one in found["data"]] == ["DG-3", "DG-4"]
    assert (found["recordCounts"], len(made)) == (5, 2)


async def test_the_catalogue_is_in_order_once(till: Till) -> None:
    """However its rows came, and asking for them sorts nothing."""
    known = await read(till.conn, 999900)
    turned = Catalogue(999900, known.version, reversed(known.every_row()))
    assert turned.every_row() == known.every_row()
    assert turned.every_row() is turned.every_row()
    codes = [one.code for one in turned.every_row()]
    assert codes == sorted(codes)
