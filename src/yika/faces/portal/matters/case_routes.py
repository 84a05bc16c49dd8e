"""The page of a case, the applicant's steps in it, and its papers to be saved."""

import asyncio
from dataclasses import replace
from typing import Final, cast
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from yika.faces.portal.asking import FieldsMissing, WrongChoice
from yika.faces.portal.matters import applying
from yika.faces.portal.matters.applying import BODY_MAX, Sent, may_sit, take, with_papers
from yika.faces.portal.matters.cases import page
from yika.faces.portal.matters.choices import choices_for
from yika.faces.portal.pages import HEADERS, Asking, go, render
from yika.faces.portal.people import Visit, arrive, name_of, person_of
from yika.faces.portal.replies import reasons, status_of
from yika.ground.errors import YikaError
from yika.guide import case_papers, papers_told
from yika.house import House
from yika.matters.act import AnyAct
from yika.matters.cases import looking
from yika.matters.cases.doing import act_of
from yika.matters.cases.model import Case
from yika.matters.cases.steps import Submit, Withdraw
from yika.papers.documents import NoSuchDocument
from yika.papers.drawing import drawn
from yika.papers.files import SUFFIXES
from yika.people import service as people
from yika.store.db import Conn

PAGE: Final = "/my-matters/cases"
PDF: Final = "application/pdf"
PAPERS: Final = "文件，或打勾承诺 / a file, or a ticked commitment"
SURE: Final = "打勾确认 / that you are sure"
# A file is saved, never opened in our pages' place.
SAVED: Final = {**HEADERS, "Content-Security-Policy": "default-src 'none'; sandbox"}
Housed = NamedDependency[House]


@get(f"{PAGE}/{{number:str}}")
async def my_case(request: Asking, house: Housed, number: FromPath[str]) -> Response[str]:
    """How far a case is, who has it, until when, and what is asked for."""
    return await _shown(request, house, number)


@post(f"{PAGE}/{{number:str}}", request_max_body_size=BODY_MAX)
async def step_in_case(
    request: Asking, house: Housed, number: FromPath[str]
) -> Response[str] | Redirect:
    """Bring papers, hand a draft in, or withdraw. A refusal shows the page with all reasons."""
    given = await applying.sent(request, house)
    try:
        async with house.database.transaction() as conn:
            visit, case = await _there(conn, house, request, number)
            await _taken(conn, house, visit, case, given)
    except YikaError as error:
        return await _shown(request, house, number, error)
    return go(f"{PAGE}/{case.number}")


@get(f"{PAGE}/{{number:str}}/{{name:str}}")
async def my_letter(
    request: Asking, house: Housed, number: FromPath[str], name: FromPath[str]
) -> Response[bytes]:
    """The receipt or the letter of decision of a case, as a PDF."""
    kind = name.removesuffix(".pdf")
    async with house.database.transaction() as conn:
        visit, case = await _there(conn, house, request, number)
        if kind not in case_papers.KINDS:
            raise NoSuchDocument
        to = conn, house.database.keys, house.book, visit.actor, case
        found = await case_papers.issued(*to, kind, visit.now)
    content = await asyncio.to_thread(drawn, found, house.config.public_address)
    return saved(content, f"yika-{kind}-{case.number}.pdf", PDF)


@get("/my-matters/documents/{name:str}")
async def my_document(request: Asking, house: Housed, name: FromPath[str]) -> Response[bytes]:
    """A document that was issued, as a PDF, at ``<its number>.pdf``."""
    async with house.database.transaction() as conn:
        visit = await arrive(conn, house, request, None)
        to = conn, house.database.keys, visit.actor, _number(name)
        found = await papers_told.document_of(*to, visit.now)
    content = await asyncio.to_thread(drawn, found, house.config.public_address)
    return saved(content, f"yika-{found.kind}-{found.document_id}.pdf", PDF)


@get("/my-matters/files/{person:str}/{file_id:uuid}")
async def my_file(
    request: Asking, house: Housed, person: FromPath[str], file_id: FromPath[UUID]
) -> Response[bytes]:
    """A paper that was handed in, to be saved. Fails with NoSuchUpload for strangers too."""
    async with house.database.transaction() as conn:
        me = await arrive(conn, house, request, None)
        to = conn, house.database.keys, me.actor, person_of(person), file_id
        found, content = await papers_told.file_of(*to, me.now)
    return saved(content, f"{found.file_id}.{SUFFIXES[found.media_type]}", found.media_type)


async def _there(conn: Conn, house: House, request: Asking, number: str) -> tuple[Visit, Case]:
    """Who is there, on the channel of the case, and the case. Fails with NoSuchCase."""
    me = await arrive(conn, house, request, None)
    to = conn, house.database.keys, house.book, me.actor
    case = await looking.by_number(*to, number, me.now)
    actor = replace(me.actor, channel=may_sit(case.channel, house))
    return replace(me, actor=actor, person=case.person), case


async def _taken(conn: Conn, house: House, visit: Visit, case: Case, given: Sent) -> None:
    """The step that a button names."""
    match given.one("step"):
        case "papers":
            if not given.files and not any(name.startswith("commit-") for name in given.text):
                raise FieldsMissing(fields=[PAPERS])
            await with_papers(conn, house, visit, case, given)
        case "submit":
            case = await with_papers(conn, house, visit, case, given)
            await take(conn, house, visit, case, Submit())
        case "withdraw":
            if given.one("confirm") != "yes":
                raise FieldsMissing(fields=[SURE])
            await take(conn, house, visit, case, Withdraw())
        case _:
            raise WrongChoice


async def _shown(
    request: Asking, house: House, number: str, refusal: YikaError | None = None
) -> Response[str]:
    async with house.database.transaction() as conn:
        visit, case = await _there(conn, house, request, number)
        act = act_of(case)
        choices = await choices_for(conn, house, visit, cast("type[AnyAct]", type(act)), ())
        name = name_of(await people.identity_of(conn, house.database.keys, visit.person))
    told = looking.told(case, house.book, visit.now)
    return render(
        request,
        "my_case.html",
        200 if refusal is None else status_of(refusal),
        sandbox=house.config.sandbox,
        now=visit.now,
        visit=visit,
        name=name,
        page=page(case, told, choices, visit.now),
        refused=[] if refusal is None else reasons(refusal),
        max_megabytes=house.config.file_megabytes,
    )


def saved(content: bytes, name: str, media_type: str) -> Response[bytes]:
    """A file that a browser saves and never opens."""
    headers = {**SAVED, "Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=media_type, headers=headers)


def _number(name: str) -> UUID:
    """The number in ``<number>.pdf``. Fails with NoSuchDocument."""
    try:
        return UUID(name.removesuffix(".pdf"))
    except ValueError:
        raise NoSuchDocument from None
