"""What a pension may come to: an estimate whose every step is shown, never a promise.

The basic part is a mean of published and own wages, times the years, times a share a year; the
account part is the account's balance over a number of months.
"""

from datetime import date
from fractions import Fraction
from typing import Final

import msgspec

from yika.ground.errors import Refused, YikaError, refuse_all
from yika.ground.money import fen, yuan
from yika.insurance.amounts.asking import InputNeeded, amounts
from yika.insurance.amounts.options import WrongOption
from yika.insurance.amounts.sums import Note, Rounding, Step, rounded, share, shown
from yika.insurance.laws import Found, InsuranceLaws
from yika.policy.load import Book
from yika.policy.model import Names
from yika.policy.words import lists

# Where a term is published. A region's calculation base is its average wage for this purpose.
_POLICY: Final = {
    "calculation_base": ("pension.calculation_base",),
    "average_wage": ("pension.calculation_base", "contribution.wage"),
}
_MOST_YEARS: Final = 70  # nobody pays for longer
ESTIMATE: Final = Note(
    "estimate",
    "这是估算,不是核定金额;实际以退休时的公布值和审核结果为准",
    "an estimate, not a decision: what is published and approved at retirement counts",
)


class YearsOutOfRange(Refused):
    """Years of contribution that nobody can have. Facts: given, most."""

    code = "years_out_of_range"


class Pension(msgspec.Struct, frozen=True, kw_only=True):
    """Yuan a month. A part that rests on something unknown is null and named in `unknown`."""

    region: str
    on: date
    years: str
    basic: str | None
    account: str | None
    total: str | None
    steps: tuple[Step, ...]
    unknown: tuple[str, ...]
    notes: tuple[Note, ...]


def estimate(
    book: Book,
    division: str,
    on: date,
    *,
    years: Fraction,
    terms: dict[str, str | None],
    balance: str | None = None,
    retirement_age: str = "age_60",
) -> Pension:
    """The estimate for a retirement on a day after so many years.

    `terms` are yuan a month by word of ``pension_terms``: ``indexed_wage`` is one's own and has to
    be told; others replace what the region publishes. Fails with AmountUnreadable, InputNeeded,
    WrongOption, YearsOutOfRange.
    """
    _check(years, retirement_age)
    laws = InsuranceLaws(book, division)
    told = amounts({**terms, "balance": balance})
    steps, unknown, notes = list[Step](), list[str](), [ESTIMATE]
    basic = _basic(laws, on, years, told, steps, unknown)
    account = _account(laws, on, retirement_age, told["balance"], steps, unknown)
    notes += _years_short(laws, on, years)
    total = None if basic is None or account is None else basic + account
    if total is not None:
        formula = f"{yuan(basic or 0)} + {yuan(account or 0)}"
        steps.append(Step(what=Names("合计", "in all"), formula=formula, amount=yuan(total)))
    return Pension(
        region=division,
        on=on,
        years=_plain(years),
        basic=None if basic is None else yuan(basic),
        account=None if account is None else yuan(account),
        total=None if total is None else yuan(total),
        steps=tuple(steps),
        unknown=tuple(unknown),
        notes=tuple(notes),
    )


def _check(years: Fraction, retirement_age: str) -> None:
    ages = lists().members("retirement_age")
    reasons: list[YikaError] = []
    if retirement_age not in ages:
        given = retirement_age[:40]
        reasons.append(WrongOption(name="retirement_age", given=given, allowed=list(ages)))
    if not 0 <= years <= _MOST_YEARS:
        reasons.append(YearsOutOfRange(given=str(years), most=_MOST_YEARS))
    refuse_all(reasons)


def _years_short(laws: InsuranceLaws, on: date, years: Fraction) -> list[Note]:
    least = laws.found("pension.min_years", on)
    if least is None or years >= least.value:
        return []
    missing = _plain(least.value - years)
    zh = f"年限不足 {least.value} 年,还差 {missing} 年,暂不能按月领取"
    return [Note("years_short", zh, f"{missing} years are missing for a monthly pension")]


def _basic(
    laws: InsuranceLaws,
    on: date,
    years: Fraction,
    told: dict[str, int | None],
    steps: list[Step],
    unknown: list[str],
) -> int | None:
    formula = laws.found("pension.formula", on)
    if formula is None:
        unknown.append("pension.formula")
        return None
    own: list[int] = []
    used = [formula.used]
    for term in formula.value["mean_of"]:
        amount, found = _term(laws, on, term, told)
        if amount is None:
            unknown.append(_POLICY[term][-1])
            continue
        base = found is not None and found.used.id == "pension.calculation_base"
        name = lists().words["pension_terms"]["calculation_base" if base else term]
        policy = (found.used,) if found else ()
        used.extend(policy)
        what = Names(name.zh, name.en)
        steps.append(Step(what=what, formula=yuan(amount), amount=yuan(amount), policy=policy))
        own.append(amount)
    if len(own) < len(formula.value["mean_of"]):
        return None
    each = formula.value["each_year"]
    exact = Fraction(sum(own), len(own)) * years * share(each)
    basic = _rounding(laws, on).fen(exact)
    terms = " + ".join(yuan(one) for one in own)
    mean = f"({terms}) ÷ {len(own)}" if len(own) > 1 else terms
    text = f"{mean} × {_plain(years)} × {each}"
    what = Names("基础养老金", "basic pension")
    steps.append(Step(what=what, formula=text, amount=yuan(basic), policy=tuple(used)))
    return basic


def _term(
    laws: InsuranceLaws, on: date, term: str, told: dict[str, int | None]
) -> tuple[int | None, Found | None]:
    own = told.get(term)
    if own is None and term == "average_wage":
        own = told.get("calculation_base")
    if own is not None:
        return own, None
    if term not in _POLICY:
        raise InputNeeded(names=[term])
    every = (laws.found(policy, on) for policy in _POLICY[term])
    found = next((one for one in every if one is not None), None)
    return (fen(found.value), found) if found else (None, None)


def _account(
    laws: InsuranceLaws,
    on: date,
    age: str,
    balance: int | None,
    steps: list[Step],
    unknown: list[str],
) -> int | None:
    divisor = laws.found("pension.divisor", on, retirement_age=age)
    if divisor is None or not divisor.value:
        unknown.append(f"pension.divisor {age}")
    if balance is None:
        unknown.append("balance")
    if divisor is None or not divisor.value or balance is None:
        return None
    amount = _rounding(laws, on).fen(Fraction(balance, divisor.value))
    text = f"{shown(balance)} ÷ {divisor.value}"
    what = Names("个人账户养老金", "pension from the account")
    steps.append(Step(what=what, formula=text, amount=yuan(amount), policy=(divisor.used,)))
    return amount


def _rounding(laws: InsuranceLaws, on: date) -> Rounding:
    found: Found | None = laws.found("contribution.rounding", on)
    return Rounding.of(found.value) if found else Rounding()


def _plain(years: Fraction) -> str:
    if years.denominator == 1:
        return str(years.numerator)
    hundredths = rounded(years.numerator * 100, years.denominator, 1, "half_up")
    return f"{hundredths // 100}.{hundredths % 100:02}"
