"""What a region charges in one period, in whole numbers: the contribution of anybody by arithmetic.

A tariff says the same as `contribution`, for every base at once. It crosses to the database, where
the bills of a whole region are written with the same whole-number arithmetic:

    base    = the declared base rounded half up to a multiple of base_unit_fen,
              then not below floor_fen, then not above ceiling_fen (where these are not null)
    exact   = (base * rate_num + plus_num) / den, in fen
    amount  = exact rounded to a multiple of rounding_fen by rounding_mode; half up is
              (2 * (base * rate_num + plus_num) + den * rounding_fen)
              / (2 * den * rounding_fen) * rounding_fen, with whole-number division

A line with a set base, or none, has rate_num 0. Where only the total is rounded (``rounding_each``
is ``total``), an amount is the rounded sum of a payer's lines of the same span so far, less the
rounded sum before it, so that lines add up.
"""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from math import lcm

import msgspec

from yika.insurance.amounts.bases import RoundedBases, set_base
from yika.insurance.amounts.charges import Charged, charges_of
from yika.insurance.amounts.options import check
from yika.insurance.amounts.premium import PremiumLine, premium
from yika.insurance.amounts.sums import Rounding, rounded, share
from yika.insurance.laws import InsuranceLaws
from yika.policy.load import Book


class TariffLine(msgspec.Struct, frozen=True, kw_only=True):
    """What one payer owes for one insurance: (base * rate_num + plus_num) / den fen."""

    insurance: str
    payer: str  # employer | person | subsidy
    per: str  # month | year
    rate_num: int
    plus_num: int
    den: int
    floor_fen: int | None = None
    ceiling_fen: int | None = None
    set_base_fen: int | None = None  # the base a region sets, to the fen, for showing it only
    needs_base: bool = False  # it is worth nothing without a declared base: there is no floor
    policy: str = ""  # the id it rests on


class Tariff(msgspec.Struct, frozen=True, kw_only=True):
    """All lines of a scheme in a region for a period, with these choices."""

    division: str
    scheme: str
    period: date
    options: dict[str, str]
    lines: tuple[TariffLine, ...]
    unknown: tuple[str, ...]  # what the region does not publish; those lines are left out
    base_unit_fen: int = 1
    rounding_fen: int = 1
    rounding_mode: str = "half_up"
    rounding_each: str = "insurance"  # insurance | total

    def amounts(self, base_fen: int | None) -> list[int]:
        """Whole fen of each line for a declared base; without one it counts as nothing."""
        base = rounded(base_fen or 0, 1, self.base_unit_fen, "half_up")
        exact = [_exact(line, base) for line in self.lines]
        if self.rounding_each == "insurance":
            return [self._rounded(*one) for one in exact]
        sums: dict[tuple[str, str], Fraction] = {}
        found: list[int] = []
        for line, (numerator, denominator) in zip(self.lines, exact, strict=True):
            before = sums.get((line.payer, line.per), Fraction(0))
            after = sums[line.payer, line.per] = before + Fraction(numerator, denominator)
            found.append(
                self._rounded(*after.as_integer_ratio()) - self._rounded(*before.as_integer_ratio())
            )
        return found

    def _rounded(self, numerator: int, denominator: int) -> int:
        return rounded(numerator, denominator, self.rounding_fen, self.rounding_mode)


def tariff(
    book: Book, division: str, scheme: str, period: date, options: Mapping[str, str]
) -> Tariff:
    """The tariff of a period (the first day of a month, or of a cover year) with these choices.

    Fails as `contribution` does on choices that cannot be, and with GroupNeeded for residents.
    """
    laws = InsuranceLaws(book, division)
    check(laws, scheme, None, period, options)
    found = laws.value("contribution.rounding", period)
    rounding = Rounding.of(found) if found else Rounding()
    bases = RoundedBases()
    if scheme == "resident":
        told = premium(laws, period, options)
        lines, unknown = [_of_premium(line) for line in told.lines], told.unknown
    else:
        charges = charges_of(laws, scheme, period, options)
        bases = RoundedBases.of(laws, scheme, period)
        lines, unknown = [_of_charge(line, bases) for line in charges.lines], charges.unknown
    return Tariff(
        division=division,
        scheme=scheme,
        period=period,
        options=dict(options),
        lines=tuple(lines),
        unknown=tuple(unknown),
        base_unit_fen=bases.unit_fen or 1,
        rounding_fen=rounding.unit_fen,
        rounding_mode=rounding.mode,
        rounding_each=rounding.each,
    )


def _exact(line: TariffLine, base: int) -> tuple[int, int]:
    if line.floor_fen is not None:
        base = max(base, line.floor_fen)
    if line.ceiling_fen is not None:
        base = min(base, line.ceiling_fen)
    return base * line.rate_num + line.plus_num, line.den


def _of_charge(line: Charged, rounding: RoundedBases) -> TariffLine:
    rate, plus = share(line.charge.rate), Fraction(line.charge.plus_fen)
    fixed = set_base(line, rounding)
    if fixed is not None:
        rate, plus = Fraction(0), plus + fixed.fen * rate
    rate *= line.charge.part
    den = lcm(rate.denominator, plus.denominator)
    bounds = None if fixed is not None else line.bounds
    return TariffLine(
        insurance=line.insurance,
        payer=line.payer,
        per=line.charge.per,
        rate_num=rate.numerator * (den // rate.denominator),
        plus_num=plus.numerator * (den // plus.denominator),
        den=den,
        floor_fen=bounds.floor if bounds else None,
        ceiling_fen=bounds.ceiling if bounds else None,
        set_base_fen=rounded(*fixed.fen.as_integer_ratio(), 1, "half_up") if fixed else None,
        needs_base=line.needs_base and not line.has_floor,
        policy=line.rate.used.id,
    )


def _of_premium(line: PremiumLine) -> TariffLine:
    return TariffLine(
        insurance="medical",
        payer=line.payer,
        per=line.per,
        rate_num=0,
        plus_num=line.exact_fen.numerator,
        den=line.exact_fen.denominator,
        policy=line.because[0].used.id,
    )
