"""Cancelling a settlement (撤销结算): everything it did is given back, exactly.

Anchors of everybody it touched are locked first. What stands on it has to go before it; nothing
else can stop it, since giving back is always possible. A cancel is a settlement of its own with
every amount below zero, and its transfers name those they take back.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple

import msgspec

from yika.accounts import service as ledger
from yika.accounts.model import REGION, Transfer
from yika.accounts.runs import carried_over_since
from yika.ground.errors import Conflict
from yika.institutions.model import Institution
from yika.people import service as people
from yika.people.model import PersonKey
from yika.policy.load import Book
from yika.settlement import looking
from yika.settlement.benefit import taken_back
from yika.settlement.booking import SEQ_MAX
from yika.settlement.cancelling import Past, dependents, negated, negated_pools
from yika.settlement.giving_back import MOST_TRANSFERS, Back, backward
from yika.settlement.ids import message_uuid
from yika.settlement.kept_laws import kept_laws
from yika.settlement.looking import NoSuchSettlement, Settlement
from yika.settlement.model import Circumstances, Pool, Shares, SoFar
from yika.settlement.till import till_laws
from yika.settlement.visit_rules import Place, WrongVisitKind
from yika.store import journal
from yika.store.db import Conn
from yika.store.sql import queries

QUERIES = queries(__package__, "undoing.sql")
CANCELLED: Final = "bill.cancelled"
_text = msgspec.json.Encoder(decimal_format="number").encode
_circumstances = msgspec.json.Decoder(Circumstances).decode
_shares = msgspec.json.Decoder(Shares).decode
_change = msgspec.json.Decoder(dict[str, Pool]).decode
_so_far = msgspec.json.Decoder(SoFar).decode


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
    setl_id: str
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


class Kept(NamedTuple):
    """What of a settlement is read once its people are locked."""

    change: dict[str, Pool]
    recorded_at: datetime
    cancelled_by: int | None


async def cancel(conn: Conn, book: Book, asked: Undo, at: datetime) -> Cancelled:
    """Cancel a settlement and give back all that it took.

    Fails with NoSuchSettlement, AlreadyCancelled, WrongVisitKind, CancelLaterFirst.
    """
    person = asked.person
    told = await looking.settlement(conn, person, asked.place, asked.setl_id, asked.visit_id)
    if told.cancels is not None:
        raise NoSuchSettlement(setl_id=asked.setl_id[:30])
    if asked.kinds and told.kind not in asked.kinds:
        raise WrongVisitKind(kind=told.kind, wanted=list(asked.kinds))
    told = await _standing(conn, person, asked.place, told)
    moved = await transfers_of(conn, person, told.settlement_id)
    await lock_touched(conn, person, moved)
    kept = await read_kept(conn, person, told)
    if kept.cancelled_by is not None:
        raise AlreadyCancelled(settlement_id=told.settlement_id, cancelled_by=kept.cancelled_by)
    await _take_off_the_year(conn, book, person, told, kept)
    back = await give_back(conn, person, moved, asked.message_id, kept.recorded_at, at)
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


async def transfers_of(conn: Conn, person: PersonKey, number: int) -> list[Transfer]:
    """What a settlement, or a cancel, moved, in the order in which it moved it."""
    ids = [
        message_uuid(number, which, person.region, person.person_id)
        for which in range(MOST_TRANSFERS)
    ]
    found = await ledger.written_under(conn, person.region, ids)
    return sorted(found, key=lambda one: one.transfer_id)


async def lock_touched(conn: Conn, person: PersonKey, moved: Sequence[Transfer]) -> None:
    """Lock the anchors of the person and of everybody whose wallets were touched."""
    owners = {account.owner for one in moved for account in (one.debit, one.credit)}
    ids = {person.person_id} | {owner for owner in owners if owner > REGION}
    await people.lock(conn, [PersonKey(person.region, one) for one in ids])


async def read_kept(conn: Conn, person: PersonKey, told: Settlement) -> Kept:
    """What of a settlement may have changed until its people were locked."""
    values = {**key_of(person), "settlement_id": told.settlement_id}
    row = await (await conn.execute(QUERIES["kept"], values)).fetchone()
    assert row is not None, "settlements are never removed"
    return Kept(_change(row[0]), row[1], row[2])


async def later_than(
    conn: Conn, book: Book, person: PersonKey, told: Settlement, since: tuple[datetime, int]
) -> tuple[list[Past], dict[int, str]]:
    """What was settled since and stands, of the same year or stay; at which institution each."""
    values = {
        **key_of(person),
        "insutype": told.insutype,
        "benefit_year": told.benefit_year,
        "visit_id": told.visit_id,
        "recorded_at": since[0],
        "settlement_id": since[1],
    }
    found: list[Past] = []
    places: dict[int, str] = {}
    for row in await (await conn.execute(QUERIES["later"], values)).fetchall():
        number, circumstances, shares, change, policy, is_of_year, is_of_stay, code = row
        priced = _shares(shares)
        past = Past(
            settlement_id=number,
            circumstances=_circumstances(circumstances),
            split=priced.split,
            prepaid_fen=priced.prepaid_fen,
            change=_change(change) if is_of_year else {},
            laws=await kept_laws(conn, book, person.division, policy),
            is_of_stay=is_of_stay,
        )
        found.append(past)
        places[number] = code
    return found, places


async def year_of(conn: Conn, person: PersonKey, told: Settlement) -> SoFar:
    """What the benefit year of a settlement has come to by now."""
    row = await (await conn.execute(QUERIES["state"], year_key(person, told))).fetchone()
    return SoFar() if row is None else _so_far(row[0])


async def set_year(conn: Conn, person: PersonKey, told: Settlement, after: SoFar) -> None:
    """Write what the benefit year of a settlement comes to."""
    values = {**year_key(person, told), "state": _text(after).decode()}
    await conn.execute(QUERIES["set_state" if after.pools else "drop_state"], values)


async def _standing(conn: Conn, person: PersonKey, place: Place, told: Settlement) -> Settlement:
    """The settlement itself, or the one that stands for it since its cancel was undone."""
    if told.cancelled_by is None:
        return told
    values = {
        **key_of(person),
        "visit_id": told.visit_id,
        "msgid": told.msgid,
        "infno": told.infno,
    }
    row = await (await conn.execute(QUERIES["again"], values)).fetchone()
    if row is None:
        return told
    return await looking.settlement(conn, person, place, str(row[0]), told.visit_id)


async def _take_off_the_year(
    conn: Conn, book: Book, person: PersonKey, told: Settlement, kept: Kept
) -> None:
    """Take off what the bill added to its year, if nothing later stands on that."""
    since = kept.recorded_at, told.settlement_id
    later, places = await later_than(conn, book, person, told, since)
    past = Past(
        settlement_id=told.settlement_id,
        circumstances=told.circumstances,
        split=told.shares.split,
        prepaid_fen=told.shares.prepaid_fen,
        change=kept.change,
    )
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
    number = {**key_of(person), "settlement_id": told.settlement_id, "visit_id": told.visit_id}
    await conn.execute(
        QUERIES["mirror"],
        {
            **number,
            "number": asked.message_id,
            "sign": -1,
            "infno": asked.infno,
            "msgid": asked.msgid,
            "at": at,
            "shares": _text(shares).decode(),
            "change": _text(negated_pools(kept.change)).decode(),
        },
    )
    await conn.execute(QUERIES["free_lines"], number)
    await conn.execute(QUERIES["free_visit"], {**number, "at": at})
    use = {"used_at": told.settled_at, "seq": told.settlement_id % SEQ_MAX}
    await conn.execute(QUERIES["forget_use"], {**number, **use})
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


def key_of(person: PersonKey) -> dict[str, Any]:
    """Somebody, as queries name them."""
    return {"region": person.region, "person_id": person.person_id}


def year_key(person: PersonKey, told: Settlement) -> dict[str, Any]:
    """The benefit year of a settlement, as queries name it."""
    scheme = told.circumstances.scheme
    return {**key_of(person), "scheme": scheme, "benefit_year": told.benefit_year}
