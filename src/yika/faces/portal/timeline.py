"""The forecast as a line of points in time: what began, now, what is coming. Pure."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from yika.cards.model import Form, Stage
from yika.faces.portal.phrases import instant, joined, phrase, word
from yika.faces.portal.views import TIPS, doing, short, steps
from yika.ground.days import start_of
from yika.guide.telling import Both
from yika.standing.model import Credential, Standing, Use

FAR = timedelta(days=731)  # how far ahead the page looks for what will stop


@dataclass(frozen=True, slots=True)
class Point:
    """Something that happened or is to come. `kind` is past, now, good or bad."""

    at: datetime
    when: Both
    what: Both
    kind: str


def near(point: tuple[datetime, Both, str], at: datetime) -> bool:
    """Whether it is to be told: what is bad and far off is left to the card's own dates."""
    return at < point[0] and (point[2] != "bad" or point[0] - at <= FAR)


def timeline(standing: Standing) -> list[Point]:
    """All points in order of time; the same thing at the same instant once."""
    at = standing.at
    verdict = phrase(f"verdict_{standing.verdict.value}")
    found = [*_past(standing), (at, phrase("at_now", verdict=verdict), "now")]
    found += [point for point in _coming(standing) if near(point, at)]
    unique = dict.fromkeys(found)
    return [
        Point(when, instant(when, at), what, kind)
        for when, what, kind in sorted(unique, key=_order)
    ]


def coming(standing: Standing) -> bool:
    """Whether anything is known to be coming."""
    return any(near(point, standing.at) for point in _coming(standing))


def counts(standing: Standing) -> list[Both]:
    """Holds that come after so many more uses of a card in use."""
    in_use = any(
        card.form == Form.PHYSICAL and card.is_current and card.stage is Stage.ACTIVATED
        for card in standing.cards
    )
    return [
        phrase("uses_left", count=ahead.uses_left, cause=word("causes", ahead.cause))
        for ahead in standing.ahead
        if ahead.uses_left is not None and in_use
    ]


Found = tuple[datetime, Both, str]


def _order(found: Found) -> tuple[datetime, int]:
    return found[0], ("past", "now", "good", "bad").index(found[2])


def _past(standing: Standing) -> Iterable[Found]:
    for hold in standing.holds:
        if hold.since is not None and hold.cause not in TIPS:
            yield hold.since, phrase("at_began", cause=word("causes", hold.cause)), "past"


def _coming(standing: Standing) -> Iterable[Found]:
    """What is to come: mended, ready, opening and closing by themselves."""
    for hold in standing.holds:
        if hold.expected_on is not None:
            yield start_of(hold.expected_on), phrase("at_expected"), "good"
        by_itself = hold.mended_at is None or hold.mended_at == hold.until
        told = by_itself or hold.expected_on is not None
        if not told and hold.mended_at is not None and hold.cause not in TIPS:
            then = hold.remedies[0].then if hold.remedies else ()
            facts = {"what": word("causes", hold.cause), "then": steps(then)}
            what = phrase("at_mended_then" if then else "at_mended", **facts)
            yield hold.mended_at, what, "good"
    yield from _uses(standing)
    told = {(c, state.closes_by) for c, uses in standing.uses.items() for state in uses.values()}
    told |= {("person", cause) for _, cause in told}
    for ahead in standing.ahead:
        if ahead.at is not None and (ahead.credential, ahead.cause) not in told:
            what = phrase(
                "at_ahead", credential=short(ahead.credential), cause=word("causes", ahead.cause)
            )
            yield ahead.at, what, "bad"


def _uses(standing: Standing) -> Iterable[Found]:
    """The uses that open or close by themselves, those of one instant together."""
    opens: dict[tuple[str, datetime], list[str]] = defaultdict(list)
    closes: dict[tuple[str, datetime, str], list[str]] = defaultdict(list)
    for credential in Credential:
        for use in Use:
            state = standing.uses[credential][use]
            if not state.open and state.opens_at is not None:
                opens[credential, state.opens_at].append(use)
            if state.closes_at is not None:
                closes[credential, state.closes_at, state.closes_by or ""].append(use)
    alike: dict[tuple[datetime, tuple[str, ...]], list[Both]] = defaultdict(list)
    for (credential, at), uses in opens.items():
        alike[at, tuple(uses)].append(short(credential))
    for (at, uses), credentials in alike.items():
        yield at, phrase("at_opens", credential=joined(credentials), uses=doing(uses)), "good"
    by_time: dict[tuple[datetime, str], list[Both]] = defaultdict(list)
    for credential, at, cause in closes:
        by_time[at, cause].append(short(credential))
    for (at, cause), credentials in by_time.items():
        yield (
            at,
            phrase("at_closes", credential=joined(credentials), cause=word("causes", cause)),
            "bad",
        )
