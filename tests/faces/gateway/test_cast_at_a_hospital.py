"""Every character of the cast at a hospital: 1101, 2001 and 5206 answer or refuse in words."""

from typing import Any

import pytest

from tests.builders import BOOK
from tests.faces.gateway import hospital as h
from tests.faces.gateway.desk import Desk
from tests.rooms.settlement.tills import HOSPITAL
from yika.config import Config
from yika.demo.cast import BY_KEY, CAST
from yika.faces.gateway.app import create_gateway
from yika.faces.gateway.batching import BatchLane
from yika.house import House
from yika.store.db import Database
from yika.store.keys import Keys

STATUS = {"employer-arrears": "2", "own-arrears-1": "2", "healthy": "1"}


async def at_the_desk(desk: Desk, key: str) -> dict[str, Any]:
    return await desk.send("1101", h.asks_who(BY_KEY[key].id_number))


async def test_everybody_gets_an_answer(cast_config: Config, keys: Keys) -> None:
    assert cast_config.database_url is not None
    async with Database(cast_config.database_url, keys) as database:
        house = House(cast_config, database, BOOK)
        desk = Desk(create_gateway(house, {"batch": BatchLane(house)}), HOSPITAL)
        for character in CAST:
            told = await at_the_desk(desk, character.key)
            assert told["infcode"] == 0, (character.key, told["err_msg"])
            number = told["output"]["baseinfo"]["psn_no"]
            main = told["output"]["insuinfo"][0]
            if character.key in STATUS:
                assert main["psn_insu_stas"] == STATUS[character.key], character.key
            assert ("paus_insu_date" in main) == (main["psn_insu_stas"] in "24")
            check = {
                "psn_no": number,
                "insutype": main["insutype"],
                "fixmedins_code": HOSPITAL,
                "med_type": "2101",
                "begntime": h.moment(),
            }
            rows = (await desk.send("2001", {"data": check}))["output"]["trtinfo"]
            for row in rows:
                assert (row["trt_enjymnt_flag"] == "0") == ("trt_chk_rslt" in row)
            cum = await desk.send("5206", {"data": {"psn_no": number, "cum_ym": "202603"}})
            assert cum["infcode"] == 0, cum["err_msg"]
            assert cum["output"]["cuminfo"]


@pytest.mark.parametrize("key", ["healthy"])
async def test_the_whole_standing_is_beside_the_answer(
    cast_config: Config, keys: Keys, key: str
) -> None:
    assert cast_config.database_url is not None
    async with Database(cast_config.database_url, keys) as database:
        house = House(cast_config, database, BOOK)
        desk = Desk(create_gateway(house, {"batch": BatchLane(house)}), HOSPITAL)
        told = await at_the_desk(desk, key)
    assert told["yika"]["standing"]["uses"]["card"]["pay"]["open"] is True
    assert "warn_msg" in told
