"""Service matters and cases: what there is, what one needs, applying, and each step after that."""

from typing import Annotated, Literal

import msgspec
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
    region_of,
)
from yika.faces.api.malformed import missing
from yika.guide import case_papers
from yika.guide.cases_told import case_told
from yika.guide.comes_to import CaseForOfficers
from yika.guide.matters_told import (
    GuideTold,
    MatterTold,
    matter_told,
    matter_told_to,
    matters_told,
)
from yika.guide.papers_told import DocumentTold, document_told
from yika.guide.reading import require_reader
from yika.guide.telling import Both
from yika.matters.cases import looking, service
from yika.matters.cases.looking import Queued
from yika.matters.cases.model import State
from yika.matters.cases.steps import NewCase, Step

MATTERS, CASES = ["matters"], ["cases"]
WHERE = Both("六位地区代码，或写明 person", "six digits, or say the person")
NUMBER = "办件号，19 位，可以带空格 / the 19 digits, spaces allowed"
Told = Annotated[
    list[str] | None, QueryParameter(name="option", description="如 reason=lost / as reason=lost")
]
WhichState = Annotated[State | None, QueryParameter(name="state", description="进度 / how far")]


class PaperAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which paper of a case."""

    kind: Literal["receipt", "decision"]


@get("/matters", tags=MATTERS, summary="事项清单 / every matter of a region", responses=NOS)
async def list_matters(region: Region, house: Housed) -> list[MatterTold]:
    """Every matter, whether the region offers it, on which channels, and how it is decided."""
    async with house.database.transaction() as conn:
        now = await house.now(conn)
    return matters_told(house.book, region_of(region, house), now)


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
) -> GuideTold:
    """The definition for anybody; with a person, signed in, which ways are open to whoever asks."""
    if person is None and region is None:
        raise missing("region", WHERE)
    case = options_of(option)
    keys, book = house.database.keys, house.book
    async with house.database.transaction() as conn:
        now = await house.now(conn)
        if person is None:
            return matter_told(book, region_of(region, house), matter, now, case)
        actor = await actor_of(conn, request, house)
        to = conn, keys, book, actor, person_of(person, actor)
        return await matter_told_to(*to, matter, now, case)


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
) -> CaseForOfficers:
    """Open a case for a person. What no officer decides on is done at once."""
    keys, book = house.database.keys, house.book
    async with house.database.transaction() as conn:
        actor = await actor_of(conn, request, house)
        about, now = person_of(person, actor), await house.now(conn)
        to = conn, keys, book, actor, about
        case, replayed = await service.open_case(*to, data, key_of(key), now)
        return await case_told(conn, keys, book, actor, case, now, replayed=replayed)


@post(
    "/people/{person:str}/cases/check",
    tags=CASES,
    summary="试办 / what would come of applying",
    response_description="What would come of it; nothing is written",
    status_code=200,
    responses=NOS,
    security=BEARER,
)
async def check_case(
    request: Asked, person: FromPath[str], data: JSONBody[NewCase], house: Housed
) -> looking.Rehearsed:
    """The same as applying, and refused for the same reasons, but nothing is done."""
    async with house.database.transaction() as conn:
        actor = await actor_of(conn, request, house)
        about, now = person_of(person, actor), await house.now(conn)
        to = conn, house.database.keys, house.book, actor, about
        return await looking.rehearsed(*to, data, now)


@get(
    "/people/{person:str}/cases",
    tags=CASES,
    summary="某人的办件 / the cases of a person",
    responses=NOS,
    security=BEARER,
)
async def list_cases(request: Asked, person: FromPath[str], house: Housed) -> list[CaseForOfficers]:
    """The cases that whoever asks may see, newest first."""
    async with house.database.transaction() as conn:
        actor = await actor_of(conn, request, house)
        about, now = person_of(person, actor), await house.now(conn)
        found = await looking.of_person(conn, house.database.keys, actor, about, now)
        return [
            await case_told(conn, house.database.keys, house.book, actor, one, now) for one in found
        ]


@get(
    "/cases/{number:str}",
    tags=CASES,
    summary="凭办件号查进度 / a case by its number",
    responses=NOS,
    security=BEARER,
)
async def show_case(request: Asked, number: FromPath[str], house: Housed) -> CaseForOfficers:
    """The case: how far it is, who has it, by when, every step, and what came of it."""
    async with house.database.transaction() as conn:
        actor, now = await actor_of(conn, request, house), await house.now(conn)
        to = conn, house.database.keys, house.book, actor
        case = await looking.by_number(*to, number, now)
        return await case_told(conn, house.database.keys, house.book, actor, case, now)


@post(
    "/cases/{number:str}/steps",
    tags=CASES,
    summary="办件的每一步 / take a step in a case",
    responses=NOS,
    security=BEARER,
)
async def take_step(
    request: Asked, number: FromPath[str], data: JSONBody[Step], house: Housed
) -> CaseForOfficers:
    """Take a step: of the applicant, or of an officer who has the duty for it."""
    async with house.database.transaction() as conn:
        actor, now = await actor_of(conn, request, house), await house.now(conn)
        to = conn, house.database.keys, house.book, actor
        case = await service.take(*to, number, data, now)
        return await case_told(conn, house.database.keys, house.book, actor, case, now)


@post(
    "/cases/{number:str}/documents",
    tags=CASES,
    summary="出具回执或决定书 / have the receipt or the letter of decision issued",
    responses=NOS,
    security=BEARER,
)
async def issue_paper(
    request: Asked, number: FromPath[str], data: JSONBody[PaperAsked], house: Housed
) -> DocumentTold:
    """The receipt as the case stands, or the letter of decision; again it is the one there is.

    Printed at `GET /documents/<document_id>.pdf`.
    """
    keys, book = house.database.keys, house.book
    async with house.database.transaction() as conn:
        actor, now = await actor_of(conn, request, house), await house.now(conn)
        case = await looking.by_number(conn, keys, book, actor, number, now)
        require_reader(actor, "document")
        found = await case_papers.issued(conn, keys, book, actor, case, data.kind, now)
    return document_told(found, now)


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


HANDLERS = [
    list_matters,
    show_matter,
    open_case,
    check_case,
    list_cases,
    show_case,
    take_step,
    issue_paper,
    show_queue,
]
