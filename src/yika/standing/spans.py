"""Every reason why something may not work, as spans of time: recorded ones and those derived from facts.

A span is worked out once for all time, so the answer at a later instant is the forecast of an
earlier one by construction. What a span stops is not decided here: that is the region's
``standing.stops``.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from yika.cards import rules as cards
from yika.cards.model import Card, Form, PasswordKind
from yika.ground.days import add_months, start_of
from yika.standing.laws import Laws, Line
from yika.standing.model import Facts

PASSWORD_OF = {
    Form.PHYSICAL: PasswordKind.SOCIAL_SECURITY,
    Form.ELECTRONIC: PasswordKind.E_CREDENTIAL,
}
CREDENTIAL_OF = {Form.PHYSICAL: "card", Form.ELECTRONIC: "e_credential"}
# These lie on a card or on an e-credential alike, and stop only the one they lie on. A cause that
# lies on one
# kind only may stop the others as well, where the region's law says so.
OWN_ONLY = frozenset({"cancelled", "password_locked", "password_initial", "password_unset"})


class Reason(NamedTuple):
    """One cause over the time it lasts. `subject` is the credential it lies on, or the person."""

    cause: str
    subject: str  # card | e_credential | person
    since: datetime | None
    until: datetime | None
    card: Card | None

    def lies_on(self, credential: str) -> bool:
        """Whether it can stop this credential at all."""
        return self.subject == credential or self.cause not in OWN_ONLY

    def covers(self, at: datetime) -> bool:
        return (self.since is None or self.since <= at) and (self.until is None or at < self.until)


def reasons(facts: Facts, current: Mapping[Form, Card | None], laws: Laws) -> list[Reason]:
    """All reasons of one person, past and to come, as far as the facts tell."""
    found: list[Reason] = []
    for form in Form:
        card = current[form]
        if card is None:
            cause = "no_card" if form is Form.PHYSICAL else "no_e_credential"
            found.append(Reason(cause, CREDENTIAL_OF[form], None, None, None))
        else:
            found.extend(_of_card(card, laws))
    found.extend(
        Reason(hold.cause, "person", hold.starts_at, hold.ends_at, None) for hold in facts.holds
    )
    return found


def _of_card(card: Card, laws: Laws) -> Iterator[Reason]:
    """The reasons that lie on one card. A cancelled card has no other."""
    subject = CREDENTIAL_OF[card.form]
    cancelled = card.last("cancelled")
    if cancelled is not None:
        yield Reason("cancelled", subject, cancelled, None, card)
        return
    activated = card.last("activated")
    if activated is None:
        yield _not_in_use(card, subject)
    for span in cards.loss_spans(card, laws.loss_lapses_at):
        yield Reason(span.kind, subject, span.since, span.until, card)
    for span in cards.damage_spans(card):
        yield Reason(span.kind, subject, span.since, span.until, card)
    if activated is not None:
        if card.expires_on is not None:
            yield Reason("expired", subject, start_of(card.expires_on), None, card)
        if card.form is Form.PHYSICAL:
            yield from _unused(card, activated, laws)
            yield from _counted_out(card, laws)
        yield from _of_password(card, subject, laws)


def _not_in_use(card: Card, subject: str) -> Reason:
    """Why a card that was never activated does not work yet: the step it waits for."""
    if card.form is Form.ELECTRONIC:
        return Reason("no_e_credential", subject, card.last("ordered"), None, card)
    collected = card.last("collected")
    if collected is not None:
        return Reason("not_activated", subject, collected, None, card)
    ready = card.last("ready")
    if ready is not None:
        return Reason("awaiting_collection", subject, ready, None, card)
    return Reason("being_made", subject, card.last("ordered"), None, card)


def _unused(card: Card, activated: datetime, laws: Laws) -> Iterator[Reason]:
    """Long unused (长期未使用): so many months since the last use, activation or reactivation."""
    last = max(
        at for at in (activated, card.last_used_at, card.last("reactivated")) if at is not None
    )
    for line in laws.dormancy:
        since = add_months(last, line.value)
        yield from _within(line, "dormant", since, card)


def _counted_out(card: Card, laws: Laws) -> Iterator[Reason]:
    """A printed statement is due (打印交易记录): so many uses since the last one."""
    if card.counted_out_at is not None:
        for line in laws.statement:
            if card.uses_since_statement >= line.value:
                yield from _within(line, "statement_due", card.counted_out_at, card)


def _of_password(card: Card, subject: str, laws: Laws) -> Iterator[Reason]:
    """Locked, still initial where that no longer settles, or never set."""
    password = card.password(PASSWORD_OF[card.form])
    if password is None:
        return
    if password.locked_at is not None:
        until = laws.unlocks_at(password.kind, password.locked_at)
        yield Reason("password_locked", subject, password.locked_at, until, card)
    if not password.is_set:
        yield Reason("password_unset", subject, password.set_at, None, card)
    elif password.is_initial:
        for line in laws.initial_refused:
            yield from _within(line, "password_initial", password.set_at, card)


def _within(line: Line, cause: str, since: datetime, card: Card) -> Iterator[Reason]:
    """The part of an open-ended reason that falls into a span of the law."""
    if line.since is not None and line.since > since:
        since = line.since
    if line.until is None or since < line.until:
        yield Reason(cause, CREDENTIAL_OF[card.form], since, line.until, card)
