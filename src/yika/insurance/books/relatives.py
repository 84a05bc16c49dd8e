"""Paying a relative's premium out of one's own account (代亲属缴费), within the family sharing.

The money leaves the owner's wallets in the region's order and arrives as a payment for the
relative, all in one transaction. Both are insured in one region; a premium in another region is
paid there.
"""

from datetime import datetime
from typing import Final
from uuid import UUID, uuid5

from yika.access.model import Actor
from yika.accounts import sharing, spending
from yika.accounts.laws import AccountLaws
from yika.accounts.model import CARRIED, CURRENT, REGION, Account, Transfer
from yika.accounts.rules import Short
from yika.accounts.service import balances_of, transfer, written_under
from yika.accounts.sharing import Share
from yika.ground.errors import Refused
from yika.insurance.books.noting import note
from yika.insurance.books.payments import Payment, Receipt, pay
from yika.insurance.books.settling import Payer, open_bills
from yika.people import service as people
from yika.people.model import PersonKey
from yika.policy.load import Book
from yika.store.db import Conn

USE: Final = "resident_premium"
YEAR: Final = "year"
REASON: Final = "relative_premium"
CHANNEL: Final = "account"


class OtherRegion(Refused):
    """The relative is insured in another region, whose agency takes the premium. Facts: region."""

    code = "relative_in_other_region"


class MoreThanPremium(Refused):
    """More than the relative's open premium: money of an account is not turned into a credit.

    Facts: owed_fen, asked_fen.
    """

    code = "more_than_premium"


async def pay_premium(
    conn: Conn,
    book: Book,
    actor: Actor,
    owner: PersonKey,
    relative: PersonKey,
    amount_fen: int,
    payment_id: UUID,
    at: datetime,
) -> Receipt:
    """Pay a relative's resident premium from the owner's account, once under the payment's id.

    Fails with NotShared before anything else is told, with OtherRegion, MoreThanPremium and the
    refusals of `sharing.check_use`, with Short where the account has less, and as `payments.pay`.
    """
    if owner.region != relative.region:
        await sharing.between(conn, owner, relative, at)
        raise OtherRegion(region=relative.region)
    await people.lock(conn, [owner, relative])
    before = await written_under(conn, owner.region, list(_ids(payment_id).values()))
    payment = Payment(
        payment_id=payment_id,
        payer=Payer(region=relative.region, person=relative),
        paid_by=owner,
        amount_fen=amount_fen,
        channel=CHANNEL,
        paid_at=before[0].happened_at if before else at,
    )
    if before:
        return await pay(conn, book, actor, payment, at)
    laws = AccountLaws(book, owner.division)
    share = await _usable_share(conn, laws, owner, relative, amount_fen, at)
    await _take(conn, laws, owner, amount_fen, payment_id, at)
    done = await pay(conn, book, actor, payment, at)
    await sharing.note_use(conn, share, payment_id, amount_fen, at)
    facts = {"payment_id": payment_id, "amount_fen": amount_fen, "share_id": share.share_id}
    await note(conn, actor, owner, "account.premium_paid_for_relative", at, facts)
    return done


async def _usable_share(
    conn: Conn,
    laws: AccountLaws,
    owner: PersonKey,
    relative: PersonKey,
    amount_fen: int,
    at: datetime,
) -> Share:
    """The share that lets the relative use so much for a premium. Fails as `pay_premium` does."""
    owed = await open_premium(conn, owner, relative, at)
    if amount_fen > owed:
        raise MoreThanPremium(owed_fen=owed, asked_fen=amount_fen)
    share = await sharing.between(conn, owner, relative, at)
    used = await sharing.used_this_year(conn, share, at)
    sharing.check_use(laws, share, USE, used, amount_fen, at)
    return share


async def open_premium(conn: Conn, owner: PersonKey, relative: PersonKey, at: datetime) -> int:
    """What a relative who may use the owner's account has still to pay of premiums, in fen.

    Fails with NotShared before anything of the relative is read, and with OtherRegion.
    """
    await sharing.between(conn, owner, relative, at)
    if owner.region != relative.region:
        raise OtherRegion(region=relative.region)
    payer = Payer(region=relative.region, person=relative)
    return sum(bill.rest_fen for bill in await open_bills(conn, payer) if bill.kind == YEAR)


async def _take(
    conn: Conn, laws: AccountLaws, owner: PersonKey, amount_fen: int, payment_id: UUID, at: datetime
) -> None:
    """Take the amount out of the owner's wallets, in the region's order. Fails with Short."""
    order = laws.order(at)
    parts = spending.parts(await balances_of(conn, owner), order, amount_fen)
    short = amount_fen - sum(parts.values())
    if short:
        raise Short(account=order[-1], missing_fen=short)
    outside, ids = Account(REGION, "outside"), _ids(payment_id)
    moves = [
        Transfer(ids[kind], Account(owner.person_id, kind), outside, fen, REASON, at)
        for kind, fen in parts.items()
    ]
    await transfer(conn, owner.region, moves)


def _ids(payment_id: UUID) -> dict[str, UUID]:
    return {kind: uuid5(payment_id, f"relative:{kind}") for kind in (CURRENT, CARRIED)}
