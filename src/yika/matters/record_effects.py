"""What the acts about one's records do: states, telephone, confirmations, objections."""

from typing import Final

from yika.access.model import Role
from yika.access.service import OfficersOnly
from yika.ground.days import beijing_day
from yika.ground.errors import Missing, Refused, YikaError
from yika.insurance.books import confirmations
from yika.insurance.books.confirmations import Confirmed, next_due
from yika.matters import own_records
from yika.matters import record_acts as acts
from yika.matters.against import against
from yika.matters.effects import effect
from yika.matters.model import Done
from yika.matters.telling import hotline_of
from yika.matters.work import Work
from yika.notices import service as notices
from yika.people import service as people
from yika.standing.model import CardShown, Standing
from yika.standing.service import why

# What a card with these reasons against it is called, the gravest first; else it is in order.
STATES: Final = {
    "cancelled": "cancelled",
    "loss_formal": "loss_formal",
    "loss_temporary": "loss_temporary",
    "password_locked": "locked",
    "being_made": "being_made",
    "awaiting_collection": "being_made",
    "not_activated": "sealed",
}
PHONE: Final = {"zh": "手机号", "en": "telephone number"}
NORMAL, STOPPED = "normal", "stopped"
WAYS: Final = {"app": "self_service", "website": "self_service", "kiosk": "self_service"}


class NotConfirmedHere(Refused):
    """The region asks nobody to confirm that benefit. Facts: benefit."""

    code = "not_confirmed_here"


class ConfirmationUnknown(Refused):
    """It is not known whether the region has that benefit confirmed. Facts: benefit."""

    code = "confirmation_unknown"


class NoSuchRecord(Missing):
    """No such line is in the person's own history. Facts: about."""

    code = "no_such_record"


@effect.register
async def _(act: acts.QueryState, work: Work) -> Done:
    now, at = work.at, work.at
    found = await why(work.conn, work.keys, work.book, work.person, at, work.actor, now)
    states = [
        {"card_id": card.card_id, "form": card.form, "state": state_of(found, card)}
        for card in found.cards
        if card.is_current
    ]
    return work.done(act, verdict=found.verdict, cards=states)


def state_of(found: Standing, card: CardShown) -> str:
    """The word for the state of a card (封存, 正常, 临时挂失, 正式挂失, 锁定, 注销 …)."""
    subject = "card" if card.form == "physical" else "e_credential"
    causes = {hold.cause for hold in found.holds if hold.subject == subject}
    if not causes:
        return NORMAL
    return next((word for cause, word in STATES.items() if cause in causes), STOPPED)


@effect.register
async def _(act: acts.ChangePhone, work: Work) -> Done:
    to = work.conn, work.keys, work.person  # The number that is given up hears of it.
    told = {"what": PHONE, "hotline": hotline_of(work, "data.changed")}
    await notices.tell(*to, "data.changed", told, work.at, to_this_number=True)
    await people.change_phone(*to, act.phone)
    return work.done(act)


@against.register
async def _(act: acts.ConfirmEntitlement, work: Work) -> list[YikaError]:
    found: list[YikaError] = []
    if work.actor.role is not Role.OFFICER and (act.way is not None or not act.passed):
        found.append(OfficersOnly(matter="confirm_entitlement"))
    every = work.laws.value("confirmation.every", work.at, confirmed_benefit=act.benefit)
    if every is None:
        found.append(ConfirmationUnknown(benefit=act.benefit))
    elif every == confirmations.NEVER:
        found.append(NotConfirmedHere(benefit=act.benefit))
    return found


@effect.register
async def _(act: acts.ConfirmEntitlement, work: Work) -> Done:
    months = work.laws.needed("confirmation.every", work.at, confirmed_benefit=act.benefit)
    before = await confirmations.of_person(work.conn, work.person)
    was_due = next_due(before, act.benefit, months)
    today = beijing_day(work.at)
    channel = "employer" if work.actor.role is Role.EMPLOYER else work.actor.channel
    way = act.way or WAYS.get(channel, channel if channel == "employer" else "counter")
    tried = Confirmed(act.benefit, way, act.passed, work.at)
    await confirmations.write(work.conn, work.person, work.id_for("confirmation"), tried)
    return work.done(
        act,
        benefit=act.benefit,
        way=way,
        passed=act.passed,
        was_late=was_due is not None and today > was_due,
        late_means=work.laws.value("confirmation.late", work.at),
        next_due=next_due([*before, tried], act.benefit, months),
    )


@against.register
async def _(act: acts.Complain, work: Work) -> list[YikaError]:
    is_theirs = await own_records.is_theirs(work.conn, work.person, act.about, act.reference)
    return [] if is_theirs else [NoSuchRecord(about=act.about)]


@effect.register
async def _(act: acts.Complain, work: Work) -> Done:
    return work.done(act, about=act.about, reference=act.reference)
