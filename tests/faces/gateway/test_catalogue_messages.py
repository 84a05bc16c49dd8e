"""A hospital fetches the catalogue and maps its items through the front door, as it would."""

from typing import Any

import httpx

from tests.faces.gateway.notes import HOSPITAL, ONE, a_message, written
from yika.institutions.parcels import opened, rows

MAPPING = {
    "fixmedins_hilist_id": "DG-1",
    "fixmedins_hilist_name": "当归饮片",
    "list_type": "102",
    "med_list_codg": "T001100001",
    "begndate": "2026-01-01",
    "enddate": "2099-12-31",
}
PAGES = {"updt_time": "2025-01-01", "page_num": "1", "page_size": 10}


async def posted(web: httpx.AsyncClient, message: dict[str, Any]) -> dict[str, Any]:
    reply = await web.post(ONE, content=written(message))
    assert reply.status_code == 200
    return reply.json()


async def test_the_newest_pieces_come_as_a_zip_of_lines(web: httpx.AsyncClient):
    told = await posted(web, a_message("1302", {"data": {"ver": "v0000"}}))
    assert told["infcode"] == 0
    asked = {name: told["output"][name] for name in ("file_qury_no", "filename")}
    asked["fixmedins_code"] = "plc"
    file = await web.post(ONE, content=written(a_message("9102", {"fsDownloadIn": asked})))
    assert file.headers["content-type"] == "application/octet-stream"
    (text,) = opened(file.content).values()
    assert len(rows(text)) == told["output"]["data_cnt"] > 60
    assert rows(text)[0][:2] == ["T001100001", "当归"]


async def test_a_mapping_sent_again_is_answered_as_the_first_time(web: httpx.AsyncClient):
    message = a_message("3301", {"data": MAPPING})
    assert (await posted(web, message))["infcode"] == 0
    assert (await posted(web, message))["infcode"] == 0
    listed = await posted(web, a_message("1317", {"data": PAGES}))
    assert listed["output"]["recordCounts"] == 1
    wrong = {**MAPPING, "med_list_codg": "X9999", "list_type": "101"}
    refused = await posted(web, a_message("3301", {"data": [wrong]}))
    assert refused["infcode"] == -1
    assert "X9999" in refused["err_msg"]
    back = {"fixmedins_code": HOSPITAL, **MAPPING}
    assert (await posted(web, a_message("3302", {"data": [back]})))["infcode"] == 0


async def test_places_and_prices_are_told_with_numbers_as_numbers(web: httpx.AsyncClient):
    node = {"fixmedins_type": "1", "fixmedins_name": "人民医院"}
    found = await posted(web, a_message("1201", {"medinsInfo": node}))
    assert len(found["output"]["medinsinfo"]) == 2
    asked = {**PAGES, "hilist_code": "0031070100300000"}
    prices = await posted(web, a_message("1318", {"data": asked}))
    told = [one["hilist_pric_uplmt_amt"] for one in prices["output"]["data"]]
    assert told == [120, 150, 180]
    assert prices["output"]["pageNum"] == 1
