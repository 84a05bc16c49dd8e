"""Somebody's account as every face tells it: where every yuan is, what moved, who shares it.

Amounts are yuan, names and numbers masked. Whoever asks must be let, and the look is journalled.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import msgspec

from yika.access import service as access
from yika.access.model import Actor
from yika.accounts import clear_out, paper, sharing
from yika.accounts.clear_out import ClearOut, NoClearOut
from yika.accounts.laws import AccountLaws
from yika.accounts.model import Balances, chart
from yika.accounts.service import balances_of
from yika.accounts.sharing import Share
from yika.accounts.statement import Statement, statement
from yika.ground.days import beijing_day, countable, start_of
from yika.ground.ids import mask_id_number, mask_name
from yika.ground.money import yuan
from yika.guide.papers_told import issued
from yika.insurance.books.noting import note
from yika.papers import documents
from yika.papers.model import Document
from yika.people import service as people
from yika.people.model import PersonKey
from yika.people.service import NoSuchPerson
from yika.policy.load import Book
from yika.store.db import Conn
from yika.store.keys import Keys

MATTER: Final = "transaction_record"  # what somebody must be let do who asks for another


class ShareTold(msgspec.Struct, frozen=True, kw_only=True):
    """Whose account a relative may use; `name` is the other one's, masked."""

    share_id: str
    name: str | None
    relation: str  # what the relative is to the owner
    is_in_force: bool
    starts_at: datetime
    ends_at: datetime | None
    yearly_max: str | None
    left_this_year: str | None  # None: no limit, or no longer in force


class ClearOutTold(msgspec.Struct, frozen=True, kw_only=True):
    """A balance on its way to another bank."""

    clear_out_id: str
    stage: str  # noticed | cleared | arrived
    old_bank: str
    new_bank: str
    amount: str
    noticed_at: datetime
    cleared_at: datetime | None
    arrived_at: datetime | None


class AccountTold(msgspec.Struct, frozen=True, kw_only=True):
    """Where every yuan is (资金去向): `usable` is this year's and carried-over money."""

    person: str
    region: str
    name: str
    id_number: str
    at: datetime
    usable: str
    current: str
    carried: str
    clearing: str
    deposit: str  # held for a stay in hospital
    owed: str
    clear_outs: tuple[ClearOutTold, ...]
    shares_given: tuple[ShareTold, ...]
    shares_received: tuple[ShareTold, ...]


class MoveTold(msgspec.Struct, frozen=True, kw_only=True):
    """One movement: what came in is above zero, what went out below."""

    happened_at: datetime
    reason: str
    zh: str
    en: str
    amount: str
    balance: str
    wallet: str  # current | carried | both


class StatementTold(msgspec.Struct, frozen=True, kw_only=True):
    """The movements of a span of days (收支明细), oldest first."""

    person: str
    region: str
    name: str
    id_number: str
    since: date
    until: date
    opening: str
    came_in: str
    went_out: str
    closing: str
    lines: tuple[MoveTold, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A statement, and the document that certifies it."""

    statement: Statement
    document: Document


async def account_told(
    conn: Conn, keys: Keys, book: Book, actor: Actor, person: PersonKey, now: datetime
) -> AccountTold:
    """A person's account now. Fails with NoMandate or NoSuchPerson."""
    await access.require(conn, actor, person, MATTER, now)
    identity = await people.identity_of(conn, keys, person)
    laws = AccountLaws(book, person.division)
    given, received = await sharing.of_owner(conn, person), await sharing.of_relative(conn, person)
    found: Balances = await balances_of(conn, person)
    await note(conn, actor, person, "account.read", now, {})
    return AccountTold(
        person=f"{person.division}-{person.person_id}",
        region=person.division,
        name=mask_name(identity.name),
        id_number=mask_id_number(identity.id_number),
        at=now,
        usable=yuan(found.usable),
        current=yuan(found.current),
        carried=yuan(found.carried),
        clearing=yuan(found.clearing),
        deposit=yuan(found.deposit),
        owed=yuan(found.owed),
        clear_outs=tuple(map(_clear_out, await clear_out.of_person(conn, person))),
        shares_given=tuple(
            [await _share(conn, keys, laws, one, one.relative, now) for one in given]
        ),
        shares_received=tuple(
            [
                await _share(conn, keys, AccountLaws(book, one.owner.division), one, one.owner, now)
                for one in received
            ]
        ),
    )


async def statement_of(
    conn: Conn,
    keys: Keys,
    actor: Actor,
    person: PersonKey,
    since: date | None,
    until: date | None,
    now: datetime,
) -> Statement:
    """A person's statement; without days, from the beginning of this year up to today.

    Fails with NoMandate, NoSuchPerson, SpanBackwards or NotCountable.
    """
    await access.require(conn, actor, person, MATTER, now)
    last = beijing_day(now) if until is None else until
    first = date(last.year, 1, 1) if since is None else since
    for day in (first, last):
        countable(start_of(day))
    found = await statement(conn, keys, person, first, last)
    facts = {"since": first, "until": last, "lines": len(found.lines)}
    await note(conn, actor, person, "statement.read", now, facts)
    return found


def statement_told(found: Statement) -> StatementTold:
    """A statement in words and yuan."""
    return StatementTold(
        person=f"{found.person.division}-{found.person.person_id}",
        region=found.person.division,
        name=found.name,
        id_number=found.id_number,
        since=found.since,
        until=found.until,
        opening=yuan(found.opening_fen),
        came_in=yuan(found.in_fen),
        went_out=yuan(found.out_fen),
        closing=yuan(found.closing_fen),
        lines=tuple(
            MoveTold(
                happened_at=one.happened_at,
                reason=one.reason,
                zh=one.zh,
                en=_english(one.reason),
                amount=yuan(one.amount_fen),
                balance=yuan(one.balance_fen),
                wallet=one.wallet,
            )
            for one in found.lines
        ),
    )


async def record_of(
    conn: Conn,
    keys: Keys,
    actor: Actor,
    person: PersonKey,
    since: date | None,
    until: date | None,
    now: datetime,
) -> Record:
    """A person's statement as a paper that can be checked. Fails as `statement_of` does."""
    await access.require(conn, actor, person, MATTER, now)
    await people.lock(conn, [person])
    found = await statement_of(conn, keys, actor, person, since, until, now)
    document = await paper.certify(conn, keys, found, now)
    await note(conn, actor, person, "document.issued", now, issued(document))
    return Record(statement=found, document=document)


def record_paper(found: Record, address: str) -> bytes:
    """A statement as a PDF. It takes a while: not for the event loop."""
    return paper.transaction_record(found.statement, found.document, address)


async def notice_of(
    conn: Conn, keys: Keys, actor: Actor, person: PersonKey, now: datetime
) -> Document:
    """The notice of the clear-out that is under way. Fails with NoMandate or NoClearOut."""
    await access.require(conn, actor, person, MATTER, now)
    await people.lock(conn, [person])
    found = await clear_out.open_of(conn, person)
    if found is None:
        raise NoClearOut
    number = found.clear_out_id
    facts = {
        "number": number,
        "old_bank": found.old_bank,
        "new_bank": found.new_bank,
        "noticed_at": found.noticed_at,
    }
    to = conn, keys, person, "clear_out_notice", facts, now
    document = await documents.issue(*to, document_id=number)
    await note(conn, actor, person, "clear_out.read", now, {"clear_out_id": number})
    return document


async def _share(
    conn: Conn, keys: Keys, laws: AccountLaws, share: Share, other: PersonKey, now: datetime
) -> ShareTold:
    """A share as one of the two sees it: only what may be used, never what there is."""
    try:
        name = mask_name((await people.identity_of(conn, keys, other)).name)
    except NoSuchPerson:  # Their region is kept elsewhere.
        name = None
    left = None
    if share.in_force(now):
        used = await sharing.used_this_year(conn, share, now)
        left = sharing.left_this_year(laws, share, used, now)
    return ShareTold(
        share_id=str(share.share_id),
        name=name,
        relation=share.relation,
        is_in_force=share.in_force(now),
        starts_at=share.starts_at,
        ends_at=share.ends_at,
        yearly_max=None if share.yearly_max_fen is None else yuan(share.yearly_max_fen),
        left_this_year=None if left is None else yuan(left),
    )


def _clear_out(one: ClearOut) -> ClearOutTold:
    return ClearOutTold(
        clear_out_id=str(one.clear_out_id),
        stage=one.stage,
        old_bank=one.old_bank,
        new_bank=one.new_bank,
        amount=yuan(one.amount_fen),
        noticed_at=one.noticed_at,
        cleared_at=one.cleared_at,
        arrived_at=one.arrived_at,
    )


def _english(reason: str) -> str:
    found = chart().reasons.get(reason)
    return found.en if found else reason
