"""What an effect works with, read after the person's anchor was locked."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from yika.access.model import Actor
from yika.cards import rules
from yika.cards.model import Card, Form, PasswordKind
from yika.cards.passwords import Slot
from yika.cards.service import NoSuchCard
from yika.matters.cases.model import CaseRef
from yika.matters.model import Act, Done
from yika.people.model import Identity, PersonKey
from yika.policy.load import Book
from yika.standing.laws import Laws
from yika.store.db import Conn
from yika.store.keys import Keys

IDS = UUID(
    "6f0c7a52-3f5e-5a0b-9a39-2f6b0c1d7e11"
)  # under which the ids of what acts bring about are made


@dataclass(frozen=True, slots=True)
class Work:
    """What an effect works with: one person's facts under lock, at one instant."""

    conn: Conn
    keys: Keys
    laws: Laws
    person: PersonKey
    cards: list[Card]
    identity: Identity
    actor: Actor
    at: datetime
    key: str  # the caller's; the same for a repeat
    relative: PersonKey | None = None  # whom the act names besides, if that is somebody known
    case: CaseRef | None = None  # what was decided, where a case led here

    @property
    def book(self) -> Book:
        """The law as files say it."""
        return self.laws.book

    def id_for(self, what: str) -> UUID:
        """An id for something this act brings about: the same for a repeat of the act."""
        return uuid5(IDS, f"{self.person.region}/{self.person.person_id}/{self.key}/{what}")

    def card(self, card_id: str | None, form: Form = Form.PHYSICAL, newest: bool = False) -> Card:
        """The card meant: the one named, the newest of the chain, or the one that counts.

        Fails with NoSuchCard.
        """
        if card_id is not None:
            found = next((card for card in self.cards if str(card.card_id) == card_id), None)
        elif newest:
            found = next(reversed(rules.chain(self.cards, form)), None)
        else:
            found = rules.current(self.cards, form)
        if found is None:
            raise NoSuchCard
        return found

    def slot(self, card: Card, kind: PasswordKind) -> Slot:
        """The password of that kind on a card."""
        return Slot(keys=self.keys, laws=self.laws, person=self.person, card=card, kind=kind)

    def done(self, act: Act, card: Card | None = None, **facts: object) -> Done:
        """The answer to an act that was done."""
        return Done(
            act=str(act.__struct_config__.tag),
            at=self.at,
            card_id=None if card is None else str(card.card_id),
            facts=facts,
        )
