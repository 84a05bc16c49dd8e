"""What an application for money comes to by the rules, before anybody decides on it (测算).

The same answer stands against an application that could never be paid, as soon as it is handed in,
and against a proposal of another amount. An officer never picks an amount that the rules reckon:
what should not be paid is taken out of the bill by correcting it, with a reason.
"""

from functools import singledispatch

from yika.ground.errors import Refused, YikaError, reasons_of
from yika.insurance.books import aid
from yika.matters import claim_acts as acts
from yika.matters.against import against
from yika.matters.claim_effects import about_until, hand_bill, the_birth
from yika.matters.model import Act
from yika.matters.work import Work
from yika.settlement.by_hand import allowance, service
from yika.settlement.by_hand.allowance import BASE, DAYS
from yika.settlement.by_hand.refusals import AmountNeeded


class AmountTooMuch(Refused):
    """More is proposed than the rules give. Facts: approved_fen, amount_fen."""

    code = "amount_too_much"


class AmountTooLittle(Refused):
    """Less is proposed than the rules give. Facts: approved_fen, amount_fen."""

    code = "amount_too_little"


class NoAmountHere(Refused):
    """No amount is decided in this matter. Facts: matter."""

    code = "no_amount_here"


@singledispatch
async def agreed(act: Act, work: Work, entered_fen: int | None) -> int | None:
    """The amount that officers decide on, in fen; None where the matter pays none of their own.

    Fails with everything that stands against what is asked for, or against what they entered.
    """
    del work
    if entered_fen is not None:
        raise NoAmountHere(matter=act.matter)
    return None


@agreed.register
async def _(act: acts.Reimburse, work: Work, entered_fen: int | None) -> int | None:
    to = work.conn, work.keys, work.book, work.person
    return _same((await service.quoted(*to, hand_bill(act), work.at)).paid_fen, entered_fen)


@agreed.register
async def _(act: acts.ClaimMaternity, work: Work, entered_fen: int | None) -> int | None:
    to = work.conn, work.keys, work.book, work.person
    found = await allowance.worked_out(*to, the_birth(act), work.at)
    if found.amount_fen is not None:
        return _same(found.amount_fen, entered_fen)
    if not entered_fen:
        raise AmountNeeded(ids=[DAYS, BASE], division=work.person.division)
    return entered_fen


@agreed.register
async def _(act: acts.AskPremiumAid, work: Work, entered_fen: int | None) -> int | None:
    to = work.conn, work.book, work.person
    worked = await aid.worked_out(*to, act.group, act.year, work.at)
    return worked.amount(entered_fen, work.person.division)


@against.register
async def _(act: acts.Reimburse, work: Work) -> list[YikaError]:
    return await _reasons(act, work)


@against.register
async def _(act: acts.ClaimMaternity, work: Work) -> list[YikaError]:
    return await _reasons(act, work)


@against.register
async def _(act: acts.AskPremiumAid, work: Work) -> list[YikaError]:
    return await _reasons(act, work)


@against.register
async def _(act: acts.AskAssistance, work: Work) -> list[YikaError]:
    return about_until(act, work)


async def _reasons(act: Act, work: Work) -> list[YikaError]:
    """Everything against an application; that the officers enter the amount is none."""
    try:
        await agreed(act, work, None)
    except YikaError as error:
        to_enter = (AmountNeeded, aid.AidUnknown)
        return [one for one in reasons_of(error) if not isinstance(one, to_enter)]
    return []


def _same(amount_fen: int, entered_fen: int | None) -> int:
    """The amount by the rules, where nobody entered another one."""
    if entered_fen is not None and entered_fen > amount_fen:
        raise AmountTooMuch(approved_fen=entered_fen, amount_fen=amount_fen)
    if entered_fen is not None and entered_fen < amount_fen:
        raise AmountTooLittle(approved_fen=entered_fen, amount_fen=amount_fen)
    return amount_fen
