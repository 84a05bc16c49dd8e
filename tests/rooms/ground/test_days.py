"""Days as the law counts them: in Beijing, and by the official calendar of 2026."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yika.ground.days import (
    BEIJING,
    add_months,
    add_working_days,
    beijing_day,
    is_provisional,
    is_working_day,
    start_of,
)

DAYS = st.dates(date(2004, 1, 1), date(2060, 12, 31))
UNPUBLISHED = date(2090, 3, 20)  # a Monday


def day(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")


@pytest.mark.parametrize(
    ("begun", "count", "done"),
    [
        ("03-16", 0, "03-16"),
        ("03-16", 1, "03-17"),
        ("03-20", 1, "03-23"),  # Friday to Monday.
        ("02-13", 1, "02-14"),  # The Saturday before Spring Festival is worked.
        ("02-14", 1, "02-24"),  # Ten days of Spring Festival.
        ("02-13", 7, "03-02"),  # The Saturday after it is worked as well.
        ("04-03", 1, "04-07"),  # Qingming falls on a Sunday, Monday is given back.
        ("04-30", 3, "05-08"),  # The first five days of May.
        ("04-30", 4, "05-09"),  # A Saturday worked for them.
        ("06-18", 1, "06-22"),  # Dragon Boat.
        ("09-18", 1, "09-20"),  # A Sunday worked for National Day.
        ("09-24", 1, "09-28"),  # Mid-Autumn.
        ("09-30", 3, "10-10"),  # National Day, and a Saturday worked for it.
    ],
)
def test_working_days_follow_the_official_holidays(begun: str, count: int, done: str) -> None:
    assert add_working_days(day(begun), count) == day(done)


@pytest.mark.parametrize("text", ["01-01", "02-17", "02-23", "05-05", "06-19", "10-07"])
def test_holidays_on_weekdays_are_not_worked(text: str) -> None:
    assert day(text).weekday() < 5
    assert not is_working_day(day(text))


@pytest.mark.parametrize("text", ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"])
def test_weekends_worked_for_a_holiday_are_working_days(text: str) -> None:
    assert day(text).weekday() >= 5
    assert is_working_day(day(text))


def test_beyond_the_published_calendar_an_ordinary_week_is_assumed_and_said_to_be() -> None:
    assert not is_provisional(day("10-01"))
    assert is_provisional(UNPUBLISHED)
    week = [UNPUBLISHED + timedelta(days=n) for n in range(7)]
    assert [is_working_day(one) for one in week] == [True] * 5 + [False] * 2
    assert add_working_days(UNPUBLISHED, 5) == UNPUBLISHED + timedelta(days=7)


@given(DAYS, st.integers(1, 60))
def test_the_last_of_so_many_working_days_is_one(begun: date, count: int) -> None:
    done = add_working_days(begun, count)
    between = (begun + timedelta(days=n) for n in range(1, (done - begun).days + 1))
    assert is_working_day(done)
    assert sum(map(is_working_day, between)) == count


@pytest.mark.parametrize(
    ("moment", "months", "later"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2026, 11, 15), 14, date(2028, 1, 15)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 1, 1), -1, date(2025, 12, 1)),
        (date(2026, 3, 16), 0, date(2026, 3, 16)),
    ],
)
def test_months_later_is_the_same_day_or_the_last_of_a_shorter_month(
    moment: date, months: int, later: date
) -> None:
    assert add_months(moment, months) == later


def test_months_later_keeps_the_time_of_day_and_the_zone() -> None:
    at = datetime(2026, 8, 31, 23, 59, 30, tzinfo=BEIJING)
    assert add_months(at, 6) == datetime(2027, 2, 28, 23, 59, 30, tzinfo=BEIJING)


@given(DAYS, st.integers(-400, 400))
def test_months_are_counted_one_for_one(begun: date, months: int) -> None:
    later = add_months(begun, months)
    assert (later.year - begun.year) * 12 + later.month - begun.month == months
    assert later.day <= begun.day


@pytest.mark.parametrize(
    ("at", "text"),
    [
        (datetime(2026, 3, 15, 15, 59, 59, tzinfo=UTC), "03-15"),
        (datetime(2026, 3, 15, 16, tzinfo=UTC), "03-16"),
        (datetime(2026, 3, 15, 12, tzinfo=ZoneInfo("America/New_York")), "03-16"),
        (datetime(2026, 3, 16, 0, tzinfo=BEIJING), "03-16"),
    ],
)
def test_a_day_begins_at_midnight_in_beijing(at: datetime, text: str) -> None:
    assert beijing_day(at) == day(text)


@given(DAYS)
def test_the_start_of_a_day_is_its_first_instant(one: date) -> None:
    assert beijing_day(start_of(one)) == one
    assert beijing_day(start_of(one) - timedelta(microseconds=1)) == one - timedelta(days=1)
