"""Where the money of a payment goes: the bill due first is paid first, with its late fee.

A late fee is a share a day of what is paid too late, half up to the fen, so paying in parts bears
the same fee as the law: each part for the days it was late. Pure functions.
"""

from collections.abc import Callable, Sequence
from datetime import date
from fractions import Fraction

import msgspec

from yika.insurance.amounts.sums import rounded


class Open(msgspec.Struct, frozen=True, kw_only=True):
    """A bill that still asks for something."""

    person_id: int
    period: date
    kind: str
    seq: int
    owed_by: str
    due_on: date
    issued_on: date
    owed_fen: int
    paid_fen: int
    pooled_fen: int  # what of it is for the insurances of the pooled fund

    @property
    def rest_fen(self) -> int:
        """What is left to pay, without late fees."""
        return self.owed_fen - self.paid_fen


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """What of a payment one bill takes."""

    bill: Open
    amount_fen: int
    fee_fen: int

    @property
    def pooled_fen(self) -> int:
        """What of the amount the pooled fund gets: as far as the bill is paid, so is its part."""
        before = _up_to(self.bill, self.bill.paid_fen)
        return _up_to(self.bill, self.bill.paid_fen + self.amount_fen) - before


def fee(amount_fen: int, share_a_day: Fraction, due_on: date, paid_on: date) -> int:
    """The late fee of an amount paid on a day, in whole fen."""
    late = max((paid_on - due_on).days, 0)
    exact = amount_fen * share_a_day * late
    return rounded(exact.numerator, exact.denominator, 1, "half_up")


def place(
    amount_fen: int, bills: Sequence[Open], share_of: Callable[[Open], Fraction], paid_on: date
) -> list[Part]:
    """The parts of an amount for bills in their order; what they do not take stays a credit.

    `share_of` tells the late fee a day of a bill. Money short of a bill and its fee is divided so
    that what is paid of the bill bears its own fee.
    """
    parts: list[Part] = []
    left = amount_fen
    for bill in bills:
        share = share_of(bill)
        taken = min(bill.rest_fen, _bearing(left, share, bill.due_on, paid_on))
        if taken <= 0:
            break
        part = Part(bill=bill, amount_fen=taken, fee_fen=fee(taken, share, bill.due_on, paid_on))
        parts.append(part)
        left -= part.amount_fen + part.fee_fen
        if taken < bill.rest_fen:
            break
    return parts


def _bearing(left_fen: int, share: Fraction, due_on: date, paid_on: date) -> int:
    """The most that can be paid of a bill so that its fee is paid as well."""
    late = max((paid_on - due_on).days, 0)
    most = int(left_fen / (1 + share * late))
    while most + 1 + fee(most + 1, share, due_on, paid_on) <= left_fen:
        most += 1
    while most > 0 and most + fee(most, share, due_on, paid_on) > left_fen:
        most -= 1
    return most


def _up_to(bill: Open, paid_fen: int) -> int:
    return bill.pooled_fen * paid_fen // bill.owed_fen
