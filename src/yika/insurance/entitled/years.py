"""Years of contributions (缴费年限): months add up over gaps and places, each counted once."""

from collections.abc import Iterable
from datetime import date

import msgspec

from yika.insurance.entitled.entitlement_laws import NONE, EntitlementLaws
from yika.insurance.entitled.months import number
from yika.insurance.model import PaidSpan, PolicyUsed, Scheme
from yika.policy.model import Value

MIN_YEARS = "entitlement.min_years"


class YearsCounted(msgspec.Struct, frozen=True, kw_only=True):
    """Months counted and what is still needed for lifelong cover; None where no source tells it.

    `local_months` were paid in this region, `by_place` elsewhere. `still_months` is the longest of
    what is missing in all, of months actually paid, and of months paid here.
    """

    region: str
    on: date
    months: int
    local_months: int
    by_place: dict[str, int]
    needed_months: int | None
    actual_needed_months: int | None
    local_needed_months: int | None
    still_months: int | None
    reached: bool | None
    unknown: tuple[str, ...]
    policy: tuple[PolicyUsed, ...]


def years(
    paid: Iterable[PaidSpan], laws: EntitlementLaws, sex: str | None, on: date
) -> YearsCounted:
    """The months of the employees' insurance up to a day, and how many more are needed.

    `sex` may be None where the region asks the same of everybody.
    """
    everywhere, here, places = _counted(paid, laws.division, number(on))
    rule = _needed(laws, sex, on)
    total, actual, local = (_months(rule, name) for name in ("total", "actual", "local"))
    asked = ((total, everywhere), (actual, everywhere), (local, here))
    missing = [needed - there for needed, there in asked if needed is not None]
    still = max(0, *missing) if missing else None
    told = laws.told(MIN_YEARS, on, sex or "male") if rule else None
    return YearsCounted(
        region=laws.division,
        on=on,
        months=everywhere,
        local_months=here,
        by_place=places,
        needed_months=total,
        actual_needed_months=actual,
        local_needed_months=local,
        still_months=still,
        reached=None if still is None else still == 0,
        unknown=() if rule else (MIN_YEARS,),
        policy=(told,) if told else (),
    )


def _counted(
    paid: Iterable[PaidSpan], division: str, until: int
) -> tuple[int, int, dict[str, int]]:
    everywhere: set[int] = set()
    places: dict[str, set[int]] = {}
    for span in paid:
        if span.scheme != Scheme.RESIDENT:
            last = min(number(span.until_month), until)
            there = set(range(number(span.from_month), last + 1))
            place = division if span.place is None else f"{span.place:06}"
            places.setdefault(place, set()).update(there)
            everywhere |= there
    here = places.pop(division, set[int]())
    return len(everywhere), len(here), {place: len(told) for place, told in places.items()}


def _months(rule: Value | None, name: str) -> int | None:
    return rule[name] * 12 if rule and name in rule else None


def _needed(laws: EntitlementLaws, sex: str | None, on: date) -> Value | None:
    asked = ("male", "female") if sex is None else (sex,)
    rules = [laws.rule(MIN_YEARS, on, one) for one in asked]
    same = all(rule == rules[0] for rule in rules)
    return rules[0] if same and rules[0] and rules[0] != NONE else None
