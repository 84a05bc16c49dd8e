"""The times without entitlement (无待遇期) as reasons, kept: many people are insured alike."""

from collections.abc import Hashable
from typing import Final, NamedTuple

import msgspec

from yika.ground.days import start_of
from yika.insurance.entitlement_laws import EntitlementLaws
from yika.insurance.gaps import gaps_and_silent
from yika.insurance.model import Cover, Enrolment, Gap
from yika.standing.reason import Reason

KEPT_MAX: Final = 50_000  # different ways of being insured; then it begins anew


class Told(NamedTuple):
    """The reasons, and the ids that would have mattered and that nobody tells here."""

    reasons: tuple[Reason, ...]
    silent: frozenset[str]


class Lapses:
    """What follows from how somebody is insured, under the law of one region."""

    def __init__(self, laws: EntitlementLaws) -> None:
        self._laws = laws
        self._kept: dict[Hashable, Told] = {}

    def of(self, cover: Cover) -> Told:
        """The times without entitlement, past and to come."""
        key = (tuple(map(_key, cover.enrolments)), cover.paid, cover.owed, cover.repaired)
        told = self._kept.get(key)
        if told is None:
            if len(self._kept) >= KEPT_MAX:
                self._kept.clear()
            gaps, silent = gaps_and_silent(cover, self._laws)
            told = Told(tuple(_reason(gap) for gap in gaps), frozenset(silent))
            self._kept[key] = told
        return told


def _key(one: Enrolment) -> Hashable:
    """What of an enrolment the rules of entitlement look at: neither employer nor base."""
    options = msgspec.json.encode(one.options) if one.options else b""
    last = one.ends_on, one.end_reason
    return one.scheme, one.starts_on, last, one.is_retired, one.group, one.how, options


def _reason(gap: Gap) -> Reason:
    """Whole days of Beijing."""
    since = start_of(gap.since) if gap.since is not None else None
    until = start_of(gap.until) if gap.until is not None else None
    return Reason(gap.cause, "person", since, until, None, gap)
