"""Each use of each credential: open or stopped, by what, and when time alone changes that.

Works on reasons as spans of time and on the law as a line of regimes, so the answer at a later
instant is the forecast of an earlier one. This is the hot path: sets of regimes are bits of a
number, the lowest for today's.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from yika.standing.causes import ENDS_BY
from yika.standing.model import UseState
from yika.standing.prospect import CREDENTIALS, PLACES, Prospect, Refused
from yika.standing.reason import Reason

Mended = Mapping[tuple[str, str], datetime | None]


Stop = tuple[Reason, int]  # a reason, and the regimes under which it stops a use, as bits


def uses_of(
    every: Sequence[Reason], prospect: Prospect, mended: Mended, at: datetime
) -> dict[str, dict[str, UseState]]:
    """The uses by credential, all reasons known that are not over, oldest first.

    Uses that are accepted alike and stopped by the same reasons have the same answer.
    """
    reasons: list[Reason] = []
    rows: list[tuple[int, ...]] = []
    for reason in every:
        stops = prospect.stops[reason.subject].get(reason.cause)
        if stops is not None:
            reasons.append(reason)
            rows.append(stops.regimes)
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(PLACES)
    told: dict[tuple[Refused, tuple[int, ...]], UseState] = {}
    found: dict[str, dict[str, UseState]] = {credential: {} for credential in CREDENTIALS}
    for (credential, use, refused), column in zip(prospect.refused, columns, strict=True):
        key = refused, column
        state = told.get(key)
        if state is None:
            state = told[key] = _state(reasons, column, refused, prospect, mended, at)
        found[credential][use] = state
    return found


def _state(
    reasons: Sequence[Reason],
    column: Sequence[int],
    refused: Refused,
    prospect: Prospect,
    mended: Mended,
    at: datetime,
) -> UseState:
    """One use: open or not, why, and when time alone changes that."""
    stops: list[Stop] = []
    now: list[Reason] = []
    for stop in zip(reasons, column, strict=True):
        reason, regimes = stop
        if regimes:
            stops.append(stop)
            if regimes & 1 and (reason.since is None or reason.since <= at):
                now.append(reason)
    if refused[0] is None and not now:
        return _open(stops, refused, prospect, at)
    opens_at, opens_by = _opens(stops, refused, prospect, at)
    causes = tuple(dict.fromkeys([reason.cause for reason in now]))
    mends = [mended.get((reason.cause, reason.subject)) for reason in now]
    return UseState(
        open=False,
        holds=causes if refused[0] is None else (refused[0], *causes),
        opens_at=opens_at,
        opens_by=opens_by,
        mended_at=_latest(mends) if refused[0] is None else None,
    )


def _open(stops: Sequence[Stop], refused: Refused, prospect: Prospect, at: datetime) -> UseState:
    """A use that is open: it closes, if at all, when a reason begins or the law changes."""
    if not prospect.turns:  # The law stays, so the first reason to come closes it.
        for reason, _ in stops:
            since = reason.since
            if since is not None and reason.covers(since):
                return UseState(open=True, opens_at=at, closes_at=since, closes_by=reason.cause)
        return UseState(open=True, opens_at=at)
    begins = [reason.since for reason, _ in stops if reason.since is not None]
    for instant in sorted([*(since for since in begins if since > at), *prospect.turns]):
        cause = _closed_by(stops, refused, prospect, instant)
        if cause is not None:
            return UseState(open=True, opens_at=at, closes_at=instant, closes_by=cause)
    return UseState(open=True, opens_at=at)


def _opens(
    stops: Sequence[Stop], refused: Refused, prospect: Prospect, at: datetime
) -> tuple[datetime | None, str | None]:
    """When time alone opens a use that is closed, and what is behind; None where it does not."""
    if None not in refused:
        return None, None
    turns = [(turn, "standing.stops") for turn in prospect.turns]
    for reason, _ in stops:
        if reason.until is not None:
            turns.append((reason.until, _ended_by(reason)))
        if reason.since is not None and reason.since > at:
            turns.append((reason.since, reason.cause))
    turns.sort()
    for instant, behind in turns:
        if _closed_by(stops, refused, prospect, instant) is None:
            return instant, behind
    return None, None


def _ended_by(reason: Reason) -> str:
    """The policy that gives the end of a reason, or its cause."""
    if reason.gap is not None and reason.cause == "waiting" and reason.gap.policy:
        return reason.gap.policy[0]
    return ENDS_BY.get(reason.cause, reason.cause)


def _closed_by(
    stops: Sequence[Stop], refused: Refused, prospect: Prospect, at: datetime
) -> str | None:
    """The cause that closes the use at an instant, under the regime of that instant."""
    index = sum(turn <= at for turn in prospect.turns) if prospect.turns else 0
    if refused[index] is not None:
        return refused[index]
    bit = 1 << index
    for reason, regimes in stops:
        if regimes & bit and reason.covers(at):
            return reason.cause
    return None


def _latest(instants: Sequence[datetime | None]) -> datetime | None:
    """The last of them, or None when any is unknown or there is none."""
    known = [instant for instant in instants if instant is not None]
    return max(known) if known and len(known) == len(instants) else None
