"""Somebody's insurance as every face tells it: enrolled how, paid what, why not, paid for when.

Amounts are yuan, names and numbers masked. Whoever asks must be let, and the look is journalled.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, Final

import msgspec

from yika.access import service as access
from yika.access.model import Actor
from yika.ground.days import beijing_day, countable, start_of
from yika.ground.ids import mask_id_number, mask_name
from yika.ground.money import yuan
from yika.guide.calculated import entitlement_told
from yika.insurance.books import employers
from yika.insurance.books.diagnosis import Cause, Diagnosis, why_unpaid
from yika.insurance.books.held import Held, held
from yika.insurance.entitled.entitlement import of_cover
from yika.insurance.entitled.years import YearsCounted, years
from yika.insurance.model import Enrolment
from yika.insurance.service import MATTER, Record, cover_of, records
from yika.people import service as people
from yika.people.model import PersonKey
from yika.policy.load import Book
from yika.policy.model import Names
from yika.standing.service import laws_of
from yika.store.db import Conn
from yika.store.keys import Keys

DIAGNOSED_MAX: Final = 12  # periods whose lack is explained, the latest ones
NOWHERE: Final = "resident"  # the scheme anybody may join, for who is enrolled in none


class EnrolmentTold(msgspec.Struct, frozen=True, kw_only=True):
    """An enrolment; `ends_on` is its last day."""

    scheme: str
    group: str | None
    employer: str | None  # its name
    base: str | None
    starts_on: date
    ends_on: date | None
    end_reason: str | None
    is_retired: bool
    how: str
    moved_to: str | None


class LineTold(msgspec.Struct, frozen=True):
    """One line of a bill; below zero where a correction takes something off."""

    insurance: str
    payer: str
    amount: str


class PartTold(msgspec.Struct, frozen=True, kw_only=True):
    """What of a payment went into a bill."""

    payment_id: str
    purpose: str  # contribution | late_fee
    amount: str
    paid_at: datetime
    channel: str


class RecordTold(msgspec.Struct, frozen=True, kw_only=True):
    """A bill and what was paid of it."""

    period: date
    kind: str  # month | year | repair | correction
    seq: int
    scheme: str
    owed_by: str
    employer: str | None
    base: str | None
    lines: tuple[LineTold, ...]
    owed: str
    paid: str
    paid_on: date | None
    due_on: date
    issued_at: datetime
    payments: tuple[PartTold, ...]


class CauseTold(msgspec.Struct, frozen=True, kw_only=True):
    """Why a period is shown as unpaid, which matter mends it, and who has to act."""

    cause: str
    says: Names
    matter: str | None
    who: str  # you | employer | agency | nobody
    amount: str | None
    due_on: date | None
    since: datetime | None


class UnpaidTold(msgspec.Struct, frozen=True, kw_only=True):
    """Whether a period is paid, and why not: the cause that comes first first."""

    period: date
    is_paid: bool
    paid_on: date | None
    causes: tuple[CauseTold, ...]


class WaitingTold(msgspec.Struct, frozen=True, kw_only=True):
    """Money that arrived and cannot be placed yet."""

    payment_id: str
    period: date
    cause: str
    amount: str
    since: datetime


class CoverTold(msgspec.Struct, frozen=True, kw_only=True):
    """All about one person's insurance on a day (参保缴费情况)."""

    person: str
    region: str
    name: str
    id_number: str
    at: datetime
    scheme: str | None  # of the enrolment in force, or of the last one
    entitlement: dict[str, Any]
    years: YearsCounted
    enrolments: tuple[EnrolmentTold, ...]
    unpaid: tuple[UnpaidTold, ...]
    waiting: tuple[WaitingTold, ...]
    records: tuple[RecordTold, ...]


async def cover_told(
    conn: Conn,
    keys: Keys,
    book: Book,
    actor: Actor,
    person: PersonKey,
    now: datetime,
    on: date | None = None,
) -> CoverTold:
    """A person's insurance; the entitlement is that of a day, or of now.

    Fails with NoMandate, NoSuchPerson or NotCountable.
    """
    day = beijing_day(now) if on is None else beijing_day(countable(start_of(on)))
    await access.require(conn, actor, person, MATTER, now)
    identity = await people.identity_of(conn, keys, person)
    found = await records(conn, actor, person, now)
    waiting = await held(conn, person)
    cover = await cover_of(conn, person)
    scheme = _scheme(cover.enrolments, day)
    laws = laws_of(book, person.division).entitlement
    return CoverTold(
        person=f"{person.division}-{person.person_id}",
        region=person.division,
        name=mask_name(identity.name),
        id_number=mask_id_number(identity.id_number),
        at=now,
        scheme=scheme,
        entitlement=entitlement_told(of_cover(laws, scheme or NOWHERE, cover, day)),
        years=years(cover.paid, laws, _sex(identity.id_number), day),
        enrolments=await _enrolments(conn, person, cover.enrolments),
        unpaid=await _unpaid(conn, book, actor, person, found, waiting, now),
        waiting=tuple(_waiting(one) for one in waiting),
        records=tuple(_record(one) for one in found),
    )


async def unpaid_told(
    conn: Conn, book: Book, actor: Actor, person: PersonKey, month: date, now: datetime
) -> UnpaidTold:
    """Why a month, or the cover year it lies in, is shown as unpaid. Fails with NoMandate."""
    await access.require(conn, actor, person, MATTER, now)
    return _diagnosed(await why_unpaid(conn, book, actor, person, month, now))


def _scheme(enrolments: Iterable[Enrolment], day: date) -> str | None:
    """The scheme of the enrolment that is in force, else of the last that had begun."""
    begun = [one for one in enrolments if one.starts_on <= day]
    open_now = [one for one in begun if one.ends_on is None or one.ends_on >= day]
    return (open_now or begun)[-1].scheme if begun else None


def _sex(id_number: str) -> str:
    """As the ID number says: its last place but one is odd for men (GB 11643)."""
    return "male" if int(id_number[16]) % 2 else "female"


async def _enrolments(
    conn: Conn, person: PersonKey, enrolments: Sequence[Enrolment]
) -> tuple[EnrolmentTold, ...]:
    ids = {one.employer_id for one in enrolments if one.employer_id is not None}
    names = {one: (await employers.by_id(conn, person.region, one)).name for one in ids}
    return tuple(
        EnrolmentTold(
            scheme=one.scheme,
            group=one.group,
            employer=None if one.employer_id is None else names[one.employer_id],
            base=_yuan(one.base_fen),
            starts_on=one.starts_on,
            ends_on=one.ends_on,
            end_reason=one.end_reason,
            is_retired=one.is_retired,
            how=one.how,
            moved_to=None if one.moved_to is None else f"{one.moved_to:06}",
        )
        for one in enrolments
    )


async def _unpaid(
    conn: Conn,
    book: Book,
    actor: Actor,
    person: PersonKey,
    found: Sequence[Record],
    waiting: Sequence[Held],
    now: datetime,
) -> tuple[UnpaidTold, ...]:
    """The periods with something unpaid or waiting, each with its causes; latest first."""
    periods = {one.period for one in found if one.paid_on is None and one.kind != "repair"}
    periods |= {one.period for one in waiting}
    latest = sorted(periods, reverse=True)[:DIAGNOSED_MAX]
    return tuple(
        [_diagnosed(await why_unpaid(conn, book, actor, person, one, now)) for one in latest]
    )


def _diagnosed(found: Diagnosis) -> UnpaidTold:
    return UnpaidTold(
        period=found.period,
        is_paid=found.is_paid,
        paid_on=found.paid_on,
        causes=tuple(map(_cause, found.causes)),
    )


def _cause(one: Cause) -> CauseTold:
    return CauseTold(
        cause=one.cause,
        says=one.says,
        matter=one.matter,
        who=one.who,
        amount=_yuan(one.amount_fen),
        due_on=one.due_on,
        since=one.since,
    )


def _waiting(one: Held) -> WaitingTold:
    return WaitingTold(
        payment_id=str(one.payment_id),
        period=one.period,
        cause=one.cause,
        amount=yuan(one.amount_fen),
        since=one.since,
    )


def _record(one: Record) -> RecordTold:
    lines = tuple(LineTold(x.insurance, x.payer, yuan(x.amount_fen)) for x in one.lines)
    payments = tuple(
        PartTold(
            payment_id=part.payment_id,
            purpose=part.purpose,
            amount=yuan(part.amount_fen),
            paid_at=part.paid_at,
            channel=part.channel,
        )
        for part in one.payments
    )
    return RecordTold(
        period=one.period,
        kind=one.kind,
        seq=one.seq,
        scheme=one.scheme,
        owed_by=one.owed_by,
        employer=one.employer,
        base=_yuan(one.base_fen),
        lines=lines,
        owed=yuan(one.owed_fen),
        paid=yuan(one.paid_fen),
        paid_on=one.paid_on,
        due_on=one.due_on,
        issued_at=one.issued_at,
        payments=payments,
    )


def _yuan(amount_fen: int | None) -> str | None:
    return None if amount_fen is None else yuan(amount_fen)
