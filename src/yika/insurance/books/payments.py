"""Payments (缴费到账): once under the payer's id, oldest bill first, the rest kept as a credit.

Money comes from outside to what the region has collected. What bills take for the insurances of the
pooled fund goes on to it, late fees to theirs; what is for other insurances stays collected until
it is passed on; what no bill takes waits in suspense as a credit of whom it was paid for.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid5

import msgspec

from yika.access.model import Actor
from yika.accounts import service as ledger
from yika.accounts.model import REGION, Account, Transfer
from yika.ground.errors import Conflict, Missing, Refused, YikaError, refuse_all
from yika.insurance.books import employers
from yika.insurance.books.noting import NOBODY, note
from yika.insurance.books.settling import QUERIES, Payer, settle
from yika.people import service as people
from yika.people.model import PersonKey
from yika.policy.load import Book
from yika.store.db import Conn, Database

CHANNEL_MAX: Final = 40  # characters


class PaymentReused(Conflict):
    """The same payment id came with other content. Facts: fields that differ."""

    code = "payment_reused"


class NoSuchPayment(Missing):
    """The region has no payment of that id. Facts: none."""

    code = "no_such_payment"


class NothingToPay(Refused):
    """A payment moves at least one fen. Facts: amount_fen."""

    code = "nothing_to_pay"


class NothingLeft(Refused):
    """Less is left of the payment than is asked back. Facts: left_fen, asked_fen."""

    code = "nothing_left"


class RefundReused(Conflict):
    """The same refund id came with other content. Facts: fields that differ."""

    code = "refund_reused"


class Payment(msgspec.Struct, frozen=True, kw_only=True):
    """A payment as it came: by an employer for its people, or by a person for one person."""

    payment_id: UUID  # the payer's own, kept when the attempt is repeated
    payer: Payer
    paid_by: PersonKey | None = None  # where a person pays: who, perhaps a relative
    amount_fen: int
    channel: str
    paid_at: datetime

    def row(self) -> dict[str, Any]:
        """The payment as the database keeps it."""
        by = self.paid_by or self.payer.person
        return {
            "region": self.payer.region,
            "payment_id": self.payment_id,
            "employer_id": self.payer.employer_id,
            "payer_region": by and by.region,
            "payer_id": by and by.person_id,
            "for_id": self.payer.person and self.payer.person.person_id,
            "amount_fen": self.amount_fen,
            "channel": self.channel,
            "paid_at": self.paid_at,
        }


class Placed(msgspec.Struct, frozen=True, kw_only=True):
    """What one bill took of a payment."""

    person_id: int
    period: str
    kind: str
    seq: int
    purpose: str  # contribution | late_fee
    amount_fen: int


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a payment up to now."""

    payment_id: UUID
    amount_fen: int
    placed: tuple[Placed, ...]
    credit_fen: int  # what waits for the next bill, or can be sent back
    refunded_fen: int
    replayed: bool = False


async def pay(conn: Conn, book: Book, actor: Actor, payment: Payment, at: datetime) -> Receipt:
    """Take a payment and place it; the same id again answers as before and moves nothing.

    Fails with PaymentReused, NothingToPay, NoSuchPerson or NoSuchEmployer.
    """
    if not await arrive(conn, actor, payment, at):
        return await receipt(conn, payment.payer.region, payment.payment_id, replayed=True)
    await settle(conn, book, actor, payment.payer, at, arriving=payment.payment_id)
    return await receipt(conn, payment.payer.region, payment.payment_id)


async def arrive(conn: Conn, actor: Actor, payment: Payment, at: datetime) -> bool:
    """Write a payment down with the money it brings, all of it unplaced; False if it was there.

    The anchors of everybody whose bills it may pay are locked afterwards. Fails as `pay` does.
    """
    if payment.amount_fen <= 0:
        raise NothingToPay(amount_fen=payment.amount_fen)
    assert 0 < len(payment.channel) <= CHANNEL_MAX, "channels are words of ours"
    row = payment.row()
    if await _same_as_before(conn, row):
        return False
    await lock(conn, payment.payer)
    added = await conn.execute(QUERIES["add_payment"], row)
    if await added.fetchone() is None:  # It came twice at once, and the other was first.
        assert await _same_as_before(conn, row), "somebody wrote it"
        return False
    outside, collected = Account(REGION, "outside"), Account(REGION, "collected")
    arrived = Transfer(
        transfer_id=uuid5(payment.payment_id, "arrived"),
        debit=outside,
        credit=collected,
        amount_fen=payment.amount_fen,
        reason="contribution",
        happened_at=payment.paid_at,
    )
    await ledger.transfer(conn, payment.payer.region, [arrived])
    await conn.execute(QUERIES["end_held_of_payment"], row | {"at": at})  # No longer in transit.
    about = payment.payer.person or PersonKey(payment.payer.region, NOBODY)
    facts = {
        "payment_id": payment.payment_id,
        "amount_fen": payment.amount_fen,
        "employer_id": payment.payer.employer_id,
        "channel": payment.channel,
    }
    await note(conn, actor, about, "payment.arrived", at, facts)
    return True


async def lock(conn: Conn, payer: Payer) -> None:
    """Lock whoever's bills a payer may pay, in order, then the employer."""
    whose = await people_of(conn, payer)
    if whose:
        await people.lock(conn, whose)
    if payer.employer_id is not None:
        await employers.lock(conn, payer.region, payer.employer_id)


async def people_of(conn: Conn, payer: Payer) -> list[PersonKey]:
    """Whose bills a payer may pay."""
    if payer.person is not None:
        return [payer.person]
    assert payer.employer_id is not None, "a payer is a person or an employer"
    values = {"region": payer.region, "employer_id": payer.employer_id}
    rows = await (await conn.execute(QUERIES["people_of_employer"], values)).fetchall()
    return [PersonKey(payer.region, row[0]) for row in rows]


async def use_credits(
    database: Database, book: Book, actor: Actor, region: int, at: datetime
) -> int:
    """Pay the open bills of a region from what payers have left; how many payers had something."""
    async with database.transaction() as conn:
        cursor = await conn.execute(QUERIES["payers_with_credit"], {"region": region})
        payers = [_payer(region, row) for row in await cursor.fetchall()]
    for payer in payers:
        async with database.transaction() as conn:
            await lock(conn, payer)
            await settle(conn, book, actor, payer, at)
    return len(payers)


async def refund(
    conn: Conn,
    actor: Actor,
    region: int,
    payment_id: UUID,
    refund_id: UUID,
    amount_fen: int | None,
    at: datetime,
) -> Receipt:
    """Send back what no bill took of a payment, or so much of it, once under the refund's id.

    Fails with NoSuchPayment, NothingLeft or RefundReused.
    """
    values: dict[str, Any] = {"region": region, "payment_id": payment_id, "refund_id": refund_id}
    row = await (await conn.execute(QUERIES["lock_payment"], values)).fetchone()
    if row is None:
        raise NoSuchPayment
    done = await (await conn.execute(QUERIES["refund"], values)).fetchone()
    if done is not None:
        return await _refunded_before(conn, values, amount_fen, done)
    left = row[4] - row[7] - row[8]
    amount = left if amount_fen is None else amount_fen
    if not 0 < amount <= left:
        raise NothingLeft(left_fen=left, asked_fen=amount)
    values |= {"amount_fen": amount, "refunded_at": at, "at": at}
    await conn.execute(QUERIES["add_refund"], values)
    await conn.execute(QUERIES["refunded"], values)
    if amount == left:
        await conn.execute(QUERIES["end_held_of_payment"], values)
    suspense, outside = Account(REGION, "suspense"), Account(REGION, "outside")
    back = Transfer(refund_id, suspense, outside, amount, "refund", at)
    await ledger.transfer(conn, region, [back])
    about = PersonKey(region, row[3] if row[3] is not None else NOBODY)
    facts = {"payment_id": payment_id, "amount_fen": amount, "employer_id": row[0]}
    await note(conn, actor, about, "payment.refunded", at, facts)
    return await receipt(conn, region, payment_id)


async def receipt(conn: Conn, region: int, payment_id: UUID, *, replayed: bool = False) -> Receipt:
    """What became of a payment. Fails with NoSuchPayment."""
    values = {"region": region, "payment_id": payment_id}
    row = await (await conn.execute(QUERIES["payment"], values)).fetchone()
    if row is None:
        raise NoSuchPayment
    parts = await (await conn.execute(QUERIES["parts"], values)).fetchall()
    return Receipt(
        payment_id=payment_id,
        amount_fen=row[4],
        placed=tuple(
            Placed(
                person_id=part[0],
                period=part[1].isoformat(),
                kind=part[2],
                seq=part[3],
                purpose=part[4],
                amount_fen=part[5],
            )
            for part in parts
        ),
        credit_fen=row[4] - row[7] - row[8],
        refunded_fen=row[8],
        replayed=replayed,
    )


async def _same_as_before(conn: Conn, row: dict[str, Any]) -> bool:
    """Whether the payment is there already with the same content. Fails with PaymentReused."""
    kept = await (await conn.execute(QUERIES["payment"], row)).fetchone()
    if kept is None:
        return False
    names = (
        "employer_id",
        "payer_region",
        "payer_id",
        "for_id",
        "amount_fen",
        "channel",
        "paid_at",
    )
    differing = [name for name, value in zip(names, kept, strict=False) if row[name] != value]
    if differing:
        raise PaymentReused(fields=differing)
    return True


async def _refunded_before(
    conn: Conn, values: dict[str, Any], amount_fen: int | None, done: Sequence[Any]
) -> Receipt:
    reasons: list[YikaError] = []
    if amount_fen not in (None, done[1]):
        reasons.append(RefundReused(fields=["amount_fen"]))
    if done[0] != values["payment_id"]:
        reasons.append(RefundReused(fields=["payment_id"]))
    refuse_all(reasons)
    return await receipt(conn, values["region"], values["payment_id"], replayed=True)


def _payer(region: int, row: Sequence[Any]) -> Payer:
    person = None if row[1] is None else PersonKey(region, row[1])
    return Payer(region=region, employer_id=row[0], person=person)
