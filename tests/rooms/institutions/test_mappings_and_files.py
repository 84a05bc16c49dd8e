"""What an institution sends of its own: mappings of its items, and files that harm nobody."""

import io
import zipfile
from datetime import date, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from yika.demo.model import START
from yika.demo.places import AGENCY, load_places
from yika.ground.errors import Refusals
from yika.institutions import files, mappings, parcels, service
from yika.institutions.mappings import Mapping
from yika.institutions.model import Institution
from yika.store.db import Conn
from yika.store.keys import Keys

ONE = Mapping(own_code="A1", code="T001100001", kind="102", starts_on=date(2025, 1, 1))
LATER = START + timedelta(days=8)


async def a_hospital(conn: Conn, keys: Keys, code: str = "H99990000001") -> Institution:
    try:
        return await service.by_code(conn, code)
    except service.NoSuchInstitution:
        await load_places(conn, keys)
        return await service.by_code(conn, code)


async def test_a_mapping_is_taken_once_and_can_be_taken_back(conn: Conn, keys: Keys):
    here = await a_hospital(conn, keys)
    assert await mappings.put(conn, AGENCY, here, [ONE], START) == 1
    assert await mappings.put(conn, AGENCY, here, [ONE], START) == 0
    (known,) = await mappings.of_institution(conn, here)
    assert (known.own_code, known.code) == ("A1", "T001100001")
    other = msgspec.structs.replace(ONE, ends_on=date(2026, 1, 1))
    with pytest.raises(mappings.MappingDiffers) as told:
        await mappings.put(conn, AGENCY, here, [other], START)
    assert told.value.facts["fields"] == ["ends_on"]
    await mappings.remove(conn, AGENCY, here, "A1", ONE.code, "102", START)
    assert not await mappings.of_institution(conn, here)
    with pytest.raises(mappings.NoSuchMapping):
        await mappings.remove(conn, AGENCY, here, "A1", ONE.code, "102", START)


async def test_everything_wrong_with_mappings_is_told(conn: Conn, keys: Keys):
    here = await a_hospital(conn, keys)
    wrong = [
        msgspec.structs.replace(ONE, code="X0"),
        msgspec.structs.replace(ONE, kind="101", ends_on=date(2024, 1, 1)),
    ]
    with pytest.raises(Refusals) as told:
        await mappings.put(conn, AGENCY, here, wrong, START)
    assert [type(one) for one in told.value.reasons] == [
        mappings.NotInCatalogue,
        mappings.WrongListType,
        mappings.MappingEndsBefore,
    ]


async def test_a_file_is_kept_for_its_institution_and_then_gone(conn: Conn, keys: Keys):
    here = await a_hospital(conn, keys)
    content = parcels.packed("a.txt", [("1", None, 2)])
    kept = await files.upload(conn, keys, here, "a.zip", content, START)
    number = files.told(kept.file_id)
    assert len(number) <= 30
    assert (await files.fetch(conn, keys, here, number, START)).content == content
    elsewhere = await a_hospital(conn, keys, "H99990000002")
    for who, asked, at in (
        (elsewhere, number, START),
        (here, number, LATER),
        (here, "no file", START),
        (here, "Z" * 25, START),
    ):
        with pytest.raises(files.NoSuchFile):
            await files.fetch(conn, keys, who, asked, at)
    await files.upload(conn, keys, here, "b.zip", content, LATER)
    row = await (await conn.execute("SELECT count(*) FROM institution_files")).fetchone()
    assert row == (1,)


async def test_all_that_is_due_goes_whosever_it_is(conn: Conn, keys: Keys):
    for code in ("H99990000001", "H99990000002"):
        here = await a_hospital(conn, keys, code)
        content = parcels.packed("a.txt", [("1",)])
        for at in (START, START + timedelta(days=1)):
            await files.upload(conn, keys, here, "a.zip", content, at)
    assert await files.remove_due(conn, START + timedelta(days=7, seconds=-1)) == 0
    assert await files.remove_due(conn, START + timedelta(days=7)) == 2
    row = await (
        await conn.execute("SELECT count(DISTINCT institution_id), count(*) FROM institution_files")
    ).fetchone()
    assert row == (2, 2)
    assert await files.remove_due(conn, LATER) == 2


def zipped(members: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return target.getvalue()


@pytest.mark.parametrize(
    ("content", "wrong"),
    [
        (b"no zip", parcels.NoParcel),
        (zipped({})[:-3], parcels.NoParcel),
        (zipped({}), parcels.NoParcel),
        (zipped({"a.exe": b"x"}), parcels.NoParcel),
        (zipped({"a.txt": b"\xff\xfe"}), parcels.NoParcel),
        (zipped({"../a.txt": b"x"}), parcels.WrongFileName),
        (zipped({"/etc/a.txt": b"x"}), parcels.WrongFileName),
        (zipped({f"{n}.txt": b"x" for n in range(17)}), parcels.ParcelTooLarge),
        (zipped({"a.txt": b"0" * (parcels.UNPACKED_MAX + 1)}), parcels.ParcelTooLarge),
        (b"0" * (parcels.PACKED_MAX + 1), parcels.ParcelTooLarge),
    ],
    ids=range(10),
)
def test_what_would_do_harm_is_refused(content: bytes, wrong: type[Exception]):
    with pytest.raises(wrong):
        parcels.opened(content)


def test_a_zip_that_lies_about_its_size_is_refused():
    honest = zipped({"a.txt": b"0" * 1000})
    at = honest.index(b"PK\x01\x02") + 24
    lying = honest[:at] + (10).to_bytes(4, "little") + honest[at + 4 :]
    with pytest.raises((parcels.NoParcel, parcels.ParcelTooLarge)):
        assert parcels.opened(lying) is None


cells = st.none() | st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1).filter(
    lambda text: text != "null"
)


@given(st.lists(st.lists(cells, min_size=1, max_size=5), max_size=5))
def test_rows_come_out_of_a_parcel_as_they_went_in(rows: list[list[str | None]]):
    (text,) = parcels.opened(parcels.packed("rows.txt", rows)).values()
    assert parcels.rows(text) == rows


def test_a_cell_that_would_break_its_line_does_not():
    (text,) = parcels.opened(parcels.packed("rows.txt", [("a\tb\nc", "")])).values()
    assert text == "a b c\tnull\n"
