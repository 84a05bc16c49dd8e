"""Why, what still works, how to mend it, when again: a pure function of facts, law, instant.

Facts are as of an instant; `standing` may be asked for that instant or any later one. Nothing here
reads a clock or a database, and no number of the law stands here.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from functools import lru_cache

import msgspec

from yika.cards import rules as cards
from yika.cards.model import Card, Form, Stage
from yika.ground.days import BEIJING, add_working_days, beijing_day, is_provisional, start_of
from yika.standing.forecast import uses_of
from yika.standing.laws import Laws, Prospect, uses_in
from yika.standing.model import (
    Ahead,
    CardShown,
    Credential,
    Facts,
    Hold,
    Remedy,
    Standing,
    Use,
    UseState,
    Verdict,
    Works,
)
from yika.standing.spans import PASSWORD_OF, Reason, reasons

LONG_AGO = datetime.min.replace(tzinfo=BEIJING)
SPENDING: tuple[str, ...] = (Use.PAY.value, Use.CLAIM.value)
FORMS = tuple(Form)
CREDENTIALS: tuple[str, ...] = tuple(credential.value for credential in Credential)
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


def standing(facts: Facts, laws: Laws, at: datetime) -> Standing:
    """The whole answer for one person at one instant, identity left out."""
    current = {form: cards.current(facts.cards, form) for form in FORMS}
    every = sorted(reasons(facts, current, laws), key=_oldest_first)
    prospect = laws.prospect(at)
    holds = _holds(facts, laws, every, prospect, at)
    mended = {(hold.cause, hold.subject): hold.mended_at for hold in holds}
    uses = {c: uses_of(c, every, prospect, mended, at) for c in CREDENTIALS}
    return Standing(
        at=at,
        region=laws.division,
        person=f"{laws.division}-{facts.person_id}",
        verdict=_verdict(uses, current[Form.ELECTRONIC], prospect),
        uses=uses,
        holds=tuple(holds),
        works_today=_works(uses),
        ahead=tuple(_ahead(current[Form.PHYSICAL], every, laws, at)),
        cards=tuple(_shown(card, card is current[card.form], laws, at) for card in facts.cards),
        unknown=laws.unknown(at),
        policy_version=laws.version,
    )


def _holds(
    facts: Facts, laws: Laws, every: Iterable[Reason], prospect: Prospect, at: datetime
) -> list[Hold]:
    """The reasons in force that stop something, oldest first, each with its remedies."""
    found: list[Hold] = []
    for reason in every:
        if not reason.covers(at):
            continue
        stops = ((c, prospect.stops[c][reason.subject].get(reason.cause)) for c in CREDENTIALS)
        credentials = {c: uses_in(uses[0]) for c, uses in stops if uses and uses[0]}
        if credentials:
            found.append(_hold(facts, laws, reason, credentials, at))
    return found


def _oldest_first(reason: Reason) -> tuple[bool, datetime, str]:
    return reason.since is None, reason.since or LONG_AGO, reason.cause


def _hold(
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
    return _dated(remedy, ready if remedy.matter == "card_collect" else at)


def _dated(remedy: Remedy, begins: datetime) -> Remedy:
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


def _verdict(
    uses: dict[str, dict[str, UseState]], electronic: Card | None, prospect: Prospect
) -> Verdict:
    """Over paying and claiming, by what the region accepts of what the person holds.

    An e-credential nobody asked for does not count; a card does, also where there is none yet.
    """
    missing = electronic is None or electronic.last("activated") is None
    states = [
        uses[credential][use].open
        for credential in CREDENTIALS
        for use in SPENDING
        if prospect.refused[credential][use][0] is None
        and not (missing and credential == Credential.E_CREDENTIAL)
    ]
    if not any(states):
        return Verdict.STOPPED
    return Verdict.WORKS if all(states) else Verdict.PARTLY


def _works(uses: dict[str, dict[str, UseState]]) -> tuple[Works, ...]:
    """What works today, credential by credential."""
    found: list[Works] = []
    for credential, states in uses.items():
        open_uses = tuple([use for use, state in states.items() if state.open])
        if open_uses:
            found.append(Works(credential, open_uses))
    return tuple(found)


def _ahead(card: Card | None, every: Iterable[Reason], laws: Laws, at: datetime) -> Iterator[Ahead]:
    """What is coming: holds that time will bring, and uses left before a statement is due."""
    for reason in every:
        if reason.since is not None and reason.since > at and reason.subject != "person":
            yield Ahead(cause=reason.cause, credential=reason.subject, at=reason.since)
    line = next((line for line in laws.statement if line.covers(at)), None)
    if card is None or cards.stage(card) is not Stage.ACTIVATED:
        return
    if line is not None and card.uses_since_statement < line.value:
        left = line.value - card.uses_since_statement
        yield Ahead(cause="statement_due", credential="card", uses_left=left)


def _shown(card: Card, is_current: bool, laws: Laws, at: datetime) -> CardShown:
    """A card as a person may see it; the number is filled in by the reader of the database."""
    letter = next((e.kind for e in reversed(card.events) if e.kind.startswith("letter_")), None)
    stage = cards.stage(card)
    return CardShown(
        card_id=str(card.card_id),
        form=card.form,
        generation=card.generation,
        issuer=card.issuer,
        bank=card.bank,
        stage=stage,
        is_current=is_current,
        expires_on=card.expires_on,
        ready_on=ready_on(card, laws)
        if stage in (Stage.ORDERED, Stage.MADE, Stage.SHIPPED)
        else None,
        loss_lapsed_at=_lapsed_at(card, laws, at),
        letter=letter,
        uses_since_statement=card.uses_since_statement,
        last_used_at=card.last_used_at,
    )


def _lapsed_at(card: Card, laws: Laws, at: datetime) -> datetime | None:
    """When the latest loss report ended by itself, if it did and nothing was reported since."""
    spans = [span for span in cards.loss_spans(card, laws.loss_lapses_at) if span.since <= at]
    if not spans or spans[-1].until is None or spans[-1].until > at:
        return None
    lapsed = laws.loss_lapses_at(spans[-1].kind, spans[-1].since)
    return lapsed if lapsed == spans[-1].until else None
