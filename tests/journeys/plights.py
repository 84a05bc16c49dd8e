"""People of every region with one hold each, made through the services as the law there is."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from tests.builders import an_id_number
from yika.access import officers
from yika.access.model import Duty, Officer
from yika.cards.model import Stage
from yika.demo.covering import BOOKKEEPER, Covering
from yika.demo.insured import RECENT, Insured
from yika.demo.life import Life
from yika.demo.model import on
from yika.demo.stories.passwords import WRONG
from yika.demo.stories.usual import CARD_SINCE, E_SINCE, FIRST_USE, LAST_USE
from yika.ground.days import add_months, start_of
from yika.insurance.books import enrolment
from yika.insurance.books.bills import bill_people, month_span
from yika.matters import model as acts
from yika.matters.model import Act
from yika.people import service as people
from yika.people.model import Identity, PersonKey
from yika.policy.load import Book
from yika.store.db import Conn
from yika.store.keys import Keys

BORN: Final = date(1990, 1, 1)
EARLIER: Final = on("2026-03-13", "10:00")
JOB: Final = date(2016, 7, 1)
DECEMBER, JANUARY, FEBRUARY = date(2025, 12, 1), *RECENT
EMPLOYED: Final = Insured(scheme="employee", since=JOB, until=FEBRUARY, billed=())
Story = Callable[[Life], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plight:
    """What is wrong with somebody. `found`: a lost card turns up again."""

    cause: str
    story: Story
    subject: str | None = None  # None: whatever it lies on
    cover: Insured | None = EMPLOYED
    insurance: str = "employee"
    found: bool = False
    name: str = ""

    @property
    def title(self) -> str:
        """The cause, with what tells it from others of the same."""
        return f"{self.cause} {self.name}".strip()


@dataclass(slots=True)
class Patient:
    """Somebody with one hold."""

    region: str
    plight: Plight
    person: PersonKey
    id_number: str
    headers: dict[str, str] = field(default_factory=dict[str, str])


async def _usual(life: Life) -> None:
    await _lived(life)


async def _lived(life: Life, generation: str = "third", last: datetime = LAST_USE) -> None:
    await life.card(CARD_SINCE, generation=generation)
    await life.e_credential(E_SINCE)
    await life.uses(FIRST_USE, last)


def _after(act: Act, generation: str = "third") -> Story:
    async def story(life: Life) -> None:
        await _lived(life, generation)
        await life.act(act, EARLIER)

    return story


async def _suspended(life: Life) -> None:
    await _lived(life, "third")
    await life.suspended("decision.2026-017", 6, EARLIER)


def _upto(stage: Stage, ordered: datetime) -> Story:
    async def story(life: Life) -> None:
        await life.card(ordered, upto=stage)
        await life.e_credential(E_SINCE)

    return story


async def _no_card(life: Life) -> None:
    await life.e_credential(E_SINCE)


async def _ordered(life: Life) -> None:
    await life.e_credential(E_SINCE)
    await life.act(acts.OrderCard(bank="演示银行"), EARLIER)


async def _expired(life: Life) -> None:
    await life.card(on("2016-03-15", "09:00"), generation="second")
    await life.e_credential(E_SINCE)
    await life.uses(FIRST_USE, LAST_USE)


async def _dormant(life: Life) -> None:
    await life.card(CARD_SINCE)
    await life.e_credential(E_SINCE)
    await life.uses(on("2023-10-09", "09:00"), on("2024-11-20", "14:30"), 6)


async def _statement_due(life: Life) -> None:
    await life.card(CARD_SINCE)
    await life.e_credential(E_SINCE)
    await life.uses(FIRST_USE, LAST_USE, 60)


def _locked(kind: acts.Kind, channel: str) -> Story:
    async def story(life: Life) -> None:
        await _lived(life)
        for minute in range(10):  # Nowhere are more allowed; entries after the lock change nothing.
            entry = acts.EnterPassword(kind=kind, password=WRONG)
            await life.act(entry, on("2026-03-16", f"08:{minute:02}"), channel, own=True)

    return story


async def _initial(life: Life) -> None:
    await life.card(on("2023-08-21", "09:30"), password=None)
    await life.e_credential(E_SINCE)
    await life.uses(FIRST_USE, LAST_USE)


async def _unset(life: Life) -> None:
    await life.card(on("2023-08-21", "09:30"), bank=None, password=None)
    await life.e_credential(E_SINCE)


async def _no_e_credential(life: Life) -> None:
    await life.card(CARD_SINCE)
    await life.uses(FIRST_USE, LAST_USE)


PLIGHTS: Final = (
    Plight(cause="no_card", story=_no_card),
    Plight(cause="being_made", story=_ordered),
    Plight(cause="awaiting_collection", story=_upto(Stage.READY, on("2026-02-26", "14:00"))),
    Plight(cause="not_activated", story=_upto(Stage.COLLECTED, on("2026-02-24", "09:20"))),
    Plight(cause="expired", story=_expired),
    Plight(cause="cancelled", story=_after(acts.CancelCard())),
    Plight(
        cause="loss_temporary", story=_after(acts.ReportLoss()), found=True, name="(found again)"
    ),
    Plight(cause="loss_temporary", story=_after(acts.ReportLoss()), name="(not found)"),
    Plight(cause="loss_formal", story=_after(acts.ReportLoss(kind="formal"))),
    Plight(cause="stripe_damaged", story=_after(acts.ReportDamage(part="stripe"), "magnetic")),
    Plight(cause="chip_damaged", story=_after(acts.ReportDamage(part="chip"))),
    Plight(cause="body_damaged", story=_after(acts.ReportDamage(part="body"), "second")),
    Plight(cause="dormant", story=_dormant),
    Plight(cause="statement_due", story=_statement_due),
    Plight(cause="password_locked", story=_locked("social_security", "pos_pad"), subject="card"),
    Plight(
        cause="password_locked",
        story=_locked("e_credential", "app"),
        subject="e_credential",
        name="(e-credential)",
    ),
    Plight(cause="password_initial", story=_initial),
    Plight(cause="password_unset", story=_unset),
    Plight(
        cause="identity_mismatch",
        story=_after(acts.PlaceHold(cause="identity_mismatch", basis="register.compared")),
    ),
    Plight(cause="review", story=_after(acts.PlaceHold(cause="review", basis="sanction.inquiry"))),
    Plight(
        cause="suspension",
        story=_suspended,
    ),
    Plight(cause="no_e_credential", story=_no_e_credential),
    Plight(cause="not_enrolled", story=_usual, cover=None, insurance="resident"),
    Plight(
        cause="arrears_employer",
        story=_usual,
        cover=Insured(
            scheme="employee", since=JOB, until=DECEMBER, billed=RECENT, employer="builder"
        ),
    ),
    Plight(
        cause="arrears_own",
        story=_usual,
        cover=Insured(
            scheme="flexible", since=JOB, until=JANUARY, billed=(FEBRUARY,), base="6000.00"
        ),
        insurance="flexible",
    ),
    Plight(
        cause="waiting",
        story=_usual,
        cover=Insured(scheme="flexible", since=FEBRUARY, until=FEBRUARY, billed=(), base="6000.00"),
        insurance="flexible",
    ),
    Plight(
        cause="moved_away",
        story=_usual,
        cover=Insured(
            scheme="employee",
            since=JOB,
            until=FEBRUARY,
            billed=(),
            left_on=date(2026, 2, 28),
            moved_to=320100,
        ),
    ),
)
# Words of the same list that are no hold: what a credential is not taken for.
NO_HOLDS: Final = frozenset({"not_accepted", "acceptance_unknown"})


async def patients(
    conn: Conn,
    keys: Keys,
    book: Book,
    regions: tuple[str, ...],
    plights: Sequence[Plight] = PLIGHTS,
) -> list[Patient]:
    """Everybody, in one transaction, with the officers of every region."""
    found: list[Patient] = []
    for region in regions:
        covering = Covering(conn, keys, book)
        for plight in plights:
            number = an_id_number(born=BORN)
            identity = Identity(name="王小明", id_number=number, phone="13900001234")
            person = await people.register(conn, keys, int(region), identity, plight.insurance)
            await people.lock(conn, [person])
            if plight.cover is not None:
                await covering.enrol(person, plight.title, plight.cover)
                await _insured(conn, book, person, plight.cover)
            await plight.story(Life(conn, keys, book, person, number))
            found.append(Patient(region, plight, person, number))
        for code, duty in (("J1", Duty.INVESTIGATE), ("K1", Duty.CHECK)):
            officer = Officer(
                region=int(region),
                code=code,
                name=code,
                duties=frozenset({duty}),
                employed_from=date(2020, 1, 1),
            )
            await officers.employ(conn, officer)
    return found


async def _insured(conn: Conn, book: Book, person: PersonKey, cover: Insured) -> None:
    """Bills that nobody paid, where the region tells how they are made; and how it ended."""
    for month in cover.billed:
        at = start_of(add_months(month, 1)) - timedelta(days=20)
        await bill_people(conn, book, person.region, [person.person_id], month_span(month, at))
    if cover.left_on is not None:
        at = start_of(cover.left_on)
        to = conn, BOOKKEEPER, person, cover.left_on
        await enrolment.leave(*to, "moved_away", at, cover.moved_to)
