"""Having an act done from a page, and leaving word of it for the page that follows."""

import asyncio
import base64
from collections.abc import Mapping
from typing import Final

import msgspec
from litestar import Response
from litestar.response import Redirect

from yika.access.model import Actor, Role
from yika.access.service import OfficersOnly
from yika.faces.portal import asking
from yika.faces.portal.fields import HERE
from yika.faces.portal.pages import Asking, cookie, go
from yika.faces.portal.people import arrive
from yika.house import House
from yika.matters import service as matters
from yika.matters.model import Done

TOLD: Final = "yika_told"
TOLD_SECONDS: Final = 60
_in_hand: set[asyncio.Task[Done]] = set()


async def submitted(request: Asking, house: House, given: Mapping[str, str]) -> Done:
    """The act done. It goes on when the visitor hangs up: a wrong password counts."""
    asked = asking.read(given)
    if not house.config.sandbox and asked.role is Role.OFFICER:
        raise OfficersOnly(matter=str(asked.act.__struct_config__.tag))
    channel = asked.channel if house.config.sandbox else HERE
    work = asyncio.create_task(_submit(request, house, given.get("person"), asked, channel))
    _in_hand.add(work)
    work.add_done_callback(_in_hand.discard)
    return await asyncio.shield(work)


def gone(request: Asking, done: Done, page: str, whose: str | None, query: str = "") -> Redirect:
    """To the page that says what came of an act, with word of it; `query` is told after it."""
    text = base64.urlsafe_b64encode(msgspec.json.encode(done)).decode()
    asked = f"for={whose}" if whose else query
    to = f"{page}?{asked}" if asked else page
    return go(to, [cookie(request, TOLD, text, TOLD_SECONDS, page)])


def told(request: Asking) -> Done | None:
    """What the last act came to, if the page before left word of it."""
    text = request.cookies.get(TOLD)
    if not text:
        return None
    try:
        return msgspec.json.decode(base64.urlsafe_b64decode(text), type=Done)
    except (ValueError, msgspec.MsgspecError):
        return None


def forget(request: Asking, shown: Response[str], page: str) -> Response[str]:
    """The page, after which the word left for it is gone."""
    shown.set_cookie(cookie(request, TOLD, "", 0, page))
    return shown


async def _submit(
    request: Asking, house: House, whose: str | None, asked: asking.Asked, channel: str
) -> Done:
    async with house.database.transaction() as conn:
        visit = await arrive(conn, house, request, whose, channel)
        actor = visit.actor
        if asked.role is Role.OFFICER:
            actor = Actor(role=Role.OFFICER, channel=channel)
        keys, book = house.database.keys, house.book
        return await matters.submit(
            conn, keys, book, actor, visit.person, asked.act, asked.key, visit.now
        )
