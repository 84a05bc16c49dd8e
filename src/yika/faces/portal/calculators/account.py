"""What is credited to an account, and what a pension may come to. Pure."""

from collections.abc import Iterable
from fractions import Fraction

from yika.faces.portal.calculators import asking
from yika.faces.portal.calculators.shown import Asked, Part, Result, Step
from yika.faces.portal.fields import Field
from yika.faces.portal.laws import laws_used, titles
from yika.faces.portal.phrases import phrase, word, written
from yika.guide.telling import Both
from yika.insurance.amounts import sums
from yika.insurance.amounts.credit import credit
from yika.insurance.amounts.options import AmountUnreadable
from yika.insurance.amounts.pension import estimate
from yika.policy.words import lists

AGE_DIGITS = 3


def credit_fields(asked: Asked) -> list[Field]:
    """Region, status, day, and what the credit may be a share of."""
    statuses = lists().members("account_status")
    return [
        asking.region(asked),
        asking.choice("status", statuses, "account_statuses", required=True),
        asking.day(),
        asking.amount("base", required=False),
        asking.number("age", required=False),
        asking.amount("pension", required=False),
    ]


def credit_work(asked: Asked) -> Result:
    """The credit with its sum. Fails as `insurance.credit` does."""
    found = credit(
        asked.book,
        asked.division,
        asked.text("status") or "active",
        asked.on,
        base=asked.text("base"),
        age=_age(asked),
        pension=asked.text("pension"),
    )
    per = word("charge_spans", found.per)
    return Result(
        headline=phrase("c_credited", amount=found.amount, per=per),
        parts=(Part(title=phrase("c_sum"), steps=steps(found.steps)),),
        notes=tuple(written(note.zh, note.en) for note in found.notes),
        laws=laws_used(asked.book, (p for s in found.steps for p in s.policy), asked.now),
    )


def _age(asked: Asked) -> int | None:
    text = asked.text("age")
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= AGE_DIGITS):
        raise AmountUnreadable(name="age", given=text[:20])
    return int(text)


def pension_fields(asked: Asked) -> list[Field]:
    """Region, day, years, wages, balance, age of retirement."""
    ages = lists().members("retirement_age")
    return [
        asking.region(asked),
        asking.day(),
        asking.number("years"),
        asking.amount("indexed_wage"),
        asking.amount("balance", required=False),
        asking.choice("retirement_age", ages[::-1], "retirement_ages", required=True),
        asking.amount("calculation_base", required=False),
    ]


def pension_work(asked: Asked) -> Result:
    """The estimate with its sum. Fails as `insurance.pension` does."""
    terms = {name: asked.text(name) for name in ("indexed_wage", "calculation_base")}
    found = estimate(
        asked.book,
        asked.division,
        asked.on,
        years=_years(asked),
        terms=terms,
        balance=asked.text("balance"),
        retirement_age=asked.text("retirement_age") or "age_60",
    )
    total = found.total or found.basic
    key = "c_pension_is" if found.total else "c_pension_basic" if total else "c_pension_unknown"
    return Result(
        headline=phrase(key, amount=total or ""),
        tone="plain" if found.total else "half",
        parts=(Part(title=phrase("c_sum"), steps=steps(found.steps)),),
        notes=tuple(written(note.zh, note.en) for note in found.notes),
        unknown=tuple(_missing(asked, one) for one in found.unknown),
        laws=laws_used(asked.book, (p for s in found.steps for p in s.policy), asked.now),
    )


def _missing(asked: Asked, cell: str) -> Both:
    return phrase("c_balance") if cell == "balance" else titles(asked.book, [cell])[0]


def _years(asked: Asked) -> Fraction:
    text = asked.text("years") or ""
    years = sums.money(text)  # Written like an amount: at most two decimals.
    if years is None:
        raise AmountUnreadable(name="years", given=text[:20])
    return Fraction(years, 100)


def steps(found: Iterable[sums.Step]) -> tuple[Step, ...]:
    """The steps of a sum as the pages show them."""
    return tuple(
        Step(Both(one.what.zh, one.what.en), one.formula, one.amount or "") for one in found
    )
