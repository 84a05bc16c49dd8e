"""Payrolls and bills of employers, as a clerk would see them. In the sandbox only, and simulated.

A file is looked at first: every error is told row by row and nothing is written. It comes along
with that page, so that confirming sends the same file again.
"""

import base64
import binascii
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from urllib.parse import urlencode
from uuid import uuid4

from litestar import Response, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.response import Redirect

from yika.access.model import Actor, Role
from yika.access.service import OfficersOnly
from yika.faces.portal import doing
from yika.faces.portal.asking import FieldsMissing, WrongChoice
from yika.faces.portal.pages import Asking, render
from yika.faces.portal.people import Visit, arrive
from yika.faces.portal.phrases import phrase
from yika.faces.portal.replies import outcome, reasons, status_of
from yika.ground.days import beijing_day
from yika.ground.errors import YikaError
from yika.ground.money import fen
from yika.guide.employer_told import (
    BillsTold,
    EmployerTold,
    PreviewTold,
    ProblemTold,
    bills_told,
    employer_told,
    preview_told,
)
from yika.house import House
from yika.insurance.books import bills, employer_payments, employers, payroll
from yika.insurance.books.employers import Employer
from yika.insurance.books.payroll_files import FILE_MAX, ROWS_MAX, FileTooLarge
from yika.insurance.entitled.spans import month
from yika.matters.model import Done
from yika.store.db import Conn

PAGE: Final = "/payroll"
MATTER: Final = "enrol"
CLERK: Final = Actor(role=Role.OFFICER, channel="counter")
SHOWN_MAX: Final = 200  # employers to choose from, and bills on the page
UPLOAD_MAX: Final = 1_000_000  # bytes: a file comes along with the page, so it is kept small
Housed = NamedDependency[House]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shown:
    """What the page shows."""

    choices: list[Employer]
    code: str
    month: str
    employer: EmployerTold | None
    bills: BillsTold | None
    rows: Sequence[Sequence[ProblemTold]]  # what is wrong, what belongs to one row together
    key: str


@get(PAGE)
async def payrolls(request: Asking, house: Housed) -> Response[str]:
    """Employers to choose from; of the one chosen, what is open and the bills of the month."""
    told = doing.told(request)
    shown = await _page(request, house, dict(request.query_params.items()), told=told)
    return shown if told is None else doing.forget(request, shown, PAGE)


@post(f"{PAGE}/preview", status_code=200)
async def preview_payroll(request: Asking, house: Housed) -> Response[str]:
    """Every error and warning of a file, before anything is written."""
    await _visit(request, house)
    form = await request.form()
    given = {name: text for name, text in form.items() if isinstance(text, str)}
    sent = form.get("file")
    try:
        content = await sent.read() if isinstance(sent, UploadFile) else b""
        if len(content) > UPLOAD_MAX:
            raise FileTooLarge(bytes_max=min(UPLOAD_MAX, FILE_MAX), rows_max=ROWS_MAX)
        async with house.database.transaction() as conn:
            visit = await _arrived(conn, request, house)
            employer, period = await _meant(conn, visit, given)
            keys, book = house.database.keys, house.book
            to = (conn, keys, book, CLERK, employer, period)
            found = preview_told(await payroll.preview(*to, content, visit.now))
    except YikaError as error:
        return await _page(request, house, given, refusal=error)
    return await _page(request, house, given, preview=found, content=content)


@post(f"{PAGE}/acts")
async def act_on_payroll(request: Asking, house: Housed) -> Response[str] | Redirect:
    """Declare the file that was looked at, make the bills of the month, or pay what is open."""
    await _visit(request, house)
    form = await request.form()
    given = {name: text for name, text in form.items() if isinstance(text, str)}
    try:
        done = await _done(request, house, given)
    except YikaError as error:
        return await _page(request, house, given, refusal=error)
    query = urlencode({name: given[name] for name in ("employer", "month") if name in given})
    return doing.gone(request, done, PAGE, None, query)


async def _done(request: Asking, house: House, given: Mapping[str, str]) -> Done:
    async with house.database.transaction() as conn:
        visit = await _arrived(conn, request, house)
        employer, period = await _meant(conn, visit, given)
        match given.get("act"):
            case "declare":
                return await _declared(conn, house, visit, employer, period, given)
            case "pay":
                return await _paid(conn, house, visit, employer, given)
            case "bill":
                pass
            case _:
                raise WrongChoice
    region, at = employer.region, visit.now
    run = await bills.bill_month(house.database, house.book, region, period, at)
    return Done(act="bill_month", at=at, facts={"people": run.done})


async def _declared(
    conn: Conn,
    house: House,
    visit: Visit,
    employer: Employer,
    period: date,
    given: Mapping[str, str],
) -> Done:
    try:
        content = base64.b64decode(given.get("content", ""), validate=True)
    except (binascii.Error, ValueError):
        raise WrongChoice from None
    to = conn, house.database.keys, house.book, CLERK, employer, period, content, visit.now
    done = await payroll.declare(*to, skip_errors=given.get("skip") == "yes")
    facts = {"enrolled": done.enrolled, "changed": done.changed, "corrected": done.corrected}
    return Done(act="declare_payroll", at=visit.now, replayed=done.replayed, facts=facts)


async def _paid(
    conn: Conn, house: House, visit: Visit, employer: Employer, given: Mapping[str, str]
) -> Done:
    key, amount = given.get("key", ""), given.get("amount", "")
    try:
        owed = fen(amount)
    except ValueError:
        raise WrongChoice from None
    to = conn, house.book, CLERK, employer, owed, key, None, visit.now
    await employer_payments.pay(*to)
    return Done(act="pay_bills", at=visit.now, facts={"amount": amount})


async def _arrived(conn: Conn, request: Asking, house: House) -> Visit:
    visit = await arrive(conn, house, request, None)
    if not house.config.sandbox:
        raise OfficersOnly(matter=MATTER)
    return visit


async def _visit(request: Asking, house: House) -> Visit:
    async with house.database.transaction() as conn:
        return await _arrived(conn, request, house)


async def _meant(conn: Conn, visit: Visit, given: Mapping[str, str]) -> tuple[Employer, date]:
    """The employer and the month. Fails with FieldsMissing or as `employers.by_code` does."""
    period = month(given.get("month", ""))
    if period is None:
        label = phrase("p_month")
        raise FieldsMissing(fields=[f"{label.zh} / {label.en}"])
    return await employers.by_code(conn, visit.person.region, given.get("employer", "")), period


async def _page(
    request: Asking,
    house: House,
    given: Mapping[str, str],
    *,
    told: Done | None = None,
    refusal: YikaError | None = None,
    preview: PreviewTold | None = None,
    content: bytes = b"",
) -> Response[str]:
    async with house.database.transaction() as conn:
        visit = await _arrived(conn, request, house)
        shown = await _read(conn, house, visit, given, preview)
    return render(
        request,
        "payroll.html",
        200 if refusal is None else status_of(refusal),
        sandbox=True,
        now=visit.now,
        visit=visit,
        page=shown,
        preview=preview,
        content=base64.b64encode(content).decode(),
        told=None if told is None else outcome(told, visit.now),
        refused=[] if refusal is None else reasons(refusal),
        given=given,
    )


def _rows(preview: PreviewTold | None) -> list[list[ProblemTold]]:
    """The problems of a file, those of one row together, in the order of the rows."""
    rows: dict[int, list[ProblemTold]] = {}
    for one in () if preview is None else preview.problems:
        rows.setdefault(one.row, []).append(one)
    return list(rows.values())


async def _read(
    conn: Conn,
    house: House,
    visit: Visit,
    given: Mapping[str, str],
    preview: PreviewTold | None,
) -> _Shown:
    choices = await employers.of_region(conn, visit.person.region, SHOWN_MAX)
    period = month(given.get("month", "")) or beijing_day(visit.now).replace(day=1)
    chosen = next((one for one in choices if one.code == given.get("employer")), None)
    found = made = None
    if chosen is not None:
        found = await employer_told(conn, house.book, chosen, visit.now)
        made = await bills_told(conn, chosen, period)
    return _Shown(
        choices=choices,
        code=chosen.code if chosen else "",
        month=f"{period:%Y-%m}",
        employer=found,
        bills=made,
        rows=_rows(preview),
        key=uuid4().hex,
    )
