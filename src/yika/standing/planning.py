"""The shortest lawful way out of all holds together: which matters, in which visits. Pure.

Each hold is mended by one of its matters, ended by a new card that is had anyway, or waited out. Of
all combinations the one counts that opens the uses soonest, then has the fewest trips, then the
smallest fee, then the fewest visits, then the least to do.
"""

from collections import defaultdict
from collections.abc import Hashable, Sequence
from datetime import datetime
from itertools import islice, product
from typing import Final, NamedTuple

import msgspec

from yika.cards.model import Form
from yika.standing.arranged import stops
from yika.standing.chains import LOST, Chain, chains_of
from yika.standing.laws import Laws
from yika.standing.model import NO_PLAN, Facts, Hold, Plan, Visit, Wait
from yika.standing.visits import Moment, Price, Step, Stop, fee_of, visit

COMBINATIONS_MAX: Final = 256  # of matters; those with the first remedies come first
# Holds nobody has to mend for the card to work: one is of a credential of its own, the other is
# for whoever comes back.
OPTIONAL: Final = frozenset({"no_e_credential", "moved_away"})
# Matters that end in another card, on which nothing lies that lay on the one before.
RENEWS: Final = frozenset({"card_replace", "card_apply", "card_collect", "card_activate"})
# What has to be so for a matter to be lawful at all, where the records cannot tell.
CONDITIONS: Final = {"loss_withdraw": "card_found"}
OF_COVER: Final = frozenset({"not_enrolled", "arrears_employer", "arrears_own", "waiting"})
RENEWED, WAITED, AGENCY = "renewed", "waited", "agency"

Late = tuple[int, float]  # how many uses nobody knows when they open, and how late the others do


class Tried(NamedTuple):
    """What is done for the holds that have to be mended, and when each ends by its matter."""

    late: Late
    ends: tuple[datetime | None, ...]
    chains: list[Chain]


class Chosen(NamedTuple):
    """What is chosen for the holds that have to be mended, and what it comes to."""

    late: Late
    price: Price
    picks: tuple[str, ...]  # of each hold its matter, RENEWED or WAITED
    ends: tuple[datetime | None, ...]  # of each hold, by its matter
    made: list[Stop]
    visits: tuple[Visit, ...]  # told of what is chosen in the end
    days: int | None


class Found(NamedTuple):
    """What people with the same holds are all told."""

    best: Chosen
    otherwise: Chosen | None  # without what is lawful on a condition only
    plan: Plan | None  # where nobody's own dates come into it


def plan_of(holds: Sequence[Hold], laws: Laws, facts: Facts, at: datetime) -> Plan:
    """The plan for somebody with these holds, worked out once for all with the same."""
    if not holds:
        return NO_PLAN
    needed = [hold for hold in holds if not is_optional(hold)]
    plan = _needed_plan(needed, laws, facts, at) if needed else NO_PLAN
    if len(needed) == len(holds):
        return plan
    visits = list(plan.visits)
    for hold in holds:
        if is_optional(hold):
            visits += _optional(hold, laws, facts, at)
    return msgspec.structs.replace(plan, visits=tuple(visits))


def _needed_plan(needed: Sequence[Hold], laws: Laws, facts: Facts, at: datetime) -> Plan:
    """The plan out of the holds that have to be mended."""
    waits = tuple([_waits(hold) for hold in needed])
    key = "plan", _whose(facts), waits, tuple([_key(hold) for hold in needed])
    kept = laws.plans(at)
    found: Found | None = kept.get(key)
    if found is None:
        found = kept[key] = _found(needed, waits, laws, facts, at)
    if found.plan is not None:
        return found.plan
    plan = _told(needed, found.best)
    conditions = {CONDITIONS[pick] for pick in found.best.picks if pick in CONDITIONS}
    if not conditions:
        return plan
    otherwise = None if found.otherwise is None else _told(needed, found.otherwise)
    return msgspec.structs.replace(plan, only_if=tuple(sorted(conditions)), otherwise=otherwise)


def _optional(hold: Hold, laws: Laws, facts: Facts, at: datetime) -> tuple[Visit, ...]:
    """The visits for a hold nobody has to mend."""
    if not hold.remedies:
        return ()
    kept = laws.plans(at)
    key = "optional", _whose(facts), _key(hold)
    found: tuple[Visit, ...] | None = kept.get(key)
    if found is None:
        alone = _best([(hold.remedies[0].matter,)], [hold], laws, facts, at)
        found = tuple([msgspec.structs.replace(one, optional=True) for one in alone.visits])
        kept[key] = found
    return found


def _whose(facts: Facts) -> tuple[str, str | None]:
    """What the ways of later steps are limited by."""
    newest = next((card for card in reversed(facts.cards) if card.form is Form.PHYSICAL), None)
    return facts.insurance, None if newest is None else newest.issuer


def is_optional(hold: Hold) -> bool:
    """Whether nobody has to mend it for the card to work."""
    return hold.cause in OPTIONAL or (hold.cause == "cancelled" and hold.subject == "e_credential")


def _key(hold: Hold) -> Hashable:
    """What of a hold the choice depends on. The remedies of cards are kept: the same object."""
    if hold.cause in OPTIONAL or hold.cause in OF_COVER:
        ways: Hashable = tuple([(one.matter, one.channel, one.done_at) for one in hold.remedies])
    else:
        ways = id(hold.remedies)
    return hold.cause, hold.subject, ways


def _waits(hold: Hold) -> bool:
    """Whether time ends a hold sooner than anything one could do, or nobody says what to do.

    Where nobody says how long a remedy takes, it is tried all the same if it takes no trip.
    """
    if not hold.remedies:
        return True
    if hold.until is None or hold.cause in LOST:  # Time opens a lost card; nobody has found it.
        return False
    known = [one.done_at for one in hold.remedies if one.done_at is not None]
    if known:
        return hold.until < min(known)
    return hold.ended_by == AGENCY or all(one.trips != 0 for one in hold.remedies)


def _found(
    needed: Sequence[Hold], waits: Sequence[bool], laws: Laws, facts: Facts, at: datetime
) -> Found:
    options = [_options(hold, needed, waited) for hold, waited in zip(needed, waits, strict=True)]
    best = _best(options, needed, laws, facts, at)
    otherwise = None
    if any(pick in CONDITIONS for pick in best.picks):
        without = [tuple(one for one in told if one not in CONDITIONS) for told in options]
        otherwise = _best([told or (WAITED,) for told in without], needed, laws, facts, at)
    own_dates = otherwise is not None or None in best.ends
    return Found(best, otherwise, None if own_dates else _told(needed, best))


def _options(hold: Hold, needed: Sequence[Hold], waited: bool) -> tuple[str, ...]:
    """How a hold may end: by one of its matters, with another card, or by waiting."""
    if waited:
        return (WAITED,)
    matters = tuple(dict.fromkeys(remedy.matter for remedy in hold.remedies))
    others = (other for other in needed if other is not hold and other.subject == "card")
    renewed = any(remedy.matter in RENEWS for other in others for remedy in other.remedies)
    may = hold.subject == "card" and hold.cause not in LOST and renewed
    return (*matters, RENEWED) if may else matters


def _best(
    options: Sequence[tuple[str, ...]],
    needed: Sequence[Hold],
    laws: Laws,
    facts: Facts,
    at: datetime,
) -> Chosen:
    """The best of all combinations."""
    best: Chosen | None = None
    for picks in islice(product(*options), COMBINATIONS_MAX):
        if not _is_possible(picks, needed):
            continue
        tried = _tried(picks, needed, laws, facts, at)
        if best is None or tried.late <= best.late:
            one = _chosen(picks, tried, laws, at)
            if best is None or _rank(one) < _rank(best):
                best = one
    assert best is not None, "every hold has a way, or is waited out"
    return best._replace(visits=tuple([visit(stop) for stop in best.made]))


def _rank(one: Chosen) -> tuple[Late, Price, int]:
    return one.late, one.price, -one.picks.count(RENEWED)


def _is_possible(picks: Sequence[str], needed: Sequence[Hold]) -> bool:
    """Whether there is another card where a hold is to end with one."""
    return RENEWED not in picks or any(
        pick in RENEWS and hold.subject == "card" for pick, hold in zip(picks, needed, strict=True)
    )


def _tried(
    picks: tuple[str, ...], needed: Sequence[Hold], laws: Laws, facts: Facts, at: datetime
) -> Tried:
    """When one combination would end the holds."""
    meant: dict[tuple[str, str], list[Hold]] = defaultdict(list)
    for pick, hold in zip(picks, needed, strict=True):
        if pick not in (RENEWED, WAITED):
            meant[pick, hold.subject].append(hold)
    chains = chains_of(meant, laws, facts, at)
    by = {(chain.matter, chain.subject): chain.done_at for chain in chains}
    new = max(
        (_later(chain.done_at) for chain in chains if chain.matter in RENEWS), default=_later(None)
    )
    ends = tuple(
        [
            new[1] if pick == RENEWED else by.get((pick, hold.subject))
            for pick, hold in zip(picks, needed, strict=True)
        ]
    )
    return Tried(_late(picks, needed, ends, at), ends, chains)


def _chosen(picks: tuple[str, ...], tried: Tried, laws: Laws, at: datetime) -> Chosen:
    """What one combination comes to."""
    price, made = _made(tried.chains, laws, at)
    days = [chain.days for chain in tried.chains]
    return Chosen(
        late=tried.late,
        price=price,
        picks=picks,
        ends=tried.ends,
        made=made,
        visits=(),
        days=None if None in days else max([one or 0 for one in days], default=0),
    )


def _later(done_at: datetime | None) -> tuple[bool, datetime | None]:
    return done_at is None, done_at


def _made(chains: Sequence[Chain], laws: Laws, at: datetime) -> tuple[Price, list[Stop]]:
    """The visits of all chains, those that can begin first coming first, and what they cost."""
    groups: dict[Moment, list[Step]] = defaultdict(list)
    for chain in chains:
        for step in chain.steps:
            groups[step.moment].append(step)
    made: list[Stop] = []
    costs = (0, 0, 0, 0, 0)
    for moment in sorted(groups):
        price, found = stops(groups[moment], laws, at)
        made += found
        a, b, c, d, e = (sum(pair) for pair in zip(costs, price, strict=True))
        costs = a, b, c, d, e
    return costs, made


def _late(
    picks: Sequence[str],
    needed: Sequence[Hold],
    ends: Sequence[datetime | None],
    at: datetime,
) -> Late:
    """How late uses open: each when its last hold is gone. What is waited for is no choice."""
    opens: dict[tuple[str, str], list[datetime | None]] = defaultdict(list)
    for pick, hold, end in zip(picks, needed, ends, strict=True):
        if pick != WAITED:
            for credential, uses in hold.credentials.items():
                for use in uses:
                    opens[credential, use].append(end)
    unknown = [one for one in opens.values() if None in one]
    known = [max(end for end in one if end) for one in opens.values() if None not in one]
    return len(unknown), sum((end - at).total_seconds() for end in known)


def _told(needed: Sequence[Hold], chosen: Chosen) -> Plan:
    """What was chosen, as it is told to one person: with what they have to wait for."""
    waits: list[Wait] = []
    ends: list[datetime | None] = []
    for hold, pick, end in zip(needed, chosen.picks, chosen.ends, strict=True):
        if pick == WAITED or (end is None and hold.ended_by == AGENCY):
            waits.append(Wait(hold.cause, hold.subject, hold.until, hold.ended_by))
        ends.append(hold.until if end is None and hold.cause not in LOST else end)
    known = [end for end in ends if end is not None]
    done_at = max(known) if known and len(known) == len(ends) else None
    unknown = dict.fromkeys(name for one in chosen.visits for name in one.unknown)
    if needed and done_at is None:
        unknown["done_at"] = None
    return Plan(
        visits=chosen.visits,
        waits=tuple(waits),
        done_at=done_at,
        provisional=any(one.provisional for one in chosen.visits),
        days=chosen.days,
        trips=sum(one.trips for one in chosen.visits),
        fee=fee_of(one.fee for one in chosen.visits),
        unknown=tuple(unknown),
    )
