"""What the events of a card mean. Pure functions; nothing here reads a clock or a database."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple

from yika.cards.model import Card, Form, Stage
from yika.ground.errors import Conflict, Refused

# The legal moves of a card. A card made on the spot is ready without being shipped.
MOVES: dict[Stage | None, frozenset[Stage]] = {
    None: frozenset({Stage.ORDERED}),
    Stage.ORDERED: frozenset({Stage.MADE, Stage.CANCELLED}),
    Stage.MADE: frozenset({Stage.SHIPPED, Stage.READY, Stage.CANCELLED}),
    Stage.SHIPPED: frozenset({Stage.READY, Stage.CANCELLED}),
    Stage.READY: frozenset({Stage.COLLECTED, Stage.CANCELLED}),
    Stage.COLLECTED: frozenset({Stage.ACTIVATED, Stage.CANCELLED}),
    Stage.ACTIVATED: frozenset({Stage.CANCELLED}),
    Stage.CANCELLED: frozenset(),
}
# An e-credential is made on the telephone of its holder in one go.
E_MOVES: dict[Stage | None, frozenset[Stage]] = {
    None: frozenset({Stage.ORDERED}),
    Stage.ORDERED: frozenset({Stage.ACTIVATED, Stage.CANCELLED}),
    Stage.ACTIVATED: frozenset({Stage.CANCELLED}),
    Stage.CANCELLED: frozenset(),
}

STAGES = {stage.value: stage for stage in Stage}
LOSSES = ("loss_temporary", "loss_formal")
DAMAGES = ("stripe_damaged", "chip_damaged", "body_damaged")


class WrongStage(Conflict):
    """The card is not where this act starts from. Facts: stage, wanted."""

    code = "wrong_stage"


class AlreadyReportedLost(Conflict):
    """A loss report of that kind, or a stronger one, is in force. Facts: kind, since."""

    code = "already_reported_lost"


class NotReportedLost(Conflict):
    """There is no loss report to withdraw. Facts: none."""

    code = "not_reported_lost"


class LossIsFinal(Refused):
    """The place does not let this loss report be withdrawn. Facts: kind, since."""

    code = "loss_is_final"


class CardEnded(Refused):
    """The card was cancelled or replaced; nothing more can be done with it. Facts: stage."""

    code = "card_ended"


class AlreadyReplaced(Conflict):
    """A successor of this card was ordered already. Facts: stage of the successor."""

    code = "already_replaced"


class CannotRewrite(Refused):
    """A card of this generation has no stripe that can be written again. Facts: generation."""

    code = "cannot_rewrite"


class NotDamaged(Conflict):
    """There is no damage of that kind to mend. Facts: part."""

    code = "not_damaged"


class AlreadyDamaged(Conflict):
    """That damage is on record already. Facts: part, since."""

    code = "already_damaged"


class Span(NamedTuple):
    """Something that holds for ``since <= at < until``; no end known when `until` is None."""

    kind: str
    since: datetime
    until: datetime | None

    def covers(self, at: datetime) -> bool:
        """Whether it holds at that instant."""
        return self.since <= at and (self.until is None or at < self.until)


def stage(card: Card) -> Stage | None:
    """How far the card has come: its latest event that is a stage."""
    for event in reversed(card.events):
        if event.kind in STAGES:
            return STAGES[event.kind]
    return None


def moves(card: Card) -> frozenset[Stage]:
    """Where the card may go next."""
    table = E_MOVES if card.form is Form.ELECTRONIC else MOVES
    return table[stage(card)]


def chain(cards: Sequence[Card], form: Form) -> list[Card]:
    """A person's cards of one form, oldest first, each replacing the one before."""
    follows = {card.replaces: card for card in cards if card.form is form}
    if len(follows) == 1:
        return list(follows.values())
    ordered: list[Card] = []
    card = follows.get(None)
    while card is not None:
        ordered.append(card)
        card = follows.get(card.card_id)
    return ordered


def current(cards: Sequence[Card], form: Form) -> Card | None:
    """The card that counts: the last one activated, unless it is gone for good; else the newest.

    An old card counts until its successor is activated. One that is formally lost or cancelled
    gives way to its successor at once, however far that has come.
    """
    line = chain(cards, form)
    if len(line) == 1:
        return line[0]
    for card in reversed(line):
        if card.last("activated") is not None:
            if card is not line[-1] and card.last("loss_formal", "cancelled") is not None:
                return line[-1]
            return card
    return line[-1] if line else None


def successor(cards: Sequence[Card], card: Card) -> Card | None:
    """The card ordered in place of this one, unless it was cancelled before it was used."""
    found = next((other for other in cards if other.replaces == card.card_id), None)
    return None if found is None or stage(found) is Stage.CANCELLED else found


def loss_spans(card: Card, lapse: Callable[[str, datetime], datetime | None]) -> list[Span]:
    """The loss reports of a card. A temporary one ends when it lapses, is withdrawn or made formal.

    `lapse` tells when a report of a kind, made at an instant, ends by itself; None for never.
    """
    spans: list[Span] = []
    for index, event in enumerate(card.events):
        if event.kind not in LOSSES:
            continue
        later = (e.at for e in card.events[index + 1 :] if e.kind in ("found", "loss_formal"))
        ends = [at for at in (lapse(event.kind, event.at), next(later, None)) if at is not None]
        spans.append(Span(event.kind, event.at, min(ends, default=None)))
    return spans


def damage_spans(card: Card) -> list[Span]:
    """The damage of a card. Writing the stripe again mends the stripe; nothing mends the rest."""
    spans: list[Span] = []
    for index, event in enumerate(card.events):
        if event.kind in DAMAGES:
            mended = None
            if event.kind == "stripe_damaged":
                later = (e.at for e in card.events[index + 1 :] if e.kind == "rewritten")
                mended = next(later, None)
            spans.append(Span(event.kind, event.at, mended))
    return spans
