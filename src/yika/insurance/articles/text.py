"""An article as text to be checked: cleaned of mark-up, cut into pieces, its figures found.

A *mark* is a figure or a word that says whose figure it is: the insurance, the payer, the base.
"""

import re
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from yika.insurance.amounts.sums import rounded

NUMBER: Final = r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]{1,6})?(?![0-9])|[0-9]{1,12}(?:\.[0-9]{1,6})?"
_FULL_WIDTH: Final = str.maketrans(
    "０１２３４５６７８９％＋－＝（）：．＊／～−–—", "0123456789%+-=():.*/~---"
)
_LATEX: Final = (
    (re.compile(r"\\text\{([^{}]*)\}"), r"\1"),
    (re.compile(r"\\d?frac\{([^{}]*)\}\{([^{}]*)\}"), r"(\1)/(\2)"),
    (re.compile(r"\\(?:times|cdot)"), "×"),
    (re.compile(r"\\div"), "÷"),
    (re.compile(r"\\(?:approx)"), "≈"),
    (re.compile(r"\\%"), "%"),
    (re.compile(r"\\[,;! ]|\$+|\\[()\[\]]|\*\*"), " "),
)
_INSURANCES: Final = {
    "养老": "pension",
    "医疗": "medical",
    "医保": "medical",
    "失业": "unemployment",
    "生育": "maternity",
    "工伤": "injury",
    "大病": "large_sum",
    "大额": "large_sum",
    "公积金": "housing_fund",
}
_PAYERS: Final = {"单位": "employer", "企业": "employer", "公司": "employer", "个人": "person"}
_MARK: Final = re.compile(
    rf"(?P<base>(?<!计发)基数(?:暂定为|[为是按:元\s])*(?P<b1>{NUMBER})(?![0-9.,%]*(?:元|元/月)?(?:至|到|[-~×]))"
    rf"|(?P<b2>{NUMBER})元?(?:/月)?(?:的)?(?:社保|缴费|医保)*(?<!计发)基数"
    rf"|(?P<b3>{NUMBER})元为例)"
    rf"|(?P<range>(?P<p1>{NUMBER})%[-~至到](?P<p2>{NUMBER})%)"
    rf"|(?P<span>(?P<a1>{NUMBER})元?[-~至到](?P<a2>{NUMBER})元)"
    rf"|(?P<percent>(?P<p>{NUMBER})%)"
    rf"|(?P<amount>(?P<about>约|大约|大概)?(?P<a>{NUMBER})元)"
    r"|(?P<insurance>住房公积金|(?:养老|医疗|医保|失业|生育|工伤|大病|大额|公积金))"
    r"|(?P<payer>单位和个人|单位、个人|单位|企业|公司|个人)"
    r"|(?P<flexible>灵活就业)"
    r"|(?P<end>[。;；\n])"
)


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark: what kind, where, and its figure or word."""

    kind: str
    start: int
    end: int
    text: str
    value: Fraction = Fraction(0)
    to: Fraction = Fraction(0)  # where a range ends
    word: str = ""
    about: bool = False


@dataclass(slots=True)
class Piece:
    """One piece of an article: a title, if it has one, and a text."""

    title: str
    text: str
    at: int
    marks: list[Mark] = field(default_factory=list[Mark])

    @property
    def bases(self) -> list[Fraction]:
        """The bases the text speaks of, in order."""
        return [mark.value for mark in self.marks if mark.kind == "base"]

    def base_at(self, place: int) -> Fraction | None:
        """The base last spoken of before a place; else the first of the text, or of the title."""
        bases = [mark for mark in self.marks if mark.kind == "base"]
        before = [mark.value for mark in bases if mark.start <= place]
        if before:
            return before[-1]
        return next(
            (mark.value for mark in [*bases, *marks_of(self.title)] if mark.kind == "base"), None
        )


def clean(text: str) -> str:
    """The article without mark-up, with plain digits and signs, spaces inside lines taken away."""
    text = text.translate(_FULL_WIDTH)
    for pattern, plain in _LATEX:
        text = pattern.sub(plain, text)
    text = re.sub(r"[ \t\u3000\u00a0]+", " ", text)
    return re.sub(r" ?([=+×÷*/()<>≈:-]) ?", r"\1", text)


def pieces(text: str) -> list[Piece]:
    """The pieces of a cleaned article: a short line without a figure of money is a title."""
    found: list[Piece] = []
    title = re.match("", text)
    for line in re.finditer(r"[^\n]*[^\n\s][^\n]*", text):
        if _is_title(line[0].strip()):
            found += _alone(title)
            title = line
            continue
        above = title[0].strip() if title else ""
        found.append(Piece(above, line[0], line.start(), marks_of(line[0])))
        title = None
    return found + _alone(title)


def _is_title(line: str) -> bool:
    return len(line) <= 40 and not re.search(r"[。=≈%;]|[0-9]元", line)


def _alone(title: re.Match[str] | None) -> list[Piece]:
    """A title without a text below it is a text itself."""
    if title is None or not title[0]:
        return []
    return [Piece("", title[0], title.start(), marks_of(title[0]))]


def marks_of(text: str) -> list[Mark]:
    """The marks of a text, in order."""
    return [_mark(found) for found in _MARK.finditer(text)]


def number(text: str) -> Fraction:
    """A number as written, without the commas between thousands."""
    return Fraction(text.replace(",", ""))


def told(value: Fraction, places: int = 2) -> str:
    """A figure with so many decimals, rounded half up.

    >>> told(Fraction(4883535, 100000))
    '48.84'
    """
    whole = rounded(abs(value.numerator) * 10**places, value.denominator, 1, "half_up")
    digits = str(whole).rjust(places + 1, "0")
    sign = "-" if value < 0 and whole else ""
    return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else f"{sign}{digits}"


def decimals(text: str) -> int:
    """How many decimals a number is written with."""
    return len(text.partition(".")[2])


def _mark(found: re.Match[str]) -> Mark:
    kind = next(
        name
        for name in (
            "base",
            "range",
            "span",
            "percent",
            "amount",
            "insurance",
            "payer",
            "flexible",
            "end",
        )
        if found[name] is not None
    )
    value, to, word, about = Fraction(0), Fraction(0), "", False
    match kind:
        case "base":
            value = number(found["b1"] or found["b2"] or found["b3"])
        case "range":
            value, to = number(found["p1"]) / 100, number(found["p2"]) / 100
        case "span":
            value, to = number(found["a1"]), number(found["a2"])
        case "percent":
            value = number(found["p"]) / 100
        case "amount":
            value, about = number(found["a"]), found["about"] is not None
            word = found["a"]
        case "insurance":
            word = _INSURANCES[found["insurance"].removeprefix("住房")]
        case "payer":
            word = _PAYERS.get(found["payer"], "both")
        case _:
            pass
    return Mark(kind, found.start(), found.end(), found[0], value, to, word, about)
