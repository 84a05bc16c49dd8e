"""Files of batches: reading one into rows of text, and the empty one to fill in.

CSV as Excel or a program writes it, or an Excel workbook, as payrolls come. A column that the
matter does not know is refused by its heading, since whoever wrote it meant something by it.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from yika.ground.errors import Refused, YikaError, refuse_all
from yika.insurance.books.payroll_files import ColumnsMissing, FileEmpty, shown, table
from yika.matters.batches.kinds import COLUMNS, Kind, kind_of

ROWS_MAX: Final = 1_000  # people in one file
NAME, ID_NUMBER = "name", "id_number"
WHO: Final[Mapping[str, frozenset[str]]] = {
    NAME: frozenset({"姓名", "name", "姓名 name"}),
    ID_NUMBER: frozenset(
        {
            *("身份证号", "身份证号码", "公民身份号码", "id_number", "id number"),
            "身份证号码 id_number",
        }
    ),
}
HEADINGS: Final = {NAME: "姓名 name", ID_NUMBER: "身份证号码 id_number"}
# A made-up person who is nobody; the mark before the number keeps Excel from making it a number.
EXAMPLE: Final = ("张三", "'999900199001010014")
MIDNIGHT: Final = " 00:00:00"  # what Excel adds to a day
LONG_NUMBER: Final = 15  # digits that a spreadsheet keeps of a number


class ColumnsUnknown(Refused):
    """Columns that the matter has no field for. Facts: columns (counted from 1), expected.

    What stands there is not repeated: without headings it is somebody's name.
    """

    code = "batch_columns_unknown"


class Row(NamedTuple):
    """One person as the file has them; `cells` are the columns that say something."""

    line: int
    name: str
    id_number: str
    cells: Mapping[str, str]
    numbers: frozenset[str] = frozenset()  # columns that a program made long numbers of


def read(matter: str, content: bytes) -> list[Row]:
    """The rows of a file, by its content, whatever it is called.

    Fails with NotInBatches, FileTooLarge, FileUnreadable, FileEmpty, or every heading at once.
    """
    kind = kind_of(matter)
    headings, rows = table(content, ROWS_MAX)
    places = _places(kind, headings)
    if not rows:
        raise FileEmpty
    return [_row(line, row, places) for line, row in rows]


def template(matter: str) -> str:
    """A file to fill in: the headings in both languages and an example nobody is. CSV text.

    Fails with NotInBatches.
    """
    kind = kind_of(matter)
    written = io.StringIO()
    lines = csv.writer(written, lineterminator="\r\n")
    lines.writerow(headings_of(kind))
    lines.writerow([*EXAMPLE, *(COLUMNS[name].example for name in kind.columns)])
    return written.getvalue()


def headings_of(kind: Kind) -> list[str]:
    """The headings of a file, in both languages."""
    return [*HEADINGS.values(), *(COLUMNS[name].heading(name) for name in kind.columns)]


def _places(kind: Kind, headings: Sequence[str]) -> dict[str, int]:
    """Where each column stands."""
    names = dict(WHO) | {
        name: frozenset({COLUMNS[name].zh, name, COLUMNS[name].heading(name)})
        for name in kind.columns
    }
    found = {
        name: at
        for name, meant in names.items()
        for at, heading in enumerate(headings)
        if heading in meant
    }
    reasons: list[YikaError] = []
    expected = headings_of(kind)
    missing = [HEADINGS[name] for name in WHO if name not in found]
    if missing:
        reasons.append(ColumnsMissing(missing=missing, expected=expected))
    others = [at + 1 for at, one in enumerate(headings) if one and at not in found.values()]
    if others:
        reasons.append(ColumnsUnknown(columns=others, expected=expected))
    refuse_all(reasons)
    return found


def _row(line: int, row: Sequence[Any], places: Mapping[str, int]) -> Row:
    cells = {name: row[at] if at < len(row) else "" for name, at in places.items()}
    told = {name: shown(cell).removesuffix(MIDNIGHT) for name, cell in cells.items()}
    numbers = frozenset(
        name
        for name, cell in cells.items()
        if isinstance(cell, int | float) and len(told[name]) > LONG_NUMBER
    )
    name, number = told.pop(NAME), told.pop(ID_NUMBER)
    return Row(line, name, number, {one: text for one, text in told.items() if text}, numbers)
