"""What is credited to a personal account (个人账户计入): by status, age, base or pension."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Final

import msgspec

from yika.ground.money import fen, yuan
from yika.insurance.amounts.asking import InputNeeded, NotPublishedHere, amounts, needed
from yika.insurance.amounts.charges import Bounds
from yika.insurance.amounts.options import WrongOption
from yika.insurance.amounts.sums import Note, Rounding, Step, share, shown
from yika.insurance.laws import Found, InsuranceLaws
from yika.policy.load import Book
from yika.policy.model import Names, Value
from yika.policy.words import lists

_MINUS: Final = Names("从中扣缴", "taken out of it")


class Credit(msgspec.Struct, frozen=True, kw_only=True):
    """What is credited, a month or a year, with its sum."""

    region: str
    on: date
    status: str
    per: str
    amount: str
    steps: tuple[Step, ...]
    notes: tuple[Note, ...]


def credit(
    book: Book,
    division: str,
    status: str,
    on: date,
    *,
    base: str | None = None,
    age: int | None = None,
    pension: str | None = None,
) -> Credit:
    """The credit of somebody with that status (a word of ``account_statuses``).

    Fails with WrongOption, AmountUnreadable, NotPublishedHere; InputNeeded where the region asks
    for the age, the base or the pension.
    """
    statuses = lists().members("account_status")
    if status not in statuses:
        raise WrongOption(name="status", given=status[:40], allowed=list(statuses))
    told = amounts({"base": base, "pension": pension})
    laws = InsuranceLaws(book, division)
    found = _rule(laws, status, on, age)
    rounding = laws.found("contribution.rounding", on)
    sums = Rounding.of(rounding.value) if rounding else Rounding()
    notes = list[Note]()
    what, formula, exact = _sum(found.value, age, told, _bounds(laws, status, on), notes)
    steps = [Step(what=what, formula=formula, amount=yuan(sums.fen(exact)), policy=(found.used,))]
    minus = found.value["minus"] if found.value != "none" and "minus" in found.value else None
    if minus is not None:
        before, exact = sums.fen(exact), max(exact - fen(minus), Fraction(0))
        taken, after = f"{yuan(before)} − {minus}", yuan(sums.fen(exact))
        steps.append(Step(what=_MINUS, formula=taken, amount=after, policy=(found.used,)))
    return Credit(
        region=division,
        on=on,
        status=status,
        per="month" if found.value == "none" else found.value.get("per", "month"),
        amount=yuan(sums.fen(exact)),
        steps=tuple(steps),
        notes=tuple(notes),
    )


def _sum(
    value: Value,
    age: int | None,
    told: dict[str, int | None],
    bounds: Bounds | None,
    notes: list[Note],
) -> tuple[Names, str, Fraction]:
    if value == "none":
        zh, en = "这类人员不计入个人账户", "nothing is credited for this status"
        return Names(zh, en), "0.00", Fraction(0)
    if "ages" in value:
        return _by_age(value, age)
    return _by_share(value, told, _counting(value, bounds), notes)


def _by_age(value: Value, age: int | None) -> tuple[Names, str, Fraction]:
    ages: list[Value] = value["ages"]
    if age is None and len(ages) > 1:
        raise InputNeeded(names=["age"])
    fits = [one for one in ages if age is None or age >= one["from"]]
    amount = fits[-1]["amount"] if fits else "0.00"
    what = Names("定额计入", "a fixed sum")
    return what, amount, Fraction(fen(amount))


def _rule(laws: InsuranceLaws, status: str, on: date, age: int | None) -> Found:
    found = needed(laws, "account.credit", on, account_status=status)
    if _too_old(found.value, age):
        cell = f"account.credit {status} {age}"
        raise NotPublishedHere(ids=[cell], division=laws.division, on=on)
    return found


def _too_old(value: Value, age: int | None) -> bool:
    """Whether the rule is for younger people only. Fails with InputNeeded without an age."""
    if value == "none" or "up_to_age" not in value:
        return False
    if age is None:
        raise InputNeeded(names=["age"])
    return age > value["up_to_age"]


def _counting(value: Value, bounds: Bounds | None) -> Bounds | None:
    """What bounds the base or pension the share is of: the region's bounds, and the least of it."""
    told = bounds if value["of"] == "base" else None
    if "least" not in value:
        return told
    least = fen(value["least"])
    if told is None:
        return Bounds(floor=least)
    return replace(told, floor=max(least, told.floor or 0))


def _by_share(
    value: Value, told: dict[str, int | None], bounds: Bounds | None, notes: list[Note]
) -> tuple[Names, str, Fraction]:
    of = value["of"]
    own = told[of]
    if bounds is not None and bounds.fixed is not None:
        own = bounds.fixed
    if own is None:
        raise InputNeeded(names=[of])
    within = own
    if bounds is not None and bounds.floor is not None:
        within = max(within, bounds.floor)
    if bounds is not None and bounds.ceiling is not None:
        within = min(within, bounds.ceiling)
    if within != own:
        zh = f"{yuan(own)} 不在上下限内,按 {yuan(within)} 计算"
        notes.append(Note("bounded", zh, f"{yuan(own)} is out of bounds; {yuan(within)} counts"))
    of_base = Names("本人缴费基数的比例", "a share of one's own base")
    of_pension = Names("本人养老金的比例", "a share of one's own pension")
    formula = f"{shown(within)} × {value['rate']}"
    return of_base if of == "base" else of_pension, formula, within * share(value["rate"])


def _bounds(laws: InsuranceLaws, status: str, on: date) -> Bounds | None:
    scheme = "flexible" if status.startswith("flexible") else "employee"
    value = laws.value("contribution.base", on, work_scheme=scheme, insurance="medical")
    return None if value is None else Bounds.of(value)
