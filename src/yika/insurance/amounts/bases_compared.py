"""What a higher base costs and what it brings: the same calculators, one base beside another."""

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction

import msgspec

from yika.ground.errors import YikaError
from yika.insurance.amounts.contribution import contribution
from yika.insurance.amounts.credit import credit
from yika.insurance.amounts.pension import ESTIMATE, estimate
from yika.insurance.amounts.sums import Note
from yika.policy.load import Book


class Alternative(msgspec.Struct, frozen=True, kw_only=True):
    """One base: what each payer pays a month, what the account gets, what a year of it is worth.

    `pension_a_year` is what each year paid on this base adds to the basic pension a month, with the
    base as one's indexed wage. Null where the region does not publish what it rests on.
    """

    base: str
    totals: dict[str, str]
    complete: bool
    credit: str | None
    pension_a_year: str | None


class Compared(msgspec.Struct, frozen=True, kw_only=True):
    """Several bases side by side, in the order asked."""

    region: str
    scheme: str
    on: date
    bases: tuple[Alternative, ...]
    notes: tuple[Note, ...]


def compare(
    book: Book,
    division: str,
    scheme: str,
    bases: Sequence[str],
    on: date,
    options: Mapping[str, str],
) -> Compared:
    """Each base by itself. Fails as `contribution` does."""
    found = tuple(_at(book, division, scheme, base, on, options) for base in bases)
    notes = (ESTIMATE,) if any(one.pension_a_year for one in found) else ()
    return Compared(region=division, scheme=scheme, on=on, bases=found, notes=notes)


def _at(
    book: Book, division: str, scheme: str, base: str, on: date, options: Mapping[str, str]
) -> Alternative:
    paid = contribution(book, division, scheme, base, on, options)
    counted = next((line.base for line in paid.lines if line.insurance == "pension"), base) or base
    status = "active" if scheme == "employee" else "flexible"
    try:
        credited = credit(book, division, status, on, base=base).amount
    except YikaError:
        credited = None
    try:
        terms: dict[str, str | None] = {"indexed_wage": counted}
        year = estimate(book, division, on, years=Fraction(1), terms=terms).basic
    except YikaError:
        year = None
    return Alternative(
        base=paid.base or base,
        totals=paid.totals,
        complete=paid.complete,
        credit=credited,
        pension_a_year=year,
    )
