"""Months paid, as people type them: ``2024-01..2024-12,2026-05@2026-05-20`` or a whole year, 2024.

The day after ``@`` is the one on which it was paid; without it, it was paid in time. Every piece
that cannot be read is told at once.
"""

import re
from datetime import date
from typing import Final

from yika.ground.errors import Refused
from yika.insurance.model import PaidSpan

_PIECE: Final = re.compile(
    r"(?:(?P<year>\d{4})(?:\.\.(?P<last_year>\d{4}))?"
    r"|(?P<first>\d{4}-\d{2})(?:\.\.(?P<last>\d{4}-\d{2}))?)"
    r"(?:@(?P<paid>\d{4}-\d{2}-\d{2}))?",
    re.ASCII,
)
EARLIEST, LATEST = 1980, 2150  # years for which months are told


class SpansUnreadable(Refused):
    """Some pieces are no months paid. Facts: pieces (each wrong one), example."""

    code = "spans_unreadable"


EXAMPLE: Final = "2024-01..2024-12,2026-05@2026-05-20"


def spans(text: str, scheme: str) -> tuple[PaidSpan, ...]:
    """The spans in order of time. Fails with SpansUnreadable, all wrong pieces at once.

    >>> spans("2026-05@2026-05-20", "flexible")[0].paid_on
    datetime.date(2026, 5, 20)
    """
    pieces = [piece.strip() for piece in text.replace("，", ",").split(",")]
    read = [(piece, _span(piece, scheme)) for piece in pieces if piece]
    wrong = [piece[:40] for piece, found in read if found is None]
    if wrong:
        raise SpansUnreadable(pieces=wrong, example=EXAMPLE)
    return tuple(sorted((found for _, found in read if found), key=lambda one: one.from_month))


def month(text: str) -> date | None:
    """The first day of a month written ``2026-05``; None where it is none."""
    try:
        day = date.fromisoformat(f"{text}-01")
    except ValueError:
        return None
    return day if EARLIEST <= day.year <= LATEST else None


def _span(piece: str, scheme: str) -> PaidSpan | None:
    match = _PIECE.fullmatch(piece)
    if match is None:
        return None
    first, last = match["first"], match["last"] or match["first"]
    if match["year"]:
        first, last = f"{match['year']}-01", f"{match['last_year'] or match['year']}-12"
    since, until = month(first), month(last)
    paid_on = None
    if match["paid"]:
        try:
            paid_on = date.fromisoformat(match["paid"])
        except ValueError:
            return None
    if since is None or until is None or until < since:
        return None
    return PaidSpan(scheme, since, until, paid_on)
