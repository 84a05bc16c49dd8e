"""The code a holder shows on a telephone (医保码): its text for an app, and as a picture."""

from datetime import datetime
from typing import Final

import msgspec
import segno
from litestar import get
from litestar.params import FromPath

from yika.access.service import NoMandate
from yika.cards import codes
from yika.faces.api.asking import BEARER, NOS, Asked, Housed, actor_of, person_of
from yika.ground.days import wall_clock

MATTER: Final = "e_credential_activate"
SCALE: Final = 4  # pixels a module


class CodeShown(msgspec.Struct, frozen=True, kw_only=True):
    """A code, until when it can be scanned, and its picture (SVG)."""

    code: str
    until: datetime
    svg: str


@get(
    "/people/{person:str}/qr-code",
    tags=["cards"],
    summary="出示医保码 / show the code of the e-credential",
    responses=NOS,
    security=BEARER,
)
async def show(request: Asked, person: FromPath[str], house: Housed) -> CodeShown:
    """A fresh code of the e-credential, for the holder alone; it ends after some minutes."""
    async with house.database.transaction() as conn:
        actor = await actor_of(conn, request, house)
        about = person_of(person, actor)
        if actor.person != about:
            raise NoMandate(matter=MATTER)
        shown = await codes.show(conn, house.database.keys, about, wall_clock())
    drawn = segno.make_qr(shown.code).svg_inline(scale=SCALE)
    return CodeShown(code=shown.code, until=shown.until, svg=drawn)


HANDLERS = (show,)
