"""Bills as a model has them: what each comes to, and which stand on which. Money is whole fen."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

DEDUCTIBLE, CEILING = 30_000, 400_000  # of the made-up city's outpatient pool


@dataclass(kw_only=True)
class Bill:
    """A bill as the model has it, in fen."""

    who: int
    kind: str
    total: int
    deductible: int
    fund: int
    own: int
    shared: int
    infno: str
    msgid: str
    sent: dict[str, Any]
    reply: Any
    stands: bool = True
    is_reversed: bool = False


def priced(total: int, met: int, paid: int) -> tuple[int, int]:
    """The deductible of a bill of class A and what the pool pays of it."""
    deductible = min(total, DEDUCTIBLE - met)
    return deductible, min((total - deductible) * 4 // 5, CEILING - paid)


def standing_on(bill: Bill, mine: Sequence[Bill]) -> list[str]:
    """The later bills that come to something else without this one, the last one first."""
    place = mine.index(bill)
    met = sum(one.deductible for one in mine[:place])
    paid = sum(one.fund for one in mine[:place])
    found: list[str] = []
    for one in mine[place + 1 :]:
        if priced(one.total, met, paid) != (one.deductible, one.fund):
            found.append(one.reply["output"]["setlinfo"]["setl_id"])
        else:
            met, paid = met + one.deductible, paid + one.fund
    return found[::-1]
