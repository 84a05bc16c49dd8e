"""9101 and 9102: files up and down. What is sent is a ZIP of TXT, whichever way it comes."""

from collections.abc import Mapping
from typing import Final

from yika.faces.gateway.asked import Asked, FileReply, Handling
from yika.ground.days import BEIJING
from yika.institutions import files
from yika.interface.records import t9101, t9102
from yika.interface.writing import time_text
from yika.store.db import Conn


async def upload(conn: Conn, asked: Asked) -> t9101.Output:
    """Keep a file for some days. Fails as `files.upload` does."""
    given: t9101.Input = asked.input
    named = given.fs_upload_in
    content = named.in_ if asked.file is None else asked.file
    keys, place = asked.house.database.keys, asked.institution
    kept = await files.upload(conn, keys, place, named.filename, content, asked.at)
    return t9101.Output(
        file_qury_no=files.told(kept.file_id),
        filename=kept.name,
        fixmedins_code=place.code,
        dld_endtime=time_text(kept.kept_until.astimezone(BEIJING)),
    )


async def download(conn: Conn, asked: Asked) -> FileReply:
    """A file by its number, whatever name and code come beside it. Fails with NoSuchFile."""
    given: t9102.Input = asked.input
    number = given.fs_download_in.file_qury_no
    keys, place = asked.house.database.keys, asked.institution
    found = await files.fetch(conn, keys, place, number, asked.at)
    return FileReply(name=found.name, content=found.content)


HANDLERS: Final[Mapping[str, Handling]] = {
    "9101": Handling(upload, changes=True),
    "9102": Handling(download),
}
