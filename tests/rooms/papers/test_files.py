"""Files handed in: told by their content, kept once, sealed, of one person only."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import AT, Somebody, somebody
from tests.rooms.papers.scans import JPEG, PDF, PNG
from yika.ground.errors import Refusals, YikaError
from yika.papers import files
from yika.papers.files import (
    NoSuchUpload,
    UploadEmpty,
    UploadKind,
    UploadsFull,
    UploadTooLarge,
    kind_of,
)
from yika.papers.model import Upload
from yika.store.db import Database
from yika.store.sealing import BrokenSeal

MAX = 1024


async def kept(
    database: Database, who: Somebody, content: bytes, by: str = "999900/1", bytes_max: int = MAX
) -> Upload:
    async with database.transaction() as conn:
        to = conn, database.keys, who.person, content
        return await files.keep(*to, matter="card_apply", by=by, bytes_max=bytes_max, at=AT)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PDF, "application/pdf"),
        (JPEG, "image/jpeg"),
        (PNG, "image/png"),
        (b"", None),
        (b"<html><script>alert(1)</script>", None),
        (b"GIF89a" + PDF, None),
        (b"MZ\x90\x00" + PNG, None),
        (PDF[:-8], None),
        (JPEG[:-2], None),
        (PNG + b"\x00" * 2_000, None),
    ],
)
def test_a_file_is_what_its_content_says(content: bytes, kind: str | None):
    assert kind_of(content) == kind


@given(st.binary(max_size=200))
def test_whatever_is_taken_begins_as_one_of_three_kinds(content: bytes):
    begins = content.startswith((b"%PDF-", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"))
    assert kind_of(content) is None or begins


async def test_a_file_comes_back_as_it_was_and_lies_sealed(database: Database):
    who = await somebody(database)
    found = await kept(database, who, PNG)
    assert (found.media_type, found.size_bytes) == ("image/png", len(PNG))
    assert found.sha256 == hashlib.sha256(PNG).digest()
    async with database.transaction() as conn:
        assert await files.content(conn, database.keys, found) == PNG
        assert await files.require(conn, who.person, found.file_id) == found
        row = await (await conn.execute("SELECT content_sealed FROM files")).fetchone()
    assert row is not None
    assert b"PNG" not in bytes(row[0])


async def test_the_same_file_again_is_the_one_there_is_but_not_of_another_actor(
    database: Database,
):
    who = await somebody(database)
    first = await kept(database, who, PDF)
    assert await kept(database, who, PDF) == first
    assert (await kept(database, who, PDF, by="999900/2")).file_id != first.file_id
    async with database.transaction() as conn:
        assert len(await files.of_person(conn, who.person)) == 2


async def test_every_reason_against_a_file_is_told_at_once(database: Database):
    who = await somebody(database)
    with pytest.raises(Refusals) as both:
        await kept(database, who, b"x" * 2_000)
    assert [type(one) for one in both.value.reasons] == [UploadTooLarge, UploadKind]
    for content, no in ((b"", UploadEmpty), (b"x", UploadKind), (PDF + b" " * MAX, YikaError)):
        with pytest.raises(no):
            await kept(database, who, content)


async def test_nobody_hands_in_the_file_of_another(database: Database):
    who, other = await somebody(database), await somebody(database)
    found = await kept(database, who, PDF)
    async with database.transaction() as conn:
        with pytest.raises(NoSuchUpload):
            await files.require(conn, other.person, found.file_id)


async def test_a_file_that_was_exchanged_is_noticed(database: Database):
    who = await somebody(database)
    first, second = await kept(database, who, PDF), await kept(database, who, JPEG)
    async with database.transaction() as conn:
        await conn.execute(
            "UPDATE files SET content_sealed = (SELECT content_sealed FROM files"
            " WHERE file_id = %s) WHERE file_id = %s",
            (second.file_id, first.file_id),
        )
        with pytest.raises(BrokenSeal):
            await files.content(conn, database.keys, first)


async def test_all_files_together_have_a_limit(database: Database, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(files, "TOGETHER_MAX", len(PDF) + 1)
    who = await somebody(database)
    await kept(database, who, PDF)
    with pytest.raises(UploadsFull):
        await kept(database, who, PNG)
