"""Sending a batch and coming back to it; the same pages for the employer and at the desk."""

import base64
from typing import Any, Final
from urllib.parse import urlencode
from uuid import uuid4

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from yika.access import officers
from yika.access import service as access
from yika.access.service import NotSignedIn
from yika.faces.portal.batches import sending
from yika.faces.portal.batches.visiting import AT_DESK, COOKIE, HOME, Sender, arrive, show
from yika.faces.portal.matters.applying import BODY_MAX, Sent, parts_of
from yika.faces.portal.pages import HEADERS, Asking, cookie, go, render
from yika.faces.portal.replies import reasons, status_of
from yika.ground.days import wall_clock
from yika.ground.errors import YikaError
from yika.guide.batch_told import BatchPreviewTold, batch_told, preview_told
from yika.house import House
from yika.insurance.books import employers
from yika.insurance.books.employers import Employer
from yika.matters.batches import files, rows, service, working
from yika.matters.cases import numbers
from yika.store.db import Conn

EMPLOYERS_MAX: Final = 200  # to choose from
SANDBOX_REGION: Final = 999900
CSV: Final = "text/csv; charset=utf-8"
YES: Final = "yes"
Housed = NamedDependency[House]


@get([HOME, AT_DESK])
async def batches(request: Asking, house: Housed) -> Response[str]:
    """Which matter, the file to fill in, and the batches sent before; or signing in."""
    query = {name: (text,) for name, text in request.query_params.items()}
    try:
        return await _page(request, house, Sent(query, {}))
    except NotSignedIn:
        if request.url.path.startswith(AT_DESK):
            raise
        return await _signing_in(request, house)


@post("/batches/sign-in")
async def batch_sign_in(request: Asking, house: Housed) -> Redirect:
    """Start a session as an employer or a school. Sandbox only."""
    if not house.config.sandbox:
        raise NotSignedIn
    given = await parts_of(request)
    async with house.database.transaction() as conn:
        found = await employers.by_code(conn, SANDBOX_REGION, given.one("employer"))
        actor = officers.employer_actor(found.region, found.employer_id)
        token = await access.sign_in(conn, actor, wall_clock())
    return go(HOME, [cookie(request, COOKIE, token, None, HOME)])


@post("/batches/sign-out")
async def batch_sign_out(request: Asking, house: Housed) -> Redirect:
    """End the employer's session."""
    async with house.database.transaction() as conn:
        await access.sign_out(conn, request.cookies.get(COOKIE, ""), wall_clock())
    return go(HOME, [cookie(request, COOKIE, "", 0, HOME)])


@get([f"{HOME}/templates/{{name:str}}", f"{AT_DESK}/templates/{{name:str}}"])
async def batch_template(request: Asking, house: Housed, name: FromPath[str]) -> Response[bytes]:
    """The file to fill in for a matter, at ``<matter>.csv``. Fails with NotInBatches."""
    async with house.database.transaction() as conn:
        await arrive(conn, house, request)
    matter = name.removesuffix(".csv")
    text = files.template(matter).encode("utf-8-sig")  # as spreadsheets want it
    headers = {**HEADERS, "Content-Disposition": f'attachment; filename="yika-{matter}.csv"'}
    return Response(text, media_type=CSV, headers=headers)


@post([f"{HOME}/preview", f"{AT_DESK}/preview"], status_code=200, request_max_body_size=BODY_MAX)
async def preview_batch(request: Asking, house: Housed) -> Response[str]:
    """Every error and warning of a file, before anything is sent."""
    given = await _given(request, house)
    try:
        content = sending.content_of(given)
        async with house.database.transaction() as conn:
            sender = await arrive(conn, house, request, given.one("employer"))
            kept = await sending.kept_papers(conn, house, sender, given)
            asking = sending.asking_of(given, kept)
            to = conn, house.database.keys, house.book, sender.actor, sender.whose
            found = preview_told(await service.preview(*to, asking, content, sender.now))
    except YikaError as error:
        return await _page(request, house, given, refusal=error)
    papers = {f"{sending.KEPT}{name}": str(file) for name, file in kept.items()}
    carried = {**papers, "content": base64.b64encode(content).decode()}
    return await _page(request, house, given, preview=found, carried=carried)


@post([f"{HOME}/send", f"{AT_DESK}/send"], request_max_body_size=BODY_MAX)
async def send_batch(request: Asking, house: Housed) -> Response[str] | Redirect:
    """Send the file that was looked at, and do the first lines. A refusal shows the page again."""
    given = await _given(request, house)
    try:
        content, skip = sending.content_of(given), given.one("skip") == YES
        async with house.database.transaction() as conn:
            sender = await arrive(conn, house, request, given.one("employer"))
            asking = sending.asking_of(given, await sending.kept_papers(conn, house, sender, given))
            to = conn, house.database.keys, house.book, sender.actor, sender.whose
            key, now = given.one("key"), sender.now
            sent = await service.send(*to, asking, content, key, now, skip_errors=skip)
        batch, _ = service.accepted(sent)
    except YikaError as error:
        return await _page(request, house, given, refusal=error)
    await working.work_a_while(house.database, house.book, batch, now)
    return go(_address(sender, batch.number))


@get([f"{HOME}/sent/{{number:str}}", f"{AT_DESK}/sent/{{number:str}}"])
async def batch(request: Asking, house: Housed, number: FromPath[str]) -> Response[str]:
    """How far a batch is, and what came of each line. Fails with NoSuchBatch."""
    async with house.database.transaction() as conn:
        sender = await arrive(conn, house, request, request.query_params.get("employer", ""))
        found = await service.by_number(conn, sender.actor, sender.whose, number, sender.now)
        told = await batch_told(conn, house.database.keys, found)
    plain = {one.case: numbers.plain(one.case) for one in told.lines if one.case}
    return show(
        request,
        house,
        sender,
        refused=[],
        choices=[],
        page=None,
        preview=None,
        batch=told,
        plain=plain,
        number=number,
    )


@post([f"{HOME}/sent/{{number:str}}", f"{AT_DESK}/sent/{{number:str}}"])
async def go_on(request: Asking, house: Housed, number: FromPath[str]) -> Redirect:
    """Do more of the lines that wait. Fails with NoSuchBatch."""
    given = await _given(request, house)
    async with house.database.transaction() as conn:
        sender = await arrive(conn, house, request, given.one("employer"))
        found = await rows.one(conn, sender.region, await rows.find(conn, sender.whose, number))
    await working.work_a_while(house.database, house.book, found, sender.now)
    return go(_address(sender, found.number))


async def _given(request: Asking, house: House) -> Sent:
    """What was sent. Nothing is read before somebody is signed in."""
    async with house.database.transaction() as conn:
        await arrive(conn, house, request)
    return await parts_of(request)


def _address(sender: Sender, number: str) -> str:
    query = "" if sender.desk is None else f"?{urlencode({'employer': sender.whose.code})}"
    return f"{sender.home}/sent/{number}{query}"


async def _signing_in(request: Asking, house: House) -> Response[str]:
    """Employers and schools to be, in the sandbox."""
    choices: list[Employer] = []
    now = None
    if house.config.sandbox:
        async with house.database.transaction() as conn:
            choices = await employers.of_region(conn, SANDBOX_REGION, EMPLOYERS_MAX)
            now = await house.now(conn)
    facts = {"sandbox": house.config.sandbox, "now": now, "choices": choices}
    return render(request, "batch_sign_in.html", 401, **facts)


async def _page(
    request: Asking,
    house: House,
    given: Sent,
    *,
    refusal: YikaError | None = None,
    preview: BatchPreviewTold | None = None,
    carried: dict[str, str] | None = None,
) -> Response[str]:
    async with house.database.transaction() as conn:
        sender = await arrive(conn, house, request, given.one("employer"))
        facts = await _facts(conn, house, sender, given)
    return show(
        request,
        house,
        sender,
        200 if refusal is None else status_of(refusal),
        refused=[] if refusal is None else reasons(refusal),
        given=given.text,
        preview=preview,
        carried=carried or {},
        key=given.one("key") or uuid4().hex,
        batch=None,
        max_megabytes=house.config.file_megabytes,
        max_rows=files.ROWS_MAX,
        max_kilobytes=sending.UPLOAD_MAX // 1_000,
        **facts,
    )


async def _facts(conn: Conn, house: House, sender: Sender, given: Sent) -> dict[str, Any]:
    """The employers to choose from at the desk, the matters, the form, and what was sent."""
    if sender.employer is None:
        choices = await employers.of_region(conn, sender.region, EMPLOYERS_MAX)
        return {"choices": choices, "page": None}
    matters = sending.offered(house.book, sender)
    matter = next((one for one, _ in matters if one == given.one("matter")), "")
    sent = await service.of_employer(conn, sender.actor, sender.employer, sender.now)
    page: dict[str, Any] = {
        "matters": matters,
        "matter": matter,
        "called": dict(matters).get(matter),
        "papers": sending.papers_asked(sending.ways_of(house.book, sender, matter))
        if matter
        else [],
        "is_said_once": any(name.startswith("all-") and one[0] for name, one in given.text.items()),
        "for_all": sending.for_all(matter) if matter else [],
        "sent": [
            (_address(sender, one.number), await batch_told(conn, house.database.keys, one))
            for one in sent
        ],
    }
    return {"choices": [], "page": page}


HANDLERS = (
    batches,
    batch_sign_in,
    batch_sign_out,
    batch_template,
    preview_batch,
    send_batch,
    batch,
    go_on,
)
