"""Files handed in as papers: told by their content, hashed, sealed, never executed or shown inline.

The caller holds the anchor, has let the actor do the matter, and journals.
"""

import hashlib
import hmac
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4

from yika.ground.errors import Missing, Refused, YikaError, refuse_all
from yika.papers.model import Upload
from yika.people.model import PersonKey
from yika.store.db import Conn
from yika.store.keys import Keys
from yika.store.sealing import BrokenSeal, seal, unseal
from yika.store.sql import queries

QUERIES = queries(__package__, "files.sql")
SUFFIXES: Final = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}
# What a file of each type begins and, when it came whole, ends with.
_BEGINS: Final = {
    "application/pdf": b"%PDF-",
    "image/jpeg": b"\xff\xd8\xff",
    "image/png": b"\x89PNG\r\n\x1a\n",
}
_ENDS: Final = {
    "application/pdf": b"%%EOF",
    "image/jpeg": b"\xff\xd9",
    "image/png": b"IEND\xaeB`\x82",
}
_TAIL_BYTES: Final = 1024  # within which the end stands; some programs write a little after it
TOGETHER_MAX: Final = 200 * 1024 * 1024  # bytes of all files of one person
MEGA_BYTES: Final = 1024 * 1024


class NoSuchUpload(Missing):
    """The person has no such file, or it is not yours to see. Facts: none."""

    code = "no_such_upload"


class UploadEmpty(Refused):
    """A file without content. Facts: none."""

    code = "upload_empty"


class UploadTooLarge(Refused):
    """A file is larger than is taken. Facts: megabytes_max."""

    code = "upload_too_large"


class UploadKind(Refused):
    """A file is no PDF, JPEG or PNG by its content, or was cut short. Facts: none."""

    code = "upload_kind"


class UploadsFull(Refused):
    """What was handed in for a person takes too much room together. Facts: megabytes_max."""

    code = "uploads_full"


def kind_of(content: bytes) -> str | None:
    """The media type a file's content shows, whatever its name says; None for any other, or cut.

    >>> kind_of(b"<html><script>") is None
    True
    """
    for media_type, beginning in _BEGINS.items():
        if content.startswith(beginning):
            return media_type if _ENDS[media_type] in content[-_TAIL_BYTES:] else None
    return None


async def keep(
    conn: Conn,
    keys: Keys,
    person: PersonKey,
    content: bytes,
    *,
    matter: str,
    by: str,
    bytes_max: int,
    at: datetime,
) -> Upload:
    """Keep a file; the same content from the same actor again is the file there is.

    Fails with UploadEmpty, UploadTooLarge and UploadKind at once, or with UploadsFull.
    """
    media_type = _checked(content, bytes_max)
    sha256 = hashlib.sha256(content).digest()
    known = {**_place(person), "sha256": sha256, "uploaded_by": by}
    row = await (await conn.execute(QUERIES["known"], known)).fetchone()
    if row is not None:
        return _upload(person, row)
    await _room_for(conn, person, len(content))
    place = "files", "content_sealed", person.region, person.person_id
    values: dict[str, Any] = {
        "file_id": uuid4(),
        "media_type": media_type,
        "size_bytes": len(content),
        "content_sealed": seal(keys, *place, content),
        "matter": matter,
        "uploaded_at": at,
    }
    await conn.execute(QUERIES["add"], known | values)
    return await require(conn, person, values["file_id"])


async def require(conn: Conn, person: PersonKey, file_id: UUID) -> Upload:
    """A file of that person, so that nobody hands in somebody else's. Fails with NoSuchUpload."""
    values = {**_place(person), "file_id": file_id}
    row = await (await conn.execute(QUERIES["one"], values)).fetchone()
    if row is None:
        raise NoSuchUpload
    return _upload(person, row)


async def of_person(conn: Conn, person: PersonKey) -> list[Upload]:
    """What was handed in for a person, newest first."""
    cursor = await conn.execute(QUERIES["of_person"], _place(person))
    return [_upload(person, row) for row in await cursor.fetchall()]


async def content(conn: Conn, keys: Keys, upload: Upload) -> bytes:
    """What a file holds. Fails with BrokenSeal where it is not what was handed in."""
    person = upload.person
    values = {**_place(person), "file_id": upload.file_id}
    row = await (await conn.execute(QUERIES["content"], values)).fetchone()
    if row is None:
        raise NoSuchUpload
    place = "files", "content_sealed", person.region, person.person_id
    found = unseal(keys, *place, row[0])
    if not hmac.compare_digest(hashlib.sha256(found).digest(), upload.sha256):
        table, column, region, person_id = place
        raise BrokenSeal(table=table, column=column, region=region, person_id=person_id)
    return found


async def _room_for(conn: Conn, person: PersonKey, size_bytes: int) -> None:
    row = await (await conn.execute(QUERIES["together"], _place(person))).fetchone()
    assert row is not None
    if row[0] + size_bytes > TOGETHER_MAX:
        raise UploadsFull(megabytes_max=TOGETHER_MAX // MEGA_BYTES)


def _checked(content: bytes, bytes_max: int) -> str:
    """The media type. Fails with every reason against the file."""
    if not content:
        raise UploadEmpty
    reasons: list[YikaError] = []
    if len(content) > bytes_max:
        reasons.append(UploadTooLarge(megabytes_max=bytes_max // MEGA_BYTES))
    media_type = kind_of(content)
    if media_type is None:
        reasons.append(UploadKind())
    refuse_all(reasons)
    assert media_type is not None
    return media_type


def _place(person: PersonKey) -> dict[str, Any]:
    return {"region": person.region, "person_id": person.person_id}


def _upload(person: PersonKey, row: tuple[Any, ...]) -> Upload:
    return Upload(
        file_id=row[0],
        person=person,
        media_type=row[1],
        size_bytes=row[2],
        sha256=bytes(row[3]),
        matter=row[4],
        uploaded_by=row[5],
        uploaded_at=row[6],
    )
