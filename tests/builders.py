"""What tests are made of: facts with defaults, people in a real database, valid ID numbers."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count

from stdnum.cn import ric

from yika.access.model import Actor, Role
from yika.cards.model import Card, Event, Form, Password
from yika.ground.days import BEIJING
from yika.insurance.model import Cover, Enrolment, PaidSpan
from yika.matters import model as acts
from yika.matters.model import Act, Done
from yika.matters.service import submit
from yika.people import service as people
from yika.people.model import Identity, PersonKey
from yika.policy.load import Book, load_book
from yika.standing.model import Facts, RecordedHold, Standing
from yika.standing.service import why
from yika.store.db import Conn, Database

AT = datetime(2026, 3, 16, 9, tzinfo=BEIJING)
CITY = 999900
EMPLOYER = 900_000_001  # of everybody made here; numbers given out begin at 1
CHOSEN = "135790"  # the password of whoever has one
BOOK = load_book()
OFFICER = Actor(role=Role.OFFICER, channel="counter")
_serials = count(1)


def an_id_number(serial: int | None = None, born: date = date(1990, 1, 1)) -> str:
    """A valid ID number of a made-up person."""
    thousands, rest = divmod(next(_serials) if serial is None else serial, 1000)
    number = f"9999{thousands:02}{born:%Y%m%d}{rest:03}"
    return number + ric.calc_check_digit(number + "0")  # It ignores the last place.


def a_password(**changes: object) -> Password:
    """A password of the holder's own choice."""
    given = {"kind": "social_security", "is_set": True, "is_initial": False, "set_at": _ago(730)}
    return Password(**(given | changes))  # pyright: ignore[reportArgumentType]


def a_card(*later: tuple[str, datetime], **changes: object) -> Card:
    """A card in use for two years, used last month; then whatever happened later."""
    life = [
        Event(kind, _ago(730)) for kind in ("ordered", "made", "ready", "collected", "activated")
    ]
    given = {
        "card_id": 1,
        "form": Form.PHYSICAL,
        "generation": "third",
        "issuer": "bank",
        "bank": "演示银行",
        "reason": "first",
        "replaces": None,
        "expires_on": date(2035, 1, 1),
        "events": (*life, *(Event(kind, at) for kind, at in later)),
        "passwords": (a_password(),),
        "uses_since_statement": 5,
        "last_used_at": _ago(30),
    }
    return Card(**(given | changes))  # pyright: ignore[reportArgumentType]


def an_e_credential(**changes: object) -> Card:
    """An e-credential in use."""
    given = {
        "card_id": 90,
        "form": Form.ELECTRONIC,
        "generation": "electronic",
        "issuer": "social_security",
        "bank": None,
        "expires_on": None,
        "events": (Event("ordered", _ago(200)), Event("activated", _ago(200))),
        "passwords": (a_password(kind="e_credential"),),
    }
    return a_card(**(given | changes))


def a_cover(*paid: PaidSpan, **changes: object) -> Cover:
    """An employee enrolled since 2020 and paid ever since, or what is told otherwise."""
    enrolled = Enrolment(scheme="employee", starts_on=date(2020, 3, 1), employer_id=1)
    given = {
        "enrolments": (enrolled,),
        "paid": paid or (PaidSpan("employee", date(2020, 3, 1), date(2026, 2, 1)),),
    }
    return Cover(**(given | changes))  # pyright: ignore[reportArgumentType]


def some_facts(
    *cards: Card,
    holds: tuple[RecordedHold, ...] = (),
    region: int = CITY,
    cover: Cover | None = None,
) -> Facts:
    """What is known of somebody with these cards, or with one in order and an e-credential.

    Who is not told otherwise is insured and has paid.
    """
    return Facts(
        region=region,
        person_id=1,
        insurance="employee",
        cards=cards or (a_card(), an_e_credential()),
        holds=holds,
        cover=a_cover() if cover is None else cover,
    )


def a_hold(cause: str, since: datetime, until: datetime | None = None) -> RecordedHold:
    """A recorded hold."""
    return RecordedHold(hold_id="1", cause=cause, basis="test", starts_at=since, ends_at=until)


def hours(number: float) -> timedelta:
    """So many hours."""
    return timedelta(hours=number)


def _ago(days: float) -> datetime:
    return AT - timedelta(days=days)


@dataclass
class Somebody:
    """A person in a real database, and what can be done for them."""

    database: Database
    person: PersonKey
    id_number: str
    book: Book = BOOK
    keys: "count[int]" = field(default_factory=count)

    async def act(
        self, act: Act, at: datetime = AT, actor: Actor = OFFICER, key: str | None = None
    ) -> Done:
        """Have an act done and committed."""
        async with self.database.transaction() as conn:
            key = key or f"test-{next(self.keys)}"
            return await submit(
                conn, self.database.keys, self.book, actor, self.person, act, key, at
            )

    async def standing(self, at: datetime = AT) -> Standing:
        """The standing at an instant."""
        async with self.database.transaction() as conn:
            return await why(conn, self.database.keys, self.book, self.person, at, OFFICER, AT)

    async def causes(self, at: datetime = AT) -> set[str]:
        """The causes in force at an instant, the e-credential nobody asked for aside."""
        found = (await self.standing(at)).holds
        return {hold.cause for hold in found} - {"no_e_credential"}

    def holder(self, channel: str = "app") -> Actor:
        """The person as an actor."""
        return Actor(role=Role.HOLDER, channel=channel, person=self.person)

    async def used(self, times: int, at: datetime, card_id: int | None = None) -> None:
        """Use the card at a till so many times, a minute apart, ending at an instant."""
        async with self.database.transaction() as conn:
            await conn.execute(
                """
                INSERT INTO card_uses (region, person_id, card_id, used_at, seq)
                SELECT c.region, c.person_id, c.card_id, %(at)s - make_interval(mins => n), 0
                FROM cards c, generate_series(0, %(times)s - 1) n
                WHERE c.region = %(region)s AND c.person_id = %(person_id)s AND c.form = 'physical'
                  AND c.card_id = coalesce(%(card_id)s, c.card_id)
                """,
                {
                    "at": at,
                    "times": times,
                    "region": self.person.region,
                    "person_id": self.person.person_id,
                    "card_id": card_id,
                },
            )


async def somebody(
    database: Database, region: int = CITY, name: str = "王小明", *, insured: bool = True
) -> Somebody:
    """A registered person without a card, an employee who has paid unless told otherwise."""
    number = an_id_number()
    async with database.transaction() as conn:
        identity = Identity(name=name, id_number=number, phone="13900001234")
        person = await people.register(conn, database.keys, region, identity, "employee")
        if insured:
            await insure(conn, person)
    return Somebody(database, person, number)


async def insure(conn: Conn, person: PersonKey) -> None:
    """Enrol somebody as an employee since 2020, every month paid; no journal, no services."""
    values = {"region": person.region, "person_id": person.person_id, "employer_id": EMPLOYER}
    for statement in (
        """
        INSERT INTO employers (region, employer_id, code, name)
        VALUES (%(region)s, %(employer_id)s, '91999900MA0000001X', '演示公司')
        ON CONFLICT DO NOTHING
        """,
        """
        INSERT INTO enrolments (region, person_id, enrolment_id, scheme, employer_id, base_fen,
                                how, starts_on)
        VALUES (%(region)s, %(person_id)s, gen_random_uuid(), 'employee', %(employer_id)s, 600000,
                'registered', '2020-03-01')
        """,
        """
        INSERT INTO paid_spans (region, person_id, scheme, from_month, until_month, place)
        VALUES (%(region)s, %(person_id)s, 'employee', '2020-03-01', '2026-02-01', %(region)s)
        """,
    ):
        await conn.execute(statement.encode(), values)


async def with_card(
    database: Database,
    region: int = CITY,
    password: str | None = CHOSEN,
    generation: str = "third",
) -> Somebody:
    """Somebody with a bank card in use for a month, and a password of their own."""
    person = await somebody(database, region)
    await ready(person, password, generation)
    return person


async def ready(person: Somebody, password: str | None, generation: str = "third") -> None:
    """Give somebody a bank card, in use for a month, and a password of their own."""
    at = AT - timedelta(days=30)
    order = acts.OrderCard(issuer="bank", bank="演示银行", generation=generation)  # pyright: ignore[reportArgumentType]
    await person.act(order, at)
    for stage in ("made", "shipped", "ready"):
        await person.act(acts.AdvanceCard(stage=stage), at)
    await person.act(acts.CollectCard(), at)
    await person.act(acts.ActivateCard(), at)
    if password is not None:
        await person.act(acts.ResetPassword(identity="id_card", new=password), at)
