"""Somebody's insurance and account: read by themselves, whoever they let, or an officer."""

import asyncio
from datetime import date
from typing import Annotated

from litestar import Response, get
from litestar.params import FromPath, QueryParameter

from yika.faces.api.asking import (
    BEARER,
    NOS,
    Asked,
    Day,
    Housed,
    actor_of,
    month_of,
    person_of,
)
from yika.guide.account_told import (
    AccountTold,
    StatementTold,
    account_told,
    notice_of,
    record_of,
    record_paper,
    statement_of,
    statement_told,
)
from yika.guide.cover_told import CoverTold, UnpaidTold, cover_told, unpaid_told
from yika.guide.reading import require_reader
from yika.papers.drawing import drawn

PDF = "application/pdf"
Since = Annotated[
    date | None, QueryParameter(description="从哪天起，默认今年初 / without it, since 1 January")
]
Until = Annotated[
    date | None, QueryParameter(description="到哪天，默认今天 / the last day; without it, today")
]


@get(
    "/people/{person:str}/cover",
    tags=["cover"],
    summary="参保、待遇、缴费记录和原因 / insurance, entitlement, payments, and why not",
    responses=NOS,
    security=BEARER,
)
async def show_cover(
    request: Asked, person: FromPath[str], house: Housed, on: Day = None
) -> CoverTold:
    """Enrolments, entitlement on a day, years, every bill, and why what is unpaid is unpaid."""
    keys = house.database.keys
    async with house.database.transaction() as conn:
        actor = await actor_of(conn, request, house)
        require_reader(actor, "cover")
        about, now = person_of(person, actor), await house.now(conn)
        return await cover_told(conn, keys, house.book, actor, about, now, on)


@get(
    "/people/{person:str}/cover/{month:str}",
    tags=["cover"],
    summary="某月为什么显示未缴费 / why a month is shown as unpaid",
    responses=NOS,
    security=BEARER,
)
async def show_month(
    request: Asked, person: FromPath[str], month: FromPath[str], house: Housed
) -> UnpaidTold:
    """Whether a month, or the cover year it lies in, is paid; if not, why and who has to act."""
    async with house.database.transaction() as conn:
        actor = await actor_of(conn, request, house)
        require_reader(actor, "cover")
        period = month_of("month", month)
        about, now = person_of(person, actor), await house.now(conn)
        return await unpaid_told(conn, house.book, actor, about, period, now)


@get(
    "/people/{person:str}/account",
    tags=["account"],
    summary="每一元钱在哪里 / where every yuan is",
    responses=NOS,
    security=BEARER,
)
async def show_account(request: Asked, person: FromPath[str], house: Housed) -> AccountTold:
    """Money of this year, carried over, on its way, owed; and whose accounts are shared."""
    keys = house.database.keys
    async with house.database.transaction() as conn:
        actor = await actor_of(conn, request, house)
        require_reader(actor, "account")
        about, now = person_of(person, actor), await house.now(conn)
        return await account_told(conn, keys, house.book, actor, about, now)


@get(
    "/people/{person:str}/account/statement",
    tags=["account"],
    summary="收支明细 / what moved",
    responses=NOS,
    security=BEARER,
)
async def show_statement(
    request: Asked, person: FromPath[str], house: Housed, since: Since = None, until: Until = None
) -> StatementTold:
    """Every movement from one day to another, both included, oldest first."""
    keys = house.database.keys
    async with house.database.transaction() as conn:
        actor = await actor_of(conn, request, house)
        require_reader(actor, "statement")
        about, now = person_of(person, actor), await house.now(conn)
        found = await statement_of(conn, keys, actor, about, since, until, now)
    return statement_told(found)


@get(
    "/people/{person:str}/account/statement.pdf",
    tags=["account"],
    summary="交易记录(PDF) / the transaction record as a paper",
    responses=NOS,
    security=BEARER,
    media_type=PDF,
)
async def print_statement(
    request: Asked, person: FromPath[str], house: Housed, since: Since = None, until: Until = None
) -> Response[bytes]:
    """The statement as a PDF. The count of uses starts again only by the act `print_statement`."""
    keys = house.database.keys
    async with house.database.transaction() as conn:
        actor = await actor_of(conn, request, house)
        require_reader(actor, "statement")
        about, now = person_of(person, actor), await house.now(conn)
        found = await record_of(conn, keys, actor, about, since, until, now)
    text = await asyncio.to_thread(record_paper, found, house.config.public_address)
    return _paper(text, "statement")


@get(
    "/people/{person:str}/account/clear-out.pdf",
    tags=["account"],
    summary="清户通知单(PDF) / the clear-out notice as a paper",
    responses=NOS,
    security=BEARER,
    media_type=PDF,
)
async def print_notice(request: Asked, person: FromPath[str], house: Housed) -> Response[bytes]:
    """The notice with which the old bank clears out the account."""
    keys = house.database.keys
    async with house.database.transaction() as conn:
        actor = await actor_of(conn, request, house)
        require_reader(actor, "clear_out")
        about, now = person_of(person, actor), await house.now(conn)
        found = await notice_of(conn, keys, actor, about, now)
    text = await asyncio.to_thread(drawn, found, house.config.public_address)
    return _paper(text, "clear-out")


def _paper(content: bytes, name: str) -> Response[bytes]:
    headers = {
        "Content-Disposition": f'attachment; filename="{name}.pdf"',
        "Cache-Control": "no-store",
    }
    return Response(content, media_type=PDF, headers=headers)


HANDLERS = [
    show_cover,
    show_month,
    show_account,
    show_statement,
    print_statement,
    print_notice,
]
