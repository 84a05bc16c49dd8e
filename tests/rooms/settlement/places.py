"""Made-up places for pricing: policies as plain values, without files."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from yika.policy.load import Book
from yika.policy.model import Confidence, Entry, Names, Other, Rule, Source
from yika.settlement.model import Circumstances, Priced, SoFar, Split
from yika.settlement.pricing.benefit import price
from yika.settlement.pricing.laws import BenefitLaws

PLACE = "999901"
ON = date(2026, 3, 16)
PERCENT_85 = [{"share": "85%"}]
HALF = {"bounds_on": "in_scope", "rows": [{"segments": [{"share": "50%"}]}]}
WHOLE = {"bounds_on": "in_scope", "rows": [{"segments": [{"share": "100%"}]}]}
# What a place has at least; tests change what they are about.
PLAIN: dict[str, Any] = {
    "employee_benefit.year": {"month": 1, "day": 1},
    "employee_benefit.inpatient_deductible": "none",
    "employee_benefit.inpatient_share": {
        "bounds_on": "in_scope",
        "rows": [{"segments": PERCENT_85}],
    },
    "employee_benefit.inpatient_ceiling": "none",
    "employee_benefit.outpatient_deductible": "none",
    "employee_benefit.outpatient_share": {
        "bounds_on": "in_scope",
        "rows": [{"segments": [{"share": "70%"}]}],
    },
    "employee_benefit.outpatient_ceiling": "none",
    "employee_benefit.large_sum": "none",
    "employee_benefit.critical_illness": "none",
    "benefit.first_share": {"B": "10%"},
    "account.scope": ["own_share", "pharmacy"],
}


def a_book(heard: Mapping[str, tuple[Other, ...]] | None = None, **policies: Any) -> Book:
    """A place with these policies: ``inpatient_share={…}`` is `employee_benefit.inpatient_share`.

    None takes a policy away, so that it is unknown there. `heard` is what other sources say.
    """
    named = {
        (one.replace("__", ".") if "__" in one else f"employee_benefit.{one}"): value
        for one, value in policies.items()
    }
    values = {**PLAIN, **named}
    others = {f"employee_benefit.{one}": told for one, told in (heard or {}).items()}
    rules = {
        one: _rule(one, value, others.get(one, ()))
        for one, value in values.items()
        if value is not None
    }
    return Book(None, {PLACE: rules}, {})


def laws(**policies: Any) -> BenefitLaws:
    """The laws of such a place."""
    return BenefitLaws(a_book(**policies), PLACE)


def a_case(**changes: Any) -> Circumstances:
    """An employee at work in a hospital of level 3."""
    given: dict[str, Any] = {
        "scheme": "employee",
        "kind": "inpatient",
        "on": ON,
        "level": "level_3",
        "age": 40,
    }
    return Circumstances(**(given | changes))


def _rule(policy: str, value: Any, others: tuple[Other, ...]) -> Rule:
    source = Source(key="TEST", title="made up for a test")
    entry = Entry(
        value=value,
        confidence=Confidence.MADE_UP,
        source=source,
        since=date(2000, 1, 1),
        others=others,
    )
    return Rule(
        id=policy,
        division=PLACE,
        title=Names(policy, policy),
        unit="list" if isinstance(value, list) else "text",
        covers="entitlement",
        decided_by="service_date",
        values=(entry,),
    )


def bill(yuan: int) -> Split:
    """A bill all within scope."""
    return Split(yuan * 100, in_scope_fen=yuan * 100)


def settled(place: BenefitLaws, *yuan: int, **case: Any) -> list[Priced]:
    """Bills of one person one after another in a year."""
    so_far, found = SoFar(), list[Priced]()
    for amount in yuan:
        told = a_case(**case)
        found.append(price(place.terms(told), told, bill(amount), so_far))
        so_far = found[-1].after
    return found


def deductibles(found: list[Priced]) -> list[int]:
    """The deductible of each, in yuan."""
    return [one.shares.deductible_fen // 100 for one in found]


def funds(found: list[Priced]) -> list[int]:
    """What all funds pay of each, in yuan."""
    return [one.shares.fund_fen // 100 for one in found]
