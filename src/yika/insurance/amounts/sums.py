"""Exact arithmetic of contributions: shares as fractions, money in fen, rounding as policy says.

A sum that is shown is a `Step`: what it is, the figures in it, what comes out, what it rests on.
"""

import re
from dataclasses import dataclass
from fractions import Fraction

import msgspec

from yika.ground.money import fen, yuan
from yika.insurance.model import PolicyUsed
from yika.policy.model import Names, Value

_MONEY = re.compile(r"[0-9]{1,3}(,[0-9]{3})+(\.[0-9]{1,2})?|[0-9]{1,12}(\.[0-9]{1,2})?")


class Note(msgspec.Struct, frozen=True):
    """A remark on a result, with a stable code."""

    code: str
    zh: str
    en: str


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a sum that is shown."""

    what: Names
    formula: str
    amount: str | None  # yuan, or a plain number where the step counts something else
    policy: tuple[PolicyUsed, ...] = ()


@dataclass(frozen=True, slots=True)
class Rounding:
    """How amounts are rounded: to `unit_fen`, each by itself or only their total."""

    unit_fen: int = 1
    mode: str = "half_up"
    each: str = "insurance"

    @classmethod
    def of(cls, value: Value) -> "Rounding":
        """The rounding a value of unit ``rounding`` describes."""
        return cls(100 if value["to"] == "yuan" else 1, value["mode"], value["each"])

    def fen(self, exact_fen: Fraction) -> int:
        """Whole fen of an exact amount that is not below zero."""
        return rounded(exact_fen.numerator, exact_fen.denominator, self.unit_fen, self.mode)


def rounded(numerator: int, denominator: int, unit: int, mode: str) -> int:
    """A whole multiple of `unit` near numerator / denominator, by whole-number arithmetic alone."""
    assert numerator >= 0, "contributions are not below zero"
    denominator *= unit
    if mode == "down":
        return numerator // denominator * unit
    if mode == "up":
        return -(-numerator // denominator) * unit
    return (2 * numerator + denominator) // (2 * denominator) * unit


def share(percent: str) -> Fraction:
    """A share written in percent.

    >>> share("9.8%")
    Fraction(49, 500)
    """
    return Fraction(percent.removesuffix("%")) / 100


def percent(part: Fraction) -> str:
    """A share as people write it: ``9.8%``; a fraction where no short decimal says it exactly."""
    hundredths = part * 100
    for places in range(5):
        scaled = hundredths * 10**places
        if scaled.denominator == 1:
            whole, rest = divmod(scaled.numerator, 10**places)
            return f"{whole}.{rest:0{places}}%" if places else f"{whole}%"
    return str(part)


def money(text: str) -> int | None:
    """Fen of an amount as people type it (``7100``, ``7,100.50``); None where it is none."""
    told = text.strip().removesuffix("元").replace("，", ",")
    return fen(told.replace(",", "")) if _MONEY.fullmatch(told) else None


def shown(amount_fen: int | Fraction) -> str:
    """Fen as yuan; an amount with parts of a fen is shown with what it has, at most six places."""
    exact = Fraction(amount_fen)
    if exact.denominator == 1:
        return yuan(exact.numerator)
    millionths = rounded(exact.numerator * 10_000, exact.denominator, 1, "half_up")
    whole, part = divmod(millionths, 1_000_000)
    return f"{whole}.{part:06}".rstrip("0")
