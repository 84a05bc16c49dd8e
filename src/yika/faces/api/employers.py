"""Employers: payrolls and bills, also for the employer itself; payments, as a bank reports them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.openapi.spec import OpenAPIMediaType, OpenAPIType, Operation, RequestBody, Schema
from litestar.params import FromPath, FromQuery, JSONBody, RawBody

from yika.access import service as access
from yika.access.model import Actor, Duty, Role
from yika.faces.api.asking import (
    BEARER,
    NOS,
    Asked,
    Housed,
    Key,
    Month,
    Region,
    actor_of,
    amount_of,
    division_of,
    instant_of,
    key_of,
    month_of,
    officer_of,
)
from yika.guide.employer_told import (
    BillsTold,
    DeclaredTold,
    EmployerTold,
    PreviewTold,
    ReceiptTold,
    bills_told,
    declared_told,
    employer_told,
    preview_told,
    receipt_told,
)
from yika.house import House
from yika.insurance.books import employer_payments, payroll
from yika.insurance.books import employers as offices
from yika.insurance.books.employers import Employer, NoSuchEmployer
from yika.store.db import Conn

MATTER = "enrol"  # what is told to somebody who is no officer
CASHIERS = (Duty.HANDLE, Duty.BANK)  # a bank reports what an employer paid
TAGS = ["employers"]
FORMS = (
    "text/csv",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/octet-stream",
)


@dataclass
class WithFile(Operation):
    """A route that takes a payroll as its whole body."""

    def __post_init__(self) -> None:
        """Say so in the description of the interface."""
        file = OpenAPIMediaType(schema=Schema(type=OpenAPIType.STRING, content_encoding="binary"))
        self.request_body = RequestBody(content=dict.fromkeys(FORMS, file), required=True)


class NewEmployer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An employer to register, by its unified social credit code (统一社会信用代码)."""

    region: str
    code: str
    name: str
    injury_class: int = 1


class Paid(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A payment as the bank reports it; without an instant it was paid now."""

    region: str
    amount: str
    paid_at: datetime | None = None


class Back(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How much to send back; without an amount, all that is left."""

    region: str
    amount: str | None = None


@post(
    "/employers",
    tags=TAGS,
    summary="单位参保登记 / register an employer",
    responses=NOS,
    security=BEARER,
)
async def register(request: Asked, data: JSONBody[NewEmployer], house: Housed) -> EmployerTold:
    """A new employer of a region."""
    async with house.database.transaction() as conn:
        actor = await officer_of(conn, request, house, MATTER, data.region, Duty.HANDLE)
        now = await house.now(conn)
        given = int(division_of(data.region)), data.code, data.name, data.injury_class
        made = await offices.register(conn, actor, *given, now)
        return await employer_told(conn, house.book, made, now)


@get(
    "/employers/{code:str}",
    tags=TAGS,
    summary="单位和欠费 / an employer and what it owes",
    responses=NOS,
    security=BEARER,
)
async def show_employer(
    request: Asked, code: FromPath[str], region: Region, house: Housed
) -> EmployerTold:
    """An employer, and what is open month by month, late fees up to today included."""
    async with house.database.transaction() as conn:
        _, employer = await employer_of(conn, request, house, region, code)
        return await employer_told(conn, house.book, employer, await house.now(conn))


@get(
    "/employers/{code:str}/bills",
    tags=TAGS,
    summary="单位某月账单 / an employer's bills of a month",
    responses=NOS,
    security=BEARER,
)
async def show_bills(
    request: Asked, code: FromPath[str], region: Region, period: Month, house: Housed
) -> BillsTold:
    """Every bill of a month, paid or not."""
    async with house.database.transaction() as conn:
        _, employer = await employer_of(conn, request, house, region, code)
        return await bills_told(conn, employer, month_of("period", period))


@post(
    "/employers/{code:str}/payrolls/preview",
    tags=TAGS,
    summary="缴费工资申报预检 / every error of a payroll",
    status_code=200,
    responses=NOS,
    security=BEARER,
    operation_class=WithFile,
)
async def preview_payroll(
    request: Asked,
    code: FromPath[str],
    region: Region,
    period: Month,
    body: RawBody,
    house: Housed,
) -> PreviewTold:
    """Send the file itself, CSV or xlsx: what it holds counts, whatever it is called."""
    async with house.database.transaction() as conn:
        actor, employer = await employer_of(conn, request, house, region, code)
        month, now = month_of("period", period), await house.now(conn)
        to = conn, house.database.keys, house.book, actor, employer, month
        return preview_told(await payroll.preview(*to, body, now))


@post(
    "/employers/{code:str}/payrolls",
    tags=TAGS,
    summary="缴费工资申报 / declare a payroll",
    responses=NOS,
    security=BEARER,
    operation_class=WithFile,
)
async def declare_payroll(
    request: Asked,
    code: FromPath[str],
    region: Region,
    period: Month,
    body: RawBody,
    house: Housed,
    skip_errors: FromQuery[bool] = False,
) -> DeclaredTold:
    """Send the file itself. The same file for the same month is taken once.

    With an error in it nothing is taken, unless `skip_errors` leaves the wrong rows out.
    """
    async with house.database.transaction() as conn:
        actor, employer = await employer_of(conn, request, house, region, code)
        month, now = month_of("period", period), await house.now(conn)
        to = conn, house.database.keys, house.book, actor, employer, month
        return declared_told(await payroll.declare(*to, body, now, skip_errors=skip_errors))


@post(
    "/employers/{code:str}/payments",
    tags=TAGS,
    summary="单位缴费到账 / an employer's payment",
    response_description="What became of it; a repeat of the same key moves nothing",
    responses=NOS,
    security=BEARER,
)
async def take_payment(
    request: Asked, code: FromPath[str], data: JSONBody[Paid], house: Housed, key: Key = None
) -> ReceiptTold:
    """Take a payment and place it, due first. The rest stays a credit of the employer."""
    paid_at = instant_of("paid_at", data.paid_at)
    amount = amount_of("amount", data.amount)
    async with house.database.transaction() as conn:
        actor = await officer_of(conn, request, house, MATTER, data.region, *CASHIERS)
        employer = await offices.by_code(conn, int(division_of(data.region)), code)
        now = await house.now(conn)
        given = employer, amount, key_of(key), paid_at, now
        done = await employer_payments.pay(conn, house.book, actor, *given)
    return receipt_told(employer.region, done)


@post(
    "/payments/{payment_id:uuid}/refunds",
    tags=TAGS,
    summary="退费 / send back what no bill took",
    response_description="What became of the payment; a repeat of the same key moves nothing",
    responses=NOS,
    security=BEARER,
)
async def send_back(
    request: Asked, payment_id: FromPath[UUID], data: JSONBody[Back], house: Housed, key: Key = None
) -> ReceiptTold:
    """Send back what is left of a payment, or so much of it."""
    amount = None if data.amount is None else amount_of("amount", data.amount)
    async with house.database.transaction() as conn:
        actor = await officer_of(conn, request, house, MATTER, data.region, *CASHIERS)
        region, now = int(division_of(data.region)), await house.now(conn)
        given = region, payment_id, amount, key_of(key), now
        return receipt_told(region, await employer_payments.refund(conn, actor, *given))


async def employer_of(
    conn: Conn,
    request: Asked,
    house: House,
    region: str,
    code: str,
    *,
    duties: Sequence[Duty] = CASHIERS,
) -> tuple[Actor, Employer]:
    """Who asks, an officer or the employer itself, and the employer. Nobody else learns of it."""
    actor = await actor_of(conn, request, house)
    if actor.role is Role.EMPLOYER:
        return actor, await _itself(conn, actor, region, code)
    access.require_officer(actor, MATTER)
    access.require_duty(actor, int(division_of(region)), MATTER, *duties)
    return actor, await offices.by_code(conn, int(division_of(region)), code)


async def _itself(conn: Conn, actor: Actor, region: str, code: str) -> Employer:
    """The employer that asks. Fails with OfficersOnly about any other, known or not."""
    try:
        found = await offices.by_code(conn, int(division_of(region)), code)
    except NoSuchEmployer:
        raise access.OfficersOnly(matter=MATTER) from None
    if (found.region, found.employer_id) != (actor.employer_region, actor.employer):
        raise access.OfficersOnly(matter=MATTER)
    return found


HANDLERS = [
    register,
    show_employer,
    show_bills,
    preview_payroll,
    declare_payroll,
    take_payment,
    send_back,
]
