"""What files of the interface may be: a ZIP of TXT, of a size and shape that harm nobody. Pure.

What a ZIP says of itself is not believed: it is unpacked with a limit, so that a small file which
would become a huge one is refused while it grows. Names are names, never paths.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from typing import Final

from yika.ground.errors import Refused

PACKED_MAX: Final = 5 * 1024 * 1024  # bytes of a file as it is sent
UNPACKED_MAX: Final = 50 * 1024 * 1024  # bytes of all that is in it
MEMBERS_MAX: Final = 16
NAME_MAX: Final = 200  # characters
NAME: Final = re.compile(r"""[^\x00-\x1f\x7f/\\:*?"<>|]{1,200}""")
CHUNK_BYTES: Final = 64 * 1024
STAMP: Final = (1980, 1, 1, 0, 0, 0)  # of each member, so that the same rows are the same file
EMPTY: Final = "null"  # what an empty cell is in a TXT of the interface


class WrongFileName(Refused):
    """A file's name is empty, too long, a path, or holds what no name does. Facts: max."""

    code = "wrong_file_name"


class ParcelTooLarge(Refused):
    """The file is larger than is taken, or becomes so unpacked. Facts: packed_max, unpacked_max."""

    code = "parcel_too_large"


class NoParcel(Refused):
    """It is no ZIP of TXT files in UTF-8. Facts: problem."""

    code = "no_parcel"


def check_name(name: str) -> str:
    """A name that is no path, or WrongFileName."""
    if not NAME.fullmatch(name) or name.strip(". ") == "":
        raise WrongFileName(max=NAME_MAX)
    return name


def opened(content: bytes) -> dict[str, str]:
    """The texts in a parcel by name. Fails with ParcelTooLarge, NoParcel or WrongFileName."""
    if len(content) > PACKED_MAX:
        raise _too_large()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            members = packed.infolist()
            if not members:
                raise NoParcel(problem="empty")
            if len(members) > MEMBERS_MAX:
                raise _too_large()
            return _texts(packed, members)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, zlib.error, RuntimeError) as error:
        raise NoParcel(problem="zip") from error


def _texts(packed: zipfile.ZipFile, members: Sequence[zipfile.ZipInfo]) -> dict[str, str]:
    left = UNPACKED_MAX
    found: dict[str, str] = {}
    for member in members:
        name = check_name(member.filename)
        if not name.casefold().endswith(".txt") or name in found:
            raise NoParcel(problem="members")
        if member.flag_bits & 1:
            raise NoParcel(problem="encrypted")
        content = _unpacked(packed, member, left)
        left -= len(content)
        try:
            found[name] = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise NoParcel(problem="utf-8") from error
    return found


def _unpacked(packed: zipfile.ZipFile, member: zipfile.ZipInfo, left: int) -> bytes:
    parts: list[bytes] = []
    with packed.open(member) as stream:
        while part := stream.read(CHUNK_BYTES):
            left -= len(part)
            if left < 0:
                raise _too_large()
            parts.append(part)
    return b"".join(parts)


def packed(name: str, rows: Iterable[Sequence[object]]) -> bytes:
    """Rows as a parcel of one TXT: TAB between cells, a line a row, no header, ``null`` for empty.

    The same rows are the same bytes.
    """
    lines = ["\t".join(map(_cell, row)) for row in rows]
    text = "".join(f"{line}\n" for line in lines).encode()
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as parcel:
        member = zipfile.ZipInfo(check_name(name), STAMP)
        member.compress_type = zipfile.ZIP_DEFLATED
        parcel.writestr(member, text)
    return target.getvalue()


def rows(text: str) -> list[list[str | None]]:
    """The cells of a TXT: the inverse of `packed`, for what has no TAB or line break in it.

    Line by line, since other threads wait while one long text is split.
    """
    lines = (line.removesuffix("\n").removesuffix("\r") for line in io.StringIO(text))
    return [
        [None if cell == EMPTY else cell for cell in line.split("\t")] for line in lines if line
    ]


def _cell(value: object) -> str:
    """A cell; what would break the line is a space."""
    text = "" if value is None else str(value)
    return re.sub(r"[\t\r\n]+", " ", text).strip() or EMPTY


def _too_large() -> ParcelTooLarge:
    return ParcelTooLarge(packed_max=PACKED_MAX, unpacked_max=UNPACKED_MAX)
