"""The page of the cast at the till is what the gateway answers."""

from tests.builders import BOOK
from tests.tidy.sizes import ROOT
from yika.config import Config
from yika.demo.cast import CAST
from yika.faces.cli.till import everybody
from yika.faces.cli.till_page import page
from yika.house import House
from yika.store.db import Database

PAGE = ROOT / "docs" / "cast-at-the-till.md"


async def test_the_page_says_what_the_till_answers(cast_config: Config) -> None:
    assert cast_config.database_url is not None
    async with Database(cast_config.database_url, cast_config_keys(cast_config)) as database:
        rows = await everybody(House(cast_config, database, BOOK), CAST)
    assert PAGE.read_text("utf-8") == page(rows), "run: yika demo till --markdown, in a new sandbox"
    used = {kind for row in rows for kind in row.answers}
    assert used == {"card", "e_credential", "id_number"}
