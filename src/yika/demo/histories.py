"""What happened to the cards of a stretch of people, and how they were used, in order of time."""

from typing import Final, NamedTuple

import numpy as np

from yika.demo.copying import Flags, Ints
from yika.demo.crowd import MAIN, OLD, REASONS, YEAR, Crowd
from yika.demo.pasts import STAGES, numbered, used
from yika.demo.plights import DAY, HOUR, KINDS

EVENTS: Final = (
    *STAGES,
    "letter_printed",
    "letter_sent",
    "letter_handed",
    "statement_printed",
    *KINDS["loss"],
    *KINDS["damage"],
)
DAMAGE_OF: Final = {"stripe": "stripe_damaged", "chip": "chip_damaged", "body": "body_damaged"}
USES: Final = (5, 36)  # in a year, at least and less than
DORMANT: Final = (YEAR + 15, 2 * YEAR)  # days since the last use of a dormant card
LATEST: Final = {  # Which card has to be quiet since when: the instants of `Plights.since`.
    "loss_temporary": "loss_temporary",
    "loss_formal": "loss_formal",
    "stripe_damaged": "damage",
    "chip_damaged": "damage",
    "body_damaged": "damage",
    "password_locked": "password_locked",
    "identity_mismatch": "identity_mismatch",
    "review": "review",
    "suspension": "suspension",
}


class Told(NamedTuple):
    """Events or uses, sorted by person, card and time."""

    rows: Ints  # the person's row in the crowd
    places: Ints  # of the card
    kinds: Ints  # places in EVENTS; none for uses
    at: Ints
    numbers: Ints  # in line, from 1 for each card


def events(crowd: Crowd) -> Told:
    """All events of all cards."""
    rows: list[Ints] = []
    places: list[Ints] = []
    kinds: list[Ints] = []
    instants: list[Ints] = []

    def tell(kind: str, place: int, whose: Flags, at: Ints) -> None:
        (row,) = np.nonzero(whose)
        rows.append(row)
        places.append(np.full(len(row), place))
        kinds.append(np.full(len(row), EVENTS.index(kind)))
        instants.append(at[row])

    for place, cards in enumerate(crowd.cards):
        for step, at in cards.steps.items():
            tell(step, place, cards.took(step), at)
    for kind, place, whose, at in (*_letters(crowd), *_troubles(crowd), *_before(crowd)):
        tell(kind, place, whose, at)
    row, place = np.concatenate(rows), np.concatenate(places)
    kind, at = np.concatenate(kinds), np.concatenate(instants)
    order = np.lexsort((kind, at, place, row))
    row, place = row[order], place[order]
    return Told(row, place, kind[order], at[order], numbered(row * len(crowd.cards) + place))


Event = tuple[str, int, Flags, Ints]


def _letters(crowd: Crowd) -> list[Event]:
    """Password letters of the agency's own cards; some never came. And printed statements."""
    main = crowd.cards[MAIN]
    sent = main.took("made") & crowd.agency
    arrived = main.took("collected") & crowd.agency & ~crowd.plights.has["password_unset"]
    count = len(sent)
    long_used = main.took("activated") & (main.steps["activated"] < -800 * DAY)
    printed = long_used & (crowd.draw.random(count) < 0.1)
    return [
        ("letter_printed", MAIN, sent, main.steps["made"] + 60),
        ("letter_sent", MAIN, sent & ~main.instant, main.steps["made"] + HOUR),
        ("letter_handed", MAIN, arrived, main.steps["collected"] + 60),
        ("statement_printed", MAIN, printed, -crowd.draw.integers(400, 790, count) * DAY),
    ]


def _troubles(crowd: Crowd) -> list[Event]:
    """Losses and damage of the card that counts."""
    return [
        (name, MAIN, crowd.plights.has[name], crowd.plights.since[LATEST[name]])
        for name in (*KINDS["loss"], *KINDS["damage"])
    ]


def _before(crowd: Crowd) -> list[Event]:
    """Why the card before was replaced, where a loss or damage was the reason."""
    old, reasons = crowd.cards[OLD], crowd.reasons[MAIN]
    replaced = crowd.cards[MAIN].steps["ordered"]
    return [
        (
            DAMAGE_OF.get(reason, "loss_formal"),
            OLD,
            old.has & (reasons == REASONS.index(reason)),
            replaced - (DAY if reason in DAMAGE_OF else HOUR),
        )
        for reason in ("lost", *DAMAGE_OF)
    ]


def uses(crowd: Crowd, until_statement: Ints) -> Told:
    """The uses of cards that count, mostly of the last year; none after something stopped them.

    `until_statement` is after how many uses a statement is due where the person lives.
    """
    main, has = crowd.cards[MAIN], crowd.plights.has
    count = len(main.has)
    times = crowd.draw.integers(*USES, count)
    times = np.where(has["statement_due"], until_statement, times)
    times = np.where(main.took("activated"), times, 0)
    first = np.maximum(main.steps["activated"], -360 * DAY)
    first = np.where(has["dormant"], main.steps["activated"], first)
    last = np.zeros(count, np.int64)
    for name, since in LATEST.items():
        stopped = np.where(has[name], crowd.plights.since[since], 0)
        last = np.minimum(last, stopped)
    expiry = main.steps["ordered"] + (10 * YEAR + 1) * DAY
    last = np.where(has["expired"], np.minimum(last, expiry), last)
    asleep = -crowd.draw.integers(*DORMANT, count) * DAY
    last = np.where(has["dormant"], np.minimum(last, asleep), last)
    row, at, number = used(crowd.draw, times, first, last)
    return Told(row, np.full(len(row), MAIN), np.zeros(0, np.int64), at, number)
