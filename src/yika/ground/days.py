"""Days and instants as the law counts them: in Beijing, working days by the official calendar.

Instants carry a zone. A span covers ``since <= at < until``. The official calendar is published a
year ahead; beyond it an ordinary week is assumed and the day is *provisional*.
"""

import calendar
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import TypeVar
from zoneinfo import ZoneInfo

import chinese_calendar

from yika.ground.errors import Refused

BEIJING = ZoneInfo("Asia/Shanghai")
_OFFSET = timedelta(hours=8)  # Beijing keeps no summer time since 1991; every day of ours is later.

EARLIEST = date(1949, 10, 1)
LATEST = date(2199, 12, 31)
SHORTEST_MONTH = 28  # days

Moment = TypeVar("Moment", date, datetime)


class NotCountable(Refused):
    """An instant before or after all that can be counted with. Facts: earliest, latest."""

    code = "not_countable"


def countable(at: datetime) -> datetime:
    """The instant, if there are years enough around it for every span. Fails with NotCountable."""
    assert at.tzinfo is not None, "instants carry a zone"
    if not EARLIEST.year <= at.year <= LATEST.year:
        raise NotCountable(earliest=EARLIEST, latest=LATEST)
    return at


def beijing_day(at: datetime) -> date:
    """The calendar day in Beijing at that instant."""
    if at.tzinfo is BEIJING:
        return at.date()
    return (at.astimezone(UTC) + _OFFSET).date()


def start_of(day: date) -> datetime:
    """The first instant of a Beijing day."""
    return datetime.combine(day, time(), BEIJING)


def wall_clock() -> datetime:
    """The machine's own time: for sessions, signatures, and without a sandbox clock. Edges only."""
    return datetime.now(BEIJING)


def today() -> date:
    """Today's Beijing day by the machine's clock. Edges only."""
    return wall_clock().date()


def add_months(moment: Moment, months: int) -> Moment:
    """The same day and time so many months later; the last day of a shorter month.

    >>> add_months(date(2026, 1, 31), 1)
    datetime.date(2026, 2, 28)
    """
    index = moment.year * 12 + moment.month - 1 + months
    year, month = divmod(index, 12)
    day = moment.day
    if day > SHORTEST_MONTH:
        day = min(day, calendar.monthrange(year, month + 1)[1])
    return moment.replace(year=year, month=month + 1, day=day)


@lru_cache(maxsize=4096)
def is_working_day(day: date) -> bool:
    """Whether offices work that day; beyond the published calendar, Monday to Friday."""
    official = _official(day)
    return day.weekday() < 5 if official is None else official


@lru_cache(maxsize=4096)
def is_provisional(day: date) -> bool:
    """Whether the official calendar of that day's year is not published yet."""
    return _official(day) is None


def _official(day: date) -> bool | None:
    """Whether offices work by the official calendar; None where that is not published."""
    try:
        return chinese_calendar.is_workday(day)  # pyright: ignore[reportUnknownMemberType] untyped
    except NotImplementedError:
        return None


@lru_cache(maxsize=16384)
def add_working_days(day: date, count: int) -> date:
    """The day on which the count-th working day after `day` falls; `day` itself for none.

    >>> add_working_days(date(2026, 3, 16), 7)
    datetime.date(2026, 3, 25)
    """
    while count > 0:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day
