"""What cancelling looks at (撤销所依): what a settlement moved and added, what came after."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

import msgspec

from yika.accounts import service as ledger
from yika.accounts.model import REGION, Transfer
from yika.people import service as people
from yika.people.model import PersonKey
from yika.policy.load import Book
from yika.policy.service import UnknownPolicyVersion
from yika.settlement.model import Circumstances, Pool, Shares, SoFar
from yika.settlement.pricing.cancelling import Past
from yika.settlement.pricing.laws import BenefitLaws
from yika.settlement.till.ids import message_uuid
from yika.settlement.undoing.giving_back import MOST_TRANSFERS
from yika.settlement.undoing.kept_laws import kept_laws
from yika.settlement.visits.looking import Settlement
from yika.store.db import Conn
from yika.store.sql import queries

QUERIES = queries(__package__, "undoing.sql")
as_json = msgspec.json.Encoder(decimal_format="number").encode
_circumstances = msgspec.json.Decoder(Circumstances).decode
_shares = msgspec.json.Decoder(Shares).decode
_change = msgspec.json.Decoder(dict[str, Pool]).decode
_so_far = msgspec.json.Decoder(SoFar).decode


class Kept(NamedTuple):
    """What of a settlement is read once its people are locked."""

    change: dict[str, Pool]
    recorded_at: datetime
    cancelled_by: int | None


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


def past_of(told: Settlement, kept: Kept) -> Past:
    """A settlement as what stands or falls with it is judged by."""
    return Past(
        settlement_id=told.settlement_id,
        circumstances=told.circumstances,
        split=told.shares.split,
        prepaid_fen=told.shares.prepaid_fen,
        change=kept.change,
    )


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
            laws=await _laws_of(conn, book, person, policy),
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
    values = {**year_key(person, told), "state": as_json(after).decode()}
    await conn.execute(QUERIES["set_state" if after.pools else "drop_state"], values)


def key_of(person: PersonKey) -> dict[str, Any]:
    """Somebody, as queries name them."""
    return {"region": person.region, "person_id": person.person_id}


def year_key(person: PersonKey, told: Settlement) -> dict[str, Any]:
    """The benefit year of a settlement, as queries name it."""
    scheme = told.circumstances.scheme
    return {**key_of(person), "scheme": scheme, "benefit_year": told.benefit_year}


async def _laws_of(conn: Conn, book: Book, person: PersonKey, policy: str) -> BenefitLaws | None:
    """The law of a bill's moment; None, so that today's is taken, where it was not kept."""
    try:
        return await kept_laws(conn, book, person.division, policy)
    except UnknownPolicyVersion:
        return None  # Nobody is refused their money for want of an old policy.
