"""Payroll declarations (缴费工资申报): everything wrong in a file is told before any writing."""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final, NamedTuple

import msgspec

from yika.access.model import Actor
from yika.cards import service as cards
from yika.ground.errors import Refused
from yika.ground.ids import WrongIdNumber, check_id_number
from yika.insurance.amounts.charges import Bounds
from yika.insurance.books import employers
from yika.insurance.books.billing import last_of
from yika.insurance.books.bills import bill_people, month_span, was_run
from yika.insurance.books.correcting import NoBillToCorrect
from yika.insurance.books.corrections import correct
from yika.insurance.books.employers import Employer
from yika.insurance.books.enrolment import Enrol, enrol, set_base
from yika.insurance.books.noting import NOBODY, note
from yika.insurance.books.payroll_files import Line, read
from yika.insurance.books.payroll_rules import Good, Held, Known, Problem, judge
from yika.insurance.laws import InsuranceLaws
from yika.insurance.model import Scheme
from yika.people import service as people
from yika.people.model import Identity, PersonKey
from yika.policy.load import Book
from yika.store.db import Conn
from yika.store.keys import Keys
from yika.store.sql import queries

QUERIES = queries(__package__, "payroll.sql")
ROWS_NAMED: Final = 10  # rows that a refusal names


class PayrollRefused(Refused):
    """Rows of the file are wrong; nothing was written. Facts: errors, rows."""

    code = "payroll_refused"


class Preview(msgspec.Struct, frozen=True, kw_only=True):
    """What a file would come to. Nothing is written for it."""

    employer: str  # its code
    period: date
    sha256: str
    rows: int
    good_rows: int
    newcomers: int
    changed: int  # people whose base changes
    problems: tuple[Problem, ...]
    is_declared: bool = False  # this file was taken for the month already

    @property
    def errors(self) -> list[Problem]:
        """What keeps rows from being taken."""
        return [problem for problem in self.problems if problem.is_error]


class Declared(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a declaration."""

    preview: Preview
    enrolled: int = 0
    changed: int = 0
    corrected: int = 0  # bills of the month that had been made on another base
    replayed: bool = False


class _Read(NamedTuple):
    """A file, and who is meant."""

    lines: list[Line]
    sha256: bytes
    numbers: dict[int, str]  # by row: the ID number, where it is one
    found: dict[str, tuple[PersonKey, Identity]]


async def preview(
    conn: Conn,
    keys: Keys,
    book: Book,
    actor: Actor,
    employer: Employer,
    period: date,
    content: bytes,
    at: datetime,
) -> Preview:
    """Every error and warning of a file, row by row; nothing but the look is written down.

    Fails as `payroll_files.read` does.
    """
    told = await _whose(conn, keys, employer.region, content)
    shown, _ = await _judge(conn, book, employer, period.replace(day=1), told)
    facts = {"employer_id": employer.employer_id, "rows": shown.rows, "errors": len(shown.errors)}
    await note(conn, actor, _region(employer), "payroll.previewed", at, facts)
    return shown


async def declare(
    conn: Conn,
    keys: Keys,
    book: Book,
    actor: Actor,
    employer: Employer,
    period: date,
    content: bytes,
    at: datetime,
    *,
    skip_errors: bool = False,
) -> Declared:
    """Take a declaration: new bases, newcomers enrolled from the first of the month.

    A month billed already is put right or billed for newcomers. The same file again changes
    nothing. Fails as `preview`, and with PayrollRefused while there are errors, unless they are
    skipped.
    """
    month = period.replace(day=1)
    told = await _whose(conn, keys, employer.region, content)
    if told.found:
        await people.lock(conn, [person for person, _ in told.found.values()])
    await employers.lock(conn, employer.region, employer.employer_id)
    shown, rows = await _judge(conn, book, employer, month, told)
    if shown.is_declared:
        return Declared(preview=shown, replayed=True)
    if shown.errors and not skip_errors:
        named = sorted({problem.row for problem in shown.errors})[:ROWS_NAMED]
        raise PayrollRefused(errors=len(shown.errors), rows=named)
    values = _values(employer, month, told) | {"rows": len(rows), "at": at}
    await conn.execute(QUERIES["declare"], values)
    done = await _write(conn, book, actor, employer, month, rows, at)
    facts = {"employer_id": employer.employer_id, "period": month, "rows": len(rows)}
    await note(conn, actor, _region(employer), "payroll.declared", at, facts, book)
    enrolled, changed, corrected = done
    return Declared(preview=shown, enrolled=enrolled, changed=changed, corrected=corrected)


async def _whose(conn: Conn, keys: Keys, region: int, content: bytes) -> _Read:
    lines = read(content)
    numbers: dict[int, str] = {}
    for line in lines:
        try:
            numbers[line.row] = check_id_number(line.id_number)
        except WrongIdNumber:
            continue
    found = await people.find_many(conn, keys, region, set(numbers.values()))
    return _Read(lines, hashlib.sha256(content).digest(), numbers, found)


async def _judge(
    conn: Conn, book: Book, employer: Employer, month: date, told: _Read
) -> tuple[Preview, list[Good]]:
    values = _values(employer, month, told)
    held: dict[int, list[Held]] = {}
    for row in await (await conn.execute(QUERIES["in_force"], values)).fetchall():
        held.setdefault(row[0], []).append(Held(*row[1:]))
    known = Known(
        employer_id=employer.employer_id,
        numbers=told.numbers,
        people=told.found,
        held=held,
        idle=await cards.unactivated(conn, employer.region, values["person_ids"]),
        bounds=_bounds(InsuranceLaws(book, f"{employer.region:06}"), month),
    )
    problems, good = judge(told.lines, known)
    rows = await (await conn.execute(QUERIES["roster"], values)).fetchall()
    left_out = len({row[0] for row in rows} - set(values["person_ids"]))
    if left_out:
        facts = {"people": str(left_out)}
        problems.append(Problem(row=0, code="not_in_file", is_error=False, told=facts))
    taken = await (await conn.execute(QUERIES["declared"], values)).fetchone()
    shown = Preview(
        employer=employer.code,
        period=month,
        sha256=told.sha256.hex(),
        rows=len(told.lines),
        good_rows=len(good),
        newcomers=sum(one.held is None for one in good),
        changed=sum(one.held is not None and one.held.base_fen != one.base_fen for one in good),
        problems=tuple(problems),
        is_declared=taken is not None,
    )
    return shown, good


def _values(employer: Employer, month: date, told: _Read) -> dict[str, Any]:
    return {
        "region": employer.region,
        "employer_id": employer.employer_id,
        "person_ids": [person.person_id for person, _ in told.found.values()],
        "period": month,
        "first": month,
        "last": last_of(month),
        "sha256": told.sha256,
    }


def _bounds(laws: InsuranceLaws, month: date) -> Bounds | None:
    found = laws.value("contribution.base", month, work_scheme="employee", insurance="medical")
    return None if found is None else Bounds.of(found)


def _region(employer: Employer) -> PersonKey:
    return PersonKey(employer.region, NOBODY)


async def _write(
    conn: Conn,
    book: Book,
    actor: Actor,
    employer: Employer,
    month: date,
    rows: Sequence[Good],
    at: datetime,
) -> tuple[int, int, int]:
    new: list[int] = []
    changed = corrected = 0
    for one in rows:
        if one.held is None:
            asked = Enrol(
                scheme=Scheme.EMPLOYEE,
                starts_on=month,
                employer_id=employer.employer_id,
                base_fen=one.base_fen,
            )
            await enrol(conn, book, actor, one.person, asked, at)
            new.append(one.person.person_id)
        elif one.held.base_fen != one.base_fen:
            await set_base(conn, actor, one.person, one.held.enrolment_id, one.base_fen, at)
            changed += 1
            corrected += await _put_right(conn, book, actor, one, month, at)
    if new and await was_run(conn, employer.region, "month", month):
        await bill_people(conn, book, employer.region, new, month_span(month, at))
    return len(new), changed, corrected


async def _put_right(
    conn: Conn, book: Book, actor: Actor, one: Good, month: date, at: datetime
) -> int:
    """Correct the month's bill if it was made on another base; how many that were."""
    try:
        await correct(conn, book, actor, one.person, month, "payroll", at, base_fen=one.base_fen)
    except NoBillToCorrect:
        return 0
    return 1
