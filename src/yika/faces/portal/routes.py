"""The routes of the person's pages. A thing done is a POST that ends in a redirect.

A refusal is answered with the page and the form again, with every reason.
"""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.enums import RequestEncodingType
from litestar.exceptions import HTTPException
from litestar.params import Body
from litestar.response import Redirect

# Litestar leaves types of its hooks open.
from litestar.static_files import (
    create_static_files_router,  # pyright: ignore[reportUnknownVariableType]
)

from yika.access import service as access
from yika.access.model import Actor, Role
from yika.access.service import NotSignedIn
from yika.demo.cast import BY_KEY
from yika.faces.portal import asking, doing, looks
from yika.faces.portal.account_routes import (
    act_on_account,
    my_account,
    my_notice,
    my_record,
)
from yika.faces.portal.batches import routes as batches
from yika.faces.portal.bill_routes import my_bill, my_bills
from yika.faces.portal.calculators.routes import calculated, calculator, calculators
from yika.faces.portal.card import for_agent, page
from yika.faces.portal.cast import groups
from yika.faces.portal.code_routes import my_code
from yika.faces.portal.cover_routes import act_on_cover, my_cover
from yika.faces.portal.desk import case_routes as desk_cases
from yika.faces.portal.desk import person_routes as desk_people
from yika.faces.portal.desk import routes as desk
from yika.faces.portal.fields import HERE
from yika.faces.portal.forms import CHANGE_NOW, Maker
from yika.faces.portal.matters.case_routes import (
    my_case,
    my_document,
    my_file,
    my_letter,
    step_in_case,
)
from yika.faces.portal.matters.list_routes import my_materials
from yika.faces.portal.matters.routes import apply, my_matter, my_matters
from yika.faces.portal.notice_routes import my_notices, read_notices
from yika.faces.portal.owing import moved_to, to_pay
from yika.faces.portal.pages import (
    STATIC,
    Asking,
    cookie,
    go,
    render,
    same_site,
)
from yika.faces.portal.payroll_routes import act_on_payroll, payrolls, preview_payroll
from yika.faces.portal.people import SESSION, Visit, acts_for, arrive
from yika.faces.portal.places.routes import card_guide, places
from yika.faces.portal.programmers import programmers
from yika.faces.portal.replies import (
    message,
    on_http_error,
    on_mistake,
    on_yika_error,
    reasons,
    status_of,
)
from yika.faces.portal.verify_routes import verify, verify_code
from yika.faces.portal.views import COVER_CAUSES
from yika.ground.days import wall_clock
from yika.ground.errors import YikaError
from yika.house import House
from yika.institutions import service as institutions
from yika.matters.model import Done
from yika.people import service as people
from yika.people.service import NoSuchPerson
from yika.standing import service as standings
from yika.store import clock, journal
from yika.store.db import Conn

STEPS = {"hour": timedelta(hours=1), "day": timedelta(days=1)}
BACK = re.compile(
    r"/(my-card(/looks|/code)?|my-cover|my-account|my-bills(/[0-9]{1,18})?|my-matters(/[a-z_]{1,40}|/cases/[0-9]{19})?|my-notices|payroll|calculators(/[a-z]{1,20})?|places|verify|guide/card|programmers|desk(/[a-z]{5,6}/[0-9-]{1,30}(/open)?)?)?"
    r"(\?for=[0-9]{6}-[0-9]{1,18})?"
)
Housed = NamedDependency[House]
Given = Annotated[dict[str, str], Body(media_type=RequestEncodingType.URL_ENCODED)]


@get("/")
async def choose(request: Asking, house: Housed) -> Response[str]:
    """The cast to choose from, in the sandbox; else that nobody signs in here."""
    if not house.config.sandbox:
        return render(request, "no_sign_in.html")
    wanted = request.query_params.get("name", "").strip()[:40]
    async with house.database.transaction() as conn:
        now = await house.now(conn)
    found = groups(wanted)
    count = sum(len(group.people) for group in found)
    return render(
        request, "choose.html", sandbox=True, now=now, groups=found, wanted=wanted, count=count
    )


@post("/sign-in")
async def sign_in(request: Asking, house: Housed, data: Given) -> Redirect:
    """Start a session as a character. Sandbox only."""
    if not house.config.sandbox:
        raise NotSignedIn
    character = BY_KEY.get(data.get("character", ""))
    if character is None:
        raise NoSuchPerson(kind="person")
    async with house.database.transaction() as conn:
        person = await people.find(conn, house.database.keys, "id_number", character.id_number)
        actor = Actor(role=Role.HOLDER, channel=HERE, person=person)
        token = await access.sign_in(conn, actor, wall_clock())
    return go("/my-card", [cookie(request, SESSION, token, None)])


@post("/sign-out")
async def sign_out(request: Asking, house: Housed) -> Redirect:
    """End the session."""
    async with house.database.transaction() as conn:
        await access.sign_out(conn, request.cookies.get(SESSION, ""), wall_clock())
    return go("/", [cookie(request, SESSION, "", 0)])


@get("/my-card")
async def my_card(request: Asking, house: Housed) -> Response[str]:
    """The verdict, the reasons, the remedies, what works meanwhile, the forecast."""
    told = doing.told(request)
    shown = await _card(request, house, request.query_params.get("for"), told=told)
    return shown if told is None else doing.forget(request, shown, "/my-card")


@post("/my-card/acts")
async def act(request: Asking, house: Housed, data: Given) -> Response[str] | Redirect:
    """Have something done. A refusal shows the form again: all reasons, no passwords."""
    whose = data.get("person")
    try:
        done = await doing.submitted(request, house, data)
    except YikaError as error:
        return await _card(request, house, whose, refusal=error, given=data)
    return doing.gone(request, done, "/my-card", whose)


@get("/my-card/looks")
async def my_looks(request: Asking, house: Housed) -> Response[str]:
    """Who looked at the records and what was done."""
    async with house.database.transaction() as conn:
        visit = await arrive(conn, house, request, request.query_params.get("for"))
        entries = await journal.entries_about(conn, visit.person.region, visit.person.person_id)
        names = dict(await institutions.names(conn, looks.institutions(entries)))
        names |= await looks.employers(conn, entries)
    days = looks.days(entries, visit, names)
    return render(
        request, "looks.html", sandbox=house.config.sandbox, now=visit.now, visit=visit, days=days
    )


@post("/clock")
async def move_clock(house: Housed, data: Given) -> Redirect:
    """Move the sandbox's clock forward and come back to the page."""
    async with house.database.transaction() as conn:
        step = STEPS.get(data.get("by", ""))
        to = asking.instant(data.get("to", "")) if step is None else await house.now(conn) + step
        await clock.advance(conn, house.config, to)
    back = data.get("back", "/")
    return go(back if BACK.fullmatch(back) else "/")


async def _card(
    request: Asking,
    house: House,
    whose: str | None,
    *,
    told: Done | None = None,
    refusal: YikaError | None = None,
    given: Mapping[str, str] | None = None,
) -> Response[str]:
    """*My card*, after an act with what came of it, or with why it was refused."""
    async with house.database.transaction() as conn:
        visit = await arrive(conn, house, request, whose)
        standing = await standings.why(
            conn, house.database.keys, house.book, visit.person, visit.now, visit.actor, visit.now
        )
        others = await acts_for(conn, house, visit)
        if visit.as_agent:
            standing = for_agent(standing)
        maker = await _maker(conn, house, visit, standing)
    return render(
        request,
        "my_card.html",
        200 if refusal is None else status_of(refusal),
        sandbox=house.config.sandbox,
        now=visit.now,
        visit=visit,
        others=others,
        page=page(standing, maker, house.book),
        told=None if told is None else message(told, maker),
        refused=[] if refusal is None else reasons(refusal),
        again=maker.change_now() if (given or {}).get("form") == CHANGE_NOW else None,
        given=asking.kept(given or {}),
    )


async def _maker(conn: Conn, house: House, visit: Visit, standing: standings.Standing) -> Maker:
    laws = standings.laws_of(house.book, visit.person.division)
    of_cover = any(hold.cause in COVER_CAUSES for hold in standing.holds)
    return Maker(
        standing,
        laws,
        house.config.sandbox,
        visit.as_agent,
        await to_pay(conn, house.book, visit.person, visit.now) if of_cover else None,
        await moved_to(conn, visit.person) if of_cover else None,
    )


portal = Router(
    "/",
    route_handlers=[
        choose,
        sign_in,
        sign_out,
        my_card,
        act,
        my_looks,
        my_code,
        move_clock,
        my_cover,
        act_on_cover,
        my_account,
        act_on_account,
        my_record,
        my_notice,
        my_bills,
        my_bill,
        my_matters,
        my_matter,
        apply,
        my_case,
        step_in_case,
        my_letter,
        my_document,
        my_materials,
        my_file,
        my_notices,
        read_notices,
        payrolls,
        preview_payroll,
        act_on_payroll,
        calculators,
        calculator,
        calculated,
        places,
        card_guide,
        programmers,
        verify,
        verify_code,
        *batches.HANDLERS,
        *desk.HANDLERS,
        *desk_people.HANDLERS,
        *desk_cases.HANDLERS,
        create_static_files_router(
            "/static", [STATIC], name="portal-static", include_in_schema=False
        ),
    ],
    guards=[same_site],
    exception_handlers={
        YikaError: on_yika_error,
        HTTPException: on_http_error,
        Exception: on_mistake,
    },
    include_in_schema=False,
)
