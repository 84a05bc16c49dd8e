"""Living a character's history through the services, with the instants of long ago passed in.

What happened long ago was decided then: it is written as it was. What a character does in the last
days goes through `matters`, as it would from a face.
"""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from itertools import count, pairwise
from uuid import uuid4

from yika.access.model import Actor, Role
from yika.cards import rules
from yika.cards import service as cards
from yika.cards.laws import CardLaws
from yika.cards.model import Card, Form, PasswordKind, Stage
from yika.ground.days import BEIJING, add_months
from yika.holds import service as holds
from yika.holds.model import Cause, Hold
from yika.matters import service as matters
from yika.matters.model import Act, Done
from yika.people.model import PersonKey
from yika.policy.load import Book
from yika.store.db import Conn
from yika.store.keys import Keys
from yika.store.sealing import PasswordOf, verifier
from yika.store.sql import queries

QUERIES = queries(__package__)
BANK, OTHER_BANK = "演示银行", "演示农商银行"
# How long after the step before a card usually takes its next step.
PACE = {
    Stage.MADE: timedelta(days=6),
    Stage.SHIPPED: timedelta(days=1),
    Stage.READY: timedelta(days=2),
    Stage.COLLECTED: timedelta(days=3, hours=2),
    Stage.ACTIVATED: timedelta(minutes=10),
}
CARD_PASSWORD, E_PASSWORD = "258046", "935172"  # of people who do not exist


class Life:
    """One character's life so far, written into one open transaction with their anchor locked."""

    def __init__(
        self, conn: Conn, keys: Keys, book: Book, person: PersonKey, id_number: str
    ) -> None:
        self.person = person
        self._conn, self._keys, self._book = conn, keys, book
        self._laws = CardLaws(book, person.division)
        self._initial = id_number[-6:]
        self._numbers = count(1)

    async def card(
        self,
        ordered: datetime,
        *,
        generation: str = "third",
        bank: str | None = BANK,
        upto: Stage = Stage.ACTIVATED,
        password: str | None = CARD_PASSWORD,
    ) -> None:
        """A first card, brought as far as `upto`. With `password` None the initial one stays."""
        await self._order(Form.PHYSICAL, generation, bank, ordered)
        # A bank makes the initial password of the ID number; the agency sends a letter.
        initial = None if bank is None else self._initial
        await self.given(initial, ordered, initial=initial is not None)
        await self.bring(upto, ordered)
        if upto is Stage.ACTIVATED and password is not None:
            await self.given(password, ordered + timedelta(days=13))

    async def e_credential(self, at: datetime, password: str = E_PASSWORD) -> None:
        """An e-credential, activated at once with a password of its own."""
        await self._order(Form.ELECTRONIC, "electronic", None, at)
        await self._advance(Form.ELECTRONIC, Stage.ACTIVATED, at)
        await self.given(password, at, form=Form.ELECTRONIC)

    async def bring(self, upto: Stage, since: datetime) -> None:
        """Bring the newest card as far as `upto`, at the usual pace from `since` on."""
        for stage, pace in PACE.items():
            since += pace
            await self._advance(Form.PHYSICAL, stage, since)
            if stage is upto:
                return

    async def given(
        self,
        password: str | None,
        at: datetime,
        *,
        initial: bool = False,
        form: Form = Form.PHYSICAL,
    ) -> None:
        """The newest card has this password since then; None: none yet."""
        card = await self._newest(form)
        kind = (
            PasswordKind.E_CREDENTIAL if form is Form.ELECTRONIC else PasswordKind.SOCIAL_SECURITY
        )
        of = PasswordOf(self.person.region, self.person.person_id, card.card_id, kind)
        values = {
            "region": of.region,
            "person_id": of.person_id,
            "card_id": of.card_id,
            "kind": kind,
            "verifier": None if password is None else verifier(self._keys, of, password),
            "is_initial": initial,
            "set_at": at,
        }
        await self._conn.execute(QUERIES["give_password"], values)

    async def note(self, kind: str, at: datetime) -> None:
        """Something happened to the newest card: a letter's way, a printed statement."""
        await cards.note(self._conn, self.person, await self._newest(Form.PHYSICAL), kind, at)

    async def uses(self, first: datetime, last: datetime, times: int = 20) -> None:
        """The card was used so many times from one instant to another, spread over shop hours."""
        held = await cards.of_person(self._conn, self.person)
        card = rules.current(held, Form.PHYSICAL)
        assert card is not None, "only a card is used"
        values = {
            "region": self.person.region,
            "person_id": self.person.person_id,
            "card_id": card.card_id,
            "used_at": list(spread(first, last, times)),
        }
        await self._conn.execute(QUERIES["add_uses"], values)

    async def suspended(self, basis: str, months: int, at: datetime) -> None:
        """A suspension was decided on, by two officers, as cases of today are."""
        hold = Hold(
            hold_id=uuid4(),
            person=self.person,
            cause=Cause.SUSPENSION,
            basis=basis,
            starts_at=at,
            ends_at=add_months(at, months),
        )
        await holds.place(self._conn, hold)

    async def act(
        self, act: Act, at: datetime, channel: str = "counter", *, own: bool = False
    ) -> Done:
        """Have something done through `matters`: by an officer, or by the person's own hand."""
        actor = Actor(
            role=Role.HOLDER if own else Role.OFFICER,
            channel=channel,
            person=self.person if own else None,
        )
        key = f"demo-{next(self._numbers)}"
        return await matters.submit(
            self._conn, self._keys, self._book, actor, self.person, act, key, at
        )

    async def _order(self, form: Form, generation: str, bank: str | None, at: datetime) -> None:
        await cards.order(
            self._conn,
            self._keys,
            self._laws,
            self.person,
            form=form,
            generation=generation,
            issuer="social_security" if bank is None else "bank",
            bank=bank,
            reason="first",
            replaces=None,
            at=at,
        )

    async def _advance(self, form: Form, to: Stage, at: datetime) -> None:
        await cards.advance(self._conn, self.person, await self._newest(form), to, at)

    async def _newest(self, form: Form) -> Card:
        held = await cards.of_person(self._conn, self.person)
        return rules.chain(held, form)[-1]


def spread(first: datetime, last: datetime, times: int) -> Iterable[datetime]:
    """So many instants in shop hours, beginning and ending with the two given."""
    assert times >= 2, "a first and a last"
    days = (last - first).days
    between = [
        datetime.combine(
            first.date() + timedelta(days=days * place // (times - 1)),
            time(9, place * 37 % 60),
            BEIJING,
        )
        + timedelta(hours=place % 9)
        for place in range(1, times - 1)
    ]
    found = [first, *sorted(between), last]
    assert all(before <= after for before, after in pairwise(found)), "uses are told in order"
    return found
