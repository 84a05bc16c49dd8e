"""What the acts about the personal account do."""

from datetime import timedelta

from yika.accounts import clear_out, sharing, withdrawal
from yika.accounts.clear_out import ClearOut
from yika.accounts.laws import AccountLaws
from yika.accounts.sharing import NotShared, RelativeNotConfirmed, Share
from yika.cards import rules
from yika.cards.model import Form
from yika.ground.days import countable, start_of
from yika.ground.errors import Refused
from yika.ground.money import fen, yuan
from yika.insurance.books import relatives
from yika.insurance.books.enrolment import enrolments
from yika.insurance.books.noting import note
from yika.matters import cover
from yika.matters.cover_effects import NothingOwed, told
from yika.matters.effects import effect
from yika.matters.model import Done
from yika.matters.work import Work

DAY = timedelta(days=1)


class SharedWithOneself(Refused):
    """Nobody is their own relative. Facts: none."""

    code = "shared_with_oneself"


class NoOtherBank(Refused):
    """No new card of another bank is there to clear an old account for. Facts: none."""

    code = "no_other_bank"


class DeathNotRecorded(Refused):
    """An account is paid out on a death that no enrolment ended with. Facts: none."""

    code = "death_not_recorded"


@effect.register
async def _(act: cover.PayForRelative, work: Work) -> Done:
    relative = work.relative
    if relative is None:
        raise NotShared
    amount = await relatives.open_premium(work.conn, work.person, relative, work.at)
    if amount == 0:
        raise NothingOwed
    receipt = await relatives.pay_premium(
        work.conn,
        work.book,
        work.actor,
        work.person,
        relative,
        amount,
        work.id_for("payment"),
        work.at,
    )
    return work.done(act, **told(receipt))


@effect.register
async def _(act: cover.ShareAccount, work: Work) -> Done:
    relative = work.relative
    if relative is None:
        raise RelativeNotConfirmed
    if relative == work.person:
        raise SharedWithOneself
    share = Share(
        share_id=work.id_for("share"),
        owner=work.person,
        relative=relative,
        relation=act.relation,
        starts_at=work.at,
        ends_at=None if act.until is None else countable(start_of(act.until)) + DAY,
        yearly_max_fen=None if act.yearly_max is None else fen(act.yearly_max),
    )
    await sharing.grant(work.conn, AccountLaws(work.book, work.person.division), share)
    facts = {"share_id": share.share_id}
    await note(work.conn, work.actor, relative, "name.compared", work.at, facts)
    return work.done(act, share_id=str(share.share_id), relation=act.relation, until=act.until)


@effect.register
async def _(act: cover.RevokeShare, work: Work) -> Done:
    shares = await sharing.of_owner(work.conn, work.person)
    meant = next((one for one in shares if str(one.share_id) == act.share_id), None)
    if meant is None:
        raise NotShared
    await sharing.revoke(work.conn, work.person, meant.relative, work.at)
    return work.done(act, share_id=act.share_id)


@effect.register
async def _(act: cover.WithdrawAccount, work: Work) -> Done:
    if act.occasion == "death":
        held = [one for _, one in await enrolments(work.conn, work.person)]
        if all(one.end_reason != "died" for one in held):
            raise DeathNotRecorded
    laws = AccountLaws(work.book, work.person.division)
    paid_out = await withdrawal.withdraw(
        work.conn, laws, work.person, act.occasion, work.id_for("withdrawal"), work.at
    )
    return work.done(act, occasion=act.occasion, amount=yuan(paid_out))


@effect.register
async def _(act: cover.ClearOutAccount, work: Work) -> Done:
    if act.step == "notice":
        found = await _notice(work)
    else:
        begun = await clear_out.open_of(work.conn, work.person)
        if begun is None:
            raise clear_out.NoClearOut
        step = clear_out.clear if act.step == "cleared" else clear_out.arrive
        found = await step(work.conn, work.person, begun.clear_out_id, work.at)
    return work.done(act, stage=found.stage, amount=yuan(found.amount_fen))


async def _notice(work: Work) -> ClearOut:
    """The clear-out of the account at the bank of the card before, for the newest card's bank."""
    line = rules.chain(work.cards, Form.PHYSICAL)
    new = line[-1] if line else None
    old = next((one for one in line if new is not None and one.card_id == new.replaces), None)
    if new is None or old is None or new.bank is None or old.bank in (None, new.bank):
        raise NoOtherBank
    asked = ClearOut(
        clear_out_id=work.id_for("clear_out"),
        old_bank=old.bank,
        new_bank=new.bank,
        noticed_at=work.at,
    )
    laws = AccountLaws(work.book, work.person.division)
    return await clear_out.notice(work.conn, laws, work.person, asked)
