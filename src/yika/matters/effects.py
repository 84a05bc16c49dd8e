"""What each act does, once it is allowed: one function an act, each calling one room.

The anchor is locked and the facts were read after. A function raises before it writes, or raises
out of the transaction; nothing is ever half done.
"""

from functools import singledispatch
from uuid import uuid4

from yika.cards import rules
from yika.cards import service as cards
from yika.cards.model import Card, Form, PasswordKind, Stage
from yika.cards.passwords import hand_out
from yika.ground.errors import Conflict, Refused, YikaError, refuse_all
from yika.holds import service as holds
from yika.holds.model import Cause, Hold
from yika.matters import model as acts
from yika.matters import passwords, temporary
from yika.matters.model import Act, Done
from yika.matters.work import Work
from yika.people import service as people
from yika.standing.mending import ready_on


class AlreadyHasCard(Conflict):
    """Somebody who has a card asks for a first one. Facts: stage of the card."""

    code = "already_has_card"


class BankNeeded(Refused):
    """A bank's card needs the bank, and one of another bank another than before. Facts: none."""

    code = "bank_needed"


class TermOutOfRange(Refused):
    """A suspension needs a term within the law's range. Facts: min, max (months)."""

    code = "term_out_of_range"


@singledispatch
async def effect(act: Act, _: Work) -> Done:
    """Do the act and answer it. Fails with whatever the rules have against it."""
    raise AssertionError(f"no effect for {type(act).__name__}")


@effect.register
async def _(act: acts.OrderCard, work: Work) -> Done:
    line = rules.chain(work.cards, Form.PHYSICAL)
    reasons: list[YikaError] = []
    if line and rules.stage(line[-1]) is not Stage.CANCELLED:
        reasons.append(AlreadyHasCard(stage=rules.stage(line[-1])))
    if (act.issuer == "bank") != (act.bank is not None):
        reasons.append(BankNeeded())
    refuse_all(reasons)
    replaces = line[-1].card_id if line else None
    card = await _order(work, act.generation, act.issuer, act.bank, "first", replaces)
    return work.done(act, card, **await _making(work, "card_apply", card))


@effect.register
async def _(act: acts.AdvanceCard, work: Work) -> Done:
    card = work.card(act.card_id, newest=True)
    await cards.advance(work.conn, work.person, card, Stage(act.stage), work.at)
    return work.done(act, card, stage=act.stage)


@effect.register
async def _(act: acts.CollectCard, work: Work) -> Done:
    card = work.card(act.card_id, newest=True)
    await cards.advance(work.conn, work.person, card, Stage.COLLECTED, work.at)
    await temporary.hand_back(work, card)
    return work.done(act, card)


@effect.register
async def _(act: acts.ActivateCard, work: Work) -> Done:
    card = work.card(act.card_id, newest=True)
    await cards.advance(work.conn, work.person, card, Stage.ACTIVATED, work.at)
    return work.done(act, card)


@effect.register
async def _(act: acts.ReportLoss, work: Work) -> Done:
    card = work.card(act.card_id)
    kind = f"loss_{act.kind}"
    await cards.report_lost(work.conn, work.laws, work.person, card, kind, work.at)
    return work.done(act, card, kind=act.kind, lapses_at=work.laws.loss_lapses_at(kind, work.at))


@effect.register
async def _(act: acts.WithdrawLoss, work: Work) -> Done:
    card = work.card(act.card_id)
    await cards.withdraw_loss(work.conn, work.laws, work.person, card, work.at)
    return work.done(act, card)


@effect.register
async def _(act: acts.ReportDamage, work: Work) -> Done:
    card = work.card(act.card_id)
    await cards.report_damaged(work.conn, work.person, card, f"{act.part}_damaged", work.at)
    return work.done(act, card, part=act.part)


@effect.register
async def _(act: acts.RewriteCard, work: Work) -> Done:
    card = work.card(act.card_id)
    await cards.rewrite(work.conn, work.laws, work.person, card, work.at)
    return work.done(act, card)


@effect.register
async def _(act: acts.ReplaceCard, work: Work) -> Done:
    old = work.card(act.card_id)
    cards.replaceable(work.cards, old)
    if act.reason == "other_bank" and act.bank in (None, old.bank):
        raise BankNeeded
    if act.reason == "lost" and old.last("loss_formal") is None:
        await cards.report_lost(work.conn, work.laws, work.person, old, "loss_formal", work.at)
    bank = act.bank or old.bank
    issuer = "bank" if bank else old.issuer
    card = await _order(work, "third", issuer, bank, act.reason, old.card_id)
    change = "same_bank" if bank == old.bank else "other_bank"
    balance = work.laws.value("replacement.balance", work.at, bank_change=change)
    return work.done(act, card, **await _making(work, "card_replace", card), balance=balance)


@effect.register
async def _(act: acts.CancelCard, work: Work) -> Done:
    card = work.card(act.card_id)
    if rules.stage(card) is Stage.CANCELLED:
        raise rules.CardEnded(stage=Stage.CANCELLED)
    await cards.advance(work.conn, work.person, card, Stage.CANCELLED, work.at)
    return work.done(act, card)


@effect.register
async def _(act: acts.PrintStatement, work: Work) -> Done:
    card = work.card(act.card_id)
    await cards.note(work.conn, work.person, card, "statement_printed", work.at)
    return work.done(act, card)


@effect.register
async def _(act: acts.Reactivate, work: Work) -> Done:
    card = work.card(act.card_id)
    await cards.note(work.conn, work.person, card, "reactivated", work.at)
    return work.done(act, card)


@effect.register
async def _(act: acts.AdvanceLetter, work: Work) -> Done:
    card = work.card(act.card_id, newest=True)
    await cards.note(work.conn, work.person, card, f"letter_{act.step}", work.at)
    return work.done(act, card, step=act.step)


effect.register(acts.EnterPassword, passwords.enter)
effect.register(acts.ChangePassword, passwords.change)
effect.register(acts.ResetPassword, passwords.reset)
effect.register(acts.UnlockPassword, passwords.unlock)


@effect.register
async def _(act: acts.ActivateECredential, work: Work) -> Done:
    line = rules.chain(work.cards, Form.ELECTRONIC)
    card = line[-1] if line else None
    if card is None or rules.stage(card) is Stage.CANCELLED:
        replaces = None if card is None else card.card_id
        card = await _order(work, "electronic", "social_security", None, "first", replaces)
    await cards.advance(work.conn, work.person, card, Stage.ACTIVATED, work.at)
    await passwords.choose(work, work.slot(card, PasswordKind.E_CREDENTIAL), act.password)
    return work.done(act, card)


@effect.register
async def _(act: acts.CorrectIdentity, work: Work) -> Done:
    await holds.end(work.conn, work.person, Cause.IDENTITY_MISMATCH, work.at)
    if act.name is not None:
        await people.correct_name(work.conn, work.keys, work.person, act.name)
    return work.done(act)


@effect.register
async def _(act: acts.PlaceHold, work: Work) -> Done:
    hold = Hold(
        hold_id=uuid4(),
        person=work.person,
        cause=Cause(act.cause),
        basis=act.basis,
        starts_at=work.at,
    )
    await holds.place(work.conn, hold)
    return work.done(act, cause=act.cause)


@effect.register
async def _(act: acts.EndHold, work: Work) -> Done:
    ended = await holds.end(work.conn, work.person, Cause(act.cause), work.at)
    return work.done(act, cause=act.cause, ended=len(ended))


async def _making(work: Work, matter: str, card: Card) -> dict[str, object]:
    """Where a card is made on the spot (即时制卡), hand it over; else, when it should be ready."""
    case = {"issuer": card.issuer, "reason": card.reason}
    ways = work.laws.offers(matter, work.at, case)
    if not any(way.channel == work.actor.channel and way.days == 0 for way in ways):
        return {"ready_on": ready_on(card, work.laws)}
    for step in (Stage.MADE, Stage.READY, Stage.COLLECTED):
        await cards.note(work.conn, work.person, card, step, work.at)
    return {"stage": Stage.COLLECTED}


async def _order(
    work: Work, generation: str, issuer: str, bank: str | None, reason: str, replaces: int | None
) -> Card:
    """Order a card, hand out its initial password, and read it back."""
    form = Form.ELECTRONIC if generation == "electronic" else Form.PHYSICAL
    card_id = await cards.order(
        work.conn,
        work.keys,
        work.laws,
        work.person,
        form=form,
        generation=generation,
        issuer=issuer,
        bank=bank,
        reason=reason,
        replaces=replaces,
        at=work.at,
    )
    ordered = next(c for c in await cards.of_person(work.conn, work.person) if c.card_id == card_id)
    if form is Form.PHYSICAL:
        kind = PasswordKind.SOCIAL_SECURITY
        made = await hand_out(work.conn, work.slot(ordered, kind), work.identity, work.at)
        if made == "password_letter":
            await cards.note(work.conn, work.person, ordered, "letter_printed", work.at)
    return ordered
