"""The code of the e-credential (医保码), to be held out at a hospital or pharmacy."""

from typing import Final

import segno
from litestar import Response, get
from litestar.di import NamedDependency

from yika.access.service import NoMandate
from yika.cards import codes, qr
from yika.cards.rules import WrongStage
from yika.cards.service import NoSuchCard
from yika.faces.portal.pages import Asking, render
from yika.faces.portal.people import arrive
from yika.ground.days import wall_clock
from yika.house import House

MATTER: Final = "e_credential_activate"
SCALE: Final = 6  # pixels a module


@get("/my-card/code")
async def my_code(request: Asking, house: NamedDependency[House]) -> Response[str]:
    """A fresh code, for the holder alone; it ends after some minutes.

    Where there is none in use, the way to one.
    """
    shown, instead = None, ""
    async with house.database.transaction() as conn:
        visit = await arrive(conn, house, request, request.query_params.get("for"))
        if visit.actor.person != visit.person:
            raise NoMandate(matter=MATTER)
        try:
            shown = await codes.show(conn, house.database.keys, visit.person, wall_clock())
        except NoSuchCard:
            instead = "code_none"
        except WrongStage:
            instead = "code_stopped"
    drawn = None
    if shown is not None:
        drawn = segno.make_qr(shown.code).svg_inline(scale=SCALE, light="white", border=4)
    return render(
        request,
        "my_code.html",
        sandbox=house.config.sandbox,
        now=visit.now,
        visit=visit,
        drawn=drawn,
        code=None if shown is None else shown.code,
        instead=instead,
        seconds=int(qr.SHOWN_MAX.total_seconds()),
    )
