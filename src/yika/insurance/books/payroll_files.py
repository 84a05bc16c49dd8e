"""Payrolls as employers send them: CSV as Excel or a program writes it, or an Excel workbook.

What comes out is text, row by row, numbered as the sender sees them. Whether it is right is judged
in `payroll`.
"""

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple

from python_calamine import CalamineError, CalamineWorkbook

from yika.ground.errors import Refused

FILE_MAX: Final = 5 * 1024 * 1024  # bytes
UNPACKED_MAX: Final = 100 * 1024 * 1024  # bytes of a workbook, unpacked
ROWS_MAX: Final = 20_000
CELL_MAX: Final = 200  # characters of a cell that are kept
ZIP: Final = b"PK\x03\x04"
ENCODINGS: Final = ("utf-8-sig", "gb18030")
COLUMNS: Final = {
    "name": frozenset({"姓名", "name"}),
    "id_number": frozenset({"身份证号", "身份证号码", "公民身份号码", "id_number", "id number"}),
    "base": frozenset({"申报基数", "缴费基数", "基数", "base"}),
}


class FileTooLarge(Refused):
    """The file has more bytes or rows than are taken at once. Facts: bytes_max, rows_max."""

    code = "payroll_too_large"


class FileEmpty(Refused):
    """There is no row below the headings. Facts: none."""

    code = "payroll_empty"


class FileUnreadable(Refused):
    """It is neither a CSV text in UTF-8 or GB18030 nor an Excel workbook. Facts: formats."""

    code = "payroll_unreadable"


class ColumnsMissing(Refused):
    """Headings are missing. Facts: missing, expected."""

    code = "payroll_columns_missing"


class Line(NamedTuple):
    """One row as it stands in the file; `is_number` where a program made the ID number a number."""

    row: int
    name: str
    id_number: str
    base: str
    is_number: bool = False


def read(content: bytes) -> list[Line]:
    """The rows of a file, by its content, whatever it is called.

    Fails with FileTooLarge, FileUnreadable, FileEmpty or ColumnsMissing.
    """
    headings, rows = table(content, ROWS_MAX)
    places = _places(headings)
    if not rows:
        raise FileEmpty
    return [_line(at, row, places) for at, row in rows]


def table(content: bytes, rows_max: int) -> tuple[list[str], list[tuple[int, Sequence[Any]]]]:
    """The headings of a file, and its rows numbered as the sender sees them; empty ones left out.

    Fails with FileTooLarge, FileUnreadable or FileEmpty.
    """
    if len(content) > FILE_MAX:
        raise _too_large(rows_max)
    if not content.strip():
        raise FileEmpty
    rows = _workbook(content) if content.startswith(ZIP) else _text(content)
    filled = [(at, row) for at, row in enumerate(rows, 1) if any(shown(cell) for cell in row)]
    if not filled:
        raise FileEmpty
    if len(filled) - 1 > rows_max:
        raise _too_large(rows_max)
    return [shown(cell).casefold() for cell in filled[0][1]], filled[1:]


def _text(content: bytes) -> Iterable[Sequence[Any]]:
    for encoding in ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        first = text.split("\n", 1)[0]
        delimiter = max(",\t;", key=first.count)
        try:
            return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
        except csv.Error:
            break
    raise FileUnreadable(formats=["csv", "xlsx"])


def _workbook(content: bytes) -> Iterable[Sequence[Any]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            unpacked = sum(one.file_size for one in packed.infolist())
        if unpacked > UNPACKED_MAX:
            raise _too_large(ROWS_MAX)
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        return workbook.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, zipfile.BadZipFile, IndexError) as error:
        raise FileUnreadable(formats=["csv", "xlsx"]) from error


def _places(headings: Sequence[str]) -> dict[str, int]:
    found = {
        column: at
        for column, names in COLUMNS.items()
        for at, heading in enumerate(headings)
        if heading in names
    }
    missing = [column for column in COLUMNS if column not in found]
    if missing:
        expected = ["姓名 name", "身份证号 id_number", "申报基数 base"]
        raise ColumnsMissing(missing=missing, expected=expected)
    return found


def _line(at: int, row: Sequence[Any], places: dict[str, int]) -> Line:
    cells = {name: row[place] if place < len(row) else "" for name, place in places.items()}
    told = {name: shown(cell) for name, cell in cells.items()}
    return Line(at, **told, is_number=isinstance(cells["id_number"], int | float))


def shown(cell: object) -> str:
    """A cell as its sender sees it; whole numbers without the places that Excel gives them."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return str(cell).strip().lstrip("'").removeprefix("\ufeff")[:CELL_MAX]


def _too_large(rows_max: int) -> FileTooLarge:
    return FileTooLarge(bytes_max=FILE_MAX, rows_max=rows_max)
