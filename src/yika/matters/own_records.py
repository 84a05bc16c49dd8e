"""Whether a line of somebody's history is there and theirs, by its number."""

from collections.abc import Awaitable, Callable
from typing import Final
from uuid import UUID

from yika.accounts import service as accounts
from yika.accounts.service import NoSuchTransfer
from yika.cards import service as cards
from yika.people.model import PersonKey
from yika.settlement.till import mine
from yika.settlement.till.mine import NUMBER_END, NoSuchBill
from yika.store import journal
from yika.store.db import Conn


async def is_theirs(conn: Conn, person: PersonKey, about: str, reference: str) -> bool:
    """Whether the person's own history has that line; what cannot be a number is none."""
    return await LOOKS[about](conn, person, reference)


async def _entry(conn: Conn, person: PersonKey, reference: str) -> bool:
    number = _number(reference)
    return number is not None and await journal.has_entry(
        conn, person.region, person.person_id, number
    )


async def _transfer(conn: Conn, person: PersonKey, reference: str) -> bool:
    try:
        found = await accounts.transfer_of(conn, person.region, UUID(reference))
    except (NoSuchTransfer, ValueError):
        return False
    return person.person_id in (found.debit.owner, found.credit.owner)


async def _settlement(conn: Conn, person: PersonKey, reference: str) -> bool:
    try:
        await mine.bill_of(conn, person, _number(reference) or 0)
    except NoSuchBill:
        return False
    return True


async def _card_event(conn: Conn, person: PersonKey, reference: str) -> bool:
    card, _, place = reference.partition("/")
    card_id, seq = _number(card), _number(place)
    if card_id is None or seq is None:
        return False
    return await cards.has_event(conn, person, card_id, seq)


def _number(text: str) -> int | None:
    """A whole number that the database can hold."""
    if not (text.isascii() and text.isdecimal()):
        return None
    number = int(text)
    return number if number < NUMBER_END else None


LOOKS: Final[dict[str, Callable[[Conn, PersonKey, str], Awaitable[bool]]]] = {
    "journal": _entry,
    "transfer": _transfer,
    "settlement": _settlement,
    "card_event": _card_event,
}
