"""Why, what still works, how to mend it, when again: a pure function of facts, law, instant.

Facts are as of an instant; `standing` may be asked for that instant or any later one. Nothing here
reads a clock or a database, and no number of the law stands here.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec

from yika.cards import rules as cards
from yika.cards.model import Card, Form, Stage
from yika.cards.rules import LOSSES, STAGES
from yika.ground.days import BEIJING
from yika.standing import cover, mending
from yika.standing.care import care_now
from yika.standing.forecast import uses_of
from yika.standing.laws import Laws
from yika.standing.mending import ready_on
from yika.standing.model import (
    Ahead,
    CardShown,
    Credential,
    Facts,
    Hold,
    Standing,
    Use,
    UseState,
    Verdict,
    Works,
)
from yika.standing.planning import plan_of
from yika.standing.prospect import Prospect
from yika.standing.reason import Reason
from yika.standing.spans import reasons

LONG_AGO = datetime.min.replace(tzinfo=BEIJING)
SPENDING: tuple[str, ...] = (Use.PAY.value, Use.CLAIM.value)
FORMS = tuple(Form)
BEING_MADE = (Stage.ORDERED, Stage.MADE, Stage.SHIPPED)


class Shown(NamedTuple):
    """Of who somebody is what may be seen: masked, and the numbers in the order of the cards."""

    name: str = ""
    id_number: str = ""
    numbers: Sequence[str] = ()


NOBODY = Shown()


def standing(facts: Facts, laws: Laws, at: datetime, shown: Shown = NOBODY) -> Standing:
    """The whole answer for one person at one instant."""
    current = current_cards(facts.cards)
    told = laws.lapses.of(facts.cover)
    known = reasons(facts, current, laws, told.reasons)
    every = [reason for reason in known if reason.until is None or reason.until > at]
    every.sort(key=oldest_first)
    prospect = laws.prospect(at)
    holds = _holds(facts, laws, every, prospect, at)
    numbers = shown.numbers or ("",) * len(facts.cards)
    mended = {(hold.cause, hold.subject): hold.mended_at for hold in holds}
    uses = uses_of(every, prospect, mended, at)
    return Standing(
        at=at,
        region=laws.division,
        person=f"{laws.division}-{facts.person_id}",
        verdict=_verdict(uses, current[Form.ELECTRONIC], prospect),
        uses=uses,
        holds=tuple(holds),
        works_today=_works(uses),
        ahead=tuple(_ahead(current[Form.PHYSICAL], every, laws, at)),
        cards=tuple(
            [
                _shown(card, number, laws, at, is_current=card is current[card.form])
                for card, number in zip(facts.cards, numbers, strict=True)
            ]
        ),
        unknown=laws.unknown(at, told.silent),
        policy_version=laws.version,
        name=shown.name,
        id_number=shown.id_number,
    )


def whole(facts: Facts, laws: Laws, at: datetime, shown: Shown = NOBODY) -> Standing:
    """The answer with the plan out of all holds together, and what can be used meanwhile."""
    told = standing(facts, laws, at, shown)
    plan = plan_of(told.holds, laws, facts, at)
    care = care_now(told.uses, told.holds, laws, facts, at)
    if plan is told.plan and care is told.care_now:
        return told  # There is nothing to do.
    return msgspec.structs.replace(told, plan=plan, care_now=care)


def current_cards(known: Sequence[Card]) -> dict[Form, Card | None]:
    """The card of each form that counts; most people have one of each."""
    found: dict[Form, Card | None] = dict.fromkeys(FORMS)
    for card in known:
        if found[card.form] is not None:
            return {form: cards.current(known, form) for form in FORMS}
        found[card.form] = card
    return found


def current_card(known: Sequence[Card], form: Form) -> Card | None:
    """The card of one form that counts."""
    return current_cards(known)[form]


def _holds(
    facts: Facts, laws: Laws, every: Iterable[Reason], prospect: Prospect, at: datetime
) -> list[Hold]:
    """The reasons in force that stop something, oldest first, each with its remedies.

    None of `every` is over.
    """
    found: list[Hold] = []
    for reason in every:
        if reason.since is not None and reason.since > at:
            continue
        stops = prospect.stops[reason.subject].get(reason.cause)
        if stops is not None and stops.today:
            tell = mending.hold_of if reason.gap is None else cover.hold_of
            found.append(tell(facts, laws, reason, stops.today, at))
    return found


def oldest_first(reason: Reason) -> tuple[bool, datetime, str]:
    """The order in which reasons are told: what always was so last; of one instant by cause."""
    return reason.since is None, reason.since or LONG_AGO, reason.cause


def _verdict(
    uses: dict[str, dict[str, UseState]], electronic: Card | None, prospect: Prospect
) -> Verdict:
    """Over paying and claiming, by what the region accepts of what the person holds.

    An e-credential nobody asked for does not count; a card does, also where there is none yet.
    """
    missing = electronic is None or electronic.last("activated") is None
    states = [
        uses[credential][use].open
        for credential, use in prospect.accepted
        if use in SPENDING and not (missing and credential == Credential.E_CREDENTIAL)
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
        if reason.since is not None and reason.since > at:
            yield Ahead(cause=reason.cause, credential=reason.subject, at=reason.since)
    line = next((line for line in laws.statement if line.covers(at)), None)
    if card is None or cards.stage(card) is not Stage.ACTIVATED:
        return
    if line is not None and card.uses_since_statement < line.value:
        left = line.value - card.uses_since_statement
        yield Ahead(cause="statement_due", credential="card", uses_left=left)


def _shown(card: Card, number: str, laws: Laws, at: datetime, *, is_current: bool) -> CardShown:
    """A card as a person may see it; its number is masked."""
    stage, letter, was_lost = None, None, False
    for event in card.events:
        kind = event.kind
        if kind in STAGES:
            stage = STAGES[kind]
        elif kind in LOSSES:
            was_lost = True
        elif kind.startswith("letter_"):
            letter = kind
    return CardShown(
        card_id=str(card.card_id),
        form=card.form,
        generation=card.generation,
        issuer=card.issuer,
        bank=card.bank,
        stage=stage,
        is_current=is_current,
        number=number,
        expires_on=card.expires_on,
        ready_on=ready_on(card, laws) if stage in BEING_MADE else None,
        loss_lapsed_at=_lapsed_at(card, laws, at) if was_lost else None,
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
