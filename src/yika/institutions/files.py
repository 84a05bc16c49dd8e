"""Files that institutions put up and fetch (文件上传下载), sealed until they are due to go.

A file's number is told as 25 characters: the interface leaves no room for a UUID.
"""

import asyncio
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

from yika.ground.errors import Missing, Refused
from yika.institutions.model import Institution, Parcel
from yika.institutions.parcels import check_name, opened
from yika.store.db import Conn
from yika.store.keys import Keys
from yika.store.sealing import seal, unseal
from yika.store.sql import queries

QUERIES = queries(__package__, "files.sql")
KEPT_DAYS: Final = 7
DIGITS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
TOLD_MAX: Final = 25  # characters
UUID_BITS: Final = 128
DUE_MAX: Final = 200  # files of a transaction: a gigabyte at most
TOGETHER_MAX: Final = 200 * 1024 * 1024  # bytes of all files of one institution


class NoSuchFile(Missing):
    """The institution has no such file, or it is not kept any more. Facts: kept_days."""

    code = "no_such_file"


class FilesFull(Refused):
    """The institution's files together take too much room. Facts: bytes_max, kept_days."""

    code = "files_full"


def told(file_id: UUID) -> str:
    """The number of a file as institutions see it (file_qury_no).

    >>> told(UUID(int=36**3))
    '0000000000000000000001000'
    """
    left, places = file_id.int, ""
    while left:
        left, place = divmod(left, len(DIGITS))
        places = DIGITS[place] + places
    return places.rjust(TOLD_MAX, "0")


async def upload(
    conn: Conn, keys: Keys, institution: Institution, name: str, content: bytes, at: datetime
) -> Parcel:
    """Keep a file that an institution sends. Fails as `parcels.opened` does, or with FilesFull."""
    await asyncio.to_thread(opened, content)
    return await keep(conn, keys, institution, check_name(name), content, at)


async def keep(
    conn: Conn,
    keys: Keys,
    institution: Institution,
    name: str,
    content: bytes,
    at: datetime,
    file_id: UUID | None = None,
) -> Parcel:
    """Keep a file for an institution for some days. Fails with FilesFull."""
    where = _key(institution)
    await conn.execute(QUERIES["remove_due"], {**where, "at": at})
    row = await (await conn.execute(QUERIES["taken_up"], where)).fetchone()
    assert row is not None
    if row[0] + len(content) > TOGETHER_MAX:
        raise FilesFull(bytes_max=TOGETHER_MAX, kept_days=KEPT_DAYS)
    kept_until = at + timedelta(days=KEPT_DAYS)
    parcel = Parcel(file_id=file_id or uuid4(), name=name, content=content, kept_until=kept_until)
    values = {
        "file_id": parcel.file_id,
        "name": name,
        "sealed": seal(keys, "institution_files", "content_sealed", *_place(institution), content),
        "kept_until": kept_until,
    }
    await conn.execute(QUERIES["add"], {**where, **values})
    return parcel


async def remove_due(conn: Conn, at: datetime) -> int:
    """Remove files that are kept no more, of every institution, so many at once; how many.

    Fewer than DUE_MAX: no more are due. Those that an institution removes right now are left to it.
    """
    return (await conn.execute(QUERIES["remove_all_due"], {"at": at, "most": DUE_MAX})).rowcount


async def fetch(
    conn: Conn, keys: Keys, institution: Institution, file_id: str, at: datetime
) -> Parcel:
    """A file of an institution, by the number it was told. Fails with NoSuchFile."""
    number = _number(file_id)
    values = {**_key(institution), "file_id": number, "at": at}
    row = await (await conn.execute(QUERIES["fetch"], values)).fetchone()
    if row is None:
        raise NoSuchFile(kept_days=KEPT_DAYS)
    content = unseal(keys, "institution_files", "content_sealed", *_place(institution), row[1])
    return Parcel(file_id=number, name=row[0], content=content, kept_until=row[2])


def _number(text: str) -> UUID:
    """The inverse of `told`. Fails with NoSuchFile."""
    plain = text.strip().upper()
    if len(plain) > TOLD_MAX or not plain or set(plain) - set(DIGITS):
        raise NoSuchFile(kept_days=KEPT_DAYS)
    number = int(plain, len(DIGITS))
    if number.bit_length() > UUID_BITS:
        raise NoSuchFile(kept_days=KEPT_DAYS)
    return UUID(int=number)


def _key(institution: Institution) -> dict[str, object]:
    return {"region": institution.region, "institution_id": institution.institution_id}


def _place(institution: Institution) -> tuple[int, int]:
    return institution.region, institution.institution_id
