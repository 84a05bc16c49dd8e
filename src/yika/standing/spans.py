"""Every reason why something may not work, as a span of time: recorded, or derived from facts.

A span is worked out once for all time, so the answer at a later instant is the forecast of an
earlier one by construction. What a span stops is not decided here: that is the region's
``standing.stops``.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta

from yika.cards import rules as cards
from yika.cards.model import Card, Form, PasswordKind
from yika.ground.days import add_months, start_of
from yika.standing.laws import Laws, Line
from yika.standing.model import Facts
from yika.standing.reason import Reason

PASSWORD_OF = {
    Form.PHYSICAL: PasswordKind.SOCIAL_SECURITY,
    Form.ELECTRONIC: PasswordKind.E_CREDENTIAL,
}
ONE_DAY = timedelta(days=1)
CREDENTIAL_OF = {Form.PHYSICAL: "card", Form.ELECTRONIC: "e_credential"}


def reasons(
    facts: Facts, current: Mapping[Form, Card | None], laws: Laws, lapses: Iterable[Reason]
) -> list[Reason]:
    """All reasons of one person, past and to come, as far as the facts tell.

    `lapses` are those of their insurance.
    """
    found = list(lapses)
    for form, subject in CREDENTIAL_OF.items():
        card = current[form]
        if card is None:
            cause = "no_card" if form is Form.PHYSICAL else "no_e_credential"
            found.append(Reason(cause, subject, None, None, None))
        else:
            found += _of_card(card, laws)
            if card.replaces is not None:
                found += _of_the_one_before(card, facts, laws)
    for hold in facts.holds:
        found.append(Reason(hold.cause, "person", hold.starts_at, hold.ends_at, None))
    return found


def _of_card(card: Card, laws: Laws) -> list[Reason]:
    """The reasons that lie on one card. A cancelled card has no other."""
    subject = CREDENTIAL_OF[card.form]
    last = {event.kind: event.at for event in card.events}
    if "cancelled" in last:
        return [Reason("cancelled", subject, last["cancelled"], None, card)]
    activated = last.get("activated")
    found = [_not_in_use(card, subject, last)] if activated is None else []
    if not last.keys().isdisjoint(cards.LOSSES):
        losses = cards.loss_spans(card, laws.loss_lapses_at)
        found += [Reason(one.kind, subject, one.since, one.until, card) for one in losses]
    if not last.keys().isdisjoint(cards.DAMAGES):
        damage = cards.damage_spans(card)
        found += [Reason(one.kind, subject, one.since, one.until, card) for one in damage]
    if activated is not None:
        if card.expires_on is not None:
            ends = start_of(card.expires_on + ONE_DAY)
            found.append(Reason("expired", subject, ends, None, card))
        if card.form is Form.PHYSICAL:
            used = card.last_used_at or activated
            found += _unused(card, max(activated, used, last.get("reactivated", used)), laws)
            if card.counted_out_at is not None:
                found += _counted_out(card, card.counted_out_at, laws)
        found += _of_password(card, subject, activated, laws)
    return found


def _of_the_one_before(card: Card, facts: Facts, laws: Laws) -> Iterator[Reason]:
    """Why there is a new card to wait for: the one before was reported lost for good."""
    if card.last("activated") is not None:
        return
    before = next(other for other in facts.cards if other.card_id == card.replaces)
    if before.last("cancelled") is None:
        for span in cards.loss_spans(before, laws.loss_lapses_at):
            if span.kind == "loss_formal":
                yield Reason(span.kind, CREDENTIAL_OF[card.form], span.since, span.until, before)


def _not_in_use(card: Card, subject: str, last: Mapping[str, datetime]) -> Reason:
    """Why a card that was never activated does not work yet: the step it waits for."""
    if card.form is Form.ELECTRONIC:
        return Reason("no_e_credential", subject, last.get("ordered"), None, card)
    for step, cause in (("collected", "not_activated"), ("ready", "awaiting_collection")):
        if step in last:
            return Reason(cause, subject, last[step], None, card)
    return Reason("being_made", subject, last.get("ordered"), None, card)


def _unused(card: Card, last: datetime, laws: Laws) -> Iterator[Reason]:
    """Long unused (长期未使用): so many months since the last use, activation or reactivation."""
    for line in laws.dormancy:
        since = add_months(last, line.value)
        yield from _within(line, "dormant", since, card)


def _counted_out(card: Card, at: datetime, laws: Laws) -> Iterator[Reason]:
    """A printed statement is due (打印交易记录): so many uses since the last one."""
    for line in laws.statement:
        if card.uses_since_statement >= line.value:
            yield from _within(line, "statement_due", at, card)


def _of_password(card: Card, subject: str, activated: datetime, laws: Laws) -> Iterator[Reason]:
    """Locked, still initial where that no longer settles, or never set."""
    password = card.password(PASSWORD_OF[card.form])
    if password is None:
        return
    if password.locked_at is not None:
        until = laws.unlocks_at(password.kind, password.locked_at)
        yield Reason("password_locked", subject, password.locked_at, until, card)
    if not password.is_set:
        yield Reason("password_unset", subject, max(password.set_at, activated), None, card)
    elif password.is_initial:
        for line in laws.initial_refused:
            yield from _within(line, "password_initial", max(password.set_at, activated), card)


def _within(line: Line, cause: str, since: datetime, card: Card) -> Iterator[Reason]:
    """The part of an open-ended reason that falls into a span of the law."""
    if line.since is not None and line.since > since:
        since = line.since
    if line.until is None or since < line.until:
        yield Reason(cause, CREDENTIAL_OF[card.form], since, line.until, card)
