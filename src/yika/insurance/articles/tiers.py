"""What an article says about tiers, ranges, its own title, pensions and the personal account."""

import re
from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import Final

from yika.ground.errors import YikaError
from yika.insurance.amounts.credit import credit
from yika.insurance.amounts.sums import percent
from yika.insurance.amounts.tiers import Tier, tier
from yika.insurance.articles.model import Claim, Verdict
from yika.insurance.articles.text import NUMBER, Mark, Piece, marks_of, number
from yika.insurance.articles.text import told as _yuan
from yika.insurance.laws import InsuranceLaws
from yika.insurance.model import PolicyUsed
from yika.policy.load import Book
from yika.policy.model import Names

_DIGITS: Final = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5}
_BELONGS: Final = re.compile(
    rf"(?P<base>{NUMBER})元?(?:属于|是|为|处于)第?(?P<tier>[一二三四五])档"
)
_RANGE: Final = re.compile(
    rf"(?P<tier>[一二三四五])档[^0-9。;档]{{0,10}}(?P<from>{NUMBER})元?[-~至到](?P<to>{NUMBER})元?"
)
_SHARE: Final = re.compile(rf"第?(?P<tier>[一二三四五])档[^0-9。;]{{0,24}}(?P<share>{NUMBER})%")
_FIGURES: Final = ("percent", "amount", "base", "range", "span")
_CREDITED: Final = re.compile("到账|划入|计入|进入[^。]{0,4}账户|进入医保")
_BASE_OF_PENSION: Final = re.compile(
    rf"(?P<year>20[0-9]{{2}})年[^。0-9]{{0,20}}计发基数[为是:约 ]*(?P<base>{NUMBER})元?"
)
_FORMULA: Final = re.compile(r"计发基数\+[^)+]{0,24}(?:社平工资|平均工资)")


def check_rest(piece: Piece, book: Book, division: str, on: date) -> list[Claim]:
    """Every claim of these kinds, in order of the kinds."""
    laws = InsuranceLaws(book, division)
    return [
        *_title(piece),
        *_tiers(piece, book, division, on),
        *_range(piece),
        *_credited(piece, book, division, on),
        *_pension(piece, laws, on),
    ]


def check_shares(pieces: Iterable[Piece]) -> list[Claim]:
    """Shares that an article gives for one tier in one place and otherwise in another."""
    first: dict[int, tuple[Fraction, str]] = {}
    found: list[Claim] = []
    for piece in pieces:
        for one in _SHARE.finditer(piece.text):
            which, told = _DIGITS[one["tier"]], number(one["share"]) / 100
            before = first.setdefault(which, (told, one[0]))
            if before[0] != told:
                zh = f"同一篇里第{one['tier']}档又说成 {percent(before[0])}"
                en = f"the same article says {percent(before[0])} for that tier elsewhere"
                found.append(_claim(piece, one, "tier", Verdict.DOUBTFUL, None, Names(zh, en)))
    return found


def _title(piece: Piece) -> list[Claim]:
    asked = [mark.value for mark in marks_of(piece.title) if mark.kind == "base"]
    told = [mark for mark in piece.marks if mark.kind == "base"]
    if not asked or not told or {mark.value for mark in told} & set(asked):
        return []
    zh = f"标题问的是 {_plain(asked[0])},正文算的是 {_plain(told[0].value)}"
    en = f"the title asks about {_plain(asked[0])}, the text works out {_plain(told[0].value)}"
    quoted, at = told[0].text, piece.at + told[0].start
    return [
        Claim(
            quoted=quoted,
            kind="title",
            verdict=Verdict.WRONG,
            should_be=_plain(asked[0]),
            why=Names(zh, en),
            at=at,
        )
    ]


def _tiers(piece: Piece, book: Book, division: str, on: date) -> list[Claim]:
    found: list[Claim] = []
    ranges = [
        (_DIGITS[r["tier"]], number(r["from"]), number(r["to"]))
        for r in _RANGE.finditer(piece.text)
    ]
    for one in _BELONGS.finditer(piece.text):
        base, which = number(one["base"]), _DIGITS[one["tier"]]
        own = [n for n, begins, ends in ranges if begins <= base < ends]
        if own and which not in own:
            zh, en = (
                f"按原文的范围应是第{own[0]}档",
                f"by the article's own ranges it is tier {own[0]}",
            )
            found.append(_claim(piece, one, "tier", Verdict.WRONG, str(own[0]), Names(zh, en)))
            continue
        try:
            told = tier(book, division, _yuan(base), on)
        except YikaError:
            continue
        found.append(_by_policy(piece, one, which, told))
    return found


def _by_policy(piece: Piece, one: re.Match[str], which: int, told: Tier) -> Claim:
    first, *others = told.readings
    sums = ";".join(f"{s.what.zh} {s.formula} = {s.amount}" for s in first.steps)
    if which == first.number and told.agree:
        why, verdict, should = Names(sums, sums), Verdict.RIGHT, None
    elif which == first.number or which in {other.number for other in others}:
        zh = f"来源说法不同:{sums}"
        why, verdict = Names(zh, f"sources disagree: {sums}"), Verdict.DOUBTFUL
        should = str(first.number)
    else:
        zh, en = f"应是第{first.number}档:{sums}", f"it is tier {first.number}: {sums}"
        why, verdict, should = Names(zh, en), Verdict.WRONG, str(first.number)
    return _claim(piece, one, "tier", verdict, should, why, told.used)


def _range(piece: Piece) -> list[Claim]:
    """A range of shares beside a range of amounts: both ends have to be of the same whole."""
    found: list[Claim] = []
    marks = [mark for mark in piece.marks if mark.kind in _FIGURES]
    for share_, span in ((a, b) for a, b in pairwise(marks) if a.kind == "range"):
        if span.kind != "span" or span.start - share_.end > 40:
            continue
        ends = _ends(piece, share_, span)
        if ends is None or (ends[0], ends[1]) == (span.value, span.to):
            continue
        should = f"{_yuan(ends[0])}–{_yuan(ends[1])}"
        zh, en = f"{ends[2]},应为 {should}", f"{ends[2]}, so it is {should}"
        quoted = piece.text[share_.start : span.end]
        found.append(
            Claim(
                quoted=quoted,
                kind="range",
                verdict=Verdict.WRONG,
                should_be=should,
                why=Names(zh, en),
                at=piece.at + share_.start,
            )
        )
    return found


def _ends(piece: Piece, shares: Mark, span: Mark) -> tuple[Fraction, Fraction, str] | None:
    amounts = [mark.value for mark in piece.marks if mark.kind == "amount"]
    for own in (*amounts, Fraction(0)):
        for whole in amounts:
            ends = own + whole * shares.value, own + whole * shares.to
            if own != whole and (ends[0] == span.value or ends[1] == span.to):
                added = f"{_plain(own)} + " if own else ""
                told = f"{percent(shares.value)}–{percent(shares.to)}"
                return *ends, f"{added}{_plain(whole)} × ({told})"
    return None


def _credited(piece: Piece, book: Book, division: str, on: date) -> list[Claim]:
    found: list[Claim] = []
    for mark in piece.marks:
        near = piece.text[max(0, mark.start - 16) : mark.end + 10]
        total = mark.kind == "amount" and piece.text[max(0, mark.start - 2) : mark.start] == "合计"
        if not (mark.kind == "span" or total) or not _CREDITED.search(near):
            continue
        base = piece.base_at(mark.end)
        try:
            told = credit(book, division, "active", on, base=_yuan(base or Fraction(0)))
        except YikaError:
            continue
        if _yuan(mark.value) == told.amount:
            continue
        step = told.steps[0]
        zh = f"个人账户只计入 {step.formula} = {told.amount},单位缴费不再划入"
        en = f"the account gets {step.formula} = {told.amount}; nothing of the employer's part"
        found.append(
            Claim(
                quoted=_clause(piece.text, mark),
                kind="credit",
                verdict=Verdict.WRONG,
                should_be=told.amount,
                why=Names(zh, en),
                policy=step.policy,
                at=piece.at + mark.start,
            )
        )
    return found


def _pension(piece: Piece, laws: InsuranceLaws, on: date) -> list[Claim]:
    found: list[Claim] = []
    for one in _BASE_OF_PENSION.finditer(piece.text):
        known = laws.found("pension.calculation_base", date(int(one["year"]), 12, 31))
        if known is None:
            continue
        right = number(known.value) == number(one["base"])
        zh, en = f"{one['year']}年公布值为 {known.value}", f"{known.value} was published"
        verdict = Verdict.RIGHT if right else Verdict.WRONG
        should = None if right else known.value
        found.append(_claim(piece, one, "pension", verdict, should, Names(zh, en), (known.used,)))
    formula = laws.found("pension.formula", on)
    for one in _FORMULA.finditer(piece.text):
        if formula is None or "indexed_wage" not in formula.value["mean_of"]:
            continue
        zh = "第二项应是本人指数化月平均缴费工资;照原文写法,缴费基数高低就没有区别了"
        en = "the second term is one's own indexed wage; as printed the base would not matter"
        should = "本人指数化月平均缴费工资"
        found.append(
            _claim(piece, one, "pension", Verdict.WRONG, should, Names(zh, en), (formula.used,))
        )
    return found


def _claim(
    piece: Piece,
    one: re.Match[str],
    kind: str,
    verdict: Verdict,
    should_be: str | None,
    why: Names,
    used: tuple[PolicyUsed, ...] = (),
) -> Claim:
    return Claim(
        quoted=one[0],
        kind=kind,
        verdict=verdict,
        should_be=should_be,
        why=why,
        policy=used,
        at=piece.at + one.start(),
    )


def _clause(text: str, mark: Mark) -> str:
    begin = max(text.rfind(sign, 0, mark.start) for sign in ",。;()") + 1
    return re.split(r"[,。;()]", text[begin : mark.end + 10].strip())[0]


def _plain(value: Fraction) -> str:
    return _yuan(value).removesuffix(".00")
