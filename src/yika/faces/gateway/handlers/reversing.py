"""What 2601 does for each transaction that it undoes (冲正): settlements, cancels, admissions."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Final, TypeAlias

from yika.faces.gateway.asked import Asked
from yika.faces.gateway.numbering import person_of
from yika.faces.gateway.plain import place_of
from yika.people import service as people
from yika.people.model import PersonKey
from yika.settlement.messages import Kept
from yika.settlement.till import deposits
from yika.settlement.undoing import restoring, undoing
from yika.settlement.undoing.undoing import AlreadyCancelled, Undo
from yika.settlement.visits import noting, visits
from yika.settlement.visits.noting import note_visit
from yika.settlement.visits.visit_rules import NoSuchVisit
from yika.store.db import Conn

# Undo what a message did; handed what is kept of it. Locks anchors itself.
Undoing: TypeAlias = Callable[[Conn, Asked, Kept], Awaitable[None]]


async def undo_settlement(conn: Conn, asked: Asked, kept: Kept) -> None:
    """Cancel the settlement that the message made; one cancelled already stays so."""
    try:
        await undoing.cancel(conn, asked.house.book, _wanted(asked, kept), asked.at)
    except AlreadyCancelled:
        return


async def undo_cancel(conn: Conn, asked: Asked, kept: Kept) -> None:
    """Let the settlement stand again that the message had cancelled."""
    await restoring.restore(conn, asked.house.book, _wanted(asked, kept), asked.at)


async def undo_admission(conn: Conn, asked: Asked, kept: Kept) -> None:
    """Cancel the admission a message made and its deposit; nothing where the stay was older."""
    person = _person(asked, kept)
    await people.lock(conn, [person])
    try:
        stay = await visits.find(conn, person, place_of(asked), kept.message_id)
    except NoSuchVisit:
        return
    if stay.cancelled_at is None:
        await visits.cancel(conn, stay, asked.at)
        await deposits.give_back(conn, stay, asked.message_id, asked.at)
        await note_visit(conn, asked.actor, stay, noting.CANCELLED, asked.at)


def _wanted(asked: Asked, kept: Kept) -> Undo:
    return Undo(
        institution=asked.institution,
        person=_person(asked, kept),
        infno=asked.envelope.infno,
        msgid=asked.envelope.msgid,
        message_id=asked.message_id,
        setl_id=kept.message_id,
    )


def _person(asked: Asked, kept: Kept) -> PersonKey:
    return kept.person or person_of(asked.input.data.psn_no)


UNDO: Final[Mapping[str, Undoing]] = {
    **dict.fromkeys(("2102", "2207", "2207A", "2304", "2304A"), undo_settlement),
    **dict.fromkeys(("2103", "2208", "2305"), undo_cancel),
    "2401": undo_admission,
}
