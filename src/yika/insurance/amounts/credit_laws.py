"""What is credited to accounts under one region's law, by whole-number arithmetic; pure.

The same sums as `credit`, but for everybody at once: the shares are worked out in the database by
the numbers of a `ShareCredit`, the fixed sums here, by age.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

from yika.ground.money import fen
from yika.insurance.amounts.charges import Bounds
from yika.insurance.amounts.sums import Rounding, rounded, share
from yika.insurance.laws import InsuranceLaws
from yika.policy.model import Value

STATUS: Final = {
    ("employee", False): "active",
    ("flexible", False): "flexible",
    ("employee", True): "retired",
    ("flexible", True): "flexible_retired",
}
NONE: Final = "none"


@dataclass(frozen=True, slots=True)
class ShareCredit:
    """A share of one's own base a month: (base * rate_num / den - minus) fen, rounded."""

    rate_num: int
    den: int
    minus_fen: int = 0
    floor_fen: int | None = None
    ceiling_fen: int | None = None
    unit_fen: int = 1
    mode: str = "half_up"

    def fen(self, base_fen: int) -> int:
        """What is credited for a month with that base."""
        base = base_fen if self.floor_fen is None else max(base_fen, self.floor_fen)
        base = base if self.ceiling_fen is None else min(base, self.ceiling_fen)
        exact = max(base * self.rate_num - self.minus_fen * self.den, 0)
        return rounded(exact, self.den, self.unit_fen, self.mode)

    def rounding(self) -> tuple[int, int]:
        """`times` and `plus`: rounded is (times * exact + plus) / (times * den * unit) * unit."""
        whole = self.den * self.unit_fen
        match self.mode:
            case "down":
                return 1, 0
            case "up":
                return 1, whole - 1
            case _:
                return 2, whole


@dataclass(frozen=True, slots=True)
class FixedCredit:
    """A sum fixed by age, a month or a year."""

    ages: tuple[tuple[int, int], ...]  # from this age, so many fen; youngest first
    per: str
    minus_fen: int = 0

    @property
    def by_age(self) -> bool:
        """Whether the age has to be known."""
        return len(self.ages) > 1

    def fen(self, age: int | None) -> int:
        """What is credited to somebody of that age."""
        amount = 0
        for since, sum_fen in self.ages:
            if age is None or age >= since:
                amount = sum_fen
        return max(amount - self.minus_fen, 0)


@dataclass(frozen=True, slots=True)
class NoCredit:
    """The region credits nothing for that status."""


def credit_law(
    laws: InsuranceLaws, status: str, month: date
) -> ShareCredit | FixedCredit | NoCredit | None:
    """How somebody of that status is credited for a month; None where that is not known.

    Not known is also a share of the pension, since pensions are not on record here, and a share
    that is for people up to an age only.
    """
    value = laws.value("account.credit", month, account_status=status)
    if value is None:
        return None
    if value == NONE:
        return NoCredit()
    minus = fen(value.get("minus", "0.00"))
    if "ages" in value:
        ages = tuple((one["from"], fen(one["amount"])) for one in value["ages"])
        return FixedCredit(ages, value["per"], minus)
    if value["of"] != "base" or "up_to_age" in value:
        return None
    return _share(laws, status, month, value, minus)


def _share(laws: InsuranceLaws, status: str, month: date, value: Value, minus: int) -> ShareCredit:
    scheme = "flexible" if status.startswith("flexible") else "employee"
    found = laws.value("contribution.base", month, work_scheme=scheme, insurance="medical")
    bounds = None if found is None else Bounds.of(found)
    floor = ceiling = None
    if bounds is not None:
        floor, ceiling = bounds.floor, bounds.ceiling
        if bounds.fixed is not None:
            floor = ceiling = bounds.fixed
    if "least" in value:
        floor = max(fen(value["least"]), floor or 0)
    rounding = laws.value("contribution.rounding", month)
    how = Rounding.of(rounding) if rounding else Rounding()
    rate = share(value["rate"])
    return ShareCredit(
        rate_num=rate.numerator,
        den=rate.denominator,
        minus_fen=minus,
        floor_fen=floor,
        ceiling_fen=ceiling,
        unit_fen=how.unit_fen,
        mode=how.mode,
    )


def is_credited_in(laws: InsuranceLaws, law: FixedCredit, month: date) -> bool | None:
    """Whether a fixed sum comes in this month: every month, or where the year begins.

    None where the region's year is not known.
    """
    if law.per == "month":
        return True
    begins = laws.value("entitlement.benefit_year", month, scheme="employee")
    return None if begins is None else begins["month"] == month.month


def age_on(born: date, day: date) -> int:
    """Years completed on a day."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
