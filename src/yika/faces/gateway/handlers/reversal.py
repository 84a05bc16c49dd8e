"""2601: undo a message whose reply was lost (冲正).

What never came leaves a tombstone, so that it is refused when it comes late. What came is undone by
what `UNDO` has for its number; one undone already is answered as done.
"""

from collections.abc import Mapping
from typing import Final

from yika.faces.gateway.asked import Asked, Handling
from yika.faces.gateway.handlers.reversing import UNDO
from yika.faces.gateway.numbering import person_of
from yika.ground.errors import Conflict, Missing, Refused
from yika.institutions.model import Institution
from yika.interface.records import t2601
from yika.settlement import messages
from yika.settlement.messages import Kept, Key
from yika.store.db import Conn

CANCELS: Final = ("2103", "2208", "2305")  # reversible where the institution is set so
# A message that came under another number of the same transaction; 2601 has room for four digits.
ALSO: Final[Mapping[str, str]] = {"2207": "2207A"}


class NotReversible(Refused):
    """2601 does not undo that transaction here. Facts: infno, reversible."""

    code = "not_reversible"


class ReversalNotOffered(Refused):
    """Undoing that transaction by 2601 is not offered yet; cancel it. Facts: infno."""

    code = "reversal_not_offered"


class ReversalOfAnother(Conflict):
    """The message to be reversed was about somebody else. Facts: infno."""

    code = "reversal_of_another"


class NeverReceived(Missing):
    """The message to be reversed never came, and the place wants to hear so. Facts: infno."""

    code = "never_received"


async def reverse(conn: Conn, asked: Asked) -> None:
    """Undo the message named. Fails with NotReversible, ReversalOfAnother, or as undoing does."""
    given: t2601.Input = asked.input
    infno = given.data.oinfno
    settings = asked.house.config.gateway
    allowed = _allowed(asked.institution, settings.reversible)
    if infno not in allowed:
        raise NotReversible(infno=infno, reversible=list(allowed))
    found = await _received(conn, asked, infno, given.data.omsgid)
    if found is None:
        if not settings.unknown_reversed:
            raise NeverReceived(infno=infno)
        return
    key, kept = found
    if kept.reversed_at is not None:
        return
    if kept.person is not None and kept.person != person_of(given.data.psn_no):
        raise ReversalOfAnother(infno=infno)
    undo = UNDO.get(infno)
    if undo is None:
        raise ReversalNotOffered(infno=infno)
    if await messages.mark_reversed(conn, key, asked.at):  # Or another 2601 did it just now.
        await undo(conn, asked, kept)


async def _received(conn: Conn, asked: Asked, infno: str, msgid: str) -> tuple[Key, Kept] | None:
    """The message, if it came; otherwise it is refused from now on, whatever its number."""
    place = asked.institution
    for number in (infno, ALSO.get(infno)):
        if number is None:
            continue
        key = (place.region, place.institution_id, number, msgid)
        if not await messages.bury(conn, key, asked.at):
            kept = (await messages.kept_of(conn, [key]))[key]
            if not kept.never_came or number not in ALSO:
                return key, kept
    return None


def _allowed(institution: Institution, reversible: tuple[str, ...]) -> tuple[str, ...]:
    if institution.settings.cancels_reversible:
        return (*reversible, *(one for one in CANCELS if one not in reversible))
    return reversible


HANDLERS: Final[Mapping[str, Handling]] = {"2601": Handling(reverse, changes=True)}
