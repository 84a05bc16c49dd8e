"""How a reason that lies on a card or was recorded is told: its law, its remedies, when it is gone.

Remedies take working days; their dates are those of somebody who begins now.
"""

from datetime import date, datetime
from functools import lru_cache

import msgspec

from yika.cards import rules as cards
from yika.cards.model import Card, Form, Stage
from yika.ground.days import add_working_days, beijing_day, is_provisional, start_of
from yika.standing.laws import Laws
from yika.standing.model import Facts, Hold, Remedy
from yika.standing.reason import Reason
from yika.standing.spans import PASSWORD_OF

# What replaces "order another card" once one is under way: the step that is next.
NEXT_STEP = {
    Stage.ORDERED: "being_made",
    Stage.MADE: "being_made",
    Stage.SHIPPED: "being_made",
    Stage.READY: "awaiting_collection",
    Stage.COLLECTED: "not_activated",
}
# What follows a matter before a new card works. Made on the spot, a card is handed over at once.
MADE = ("card_apply", "card_replace")
AFTER = {
    **dict.fromkeys(MADE, ("card_collect", "card_activate")),
    "card_collect": ("card_activate",),
    "card_activate": (),
}
# For which reason a card with this hold would be replaced, as fees and making times know it.
REPLACED_FOR = {
    "loss_temporary": "lost",
    "loss_formal": "lost",
    "stripe_damaged": "stripe",
    "chip_damaged": "chip",
    "body_damaged": "body",
    "expired": "expired",
    "no_card": "first",
    "cancelled": "first",
}


def hold_of(
    facts: Facts, laws: Laws, reason: Reason, credentials: dict[str, tuple[str, ...]], at: datetime
) -> Hold:
    """One reason as it is told: its law, its remedies with dates, the earliest it can be gone."""
    cause, axes, expected, begins = reason.cause, _axes(reason), None, at
    next_card = cards.successor(facts.cards, reason.card) if reason.card else None
    stage = cards.stage(next_card) if next_card else None
    case = _case(facts, reason)
    if reason.cause == "being_made" and reason.card is not None:
        expected = ready_on(reason.card, laws)
    step = NEXT_STEP.get(stage) if stage and reason.cause in REPLACED_FOR else None
    if next_card is not None and step is not None:
        expected = ready_on(next_card, laws) if step == "being_made" else None
        own = [r for r in laws.remedies(cause, at, case) if r.matter != "card_replace"]
        offered = [*laws.remedies(step, at, case), *own]
    else:
        offered = list(laws.remedies(cause, at, case))
    if expected is not None:
        begins = max(at, start_of(expected))
    ended_by = laws.ended_by(cause, at)
    if ended_by == "agency":  # What it decides cannot be foreseen from how long a matter takes.
        remedies = tuple(offered)
    else:
        change = any(line.covers(at) for line in laws.initial_refused)
        remedies = tuple(_planned(remedy, at, begins, change) for remedy in offered)
    decided_at = reason.since if cause in DECIDED_THEN and reason.since else at
    ends = [reason.until, *(remedy.done_at for remedy in remedies)]
    return Hold(
        cause=cause,
        subject=reason.subject,
        credentials=credentials,
        since=reason.since,
        until=reason.until,
        ended_by=ended_by,
        policy=laws.rests_on(cause, decided_at, axes),
        remedies=remedies,
        hotlines=laws.hotlines(cause, at),
        mended_at=min((end for end in ends if end is not None), default=None),
        expected_on=expected,
    )


# Causes whose law is that of the day they began: a report, an attempt, a decision.
DECIDED_THEN = frozenset(
    {"password_locked", "loss_temporary", "loss_formal", "suspension", "review"}
)


def _axes(reason: Reason) -> dict[str, str]:
    """The axes by which the law behind a reason may differ."""
    axes = {"credential": reason.subject} if reason.subject != "person" else {}
    if reason.cause in cards.LOSSES:
        axes["loss_kind"] = reason.cause.removeprefix("loss_")
    if reason.card is not None:
        axes |= {
            "password_kind": PASSWORD_OF[reason.card.form],
            "generation": reason.card.generation,
            "issuer": reason.card.issuer,
            "reason": reason.card.reason,
            "point": "counter",
        }
    return axes


def _case(facts: Facts, reason: Reason) -> dict[str, str]:
    """What offers may be limited to."""
    case = {"insurance": facts.insurance, "reason": REPLACED_FOR.get(reason.cause, "lost")}
    if reason.card is not None:
        case["password_kind"] = PASSWORD_OF[reason.card.form]
        case["generation"] = reason.card.generation
        case["issuer"] = reason.card.issuer
        if reason.cause in ("being_made", "awaiting_collection", "not_activated"):
            case["reason"] = reason.card.reason
    return case


@lru_cache(maxsize=4096)
def _done(day: date, days: int) -> tuple[datetime, bool]:
    """The start of the day when so many working days are over; whether that is provisional."""
    done = add_working_days(day, days)
    return start_of(done), is_provisional(done)


def _planned(remedy: Remedy, at: datetime, ready: datetime, change: bool) -> Remedy:
    """The remedy with the instant it would be done, begun now, and what is to be done after it.

    A card can be collected when it is `ready`. `change`: an initial password has to be changed.
    """
    then = AFTER.get(remedy.matter)
    if then is not None:
        at_once = remedy.days == 0 and remedy.matter in MADE
        steps = (*(then[1:] if at_once else then), *(("password_change",) if change else ()))
        remedy = msgspec.structs.replace(remedy, then=steps)
    return dated(remedy, ready if remedy.matter == "card_collect" else at)


def dated(remedy: Remedy, begins: datetime) -> Remedy:
    """The remedy with the instant it would be done, begun at `begins`."""
    if remedy.days is None:
        return remedy
    if remedy.days == 0:
        return msgspec.structs.replace(remedy, done_at=begins)
    done_at, provisional = _done(beijing_day(begins), remedy.days)
    return msgspec.structs.replace(remedy, done_at=done_at, provisional=provisional)


def ready_on(card: Card, laws: Laws) -> date | None:
    """When a card being made should be ready at the latest; None where the region does not say."""
    ordered = card.last("ordered")
    if ordered is None or card.form is Form.ELECTRONIC:
        return None
    making = laws.value("card.making_time", ordered, reason=card.reason, point="counter")
    return None if making is None else add_working_days(beijing_day(ordered), making["max"])
