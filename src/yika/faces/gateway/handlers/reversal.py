"""2601: undo a message whose reply was lost (冲正).

What never came leaves a tombstone, so that it is refused when it comes late, and the reply says
that nothing was undone. What came is undone by what `UNDO` has for its number; one undone already
is answered as done.
"""

from collections.abc import Mapping
from typing import Any, Final

from yika.faces.gateway.asked import Answer, Asked, Handling
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
ALSO: Final[Mapping[str, str]] = {"2207": "2207A", "2304": "2304A"}
# What the message may have come as, where the number told is mistaken.
OTHERS: Final = (
    *UNDO,
    *("2201", "2202", "2203", "2203A", "2204", "2205"),
    *("2301", "2302", "2402", "2403", "2404", "2405"),
)
NEVER_CAME: Final = (
    "没有收到过这条{infno}报文，没有退任何钱；它此后再到也不会办理。"
    "请核对oinfno和omsgid，用5203查明。"
)


class NotReversible(Refused):
    """2601 does not undo that transaction here. Facts: infno, reversible."""

    code = "not_reversible"


class ReversalNotOffered(Refused):
    """Undoing that transaction by 2601 is not offered yet; cancel it. Facts: infno."""

    code = "reversal_not_offered"


class ReversalOfAnother(Conflict):
    """The message to be reversed was about somebody else. Facts: infno."""

    code = "reversal_of_another"


class CameAsAnother(Conflict):
    """The message to be reversed came as another transaction. Facts: infno, came_as."""

    code = "came_as_another"


class NeverReceived(Missing):
    """The message to be reversed never came, and the place wants to hear so. Facts: infno."""

    code = "never_received"


async def reverse(conn: Conn, asked: Asked) -> Answer | None:
    """Undo the message named; told where it never came.

    Fails with NotReversible, CameAsAnother, ReversalOfAnother, or as undoing does.
    """
    given: t2601.Input = asked.input
    infno = given.data.oinfno
    settings = asked.house.config.gateway
    allowed = _allowed(asked.institution, settings.reversible)
    if infno not in allowed:
        raise NotReversible(infno=infno, reversible=list(allowed))
    found = await _received(conn, asked, infno, given.data.omsgid)
    if found is None:
        came_as = await _came_as(conn, asked, infno, given.data.omsgid)
        if came_as is not None:
            raise CameAsAnother(infno=infno, came_as=came_as)
        if not settings.unknown_reversed:
            raise NeverReceived(infno=infno)
        told: dict[str, Any] = {"never_received": True}
        return Answer(output=None, warning=NEVER_CAME.format(infno=infno), yika=told)
    key, kept = found
    if kept.reversed_at is not None:
        return None
    if kept.person is not None and kept.person != person_of(given.data.psn_no):
        raise ReversalOfAnother(infno=infno)
    undo = UNDO.get(infno)
    if undo is None:
        raise ReversalNotOffered(infno=infno)
    if await messages.mark_reversed(conn, key, asked.at):  # Or another 2601 did it just now.
        await undo(conn, asked, kept)
    return None


async def _received(conn: Conn, asked: Asked, infno: str, msgid: str) -> tuple[Key, Kept] | None:
    """The message, if it came; otherwise it is refused from now on, whatever its number."""
    place = asked.institution
    for number in (infno, ALSO.get(infno)):
        if number is None:
            continue
        key = (place.region, place.institution_id, number, msgid)
        if not await messages.bury(conn, key, asked.at):
            kept = (await messages.kept_of(conn, [key]))[key]
            if not kept.never_came:
                return key, kept
    return None


async def _came_as(conn: Conn, asked: Asked, infno: str, msgid: str) -> str | None:
    """Under which other number a message came, if it did."""
    place = asked.institution
    others = [one for one in dict.fromkeys(OTHERS) if one not in (infno, ALSO.get(infno))]
    keys = [(place.region, place.institution_id, number, msgid) for number in others]
    for key, kept in (await messages.kept_of(conn, keys)).items():
        if not kept.never_came:
            return key[2]
    return None


def _allowed(institution: Institution, reversible: tuple[str, ...]) -> tuple[str, ...]:
    if institution.settings.cancels_reversible:
        return (*reversible, *(one for one in CANCELS if one not in reversible))
    return reversible


HANDLERS: Final[Mapping[str, Handling]] = {"2601": Handling(reverse, changes=True)}
