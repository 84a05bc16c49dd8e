"""*My bills*: what each visit, stay or purchase cost, who paid it, and what the year leaves."""

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from yika.faces.portal import bills
from yika.faces.portal.account import span
from yika.faces.portal.pages import Asking, render
from yika.faces.portal.people import acts_for, arrive
from yika.ground.days import beijing_day
from yika.guide.account_told import MATTER
from yika.guide.bills_told import bill_shown, bills_told
from yika.house import House

PAGE = "/my-bills"
Housed = NamedDependency[House]


@get(PAGE)
async def my_bills(request: Asking, house: Housed) -> Response[str]:
    """Every settlement of a time, folded, and what the benefit year has used and leaves."""
    given = dict(request.query_params.items())
    keys, book = house.database.keys, house.book
    async with house.database.transaction() as conn:
        visit = await arrive(conn, house, request, given.get("for"), matter=MATTER)
        others = await acts_for(conn, house, visit, MATTER)
        since, until = span(given, beijing_day(visit.now))
        asked = visit.actor, visit.person, since, until, visit.now
        found = await bills_told(conn, keys, book, *asked)
    return render(
        request,
        "my_bills.html",
        sandbox=house.config.sandbox,
        now=visit.now,
        visit=visit,
        name=found.name,
        others=others,
        page=bills.page(found, book, visit.now),
    )


@get(f"{PAGE}/{{number:int}}")
async def my_bill(request: Asking, number: FromPath[int], house: Housed) -> Response[str]:
    """One settlement with its lines and every step, by the law of its moment."""
    async with house.database.transaction() as conn:
        whose = request.query_params.get("for")
        visit = await arrive(conn, house, request, whose, matter=MATTER)
        found = await bill_shown(conn, house.book, visit.actor, visit.person, number, visit.now)
    return render(
        request,
        "my_bill.html",
        sandbox=house.config.sandbox,
        now=visit.now,
        visit=visit,
        page=bills.detail(found, visit.now),
    )
