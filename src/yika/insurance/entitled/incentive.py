"""What unbroken and claim-free years add to the critical-illness ceiling, every step told."""

from datetime import date

import msgspec
from msgspec.structs import replace

from yika.ground.errors import refuse_all
from yika.ground.money import fen, yuan
from yika.insurance.amounts.options import WrongOption
from yika.insurance.entitled.ceiling import Bonus, YearOfCover, bonus, most_added
from yika.insurance.entitled.entitlement_laws import NONE, EntitlementLaws
from yika.insurance.model import PolicyUsed
from yika.policy.load import Book
from yika.policy.model import UNKNOWN, Value

INCENTIVE = "entitlement.incentive"
CEILING = "entitlement.critical_ceiling"
LONGEST = 150  # years


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One step of the sum: what, the sum as written, and what came out, yuan."""

    zh: str
    en: str
    formula: str
    amount: str


class Incentive(msgspec.Struct, frozen=True, kw_only=True):
    """The bonus on the critical-illness ceiling in yuan; None where no source tells what it needs.

    `earned` is for unbroken years, `zero_claim` for years without a claim, `malus` for lapses;
    `most` is the most that both may add, `added` what is added in the end.
    """

    region: str
    on: date
    years_continuous: int
    zero_claim_years: int
    original: str | None
    earned: str | None = None
    zero_claim: str | None = None
    malus: str | None = None
    most: str | None = None
    added: str | None = None
    ceiling: str | None = None
    steps: tuple[Step, ...] = ()
    unknown: tuple[str, ...]
    policy: tuple[PolicyUsed, ...]


def incentive(
    book: Book,
    region: str,
    on: date,
    years_continuous: int,
    zero_claim_years: int,
    *,
    is_used: bool = False,
    lapsed: int = 0,
    original: str | None = None,
) -> Incentive:
    """The bonus after so many unbroken years. `original` replaces the published ceiling, yuan.

    `is_used`: the bonus was drawn on in the last of them, which clears the claim-free part;
    `lapsed` years not insured follow them. Fails with WrongOption for years no life has, and for
    more claim-free years than unbroken ones.
    """
    _check(years_continuous, zero_claim_years, lapsed)
    laws = EntitlementLaws(book, region)
    rule, ceiling = laws.found(INCENTIVE, on), laws.found(CEILING, on)
    known = original or (ceiling.value if ceiling else None)
    told = [rule] if original else [rule, ceiling]
    unknown = {name for name, found in ((INCENTIVE, rule), (CEILING, known)) if not found}
    asked = Incentive(
        region=region,
        on=on,
        years_continuous=years_continuous,
        zero_claim_years=zero_claim_years,
        original=known,
        unknown=tuple(sorted(unknown)),
        policy=tuple(found.used for found in told if found),
    )
    if rule is None or known is None:
        return asked
    years = _years(on.year, years_continuous, zero_claim_years, lapsed, is_used=is_used)
    return _worked_out(asked, rule.value, known, years)


def _check(unbroken: int, zero_claim: int, lapsed: int) -> None:
    given = {
        "years_continuous": (unbroken, LONGEST),
        "zero_claim_years": (zero_claim, min(unbroken, LONGEST)),
        "lapsed_years": (lapsed, LONGEST),
    }
    refuse_all(
        [
            WrongOption(name=name, given=f"{count} 年 years", allowed=[f"0–{most}"])
            for name, (count, most) in given.items()
            if not 0 <= count <= most
        ]
    )


def _worked_out(
    asked: Incentive, rule: Value, original: str, years: list[YearOfCover]
) -> Incentive:
    if rule == NONE:
        none = dict.fromkeys(("earned", "zero_claim", "malus", "most", "added"), "0.00")
        return replace(asked, **none, ceiling=original)
    found = bonus(rule, fen(original), years)
    return replace(
        asked,
        earned=yuan(found.earned_fen),
        zero_claim=yuan(found.zero_claim_fen),
        malus=yuan(found.malus_fen),
        most=yuan(most_added(rule, fen(original))),
        added=yuan(found.capped_fen),
        ceiling=yuan(found.ceiling_fen),
        steps=_steps(rule, original, found, years),
        unknown=tuple(sorted({*asked.unknown, *found.unknown})),
    )


def _years(
    last: int, unbroken: int, zero_claim: int, lapsed: int, *, is_used: bool
) -> list[YearOfCover]:
    """The years in order of time: the claim-free ones first, the one of use last, then lapses."""
    first = last - unbroken - lapsed
    years = [_paid(first + at, at, unbroken, zero_claim, is_used=is_used) for at in range(unbroken)]
    return years + [YearOfCover(first + unbroken + at, is_paid=False) for at in range(lapsed)]


def _paid(year: int, at: int, unbroken: int, zero_claim: int, *, is_used: bool) -> YearOfCover:
    drawn = is_used and at == unbroken - 1
    return YearOfCover(year, is_paid=True, is_zero_claim=at < zero_claim, is_bonus_used=drawn)


def _steps(rule: Value, original: str, found: Bonus, years: list[YearOfCover]) -> tuple[Step, ...]:
    unbroken = sum(one.is_paid for one in years)
    free = sum(one.is_zero_claim for one in years)
    lapsed = len(years) - unbroken
    beyond = max(0, unbroken - rule["after_years"])
    both = found.earned_fen + found.zero_claim_fen
    most, malus = most_added(rule, fen(original)), rule.get("malus", "0.00")
    kept = {"yes": "", UNKNOWN: " (?)"}.get(rule["lapse_keeps_earned"], " → 0") if lapsed else ""
    cleared = " → 0" if any(one.is_bonus_used for one in years) else kept
    lines = [
        (
            "连续参保奖励", "for unbroken years",
            f"({unbroken} - {rule['after_years']} → {beyond}) × {rule['per_year']}{kept}",
            found.earned_fen,
        ),
        (
            "零报销奖励", "for years without a claim",
            f"{free} × {rule['zero_claim']}{cleared}", found.zero_claim_fen,
        ),
        (
            "两项之和", "both together",
            f"{yuan(found.earned_fen)} + {yuan(found.zero_claim_fen)}", both,
        ),
        ("最多可加", "the most that may be added", f"{rule['cap']} × {original}", most),
    ]  # fmt: skip
    if found.malus_fen:
        held = min(found.malus_fen, most)
        lines.append(("断保降低", "less for lapses", f"{lapsed} × {malus}", held))
    lines += [
        ("实际增减", "added in the end", f"min({yuan(both)}, {yuan(most)})"
         + (f" - {yuan(min(found.malus_fen, most))}" if found.malus_fen else ""),
         found.capped_fen),
        ("大病保险封顶线", "critical-illness ceiling", f"{original} + {yuan(found.capped_fen)}",
         found.ceiling_fen),
    ]  # fmt: skip
    return tuple(
        Step(zh=zh, en=en, formula=formula, amount=yuan(amount))
        for zh, en, formula, amount in lines
    )
