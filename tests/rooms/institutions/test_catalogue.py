"""The catalogue: taken whole or not at all, changed by dated rows, read from memory."""

from datetime import date, timedelta
from decimal import Decimal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from yika.demo.model import MADE_UP_CITY, START
from yika.demo.places import AGENCY, catalogue_file
from yika.institutions import catalogue_files, importing
from yika.institutions.catalogue import Catalogue, catalogue, items_of
from yika.institutions.catalogue_files import Line
from yika.institutions.catalogue_rules import CatalogueRefused, judged
from yika.institutions.model import Item
from yika.store.db import Conn

HEAD = "code,kind,name,class,charge_type,starts_on,ends_on,first_share,ceiling,ceiling_level_3"
DRUG = "XA02BCA001A001010110001,1301,奥美拉唑肠溶胶囊,{0},09,{1},{2},{3},{4},"


def a_file(*rows: str) -> bytes:
    return "\n".join([HEAD, *rows]).encode()


async def taken(conn: Conn, *rows: str) -> importing.Import:
    return await importing.take(conn, AGENCY, MADE_UP_CITY, a_file(*rows), START)


async def the_drug(conn: Conn) -> tuple[Item, ...]:
    return (await catalogue(conn, MADE_UP_CITY)).rows("XA02BCA001A001010110001")


async def test_the_city_has_some_hundred_items_of_each_kind(conn: Conn):
    done = await importing.take(conn, AGENCY, MADE_UP_CITY, catalogue_file(), START)
    known = await catalogue(conn, MADE_UP_CITY)
    assert len(known) >= 300
    assert done.added == done.rows
    here = known.items(START.date())
    starts = {one.kind: {item.code[0] for item in here if item.kind == one.kind} for one in here}
    assert starts == {"1301": {"X", "Z"}, "1302": {"T"}, "1305": {"0"}, "1306": {"C"}}
    assert {one.class_ for one in here} == {"A", "B", "C"}
    assert any(one.restricted for one in here)
    assert any(one.details.ceilings for one in here)
    assert known.items(date(2026, 4, 1)) != here


async def test_the_same_file_twice_changes_nothing(conn: Conn):
    first = await taken(conn, DRUG.format("A", "2025-01-01", "", "", ""))
    again = await taken(conn, DRUG.format("A", "2025-01-01", "", "", ""))
    assert (again.added, again.ended, again.unchanged) == (0, 0, 1)
    assert again.version == first.version


async def test_a_change_ends_the_row_before_it(conn: Conn):
    first = await taken(conn, DRUG.format("A", "2025-01-01", "", "", ""))
    second = await taken(conn, DRUG.format("B", "2026-04-01", "", "10%", "19.8"))
    assert second.version > first.version
    new, old = await the_drug(conn)
    assert (old.class_, old.ends_on, old.version) == ("A", date(2026, 3, 31), second.version)
    assert (new.class_, new.first_share, new.ceiling) == ("B", Decimal("0.1"), Decimal("19.8"))
    code = new.code
    known = await catalogue(conn, MADE_UP_CITY)
    for day, class_ in ((date(2026, 3, 31), "A"), (date(2026, 4, 1), "B")):
        found = known.item(code, day)
        assert found is not None
        assert found.class_ == class_
        assert await items_of(conn, MADE_UP_CITY, [code, "T1"], day) == {code: found}
    assert known.item(code, date(2024, 12, 31)) is None


async def test_a_row_can_be_ended_but_not_rewritten(conn: Conn):
    await taken(conn, DRUG.format("A", "2025-01-01", "", "", ""))
    done = await taken(conn, DRUG.format("A", "2025-01-01", "2026-06-30", "", ""))
    assert (done.added, done.ended) == (0, 1)
    assert (await the_drug(conn))[0].ends_on == date(2026, 6, 30)
    with pytest.raises(CatalogueRefused):
        await taken(conn, DRUG.format("B", "2025-01-01", "2026-06-30", "", ""))
    with pytest.raises(CatalogueRefused):
        await taken(conn, DRUG.format("A", "2025-01-01", "2026-07-31", "", ""))


async def test_every_error_of_every_row_is_told_and_nothing_is_written(conn: Conn):
    rows = [
        DRUG.format("A", "2025-01-01", "", "", ""),
        "a b,1399,,D,77,1 Jan,2024-13-01,120%,-3,x",
        "T000000001,1302,当归,A,10,2025-01-01,2024-01-01,,,",
        DRUG.format("B", "2025-01-01", "", "", ""),
    ]
    found = await importing.preview(conn, MADE_UP_CITY, a_file(*rows))
    assert [(one.row, one.column, one.code) for one in found.problems] == [
        (3, "starts_on", "not_a_day"),
        (3, "ends_on", "not_a_day"),
        (3, "first_share", "out_of_range"),
        (3, "ceiling_level_3", "not_a_number"),
        (3, "kind", "not_one_of"),
        (3, "code", "wrong_code"),
        (3, "name", "empty"),
        (3, "class", "not_one_of"),
        (3, "charge_type", "not_one_of"),
        (3, "ceiling", "out_of_range"),
        (4, "ends_on", "ends_before"),
        (5, "starts_on", "row_exists"),
    ]
    with pytest.raises(CatalogueRefused) as told:
        await taken(conn, *rows)
    assert told.value.facts == {"errors": 12, "rows": [3, 4, 5]}
    assert not await the_drug(conn)


async def test_a_ceiling_by_level_comes_before_the_general_one(conn: Conn):
    await taken(conn, DRUG.format("A", "2025-01-01", "", "", "20") + "28.50")
    (drug,) = await the_drug(conn)
    assert drug.ceiling_at("level_3") == Decimal("28.50")
    assert drug.ceiling_at("primary") == Decimal(20)


@pytest.mark.parametrize(
    ("content", "wrong"),
    [
        (b"", catalogue_files.CatalogueEmpty),
        (HEAD.encode(), catalogue_files.CatalogueEmpty),
        (b"code,name\nx,y", catalogue_files.CatalogueHeadings),
        (HEAD.encode() + b",price\nx", catalogue_files.CatalogueHeadings),
        (b"\xff\xff\xfe\0\0", catalogue_files.CatalogueUnreadable),
    ],
)
def test_a_file_that_is_no_catalogue_says_why(content: bytes, wrong: type[Exception]):
    with pytest.raises(wrong):
        catalogue_files.read(content)


def test_chinese_headings_in_gb18030_are_read():
    text = "医疗目录编码,目录,名称,等级,收费项目类别,开始日期\nT00001,1302,当归,A,10,2025-01-01"
    (line,) = catalogue_files.read(text.encode("gb18030"))
    assert (line.row, line.get("name"), line.get("class")) == (2, "当归", "A")


days = st.dates(date(2025, 1, 1), date(2027, 1, 1))
rows = st.lists(st.tuples(days, st.none() | days, st.sampled_from("ABC")), max_size=8)


@given(rows, rows)
def test_rows_of_a_code_never_hold_at_the_same_time(
    first: list[tuple[date, date | None, str]], second: list[tuple[date, date | None, str]]
):
    here: list[Item] = []
    for batch in (first, second):
        lines = [_line(number, *row) for number, row in enumerate(batch, 2)]
        _, change = judged(lines, {"T00001": here})
        ended = {day: last for _, day, last in change.end}
        kept = [_until(one, ended.get(one.starts_on, one.ends_on)) for one in here]
        here = [*kept, *change.add]
        for one in here:
            assert one.ends_on is None or one.ends_on >= one.starts_on
        for number in range(0, 800, 3):
            day = date(2024, 12, 1) + timedelta(number)
            assert sum(one.in_force(day) for one in here) <= 1
        assert len(Catalogue(1, 1, here)) == bool(here)


def _line(number: int, starts_on: date, ends_on: date | None, class_: str) -> Line:
    cells = {
        "code": "T00001",
        "kind": "1302",
        "name": "当归",
        "class": class_,
        "charge_type": "10",
        "starts_on": starts_on.isoformat(),
    }
    return Line(number, cells if ends_on is None else {**cells, "ends_on": ends_on.isoformat()})


def _until(item: Item, ends_on: date | None) -> Item:

    return msgspec.structs.replace(item, ends_on=ends_on)
