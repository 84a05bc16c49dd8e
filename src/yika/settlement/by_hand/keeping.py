"""What was paid out by hand, once for each receipt or birth (报销台账)."""

from datetime import datetime
from typing import Any, Final

import msgspec

from yika.people.model import PersonKey
from yika.settlement.by_hand.model import HandClaim
from yika.store.db import Conn
from yika.store.keys import Keys
from yika.store.sealing import blind, seal
from yika.store.sql import queries

QUERIES = queries(__package__)
BILL: Final = "bill"
ALLOWANCE: Final = "allowance"


async def claims_of(
    conn: Conn, person: PersonKey, settlement_id: int | None = None
) -> list[HandClaim]:
    """What was paid out to a person by hand, the latest first; of one settlement, or all."""
    values = {**key_of(person), "settlement_id": settlement_id}
    rows = await (await conn.execute(QUERIES["of_person"], values)).fetchall()
    names = HandClaim.__struct_fields__[1:]
    return [HandClaim(person=person, **dict(zip(names, row, strict=True))) for row in rows]


async def keep(
    conn: Conn, keys: Keys, claim: HandClaim, receipt: str, details: msgspec.Struct
) -> bool:
    """Write a claim; whether its receipt, or birth, was not paid for before."""
    person = claim.person
    text = msgspec.json.encode(details)
    values = {
        **key_of(person),
        "claim_id": claim.claim_id,
        "kind": claim.kind,
        "receipt_blind": blind(keys, claim.kind, receipt),
        "settlement_id": claim.settlement_id,
        "served_on": claim.served_on,
        "total_fen": claim.total_fen,
        "paid_fen": claim.paid_fen,
        "details_sealed": seal(
            keys, "hand_claims", "details_sealed", person.region, person.person_id, text
        ),
        "paid_at": claim.paid_at,
    }
    return await (await conn.execute(QUERIES["keep_claim"], values)).fetchone() is not None


async def paid_before(
    conn: Conn, keys: Keys, person: PersonKey, kind: str, receipt: str
) -> tuple[datetime, bool] | None:
    """When a receipt, or birth, was paid for, and whether to this person."""
    values = {**key_of(person), "kind": kind, "receipt_blind": blind(keys, kind, receipt)}
    row = await (await conn.execute(QUERIES["claimed"], values)).fetchone()
    return None if row is None else (row[0], row[1])


def receipt_key(receipt: str) -> str:
    """A receipt's number as it is compared: however it was typed.

    >>> receipt_key("0001-ab 12")
    '0001AB12'
    """
    return "".join(letter for letter in receipt.upper() if letter.isalnum())


def key_of(person: PersonKey) -> dict[str, Any]:
    """Somebody, as queries name them."""
    return {"region": person.region, "person_id": person.person_id}
