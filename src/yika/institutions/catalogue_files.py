"""Catalogues as agencies send them: CSV with a heading a column, in Chinese or English.

What comes out is text, row by row, numbered as the sender sees them; `catalogue_rules` judges it.
"""

import csv
import io
from typing import Final

import msgspec

from yika.ground.errors import Refused

FILE_MAX: Final = 64 * 1024 * 1024  # bytes
ROWS_MAX: Final = 400_000
CELL_MAX: Final = 2_000  # characters of a cell that are kept
ENCODINGS: Final = ("utf-8-sig", "gb18030")
HEADINGS: Final = {
    "code": ("医疗目录编码", "编码"),
    "kind": ("目录", "交易编号"),
    "name": ("名称", "目录名称"),
    "class": ("等级", "甲乙丙"),
    "first_share": ("先行自付比例",),
    "ceiling": ("限价",),
    "ceiling_primary": ("基层限价",),
    "ceiling_level_1": ("一级限价",),
    "ceiling_level_2": ("二级限价",),
    "ceiling_level_3": ("三级限价",),
    "ceiling_provincial": ("省级限价",),
    "restriction": ("限制范围",),
    "charge_type": ("收费项目类别",),
    "unit": ("计价单位",),
    "starts_on": ("开始日期",),
    "ends_on": ("结束日期",),
    "pinyin": ("拼音码",),
    "generic": ("通用名",),
    "form": ("剂型",),
    "spec": ("规格",),
    "package": ("包装",),
    "maker": ("生产企业",),
    "approval": ("批准文号",),
    "note": ("备注",),
}
NEEDED: Final = ("code", "kind", "name", "class", "charge_type", "starts_on")


class CatalogueTooLarge(Refused):
    """The file has more bytes or rows than are taken at once. Facts: bytes_max, rows_max."""

    code = "catalogue_too_large"


class CatalogueEmpty(Refused):
    """There is no row below the headings. Facts: none."""

    code = "catalogue_empty"


class CatalogueUnreadable(Refused):
    """It is no CSV text in UTF-8 or GB18030. Facts: formats."""

    code = "catalogue_unreadable"


class CatalogueHeadings(Refused):
    """Headings are missing or unknown. Facts: missing, unknown."""

    code = "catalogue_headings"


class Line(msgspec.Struct, frozen=True):
    """One row of the file: its number and its cells by heading, none of them empty."""

    row: int
    cells: dict[str, str]

    def get(self, heading: str) -> str | None:
        """A cell; None where it is empty."""
        return self.cells.get(heading)


def read(content: bytes) -> list[Line]:
    """The rows of a file.

    Fails with CatalogueTooLarge, CatalogueUnreadable, CatalogueEmpty or CatalogueHeadings.
    """
    if len(content) > FILE_MAX:
        raise CatalogueTooLarge(bytes_max=FILE_MAX, rows_max=ROWS_MAX)
    rows = [(at, row) for at, row in enumerate(_rows(content), 1) if any(map(str.strip, row))]
    if not rows:
        raise CatalogueEmpty
    headings = _headings(rows[0][1])
    if len(rows) == 1:
        raise CatalogueEmpty
    if len(rows) - 1 > ROWS_MAX:
        raise CatalogueTooLarge(bytes_max=FILE_MAX, rows_max=ROWS_MAX)
    return [_line(at, headings, row) for at, row in rows[1:]]


def _rows(content: bytes) -> list[list[str]]:
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
    raise CatalogueUnreadable(formats=["csv"])


def _headings(cells: list[str]) -> list[str]:
    names = {told: name for name, others in HEADINGS.items() for told in (name, *others)}
    found = [names.get(cell.strip().casefold(), "") for cell in cells]
    missing = [f"{HEADINGS[name][0]} {name}" for name in NEEDED if name not in found]
    unknown = [cell for cell, name in zip(cells, found, strict=True) if cell.strip() and not name]
    if missing or unknown:
        raise CatalogueHeadings(missing=missing, unknown=[cell[:40] for cell in unknown])
    return found


def _line(at: int, headings: list[str], row: list[str]) -> Line:
    cells = {
        name: cell.strip()[:CELL_MAX]
        for name, cell in zip(headings, row, strict=False)
        if name and cell.strip()
    }
    return Line(at, cells)
