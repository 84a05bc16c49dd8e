"""Service matters and cases: what there is, what one needs, applying, and each step after that."""

from typing import Annotated

from litestar import get, post
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from yika.faces.api.asking import (
    BEARER,
    NOS,
    Asked,
    Housed,
    Key,
    Region,
    actor_of,
    division_of,
    key_of,
    options_of,
    person_of,
)
from yika.faces.api.replies import Malformed
from yika.guide.matters_told import MatterTold, matters_told
from yika.matters.cases import looking, preflight, service
from yika.matters.cases.looking import Queued
from yika.matters.cases.model import CaseTold, Preflight, State
from yika.matters.cases.steps import NewCase, Step

MATTERS, CASES = ["matters"], ["cases"]
NUMBER = "办件号，19 位，可以带空格 / the 19 digits, spaces allowed"
Told = Annotated[
    list[str] | None, QueryParameter(name="option", description="如 reason=lost / as reason=lost")
]
WhichState = Annotated[State | None, QueryParameter(name="state", description="进度 / how far")]


@get("/matters", tags=MATTERS, summary="事项清单 / every matter of a region", responses=NOS)
async def list_matters(region: Region, house: Housed) -> list[MatterTold]:
    """Every matter, whether the region offers it, on which channels, and how it is decided."""
    async with house.database.transaction() as conn:
        now = await house.now(conn)
    return matters_told(house.book, division_of(region), now)


@get(
    "/matters/{matter:str}",
    tags=MATTERS,
    summary="办事指南和预检 / what one needs, and whether one may",
    responses=NOS,
)
async def show_matter(
    request: Asked,
    matter: FromPath[str],
    house: Housed,
    region: FromQuery[str | None] = None,
    person: FromQuery[str | None] = None,
    option: Told = None,
) -> Preflight:
    """The definition for anybody; with a person, signed in, which ways are open to whoever asks."""
    if person is None and region is None:
        raise Malformed(problem="region: six digits, or person")
    case = options_of(option)
    keys = house.database.keys
    async with house.database.transaction() as conn:
        now = await house.now(conn)
        if person is None:
            return preflight.definition(house.book, division_of(region or ""), matter, now, case)
        actor = await actor_of(conn, request, house)
        about = person_of(person, actor)
        return await preflight.preflight(conn, keys, house.book, actor, about, matter, now, case)


@post(
    "/people/{person:str}/cases",
    tags=CASES,
    summary="申请办理，或存草稿 / apply, or keep a draft",
    response_description="The case; for a repeat of the same key, as it is now",
    responses=NOS,
    security=BEARER,
)
async def open_case(
    request: Asked, person: FromPath[str], data: JSONBody[NewCase], house: Housed, key: Key = None
) -> CaseTold:
    """Open a case for a person. What no officer decides on is done at once."""
    keys, book = house.database.keys, house.book
    async with house.database.transaction() as conn:
        actor = await actor_of(conn, request, house)
        about, now = person_of(person, actor), await house.now(conn)
        to = conn, keys, book, actor, about
        case, replayed = await service.open_case(*to, data, key_of(key), now)
    return looking.told(case, book, now, replayed=replayed)


@get(
    "/people/{person:str}/cases",
    tags=CASES,
    summary="某人的办件 / the cases of a person",
    responses=NOS,
    security=BEARER,
)
async def list_cases(request: Asked, person: FromPath[str], house: Housed) -> list[CaseTold]:
    """The cases that whoever asks may see, newest first."""
    async with house.database.transaction() as conn:
        actor = await actor_of(conn, request, house)
        about, now = person_of(person, actor), await house.now(conn)
        found = await looking.of_person(conn, house.database.keys, actor, about, now)
    return [looking.told(one, house.book, now) for one in found]


@get(
    "/cases/{number:str}",
    tags=CASES,
    summary="凭办件号查进度 / a case by its number",
    responses=NOS,
    security=BEARER,
)
async def show_case(request: Asked, number: FromPath[str], house: Housed) -> CaseTold:
    """The case: how far it is, who has it, by when, every step, and what came of it."""
    async with house.database.transaction() as conn:
        actor, now = await actor_of(conn, request, house), await house.now(conn)
        to = conn, house.database.keys, house.book, actor
        case = await looking.by_number(*to, number, now)
    return looking.told(case, house.book, now)


@post(
    "/cases/{number:str}/steps",
    tags=CASES,
    summary="办件的每一步 / take a step in a case",
    responses=NOS,
    security=BEARER,
)
async def take_step(
    request: Asked, number: FromPath[str], data: JSONBody[Step], house: Housed
) -> CaseTold:
    """Take a step: of the applicant, or of an officer who has the duty for it."""
    async with house.database.transaction() as conn:
        actor, now = await actor_of(conn, request, house), await house.now(conn)
        to = conn, house.database.keys, house.book, actor
        case = await service.take(*to, number, data, now)
    return looking.told(case, house.book, now)


@get(
    "/desk/queue",
    tags=CASES,
    summary="待办件 / what lies on the desk",
    responses=NOS,
    security=BEARER,
)
async def show_queue(
    request: Asked,
    region: Region,
    house: Housed,
    matter: FromQuery[str | None] = None,
    how_far: WhichState = None,
    late: FromQuery[bool] = False,
    mine: FromQuery[bool] = False,
    limit: FromQuery[int] = looking.QUEUE_MAX,
) -> list[Queued]:
    """What is under way in a region, most urgent first. For officers at the counter."""
    async with house.database.transaction() as conn:
        actor, now = await actor_of(conn, request, house), await house.now(conn)
        asked = looking.Wanted(matter=matter, state=how_far, late=late, mine=mine, limit=limit)
        return await looking.queue(conn, actor, int(division_of(region)), now, asked)


HANDLERS = [list_matters, show_matter, open_case, list_cases, show_case, take_step, show_queue]
