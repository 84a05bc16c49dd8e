"""Paying open bills from what a payer has: newly arrived, or left over from before."""

from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction
from functools import partial
from typing import Any, Final
from uuid import UUID, uuid5

import msgspec

from yika.access.model import Actor
from yika.accounts import service as ledger
from yika.accounts.model import REGION, Account, Transfer
from yika.ground.days import beijing_day
from yika.insurance.amounts.sums import share
from yika.insurance.books.noting import entry
from yika.insurance.books.placing import Open, Part, place
from yika.insurance.laws import InsuranceLaws
from yika.people.model import PersonKey
from yika.policy.load import Book
from yika.store import journal
from yika.store.db import Conn
from yika.store.sql import queries

QUERIES = queries(__package__, "payments.sql")
POOLED: Final = ("medical", "maternity", "large_sum")  # insurances whose money is the pooled fund's
NO_FEE: Final = Fraction(0)


class Payer(msgspec.Struct, frozen=True, kw_only=True):
    """Whose bills are paid: those of an employer, or those a person owes alone."""

    region: int
    employer_id: int | None = None
    person: PersonKey | None = None

    def key(self) -> dict[str, int | None]:
        """The payer as statements name it."""
        for_id = None if self.person is None else self.person.person_id
        return {"region": self.region, "employer_id": self.employer_id, "for_id": for_id}


class Credit(msgspec.Struct, frozen=True):
    """What is left of a payment."""

    payment_id: UUID
    left_fen: int
    placed_fen: int
    paid_at: datetime


async def settle(
    conn: Conn,
    book: Book,
    actor: Actor,
    payer: Payer,
    at: datetime,
    arriving: UUID | None = None,
) -> None:
    """Pay what is open, due first, from all a payer has left, oldest first.

    `arriving` is a payment whose money was collected just now; what bills do not take of it is put
    in suspense. The anchors are locked. Money that is held stays where it is.
    """
    cursor = await conn.execute(QUERIES["credits"], payer.key())
    credits_left = [Credit(*row) for row in await cursor.fetchall()]
    bills = await open_bills(conn, payer)
    share_of = partial(fee_share, InsuranceLaws(book, f"{payer.region:06}"))
    moves: list[Transfer] = []
    entries: list[journal.Entry] = []
    for credit in credits_left:
        is_new = credit.payment_id == arriving
        parts = place(credit.left_fen, bills, share_of, beijing_day(credit.paid_at))
        moves += transfers(credit, parts, at, is_new=is_new)
        if parts:
            await write(conn, payer.region, credit, parts)
            bills = _after(bills, parts)
            entries += [_entry(book, actor, payer.region, part, credit, at) for part in parts]
    await ledger.transfer(conn, payer.region, moves)
    await journal.record(conn, entries)


async def open_bills(conn: Conn, payer: Payer) -> list[Open]:
    """What a payer has still to pay, due first."""
    values = payer.key() | {"pooled": list(POOLED)}
    cursor = await conn.execute(QUERIES["open_bills"], values)
    return [
        Open(
            person_id=row[0],
            period=row[1],
            kind=row[2],
            seq=row[3],
            owed_by=row[4],
            due_on=row[5],
            issued_on=beijing_day(row[6]),
            owed_fen=row[7],
            paid_fen=row[8],
            pooled_fen=max(row[9], 0),
        )
        for row in await cursor.fetchall()
    ]


def fee_share(laws: InsuranceLaws, bill: Open) -> Fraction:
    """The late fee a day where the region has one for whoever owes the bill; of months only."""
    if bill.kind not in ("month", "correction"):
        return NO_FEE
    told = laws.value("contribution.late_fee", bill.due_on, payer=bill.owed_by)
    return NO_FEE if told is None else share(told)


def transfers(
    credit: Credit, parts: Sequence[Part], at: datetime, *, is_new: bool
) -> list[Transfer]:
    """The money that moves when a payment is placed, under ids made from the payment's."""
    contribution = sum(part.amount_fen for part in parts)
    pooled = sum(part.pooled_fen for part in parts)
    fees = sum(part.fee_fen for part in parts)
    rest = credit.left_fen - contribution - fees
    moves = [("collected", "suspense", rest if is_new else 0, "held")]
    moves += [("suspense", "collected", 0 if is_new else contribution + fees, "placed")]
    moves += [("collected", "pooled", pooled, "allocation")]
    moves += [("collected", "late_fees", fees, "late_fee")]
    return [
        Transfer(
            transfer_id=uuid5(credit.payment_id, f"{credit.placed_fen}:{reason}"),
            debit=Account(REGION, debit),
            credit=Account(REGION, target),
            amount_fen=amount,
            reason=reason,
            happened_at=at,
        )
        for debit, target, amount, reason in moves
        if amount > 0
    ]


async def write(conn: Conn, region: int, credit: Credit, parts: Sequence[Part]) -> None:
    """Write what each bill took of a payment."""
    taken = [(part, "contribution", part.amount_fen) for part in parts]
    taken += [(part, "late_fee", part.fee_fen) for part in parts if part.fee_fen]
    values: dict[str, Any] = _columns(region, [part for part, _, _ in taken])
    values["payment_id"] = credit.payment_id
    values["purposes"] = [purpose for _, purpose, _ in taken]
    values["amounts"] = [amount for _, _, amount in taken]
    await conn.execute(QUERIES["add_parts"], values)
    paid_on = beijing_day(credit.paid_at)
    values = _columns(region, parts)
    values["amounts"] = [part.amount_fen for part in parts]
    values["paid_on"] = [max(paid_on, part.bill.issued_on) for part in parts]
    await conn.execute(QUERIES["pay_bills"], values)
    placed = sum(amount for _, _, amount in taken)
    values = {"region": region, "payment_id": credit.payment_id, "placed_fen": placed}
    await conn.execute(QUERIES["placed"], values)


def _columns(region: int, parts: Sequence[Part]) -> dict[str, Any]:
    return {
        "region": region,
        "person_ids": [part.bill.person_id for part in parts],
        "periods": [part.bill.period for part in parts],
        "kinds": [part.bill.kind for part in parts],
        "seqs": [part.bill.seq for part in parts],
    }


def _after(bills: Sequence[Open], parts: Sequence[Part]) -> list[Open]:
    """The bills that are still open once these parts are paid, with what is paid of them."""
    last = parts[-1]
    rest = list(bills[len(parts) :])
    if last.amount_fen < last.bill.rest_fen:
        paid = last.bill.paid_fen + last.amount_fen
        return [msgspec.structs.replace(last.bill, paid_fen=paid), *rest]
    return rest


def _entry(
    book: Book, actor: Actor, region: int, part: Part, credit: Credit, at: datetime
) -> journal.Entry:
    facts = {
        "payment_id": credit.payment_id,
        "period": part.bill.period,
        "kind": part.bill.kind,
        "amount_fen": part.amount_fen,
        "late_fee_fen": part.fee_fen or None,
    }
    person = PersonKey(region, part.bill.person_id)
    return entry(actor, person, "contribution.paid", at, facts, book)
