"""Totals of an article: how they add up, and what they would be with what a region leaves open."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Final

from yika.ground.money import fen
from yika.insurance.amounts.contribution import Line
from yika.insurance.amounts.sums import Rounding, percent, share
from yika.insurance.articles.items import Item
from yika.insurance.articles.text import Piece
from yika.insurance.laws import InsuranceLaws
from yika.policy.load import Book
from yika.policy.model import NATION, Value
from yika.policy.tree import is_table

_HALF: Final = Fraction(1, 200)


def total_of(lines: Sequence[Line]) -> Fraction:
    """The sum of some lines, in yuan."""
    return Fraction(sum(line.amount_fen for line in lines), 100)


def half_percent(ratio: Fraction) -> str | None:
    """The ratio as a multiple of half a percent, if it nearly is one."""
    halves = Fraction(round(ratio / _HALF), 1) * _HALF
    return percent(halves) if halves and abs(ratio - halves) < Fraction(1, 10000) else None


def elsewhere(piece: Piece, item: Item) -> tuple[Fraction, str] | None:
    """Another figure of the piece that a total is a plain share of, and that share."""
    assert item.amount is not None, "a total has an amount"
    others = [mark for mark in piece.marks if mark.kind in ("amount", "span", "base")]
    for value in (one for mark in others for one in (mark.value, mark.to)):
        if value > item.amount.value * 2 and value != item.base:
            told = half_percent(item.amount.value / value)
            if told and abs(share(told) * value - item.amount.value) < Fraction(1, 2):
                return value, told
    return None


def usual_pension(book: Book, division: str, on: date) -> list[tuple[str, Fraction]]:
    """What a flexible worker's pension insurance would cost on the region's floor, in yuan.

    For regions that publish no rate of their own: the nation's usual one, with the floor of
    employees. Each is the sum in figures and what it comes to; the first is on the floor that
    counts, further ones on floors that other sources name, such as a provisional one.
    """
    told = InsuranceLaws(book, NATION).value(
        "contribution.pension", on, work_scheme="flexible", payer="person"
    )
    base = InsuranceLaws(book, division).found(
        "contribution.base", on, work_scheme="employee", insurance="pension"
    )
    if not is_table(told) or base is None:
        return []
    rate = told.get("rate", "0%")
    floors = [_floor(value) for value in (base.value, *(one.value for one in base.used.others))]
    return [
        (f"{floor} × {rate}", Fraction(Rounding().fen(fen(floor) * share(rate)), 100))
        for floor in dict.fromkeys(floors)
        if floor is not None
    ]


def _floor(value: Value) -> str | None:
    return value.get("floor") if is_table(value) else None
