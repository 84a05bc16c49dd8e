"""The letter with an initial password (密码函): made and printed at once, kept nowhere.

The database gets the verifier and the fact that a letter was printed. A letter that was lost is
replaced by another with another password; the one before says *withdrawn* from then on.
"""

import secrets
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from yika.access import service as access
from yika.access.model import Actor, Role
from yika.access.service import NoMandate
from yika.cards import rules
from yika.cards import service as cards
from yika.cards.model import Card, Form, PasswordKind, Stage
from yika.cards.passwords import Slot, new_password_reasons, set_initial
from yika.cards.service import NoSuchCard
from yika.ground.errors import Conflict, Refused
from yika.ground.ids import mask_number
from yika.insurance.books.noting import note
from yika.papers import documents
from yika.papers.documents import LETTER
from yika.papers.drawing import letter
from yika.papers.model import Document, State
from yika.people import service as people
from yika.people.model import Identity, PersonKey
from yika.policy.load import Book
from yika.standing.service import laws_of
from yika.store.db import Conn
from yika.store.keys import Keys

MATTER: Final = "password_reset"
REMOTE: Final = ("app", "website", "hotline")  # where nobody sees who receives it
DIGITS: Final = "0123456789"


class NoLetterHere(Refused):
    """The place hands out no letters for such a card. Facts: made (how passwords begin here)."""

    code = "no_letter_here"


class LetterInPerson(Refused):
    """A letter is handed over to the holder in person only. Facts: channel."""

    code = "letter_in_person"


class LetterPrinted(Conflict):
    """The card's letter was printed already. Facts: printed_at."""

    code = "letter_printed"


class PasswordChosen(Conflict):
    """The holder has a password of their own choice. Facts: none."""

    code = "password_chosen"


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A letter to be drawn once; the password is nowhere else."""

    document: Document
    password: str = field(repr=False)
    opening: str = field(repr=False)  # what opens the PDF: the holder's ID number

    def drawn(self, address: str) -> bytes:
        """The letter as a PDF that the holder's ID number opens. It takes a while."""
        return letter(self.document, address, self.password, self.opening)


async def make(
    conn: Conn,
    keys: Keys,
    book: Book,
    actor: Actor,
    person: PersonKey,
    card_id: str | None,
    at: datetime,
    *,
    again: bool = False,
) -> Made:
    """Set a new initial password and issue its letter, which the caller draws before committing.

    Fails with NoMandate, LetterInPerson, NoSuchCard, NoLetterHere, PasswordChosen or LetterPrinted.
    """
    await _allowed(conn, actor, person, at)
    await people.lock(conn, [person])
    card = await _card(conn, person, card_id)
    laws = laws_of(book, person.division)
    kind = PasswordKind.SOCIAL_SECURITY
    slot = Slot(keys=keys, laws=laws, person=person, card=card, kind=kind)
    before = await _letter_of(conn, keys, person, card, at)
    _objections(slot, before, at, again=again)
    identity = await people.identity_of(conn, keys, person)
    password = _invented(slot, identity, actor.channel, at)
    await set_initial(conn, slot, password, at)
    if before is not None:
        await documents.withdraw(conn, person, before.document_id, at)
    if before is not None or not any(one.kind.startswith("letter_") for one in card.events):
        await cards.note(conn, person, card, "letter_printed", at)
    number = cards.number_of(person.region, card.card_id)
    facts = {"card": mask_number(number), "card_id": card.card_id}
    document = await documents.issue(conn, keys, person, LETTER, facts, at)
    told = {"card_id": card.card_id, "document_id": document.document_id, "again": again}
    await note(conn, actor, person, "password.letter_printed", at, told, book)
    return Made(document=document, password=password, opening=identity.id_number)


async def _allowed(conn: Conn, actor: Actor, person: PersonKey, at: datetime) -> None:
    """Let an officer pass, or the holder where they are seen; never an agent."""
    await access.require(conn, actor, person, MATTER, at)
    if actor.role is Role.OFFICER:
        return
    if actor.person != person:
        raise NoMandate(matter=MATTER)
    if actor.channel in REMOTE:
        raise LetterInPerson(channel=actor.channel)


async def _card(conn: Conn, person: PersonKey, card_id: str | None) -> Card:
    """The card meant, or the newest. Fails with NoSuchCard."""
    line = rules.chain(await cards.of_person(conn, person), Form.PHYSICAL)
    meant = [one for one in line if card_id in (None, str(one.card_id))]
    if not meant or rules.stage(meant[-1]) is Stage.CANCELLED:
        raise NoSuchCard
    return meant[-1]


async def _letter_of(
    conn: Conn, keys: Keys, person: PersonKey, card: Card, at: datetime
) -> Document | None:
    """The card's letter that counts now."""
    for one in await documents.of_person(conn, keys, person):
        is_of_card = one.kind == LETTER and one.content.facts.get("card_id") == card.card_id
        if is_of_card and one.state(at) is State.GENUINE:
            return one
    return None


def _objections(slot: Slot, before: Document | None, at: datetime, *, again: bool) -> None:
    made = slot.laws.initial_password(slot.card.issuer, at)
    if made != LETTER:
        raise NoLetterHere(made=made)
    held = slot.card.password(slot.kind)
    if held is not None and held.is_set and not held.is_initial:
        raise PasswordChosen
    if before is not None and not again:
        raise LetterPrinted(printed_at=before.issued_at)


def _invented(slot: Slot, identity: Identity, channel: str, at: datetime) -> str:
    """Digits nobody would try first, of the form of the place."""
    form = slot.laws.password_format(slot.kind, channel, at)
    refused = slot.laws.passwords_refused(at)
    while True:
        drawn = "".join(secrets.choice(DIGITS) for _ in range(form["min"]))
        if not new_password_reasons(drawn, form, refused, identity):
            return drawn
