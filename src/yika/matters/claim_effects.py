"""What the acts that decide money do, each calling the room that knows how."""

from decimal import Decimal
from typing import Any

from yika.ground.days import beijing_day
from yika.ground.errors import Refused, YikaError, refuse_all
from yika.ground.money import fen, yuan
from yika.insurance.books.aid import aid
from yika.matters import claim_acts as acts
from yika.matters.effects import effect
from yika.matters.model import Done
from yika.matters.work import Work
from yika.people import service as people
from yika.people.model import SpecialIdentity
from yika.settlement.by_hand import allowance, service, taking_back
from yika.settlement.by_hand.allowance import BASE, DAYS, Birth
from yika.settlement.by_hand.model import HandBill, HandPrice, PayTo
from yika.settlement.by_hand.refusals import AmountChanged, AmountNeeded
from yika.settlement.pricing.lines import Line

HUNDRED = Decimal(100)


class EndedAlready(Refused):
    """The last day is over already. Facts: until, today."""

    code = "ended_already"


@effect.register
async def _(act: acts.Reimburse, work: Work) -> Done:
    bill = hand_bill(act)
    price = await service.quoted(work.conn, work.keys, work.book, work.person, bill, work.at)
    _same_as_approved(work, price.paid_fen)
    done = await service.reimburse(
        work.conn, work.keys, work.person, bill, price, work.id_for("claim"), work.at
    )
    return work.done(act, settlement_id=str(done.settlement_id), **told(price))


@effect.register
async def _(act: acts.UndoReimbursement, work: Work) -> Done:
    number = int(act.settlement_id)
    undone = await taking_back.take_back(work.conn, work.book, work.person, number, work.at)
    return work.done(act, settlement_id=act.settlement_id, owed=yuan(undone.paid_fen))


@effect.register
async def _(act: acts.ClaimMaternity, work: Work) -> Done:
    birth = the_birth(act)
    found = await allowance.worked_out(work.conn, work.keys, work.book, work.person, birth, work.at)
    amount = approved_fen(work)
    if found.amount_fen is not None:
        amount = found.amount_fen
        _same_as_approved(work, amount)
    if not amount:
        raise AmountNeeded(ids=[DAYS, BASE], division=work.person.division)
    id_ = work.id_for("allowance")
    await allowance.pay(work.conn, work.keys, work.person, birth, amount, id_, work.at)
    return work.done(act, amount=yuan(amount), days=found.days)


@effect.register
async def _(act: acts.AskAssistance, work: Work) -> Done:
    refuse_all(about_until(act, work))
    today = beijing_day(work.at)
    await people.recognise(
        work.conn, work.person, SpecialIdentity(act.group, None, today, act.until)
    )
    return work.done(act, group=act.group, starts_on=today, until=act.until)


@effect.register
async def _(act: acts.AskPremiumAid, work: Work) -> Done:
    worked, amount, bill = await aid(
        work.conn,
        work.book,
        work.actor,
        work.person,
        act.group,
        act.year,
        work.at,
        approved_fen(work),
    )
    return work.done(
        act,
        group=act.group,
        year=act.year,
        premium=yuan(worked.premium_fen),
        aid=yuan(amount),
        credit=yuan(bill.credit_fen),
    )


def about_until(act: acts.AskAssistance, work: Work) -> list[YikaError]:
    """What stands against the last day that the papers vouch for."""
    today = beijing_day(work.at)
    if act.until is None or act.until >= today:
        return []
    return [EndedAlready(until=act.until, today=today)]


def the_birth(act: acts.ClaimMaternity) -> Birth:
    """A birth as the room that works the allowance out takes it."""
    return Birth(
        birth_kind=act.birth_kind, on=act.on, children=act.children, pay_to=_pay_to(act.account)
    )


def hand_bill(act: acts.Reimburse) -> HandBill:
    """A claim as the room that prices it takes it."""
    return HandBill(
        care=act.care,
        institution=act.institution,
        division=act.division,
        begins_on=act.begins_on,
        ends_on=act.ends_on if act.care == "inpatient" else None,
        receipt=act.receipt,
        total_fen=fen(act.total),
        lines=tuple(_line(one) for one in act.lines),
        pay_to=_pay_to(act.account),
        code=act.institution_code,
        level=act.level,
        is_emergency=act.emergency,
        is_prescribed=act.prescribed,
        disease=act.disease,
        caused_by=act.caused_by,
    )


def told(price: HandPrice) -> dict[str, Any]:
    """What a bill comes to, as an act and a preview answer it: amounts in yuan."""
    shares = price.priced.shares
    return {
        "total": yuan(shares.split.total_fen),
        "amount": yuan(price.paid_fen),
        "own": yuan(shares.person_fen),
        "deductible": yuan(shares.deductible_fen),
        "layers": {layer: yuan(amount) for layer, amount in shares.layers.items()},
        "off_site": price.circumstances.off_site,
        "benefit_year": price.benefit_year,
        "unknown": list(price.priced.unknown) or None,
    }


def approved_fen(work: Work) -> int | None:
    """What the officers approved, where they entered an amount."""
    entered = None if work.case is None else work.case.decision.get("approved_amount")
    return None if entered is None else fen(str(entered))


def _same_as_approved(work: Work, amount_fen: int) -> None:
    """Fails with AmountChanged where the officers approved another amount."""
    approved = approved_fen(work)
    if approved is not None and approved != amount_fen:
        raise AmountChanged(approved_fen=approved, amount_fen=amount_fen)


def _line(one: acts.CostLine) -> Line:
    share = one.first_share
    return Line(
        item_class=one.item_class,
        total_fen=fen(one.amount),
        quantity=Decimal(one.quantity),
        ceiling=None if one.ceiling is None else Decimal(one.ceiling),
        first_share=None if share is None else Decimal(share.removesuffix("%")) / HUNDRED,
        is_approved=one.approved,
    )


def _pay_to(account: acts.Account) -> PayTo:
    return PayTo(bank=account.bank, number=account.number, holder=account.holder)
