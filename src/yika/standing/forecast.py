"""Each use of each credential: open or stopped, by what, and when time alone changes that.

Works on reasons as spans of time and on the law as a line of regimes, so the answer at a later instant
is the forecast of an earlier one.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from yika.standing.laws import ENDS_BY, Regime
from yika.standing.model import Use, UseState
from yika.standing.spans import Reason

USES: tuple[str, ...] = tuple(use.value for use in Use)
NOTHING: frozenset[str] = frozenset()


def stopping(reason: Reason, credential: str, regime: Regime) -> frozenset[str]:
    """The uses a reason stops by a credential, under one regime of the law."""
    stops = regime.stops.get(reason.cause)
    if stops is None or not reason.lies_on(credential):
        return NOTHING
    return stops.get(credential, NOTHING)


def not_accepted(credential: str, use: str, regime: Regime) -> str | None:
    """The cause why a credential is not taken for a use; None where it is."""
    accepted = regime.accepted.get(credential)
    if accepted is None:
        return "acceptance_unknown"
    return None if use in accepted else "not_accepted"


def uses_of(
    credential: str,
    every: Iterable[Reason],
    regimes: Sequence[Regime],
    mended: Mapping[tuple[str, str], datetime | None],
    at: datetime,
) -> dict[str, UseState]:
    """The uses of one credential. `every` reason is known, oldest first; the first regime is today's.

    Uses that the same reasons stop have the same answer, which is worked out once.
    """
    lie = [(r, [stopping(r, credential, regime) for regime in regimes]) for r in every]
    lie = [(reason, stops) for reason, stops in lie if any(stops)]
    told: dict[tuple[object, ...], UseState] = {}
    found: dict[str, UseState] = {}
    for use in USES:
        pattern = [tuple(use in stops for stops in each) for _, each in lie]
        refused = tuple(not_accepted(credential, use, regime) for regime in regimes)
        alike = (*pattern, refused)
        if alike not in told:
            stops = [
                (reason, hits) for (reason, _), hits in zip(lie, pattern, strict=True) if any(hits)
            ]
            told[alike] = _Ahead(stops, refused, regimes).state(mended, at)
        found[use] = told[alike]
    return found


class _Ahead:
    """One use by one credential over time: what stops it, and when it is not accepted."""

    __slots__ = ("_refused", "_regimes", "_stops")

    def __init__(
        self,
        stops: list[tuple[Reason, tuple[bool, ...]]],
        refused: tuple[str | None, ...],
        regimes: Sequence[Regime],
    ) -> None:
        self._stops = stops
        self._refused = refused
        self._regimes = regimes

    def state(self, mended: Mapping[tuple[str, str], datetime | None], at: datetime) -> UseState:
        """Open or not, why, and when time alone changes that."""
        now = [reason for reason, hits in self._stops if hits[0] and reason.covers(at)]
        refused = self._refused[0]
        if refused is None and not now:
            closes_at, closes_by = self._closes(at)
            return UseState(open=True, opens_at=at, closes_at=closes_at, closes_by=closes_by)
        causes = tuple(dict.fromkeys(reason.cause for reason in now))
        opens_at, opens_by = self._opens(at)
        mends = [mended.get((reason.cause, reason.subject)) for reason in now]
        return UseState(
            open=False,
            holds=causes if refused is None else (refused, *causes),
            opens_at=opens_at,
            opens_by=opens_by,
            mended_at=_latest(mends) if refused is None else None,
        )

    def _opens(self, at: datetime) -> tuple[datetime | None, str | None]:
        """The first later instant at which nothing stops the use, and the policy or cause behind it."""
        ends = ((r.until, ENDS_BY.get(r.cause, r.cause)) for r, _ in self._stops)
        turns = [(until, by) for until, by in ends if until is not None and until > at]
        turns += [(r.since, "standing.stops") for r in self._regimes[1:] if r.since is not None]
        for instant, by in sorted(turns):
            if self._closed_by(instant) is None:
                return instant, by
        return None, None

    def _closes(self, at: datetime) -> tuple[datetime | None, str | None]:
        """The first later instant at which time alone closes the use, and the cause."""
        turns = [r.since for r, _ in self._stops if r.since is not None and r.since > at]
        turns += [r.since for r in self._regimes[1:] if r.since is not None]
        for instant in sorted(turns):
            cause = self._closed_by(instant)
            if cause is not None:
                return instant, cause
        return None, None

    def _closed_by(self, at: datetime) -> str | None:
        """The cause that closes the use at an instant, under the regime of that instant."""
        ends = (regime.until for regime in self._regimes)
        index = next(n for n, until in enumerate(ends) if until is None or at < until)
        if self._refused[index] is not None:
            return self._refused[index]
        covering = (r.cause for r, hits in self._stops if hits[index] and r.covers(at))
        return next(covering, None)


def _latest(instants: Sequence[datetime | None]) -> datetime | None:
    """The last of them, or None when any is unknown or there is none."""
    known = [instant for instant in instants if instant is not None]
    return max(known) if known and len(known) == len(instants) else None
