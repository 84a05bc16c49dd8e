"""The inbox: what somebody was told, newest first, and that they have read it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.response import Redirect

from yika.faces.portal.pages import Asking, go, render
from yika.faces.portal.people import acts_for, arrive, name_of
from yika.faces.portal.phrases import instant
from yika.guide import notices_told
from yika.guide.telling import Both
from yika.house import House
from yika.matters.cases.numbers import NoSuchCase, plain
from yika.people import service as people

PAGE: Final = "/my-notices"
Housed = NamedDependency[House]


@dataclass(frozen=True, slots=True)
class Shown:
    """One notice."""

    title: Both
    text: Both
    when: Both
    unread: bool
    links: tuple[tuple[str, str], ...]  # what it is about: the address, and the phrase


@get(PAGE)
async def my_notices(request: Asking, house: Housed) -> Response[str]:
    """What somebody was told, with the way to what it is about."""
    async with house.database.transaction() as conn:
        visit = await arrive(conn, house, request, request.query_params.get("for"))
        to = conn, house.database.keys, visit.actor, visit.person
        found = await notices_told.inbox_of(*to, visit.now)
        others = await acts_for(conn, house, visit)
        name = name_of(await people.identity_of(conn, house.database.keys, visit.person))
    shown = [
        Shown(
            title=one.title,
            text=one.text,
            when=instant(one.happened_at, visit.now),
            unread=one.read_at is None,
            links=tuple(_links(one.ids)),
        )
        for one in found.notices
    ]
    return render(
        request,
        "my_notices.html",
        sandbox=house.config.sandbox,
        now=visit.now,
        visit=visit,
        others=others,
        name=name,
        notices=shown,
        unread=found.unread,
    )


@post(PAGE)
async def read_notices(request: Asking, house: Housed) -> Redirect:
    """The person has read all of them; nobody else reads for them."""
    async with house.database.transaction() as conn:
        visit = await arrive(conn, house, request, None)
        await notices_told.mark_read(conn, visit.actor, visit.person, None, visit.now)
    return go(PAGE)


def _links(ids: Mapping[str, object]) -> list[tuple[str, str]]:
    """Where what a notice is about can be seen."""
    found: list[tuple[str, str]] = []
    if (number := ids.get("number")) is not None and (digits := _digits(str(number))):
        found.append((f"/my-matters/cases/{digits}", "n_case"))
    if (document := ids.get("document_id")) is not None:
        found.append((f"/my-matters/documents/{UUID(str(document))}.pdf", "n_document"))
    return found


def _digits(number: str) -> str:
    """The digits of the number of a case; empty where it is a number of something else."""
    try:
        return plain(number)
    except NoSuchCase:
        return ""
