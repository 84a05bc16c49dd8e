"""Reimbursing bills that people paid themselves (手工报销), once for each receipt.

The same rules price them as at the till: the law and the cover of the day of care, the filings that
held then, and what its benefit year has come to by now. What the funds pay is written as a
settlement, so that ceilings hold over both and cancelling and replaying know it. Every function
that changes something expects the person's anchor locked.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec

from yika.accounts import service as ledger
from yika.accounts.model import REGION, Account, Transfer
from yika.ground.days import beijing_day, countable, start_of
from yika.ground.errors import YikaError, reasons_of, refuse_all
from yika.people.model import PersonKey
from yika.policy.load import Book
from yika.settlement.by_hand import rules
from yika.settlement.by_hand.keeping import BILL, QUERIES, keep, key_of, receipt_key
from yika.settlement.by_hand.model import HandBill, HandClaim, HandPrice, Reimbursed
from yika.settlement.by_hand.reading import Known, claimed_before, institution_of, read, year_of
from yika.settlement.by_hand.refusals import ReceiptUsed
from yika.settlement.model import LAYERS, Circumstances, Priced
from yika.settlement.pricing.benefit import added
from yika.settlement.till import years
from yika.settlement.till.bills import CLEARED_AS
from yika.settlement.till.booking import CLAIMS, FUNDS, SPENDS
from yika.settlement.till.circumstances import INSUTYPES
from yika.settlement.till.ids import message_uuid
from yika.settlement.till.till import TillLaws
from yika.store.db import Conn
from yika.store.keys import Keys

PAYOUTS: Final = "payouts"  # what the region owes people, until their bank has it
OUTSIDE: Final = "outside"
REIMBURSED: Final = "reimbursed"
PAID_OUT: Final = "paid_out"
as_json = msgspec.json.Encoder(decimal_format="number").encode


async def quoted(
    conn: Conn, keys: Keys, book: Book, person: PersonKey, bill: HandBill, at: datetime
) -> HandPrice:
    """What a bill would come to now. Fails with everything that speaks against it at once."""
    laws = TillLaws(book, person.division)  # of its own: those of tills are kept for today
    known, reasons = await institution_of(conn, bill)
    if not reasons:
        reasons += rules.about_place(bill, known, person.region)
    reasons += _about(laws, bill, at)
    if any(isinstance(one, rules.BEFORE_READING) for one in reasons):
        refuse_all(reasons)
    reasons += await claimed_before(conn, keys, person, bill, known)
    found: Known | None = None
    try:
        found = await read(conn, keys, laws, person, bill, known)
    except YikaError as error:
        reasons += reasons_of(error)
    refuse_all(reasons)
    assert found is not None, "without the facts there is a reason"
    told, priced = await _priced(conn, laws, person, bill, found)
    return HandPrice(
        circumstances=told,
        med_type=found.med_type,
        insutype=INSUTYPES[told.scheme],
        benefit_year=found.year,
        split=priced.shares.split,
        priced=priced,
        policy=laws.policy,
    )


async def reimburse(
    conn: Conn,
    keys: Keys,
    person: PersonKey,
    bill: HandBill,
    price: HandPrice,
    claim_id: UUID,
    at: datetime,
) -> Reimbursed:
    """Pay out what was quoted in this transaction, and write it as a settlement.

    Fails with ReceiptUsed where somebody claims the same receipt at the same instant.
    """
    number = await new_number(conn)
    claim = HandClaim(
        person=person,
        claim_id=claim_id,
        kind=BILL,
        settlement_id=number,
        served_on=bill.on,
        total_fen=bill.total_fen,
        paid_fen=price.paid_fen,
        paid_at=at,
    )
    if not await keep(conn, keys, claim, receipt_key(bill.receipt), bill):
        raise ReceiptUsed(paid_on=beijing_day(at), is_own="unknown")
    await _write(conn, claim, bill, price, number)
    await ledger.transfer(conn, person.region, _transfers(person, price, number, at))
    return Reimbursed(settlement_id=number, price=price)


async def new_number(conn: Conn) -> int:
    """The number of a settlement, or of another paying out, that no message makes."""
    row = await (await conn.execute(QUERIES["new_settlement_id"])).fetchone()
    assert row is not None
    return row[0]


def paid_out(person: PersonKey, number: int, amount_fen: int, at: datetime) -> Transfer:
    """What leaves for the person's bank."""
    id_ = message_uuid(number, SPENDS, person.region, person.person_id)
    payouts, outside = Account(REGION, PAYOUTS), Account(REGION, OUTSIDE)
    return Transfer(id_, payouts, outside, amount_fen, PAID_OUT, at)


async def _priced(
    conn: Conn, laws: TillLaws, person: PersonKey, bill: HandBill, found: Known
) -> tuple[Circumstances, Priced]:
    """The price, where it comes to a ceiling that years may raise with those, as at a till."""

    def price(told: Circumstances) -> Priced:
        return rules.priced(laws.benefit, told, bill.lines, found.so_far)

    told = found.circumstances
    priced, terms = price(told), laws.benefit.terms(told)
    if not years.count(laws, terms, told, priced):
        return told, priced
    known = await years.years_of(conn, laws, person, found.cover, told.on)
    told = years.told_with(laws, terms, told, known, priced, price)
    return told, price(told)


def _about(laws: TillLaws, bill: HandBill, at: datetime) -> list[YikaError]:
    """What is wrong with the days and the costs. Fails with NotCountable."""
    for day in (bill.begins_on, bill.on):
        countable(start_of(day))
    within = laws.standing.value("reimbursement.within", at)
    never = laws.standing.value("entitlement.fund_never_pays", bill.on)
    months = within if isinstance(within, int) else None
    return [*rules.about_time(bill, beijing_day(at), months), *rules.about_costs(bill, never)]


async def _write(
    conn: Conn, claim: HandClaim, bill: HandBill, price: HandPrice, number: int
) -> None:
    person, shares = claim.person, price.priced.shares
    scheme, kind = price.circumstances.scheme, rules.VISITS.get(bill.care, bill.care)
    values: dict[str, Any] = {
        **key_of(person),
        "number": number,
        "claim_id": str(claim.claim_id),
        "kind": kind,
        "med_type": price.med_type,
        "insutype": price.insutype,
        "clr_type": CLEARED_AS[kind],
        "begins_at": start_of(bill.begins_on),
        "ends_at": start_of(bill.on),
        "at": claim.paid_at,
        "scheme": scheme,
        "benefit_year": price.benefit_year,
        "total_fen": shares.split.total_fen,
        "fund_fen": shares.fund_fen,
        "cash_fen": shares.person_fen,
        "circumstances": as_json(price.circumstances).decode(),
        "shares": as_json(shares).decode(),
        "change": as_json(price.priced.change).decode(),
        "policy": price.policy,
    }
    await conn.execute(QUERIES["add_visit"], values)
    await conn.execute(QUERIES["add_settlement"], values)
    if price.priced.change:
        now = await year_of(conn, person, scheme, price.benefit_year)
        values["state"] = as_json(added(now, price.priced.change)).decode()
        await conn.execute(QUERIES["set_state"], values)


def _transfers(person: PersonKey, price: HandPrice, number: int, at: datetime) -> list[Transfer]:
    """What each fund owes the person, and all of it on its way to the bank."""
    found: list[Transfer] = []
    for which, (layer, amount) in enumerate(_paid(price), CLAIMS):
        id_ = message_uuid(number, which, person.region, person.person_id)
        fund, payouts = Account(REGION, FUNDS[layer]), Account(REGION, PAYOUTS)
        found.append(Transfer(id_, fund, payouts, amount, REIMBURSED, at))
    if found:
        found.append(paid_out(person, number, price.paid_fen, at))
    return found


def _paid(price: HandPrice) -> Iterable[tuple[str, int]]:
    layers = price.priced.shares.layers
    return [(layer, layers[layer]) for layer in LAYERS if layers.get(layer)]
