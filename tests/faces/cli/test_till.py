"""The page of the cast at the till is what the gateway answers; the command tells the same."""

from collections.abc import Callable
from typing import Any

from tests.builders import BOOK
from tests.tidy.sizes import ROOT
from yika.config import Config
from yika.demo.cast import CAST
from yika.faces.cli.till import everybody
from yika.faces.cli.till_page import page
from yika.house import House
from yika.store.db import Database
from yika.store.keys import Keys

PAGE = ROOT / "docs" / "cast-at-the-till.md"


async def test_the_page_says_what_the_till_answers(cast_config: Config, keys: Keys) -> None:
    assert cast_config.database_url is not None
    async with Database(cast_config.database_url, keys) as database:
        rows = await everybody(House(cast_config, database, BOOK), CAST)
    assert PAGE.read_text("utf-8") == page(rows), "in a new sandbox: yika demo till --markdown"
    assert {kind for row in rows for kind in row.answers} == {"card", "e_credential", "id_number"}


def test_the_command_tells_the_numbers_of_one(told: Callable[..., Any]) -> None:
    shown = told("demo", "till", "locked-this-morning")
    assert shown["credentials"]["id_number"] == "999900198805120150"
    assert len(shown["credentials"]["card"]) == 17
    assert shown["answers"]["card"]["causes"] == ["password_locked"]
    assert shown["answers"]["id_number"]["paid"]
