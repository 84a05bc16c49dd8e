"""What the acts on passwords do: enter, change, reset, unlock.

What came of an entry is the answer, also when it was wrong, so that its count commits.
"""

from yika.cards import passwords
from yika.cards.model import Card, Form, PasswordKind
from yika.cards.passwords import Outcome, Result, Slot
from yika.matters import model as acts
from yika.matters.model import Act, Done
from yika.matters.work import Work


async def enter(act: acts.EnterPassword, work: Work) -> Done:
    """Have a password compared and counted."""
    slot = _slot(work, act)
    return _entered(
        act, work, slot.card, await passwords.enter(work.conn, slot, act.password, work.at)
    )


async def change(act: acts.ChangePassword, work: Work) -> Done:
    """Set the new password where the old one is right; else it is a wrong entry like any other."""
    slot = _slot(work, act)
    outcome = await passwords.enter(work.conn, slot, act.old, work.at)
    if outcome.result is not Result.RIGHT:
        return _entered(act, work, slot.card, outcome)
    await choose(work, slot, act.new)
    return work.done(act, slot.card, kind=act.kind)


async def reset(act: acts.ResetPassword, work: Work) -> Done:
    """Set a password of the holder's choice, or hand out the place's initial one."""
    slot = _slot(work, act)
    if act.new is not None:
        await choose(work, slot, act.new)
        return work.done(act, slot.card, kind=act.kind)
    made = await passwords.hand_out(work.conn, slot, work.identity, work.at)
    return work.done(act, slot.card, kind=act.kind, initial=made, must_change=True)


async def unlock(act: acts.UnlockPassword, work: Work) -> Done:
    """Open a lock, keeping the password."""
    slot = _slot(work, act)
    await passwords.unlock(work.conn, slot, work.at)
    return work.done(act, slot.card, kind=act.kind)


async def choose(work: Work, slot: Slot, new: str) -> None:
    """Set a password chosen through the actor's channel. Fails with every reason against it."""
    await passwords.choose(work.conn, slot, new, work.actor.channel, work.identity, work.at)


def _slot(
    work: Work,
    act: acts.EnterPassword | acts.ChangePassword | acts.ResetPassword | acts.UnlockPassword,
) -> Slot:
    """The password meant, on the card it belongs to."""
    kind = PasswordKind(act.kind)
    form = Form.ELECTRONIC if kind is PasswordKind.E_CREDENTIAL else Form.PHYSICAL
    return work.slot(work.card(act.card_id, form), kind)


def _entered(act: Act, work: Work, card: Card, outcome: Outcome) -> Done:
    """What came of an entered password: neither it, nor whether it was right while locked."""
    return Done(
        act=str(act.__struct_config__.tag),
        at=work.at,
        result=outcome.result,
        card_id=str(card.card_id),
        tries_left=outcome.tries_left if outcome.result in (Result.RIGHT, Result.WRONG) else None,
        locked_at=outcome.locked_at,
        unlocks_at=outcome.unlocks_at,
        may_settle=outcome.may_settle if outcome.result is Result.RIGHT else None,
        must_change=outcome.is_initial if outcome.result is Result.RIGHT else None,
    )
