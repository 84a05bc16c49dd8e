"""The rates and amounts of an article beside its own arithmetic, and beside the region's policy."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from itertools import combinations
from typing import Final

from yika.ground.errors import YikaError
from yika.insurance.amounts.charges import charge_of
from yika.insurance.amounts.contribution import Contribution, Line, contribution
from yika.insurance.amounts.sums import Rounding, percent, share
from yika.insurance.articles.items import Item
from yika.insurance.articles.model import Claim, Verdict
from yika.insurance.articles.text import Piece, decimals
from yika.insurance.articles.text import told as _yuan
from yika.insurance.articles.totals import elsewhere, half_percent, total_of, usual_pension
from yika.insurance.laws import Found, InsuranceLaws
from yika.policy.load import Book
from yika.policy.model import Names, Value
from yika.policy.tree import is_table
from yika.policy.words import lists

_MOST_ITEMS: Final = 10
_OUT: Final = "housing_fund"


class Rates:
    """Checks the items of one piece of an article against a region on a day."""

    def __init__(
        self, piece: Piece, items: Sequence[Item], book: Book, at: tuple[str, date]
    ) -> None:
        self.piece, self.items, self.book = piece, items, book
        self.division, self.on = at
        self.laws = InsuranceLaws(book, self.division)

    def claims(self) -> list[Claim]:
        """Every claim, in order of the article."""
        found: list[Claim | None] = []
        for item in self.items:
            if item.insurance == _OUT:
                found.append(self._outside(item))
                continue
            if item.kind in ("pair", "rate"):
                found += [self._rate(item, payer) for payer in item.payers]
            if item.kind == "pair":
                found.append(self._pair(item))
            if item.kind == "amount":
                found.append(self._amount(item))
            if item.kind == "sum":
                found.append(self._sum(item))
            if item.kind == "total":
                found.append(self._listed(item) or self._total(item))
        return [claim for claim in found if claim is not None]

    def _outside(self, item: Item) -> Claim:
        zh = "住房公积金不属于社会保险,这里不核对"
        en = "the housing fund is no social insurance; it is not checked here"
        return self._claim(item, "outside", Verdict.OUTSIDE, None, Names(zh, en))

    def _pair(self, item: Item) -> Claim | None:
        assert item.rate is not None, "a pair has a rate"
        assert item.amount is not None, "a pair has an amount"
        if item.base is None:
            return None
        right = self._product(item.base, item.rate.value)
        if _prints(right, item):
            formula = f"{_yuan(item.base)} × {percent(item.rate.value)} = {_yuan(right)}"
            return self._claim(item, "amount", Verdict.RIGHT, None, Names(formula, formula))
        other = next(
            (b for b in self.piece.bases if self._product(b, item.rate.value) == item.amount.value),
            None,
        )
        zh, en = f"按基数 {_yuan(item.base)} 算得 {_yuan(right)}", f"it comes to {_yuan(right)}"
        if other is not None:
            zh = f"{zh};原文按 {_yuan(other)} 计算"
            en = f"{en}; the article took {_yuan(other)} for the base"
        return self._claim(item, "amount", Verdict.WRONG, _yuan(right), Names(zh, en))

    def _rate(self, item: Item, payer: str) -> Claim | None:
        assert item.rate is not None, "a rate has one"
        if item.insurance is None or (item.scheme == "flexible" and payer == "employer"):
            return None
        if item.insurance == "injury":
            return self._injury(item) if payer == "employer" else None
        found = self._policy(item.insurance, item.scheme, payer)
        if found is None:
            return None
        right, said = _rate_of(found.value), percent(item.rate.value)
        if share(right) == item.rate.value:
            zh, en = "与本地政策一致", "as the region publishes it"
            return self._claim(item, "rate", Verdict.RIGHT, None, Names(zh, en), found)
        if any(_rate_of(other.value) == said for other in found.used.others):
            zh, en = f"另有来源这样说;本地采用 {right}", f"another source says so; {right} is used"
            return self._claim(item, "rate", Verdict.DOUBTFUL, right, Names(zh, en), found)
        zh, en = f"本地{_payer(payer)[0]}比例为 {right}", f"{payer} pays {right} here"
        across = self._policy(item.insurance, item.scheme, _other(payer))
        if across is not None and _rate_of(across.value) == said:
            zh += f";{said} 是{_payer(_other(payer))[0]}的比例,两边写反了"
            en += f"; {said} is what the {_other(payer)} pays: the sides are swapped"
        return self._claim(item, "rate", Verdict.WRONG, right, Names(zh, en), found)

    def _injury(self, item: Item) -> Claim | None:
        assert item.rate is not None, "a rate has one"
        classes = lists().members("injury_class")
        every = [self.laws.found("contribution.injury", self.on, injury_class=c) for c in classes]
        known = [found for found in every if found is not None]
        if not known:
            return None
        rates = [_rate_of(found.value) for found in known]
        if percent(item.rate.value) in rates:
            zh, en = "是其中一类行业的比例", "the rate of one class of industry"
            return self._claim(item, "rate", Verdict.RIGHT, None, Names(zh, en), known[0])
        told = "、".join(rates)
        zh, en = f"工伤保险按行业分类,比例为 {told}", f"the rate goes by industry: {told}"
        return self._claim(item, "rate", Verdict.WRONG, told, Names(zh, en), known[0])

    def _amount(self, item: Item) -> Claim | None:
        assert item.amount is not None, "an amount has one"
        if item.insurance is None or len(item.payers) != 1 or item.base is None:
            return None
        told, lines = self._told_rate(item), self._lines(item)
        formulas = [f"{line.formula} = {line.amount}" for line in lines]
        candidates = [Fraction(line.amount_fen, 100) for line in lines]
        if told is not None:
            product = self._product(item.base, told)
            formulas.insert(0, f"{_yuan(item.base)} × {percent(told)} = {_yuan(product)}")
            candidates.insert(0, product)
        if not candidates:
            return None
        formula = ";".join(dict.fromkeys(formulas))
        if any(_prints(one, item) for one in (*candidates, total_of(lines))):
            return self._claim(
                item, "amount", Verdict.RIGHT, None, Names(formula, formula), lines=lines
            )
        should = _yuan(candidates[0])
        why = Names(formula, formula)
        return self._claim(item, "amount", Verdict.WRONG, should, why, lines=lines)

    def _told_rate(self, item: Item) -> Fraction | None:
        same = [
            one.rate.value
            for one in self.items
            if one.rate is not None
            and one.insurance == item.insurance
            and set(item.payers) <= set(one.payers)
            and one.start < item.start
        ]
        return same[-1] if same else None

    def _sum(self, item: Item) -> Claim | None:
        assert item.amount is not None, "a sum has an amount"
        before = [
            one.amount
            for one in self.items
            if one.amount is not None and one.end <= item.amount.start and one.kind != "total"
        ][-_MOST_ITEMS:]
        for size in range(2, len(before) + 1):
            for some in combinations(before, size):
                total = sum((one.value for one in some), Fraction(0))
                if _prints(total, item):
                    formula = " + ".join(one.word for one in some)
                    told = Names(f"{formula} = {_yuan(total)}", f"{formula} = {_yuan(total)}")
                    return self._claim(item, "total", Verdict.RIGHT, None, told)
        if len(before) < 2:
            return None
        zh, en = "与前面列出的各项加不到一起", "no listed items add up to it"
        return self._claim(item, "total", Verdict.DOUBTFUL, None, Names(zh, en))

    def _listed(self, item: Item) -> Claim | None:
        """A total beside the items the article itself lists for that payer."""
        assert item.amount is not None, "a total has an amount"
        pairs = [
            one
            for one in self.items
            if one.kind == "pair" and one.payers == item.payers and one.insurance and one.amount
        ]
        if len({one.insurance for one in pairs}) < 2 or item.scheme != "employee":
            return None
        listed = [one.amount for one in pairs if one.amount is not None]
        total = sum((one.value for one in listed), Fraction(0))
        formula = " + ".join(one.word for one in listed) + f" = {_yuan(total)}"
        if _prints(total, item):
            return self._claim(item, "total", Verdict.RIGHT, None, Names(formula, formula))
        zh, en = f"列出的各项合计 {formula}", f"the items listed come to {formula}"
        if item.base and (told := half_percent(item.amount.value / item.base)):
            zh += f";{item.amount.word} 恰是 {_yuan(item.base)} 的 {told}"
            en += f"; {item.amount.word} is {told} of {_yuan(item.base)}"
        return self._claim(item, "total", Verdict.WRONG, _yuan(total), Names(zh, en))

    def _total(self, item: Item) -> Claim | None:
        """A total beside what the region charges on that base."""
        assert item.amount is not None, "a total has an amount"
        found = self._contribution(item)
        if found is None:
            return None
        lines = [line for line in found.lines if line.payer == item.payers[0]]
        if item.scheme == "flexible":
            lines = [x for x in lines if x.insurance in ("pension", "medical", "large_sum")]
        total = total_of(lines)
        formula = " + ".join(line.amount for line in lines) + f" = {_yuan(total)}"
        if _prints(total, item):
            return self._claim(
                item, "total", Verdict.RIGHT, None, Names(formula, formula), lines=lines
            )
        zh, en = f"按本地政策:{formula}", f"by the region's policy: {formula}"
        if other := elsewhere(self.piece, item):
            zh += f";{item.amount.word} 恰是另一基数 {_yuan(other[0])} 的 {other[1]}"
            en += f"; {item.amount.word} is {other[1]} of {_yuan(other[0])}, another base"
        if open_sums := self._with_pension(item, lines):
            return self._claim_with_pension(item, formula, total, open_sums)
        sure = found.complete or item.amount.value < total
        verdict = Verdict.WRONG if lines and sure else Verdict.DOUBTFUL
        should = _yuan(total) if verdict is Verdict.WRONG else None
        return self._claim(item, "total", verdict, should, Names(zh, en), lines=lines)

    def _with_pension(self, item: Item, lines: Sequence[Line]) -> list[tuple[str, Fraction]]:
        """The pension part a total speaks of and the region publishes no rate for."""
        known = item.scheme != "flexible" or any(line.insurance == "pension" for line in lines)
        if known or "养老" not in self.piece.text[item.start :].partition("。")[0]:
            return []
        return usual_pension(self.book, self.division, self.on)

    def _claim_with_pension(
        self, item: Item, formula: str, total: Fraction, pensions: list[tuple[str, Fraction]]
    ) -> Claim:
        sums = [total + amount for _, amount in pensions]
        told = ";".join(
            f"{figures} = {_yuan(amount)} → {_yuan(total + amount)}" for figures, amount in pensions
        )
        right = any(_prints(one, item) for one in sums)
        zh = f"按本地政策:{formula};养老按全国通常的比例和本地下限:{told}"
        en = f"by the region's policy: {formula}; with a pension at the nation's usual rate: {told}"
        verdict = Verdict.RIGHT if right else Verdict.WRONG
        should = None if right else _yuan(sums[0])
        return self._claim(item, "total", verdict, should, Names(zh, en))

    def _policy(self, insurance: str, scheme: str, payer: str) -> Found | None:
        policy = f"contribution.{insurance}"
        found = self.laws.found(policy, self.on, work_scheme=scheme, payer=payer)
        charge = charge_of(found.value, {}) if found else None
        return found if charge is not None and share(charge.rate) else None

    def _contribution(self, item: Item) -> Contribution | None:
        base = None if item.scheme == "flexible" or item.base is None else _yuan(item.base)
        try:
            return contribution(self.book, self.division, item.scheme, base, self.on, {})
        except YikaError:
            return None

    def _lines(self, item: Item) -> list[Line]:
        found = self._contribution(item)
        with_it = {"medical": ("medical", "large_sum")}.get(item.insurance or "", (item.insurance,))
        lines = found.lines if found else ()
        return [x for x in lines if x.payer in item.payers and x.insurance in with_it]

    def _product(self, base: Fraction, rate: Fraction) -> Fraction:
        return Fraction(Rounding().fen(base * rate * 100), 100)

    def _claim(
        self,
        item: Item,
        kind: str,
        verdict: Verdict,
        should_be: str | None,
        why: Names,
        found: Found | None = None,
        lines: Sequence[Line] = (),
    ) -> Claim:
        used = (found.used,) if found else tuple(line.used[0] for line in lines)
        return Claim(
            quoted=item.quoted(self.piece),
            kind=kind,
            verdict=verdict,
            should_be=should_be,
            why=why,
            policy=used,
            at=item.start,
        )


def _prints(right: Fraction, item: Item) -> bool:
    assert item.amount is not None, "an amount has one"
    places = decimals(item.amount.word)
    tolerance = Fraction(1) if item.amount.about else Fraction(1, 2 * 10**places)
    return abs(right - item.amount.value) <= tolerance


def _rate_of(value: Value) -> str:
    return value.get("rate", "0%") if is_table(value) else "0%"


def _other(payer: str) -> str:
    return "person" if payer == "employer" else "employer"


def _payer(payer: str) -> tuple[str, str]:
    word = lists().words["payers"][payer]
    return word.zh, word.en
