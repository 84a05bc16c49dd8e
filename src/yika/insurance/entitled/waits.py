"""Waiting counted in the ways regions count it: the first day with benefit again.

The same "three months" means 90 days in Hunan, the day after three calendar months in Guangzhou,
the third calendar month in Zhejiang, four months into the cover year in Qingdao. What is counted
from is a word of ``wait_starts``.
"""

from datetime import date, timedelta
from typing import NamedTuple

from yika.ground.days import add_months
from yika.insurance.entitled.entitlement_laws import NONE
from yika.policy.model import Value


class Anchor(NamedTuple):
    """The days a wait can be counted from."""

    paid_on: date
    registered_on: date | None = None
    unpaid_month: date | None = None
    cover_start: date | None = None
    is_late: bool = False  # paid after the window of residents, once the cover year has begun


def first_day(wait: Value, anchor: Anchor, more_months: int = 0) -> date:
    """The first day with benefit after a wait (a value of unit wait), `more_months` added to it.

    >>> first_day({"count": 90, "unit": "days", "from": "payment_day"}, Anchor(date(2026, 3, 1)))
    datetime.date(2026, 5, 30)
    """
    if wait == NONE:
        return add_months(anchor.paid_on, more_months)
    day = counted_from(wait["from"], anchor)
    months = more_months + (wait["count"] if wait["unit"] == "months" else 0)
    day = add_months(day, months)
    if wait["unit"] == "days":
        day += timedelta(days=wait["count"])
    return day + timedelta(days=1) if wait.get("day_after") == "yes" else day


def counted_from(start: str, anchor: Anchor) -> date:
    """The day on which the count begins."""
    if start == "payment_day":
        return anchor.paid_on
    if start == "cover_start" and anchor.cover_start is not None and not anchor.is_late:
        return anchor.cover_start
    if start == "registration_month":
        return (anchor.registered_on or anchor.paid_on).replace(day=1)
    if start == "unpaid_month":
        return (anchor.unpaid_month or anchor.paid_on).replace(day=1)
    month = anchor.paid_on.replace(day=1)
    return month if start == "payment_month" else add_months(month, 1)


def step_for(steps: Value, months: int) -> Value | None:
    """The step of a restart rule for a gap of so many months; None where none is meant for it."""
    if steps == NONE:
        return None
    fitting = (step for step in steps if months <= step.get("gap_up_to", months))
    return next(fitting, None)
