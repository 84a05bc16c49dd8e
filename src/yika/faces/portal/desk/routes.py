"""The desk: signing in as an officer of the sandbox, what lies there, and finding a person."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.enums import RequestEncodingType
from litestar.params import Body
from litestar.response import Redirect

from yika.access import officers
from yika.access import service as access
from yika.access.service import NotSignedIn
from yika.faces.portal.desk import finding
from yika.faces.portal.desk.case_page import due
from yika.faces.portal.desk.visiting import CHOICES, COOKIE, HOME, Desk, arrive, show
from yika.faces.portal.pages import Asking, cookie, go
from yika.faces.portal.phrases import word
from yika.faces.portal.replies import reasons, status_of
from yika.ground.days import beijing_day, wall_clock
from yika.ground.errors import YikaError
from yika.guide.telling import Both
from yika.house import House
from yika.matters.cases import looking, numbers
from yika.matters.cases.looking import UNDER_WAY, Queued, Wanted
from yika.matters.cases.model import State
from yika.policy.words import lists
from yika.store.db import Conn

Housed = NamedDependency[House]
Given = Annotated[dict[str, str], Body(media_type=RequestEncodingType.URL_ENCODED)]
YES = "yes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A case in the queue."""

    number: str
    plain: str
    matter: Both
    state: Both
    with_whom: Both | None
    due: Both
    channel: Both
    is_late: bool


@get(HOME)
async def desk(request: Asking, house: Housed) -> Response[str]:
    """The queue, most urgent first; for somebody not signed in, the officers to choose from."""
    return await _page(request, house)


@post("/desk/sign-in")
async def desk_sign_in(request: Asking, house: Housed, data: Given) -> Redirect:
    """Start a session as an officer. Sandbox only."""
    if not house.config.sandbox:
        raise NotSignedIn
    async with house.database.transaction() as conn:
        today = beijing_day(await house.now(conn))
        found = await officers.by_code(conn, data.get("officer", ""), today)
        actor = officers.officer_actor(found.region, found.code, found.duties)
        token = await access.sign_in(conn, actor, wall_clock())
    return go(HOME, [cookie(request, COOKIE, token, None, HOME)])


@post("/desk/sign-out")
async def desk_sign_out(request: Asking, house: Housed) -> Redirect:
    """End the officer's session."""
    async with house.database.transaction() as conn:
        await access.sign_out(conn, request.cookies.get(COOKIE, ""), wall_clock())
    return go(HOME, [cookie(request, COOKIE, "", 0, HOME)])


@post("/desk/people")
async def find_person(request: Asking, house: Housed, data: Given) -> Response[str] | Redirect:
    """To the page of the person with an ID number, which stands in no address."""
    purpose = data.get("purpose", "")
    try:
        async with house.database.transaction() as conn:
            there = await arrive(conn, house, request)
            person = await finding.find(conn, house, there, data.get("id_number", ""), purpose)
    except NotSignedIn:
        raise
    except YikaError as error:
        return await _page(request, house, refusal=error, given={"purpose": purpose})
    return go(f"{HOME}/people/{person.division}-{person.person_id}?purpose={purpose}")


async def _page(
    request: Asking,
    house: House,
    *,
    refusal: YikaError | None = None,
    given: Mapping[str, str] | None = None,
) -> Response[str]:
    wanted = _wanted(request.query_params)
    try:
        async with house.database.transaction() as conn:
            there = await arrive(conn, house, request)
            lines = await _queue(conn, there, wanted)
    except NotSignedIn:
        choices = CHOICES if house.config.sandbox else ()
        return show(request, house, None, "desk_sign_in.html", 401, choices=choices)
    return show(
        request,
        house,
        there,
        "desk.html",
        200 if refusal is None else status_of(refusal),
        lines=lines,
        wanted=wanted,
        matters=[(one, word("matters", one)) for one in lists().words["matters"]],
        states=[(one, word("case_states", one)) for one in UNDER_WAY],
        purposes=finding.CHOICES,
        refused=[] if refusal is None else reasons(refusal),
        given=given or {},
    )


async def _queue(conn: Conn, there: Desk, wanted: Wanted) -> list[Line] | None:
    """What lies on the desk; None where no cases lie on this officer's."""
    if not there.has_queue:
        return None
    found = await looking.queue(conn, there.actor, there.region, there.now, wanted)
    return [_line(one, there.now) for one in found]


def _wanted(query: Mapping[str, str]) -> Wanted:
    """Which cases the filters ask for; what is no choice is left out."""
    matter, state = query.get("matter"), query.get("state")
    return Wanted(
        matter=matter if matter in lists().words["matters"] else None,
        state=State(state) if state in UNDER_WAY else None,
        late=query.get("late") == YES,
        mine=query.get("mine") == YES,
    )


def _line(one: Queued, now: datetime) -> Line:
    told = due(one.due_on, now, provisional=one.due_provisional, is_late=one.is_late)
    return Line(
        number=one.number,
        plain=numbers.plain(one.number),
        matter=word("matters", one.matter),
        state=word("case_states", one.state),
        with_whom=None if one.with_whom is None else word("case_with", one.with_whom),
        due=told,
        channel=word("channels", one.channel),
        is_late=one.is_late,
    )


HANDLERS = (desk, desk_sign_in, desk_sign_out, find_person)
