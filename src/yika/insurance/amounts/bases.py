"""The base that counts: the declared one within its bounds, or the one a region sets."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from yika.insurance.amounts.charges import Charged
from yika.insurance.amounts.sums import rounded
from yika.insurance.laws import InsuranceLaws
from yika.insurance.model import PolicyUsed

_UNITS = {"yuan": 100, "fen": 1}


@dataclass(frozen=True, slots=True)
class RoundedBases:
    """Whether a base is rounded before anything is charged on it; exact where nobody says."""

    unit_fen: int | None = None
    used: PolicyUsed | None = None

    @classmethod
    def of(cls, laws: InsuranceLaws, scheme: str, on: date) -> "RoundedBases":
        """The rounding of a scheme's bases in a region on a day."""
        found = laws.found("contribution.base_rounding", on, work_scheme=scheme)
        return cls(_UNITS[found.value], found.used) if found else cls()

    def base(self, exact_fen: Fraction) -> Fraction:
        """The base, rounded half up where the region rounds it."""
        if self.unit_fen is None:
            return exact_fen
        found = rounded(exact_fen.numerator, exact_fen.denominator, self.unit_fen, "half_up")
        return Fraction(found)


@dataclass(frozen=True, slots=True)
class Counted:
    """The base a line is charged on, in fen, and what was done to the declared one."""

    fen: Fraction
    change: str | None = None  # lifted | capped | fixed | wage


def set_base(line: Charged, rounding: RoundedBases) -> Counted | None:
    """The base of a line that no declared base changes; None where the declared one counts."""
    if line.wage_fen is not None:
        return Counted(rounding.base(line.wage_fen * line.charge.part), "wage")
    if line.bounds and line.bounds.fixed is not None:
        return Counted(Fraction(line.bounds.fixed) * line.charge.part, "fixed")
    return None


def counted(line: Charged, declared_fen: int | None, rounding: RoundedBases) -> Counted:
    """The base of a line. A missing declared base counts as nothing, so it is lifted to a floor."""
    if (found := set_base(line, rounding)) is not None:
        return found
    base, change = rounding.base(Fraction(declared_fen or 0)), None
    if line.bounds and line.bounds.floor is not None and base < line.bounds.floor:
        base, change = Fraction(line.bounds.floor), "lifted"
    if line.bounds and line.bounds.ceiling is not None and base > line.bounds.ceiling:
        base, change = Fraction(line.bounds.ceiling), "capped"
    return Counted(base * line.charge.part, change)
