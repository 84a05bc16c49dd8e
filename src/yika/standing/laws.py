"""The law of one region on what stops what, compiled once so that a decision is quick.

A value that is decided at the moment of asking is kept as a line of spans, one for each change; a
value decided by an earlier moment (a report, an attempt) is looked up for that moment. Every answer
carries the policy it rests on.
"""

from bisect import bisect_right
from collections.abc import Callable, Hashable, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

import msgspec

from yika.cards.laws import NEVER, CardLaws
from yika.ground.days import beijing_day, start_of
from yika.insurance.entitled.entitlement_laws import EntitlementLaws
from yika.policy.load import Book
from yika.policy.lookup import Known, change_days, look_up
from yika.policy.words import lists
from yika.standing.causes import ASK_ABOUT, COULD_MATTER, RESTS_ON
from yika.standing.lapses import Lapses
from yika.standing.model import Credential, Hotline, PolicyRef, Remedy
from yika.standing.offers import offered, shortest_first
from yika.standing.prospect import Prospect, Regime, bits_of, prospect_of

LONG_AGO = date(1900, 1, 1)
KEPT_MAX = 50_000  # answers of a kind; then it begins anew


class Line(NamedTuple):
    """A value and the half-open time in which it holds."""

    since: datetime | None
    until: datetime | None
    value: Any

    def covers(self, at: datetime) -> bool:
        """Whether the value holds at that instant."""
        return (self.since is None or self.since <= at) and (self.until is None or at < self.until)


class Laws(CardLaws):
    """One region's law for `rules.standing`."""

    def __init__(self, book: Book, division: str) -> None:
        super().__init__(book, division)
        self._days = sorted(change_days(book, division))
        self._last_at: datetime | None = None
        self._last_segment = 0
        self._refs: dict[tuple[str, int, tuple[tuple[str, str], ...]], PolicyRef | None] = {}
        self._remedies: dict[tuple[str, ...], tuple[Remedy, ...]] = {}
        self._offers: dict[Hashable, tuple[Remedy, ...]] = {}
        self._follows: dict[tuple[str, int], frozenset[str]] = {}
        self._rests_on: dict[tuple[str | int, ...], tuple[PolicyRef, ...]] = {}
        self._hotlines: dict[tuple[str, int], tuple[Hotline, ...]] = {}
        self._prospects: dict[int, Prospect] = {}
        self._prospect_at: tuple[datetime, Prospect] | None = None
        self._unknown: dict[tuple[int, frozenset[str]], tuple[str, ...]] = {}
        self._ended_by: dict[tuple[str, int], str] = {}
        self._plans: dict[Hashable, Any] = {}
        self._plans_at: datetime | None = None
        self._arranged: dict[int, dict[Hashable, Any]] = {}
        self.version: str = book.hash(division)
        self.entitlement = EntitlementLaws(book, division)
        self.lapses = Lapses(self.entitlement)
        self.regimes = [
            Regime(line.since, line.until, *line.value) for line in self._line(self._stopping)
        ]
        self.initial_refused = self._known_line(
            "password.initial_settles", lambda value: value == "no"
        )
        self.dormancy = self._known_line("dormancy.after", lambda value: value != NEVER)
        self.statement = self._known_line("statement.required_after", lambda value: value != NEVER)

    def prospect(self, at: datetime) -> Prospect:
        """The regime at that instant and those already known to follow it."""
        last = self._prospect_at
        if last is not None and last[0] is at:
            return last[1]
        ends = (regime.until for regime in self.regimes)
        first = next(number for number, until in enumerate(ends) if until is None or at < until)
        if first not in self._prospects:
            self._prospects[first] = prospect_of(tuple(self.regimes[first:]))
        self._prospect_at = at, self._prospects[first]
        return self._prospects[first]

    def unknown(self, at: datetime, silent: frozenset[str] = frozenset()) -> tuple[str, ...]:
        """Rules that could add a hold but that this region has not published.

        `silent` are those about insurance that were asked for somebody and had no answer at some
        time; they are told where they have none at this instant either.
        """
        key = (self._segment(at), silent)
        if key not in self._unknown:
            always = [p for p in COULD_MATTER if self.value(p, at, **self._any_axes(p)) is None]
            day = beijing_day(at)
            also = [policy for policy in sorted(silent) if self._is_silent(policy, day)]
            self._unknown[key] = (*always, *also)
        return self._unknown[key]

    def _is_silent(self, policy: str, day: date) -> bool:
        """Whether nobody tells some cell of a policy on insurance, which has one axis at most."""
        form = self.book.form(policy)
        axes = form.by if form is not None else ()
        cells = lists().members(axes[0]) if axes else ("",)
        return any(self.entitlement.rule(policy, day, cell) is None for cell in cells)

    def _any_axes(self, policy: str) -> dict[str, str]:
        form = self.book.form(policy)
        return {axis: lists().members(axis)[0] for axis in (form.by if form else ())}

    def ref(self, policy: str, at: datetime, **axes: str) -> PolicyRef | None:
        """The value of a policy at a moment with its source; None where unknown or abolished."""
        key = (policy, self._segment(at), tuple(axes.items()))
        if key not in self._refs:
            found = look_up(self.book, policy, self.division, at, **axes)
            self._refs[key] = ref_of(found) if isinstance(found, Known) else None
        return self._refs[key]

    def rests_on(
        self, cause: str, at: datetime, axes: dict[str, str], named: tuple[str, ...] = ()
    ) -> tuple[PolicyRef, ...]:
        """The policies behind a hold of that cause; those the region is silent on are left out.

        `named` are those of this one hold, besides the policies of every hold of the cause.
        """
        key = (cause, self._segment(at), *axes.values(), *named)
        if key not in self._rests_on:
            behind = dict.fromkeys((*named, *RESTS_ON.get(cause, ())))
            refs = [self._narrow_ref(policy, at, axes) for policy in behind]
            refs += [
                self.ref("standing.stops", at, cause=cause, credential=credential)
                for credential in _credentials(axes)
            ]
            self._rests_on[key] = tuple(ref for ref in refs if ref is not None)
        return self._rests_on[key]

    def ended_by(self, cause: str, at: datetime) -> str:
        """Who can end a hold of that cause: holder, officer, agency or time."""
        key = (cause, self._segment(at))
        if key not in self._ended_by:
            found = self.value("standing.remedies", at, cause=cause)
            self._ended_by[key] = "agency" if found is None else found["ended_by"]
        return self._ended_by[key]

    def remedies(self, cause: str, at: datetime, case: dict[str, str]) -> tuple[Remedy, ...]:
        """The ways to mend a hold, shortest first, without dates: they depend on when one begins.

        `case` holds what offers may be limited to: issuer, generation, insurance, reason, …
        """
        key = (cause, str(self._segment(at)), *(f"{name}={value}" for name, value in case.items()))
        if key not in self._remedies:
            found = self.value("standing.remedies", at, cause=cause)
            matters: list[str] = [] if found is None else found["matters"]
            offered = [offer for matter in matters for offer in self.offers(matter, at, case)]
            self._remedies[key] = tuple(sorted(offered, key=shortest_first))
        return self._remedies[key]

    def plans(self, at: datetime) -> dict[Hashable, Any]:
        """What was worked out for others who ask about the same instant; kept for one alone."""
        last = self._plans_at
        if at is not last:
            # The same instant in another zone is told otherwise.
            is_other = last is None or at != last or at.tzinfo is not last.tzinfo
            if is_other or len(self._plans) >= KEPT_MAX:
                self._plans = {}
            self._plans_at = at
        return self._plans

    def arranged(self, at: datetime) -> dict[Hashable, Any]:
        """What was worked out without dates, under the law of that moment."""
        kept = self._arranged.setdefault(self._segment(at), {})
        if len(kept) >= KEPT_MAX:
            kept.clear()
        return kept

    def offers(self, matter: str, at: datetime, case: Mapping[str, str]) -> list[Remedy]:
        """The ways a matter can be done in this region by somebody in this case, without dates."""
        key = (matter, self._segment(at), tuple(case.items()))
        found = self._offers.get(key)
        if found is None:
            if len(self._offers) >= KEPT_MAX:
                self._offers.clear()
            found = self._offers[key] = tuple(offered(self, matter, at, case))
        return list(found)

    def follows(self, matter: str, at: datetime) -> frozenset[str]:
        """The matters that come after one, where both are to be done."""
        key = (matter, self._segment(at))
        found = self._follows.get(key)
        if found is None:
            told = self.value("handling.then", at, matter=matter)
            found = self._follows[key] = frozenset(told or ())
        return found

    def hotlines(self, cause: str, at: datetime) -> tuple[Hotline, ...]:
        """Whom to call about a hold of that cause; empty where no number is known."""
        key = (cause, self._segment(at))
        if key not in self._hotlines:
            found = self.value("hotline.number", at, topic=ASK_ABOUT[cause])
            self._hotlines[key] = msgspec.convert(found or (), tuple[Hotline, ...])
        return self._hotlines[key]

    def _segment(self, at: datetime) -> int:
        """Between which changes of the region's law a moment lies; answers are kept by it."""
        if at is not self._last_at:
            self._last_at, self._last_segment = at, bisect_right(self._days, beijing_day(at))
        return self._last_segment

    def _line(self, value_on: Callable[[date], Any]) -> list[Line]:
        """A value over all time: one piece for each span in which it stays the same."""
        starts = [LONG_AGO, *self._days]
        pieces: list[tuple[date, Any]] = []
        for day in starts:
            value = value_on(day)
            if not pieces or pieces[-1][1] != value:
                pieces.append((day, value))
        ends = [start_of(day) for day, _ in pieces[1:]] + [None]
        return [
            Line(None if day == LONG_AGO else start_of(day), end, value)
            for (day, value), end in zip(pieces, ends, strict=True)
        ]

    def _known_line(self, policy: str, matters: Callable[[Any], bool]) -> list[Line]:
        """The spans in which a policy has a value that matters."""
        lines = self._line(lambda day: self.value(policy, day))
        return [line for line in lines if line.value is not None and matters(line.value)]

    def _stopping(self, day: date) -> tuple[dict[str, dict[str, int]], dict[str, int | None]]:
        """What stops what, and what is accepted, on one day."""
        stops: dict[str, dict[str, int]] = {}
        for cause in lists().members("cause"):
            for credential in Credential:
                uses = self.value("standing.stops", day, cause=cause, credential=credential)
                if uses:
                    stops.setdefault(cause, {})[credential] = bits_of(uses)
        accepted: dict[str, int | None] = {}
        for credential in Credential:
            uses = self.value("credential.accepted", day, credential=credential)
            accepted[credential] = None if uses is None else bits_of(uses)
        return stops, accepted

    def _narrow_ref(self, policy: str, at: datetime, axes: dict[str, str]) -> PolicyRef | None:
        form = self.book.form(policy)
        if form is None or not set(form.by) <= axes.keys():
            return None
        return self.ref(policy, at, **{axis: axes[axis] for axis in form.by})


def ref_of(found: Known) -> PolicyRef:
    """What an answer says of a value it rests on."""
    entry = found.entry
    return PolicyRef(
        id=found.rule.id,
        value=found.value,
        unit=found.rule.unit,
        since=entry.since,
        attested_on=entry.attested_on,
        until=entry.until,
        source=entry.source.key,
        title=entry.source.title,
        confidence=entry.confidence,
        address=entry.source.address,
        taken_from=found.taken_from,
        set_by_installation=found.set_by_installation,
        others=found.others,
    )


def _credentials(axes: dict[str, str]) -> tuple[str, ...]:
    return (axes["credential"],) if "credential" in axes else tuple(Credential)
