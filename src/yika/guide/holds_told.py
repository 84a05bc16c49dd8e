"""Holds in one short line each, for replies that have little room (限制的简短说明)."""

from collections.abc import Iterable
from datetime import datetime

from yika.ground.days import BEIJING
from yika.guide.telling import Both, name
from yika.standing.model import Hold


def brief(holds: Iterable[Hold]) -> list[Both]:
    """What stops, since when, until when, and the first way to mend it, a line a hold."""
    return [Both(_line(hold, "zh"), _line(hold, "en")) for hold in holds]


def _line(hold: Hold, language: str) -> str:
    zh = language == "zh"
    parts = [name(hold.cause, language, "causes")]
    if hold.since is not None:
        parts.append(f"{_day(hold.since)}起" if zh else f"since {_day(hold.since)}")
    if hold.until is not None:
        parts.append(f"至{_minute(hold.until)}" if zh else f"until {_minute(hold.until)}")
    if hold.remedies:
        best = hold.remedies[0]
        matter = name(best.matter, language, "matters")
        where = name(best.channel, language, "channels")
        parts.append(f"可办{matter}({where})" if zh else f"mend by: {matter} ({where})")
    return ("，" if zh else ", ").join(parts)


def _day(at: datetime) -> str:
    return f"{at.astimezone(BEIJING):%Y-%m-%d}"


def _minute(at: datetime) -> str:
    return f"{at.astimezone(BEIJING):%Y-%m-%d %H:%M}"
