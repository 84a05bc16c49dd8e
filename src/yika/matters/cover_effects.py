"""What the acts about contributions and entitlement do, each calling the room that knows how."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from yika.ground.days import beijing_day
from yika.ground.errors import Missing, Refused, YikaError, refuse_all
from yika.ground.money import fen, yuan
from yika.insurance.books import (
    bills,
    corrections,
    enrolment,
    payments,
    repairs,
    retirement,
    settling,
)
from yika.insurance.books.enrolment_rules import NotEnrolled
from yika.insurance.books.payments import Payment, Receipt
from yika.insurance.books.placing import fee
from yika.insurance.books.settling import Payer
from yika.insurance.laws import InsuranceLaws
from yika.insurance.model import SCHOOL, Enrolment, PaidSpan, Scheme
from yika.matters import cover, schooling
from yika.matters.anchors import employer_of
from yika.matters.effects import effect
from yika.matters.model import Done
from yika.matters.work import Work

CORRECTED_BECAUSE = "wrong_base"


class NothingOwed(Missing):
    """No bill is open that this act could pay. Facts: none."""

    code = "nothing_owed"


class PlaceNeeded(Refused):
    """Whoever moves away says to which region. Facts: none."""

    code = "place_needed"


class MoreThanOwed(Refused):
    """More than is owed, late fees included. Facts: owed_fen, asked_fen."""

    code = "more_than_owed"


class MonthsAhead(Refused):
    """Months after this one cannot have been paid elsewhere. Facts: months, current."""

    code = "months_ahead"


class MonthsReversed(Refused):
    """The first month comes after the last. Facts: first, last."""

    code = "months_reversed"


class PlaceIsHere(Refused):
    """Insurance moves in from another region, not from this one. Facts: place."""

    code = "place_is_here"


@effect.register
async def _(act: cover.Enrol, work: Work) -> Done:
    today = beijing_day(work.at)
    school = await schooling.school_of(act, work)
    held = await enrolment.enrolments(work.conn, work.person)
    if school is not None and (same := _same(held, act, today)) is not None:
        await enrolment.set_school(work.conn, work.actor, work.person, same, school, work.at)
    elif act.group == "newborn":
        await enrolment.enrol_newborn(
            work.conn, work.keys, work.book, work.actor, work.person, work.at
        )
    else:
        asked = enrolment.Enrol(
            scheme=act.scheme,
            starts_on=today,
            group=act.group,
            base_fen=None if act.base is None else fen(act.base),
            options={} if school is None else {SCHOOL: str(school)},
        )
        if _open([one for _, one in held], today):
            await enrolment.change(work.conn, work.book, work.actor, work.person, asked, work.at)
        else:
            await enrolment.enrol(work.conn, work.book, work.actor, work.person, asked, work.at)
    await _bill(work, act.scheme)
    return work.done(act, scheme=act.scheme, owed=yuan(await _owed(work, _self(work))))


@effect.register
async def _(act: cover.EndEnrolment, work: Work) -> Done:
    today = beijing_day(work.at)
    if act.reason == "retired":
        await retirement.retire(
            work.conn, work.keys, work.book, work.actor, work.person, today, work.at
        )
        return work.done(act, reason=act.reason)
    if act.reason == "moved_away" and act.moved_to is None:
        raise PlaceNeeded
    moved_to = None if act.moved_to is None else int(act.moved_to)
    await enrolment.leave(work.conn, work.actor, work.person, today, act.reason, work.at, moved_to)
    return work.done(act, reason=act.reason, ends_on=today)


@effect.register
async def _(act: cover.PayContribution, work: Work) -> Done:
    payer = _self(work)
    if not await settling.open_bills(work.conn, payer):
        held = [one for _, one in await enrolment.enrolments(work.conn, work.person)]
        current = _open(held, beijing_day(work.at))
        if current is None:
            raise NotEnrolled(scheme=held[-1].scheme if held else None)
        await _bill(work, current.scheme)
    return await _paid(act, work, payer, None if act.amount is None else fen(act.amount))


@effect.register
async def _(act: cover.SettleEmployerArrears, work: Work) -> Done:
    employer_id = await employer_of(work.conn, work.person)
    if employer_id is None:
        raise NothingOwed
    return await _paid(act, work, Payer(region=work.person.region, employer_id=employer_id), None)


@effect.register
async def _(act: cover.RepairContribution, work: Work) -> Done:
    await repairs.repair(work.conn, work.book, work.actor, work.person, act.year, work.at)
    return await _paid(act, work, _self(work), None)


@effect.register
async def _(act: cover.CorrectContribution, work: Work) -> Done:
    found = await corrections.correct(
        work.conn,
        work.book,
        work.actor,
        work.person,
        _month(act.month),
        CORRECTED_BECAUSE,
        work.at,
        base_fen=fen(act.base),
    )
    return work.done(
        act,
        month=act.month,
        owed=yuan(found.owed_fen),
        credit=yuan(found.credit_fen),
        waived=yuan(found.waived_fen),
    )


@effect.register
async def _(act: cover.TransferIn, work: Work) -> Done:
    today = beijing_day(work.at)
    refuse_all(_about_years(act, today, work.person.division))
    base_fen = None if act.base is None else fen(act.base)
    asked = enrolment.Enrol(scheme=Scheme.FLEXIBLE, starts_on=today, base_fen=base_fen)
    first, last = _month(act.first_month), _month(act.last_month)
    span = PaidSpan(Scheme.EMPLOYEE, first, last, None, int(act.place))
    await enrolment.move_in(work.conn, work.book, work.actor, work.person, asked, [span], work.at)
    await _bill(work, Scheme.FLEXIBLE)
    return work.done(act, place=act.place, owed=yuan(await _owed(work, _self(work))))


async def _paid(act: cover.CoverAct, work: Work, payer: Payer, amount_fen: int | None) -> Done:
    """Take a payment of what is owed, or of less, under an id made from the act's key."""
    owed = await _owed(work, payer)
    if owed == 0:
        raise NothingOwed
    amount = owed if amount_fen is None else amount_fen
    if amount > owed:
        raise MoreThanOwed(owed_fen=owed, asked_fen=amount)
    payment = Payment(
        payment_id=work.id_for("payment"),
        payer=payer,
        amount_fen=amount,
        channel=work.actor.channel,
        paid_at=work.at,
    )
    receipt = await payments.pay(work.conn, work.book, work.actor, payment, work.at)
    return work.done(act, **told(receipt))


def _about_years(act: cover.TransferIn, today: date, here: str) -> list[YikaError]:
    """Everything that cannot be so of years paid elsewhere."""
    current = f"{today:%Y-%m}"
    found: list[YikaError] = []
    ahead = sorted(month for month in {act.first_month, act.last_month} if month > current)
    if ahead:
        found.append(MonthsAhead(months=ahead, current=current))
    if act.first_month > act.last_month:
        found.append(MonthsReversed(first=act.first_month, last=act.last_month))
    if act.place == here:
        found.append(PlaceIsHere(place=act.place))
    return found


def told(receipt: Receipt) -> dict[str, Any]:
    """A receipt as an act answers it: amounts in yuan."""
    of = {
        purpose: sum(part.amount_fen for part in receipt.placed if part.purpose == purpose)
        for purpose in ("contribution", "late_fee")
    }
    payment_id: UUID = receipt.payment_id
    return {
        "payment_id": str(payment_id),
        "amount": yuan(receipt.amount_fen),
        "paid": yuan(of["contribution"]),
        "late_fee": yuan(of["late_fee"]),
        "credit": yuan(receipt.credit_fen),
    }


async def _owed(work: Work, payer: Payer) -> int:
    """What a payer owes today, late fees included, in fen."""
    laws, today = InsuranceLaws(work.book, work.person.division), beijing_day(work.at)
    return sum(
        bill.rest_fen + fee(bill.rest_fen, settling.fee_share(laws, bill), bill.due_on, today)
        for bill in await settling.open_bills(work.conn, payer)
    )


async def _bill(work: Work, scheme: str) -> None:
    """Make the bill that lets somebody pay at once: of this month, or of this cover year."""
    today = beijing_day(work.at)
    resident = scheme == Scheme.RESIDENT
    span = bills.year_span(today.year, work.at) if resident else bills.month_span(today, work.at)
    await bills.bill_people(work.conn, work.book, work.person.region, [work.person.person_id], span)


def _self(work: Work) -> Payer:
    return Payer(region=work.person.region, person=work.person)


def _same(held: list[tuple[UUID, Enrolment]], act: cover.Enrol, today: date) -> UUID | None:
    """The open enrolment in the same group, which only learns of another school."""
    for id_, one in held:
        same = one.scheme == act.scheme and one.group == act.group
        if same and one.ends_on is None and one.starts_on <= today:
            return id_
    return None


def _open(held: list[Enrolment], today: date) -> Enrolment | None:
    """The enrolment in force, or one that was entered today."""
    current = (one for one in held if one.ends_on is None or one.ends_on > today - timedelta(1))
    return next((one for one in current if one.starts_on <= today), None)


def _month(text: str) -> date:
    return date.fromisoformat(f"{text}-01")
