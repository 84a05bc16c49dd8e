"""The times without entitlement (无待遇期) as reasons, kept: many people are insured alike."""

from collections.abc import Callable, Hashable
from datetime import date
from typing import Final, NamedTuple

import msgspec

from yika.ground.days import start_of
from yika.insurance.entitled.entitlement_laws import EntitlementLaws
from yika.insurance.entitled.gaps import gaps_and_silent
from yika.insurance.model import Cover, Enrolment, Gap
from yika.standing.reason import Reason

KEPT_MAX: Final = 50_000  # different ways of being insured; then it begins anew


class Told(NamedTuple):
    """The reasons, and the ids that would have mattered and that nobody tells here."""

    reasons: tuple[Reason, ...]
    silent: frozenset[str]


class Promise(NamedTuple):
    """What a matter would lead to if it were done on a day."""

    helps: bool
    day: date | None  # the first day with benefit; None where nobody can tell


Promising = Callable[[Cover, EntitlementLaws, str, date], Promise]


class Lapses:
    """What follows from how somebody is insured, under the law of one region."""

    def __init__(self, laws: EntitlementLaws) -> None:
        self._laws = laws
        self._kept: dict[Hashable, Told] = {}
        self._same: dict[int, tuple[Cover, Told]] = {}  # by the object, which is kept with it
        self._promises: dict[tuple[int, str], tuple[Cover, Promise]] = {}  # likewise, of one day
        self._today = date.min

    def of(self, cover: Cover) -> Told:
        """The times without entitlement, past and to come."""
        same = self._same.get(id(cover))
        if same is not None:
            return same[1]
        if len(self._same) >= KEPT_MAX:
            self._same.clear()
        told = self._of(cover)
        self._same[id(cover)] = cover, told
        return told

    def promise(self, cover: Cover, matter: str, today: date, promising: Promising) -> Promise:
        """What `promising` says of a matter done today."""
        if today != self._today or len(self._promises) >= KEPT_MAX:
            self._today = today
            self._promises.clear()
        key = id(cover), matter
        same = self._promises.get(key)
        if same is None:
            same = self._promises[key] = cover, promising(cover, self._laws, matter, today)
        return same[1]

    def _of(self, cover: Cover) -> Told:
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
    """What of an enrolment the rules of entitlement look at: neither employer, school nor base."""
    options = msgspec.json.encode(one.choices) if one.options else b""
    last = one.ends_on, one.end_reason
    return one.scheme, one.starts_on, last, one.is_retired, one.group, one.how, options


def _reason(gap: Gap) -> Reason:
    """Whole days of Beijing."""
    since = start_of(gap.since) if gap.since is not None else None
    until = start_of(gap.until) if gap.until is not None else None
    return Reason(gap.cause, "person", since, until, None, gap)
