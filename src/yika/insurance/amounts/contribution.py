"""What somebody pays, line by line: every insurance, every payer, the sum in figures, the source.

Exact until the end; then each line is rounded as the region says. What a region does not publish
is left out and named, and the totals say that they are not complete.
"""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

import msgspec

from yika.ground.errors import Missing, Refused
from yika.ground.money import yuan
from yika.insurance.amounts.bases import RoundedBases, counted
from yika.insurance.amounts.charges import (
    LOWEST_CLASS,
    Charged,
    Charges,
    charges_of,
    choices,
    published,
)
from yika.insurance.amounts.options import check
from yika.insurance.amounts.premium import premium
from yika.insurance.amounts.remarks import assumptions, base_change, remarks
from yika.insurance.amounts.sums import Note, Rounding, percent, share, shown
from yika.insurance.amounts.top_up import top_up
from yika.insurance.laws import Found, InsuranceLaws
from yika.insurance.model import PolicyUsed
from yika.policy.load import Book


class NothingDeclared(Refused):
    """Nobody said on which base it is paid. Facts: scheme."""

    code = "nothing_declared"


class NoRatesHere(Missing):
    """The region publishes nothing that could be charged. Facts: division, scheme, on, unknown."""

    code = "no_rates_here"


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """What one payer owes for one insurance. Amounts are yuan; a fixed sum has no base and rate."""

    insurance: str
    payer: str  # employer | person | subsidy
    per: str  # month | year | once
    base: str | None
    rate: str | None
    plus: str | None
    amount: str
    amount_fen: int
    formula: str
    policy: str  # the id behind the amount
    source: str  # key of its source
    confidence: str
    used: tuple[PolicyUsed, ...]
    notes: tuple[Note, ...] = ()


class Contribution(msgspec.Struct, frozen=True, kw_only=True):
    """All lines, with totals a payer. `complete` is false where a line or a bound is not known."""

    region: str
    scheme: str
    on: date
    base: str | None
    options: dict[str, str]
    per: str  # what `totals` are for: month | year | once
    lines: tuple[Line, ...]
    totals: dict[str, str]
    yearly_totals: dict[str, str]  # lines paid by the year, where the others are by the month
    complete: bool
    unknown: tuple[str, ...]
    assumed: dict[str, str]
    notes: tuple[Note, ...]
    rounding: PolicyUsed | None


def contribution(
    book: Book,
    division: str,
    scheme: str,
    base: str | None,
    on: date,
    options: Mapping[str, str],
) -> Contribution:
    """What is owed for the month or cover year of a day.

    Fails with UnknownScheme, UnknownOption, WrongOption and AmountUnreadable (all at once),
    NothingDeclared, GroupNeeded, NoRatesHere.
    """
    laws = InsuranceLaws(book, division)
    declared = check(laws, scheme, base, on, options)
    found = laws.found("contribution.rounding", on)
    sums = _Sums(Rounding.of(found.value) if found else Rounding())
    if scheme == "resident":
        unknown, assumed, notes = _resident(sums, laws, on, options, base)
    else:
        unknown, assumed, notes = _working(sums, laws, scheme, declared, on, options)
    if not sums.lines:
        raise NoRatesHere(division=division, scheme=scheme, on=on, unknown=unknown)
    return Contribution(
        region=division,
        scheme=scheme,
        on=on,
        base=None if declared is None else yuan(declared),
        options=dict(options),
        per=sums.per,
        lines=tuple(sums.lines),
        totals=sums.totals(sums.per),
        yearly_totals=sums.totals("year") if sums.per == "month" else {},
        complete=not unknown,
        unknown=tuple(unknown),
        assumed=assumed,
        notes=tuple(dict.fromkeys((*notes, *(n for line in sums.lines for n in line.notes)))),
        rounding=found.used if found else None,
    )


class _Sums:
    """Lines as they are worked out, and how they add up."""

    def __init__(self, rounding: Rounding) -> None:
        self.rounding = rounding
        self.lines: list[Line] = []
        self._exact: dict[tuple[str, str], Fraction] = {}

    @property
    def per(self) -> str:
        """The span the totals are for: months first."""
        spans = [line.per for line in self.lines]
        return "month" if "month" in spans else spans[0]

    def totals(self, per: str) -> dict[str, str]:
        """What each payer owes in all."""
        found: dict[str, int] = {}
        for line in self.lines:
            if line.per == per:
                found[line.payer] = found.get(line.payer, 0) + line.amount_fen
        return {payer: yuan(amount) for payer, amount in found.items()}

    def fen(self, exact: Fraction, payer: str, per: str) -> int:
        """Whole fen of the next line; where only totals are rounded, so that lines add up."""
        if self.rounding.each == "insurance":
            return self.rounding.fen(exact)
        before = self._exact.get((payer, per), Fraction(0))
        after = self._exact[payer, per] = before + exact
        return self.rounding.fen(after) - self.rounding.fen(before)


def _working(
    sums: _Sums,
    laws: InsuranceLaws,
    scheme: str,
    declared: int | None,
    on: date,
    options: Mapping[str, str],
) -> tuple[list[str], dict[str, str], list[Note]]:
    once = "top_up" in options
    charges = top_up(laws, scheme, on, options) if once else charges_of(laws, scheme, on, options)
    bases = RoundedBases() if once else RoundedBases.of(laws, scheme, on)
    if declared is None:
        _without_base(charges, scheme)
    months = int(options.get("months", "1")) if once else 1
    for line in charges.lines:
        sums.lines.append(_line(sums, line, declared, bases, months))
    assumed = _assumed(charges, scheme, declared, options)
    known = choices(published(laws, scheme, on))
    unknown = [*charges.unknown, *_unbounded(charges, scheme)]
    return unknown, assumed, assumptions(assumed, options, known)


def _without_base(charges: Charges, scheme: str) -> None:
    """Without a declared base a flexible worker pays on the floor; an employer has to declare one.

    A line without a floor is left out, unless nothing else is there to be worked out.
    """
    lost = [line for line in charges.lines if line.needs_base and not line.has_floor]
    needed = any(line.needs_base for line in charges.lines)
    if (scheme == "employee" and needed) or (lost and len(lost) == len(charges.lines)):
        raise NothingDeclared(scheme=scheme)
    charges.lines = [line for line in charges.lines if line not in lost]
    charges.unknown += dict.fromkeys(_cell(scheme, line) for line in lost)


def _unbounded(charges: Charges, scheme: str) -> list[str]:
    """Bases whose bounds are not published: the declared one is taken as it is, and it is told."""
    lines = (line for line in charges.lines if line.needs_base and line.bounds is None)
    return list(dict.fromkeys(_cell(scheme, line) for line in lines))


def _cell(scheme: str, line: Charged) -> str:
    return f"contribution.base {scheme} {line.insurance}"


def _assumed(
    charges: Charges, scheme: str, declared: int | None, options: Mapping[str, str]
) -> dict[str, str]:
    assumed: dict[str, str] = {}
    injury = any(line.insurance == "injury" for line in charges.lines)
    if scheme == "employee" and injury and "injury_class" not in options:
        assumed["injury_class"] = LOWEST_CLASS
    if declared is None and any(line.needs_base for line in charges.lines):
        assumed["base"] = "floor"
    return assumed


def _line(
    sums: _Sums, line: Charged, declared: int | None, bases: RoundedBases, months: int
) -> Line:
    charge = line.charge
    base = counted(line, declared, bases)
    rate = share(charge.rate)
    exact = base.fen * rate + charge.plus_fen
    per = "once" if months > 1 else charge.per
    amount = sums.fen(exact, line.payer, per) * months
    parts = [f"{shown(base.fen)} × {charge.rate}"] if rate else []
    parts += [yuan(charge.plus_fen)] if charge.plus_fen or not rate else []
    formula = " + ".join(parts)
    because = _because(line, bases) if rate else (line.rate,)
    changed = base_change(base.change, declared, base.fen) if rate else ()
    return Line(
        insurance=line.insurance,
        payer=line.payer,
        per=per,
        base=shown(base.fen) if rate else None,
        rate=charge.rate if rate else None,
        plus=yuan(charge.plus_fen) if charge.plus_fen else None,
        amount=yuan(amount),
        amount_fen=amount,
        formula=f"({formula}) × {months}" if months > 1 else formula,
        policy=line.rate.used.id,
        source=line.rate.used.source,
        confidence=line.rate.used.confidence,
        used=tuple(one.used for one in because),
        notes=(*changed, *remarks(line, because)),
    )


def _because(line: Charged, bases: RoundedBases) -> tuple[Found, ...]:
    rounding = Found(bases.used.value, bases.used) if bases.used else None
    return tuple(one for one in (line.rate, line.base, rounding) if one is not None)


def _resident(
    sums: _Sums, laws: InsuranceLaws, on: date, options: Mapping[str, str], base: str | None
) -> tuple[list[str], dict[str, str], list[Note]]:
    told = premium(laws, on, options)
    for line in told.lines:
        first = line.because[0].used
        amount = sums.fen(line.exact_fen, line.payer, line.per)
        sums.lines.append(
            Line(
                insurance="medical",
                payer=line.payer,
                per=line.per,
                base=line.base,
                rate=percent(share(line.rate)) if line.rate else None,
                plus=None,
                amount=yuan(amount),
                amount_fen=amount,
                formula=line.formula,
                policy=first.id,
                source=first.source,
                confidence=first.confidence,
                used=tuple(one.used for one in line.because),
                notes=remarks(None, line.because),
            )
        )
    notes = [*told.notes, *assumptions(told.assumed, options, ())]
    if base is not None:
        zh, en = "居民按年定额缴费,与基数无关", "residents pay by the year; a base changes nothing"
        notes.append(Note("base_ignored", zh, en))
    return told.unknown, told.assumed, notes
