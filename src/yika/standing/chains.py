"""Matters that mend holds, each with the steps before and after it, one after the other. Pure.

A card reported lost by telephone is reported formally before it is replaced, where the place asks
for proof of that; a new card is collected, activated and given a password of one's own.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final, NamedTuple

import msgspec

from yika.cards import rules as cards
from yika.cards.model import Form, PasswordKind
from yika.standing.laws import Laws
from yika.standing.mending import MADE, dated
from yika.standing.model import Facts, Hold, Remedy
from yika.standing.visits import GIVES, Moment, Step, quickest

REPORT, COLLECT, REPLACE = "loss_report", "card_collect", "card_replace"
LOST: Final = frozenset({"loss_formal", "loss_temporary"})
NEW_CARD: Final = "third"  # the generation of cards made now

Meant = Mapping[tuple[str, str], Sequence[Hold]]  # holds by the matter that ends them, and subject
Case = dict[str, str]


class Chain(NamedTuple):
    """A matter with all that has to be done before and after it."""

    matter: str
    subject: str
    steps: tuple[Step, ...]
    days: int | None  # working days of all steps
    done_at: datetime | None  # when the holds it is for are gone


def chains_of(meant: Meant, laws: Laws, facts: Facts, at: datetime) -> list[Chain]:
    """The chains of all matters that are meant."""
    case = _case(facts)
    return [
        _chain(number, matter, subject, holds, laws, case, at)
        for number, ((matter, subject), holds) in enumerate(meant.items())
    ]


def _chain(
    number: int,
    matter: str,
    subject: str,
    holds: Sequence[Hold],
    laws: Laws,
    case: Case,
    at: datetime,
) -> Chain:
    # A card that is lost cannot be handed in, whatever else is wrong with it.
    main = min(holds, key=lambda hold: hold.cause not in LOST)
    before, ways = _first(matter, main, laws, case, at)
    after = [quickest(laws.offers(follows, at, case)) for follows in ways[0].then]
    lines = [*before, ways, *after]
    known = lines if all(lines) else lines[: lines.index(())]
    every = (*(line[0].matter for line in [*before, ways]), *ways[0].then)
    steps = _steps(number, known, every, holds, at, len(before))
    days = [step.ways[0].days for step in steps]
    whole = len(known) == len(lines) and None not in days
    return Chain(
        matter,
        subject,
        steps,
        days=sum(one or 0 for one in days) if whole else None,
        done_at=_last(steps) if len(known) == len(lines) else None,
    )


def _last(steps: Sequence[Step]) -> datetime | None:
    """When the last of them has come to something; None where that is unknown of one."""
    ends = [step.ways[0].done_at for step in steps]
    known = [end for end in ends if end is not None]
    return max(known) if len(known) == len(ends) else None


def _first(
    matter: str, main: Hold, laws: Laws, case: Case, at: datetime
) -> tuple[list[tuple[Remedy, ...]], tuple[Remedy, ...]]:
    """The quickest ways of a matter, and what has to be done before."""
    ways = quickest(one for one in main.remedies if one.matter == matter)
    ways = tuple(one for one in ways if one.then == ways[0].then)
    if matter != REPLACE or main.cause != "loss_temporary":
        return [], ways
    proofs = GIVES[REPORT]
    without = tuple(one for one in ways if not set(proofs) & set(one.papers or ()))
    if without:
        return [], without
    report = quickest(laws.offers(REPORT, at, case | {"loss_kind": "formal"}))
    return ([report] if report else []), ways


def _steps(
    number: int,
    lines: Sequence[tuple[Remedy, ...]],
    every: tuple[str, ...],
    holds: Sequence[Hold],
    at: datetime,
    main: int,
) -> tuple[Step, ...]:
    """The steps one after the other, each begun when the one before is done.

    The `main` one is dated already, begun now; what it is for may be over later than it is done.
    """
    found: list[Step] = []
    begins: datetime | None = at
    since = (number, 0)  # Where the beginning is unknown: after which step it is.
    moment: Moment | None = None
    for place, line in enumerate(lines):
        if line[0].matter == COLLECT and place == main:
            begins = line[0].done_at  # when the card is ready
        is_dated = place == main and begins in (at, line[0].done_at)
        ways = line if is_dated else tuple(_begun(way, begins) for way in line)
        moment = moment or _moment(begins, since)
        found.append(
            Step(
                matter=line[0].matter,
                ways=ways,
                causes=tuple(dict.fromkeys(hold.cause for hold in holds)),
                ended_by=tuple(dict.fromkeys(hold.ended_by for hold in holds)),
                place=place,
                moment=moment,
                begins_at=begins,
                then=every[place + 1 :],
                cut=place + 1 == len(lines) < len(every),
            )
        )
        if ways[0].days is None and ways[0].matter not in MADE:
            begins = None  # Nobody says how long; what follows may still be done on the spot.
        elif ways[0].days != 0:
            begins, since, moment = ways[0].done_at, (number, place + 1), None
    return tuple(found)


def _moment(begins: datetime | None, since: tuple[int, int]) -> Moment:
    return (True, 0.0, *since) if begins is None else (False, begins.timestamp(), 0, 0)


def _begun(way: Remedy, begins: datetime | None) -> Remedy:
    undated = msgspec.structs.replace(way, done_at=None)
    return undated if begins is None else dated(undated, begins)


def _case(facts: Facts) -> Case:
    """What offers for somebody's next card may be limited to."""
    case: Case = {
        "insurance": facts.insurance,
        "generation": NEW_CARD,
        "password_kind": PasswordKind.SOCIAL_SECURITY,
    }
    line = cards.chain(facts.cards, Form.PHYSICAL)
    return case | {"issuer": line[-1].issuer} if line else case
