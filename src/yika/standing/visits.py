"""Steps of a plan gathered into visits: what shares a channel and a place is done in one go. Pure.

What comes before what is told by the steps themselves: the steps of one card follow each other, a
paper that a matter gives is had before the matter that asks for it, and ``handling.then`` tells
what comes after what. Of two visits that could be made in either order the nearer comes first.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from itertools import combinations
from typing import Final, NamedTuple

from yika.ground.money import fen, yuan
from yika.standing.laws import Laws
from yika.standing.model import Remedy, Visit

# Channels by how near they are: from home, on the way, at the bank, at a window.
NEAR_TO_FAR: Final = (
    *("app", "website", "hotline", "employer"),
    *("pos_pad", "atm", "kiosk", "bank_counter", "instant_point", "hospital_window", "counter"),
)
FROM_HOME: Final = frozenset(NEAR_TO_FAR[: NEAR_TO_FAR.index("pos_pad")])
FAR: Final = {channel: far for far, channel in enumerate(NEAR_TO_FAR)}
BANKS: Final = frozenset({"bank_counter", "atm"})
BRANCH, ANY_POINT = "issuing_bank", "any_point"
# Papers that another matter gives: it comes first where both are to be done.
GIVES: Final[dict[str, tuple[str, ...]]] = {
    "loss_report": ("loss_proof",),
    "contribution_pay": ("contribution_proof",),
    "contribution_repair": ("contribution_proof",),
}


class Step(NamedTuple):
    """One matter of a plan with the quickest of its ways, dated."""

    matter: str
    ways: tuple[Remedy, ...]
    causes: tuple[str, ...]
    ended_by: tuple[str, ...]
    place: int  # in its chain, of steps that follow each other
    moment: "Moment"  # when it can begin; those of the same moment can share a visit
    begins_at: datetime | None
    then: tuple[str, ...]  # of the same chain, still to be done after it
    cut: bool = False  # nobody publishes how what follows is had


# In order of time; where that is unknown, by the chain and the step it has to wait for.
Moment = tuple[bool, float, int, int]
Pick = tuple[Step, Remedy]


class Stop(NamedTuple):
    """What is done in one visit."""

    channel: str
    places: tuple[str, ...]
    picks: tuple[Pick, ...]


Price = tuple[int, int, int, int, int]
Follows = Mapping[str, frozenset[str]]  # what ``handling.then`` says comes after each matter


def quickest(ways: Iterable[Remedy]) -> tuple[Remedy, ...]:
    """Those that are done first; of those without a date, those that take the fewest days."""
    ways = tuple(ways)
    first = min(map(_how_long, ways), default=None)
    return tuple(way for way in ways if _how_long(way) == first)


def _how_long(way: Remedy) -> tuple[float, float]:
    done = float("inf") if way.done_at is None else way.done_at.timestamp()
    return done, float("inf") if way.days is None else way.days


def stops(steps: Sequence[Step], laws: Laws, at: datetime) -> tuple[Price, tuple[Stop, ...]]:
    """The visits of steps that can begin at the same instant, with what they cost.

    Fewest trips, then the smallest fee (an unknown one last), then the fewest visits.
    """
    if len(steps) == 1:
        way = min(steps[0].ways, key=_alone)
        only = (Stop(way.channel, where(way), ((steps[0], way),)),)
        return _price(only), only
    cheapest = [_cheapest(step) for step in steps]
    floor = _bound([next(iter(by.values())) for by in cheapest])[1:3]
    must_go = any(FROM_HOME.isdisjoint(by) for by in cheapest)
    follows = {step.matter: laws.follows(step.matter, at) for step in steps}
    channels = sorted({channel for by in cheapest for channel in by}, key=_far)
    best: tuple[Price, tuple[Stop, ...]] | None = None
    for size in range(1, min(len(steps), len(channels)) + 1):
        if best is not None and best[0][:4] <= (must_go, *floor, size):
            break  # More channels are no cheaper, and more visits.
        for some in combinations(channels, size):
            trips = size - len(FROM_HOME.intersection(some))
            if best is not None and trips > best[0][0]:
                continue
            if any(by.keys().isdisjoint(some) for by in cheapest):
                continue
            ways = [min((by[c] for c in some if c in by), key=_cheap) for by in cheapest]
            if best is None or _bound(ways) < best[0]:
                made = _arranged(list(zip(steps, ways, strict=True)), follows)
                price = _price(made)
                if best is None or price < best[0]:
                    best = price, made
    assert best is not None, "every step has a way"
    return best


def _cheapest(step: Step) -> dict[str, Remedy]:
    """The cheapest way of a step through each channel, the cheapest of all first."""
    found: dict[str, Remedy] = {}
    for way in sorted(step.ways, key=_cheap):
        found.setdefault(way.channel, way)
    return found


def _bound(ways: Sequence[Remedy]) -> Price:
    """The least that some ways may cost: one visit a channel."""
    used = {way.channel for way in ways}
    fees = [way.fee for way in ways]
    trips = sum(channel not in FROM_HOME for channel in used)
    total = sum(_fen(fee or "0") for fee in fees)
    return trips, fees.count(None), total, len(used), sum(map(_far, used))


def where(way: Remedy) -> tuple[str, ...]:
    """The places where a way is had, any of them; empty from home or where nobody says."""
    if way.channel in FROM_HOME:
        return ()
    at_bank = way.channel in BANKS
    return tuple(p for p in way.places if p == ANY_POINT or (p == BRANCH) == at_bank)


def visit(stop: Stop) -> Visit:
    """One stop as it is told."""
    steps, ways = [step for step, _ in stop.picks], [way for _, way in stop.picks]
    matters = _united(step.matter for step in steps)
    from_home = stop.channel in FROM_HOME
    days = None if any(way.days is None for way in ways) else max(way.days or 0 for way in ways)
    ends = [way.done_at for way in ways]
    known = [end for end in ends if end is not None]
    fee = fee_of(way.fee for way in ways)
    unknown = {
        "places": not from_home and not stop.places,
        "papers": any(way.papers is None for way in ways),
        "identity": any(way.identity is None for way in ways),
        "fee": fee is None,
        "days": days is None,
        "agent": any(way.agent == "unknown" for way in ways),
        "then": any(step.cut for step in steps),
    }
    return Visit(
        channel=stop.channel,
        places=stop.places,
        matters=matters,
        causes=_united(cause for step in steps for cause in step.causes),
        papers=_papers(stop),
        identity=None if all(way.identity is None for way in ways) else _identity(ways),
        fee=fee,
        days=days,
        trips=0 if from_home else 1,
        begins_at=steps[0].begins_at,
        done_at=max(known) if len(known) == len(ends) else None,
        provisional=any(way.provisional for way in ways),
        who=tuple(w for w in ways[0].applicants if all(w in way.applicants for way in ways)),
        then=tuple(m for m in _united(m for step in steps for m in step.then) if m not in matters),
        ended_by=_united(who for step in steps for who in step.ended_by),
        unknown=tuple(name for name, is_unknown in unknown.items() if is_unknown),
        notes=tuple(way.note for way in ways if way.note),
        policy=_united(policy for way in ways for policy in way.policy),
    )


def fee_of(fees: Iterable[str | None]) -> str | None:
    """Fees together; None as soon as one is unknown."""
    known = list(fees)
    return None if None in known else yuan(sum(_fen(fee or "0") for fee in known))


def _papers(stop: Stop) -> tuple[str, ...] | None:
    """All papers, each once; not those that a matter of the same visit gives."""
    if all(way.papers is None for _, way in stop.picks):
        return None
    given = {paper for step, _ in stop.picks for paper in GIVES.get(step.matter, ())}
    return _united(p for _, way in stop.picks for p in way.papers or () if p not in given)


def _identity(ways: Sequence[Remedy]) -> tuple[str, ...]:
    """What proves who one is for all of them; where nothing does, what each of them asks."""
    every = _united(means for way in ways for means in way.identity or ())
    common = tuple(m for m in every if all(not w.identity or m in w.identity for w in ways))
    return common or every


def _arranged(picks: Sequence[Pick], follows: Follows) -> tuple[Stop, ...]:
    """Each step in a visit, every one after what has to come before it."""
    left, made = list(picks), list[Stop]()
    while left:
        free = [one for one in left if not any(_before(o, one, follows) for o in left)] or left
        last = made[-1].channel if made else ""
        later = {way.channel for step, way in left if (step, way) not in free}
        one = min(free, key=lambda pick: _turn(pick[1].channel, last, later))
        left.remove(one)
        _join(made, one, follows)
    return tuple(made)


def _turn(channel: str, last: str, later: Collection[str]) -> tuple[bool, bool, int]:
    """On which channel one goes on: where one is, where one need not come back, the nearest."""
    return channel != last, channel in later, _far(channel)


def _join(made: list[Stop], one: Pick, follows: Follows) -> None:
    """Put a step into the last visit it can share, or into one of its own."""
    _, way = one
    for number in reversed(range(len(made))):
        stop = made[number]
        places = _shared(stop.places, where(way)) if stop.channel == way.channel else None
        if places is not None:
            made[number] = Stop(stop.channel, places, (*stop.picks, one))
            return
        if any(_before(other, one, follows) for other in stop.picks):
            break
    made.append(Stop(way.channel, where(way), (one,)))


def _before(one: Pick, other: Pick, follows: Follows) -> bool:
    """Whether one step has to be done before the other."""
    (first, _), (second, way) = one, other
    if second.matter in first.then:
        return True
    if any(paper in GIVES.get(first.matter, ()) for paper in way.papers or ()):
        return True
    if second.matter not in follows[first.matter]:
        return False
    return first.matter not in follows[second.matter]


def _shared(some: tuple[str, ...], others: tuple[str, ...]) -> tuple[str, ...] | None:
    """Places where both can be done; None where there is none. Nothing told rules nothing out."""
    if not some or not others:
        return some or others
    if ANY_POINT in some or ANY_POINT in others:
        return others if ANY_POINT in some else some
    return tuple(place for place in some if place in others) or None


def _price(made: Sequence[Stop]) -> Price:
    fees = [way.fee for stop in made for _, way in stop.picks]
    return (
        sum(stop.channel not in FROM_HOME for stop in made),
        fees.count(None),
        sum(_fen(fee or "0") for fee in fees),
        len(made),
        sum(_far(stop.channel) for stop in made),
    )


def _alone(way: Remedy) -> tuple[bool, bool, int, int]:
    return way.channel not in FROM_HOME, *_cheap(way)


def _cheap(way: Remedy) -> tuple[bool, int, int]:
    return way.fee is None, _fen(way.fee or "0"), _far(way.channel)


def _far(channel: str) -> int:
    return FAR.get(channel, len(FAR))


@lru_cache(maxsize=1024)
def _fen(amount: str) -> int:
    return fen(amount)


def _united(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))
