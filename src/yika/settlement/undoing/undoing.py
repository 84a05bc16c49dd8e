"""Cancelling a settlement (撤销结算): everything it did is given back, exactly.

Anchors of everybody it touched are locked first. What stands on it has to go before it; nothing
else can stop it, since giving back is always possible. A cancel is a settlement of its own with
every amount below zero, and its transfers name those they take back.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from yika.accounts import service as ledger
from yika.accounts.model import REGION, Transfer
from yika.accounts.runs import carried_over_since
from yika.ground.errors import Conflict
from yika.institutions.model import Institution
from yika.people.model import PersonKey
from yika.policy.load import Book
from yika.settlement.model import Shares
from yika.settlement.pricing.benefit import taken_back
from yika.settlement.pricing.cancelling import dependents, negated, negated_pools
from yika.settlement.till import deposits
from yika.settlement.till.booking import SEQ_MAX
from yika.settlement.till.ids import message_uuid
from yika.settlement.till.till import till_laws
from yika.settlement.undoing.aftermath import (
    QUERIES,
    Kept,
    as_json,
    key_of,
    later_than,
    lock_touched,
    past_of,
    read_kept,
    set_year,
    transfers_of,
    year_of,
)
from yika.settlement.undoing.giving_back import MOST_TRANSFERS, Back, backward
from yika.settlement.visits import looking
from yika.settlement.visits.looking import NoSuchSettlement, Settlement
from yika.settlement.visits.visit_rules import Place, WrongVisitKind
from yika.store import journal
from yika.store.db import Conn

CANCELLED: Final = "bill.cancelled"


class AlreadyCancelled(Conflict):
    """The settlement was cancelled before. Facts: settlement_id, cancelled_by."""

    code = "already_cancelled"


class CancelLaterFirst(Conflict):
    """Later settlements stand on it and go first, in this order. Facts: settlements, places."""

    code = "cancel_later_first"


@dataclass(frozen=True, slots=True, kw_only=True)
class Undo:
    """Which settlement is to be cancelled, at which institution, by which message."""

    institution: Institution
    person: PersonKey
    infno: str
    msgid: str
    message_id: int  # the number that the cancel takes
    setl_id: str | int  # or the message that made it; an `int` is the number
    visit_id: int | None = None
    kinds: tuple[str, ...] = ()  # of visits that this message is for; empty: any

    @property
    def place(self) -> Place:
        """The institution, as visits keep it."""
        return Place(self.institution.region, self.institution.institution_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancelled:
    """A settlement cancelled. Amounts of `shares` are below zero."""

    settlement_id: int
    original: Settlement
    shares: Shares
    at: datetime
    carried_fen: int = 0  # came back as carried-over money, since the year turned meanwhile
    deposit_missing_fen: int = 0  # of the deposit, what was spent since and is not held any more


async def cancel(conn: Conn, book: Book, asked: Undo, at: datetime) -> Cancelled:
    """Cancel a settlement and give back all that it took.

    Fails with NoSuchSettlement, AlreadyCancelled, WrongVisitKind, CancelLaterFirst.
    """
    person = asked.person
    told = await looking.settlement(conn, person, asked.place, asked.setl_id, asked.visit_id)
    if told.cancels is not None:
        raise NoSuchSettlement(setl_id=str(asked.setl_id)[:30])
    if asked.kinds and told.kind not in asked.kinds:
        raise WrongVisitKind(kind=told.kind, wanted=list(asked.kinds))
    told, moved, kept = await _locked(conn, person, asked.place, told)
    await take_off_the_year(conn, book, person, told, kept)
    back = await give_back(conn, person, moved, asked.message_id, kept.recorded_at, at)
    if back.held:
        await deposits.keep(conn, person, told.visit_id, back.held)
    shares = negated(told.shares)
    await _write(conn, asked, told, kept, shares, moved, at)
    return Cancelled(
        settlement_id=asked.message_id,
        original=told,
        shares=shares,
        at=at,
        carried_fen=back.carried_fen,
        deposit_missing_fen=back.deposit_missing_fen,
    )


async def _locked(
    conn: Conn, person: PersonKey, place: Place, told: Settlement
) -> tuple[Settlement, list[Transfer], Kept]:
    """The settlement that stands, what it moved and added, with everybody it touched locked.

    Its cancel may have been undone while we waited: relatives paid nothing then, so the one that
    stands touches nobody else. Fails with AlreadyCancelled.
    """
    told = await _standing(conn, person, place, told)
    moved = await transfers_of(conn, person, told.settlement_id)
    await lock_touched(conn, person, moved)
    kept = await read_kept(conn, person, told)
    if kept.cancelled_by is None:
        return told, moved, kept
    now = await _standing(conn, person, place, told)
    if now.settlement_id == told.settlement_id:
        raise AlreadyCancelled(settlement_id=told.settlement_id, cancelled_by=kept.cancelled_by)
    moved = await transfers_of(conn, person, now.settlement_id)
    return now, moved, await read_kept(conn, person, now)


async def _standing(conn: Conn, person: PersonKey, place: Place, told: Settlement) -> Settlement:
    """The settlement itself, or the one that stands for it since its cancel was undone."""
    values = {
        **key_of(person),
        "visit_id": told.visit_id,
        "msgid": told.msgid,
        "infno": told.infno,
    }
    row = await (await conn.execute(QUERIES["again"], values)).fetchone()
    if row is None or row[0] == told.settlement_id:
        return told
    return await looking.settlement(conn, person, place, row[0], told.visit_id)


async def take_off_the_year(
    conn: Conn, book: Book, person: PersonKey, told: Settlement, kept: Kept
) -> None:
    """Take off what the bill added to its year, if nothing later stands on that.

    Fails with CancelLaterFirst.
    """
    since = kept.recorded_at, told.settlement_id
    later, places = await later_than(conn, book, person, told, since)
    past = past_of(told, kept)
    now = await year_of(conn, person, told)
    laws = till_laws(book, person.division).benefit
    first = dependents(laws, past, later, now) if later else ()
    if first:
        raise CancelLaterFirst(
            settlements=[str(one) for one in first], places=[places[one] for one in first]
        )
    if kept.change:
        await set_year(conn, person, told, taken_back(now, kept.change))


async def give_back(
    conn: Conn,
    person: PersonKey,
    moved: Sequence[Transfer],
    number: int,
    since: datetime,
    at: datetime,
) -> Back:
    """Move back what was moved (recorded at `since`) under the number of a message."""
    region = person.region
    owners = sorted({one.owner for two in moved for one in (two.debit, two.credit)} - {REGION})
    held = await ledger.balances_of_many(conn, region, [one for one in owners if one > REGION])
    turned = await carried_over_since(conn, region, since)
    back = backward(moved, person, number, held, turned, at)
    await ledger.transfer(conn, region, back.transfers)
    return back


async def _write(
    conn: Conn,
    asked: Undo,
    told: Settlement,
    kept: Kept,
    shares: Shares,
    moved: Sequence[Transfer],
    at: datetime,
) -> None:
    person = asked.person
    values: dict[str, Any] = {
        **key_of(person),
        "settlement_id": told.settlement_id,
        "visit_id": told.visit_id,
        "number": asked.message_id,
        "sign": -1,
        "infno": asked.infno,
        "msgid": asked.msgid,
        "at": at,
        "shares": as_json(shares).decode(),
        "change": as_json(negated_pools(kept.change)).decode(),
        "used_at": told.settled_at,
        "seq": told.settlement_id % SEQ_MAX,
    }
    values["card_id"] = await _forget_use(conn, values)
    for name in ("mirror", "free_lines", "free_visit"):
        await conn.execute(QUERIES[name], values)
    if told.shared_account_fen:
        await conn.execute(
            QUERIES["forget_share_uses"],
            {
                "region": person.region,
                "owners": [one.debit.owner for one in moved],
                "use_ids": [
                    message_uuid(told.settlement_id, which, person.region, person.person_id)
                    for which in range(MOST_TRANSFERS)
                ],
            },
        )
    await note(conn, asked, told, CANCELLED, at)


async def _forget_use(conn: Conn, values: dict[str, Any]) -> int | None:
    """Count the use of a card no more; which card it was, if one was used."""
    row = await (await conn.execute(QUERIES["forget_use"], values)).fetchone()
    return None if row is None else row[0]


async def note(conn: Conn, asked: Undo, told: Settlement, what: str, at: datetime) -> None:
    """Write down what was done with a settlement."""
    facts: dict[str, Any] = {
        "settlement_id": str(asked.message_id),
        "of": str(told.settlement_id),
        "infno": asked.infno,
        "fund_fen": told.fund_fen,
        "account_fen": told.account_fen,
    }
    entry = journal.Entry(
        region=asked.person.region,
        person_id=asked.person.person_id,
        what=what,
        actor=asked.institution.code,
        role="institution",
        channel="gateway",
        happened_at=at,
        policy=told.policy,
        facts=facts,
    )
    await journal.record(conn, [entry])
