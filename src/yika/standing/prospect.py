"""What stops what under the regimes of the law that follow one another, laid out for quick answers.

A regime lasts between two changes of the law. Sets of uses and of regimes are bits of a number.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from yika.standing.causes import OWN_ONLY
from yika.standing.model import Credential, Use

# Sets of uses as bits: PAY 1, CLAIM 2, AMEND 4.
BITS: dict[str, int] = {use.value: 1 << number for number, use in enumerate(Use)}


def uses_in(bits: int) -> tuple[str, ...]:
    """The uses behind bits, in their order."""
    return tuple(use for use, bit in BITS.items() if bits & bit)


class Regime(NamedTuple):
    """What stops what, and what each credential is taken for, between two changes of the law."""

    since: datetime | None
    until: datetime | None
    stops: dict[str, dict[str, int]]  # cause -> credential -> the uses it stops, as bits
    accepted: dict[str, int | None]  # the uses a credential is taken for; None: unknown here


CREDENTIALS: tuple[str, ...] = tuple(credential.value for credential in Credential)
# Every use of every credential, in their order.
PLACES: tuple[tuple[str, str], ...] = tuple(
    (credential, use.value) for credential in CREDENTIALS for use in Use
)
Refused = tuple[str | None, ...]  # why a use is not accepted, for each regime


class Stops(NamedTuple):
    """What one cause stops, lying on one subject."""

    regimes: tuple[int, ...]  # for each of PLACES under which regimes, as bits
    today: dict[str, tuple[str, ...]]  # credential -> uses, under the first regime


class Prospect(NamedTuple):
    """The regime of an instant and those known to follow, laid out for quick answers.

    `stops` has the causes that stop anything at all, by the subject they lie on.
    """

    turns: tuple[datetime, ...]  # the instants at which one regime follows another
    stops: dict[str, dict[str, Stops]]  # subject -> cause
    refused: tuple[tuple[str, str, Refused], ...]  # credential, use: each of PLACES
    accepted: tuple[tuple[str, str], ...]  # those of PLACES accepted under the first regime


def prospect_of(regimes: tuple[Regime, ...]) -> Prospect:
    """The regimes that follow one another, the first of them today's."""
    causes = dict.fromkeys(cause for regime in regimes for cause in regime.stops)
    stops: dict[str, dict[str, Stops]] = {"card": {}, "e_credential": {}, "person": {}}
    for subject, found in stops.items():
        for cause in causes:
            told = _stops(regimes, cause, subject)
            if any(told.regimes):
                found[cause] = told
    refused = tuple(
        (credential, use, tuple(not_accepted(credential, BITS[use], one) for one in regimes))
        for credential, use in PLACES
    )
    return Prospect(
        turns=tuple(one.since for one in regimes[1:] if one.since is not None),
        stops=stops,
        refused=refused,
        accepted=tuple((credential, use) for credential, use, why in refused if why[0] is None),
    )


def _stops(regimes: tuple[Regime, ...], cause: str, subject: str) -> Stops:
    reaches = [c.value for c in Credential if subject == c or cause not in OWN_ONLY]
    bits = [[one.stops.get(cause, {}).get(c, 0) for one in regimes] for c in reaches]
    by_credential = dict(zip(reaches, bits, strict=True))
    return Stops(
        regimes=tuple(
            sum(
                1 << number
                for number, uses in enumerate(by_credential.get(credential, ()))
                if uses & BITS[use]
            )
            for credential, use in PLACES
        ),
        today={c: uses_in(uses[0]) for c, uses in by_credential.items() if uses[0]},
    )


def not_accepted(credential: str, bit: int, regime: Regime) -> str | None:
    """The cause why a credential is not taken for a use; None where it is."""
    accepted = regime.accepted[credential]
    if accepted is None:
        return "acceptance_unknown"
    return None if accepted & bit else "not_accepted"


def bits_of(uses: Iterable[str]) -> int:
    """Uses as bits."""
    return sum(BITS[use] for use in set(uses))
