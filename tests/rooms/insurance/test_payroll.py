"""Payrolls: every error of a file is told, row by row, before anything is written."""

import io
import zipfile
from datetime import date
from xml.sax.saxutils import escape

import pytest

from tests.builders import BOOK, CITY, OFFICER, an_id_number
from tests.rooms.insurance.households import AT, MARCH, Town, at
from yika.cards import service as cards
from yika.cards.laws import CardLaws
from yika.cards.model import Form
from yika.insurance.books.bills import bill_month
from yika.insurance.books.employers import Employer
from yika.insurance.books.payroll import Declared, PayrollRefused, Preview, declare, preview
from yika.insurance.books.payroll_files import (
    FILE_MAX,
    ROWS_MAX,
    ColumnsMissing,
    FileEmpty,
    FileTooLarge,
    FileUnreadable,
    read,
)
from yika.people import service as people
from yika.people.model import PersonKey
from yika.store.db import Database

CHINESE = ("姓名", "身份证号", "申报基数")
ENGLISH = ("name", "id_number", "base")
Row = tuple[str, ...]


@pytest.fixture
def town(database: Database) -> Town:
    return Town(database)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("headings", [CHINESE, ENGLISH])
def test_a_text_is_read_however_it_is_written(encoding: str, headings: Row):
    text = _csv([("王小明", "99990019900101001X", "7,100.50")], headings).decode()
    (line,) = read(text.encode(encoding))
    assert line == (2, "王小明", "99990019900101001X", "7,100.50", False)


def test_columns_may_stand_in_any_order_beside_others_with_empty_rows_between():
    text = "序号;基数;姓名;身份证号\n\n1;7100;王小明;1234\n;;;\n2;;李雷;5678\n"
    lines = read(text.encode("gb18030"))
    assert [(line.row, line.name, line.base) for line in lines] == [
        (3, "王小明", "7100"),
        (5, "李雷", ""),
    ]


def test_a_workbook_is_read_and_numbers_that_excel_spoilt_are_known():
    lines = read(_xlsx([CHINESE, ("王小明", "99990019900101001X", 7100.5), ("李雷", 4.3e17, 7100)]))
    assert lines[0] == (2, "王小明", "99990019900101001X", "7100.5", False)
    assert lines[1].is_number
    assert lines[1].base == "7100"


@pytest.mark.parametrize(
    ("content", "refused"),
    [
        (b"", FileEmpty),
        (b"\n \n", FileEmpty),
        ("姓名,身份证号,申报基数\n".encode(), FileEmpty),
        ("姓名,身份证号\n王小明,1\n".encode(), ColumnsMissing),
        (b"\xff\xfe\x00\x00", FileUnreadable),
        (b"PK\x03\x04 broken", FileUnreadable),
        (b"x" * (FILE_MAX + 1), FileTooLarge),
        (b"name,id_number,base\n" + b"a,b,1\n" * (ROWS_MAX + 1), FileTooLarge),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(content: bytes, refused: type[Exception]):
    with pytest.raises(refused):
        read(content)


def test_a_workbook_that_swells_is_refused():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        for name in ("a", "b"):
            file.writestr(name, b"0" * (60 * 1024 * 1024))
    with pytest.raises(FileTooLarge):
        read(packed.getvalue())


PROBLEMS = [
    (3, "wrong_id_number", True),
    (4, "unknown_person", True),
    (5, "duplicate_row", True),
    (6, "name_differs", True),
    (7, "enrolled_elsewhere", True),
    (8, "enrolled_otherwise", True),
    (9, "card_not_activated", False),
    (10, "base_lifted", False),
    (11, "base_capped", False),
    (12, "base_not_an_amount", True),
    (0, "not_in_file", False),
]


@pytest.mark.covers("CONTR-29", "CONTR-30")
async def test_every_error_is_told_and_nothing_is_written(town: Town):
    employer = await town.employer()
    rows, expected = await _troubled(town, employer)
    before = await _everything(town)
    shown = await _preview(town, employer, _csv(rows))
    told = [(problem.row, problem.code, problem.is_error) for problem in shown.problems]
    assert told == PROBLEMS
    assert (shown.rows, shown.good_rows, shown.newcomers) == (11, 4, 4)
    assert await _everything(town) == before
    with pytest.raises(PayrollRefused) as refused:
        await _declare(town, employer, _csv(rows))
    assert refused.value.facts == {"errors": 7, "rows": [3, 4, 5, 6, 7, 8, 12]}
    assert await _everything(town) == before
    for name, number, _ in rows:
        assert number not in repr(shown) + repr(refused.value)
        assert name not in repr(shown) + repr(refused.value)
    done = await _declare(town, employer, _csv(rows), skip_errors=True)
    assert done.enrolled == 4
    roster = "SELECT person_id FROM enrolments WHERE employer_id = %s ORDER BY person_id"
    assert await town.rows(roster, employer.employer_id) == expected


async def _troubled(town: Town, employer: Employer) -> tuple[list[Row], list[tuple[int]]]:
    """Rows with everything that can be wrong, and whom the employer has once they are taken."""
    good, number = await town.known()
    _, renamed = await town.known(name="赵一")
    elsewhere, taken = await town.known()
    await _employ(town, elsewhere, await town.employer())
    resident, as_resident = await town.known()
    await town.enrolled(resident, scheme="resident", group="adult", starts_on=MARCH)
    carded, with_card = await town.known()
    await _card(town, carded)
    low, high, text = [await town.known() for _ in range(3)]
    left_out = await town.employee(employer)
    rows = [
        ("王小明", number, "7100"),
        ("王小明", "999900199001010000", "7100"),
        ("王小明", an_id_number(), "7100"),
        ("王小明", number, "7100"),
        ("赵二", renamed, "7100"),
        ("王小明", taken, "7100"),
        ("王小明", as_resident, "7100"),
        ("王小明", with_card, "7100"),
        ("王小明", low[1], "100"),
        ("王小明", high[1], "99999"),
        ("王小明", text[1], "七千"),
    ]
    return rows, [(one.person_id,) for one in (good, carded, low[0], high[0], left_out)]


@pytest.mark.covers("CONTR-03")
async def test_a_declaration_sets_bases_and_enrols_newcomers_once(town: Town):
    employer = await town.employer()
    old, old_number = await town.known()
    await _employ(town, old, employer)
    new, new_number = await town.known()
    content = _csv([("王小明", old_number, "8000"), ("王小明", new_number, "99999")])
    done = await _declare(town, employer, content)
    assert (done.enrolled, done.changed, done.corrected) == (1, 1, 0)
    again = await _declare(town, employer, content)
    assert again.replayed
    assert (again.enrolled, again.changed) == (0, 0)
    assert len(await town.rows("SELECT FROM payrolls")) == 1
    await bill_month(town.database, BOOK, CITY, MARCH, AT)
    bill = await town.bill(old)
    assert bill["amounts"][0] == 128_000  # 16% of 8,000 for the pension
    assert (await town.bill(new))["amounts"][0] == 344_640  # 16% of the ceiling of 21,540


async def test_a_late_declaration_puts_the_month_right(town: Town):
    employer = await town.employer()
    old, old_number = await town.known()
    await _employ(town, old, employer)
    await bill_month(town.database, BOOK, CITY, MARCH, AT)
    new, new_number = await town.known()
    content = _csv([("王小明", old_number, "8000"), ("王小明", new_number, "6000")])
    done = await _declare(town, employer, content)
    assert (done.enrolled, done.changed, done.corrected) == (1, 1, 1)
    assert (await town.bill(new))["owed_fen"] > 0
    correction = await town.bill(old, "correction")
    assert correction["amounts"][0] == (800_000 - 710_000) * 16 // 100


async def test_somebody_who_left_may_be_declared_by_the_next_employer(town: Town):
    employer = await town.employer()
    _, number = await town.known()
    done = await _declare(town, employer, _csv([("王小明", number, "7100")]))
    assert done.enrolled == 1


async def _employ(town: Town, person: PersonKey, employer: Employer) -> None:
    await town.enrolled(
        person,
        scheme="employee",
        employer_id=employer.employer_id,
        base_fen=710_000,
        starts_on=date(2026, 1, 1),
    )


async def _card(town: Town, person: PersonKey) -> None:
    async with town.database.transaction() as conn:
        await people.lock(conn, [person])
        await cards.order(
            conn,
            town.database.keys,
            CardLaws(BOOK, person.division),
            person,
            form=Form.PHYSICAL,
            generation="third",
            issuer="bank",
            bank="演示银行",
            reason="first",
            replaces=None,
            at=AT,
        )


async def _preview(town: Town, employer: Employer, content: bytes) -> Preview:
    async with town.database.transaction() as conn:
        keys = town.database.keys
        return await preview(conn, keys, BOOK, OFFICER, employer, MARCH, content, AT)


async def _declare(
    town: Town, employer: Employer, content: bytes, *, skip_errors: bool = False
) -> Declared:
    async with town.database.transaction() as conn:
        keys = town.database.keys
        when = at(3, 20)
        return await declare(
            conn, keys, BOOK, OFFICER, employer, MARCH, content, when, skip_errors=skip_errors
        )


async def _everything(town: Town) -> list[int]:
    tables = ("enrolments", "bills", "payrolls", "payments")
    return [(await town.rows(f"SELECT count(*) FROM {table}"))[0][0] for table in tables]


def _csv(rows: list[Row], headings: Row = CHINESE) -> bytes:
    cells = [[f'"{cell}"' for cell in row] for row in (headings, *rows)]
    return "\r\n".join(",".join(row) for row in cells).encode()


def _xlsx(rows: list[tuple[str | float, ...]]) -> bytes:
    """The smallest workbook a spreadsheet would open."""
    sheet = "".join(
        f'<row r="{at}">'
        + "".join(_cell(f"{chr(65 + n)}{at}", cell) for n, cell in enumerate(row))
        + "</row>"
        for at, row in enumerate(rows, 1)
    )
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
        '<sheet name="1" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="r1" Type="{office}/worksheet" Target="worksheets/1.xml"/>'
        "</Relationships>",
        "xl/worksheets/1.xml": f'<worksheet xmlns="{main}"><sheetData>{sheet}</sheetData>'
        "</worksheet>",
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        for name, text in parts.items():
            file.writestr(name, text)
    return packed.getvalue()


def _cell(place: str, cell: str | float) -> str:
    if isinstance(cell, str):
        return f'<c r="{place}" t="inlineStr"><is><t>{escape(cell)}</t></is></c>'
    return f'<c r="{place}"><v>{cell}</v></c>'
