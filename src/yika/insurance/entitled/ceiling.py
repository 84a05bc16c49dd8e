"""The annual ceiling by continuous months, and what unbroken years without a claim add to it."""

from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction

import msgspec

from yika.ground.money import fen, yuan
from yika.insurance.amounts.sums import share
from yika.insurance.entitled.entitlement_laws import NONE, EntitlementLaws
from yika.insurance.entitled.months import number
from yika.insurance.model import Cover, Scheme
from yika.policy.model import Value


class YearOfCover(msgspec.Struct, frozen=True):
    """A cover year of a resident: whether it was paid, without a claim, and the bonus used."""

    year: int
    is_paid: bool
    is_zero_claim: bool = False
    is_bonus_used: bool = False


class Bonus(msgspec.Struct, frozen=True, kw_only=True):
    """What is added to the critical-illness ceiling, fen, and the steps that led there."""

    years: int  # unbroken years
    earned_fen: int
    zero_claim_fen: int
    malus_fen: int
    capped_fen: int  # what is added in the end; below zero where lapses weigh more
    ceiling_fen: int
    steps: tuple[str, ...]
    unknown: tuple[str, ...] = ()


def continuous_months(months: Iterable[int], tolerated: int, until: int) -> int:
    """Paid months in a row up to a month, over gaps of no more months than are tolerated."""
    paid = sorted({month for month in months if month <= until}, reverse=True)
    count, at = 0, until + 1
    for month in paid:
        if at - month - 1 > tolerated:
            break
        count, at = count + 1, month
    return count


def ceiling_on(laws: EntitlementLaws, scheme: str, cover: Cover, on: date) -> str | None:
    """The annual ceiling in yuan on a day; None where the region does not tell one."""
    steps = laws.rule("entitlement.ceiling", on, scheme)
    if steps is None or steps == NONE:
        return None
    if len(steps) > 1 and retired_on(cover, on) is not None:
        return None  # Nobody says how the months of somebody who pays no more are counted.
    tolerated = laws.rule("entitlement.ceiling_gap", on)
    gap = tolerated if isinstance(tolerated, int) else 0
    if not isinstance(tolerated, int) and len(steps) > 1 and _has_hole(cover, scheme):
        return None
    count = continuous_months(paid_months(cover, scheme), gap, number(on))
    amount = step_amount(laws, steps, count, on)
    return None if amount is None else yuan(amount)


def retired_on(cover: Cover, on: date) -> date | None:
    """Since when somebody has been retired who is on a day; None for everybody else."""
    since = (
        one.starts_on
        for one in cover.enrolments
        if one.is_retired and one.starts_on <= on and (one.ends_on is None or one.ends_on >= on)
    )
    return min(since, default=None)


def step_amount(laws: EntitlementLaws, steps: Value, count: int, on: date) -> int | None:
    """The ceiling in fen for so many continuous months; None where its wage is not known."""
    fitting = [step for step in steps if step["months_from"] <= count]
    if not fitting:
        return None
    step = max(fitting, key=lambda one: one["months_from"])
    if "amount" in step:
        return fen(step["amount"])
    wage = laws.rule("contribution.year_wage", on)
    return fen(wage) * step["times_wage"] if isinstance(wage, str) and wage != NONE else None


def paid_months(cover: Cover, scheme: str) -> set[int]:
    """The months paid in the insurance of a scheme."""
    at_home = scheme == Scheme.RESIDENT
    return {
        month
        for span in cover.paid
        if (span.scheme == Scheme.RESIDENT) == at_home
        for month in range(number(span.from_month), number(span.until_month) + 1)
    }


def bonus(rule: Value, original_fen: int, years: Sequence[YearOfCover]) -> Bonus:
    """What an incentive (a value of unit incentive) makes of years in order of time.

    After `after_years` unbroken ones each further year adds `per_year`; a year without a claim adds
    `zero_claim` to the next. Using the bonus clears the claim-free part; a lapse starts the count
    of years again, keeps or loses what was earned, and weighs `malus` where there is one. Bonus and
    malus are each held within `cap` of the original ceiling.
    """
    earned = zero_claim = malus = unbroken = 0
    steps: list[str] = []
    unknown: set[str] = set()
    for one in years:
        if not one.is_paid:
            unbroken = 0
            malus += fen(rule.get("malus", "0.00"))
            if earned and rule["lapse_keeps_earned"] == "unknown":
                unknown.add("entitlement.incentive")
            if rule["lapse_keeps_earned"] != "yes":
                earned = zero_claim = 0
            steps.append(f"{one.year}: 0")
            continue
        unbroken += 1
        added = fen(rule["per_year"]) if unbroken > rule["after_years"] else 0
        earned += added
        if one.is_bonus_used:
            zero_claim = 0
        elif one.is_zero_claim:
            zero_claim += fen(rule["zero_claim"])
        steps.append(f"{one.year}: {unbroken} → {yuan(earned)} + {yuan(zero_claim)}")
    return _capped(rule, original_fen, unbroken, (earned, zero_claim, malus), steps, unknown)


def most_added(rule: Value, original_fen: int) -> int:
    """The most that an incentive adds to a ceiling, or takes off it, in fen."""
    return int(share(rule["cap"]) * Fraction(original_fen))


def _capped(
    rule: Value,
    original_fen: int,
    unbroken: int,
    parts: tuple[int, int, int],
    steps: list[str],
    unknown: set[str],
) -> Bonus:
    earned, zero_claim, malus = parts
    most = most_added(rule, original_fen)
    added = min(earned + zero_claim, most) - min(malus, most)
    steps.append(f"min({yuan(earned + zero_claim)}, {rule['cap']} × {yuan(original_fen)})")
    return Bonus(
        years=unbroken,
        earned_fen=earned,
        zero_claim_fen=zero_claim,
        malus_fen=malus,
        capped_fen=added,
        ceiling_fen=original_fen + added,
        steps=tuple(steps),
        unknown=tuple(sorted(unknown)),
    )


def _has_hole(cover: Cover, scheme: str) -> bool:
    paid = paid_months(cover, scheme)
    return bool(paid) and max(paid) - min(paid) + 1 != len(paid)
