"""What to bring, to be printed: for the situation, the way and the person who comes."""

import asyncio

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from yika.faces.portal.matters import applying
from yika.faces.portal.matters.case_routes import PDF, saved
from yika.faces.portal.matters.needing import needed
from yika.faces.portal.pages import Asking
from yika.faces.portal.people import arrive
from yika.guide import materials
from yika.guide.materials import NothingToBring
from yika.house import House
from yika.papers.drawing import drawn

Housed = NamedDependency[House]


@get("/my-matters/{matter:str}/materials.pdf")
async def my_materials(request: Asking, house: Housed, matter: FromPath[str]) -> Response[bytes]:
    """The list as a PDF. Fails with NothingToBring where no such way is open to whoever asks."""
    query = request.query_params
    given = {name: tuple(query.getall(name)) for name in query}
    async with house.database.transaction() as conn:
        visit = await arrive(conn, house, request, query.get("for"), matter=matter)
        need = await needed(conn, house, visit, matter, applying.act_of(matter), given)
        ways = [one for one in need.found.ways if one.channel == query.get("way")]
        if not ways or not need.is_told:
            raise NothingToBring
        to = conn, house.database.keys, house.book, visit.actor, visit.person
        who = query.get("who", "")
        found = await materials.issued(*to, need.found, ways[0], who, visit.now)
    content = await asyncio.to_thread(drawn, found, house.config.public_address)
    return saved(content, f"yika-{materials.KIND}-{matter}-{ways[0].channel}.pdf", PDF)
