"""What the form of a bill is filled in with for whoever is signed in."""

from typing import Final

from yika.access.service import NotSignedIn
from yika.faces.portal.pages import Asking
from yika.faces.portal.people import arrive, note_look
from yika.ground.money import yuan
from yika.house import House
from yika.settlement.till import mine
from yika.settlement.till.mine import OwnCase
from yika.store.db import Conn

READ: Final = "circumstances.read"
YES: Final = "yes"


async def filled_in(conn: Conn, house: House, request: Asking) -> dict[str, str]:
    """The visitor's own circumstances by the names of the fields; nothing of a stranger.

    The look is journalled.
    """
    try:
        visit = await arrive(conn, house, request, None)
    except NotSignedIn:
        return {}
    own = await mine.case_of(conn, house.database.keys, house.book, visit.person, visit.now)
    await note_look(conn, visit, READ)
    return {"region": visit.person.division, **_typed(own)}


def _typed(own: OwnCase) -> dict[str, str]:
    told = own.told
    found = {
        "scheme": own.scheme,
        "bill_status": "retired" if told.retired else "active",
        "group": told.group,
        "bill_age": None if told.age is None else str(told.age),
        "bill_months": None if told.months is None else str(told.months),
        "bill_assistance": told.assistance,
        "bill_civil": YES if told.civil_servant else None,
        "bill_balance": yuan(own.usable_fen) if own.usable_fen else None,
    }
    return {name: text for name, text in found.items() if text is not None}
