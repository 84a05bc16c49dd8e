"""How a reason that lies on a card or was recorded is told: its law, its remedies, when it is gone.

Remedies take working days; their dates are those of somebody who begins now.
"""

from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple

import msgspec

from yika.cards import rules as cards
from yika.cards.model import Card, Form, Stage
from yika.ground.days import add_working_days, beijing_day, is_provisional, start_of
from yika.standing.laws import Laws
from yika.standing.model import Facts, Hold, Hotline, Remedy
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
AFTER_ORDER = frozenset({"being_made", "awaiting_collection", "not_activated"})
USUAL_ISSUER = "bank"  # whose card somebody without one gets, unless they ask for another
MADE_HERE = "id_last_six"  # the one kind of initial password that is known when it is handed out
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


class Plan(NamedTuple):
    """What people with a hold of the same cause, on cards of the same kind, are all told."""

    ended_by: str
    remedies: tuple[Remedy, ...]
    done_at: datetime | None  # the earliest
    hotlines: tuple[Hotline, ...]


def hold_of(
    facts: Facts, laws: Laws, reason: Reason, credentials: dict[str, tuple[str, ...]], at: datetime
) -> Hold:
    """One reason as it is told: its law, its remedies with dates, the earliest it can be gone."""
    cause, card, expected, step = reason.cause, reason.card, None, None
    coming = card if cause in AFTER_ORDER else None
    if card is not None:
        if cause == "being_made":
            expected = ready_on(card, laws)
        next_card = cards.successor(facts.cards, card)
        stage = cards.stage(next_card) if next_card else None
        step = NEXT_STEP.get(stage) if stage and cause in REPLACED_FOR else None
        if next_card is not None and step is not None:
            coming = next_card
            expected = ready_on(next_card, laws) if step == "being_made" else None
    kind = None if card is None else (card.form, card.generation, card.issuer, card.reason)
    plans = laws.plans(at)
    key = cause, step, expected, facts.insurance, kind, coming and _password_of(coming)
    plan = plans.get(key)
    if plan is None:
        last = _last_steps(laws, card, coming, at)
        plan = plans[key] = _plan(laws, reason, step, expected, _case(facts, reason), last, at)
    decided_at = reason.since if cause in DECIDED_THEN and reason.since else at
    until = reason.until
    if until is None or (plan.done_at is not None and plan.done_at < until):
        until = plan.done_at
    return Hold(
        cause=cause,
        subject=reason.subject,
        credentials=credentials,
        since=reason.since,
        until=reason.until,
        ended_by=plan.ended_by,
        policy=laws.rests_on(cause, decided_at, _axes(reason)),
        remedies=plan.remedies,
        hotlines=plan.hotlines,
        mended_at=until,
        expected_on=expected,
    )


def _plan(
    laws: Laws,
    reason: Reason,
    step: str | None,
    expected: date | None,
    case: dict[str, str],
    last: tuple[str, ...],
    at: datetime,
) -> Plan:
    """The remedies with their dates. `step`: what is next of a card that is under way already.

    `last` is what is left to be done once the card is activated.
    """
    cause = reason.cause
    if cause == "cancelled" and reason.subject == "e_credential":
        cause = "no_e_credential"  # It is activated again, not ordered.
    offered = laws.remedies(cause, at, case)
    card = reason.card
    if cause == "stripe_damaged" and card and not laws.rewritable(card.generation, at):
        offered = tuple([one for one in offered if one.matter != "card_rewrite"])
    if step is not None:
        own = (remedy for remedy in offered if remedy.matter != "card_replace")
        offered = (*laws.remedies(step, at, case), *own)
    ended_by = laws.ended_by(cause, at)
    if ended_by != "agency":  # What that decides cannot be foreseen from how long a matter takes.
        ready = _ready(expected, at) if "being_made" in (cause, step) else at
        offered = tuple(_planned(remedy, at, ready, last) for remedy in offered)
    ends = [remedy.done_at for remedy in offered if remedy.done_at is not None]
    return Plan(ended_by, offered, min(ends, default=None), laws.hotlines(cause, at))


def _ready(expected: date | None, at: datetime) -> datetime | None:
    """When a card under way can be collected; None if it is late, or nobody says how long."""
    if expected is None or expected < beijing_day(at):
        return None
    return max(at, start_of(expected))


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
        if reason.cause in AFTER_ORDER:
            case["reason"] = reason.card.reason
    return case


def _password_of(card: Card) -> tuple[bool, bool]:
    """Whether a card has a password, and whether that is still the initial one."""
    found = card.password(PASSWORD_OF[card.form])
    return (True, False) if found is None else (found.is_set, found.is_initial)


def _last_steps(
    laws: Laws, card: Card | None, coming: Card | None, at: datetime
) -> tuple[str, ...]:
    """What is left to be done for a new card's password once the card is activated.

    `coming` is the card under way, if there is one; else one would be ordered in place of `card`.
    An initial password may have to be changed; where none is handed out, one has to be set.
    """
    if coming is not None:
        is_set, is_initial = _password_of(coming)
    else:
        issuer = USUAL_ISSUER if card is None else card.issuer
        kinds = laws.value("password.initial", at, issuer=issuer)
        if kinds is None:
            return ()
        is_set, is_initial = kinds[0] == MADE_HERE, True
    if not is_set:
        return ("password_reset",)
    refused = any(line.covers(at) for line in laws.initial_refused)
    return ("password_change",) if is_initial and refused else ()


@lru_cache(maxsize=4096)
def _done(day: date, days: int) -> tuple[datetime, bool]:
    """The start of the day when so many working days are over; whether that is provisional."""
    done = add_working_days(day, days)
    return start_of(done), is_provisional(done)


def _planned(remedy: Remedy, at: datetime, ready: datetime | None, last: tuple[str, ...]) -> Remedy:
    """The remedy with the instant it would be done, begun now, and what is to be done after it.

    A card can be collected when it is `ready`, if that is known; `last` is what is left to be done
    once the card is activated.
    """
    then = AFTER.get(remedy.matter)
    if then is not None:
        at_once = remedy.days == 0 and remedy.matter in MADE
        steps = (*(then[1:] if at_once else then), *last)
        remedy = msgspec.structs.replace(remedy, then=steps)
    begins = ready if remedy.matter == "card_collect" else at
    return remedy if begins is None else dated(remedy, begins)


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
