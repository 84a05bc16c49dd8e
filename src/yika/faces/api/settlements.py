"""Somebody's own bills and benefit year: read by themselves, whoever they let, or an officer."""

from litestar import get, post
from litestar.params import FromPath, JSONBody

from yika.faces.api.asking import BEARER, NOS, Asked, Housed, actor_of, person_of
from yika.faces.api.cover import Since, Until
from yika.guide.bills_told import BillShown, BillsTold, bill_shown, bills_told, year_used
from yika.guide.claim_told import ClaimTold, claim_told
from yika.guide.reading import require_reader
from yika.guide.year_told import YearTold
from yika.matters.claim_acts import Reimburse


@get(
    "/people/{person:str}/benefit-year",
    tags=["settlements"],
    summary="本年已用、还剩 / what the benefit year has used and what is left",
    responses=NOS,
    security=BEARER,
)
async def show_year(request: Asked, person: FromPath[str], house: Housed) -> YearTold:
    """Ceilings with what is used and left, and what each kind of care has come to."""
    async with house.database.transaction() as conn:
        actor = await actor_of(conn, request, house)
        require_reader(actor, "bills")
        about, now = person_of(person, actor), await house.now(conn)
        return await year_used(conn, house.database.keys, house.book, actor, about, now)


@get(
    "/people/{person:str}/settlements",
    tags=["settlements"],
    summary="每次结算谁付了多少 / who paid what of each bill",
    responses=NOS,
    security=BEARER,
)
async def show_settlements(
    request: Asked, person: FromPath[str], house: Housed, since: Since = None, until: Until = None
) -> BillsTold:
    """The settlements of some days, the latest first, and the benefit year. At most 200."""
    keys, book = house.database.keys, house.book
    async with house.database.transaction() as conn:
        actor = await actor_of(conn, request, house)
        require_reader(actor, "bills")
        about, now = person_of(person, actor), await house.now(conn)
        return await bills_told(conn, keys, book, actor, about, since, until, now)


@get(
    "/people/{person:str}/settlements/{setl_id:int}",
    tags=["settlements"],
    summary="一次结算的明细和每一步 / one bill with its lines and every step",
    responses=NOS,
    security=BEARER,
)
async def show_settlement(
    request: Asked, person: FromPath[str], setl_id: FromPath[int], house: Housed
) -> BillShown:
    """One settlement, worked out again by the law of its moment."""
    async with house.database.transaction() as conn:
        actor = await actor_of(conn, request, house)
        require_reader(actor, "bills")
        about, now = person_of(person, actor), await house.now(conn)
        return await bill_shown(conn, house.book, actor, about, setl_id, now)


@post(
    "/people/{person:str}/reimbursement-quote",
    tags=["settlements"],
    summary="手工报销能报多少 / what a bill paid in cash would come to",
    responses=NOS,
    security=BEARER,
    status_code=200,
)
async def quote_claim(
    request: Asked, person: FromPath[str], data: JSONBody[Reimburse], house: Housed
) -> ClaimTold:
    """The amount that a claim would come to now, with every step; nothing is written or paid."""
    keys, book = house.database.keys, house.book
    async with house.database.transaction() as conn:
        actor = await actor_of(conn, request, house)
        require_reader(actor, "quote")
        about, now = person_of(person, actor), await house.now(conn)
        return await claim_told(conn, keys, book, actor, about, data, now)


HANDLERS = [show_year, show_settlements, show_settlement, quote_claim]
