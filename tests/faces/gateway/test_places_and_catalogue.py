"""Institutions, the catalogue and files over the interface: what a message asks, what it gets."""

import json
from collections.abc import AsyncGenerator
from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest

from tests.builders import BOOK
from yika.config import Config
from yika.demo.model import MADE_UP_CITY, START
from yika.demo.places import AGENCY
from yika.faces.gateway.asked import Asked, FileReply
from yika.faces.gateway.handlers import catalogue, downloads, files, places
from yika.ground.errors import YikaError
from yika.house import House
from yika.institutions import importing, service
from yika.institutions.model import Settings
from yika.institutions.parcels import opened, packed, rows
from yika.interface.envelope import Envelope
from yika.interface.parsing import input_from
from yika.interface.writing import write_record
from yika.store.db import Conn, Database

HANDLERS = {**places.HANDLERS, **catalogue.HANDLERS, **downloads.HANDLERS, **files.HANDLERS}
PAGES = {"updt_time": "2025-01-01", "page_num": 1, "page_size": 1000}
MAPPING = {
    "fixmedins_hilist_id": "DG-1",
    "fixmedins_hilist_name": "当归饮片",
    "list_type": "102",
    "med_list_codg": "T001100001",
    "begndate": "2026-01-01",
    "enddate": "2099-12-31",
    "spec": "统货",
}


class Till:
    """An institution that sends messages in one transaction."""

    def __init__(self, conn: Conn, house: House, code: str = "H99990000001") -> None:
        self.conn, self.house, self.code = conn, house, code

    async def send(
        self, infno: str, content: dict[str, Any], at: datetime = START, file: bytes | None = None
    ) -> Any:
        """The output as a client reads it, or the file of a reply."""
        asked = Asked(
            house=self.house,
            institution=await service.by_code(self.conn, self.code),
            envelope=Envelope(
                infno=infno,
                msgid=f"{self.code}{at:%Y%m%d%H%M%S}0001",
                mdtrtarea_admvs="999900",
                recer_sys_code="HIS",
                opter_type="1",
                opter="01",
                opter_name="操作员",
                inf_time=START.replace(tzinfo=None),
                fixmedins_code=self.code,
            ),
            input=input_from(infno, json.dumps(content).encode()),
            at=at,
            file=file,
        )
        found = await HANDLERS[infno].handler(self.conn, asked)
        if isinstance(found, FileReply):
            return found
        if isinstance(found, msgspec.Struct):
            return json.loads(write_record(found))
        return None if found is None else [json.loads(write_record(one)) for one in found]


@pytest.fixture
async def till(config: Config, database: Database) -> AsyncGenerator[Till]:
    async with database.transaction() as conn:
        yield Till(conn, House(config, database, BOOK))


async def test_1201_finds_designated_institutions_by_code_or_part_of_a_name(till: Till):
    node = {"fixmedins_type": "1", "fixmedins_name": "人民医院"}
    found = await till.send("1201", {"medinsinfo": node})
    assert [one["fixmedins_code"] for one in found["medinsinfo"]] == [
        "H99990000001",
        "H99990000007",
    ]
    assert found["medinsinfo"][0]["hosp_lv"] == "2"
    node = {"fixmedins_type": "2", "fixmedins_code": "P99990000003"}
    assert (await till.send("1201", {"medinsinfo": node}))["medinsinfo"] == []
    with pytest.raises(places.InstitutionNotNamed):
        await till.send("1201", {"medinsinfo": {"fixmedins_type": "1"}})


async def test_5101_and_5102_tell_who_is_in_the_institution(till: Till):
    found = await till.send("5101", {"data": {}})
    assert len(found["feedetail"]) == 18
    heart = next(one for one in found["feedetail"] if one["hosp_dept_codg"] == "0304")
    assert (heart["caty"], heart["dr_psncnt"], heart["nurs_psncnt"]) == ("A03.04", 4, 3)
    assert heart["begntime"] == "2019-01-01 00:00:00"
    staff = (await till.send("5102", {"data": {"prac_psn_type": "3"}}))["feedetail"]
    assert len(staff) == 6
    assert {one["hi_dr_flag"] for one in staff} == {"0"}
    asked = {"prac_psn_type": "1", "prac_psn_code": "D999900001001"}
    (one,) = (await till.send("5102", {"data": asked}))["feedetail"]
    assert one["prac_psn_name"]
    assert one["hi_dr_flag"] == "1"


async def test_own_items_are_mapped_listed_and_taken_back(till: Till):
    assert await till.send("3301", {"data": [MAPPING]}) is None
    found = await till.send("1317", {"data": PAGES})
    (one,) = found["data"]
    assert (one["medins_list_codg"], one["med_list_codg"]) == ("DG-1", "T001100001")
    assert (one["medins_list_name"], one["spec"], one["vali_flag"]) == ("当归饮片", "统货", "1")
    other = Till(till.conn, till.house, "H99990000002")
    asked = {**PAGES, "fixmedins_code": "H99990000001"}
    assert (await other.send("1317", {"data": asked}))["data"] == []
    back = {"fixmedins_code": "H99990000001", **MAPPING}
    await till.send("3302", {"data": back})
    assert (await till.send("1317", {"data": PAGES}))["recordCounts"] == 0


async def test_a_download_brings_what_is_newer_than_what_is_held(till: Till):
    told = await till.send("1302", {"data": {"ver": "v0000"}})
    assert (told["data_cnt"], told["filename"][:6]) == (66, "1302_v")
    assert len(told["file_qury_no"]) <= 30
    content = await fetched(till, told)
    (text,) = opened(content).values()
    table = rows(text)
    assert {len(row) for row in table} == {33}
    assert table[0][:3] == ["T001100001", "当归", None]
    assert "\tnull\t" in text
    version = table[0][17]
    assert version is not None
    held = await till.send("1302", {"data": {"ver": version}})
    assert held["data_cnt"] == 0
    (text,) = opened(await fetched(till, held)).values()
    assert text == ""
    head = "code,kind,name,class,charge_type,starts_on\n"
    row = "T001100001,1302,当归,A,10,2026-05-01"
    await importing.take(till.conn, AGENCY, MADE_UP_CITY, (head + row).encode(), START)
    newer = await till.send("1302", {"data": {"ver": version}})
    (text,) = opened(await fetched(till, newer)).values()
    assert [row[11:13] for row in rows(text)] == [
        ["2026-05-01", None],
        ["2025-01-01", "2026-04-30"],
    ]


async def test_1309_lists_the_diseases_that_can_be_filed(till: Till):
    told = await till.send("1309", {"data": {"ver": "F001_20000101000000_A"}})
    (text,) = opened(await fetched(till, told)).values()
    table = rows(text)
    assert {len(row) for row in table} == {16}
    assert told["data_cnt"] == len(table)
    diabetes = next(row for row in table if row[0] == "M01600")
    assert (diabetes[3], diabetes[5], diabetes[14]) == ("999900", "1", "糖尿病")
    assert diabetes[9] is not None
    assert (await till.send("1309", {"data": {"ver": diabetes[9]}}))["data_cnt"] == 0


async def test_drugs_have_the_97_columns_of_the_national_file(till: Till):
    told = await till.send("1301", {"data": {"ver": "0"}})
    (text,) = opened(await fetched(till, told)).values()
    table = rows(text)
    assert {len(row) for row in table} == {97}
    assert {row[91] for row in table} == {"A", "B", "C"}
    for number in ("1303", "1307", "1320"):
        assert (await till.send(number, {"data": {"ver": "0"}}))["data_cnt"] == 0


async def test_1312_pages_as_an_object_or_as_a_list(till: Till):
    asked = {**PAGES, "page_size": 10, "list_type": "301", "query_date": "2026-03-16"}
    found = await till.send("1312", {"data": asked})
    assert (found["pageNum"], found["size"], len(found["data"])) == (1, 10, 10)
    assert (found["pages"], found["firstPage"], found["lastPage"]) == (4, True, False)
    last = await till.send("1312", {"data": {**asked, "page_num": 4}})
    assert (last["startRow"], last["lastPage"]) == (31, True)
    assert found["recordCounts"] == 30 + len(last["data"])
    assert (await till.send("1312", {"data": {**asked, "page_num": 99}}))["data"] == []
    here = await service.by_code(till.conn, till.code)
    wanted = Settings(unsigned=True, pages="array")
    await service.set_settings(till.conn, AGENCY, here, wanted, START)
    assert len(await till.send("1312", {"data": asked})) == 10


async def test_1312_tells_class_and_restriction(till: Till):
    asked = {**PAGES, "hilist_name": "人血白蛋白", "chrgitm_lv": "02", "lmt_used_flag": "1"}
    (one,) = (await till.send("1312", {"data": asked}))["data"]
    assert (one["chrgitm_lv"], one["list_type"], one["med_chrgitm_type"]) == ("02", "101", "09")
    assert one["memo"].startswith("限抢救")
    again = await till.send("1316", {"data": {**PAGES, "hilist_code": one["hilist_code"]}})
    assert [row["med_list_codg"] for row in again["data"]] == [one["hilist_code"]]


async def test_1318_and_1319_tell_ceilings_by_level_and_first_shares(till: Till):
    heart = {**PAGES, "hilist_code": "0031070100300000"}
    found = (await till.send("1318", {"data": heart}))["data"]
    told = {one["hilist_lmtpric_type"]: one["hilist_pric_uplmt_amt"] for one in found}
    assert told == {"1": 120, "2": 150, "3": 180}
    stent = (await till.send("1312", {"data": {**PAGES, "hilist_name": "药物洗脱支架"}}))["data"]
    shares = await till.send("1319", {"data": {**PAGES, "hilist_code": stent[0]["hilist_code"]}})
    assert {one["selfpay_prop"] for one in shares["data"]} == {0.1}
    assert {one["selfpay_prop_psn_type"] for one in shares["data"]} == {"310", "390"}
    on = {**PAGES, "hilist_code": stent[0]["hilist_code"], "query_date": "2025-06-01"}
    (old, *_) = (await till.send("1318", {"data": on}))["data"]
    assert old["hilist_pric_uplmt_amt"] == 848


async def test_1901_tells_the_code_tables(till: Till):
    asked = {"type": "MED_CHRGITM_TYPE", "parent_value": "", "admdvs": "999900"}
    asked |= {"date": "2026-03-16", "Vali_Flag": "1"}
    found = (await till.send("1901", {"data": asked}))["list"]
    assert [(one["value"], one["label"]) for one in found][8] == ("09", "西药费")
    assert found[8]["sort"] == 9
    with pytest.raises(catalogue.NoSuchDictionary):
        await till.send("1901", {"data": {**asked, "type": "weather"}})
    assert (await till.send("1304", {"data": PAGES}))["data"] == []


async def test_a_file_goes_up_and_comes_down(till: Till):
    content = packed("a.txt", [("1", "2")])
    node = {"in": list(content), "filename": "a.zip", "fixmedins_code": till.code}
    told = await till.send("9101", {"fsUploadIn": node})
    assert await fetched(till, told) == content
    other = packed("b.txt", [("3", "4")])
    part = await till.send("9101", {"fsUploadIn": node}, file=other)
    assert await fetched(till, part) == other
    with pytest.raises(YikaError):
        await fetched(Till(till.conn, till.house, "H99990000002"), told)
    asked = {"file_qury_no": told["file_qury_no"], "filename": "a", "fixmedins_code": "plc"}
    with pytest.raises(YikaError):
        await till.send("9102", {"fsDownloadIn": asked}, START + timedelta(days=8))


async def fetched(till: Till, told: dict[str, Any]) -> bytes:
    """The file that a reply names, fetched as clients do for catalogues."""
    number, name = told["file_qury_no"], told["filename"]
    asked = {"file_qury_no": number, "filename": name, "fixmedins_code": "plc"}
    found = await till.send("9102", {"fsDownloadIn": asked})
    assert isinstance(found, FileReply)
    return found.content
