"""Sums written out in an article: worked out again, exactly.

A sum is figures, signs and brackets before an equals sign. A figure that an earlier wrong sum gave
makes a later sum wrong as well, however well that was worked out.
"""

import re
from collections.abc import Callable
from fractions import Fraction
from typing import Final

from yika.insurance.amounts.sums import rounded
from yika.insurance.articles.model import Claim, Verdict
from yika.insurance.articles.text import NUMBER, Piece, decimals, number, told
from yika.policy.model import Names

_TOKEN: Final = re.compile(
    rf"(?P<number>{NUMBER})(?P<percent>%?)(?:元(?:/月|/年)?)?(?P<note>\([^()0-9]{{1,12}}\))?"
    r"|(?P<sign>[-+×÷*/xX()])"
)
_RESULT: Final = re.compile(rf"约?(?P<number>{NUMBER})(?P<percent>%?)元?")
_MOST: Final = 40  # tokens of one sum
_EXTRA: Final = re.compile("大病|大额|附加|额外|另需|另加")
_TAX: Final = re.compile("个人所得税|应纳税|起征点|扣税|个税")
_BEFORE: Final = 60
_SIGNS: Final[dict[str, Callable[[Fraction, Fraction], Fraction]]] = {
    "+": lambda one, other: one + other,
    "-": lambda one, other: one - other,
    "×": lambda one, other: one * other,
    "÷": lambda one, other: one / other,
}
_SAME: Final = {"*": "×", "x": "×", "X": "×", "/": "÷"}


class Sum:
    """One written sum: its tokens, what is printed as its result, where it stands."""

    def __init__(self, piece: Piece, start: int, equals: int) -> None:
        self.tokens = list(_TOKEN.finditer(piece.text, start, equals))
        self.result = _RESULT.match(piece.text, equals + 1)
        end = self.result.end() if self.result else equals + 1
        self.quoted = piece.text[start:end].strip()
        self.start = start
        self.around = piece.text[max(0, start - _BEFORE) : end + 20]
        self.about = piece.text[equals] == "≈" or piece.text[equals + 1 : equals + 2] == "约"

    def values(self) -> list[str | Fraction]:
        """Figures and signs, in order."""
        found: list[str | Fraction] = []
        for token in self.tokens:
            sign = token["sign"]
            found.append(_SAME.get(sign, sign) if sign else _figure(token))
        return found

    @property
    def printed(self) -> Fraction | None:
        """The printed result; None where the article breaks off."""
        return _figure(self.result) if self.result else None

    def rounded(self, exact: Fraction) -> Fraction:
        """A result to as many decimals as the printed one has."""
        if self.result is None:
            return exact
        places = decimals(self.result["number"]) + (2 if self.result["percent"] else 0)
        unit = 10**places
        sign = -1 if exact < 0 else 1
        whole = rounded(abs(exact.numerator) * unit, exact.denominator, 1, "half_up")
        return Fraction(sign * whole, unit)

    def shown(self, exact: Fraction) -> str:
        """A result as it would be printed."""
        percent = self.result is not None and bool(self.result["percent"])
        shown = self.rounded(exact) * (100 if percent else 1)
        places = max(2, decimals(self.result["number"])) if self.result else 2
        return told(shown, places) + ("%" if percent else "")


def sums_of(piece: Piece) -> list[Sum]:
    """The sums of a piece that can be worked out."""
    found: list[Sum] = []
    for equals in re.finditer("[=≈]", piece.text):
        start = _start(piece.text, equals.start())
        one = Sum(piece, start, equals.start())
        if len(one.tokens) > _MOST:
            continue
        while worked_out(one.values()) is None and piece.text[start] == "(":
            start += 1  # A bracket that the words around the sum opened.
            one = Sum(piece, start, equals.start())
        signs = sum(token["sign"] not in (None, "(", ")") for token in one.tokens)
        if signs and worked_out(one.values()) is not None:
            found.append(one)
    return found


def check_sums(piece: Piece, corrected: dict[Fraction, Fraction]) -> list[Claim]:
    """Each written sum with its verdict; `corrected` keeps wrong results and right ones."""
    found: list[Claim] = []
    figures = [mark.value for mark in piece.marks if mark.kind == "amount"]
    for one in sums_of(piece):
        special = _double_count(one, figures) or _order(one)
        claim = special or _plain(one, corrected)
        if claim is not None:
            found.append(claim)
            if claim.verdict is Verdict.WRONG and one.printed is not None and claim.should_be:
                corrected[one.printed] = Fraction(claim.should_be.rstrip("%"))
    return found


def worked_out(values: list[str | Fraction]) -> Fraction | None:
    """What a sum comes to; None where it cannot be worked out."""
    try:
        result, rest = _terms(values)
    except (IndexError, ZeroDivisionError, TypeError):
        return None
    return None if rest else result


def _plain(one: Sum, corrected: dict[Fraction, Fraction]) -> Claim | None:
    values, printed = one.values(), one.printed
    exact = worked_out(values)
    assert exact is not None, "only sums that can be worked out come here"
    if printed is None:
        return None
    right = one.rounded(exact)
    replaced = [corrected.get(v, v) if isinstance(v, Fraction) else v for v in values]
    again = worked_out(replaced)
    if replaced != values and again is not None and one.rounded(again) != printed:
        zh, en = "用到了前面算错的数", "rests on a figure that was wrong before"
        return _claim(one, "sum", Verdict.WRONG, one.shown(again), Names(zh, en))
    fits = right == printed or (one.about and abs(exact - printed) <= 1)
    if not fits:
        zh, en = f"算得 {one.shown(exact)}", f"it comes to {one.shown(exact)}"
        return _claim(one, "sum", Verdict.WRONG, one.shown(exact), Names(zh, en))
    if _TAX.search(one.around):
        zh = "算术没有错,但个人缴纳的社会保险费和公积金应先扣除,再减起征点"
        en = "the sum is right, but one's own social insurance and housing fund are deducted first"
        return _claim(one, "tax", Verdict.DOUBTFUL, None, Names(zh, en))
    return _claim(one, "sum", Verdict.RIGHT, None, Names("算术正确", "the sum is right"))


def _double_count(one: Sum, figures: list[Fraction]) -> Claim | None:
    values = one.values()
    if len(values) != 3 or values[1] != "+" or not _EXTRA.search(one.around):
        return None
    whole, extra = (one for one in values if isinstance(one, Fraction))
    part = whole - extra
    if part == extra or part <= 0 or part not in figures:
        return None
    zh = f"{told(whole)} 已经是 {told(part)} + {told(extra)},不能再加一次"
    en = f"{told(whole)} already contains {told(extra)}: it is {told(part)} + {told(extra)}"
    return _claim(one, "double_count", Verdict.WRONG, told(whole), Names(zh, en))


def _order(one: Sum) -> Claim | None:
    values = one.values()
    if len(values) != 5 or values[1] != "×" or values[3] != "-" or "%" not in one.quoted:
        return None
    if not re.search("起付|门槛|报销", one.around):
        return None
    cost, part, deductible = (one for one in values if isinstance(one, Fraction))
    right = (cost - deductible) * part
    zh = "起付标准应先从费用中减去,再乘比例"
    en = "the deductible is taken from the cost first, then the share is worked out"
    return _claim(one, "order", Verdict.WRONG, one.shown(right), Names(zh, en))


def _claim(one: Sum, kind: str, verdict: Verdict, should_be: str | None, why: Names) -> Claim:
    return Claim(
        quoted=one.quoted, kind=kind, verdict=verdict, should_be=should_be, why=why, at=one.start
    )


def _start(text: str, end: int) -> int:
    start = end
    for token in reversed(list(_TOKEN.finditer(text, max(0, end - 200), end))):
        if token.end() != start:
            break
        start = token.start()
    while start < end and text[start] in "+-×÷*/)xX":
        start += 1
    return start


def _figure(token: re.Match[str]) -> Fraction:
    return number(token["number"]) / (100 if token["percent"] else 1)


def _terms(values: list[str | Fraction]) -> tuple[Fraction, list[str | Fraction]]:
    total, rest = _factors(values)
    while rest and rest[0] in ("+", "-"):
        sign = str(rest[0])
        other, rest = _factors(rest[1:])
        total = _SIGNS[sign](total, other)
    return total, rest


def _factors(values: list[str | Fraction]) -> tuple[Fraction, list[str | Fraction]]:
    total, rest = _one(values)
    while rest and rest[0] in ("×", "÷"):
        sign = str(rest[0])
        other, rest = _one(rest[1:])
        total = _SIGNS[sign](total, other)
    return total, rest


def _one(values: list[str | Fraction]) -> tuple[Fraction, list[str | Fraction]]:
    first = values[0]
    if first == "(":
        inner, rest = _terms(values[1:])
        if rest[0] != ")":
            raise IndexError
        return inner, rest[1:]
    if isinstance(first, str):
        raise TypeError(first)
    return first, values[1:]
