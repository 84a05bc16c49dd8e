"""A case on the desk: what it asks for, its papers, and the steps an officer takes in it."""

import asyncio
from collections.abc import Mapping
from typing import Annotated
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromPath
from litestar.response import Redirect

from yika.faces.portal.asking import FieldsMissing
from yika.faces.portal.desk.case_page import CasePage, case_page
from yika.faces.portal.desk.offers import SEEN, step_of, ticked
from yika.faces.portal.desk.visiting import HOME, Desk, arrive, show
from yika.faces.portal.matters import fields
from yika.faces.portal.matters.applying import BODY_MAX, Sent, parts_of, take, with_papers
from yika.faces.portal.matters.choices import choices_for
from yika.faces.portal.pages import Asking, go
from yika.faces.portal.people import name_of, note_look
from yika.faces.portal.phrases import phrase
from yika.faces.portal.replies import reasons, status_of
from yika.ground.errors import YikaError
from yika.guide import case_papers, papers_told
from yika.guide.cases_told import case_told
from yika.guide.telling import Both
from yika.house import House
from yika.matters.cases import looking, numbers, rules, service
from yika.matters.cases.doing import act_of
from yika.matters.cases.model import Case
from yika.matters.cases.steps import GivePaper
from yika.papers.documents import NoSuchDocument
from yika.papers.drawing import drawn
from yika.papers.files import SUFFIXES, NoSuchUpload
from yika.people import service as people
from yika.store.db import Conn

Housed = NamedDependency[House]
Given = Annotated[dict[str, str], Body(media_type=RequestEncodingType.URL_ENCODED)]
PDF = "application/pdf"
# A file is saved and never opened in our pages' place; a browser runs nothing of it.
SAVED_ONLY = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@get("/desk/cases")
async def find_case(request: Asking, house: Housed) -> Redirect:
    """To the case with a number as somebody reads it out. Fails with NoSuchCase."""
    async with house.database.transaction() as conn:
        await arrive(conn, house, request)
    return go(f"{HOME}/cases/{numbers.plain(request.query_params.get('number', '')[:60])}")


@get("/desk/cases/{number:str}")
async def desk_case(request: Asking, number: FromPath[str], house: Housed) -> Response[str]:
    """One case."""
    return await _page(request, house, number)


@post("/desk/cases/{number:str}/steps")
async def desk_step(
    request: Asking, number: FromPath[str], house: Housed, data: Given
) -> Response[str] | Redirect:
    """Take a step. A refusal shows the case again with all reasons and what was typed."""
    try:
        async with house.database.transaction() as conn:
            desk = await arrive(conn, house, request)
            to = conn, house.database.keys, house.book, desk.actor
            await service.take(*to, number, step_of(data), desk.now)
    except YikaError as error:
        return await _page(request, house, number, refusal=error, given=data)
    return go(f"{HOME}/cases/{numbers.plain(number)}?did={data['step']}")


@post("/desk/cases/{number:str}/papers", request_max_body_size=BODY_MAX)
async def desk_papers(
    request: Asking, number: FromPath[str], house: Housed
) -> Response[str] | Redirect:
    """Papers that were seen at the counter, their scans, and commitments, as they are ticked."""
    async with house.database.transaction() as conn:
        await arrive(conn, house, request)
    given = await parts_of(request)
    try:
        async with house.database.transaction() as conn:
            await _brought(conn, house, await arrive(conn, house, request), number, given)
    except YikaError as error:
        return await _page(request, house, number, refusal=error)
    return go(f"{HOME}/cases/{numbers.plain(number)}?did=papers")


@get("/desk/cases/{number:str}/papers/{paper:str}")
async def desk_paper(
    request: Asking, number: FromPath[str], paper: FromPath[str], house: Housed
) -> Response[bytes]:
    """A paper that was handed in, as an attachment. Fails with NoSuchUpload."""
    keys = house.database.keys
    async with house.database.transaction() as conn:
        desk = await arrive(conn, house, request)
        case = await looking.by_number(conn, keys, house.book, desk.actor, number, desk.now)
        kept = rules.paper_of(case, paper).file
        if kept is None:
            raise NoSuchUpload
        to = conn, keys, desk.actor, case.person, UUID(kept)
        found, content = await papers_told.file_of(*to, desk.now)
    return _saved(content, f"{paper}.{SUFFIXES[found.media_type]}", found.media_type)


@get("/desk/cases/{number:str}/letters/{name:str}")
async def desk_letter(
    request: Asking, number: FromPath[str], name: FromPath[str], house: Housed
) -> Response[bytes]:
    """The receipt or the letter of decision, to be printed. Fails with NoSuchDocument."""
    kind, keys, book = name.removesuffix(".pdf"), house.database.keys, house.book
    async with house.database.transaction() as conn:
        desk = await arrive(conn, house, request)
        case = await looking.by_number(conn, keys, book, desk.actor, number, desk.now)
        if kind not in case_papers.KINDS:
            raise NoSuchDocument
        found = await case_papers.issued(conn, keys, book, desk.actor, case, kind, desk.now)
    content = await asyncio.to_thread(drawn, found, house.config.public_address)
    return _saved(content, f"yika-{kind}-{case.number}.pdf", PDF)


async def _brought(conn: Conn, house: House, desk: Desk, number: str, given: Sent) -> None:
    """Every paper of a form. Fails with FieldsMissing where nothing is ticked or chosen."""
    keys = house.database.keys
    case = await looking.by_number(conn, keys, house.book, desk.actor, number, desk.now)
    seen = [one for one in ticked(given.text, SEEN) if f"file-{one}" not in given.files]
    commits = {name: one for name, one in given.text.items() if name.startswith("commit-")}
    if not seen and not given.files and not commits:
        label = phrase("d_papers")
        raise FieldsMissing(fields=[f"{label.zh} / {label.en}"])
    kept = {name: one for name, one in commits.items() if name.removeprefix("commit-") not in seen}
    visit = desk.about(case.person)
    await with_papers(conn, house, visit, case, Sent(kept, given.files))
    for one in seen:
        await take(conn, house, visit, case, GivePaper(paper=one))


async def _page(
    request: Asking,
    house: House,
    number: str,
    *,
    refusal: YikaError | None = None,
    given: Mapping[str, str] | None = None,
) -> Response[str]:
    async with house.database.transaction() as conn:
        desk = await arrive(conn, house, request)
        keys = house.database.keys
        case = await looking.by_number(conn, keys, house.book, desk.actor, number, desk.now)
        page = await _told(conn, house, desk, case)
        visit = desk.about(case.person)
        name = name_of(await people.identity_of(conn, keys, case.person))
        await note_look(conn, visit, "name.read")
    return show(
        request,
        house,
        desk,
        "desk_case.html",
        200 if refusal is None else status_of(refusal),
        page=page,
        name=name,
        did=request.query_params.get("did", "") if refusal is None else "",
        refused=[] if refusal is None else reasons(refusal),
        given=given or {},
        max_megabytes=house.config.file_megabytes,
    )


async def _told(conn: Conn, house: House, desk: Desk, case: Case) -> CasePage:
    """The page of a case, with what it asks for in words, as far as this officer reads it."""
    act, visit = act_of(case), desk.about(case.person)
    to = conn, house.database.keys, house.book, desk.actor
    told = await case_told(*to, case, desk.now)
    asks: list[tuple[Both, Both]] = []
    if told.act is not None:
        asks = fields.told(act, await choices_for(conn, house, visit, type(act), ()))
        if told.concerns is not None:
            concerns = Both(told.concerns["zh"], told.concerns["en"])
            asks.append((phrase("d_concerns"), concerns))
    return case_page(case, told, type(act), asks, desk.actor, desk.now)


def _saved(content: bytes, name: str, media_type: str) -> Response[bytes]:
    headers = {**SAVED_ONLY, "Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=media_type, headers=headers)


HANDLERS = (find_case, desk_case, desk_step, desk_papers, desk_paper, desk_letter)
