"""What an employer pays, and what it gets back, once for each key of whoever reports it."""

from datetime import datetime
from typing import Final
from uuid import UUID, uuid5

from yika.access.model import Actor
from yika.ground.days import countable
from yika.ground.errors import Refused
from yika.insurance.books import payments
from yika.insurance.books.employers import Employer
from yika.insurance.books.payments import NoSuchPayment, Payment, PaymentReused, Receipt
from yika.insurance.books.settling import Payer
from yika.policy.load import Book
from yika.store.db import Conn

SPACE: Final = UUID("0b8f6f0e-3d0c-5d7a-9a55-4b7f6c1f2d10")  # ids made from keys are within it
CHANNEL: Final = "bank_counter"


class PaidInFuture(Refused):
    """Nobody has paid later than now. Facts: paid_at, now."""

    code = "paid_in_future"


async def pay(
    conn: Conn,
    book: Book,
    actor: Actor,
    employer: Employer,
    amount_fen: int,
    key: str,
    paid_at: datetime | None,
    now: datetime,
) -> Receipt:
    """Take an employer's payment; the same key again answers as before and moves nothing.

    Without an instant it was paid now. Fails as `payments.pay` does, with NotCountable or
    PaidInFuture.
    """
    payment_id = uuid5(SPACE, f"{employer.region}:{employer.code}:{key}")
    if paid_at is None:
        before = await _receipt(conn, employer.region, payment_id)
        if before is not None and before.amount_fen != amount_fen:
            raise PaymentReused(fields=["amount_fen"])
        if before is not None:
            return before
    elif countable(paid_at) > now:
        raise PaidInFuture(paid_at=paid_at, now=now)
    payment = Payment(
        payment_id=payment_id,
        payer=Payer(region=employer.region, employer_id=employer.employer_id),
        amount_fen=amount_fen,
        channel=CHANNEL,
        paid_at=paid_at or now,
    )
    return await payments.pay(conn, book, actor, payment, now)


async def refund(
    conn: Conn,
    actor: Actor,
    region: int,
    payment_id: UUID,
    amount_fen: int | None,
    key: str,
    now: datetime,
) -> Receipt:
    """Send back what no bill took of a payment, or so much of it, once for each key.

    Fails as `payments.refund` does.
    """
    refund_id = uuid5(SPACE, f"{region}:{payment_id}:{key}")
    return await payments.refund(conn, actor, region, payment_id, refund_id, amount_fen, now)


async def _receipt(conn: Conn, region: int, payment_id: UUID) -> Receipt | None:
    try:
        return await payments.receipt(conn, region, payment_id, replayed=True)
    except NoSuchPayment:
        return None
