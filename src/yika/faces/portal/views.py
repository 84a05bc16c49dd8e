"""What *My card* shows of a standing: the verdict in plain words, the reasons, the law behind them.

Pure functions from records to records in both languages. Dates are told from the instant the
standing was asked for.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from yika.faces.portal.phrases import (
    NOTHING,
    brief,
    day,
    entry,
    instant,
    joined,
    phrase,
    place,
    value,
    word,
)
from yika.ground.money import fen
from yika.guide.telling import Both
from yika.policy.load import Book
from yika.standing.model import Credential, Hold, PolicyRef, Remedy, Standing, UseState, Verdict

SPENDING = ("pay", "claim")
# Not having the e-credential stops nobody who never had it: it is worth doing, not a reason.
TIPS = frozenset({"no_e_credential"})
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Law:
    """One value of the law behind a reason, with where it comes from."""

    id: str
    title: Both
    value: Both
    since: Both
    source: str
    address: str | None
    sure: Both
    taken_from: Both | None
    set_here: bool
    others: tuple[tuple[Both, str, Both], ...]  # what another source says, its title, how sure


def answer(standing: Standing) -> Answer:
    """The verdict at the top of the page."""
    verdict, at = standing.verdict, standing.at
    held = main_holds(standing)
    today = list(dict.fromkeys(line for hold in held for line in _today(hold, at)))
    if not today:
        today = [phrase("nothing_to_do" if verdict is Verdict.WORKS else "no_way")]
    return Answer(
        verdict=verdict,
        icon=ICONS[verdict],
        word=phrase(f"verdict_{verdict.value}"),
        headline=_headline(standing),
        why=tuple(_reason(hold, at) for hold in held) or (phrase("nothing_stopped"),),
        today=tuple(today),
        again=tuple(_again(standing, held)),
        meanwhile=meanwhile(standing) or (phrase("nothing_works"),),
    )


def main_holds(standing: Standing) -> list[Hold]:
    """The holds that stop paying or claiming by something the person holds."""
    return [
        hold
        for hold in standing.holds
        if hold.cause not in TIPS
        and any(use in SPENDING for uses in hold.credentials.values() for use in uses)
    ]


def other_holds(standing: Standing) -> list[Hold]:
    """The rest: what is worth doing."""
    main = main_holds(standing)
    return [hold for hold in standing.holds if hold not in main]


def meanwhile(standing: Standing) -> tuple[Both, ...]:
    """What works today, one line a credential."""
    return tuple(
        phrase(
            "works_for", credential=word("credentials", works.credential), uses=doing(works.uses)
        )
        for works in standing.works_today
    )


def doing(uses: Sequence[str]) -> Both:
    """Uses in everyday words."""
    return joined(phrase(f"do_{use}") for use in uses)


def short(credential: str) -> Both:
    """A credential in everyday words."""
    return phrase(f"short_{credential}")


def plain(cause: str) -> Both:
    """A cause as one says it to the person."""
    found = entry("causes", cause)
    if found is None or found.plain is None:
        return word("causes", cause)
    return Both(found.plain.zh, found.plain.en)


def to_do(matter: str) -> Both:
    """A matter as the button says it."""
    found = entry("matters", matter)
    return (
        word("matters", matter)
        if found is None or found.do is None
        else Both(found.do.zh, found.do.en)
    )


def _best(hold: Hold) -> list[Remedy]:
    """The best way; if it needs the card found again, the best without it as well."""
    found = list(hold.remedies[:1])
    if found and found[0].matter == FOUND_AGAIN:
        found += [remedy for remedy in hold.remedies if remedy.matter != FOUND_AGAIN][:1]
    return found


def _today(hold: Hold, at: datetime) -> list[Both]:
    """What to do about a hold today; where a card is being made, to wait for it."""
    best = _best(hold)
    if hold.expected_on is not None and best and best[0].matter == "card_collect":
        where = word("channels", best[0].channel)
        return [phrase("today_wait", when=day(hold.expected_on, at), where=where)]
    return [summary(remedy) for remedy in best]


def summary(remedy: Remedy) -> Both:
    """The best way in one line: what, where, how long, how often, how much."""
    parts = [days(remedy), trips(remedy), fee(remedy)]
    told = joined(part for part in parts if part != phrase("not_known"))
    where = word("channels", remedy.channel)
    what = to_do(remedy.matter)
    return Both(f"{what.zh}（{where.zh}）：{told.zh}。", f"{what.en} ({where.en}): {told.en}.")


def days(remedy: Remedy) -> Both:
    """How long a remedy takes."""
    if remedy.days is None:
        return phrase("not_known")
    return phrase("days_n", count=remedy.days) if remedy.days else phrase("days_0")


def trips(remedy: Remedy) -> Both:
    """How often one has to go out."""
    if remedy.trips is None:
        return phrase("not_known")
    return phrase(f"trips_{remedy.trips}" if remedy.trips < 2 else "trips_n", count=remedy.trips)


def fee(remedy: Remedy) -> Both:
    """What it costs."""
    if remedy.fee is None:
        return phrase("not_known")
    return phrase("fee_n", fee=remedy.fee) if fen(remedy.fee) else phrase("fee_0")


def done_by(remedy: Remedy, at: datetime) -> Both | None:
    """When it would be done, begun now."""
    if remedy.done_at is None:
        return None
    told = phrase("done_now") if remedy.done_at <= at else instant(remedy.done_at, at)
    extra = phrase("provisional") if remedy.provisional else NOTHING
    return Both(told.zh + extra.zh, told.en + extra.en)


def laws(refs: Sequence[PolicyRef], book: Book, at: datetime) -> list[Law]:
    """The law behind a reason; the same value for several credentials is told once."""
    told = {(ref.id, str(ref.value), ref.source): _law(ref, book, at) for ref in refs}
    return list(told.values())


def title(book: Book, policy: str) -> Both:
    """What a rule is called."""
    form = book.form(policy)
    return Both(policy, policy) if form is None else Both(form.title.zh, form.title.en)


def _law(ref: PolicyRef, book: Book, at: datetime) -> Law:
    return Law(
        id=ref.id,
        title=title(book, ref.id),
        value=value(ref.value, ref.unit),
        since=phrase("law_undated") if ref.since is None else day(ref.since, at),
        source=ref.title,
        address=ref.address,
        sure=phrase(f"sure_{ref.confidence}"),
        taken_from=None if ref.taken_from is None else place(ref.taken_from),
        set_here=ref.set_by_installation,
        others=tuple(
            (value(one.value, ref.unit), one.source.title, phrase(f"sure_{one.confidence}"))
            for one in ref.others
        ),
    )


def _reason(hold: Hold, at: datetime) -> Both:
    since = NOTHING if hold.since is None else phrase("why_since", since=brief(hold.since, at))
    told = plain(hold.cause)
    return Both(
        f"{told.zh.removesuffix('。')}{since.zh}。", f"{told.en.removesuffix('.')}{since.en}."
    )


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
        return phrase("head_card_partly")
    works = [works.credential for works in standing.works_today if set(works.uses) & set(SPENDING)]
    return phrase(
        "head_card_only", works=joined((short(credential) for credential in works), "and")
    )


def _again(standing: Standing, held: Sequence[Hold]) -> list[Both]:
    """When what is stopped works again: if mended now, and if left alone."""
    at = standing.at
    if not held:
        return [phrase("works_now")]
    subject = next(c for hold in held for c in Credential if hold.credentials.get(c))
    states = [standing.uses[subject][use] for use in SPENDING]
    causes = {hold.cause for hold in held}
    closed = [state for state in states if not state.open and causes & set(state.holds)]
    mended, opens = _last(closed, "mended_at"), _last(closed, "opens_at")
    lost = any(hold.cause == "loss_temporary" for hold in held)
    told: list[Both] = []
    if mended is not None and opens is None and any(hold.expected_on for hold in held):
        return [phrase("again_card", when=brief(mended, at))]
    if mended is not None and mended != opens:
        now = "again_found" if lost else "again_now"
        told.append(phrase(now) if mended <= at else phrase("again_later", when=brief(mended, at)))
    if opens is not None and lost:
        told.append(phrase("again_lapses", when=brief(opens, at)))
    elif opens is not None:
        alone = "again_itself" if any(hold.remedies for hold in held) else "again_on"
        told.append(phrase(alone, when=brief(opens, at)))
    elif mended is not None:
        told.append(phrase("again_never"))
    else:
        told.append(phrase("again_after" if _by_holder(held) else "again_decided"))
    return told


def _by_holder(held: Sequence[Hold]) -> bool:
    return all(hold.ended_by == "holder" and hold.remedies for hold in held)


def _last(states: Sequence[UseState], name: str) -> datetime | None:
    """The last of their instants; None where any has none."""
    found: list[datetime | None] = [getattr(state, name) for state in states]
    known = [at for at in found if at is not None]
    return max(known) if known and len(known) == len(found) else None
