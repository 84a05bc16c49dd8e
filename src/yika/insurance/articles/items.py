"""What an article says that somebody pays: rates, amounts, and the sums of them, item by item."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from yika.insurance.articles.text import Mark, Piece

_JOINS: Final = re.compile(
    r"[(（]?(?:即|为|约|:|,|每月|每人|医保|费用|缴费|缴纳|金额|的|比例|是)*[(（]?"
)
_RATE_AFTER: Final = re.compile(r"[(（]$")
_TOTAL: Final = re.compile("承担|共缴|合计|共计|总计|总共|负担|需缴")
_NO_CHARGE: Final = re.compile("资助|补贴|补助|报销|救助|支付比例")
_SUM: Final = re.compile("(?:合计|共计|总计|总额|总缴费额|不选则|总共)[为是:约]*$")


@dataclass(frozen=True, slots=True)
class Item:
    """One figure of somebody's contribution: `rate` with or without the amount it gives."""

    insurance: str | None
    payers: tuple[str, ...]
    scheme: str
    rate: Mark | None
    amount: Mark | None
    base: Fraction | None
    start: int
    end: int
    kind: str  # pair | rate | amount | total | sum

    def quoted(self, piece: Piece) -> str:
        """The words of the article."""
        told = piece.text[self.start : self.end].strip(" ,;:+")
        closed = piece.text[self.end : self.end + 1] == ")" and told.count("(") > told.count(")")
        return told + ")" if closed else told


class Reader:
    """Reads the marks of a piece in order, remembering whose figures they are."""

    def __init__(self, piece: Piece) -> None:
        self.piece = piece
        self.insurance: str | None = None
        self.payers: tuple[str, ...] = ()
        self.scheme = "employee"
        self.from_ = 0  # where the words about the next figure begin

    def items(self) -> Iterator[Item]:
        """Every figure of somebody's contribution, in order."""
        marks = self.piece.marks
        at = 0
        while at < len(marks):
            mark = marks[at]
            after = next((one for one in marks[at + 1 :] if one.kind != "insurance"), None)
            if mark.kind == "percent" and after and self._pair(mark, after):
                yield self._item("pair", mark, after)
                at = marks.index(after)
            elif mark.kind == "amount" and after and self._pair_behind(mark, after):
                yield self._item("pair", after, mark)
                at = marks.index(after)
            elif mark.kind == "percent":
                if not self._of_aid(mark):
                    yield self._item("rate", mark, None)
            elif mark.kind == "amount":
                yield self._item(self._kind(mark), None, mark)
            else:
                self._remember(mark)
            at += 1

    def _remember(self, mark: Mark) -> None:
        match mark.kind:
            case "insurance":
                if mark.word != self.insurance and not self._in_brackets(mark):
                    self.insurance = mark.word
                    self.from_ = mark.start
            case "payer":
                both = ("employer", "person")
                self.payers = both if mark.word == "both" else (mark.word,)
                self.scheme = "employee"
                self.from_ = mark.start
            case "flexible":
                self.insurance, self.payers, self.scheme = None, ("person",), "flexible"
                self.from_ = mark.start
            case "end":
                self.payers = () if self.scheme == "employee" else ("person",)
                self.from_ = mark.end
            case _:
                self.from_ = mark.end

    def _in_brackets(self, mark: Mark) -> bool:
        before = self.piece.text[max(0, mark.start - 12) : mark.start]
        return before.rfind("(") > before.rfind(")")

    def _of_aid(self, mark: Mark) -> bool:
        """Whether a share is of help or of a benefit, and nothing that somebody pays."""
        text = self.piece.text
        begin = max(text.rfind(sign, 0, mark.start) for sign in "。;\n") + 1
        ends = (text.find(sign, mark.end) for sign in "。;\n")
        end = min((one for one in ends if one >= 0), default=len(text))
        return bool(_NO_CHARGE.search(text[begin:end]))

    def _pair(self, rate: Mark, amount: Mark) -> bool:
        between = self.piece.text[rate.end : amount.start]
        return amount.kind == "amount" and bool(_JOINS.fullmatch(between)) and len(between) < 16

    def _pair_behind(self, amount: Mark, rate: Mark) -> bool:
        between = self.piece.text[amount.end : rate.start]
        return rate.kind == "percent" and bool(_RATE_AFTER.match(between))

    def _kind(self, amount: Mark) -> str:
        before = self.piece.text[max(0, amount.start - 12) : amount.start]
        if _SUM.search(before):
            return "sum"
        since_payer = self.piece.text[self.from_ : amount.start]
        alone = self.insurance is None and self.payers
        return "total" if alone and _TOTAL.search(since_payer) else "amount"

    def _item(self, kind: str, rate: Mark | None, amount: Mark | None) -> Item:
        marks = [mark for mark in (rate, amount) if mark is not None]
        first, end = min(mark.start for mark in marks), max(mark.end for mark in marks)
        clause = max(self.piece.text.rfind(sign, 0, first) for sign in ",。;\n") + 1
        start = min(first, max(self.from_, clause))
        found = Item(
            self.insurance,
            self.payers,
            self.scheme,
            rate,
            amount,
            self.piece.base_at(end),
            start,
            end,
            kind,
        )
        self.from_ = end
        return found
