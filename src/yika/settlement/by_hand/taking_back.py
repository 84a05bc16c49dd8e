"""Taking a reimbursement back (撤销手工报销): the year is as if it had never been.

The money is at the person's bank, so it becomes a debt of theirs to the funds. What was settled
later and stands on it goes first, as where a till cancels.
"""

from datetime import datetime
from typing import Any, Final

import msgspec

from yika.accounts import service as ledger
from yika.accounts.model import OWED, REGION, Account, Transfer
from yika.ground.days import beijing_day
from yika.people.model import PersonKey
from yika.policy.load import Book
from yika.settlement.by_hand.keeping import QUERIES, claims_of, key_of
from yika.settlement.by_hand.model import HandClaim
from yika.settlement.by_hand.refusals import ClaimUndone, NoSuchClaim
from yika.settlement.by_hand.service import REIMBURSED, as_json, new_number
from yika.settlement.pricing.cancelling import negated, negated_pools
from yika.settlement.till.ids import message_uuid
from yika.settlement.undoing.aftermath import QUERIES as UNDOING
from yika.settlement.undoing.aftermath import read_kept, transfers_of
from yika.settlement.undoing.undoing import take_off_the_year
from yika.settlement.visits.looking import Settlement
from yika.store.db import Conn

CLAWED_BACK: Final = "claw_back"


async def take_back(
    conn: Conn, book: Book, person: PersonKey, settlement_id: int, at: datetime
) -> HandClaim:
    """Undo a reimbursement; what was paid out is owed from now on.

    Fails with NoSuchClaim, ClaimUndone or CancelLaterFirst.
    """
    told = await _settlement(conn, person, settlement_id)
    claim = next(iter(await claims_of(conn, person, settlement_id)))
    if claim.undone_at is not None:
        day = beijing_day(claim.undone_at)
        raise ClaimUndone(settlement_id=str(settlement_id), undone_on=day)
    kept = await read_kept(conn, person, told)
    await take_off_the_year(conn, book, person, told, kept)
    number = await new_number(conn)
    values: dict[str, Any] = {
        **key_of(person),
        "settlement_id": settlement_id,
        "number": number,
        "sign": -1,
        "card_id": None,
        "infno": told.infno,
        "msgid": told.msgid,
        "at": at,
        "shares": as_json(negated(told.shares)).decode(),
        "change": as_json(negated_pools(kept.change)).decode(),
        "claim_id": claim.claim_id,
    }
    await ledger.transfer(conn, person.region, await _owed(conn, person, told, number, at))
    await conn.execute(UNDOING["mirror"], values)
    await conn.execute(QUERIES["undo_claim"], values)
    return msgspec.structs.replace(claim, undone_at=at)


async def _settlement(conn: Conn, person: PersonKey, settlement_id: int) -> Settlement:
    values = {**key_of(person), "settlement_id": settlement_id}
    row = await (await conn.execute(QUERIES["settlement"], values)).fetchone()
    if row is None:
        raise NoSuchClaim(settlement_id=str(settlement_id))
    names = Settlement.__struct_fields__
    return msgspec.convert(dict(zip(names, row, strict=False)), Settlement)


async def _owed(
    conn: Conn, person: PersonKey, told: Settlement, number: int, at: datetime
) -> list[Transfer]:
    """What the person owes each fund that had paid."""
    moved = await transfers_of(conn, person, told.settlement_id)
    return [
        Transfer(
            message_uuid(number, which, person.region, person.person_id),
            Account(person.person_id, OWED),
            Account(REGION, one.debit.kind),
            one.amount_fen,
            CLAWED_BACK,
            at,
            one.transfer_id,
        )
        for which, one in enumerate(moved)
        if one.reason == REIMBURSED
    ]
