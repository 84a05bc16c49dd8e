"""A person at the desk: their standing in short, their cases, and opening another for them."""

from typing import Any
from uuid import uuid4

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from yika.faces.portal.desk import finding
from yika.faces.portal.desk.opening import openable, opened, prepared
from yika.faces.portal.desk.visiting import HOME, Desk, arrive, show
from yika.faces.portal.matters.cases import brief
from yika.faces.portal.matters.fields import Given
from yika.faces.portal.pages import Asking, go
from yika.faces.portal.people import person_of
from yika.faces.portal.phrases import place
from yika.faces.portal.planned import routes
from yika.faces.portal.replies import reasons, status_of
from yika.faces.portal.verdict import answer
from yika.ground.errors import YikaError
from yika.house import House
from yika.matters.cases import looking
from yika.people.model import PersonKey
from yika.standing import service as standings
from yika.store.db import Conn

Housed = NamedDependency[House]
SHOWN_MAX = 20  # cases on the page


@get("/desk/people/{person:str}")
async def desk_person(request: Asking, person: FromPath[str], house: Housed) -> Response[str]:
    """Their standing in short, and their cases. Without a purpose, only the question for it."""
    purpose = request.query_params.get("purpose", "")
    async with house.database.transaction() as conn:
        desk = await arrive(conn, house, request)
        about, facts = person_of(person), dict[str, Any]()
        if purpose in finding.PURPOSES:
            await finding.looked(conn, desk, about, purpose)
            facts = await _told(conn, house, desk, about)
    facts |= {"whose": person, "purpose": purpose, "purposes": finding.CHOICES}
    return show(
        request, house, desk, "desk_person.html" if "name" in facts else "desk_why.html", **facts
    )


@get("/desk/people/{person:str}/open")
async def desk_open(request: Asking, person: FromPath[str], house: Housed) -> Response[str]:
    """What a case is opened with."""
    query = {name: tuple(request.query_params.getall(name)) for name in request.query_params}
    return await _form(request, house, person, query)


@post("/desk/people/{person:str}/open")
async def desk_opened(
    request: Asking, person: FromPath[str], house: Housed
) -> Response[str] | Redirect:
    """Open the case. A refusal shows the form again with all reasons."""
    async with house.database.transaction() as conn:
        await arrive(conn, house, request)
    form = await request.form()
    given = {name: tuple(str(one) for one in form.getall(name)) for name in form}
    try:
        async with house.database.transaction() as conn:
            desk = await arrive(conn, house, request)
            about = person_of(person)
            await finding.looked(conn, desk, about, "case")
            case = await opened(conn, house, desk, about, given)
    except YikaError as error:
        return await _form(request, house, person, given, refusal=error)
    return go(f"{HOME}/cases/{case.number}?did=opened")


async def _form(
    request: Asking, house: House, person: str, given: Given, refusal: YikaError | None = None
) -> Response[str]:
    tag = next(iter(given.get("act", ())), "")
    async with house.database.transaction() as conn:
        desk = await arrive(conn, house, request)
        about = person_of(person)
        await finding.looked(conn, desk, about, "case")
        page = await prepared(conn, house, desk, about, tag)
    return show(
        request,
        house,
        desk,
        "desk_open.html",
        200 if refusal is None else status_of(refusal),
        page=page,
        whose=person,
        given=given,
        key=next(iter(given.get("key", ())), "") or uuid4().hex,
        refused=[] if refusal is None else reasons(refusal),
    )


async def _told(conn: Conn, house: House, desk: Desk, person: PersonKey) -> dict[str, Any]:
    """Who it is, masked, what works and what does not, the plan, and the cases."""
    keys, book, now = house.database.keys, house.book, desk.now
    standing = await standings.why(conn, keys, book, person, now, desk.actor, now)
    known = await looking.of_person(conn, keys, desk.actor, person, now)
    needed = {remedy.matter for hold in standing.holds for remedy in hold.remedies}
    return {
        "name": standing.name,
        "id_number": standing.id_number,
        "place": place(standing.region),
        "answer": answer(standing),
        "routes": routes(standing),
        "cases": [(one.number, brief(one, now)) for one in known[:SHOWN_MAX]],
        "openable": sorted(openable(house, desk, person), key=lambda one: one.matter not in needed),
    }


HANDLERS = (desk_person, desk_open, desk_opened)
