"""Checking a document by its code, or by the QR code on it: for anybody, without signing in."""

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from yika.faces.portal.fields import HERE
from yika.faces.portal.pages import Asking, render
from yika.faces.portal.phrases import day
from yika.faces.portal.replies import reasons, status_of
from yika.ground.errors import YikaError
from yika.guide.papers_told import CheckedTold, checked
from yika.guide.telling import Both, Told
from yika.house import House

CODE_MAX = 40  # characters that are looked at
Housed = NamedDependency[House]


@get("/verify")
async def verify(request: Asking, house: Housed) -> Response[str]:
    """The form, and what a code that was sent tells."""
    return await _shown(request, house, request.query_params.get("code", ""))


@get("/verify/{code:str}")
async def verify_code(request: Asking, house: Housed, code: FromPath[str]) -> Response[str]:
    """Where the QR code of a document leads."""
    return await _shown(request, house, code)


async def _shown(request: Asking, house: House, code: str) -> Response[str]:
    asked = code.strip()[:CODE_MAX]
    found: CheckedTold | None = None
    refused: list[Told] = []
    status = 200
    async with house.database.transaction() as conn:
        now = await house.now(conn)
        try:
            if asked:
                found = await checked(conn, house.database.keys, asked, HERE, now)
        except YikaError as error:
            refused, status = reasons(error), status_of(error)
    return render(
        request,
        "verify.html",
        status,
        sandbox=house.config.sandbox,
        now=now,
        code=asked,
        found=found,
        told=None if found is None else _told(found),
        refused=refused,
        issued=None if found is None else day(found.issued_on, now),
    )


def _told(found: CheckedTold) -> tuple[Both, Both]:
    """State and kind in both languages."""
    return Both(found.state_zh, found.state_en), Both(found.zh, found.en)
