"""The answer at the top of *My card*: works or not, why, what to do today, when it works again.

It promises nothing that more steps come after, and no date that an agency decides. Pure.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from yika.faces.portal.phrases import brief, day, joined, phrase, word
from yika.faces.portal.views import (
    AGENCY,
    COVER_CAUSES,
    MOVED,
    SPENDING,
    days,
    fee_in_short,
    main_holds,
    meanwhile,
    plain,
    short,
    steps,
    to_do,
    trips,
)
from yika.guide.telling import Both
from yika.standing.model import Credential, Hold, Remedy, Standing, UseState, Verdict

FOUND_AGAIN = "loss_withdraw"
ICONS = {Verdict.WORKS: "yes", Verdict.PARTLY: "half", Verdict.STOPPED: "no"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The verdict as somebody of seventy reads it."""

    verdict: str  # works | partly | stopped
    icon: str
    word: Both
    headline: Both
    why: tuple[Both, ...]
    today: tuple[Both, ...]
    again: tuple[Both, ...]
    meanwhile: tuple[Both, ...]


def answer(standing: Standing, *, heeded: bool = False, moved_to: Both | None = None) -> Answer:
    """The verdict at the top of the page. `heeded`: there is something to heed above it.

    `moved_to`: where somebody is insured now who moved away.
    """
    verdict, at = standing.verdict, standing.at
    held = main_holds(standing)
    today = list(dict.fromkeys(line for hold in held for line in _today(hold, at)))
    if not today:
        fine = "nothing_but_heed" if heeded else "nothing_to_do"
        left = "only_wait" if all(hold.until for hold in held) else "no_way"
        today = [phrase(fine if verdict is Verdict.WORKS else left)]
    return Answer(
        verdict=verdict,
        icon=ICONS[verdict],
        word=phrase(f"verdict_{verdict.value}"),
        headline=_headline(standing),
        why=tuple(_reason(hold, at, moved_to) for hold in held) or (phrase("nothing_stopped"),),
        today=tuple(today),
        again=tuple(_again(standing, held)),
        meanwhile=meanwhile(standing) or (phrase("nothing_works"),),
    )


def _best(hold: Hold) -> list[Remedy]:
    """The best way; if it needs the card found again, the best without it as well."""
    found = list(hold.remedies[:1])
    if found and found[0].matter == FOUND_AGAIN:
        found += [remedy for remedy in hold.remedies if remedy.matter != FOUND_AGAIN][:1]
    return found


def _waits(hold: Hold) -> bool:
    """Whether all there is to do is to wait for a card being made."""
    return hold.expected_on is not None and [r.matter for r in _best(hold)] == ["card_collect"]


def _today(hold: Hold, at: datetime) -> list[Both]:
    """What to do about a hold today; where a card is being made, to wait for it."""
    if hold.cause == MOVED:
        return [phrase("today_moved")]
    best = _best(hold)
    if hold.expected_on is not None and _waits(hold):
        where = word("channels", best[0].channel)
        return [phrase("today_wait", when=day(hold.expected_on, at), where=where)]
    return [_summary(hold, remedy) for remedy in best]


def _summary(hold: Hold, remedy: Remedy) -> Both:
    """The best way in one line: what, where, how long, how often, how much, what then."""
    long, agency = days(remedy), hold.ended_by == AGENCY
    if agency and remedy.days is not None:
        long = phrase("within_term", days=long)
    parts = [long, trips(remedy), fee_in_short(remedy)]
    told = joined(part for part in parts if part != phrase("not_known"))
    facts = {"what": to_do(remedy.matter), "where": word("channels", remedy.channel), "told": told}
    if agency:
        return phrase("summary_decided", **facts)
    if remedy.then:
        return phrase("summary_then", then=steps(remedy.then), **facts)
    return phrase("summary", **facts)


def _reason(hold: Hold, at: datetime, moved_to: Both | None) -> Both:
    told = plain(hold, moved_to)
    if hold.share is not None:
        told = phrase("plain_share", plain=told, share=hold.share)
    if hold.since is None:
        return told
    return phrase("why_since", since=brief(hold.since, at), plain=told)


def _headline(standing: Standing) -> Both:
    """The verdict in one sentence, about the card first."""
    if standing.verdict is Verdict.WORKS:
        return phrase("head_works")
    if standing.verdict is Verdict.STOPPED:
        return phrase("head_stopped")
    card = [standing.uses[Credential.CARD][use].open for use in SPENDING]
    if all(card):
        return phrase("head_other", stopped=short(Credential.E_CREDENTIAL))
    if any(card):
        return _without_claims(standing) if card[0] else phrase("head_card_partly")
    works = [works.credential for works in standing.works_today if set(works.uses) & set(SPENDING)]
    return phrase(
        "head_card_only", works=joined((short(credential) for credential in works), "and")
    )


def _without_claims(standing: Standing) -> Both:
    """The account works and the fund does not pay, or pays a part of it all the same."""
    share = next((hold.share for hold in main_holds(standing) if hold.share is not None), None)
    return phrase("head_no_claim") if share is None else phrase("head_part_claim", share=share)


def _again(standing: Standing, held: Sequence[Hold]) -> list[Both]:
    """When what is stopped works again: if mended now, and if left alone."""
    at = standing.at
    if not held:
        return [phrase("works_now")]
    if all(hold.cause == MOVED for hold in held):
        return [phrase("again_moved")]
    subject = next(c for hold in held for c in Credential if hold.credentials.get(c))
    states = [standing.uses[subject][use] for use in SPENDING]
    causes = {hold.cause for hold in held}
    closed = [state for state in states if not state.open and causes & set(state.holds)]
    mended, opens = _last(closed, "mended_at"), _last(closed, "opens_at")
    if any(hold.ended_by == AGENCY for hold in held):
        return _decided(held, opens, at)
    waiting = [hold for hold in held if _waits(hold) and hold.expected_on is not None]
    if mended is not None and opens is None and waiting:
        ready = max(hold.expected_on for hold in waiting if hold.expected_on is not None)
        best = waiting[0].remedies[0]
        then = steps((best.matter, *best.then))
        return [phrase("again_card", when=day(ready, at), then=then)]
    lost = any(hold.cause == "loss_temporary" for hold in held)
    told = [] if mended is None or mended == opens else [_if_mended(held, mended, at, lost=lost)]
    if opens is not None and lost:
        told.append(phrase("again_lapses", when=brief(opens, at)))
    elif opens is not None:
        alone = "again_itself" if any(hold.remedies for hold in held) else "again_on"
        told.append(phrase(alone, when=brief(opens, at)))
    else:
        told.append(phrase("again_never" if mended is not None else "again_after"))
    return told


def _decided(held: Sequence[Hold], opens: datetime | None, at: datetime) -> list[Both]:
    """What is told where an agency decides: its term of handling, never a date of its decision."""
    told = [] if opens is None else [phrase("again_on", when=brief(opens, at))]
    ways = [hold.remedies[0] for hold in held if hold.ended_by == AGENCY and hold.remedies]
    term = next((days(way) for way in ways if way.days is not None), None)
    told.append(phrase("again_decided") if opens is None else phrase("again_earlier"))
    return told if term is None else [*told, phrase("again_term", days=term)]


def _if_mended(held: Sequence[Hold], mended: datetime, at: datetime, *, lost: bool) -> Both:
    """When it works if the best ways are gone now, and what is still to be done after them."""
    best = [hold.remedies[0] for hold in held if hold.remedies]
    if all(hold.cause in COVER_CAUSES for hold in held):
        employer = any(hold.cause == "arrears_employer" for hold in held)
        now = "again_claim_now" if mended <= at else "again_claim"
        return phrase("again_claim_employer" if employer else now, when=brief(mended, at))
    then = list(dict.fromkeys(step for remedy in best for step in remedy.then))
    if mended > at:
        key = "again_later_then" if then else "again_later"
    elif then:
        key = "again_then"
    else:
        key = "again_found" if lost else "again_now"
    return phrase(key, when=brief(mended, at), then=steps(then))


def _last(states: Sequence[UseState], name: str) -> datetime | None:
    """The last of their instants; None where any has none."""
    found: list[datetime | None] = [getattr(state, name) for state in states]
    known = [at for at in found if at is not None]
    return max(known) if known and len(known) == len(found) else None
