"""Who may act for somebody, what they filed, signed, confirmed and said: as every face tells it."""

from datetime import date, datetime
from typing import Any, Final

import msgspec

from yika.access import service as access
from yika.access.model import Actor, Role
from yika.ground.days import beijing_day
from yika.ground.ids import mask_name
from yika.guide.reading import reads, require_reader
from yika.guide.telling import Both
from yika.holds import statements
from yika.institutions import family_doctors
from yika.insurance.books import confirmations
from yika.insurance.books.noting import note
from yika.insurance.laws import InsuranceLaws
from yika.people import service as people
from yika.people.model import Mandate, PersonKey
from yika.policy.load import Book
from yika.settlement.visits import filings
from yika.settlement.visits.filings import CHRONIC, DESIGNATED, OFF_SITE, TRANSFER
from yika.store.db import Conn
from yika.store.keys import Keys

LOOK: Final = "ask"  # what somebody must be let do who reads for another
UNSAID: Final = Both(
    "已过认证期限；逾期的后果此地未公布，请尽快办理待遇资格认证。",
    "This confirmation is late. What that leads to is not published here; confirm soon.",
)
LATE: Final = {  # by what the region says of a benefit that is not confirmed in time
    "yes": Both(
        "已过认证期限，经办机构可能暂停这项待遇（不会自动停）；请尽快办理待遇资格认证。",
        "This confirmation is late and the agency may pause the benefit; nothing stops by itself. "
        "Confirm soon.",
    ),
    "no": Both(
        "已过认证期限；当地不因此暂停待遇，请补办待遇资格认证。",
        "This confirmation is late; the benefit is not paused for that here. Confirm all the same.",
    ),
}


class MandateTold(msgspec.Struct, frozen=True, kw_only=True):
    """A mandate somebody gave (委托); `agent` is a masked name."""

    mandate_id: str
    agent: str
    basis: str
    matters: tuple[str, ...]
    starts_at: datetime
    ends_at: datetime | None
    is_in_force: bool


class FiledTold(msgspec.Struct, frozen=True, kw_only=True):
    """A filing; `is_approved` None while it waits for the agency."""

    filing_id: str
    kind: str
    what: str
    starts_on: date
    ends_on: date | None
    is_approved: bool | None


class ContractTold(msgspec.Struct, frozen=True, kw_only=True):
    """A contract with a family doctor, and the last day of the term that holds today."""

    contract_id: str
    institution_id: str
    starts_on: date
    years: int
    renews: bool
    holds_until: date | None  # None: it does not hold today
    ended_on: date | None


class DueTold(msgspec.Struct, frozen=True, kw_only=True):
    """One benefit that is confirmed here, and when the next time is due."""

    benefit: str
    every_months: int
    last_on: date | None
    next_due: date | None  # None: no success is on record to count from
    is_late: bool
    warning: Both | None = None  # what being late may lead to; nothing stops by itself


class SaidTold(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody said about an inquiry; the text for them and officers only."""

    kind: str  # answer | hearing
    made_at: datetime
    heard_at: datetime | None
    text: str | None


class RecordsTold(msgspec.Struct, frozen=True, kw_only=True):
    """All of it for one person."""

    mandates: tuple[MandateTold, ...]
    filings: tuple[FiledTold, ...]
    family_doctors: tuple[ContractTold, ...]
    confirmations: tuple[DueTold, ...]
    said: tuple[SaidTold, ...]


async def records_told(
    conn: Conn, keys: Keys, book: Book, actor: Actor, person: PersonKey, at: datetime
) -> RecordsTold:
    """The records of a person, for them, their agent or an officer.

    Fails with NoMandate or DutyNeeded.
    """
    await access.require(conn, actor, person, LOOK, at)
    require_reader(actor, "records")
    today = beijing_day(at)
    given = await people.mandates_given(conn, person)
    filed = await filings.of_person(conn, keys, person, TRANSFER, CHRONIC, DESIGNATED, OFF_SITE)
    signed = await family_doctors.of_person(conn, person)
    tried = await confirmations.of_person(conn, person)
    laws = InsuranceLaws(book, person.division)
    dues = confirmations.dues(tried, laws, today)
    said = await statements.of_person(conn, keys, person)
    whole = actor.person == person or (actor.role is Role.OFFICER and reads(actor, "said"))
    await note(conn, actor, person, "records.read", at, {}, book)
    return RecordsTold(
        mandates=tuple([await _mandate(conn, keys, one, at) for one in given]),
        filings=tuple(_filed(one) for one in filed),
        family_doctors=tuple(_contract(one, today) for one in signed),
        confirmations=tuple(_due(one, laws) for one in dues),
        said=tuple(
            SaidTold(
                kind=one.kind,
                made_at=one.made_at,
                heard_at=one.heard_at,
                text=one.text if whole else None,
            )
            for one in said
        ),
    )


def _due(one: confirmations.Due, laws: InsuranceLaws) -> DueTold:
    """One benefit; where it is late, what the region says of that."""
    late = None
    if one.is_late and one.next_due is not None:
        told: Any = laws.value("confirmation.late", one.next_due)
        late = LATE.get(str(told["pauses"]) if told else "", UNSAID)
    return DueTold(**one._asdict(), warning=late)


async def _mandate(conn: Conn, keys: Keys, one: Mandate, at: datetime) -> MandateTold:
    agent = await people.identity_of(conn, keys, one.agent)
    return MandateTold(
        mandate_id=str(one.mandate_id),
        agent=mask_name(agent.name),
        basis=one.basis,
        matters=tuple(sorted(one.matters)),
        starts_at=one.starts_at,
        ends_at=one.ends_at,
        is_in_force=one.is_in_force(at),
    )


def _filed(one: filings.Filing) -> FiledTold:
    return FiledTold(
        filing_id=str(one.filing_id),
        kind=one.kind,
        what=one.what,
        starts_on=one.starts_on,
        ends_on=one.ends_on,
        is_approved=one.is_approved,
    )


def _contract(one: family_doctors.Contract, today: date) -> ContractTold:
    term = one.term(today)
    return ContractTold(
        contract_id=str(one.contract_id),
        institution_id=str(one.institution_id),
        starts_on=one.starts_on,
        years=one.years,
        renews=one.renews,
        holds_until=None if term is None else term[1],
        ended_on=one.ended_on,
    )
