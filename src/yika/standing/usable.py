"""What stops each use of each credential, and nothing else: for settling many bills a second.

The same decision as `rules.standing`, which also tells remedies and the times ahead; a property
holds the two equal.
"""

from collections.abc import Sequence
from datetime import datetime

from yika.standing.laws import Laws
from yika.standing.model import Facts
from yika.standing.prospect import Prospect, Stops
from yika.standing.reason import Reason
from yika.standing.rules import current_cards, oldest_first
from yika.standing.spans import reasons

Causes = tuple[str, ...]  # oldest first; empty: the use is open


def usable(facts: Facts, laws: Laws, at: datetime) -> dict[str, dict[str, Causes]]:
    """For each credential and use the causes that stop it at an instant."""
    prospect = laws.prospect(at)
    stopping = _stopping(facts, laws, prospect, at)
    found: dict[str, dict[str, Causes]] = {}
    for index, (credential, use, refused) in enumerate(prospect.refused):
        found.setdefault(credential, {})[use] = _causes(stopping, index, refused[0])
    return found


def usable_by(facts: Facts, laws: Laws, at: datetime, credential: str) -> dict[str, Causes]:
    """The same by one credential."""
    prospect = laws.prospect(at)
    stopping = _stopping(facts, laws, prospect, at)
    return {
        use: _causes(stopping, index, refused[0])
        for index, (by, use, refused) in enumerate(prospect.refused)
        if by == credential
    }


def _causes(stopping: Sequence[tuple[Reason, Stops]], index: int, refused: str | None) -> Causes:
    """The causes that stop one of ``PLACES``: that it is not taken comes first."""
    causes = [reason.cause for reason, stops in stopping if stops.regimes[index] & 1]
    if refused is not None:
        causes.insert(0, refused)
    return tuple(dict.fromkeys(causes)) if causes else ()


def _stopping(
    facts: Facts, laws: Laws, prospect: Prospect, at: datetime
) -> Sequence[tuple[Reason, Stops]]:
    """The reasons in force that stop something, oldest first, with what they stop."""
    cards = current_cards(facts.cards)
    stops_of = prospect.stops
    found: list[tuple[Reason, Stops]] = []
    for reason in reasons(facts, cards, laws, laws.lapses.of(facts.cover).reasons):
        since, until = reason.since, reason.until
        if (since is None or since <= at) and (until is None or at < until):
            stops = stops_of[reason.subject].get(reason.cause)
            if stops is not None:
                found.append((reason, stops))
    if len(found) > 1:
        found.sort(key=lambda one: oldest_first(one[0]))
    return found
