"""From one insurance to the other (险种转换): who comes in time, covered before, waits less."""

from datetime import date
from typing import Final, NamedTuple

from yika.ground.days import add_months
from yika.insurance.entitled.entitlement_laws import NONE, Asking

SWITCH: Final = "entitlement.switch"


class Covered(NamedTuple):
    """The months somebody was covered, as a resident and in the employees' insurance."""

    resident: frozenset[int] = frozenset()
    worked: frozenset[int] = frozenset()


def row_before(month: int, there: frozenset[int]) -> tuple[int, int]:
    """The last covered month before a month, and how many in a row end with it; (0, 0) for none."""
    last = max((one for one in there if one < month), default=0)
    length = 0
    while last - length in there:
        length += 1
    return last, length


def from_work(
    asking: Asking, opens: date, paid_on: date | None, covered: Covered
) -> tuple[bool, date | None]:
    """Whether a switch to residents' insurance met the rule, and from when there is benefit.

    `opens` is the first day of the cover year; `paid_on` is None where it was paid in time. A day
    of None says to wait all the same. Being covered before counts in either insurance.
    """
    if not covered.worked:
        return False, None
    paid = paid_on or opens
    before = opens.year * 12 + opens.month - 1
    earlier = frozenset(one for one in covered.resident if one < before)
    last, length = row_before(paid.year * 12 + paid.month, covered.worked | earlier)
    rule = asking.rule(SWITCH, opens, "employee_to_resident") if last in covered.worked else None
    if rule is None:
        return False, None
    if rule == NONE:
        return True, opens if paid_on is None else max(opens, paid_on)
    lapsed_on = date((last + 1) // 12, (last + 1) % 12 + 1, 1)
    if length < rule["needs_months"] or paid > add_months(lapsed_on, rule["within_months"]):
        return False, None
    return True, start(rule["begins"], paid, opens)


def from_residents(asking: Asking, month: int, paid_on: date, covered: Covered) -> date | None:
    """The day benefit of the employees' insurance begins for a resident; None: no such switch."""
    if not covered.resident:
        return None
    earlier = frozenset(one for one in covered.worked if one < month)
    last, length = row_before(month, covered.resident | earlier)
    if last not in covered.resident:
        return None
    rule = asking.rule(SWITCH, paid_on, "resident_to_employee")
    if rule is None:
        return None
    if rule == NONE:
        return paid_on
    if length < rule["needs_months"] or month - last - 1 > rule["within_months"]:
        return None
    return start(rule["begins"], paid_on, date(month // 12, month % 12 + 1, 1))


def start(word: str, paid_on: date, cover_start: date) -> date | None:
    """The day a word of ``cover_starts`` means; None where it says to wait."""
    if word == "waits":
        return None
    return {
        "cover_start": cover_start,
        "arrival": max(paid_on, cover_start),
        "payment_month": max(paid_on.replace(day=1), cover_start),
    }[word]
