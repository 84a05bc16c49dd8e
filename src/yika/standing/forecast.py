"""Each use of each credential: open or stopped, by what, and when time alone changes that.

Works on reasons as spans of time and on the law as a line of regimes, so the answer at a later
instant is the forecast of an earlier one. This is the hot path: sets of uses are bits of a number.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from yika.standing.causes import ENDS_BY
from yika.standing.laws import ALL, BITS, Prospect, Regime
from yika.standing.model import UseState
from yika.standing.reason import Reason

Mended = Mapping[tuple[str, str], datetime | None]
Refused = tuple[str | None, ...]  # why a use is not accepted, for each regime
Stopped = tuple[bool, ...]  # whether each reason stops a use, for each regime


class Stop(NamedTuple):
    """A reason, and the uses of one credential that it stops: bits, a number for each regime."""

    reason: Reason
    uses: tuple[int, ...]


def uses_of(
    credential: str, every: Sequence[Reason], prospect: Prospect, mended: Mended, at: datetime
) -> dict[str, UseState]:
    """The uses of one credential, all reasons known, oldest first; the first regime is today's.

    Uses that are accepted alike and stopped by the same reasons have the same answer.
    """
    by_subject = prospect.stops[credential]
    stops: list[Stop] = []
    alike = True
    for reason in every:
        uses = by_subject[reason.subject].get(reason.cause)
        if uses is not None:
            stops.append(Stop(reason, uses))
            for bits in uses:
                alike = alike and bits in (0, ALL)
    told: dict[tuple[Refused, Stopped], UseState] = {}
    found: dict[str, UseState] = {}
    for use, refused in prospect.refused[credential].items():
        bit = BITS[use]
        key = (
            refused,
            () if alike else tuple([bits & bit > 0 for stop in stops for bits in stop.uses]),
        )
        state = told.get(key)
        if state is None:
            state = told[key] = _state(stops, bit, refused, prospect.regimes, mended, at)
        found[use] = state
    return found


def _state(
    stops: Sequence[Stop],
    bit: int,
    refused: Refused,
    regimes: Sequence[Regime],
    mended: Mended,
    at: datetime,
) -> UseState:
    """One use: open or not, why, and when time alone changes that."""
    now = [stop.reason for stop in stops if stop.uses[0] & bit and stop.reason.covers(at)]
    turns = _turns(stops, bit, regimes, at)
    if refused[0] is None and not now:
        for instant, _ in turns:
            cause = _closed_by(stops, bit, refused, regimes, instant)
            if cause is not None:
                return UseState(open=True, opens_at=at, closes_at=instant, closes_by=cause)
        return UseState(open=True, opens_at=at)
    causes = tuple(dict.fromkeys([reason.cause for reason in now]))
    opens = (turn for turn in turns if _closed_by(stops, bit, refused, regimes, turn[0]) is None)
    opens_at, opens_by = next(opens, (None, None))
    mends = [mended.get((reason.cause, reason.subject)) for reason in now]
    return UseState(
        open=False,
        holds=causes if refused[0] is None else (refused[0], *causes),
        opens_at=opens_at,
        opens_by=opens_by,
        mended_at=_latest(mends) if refused[0] is None else None,
    )


def _turns(
    stops: Sequence[Stop], bit: int, regimes: Sequence[Regime], at: datetime
) -> list[tuple[datetime, str]]:
    """The later instants at which something may change, in order, and what is behind."""
    turns: list[tuple[datetime, str]] = []
    for reason, uses in stops:
        if bit & uses[0] or any(bit & bits for bits in uses):
            since, until = reason.since, reason.until
            if until is not None and until > at:
                turns.append((until, _ended_by(reason)))
            if since is not None and since > at:
                turns.append((since, reason.cause))
    turns += [(r.since, "standing.stops") for r in regimes[1:] if r.since is not None]
    turns.sort()
    return turns


def _ended_by(reason: Reason) -> str:
    """The policy that gives the end of a reason, or its cause."""
    if reason.gap is not None and reason.cause == "waiting" and reason.gap.policy:
        return reason.gap.policy[0]
    return ENDS_BY.get(reason.cause, reason.cause)


def _closed_by(
    stops: Sequence[Stop], bit: int, refused: Refused, regimes: Sequence[Regime], at: datetime
) -> str | None:
    """The cause that closes the use at an instant, under the regime of that instant."""
    ends = (regime.until for regime in regimes)
    index = next(number for number, until in enumerate(ends) if until is None or at < until)
    if refused[index] is not None:
        return refused[index]
    for reason, uses in stops:
        if uses[index] & bit and reason.covers(at):
            return reason.cause
    return None


def _latest(instants: Sequence[datetime | None]) -> datetime | None:
    """The last of them, or None when any is unknown or there is none."""
    known = [instant for instant in instants if instant is not None]
    return max(known) if known and len(known) == len(instants) else None
