"""The lines of one's own history that one may object to, each by its number, newest first."""

from collections.abc import Awaitable, Callable
from typing import Final

from yika.cards import service as cards
from yika.faces.portal.fields import Option
from yika.faces.portal.people import Visit
from yika.faces.portal.phrases import has_phrase, instant, joined, phrase
from yika.ground.money import yuan
from yika.guide.telling import Both
from yika.settlement.till import mine
from yika.store import journal
from yika.store.db import Conn

ENTRIES_MAX: Final = 40


async def entries_of(conn: Conn, visit: Visit, about: str) -> list[Option]:
    """Lines of one kind of `LINES`."""
    return await LINES[about](conn, visit)


async def _journal(conn: Conn, visit: Visit) -> list[Option]:
    person = visit.person
    found = await journal.entries_about(conn, person.region, person.person_id, ENTRIES_MAX)
    told: list[Option] = []
    for one in found:
        key = f"what_{one.what}"
        what = phrase(key) if has_phrase(key) else Both(one.what, one.what)
        label = joined([instant(one.happened_at, visit.now), what], "comma")
        told.append(Option(str(one.entry_id), label))
    return told


async def _settlements(conn: Conn, visit: Visit) -> list[Option]:
    found = await mine.bills_of(conn, visit.person, None, None, visit.now)
    return [
        Option(
            str(one.settlement_id),
            joined(
                [instant(one.settled_at, visit.now), phrase("yuan_n", amount=yuan(one.total_fen))]
            ),
        )
        for one in found.bills[:ENTRIES_MAX]
    ]


async def _card_events(conn: Conn, visit: Visit) -> list[Option]:
    told = [
        (
            event.at,
            f"{card.card_id}/{place}",
            joined([instant(event.at, visit.now), phrase(f"mt_ev_{event.kind}")]),
        )
        for card in await cards.of_person(conn, visit.person)
        for place, event in enumerate(card.events, 1)
    ]
    newest = sorted(told, key=lambda one: one[0], reverse=True)[:ENTRIES_MAX]
    return [Option(reference, label) for _, reference, label in newest]


# Kinds of lines to choose from; the number of a movement of the account is typed.
LINES: Final[dict[str, Callable[[Conn, Visit], Awaitable[list[Option]]]]] = {
    "journal": _journal,
    "settlement": _settlements,
    "card_event": _card_events,
}
