"""Which tier (档次) a base belongs to, by what the region publishes and by what others say."""

from datetime import date
from fractions import Fraction

import msgspec

from yika.ground.money import fen, yuan
from yika.insurance.amounts.asking import amounts, needed
from yika.insurance.amounts.sums import Rounding, Step, share, shown
from yika.insurance.laws import InsuranceLaws
from yika.insurance.model import PolicyUsed
from yika.policy.load import Book
from yika.policy.model import Names, Value


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """The tier by one reading of the tiers, on one published wage.

    `begins` and `ends` are yuan a month, `ends` not in it. No tier (`number` is 0)
    below the first; no end above the last.
    """

    number: int
    name: Names | None
    begins: str | None
    ends: str | None
    wage: str
    source: str  # of the tiers
    confidence: str
    steps: tuple[Step, ...]


class Tier(msgspec.Struct, frozen=True, kw_only=True):
    """The tier of a base: the published reading first, then those of disagreeing sources.

    Disagreeing wages count as well: a provisional one that was corrected gave other tiers.
    """

    region: str
    on: date
    base: str
    wage: str
    readings: tuple[Reading, ...]
    agree: bool
    used: tuple[PolicyUsed, ...]


def tier(book: Book, division: str, base: str, on: date) -> Tier:
    """The tier of a monthly base. Fails with AmountUnreadable and NotPublishedHere."""
    declared = amounts({"base": base})["base"]
    assert declared is not None, "a base was typed"
    laws = InsuranceLaws(book, division)
    wage, tiers = needed(laws, "contribution.wage", on), needed(laws, "contribution.tiers", on)
    told = [(tiers.value, tiers.used.source, tiers.used.confidence)]
    told += [(one.value, one.source.key, one.confidence) for one in tiers.used.others]
    wages = dict.fromkeys((wage.value, *(one.value for one in wage.used.others)))
    used = (wage.used, tiers.used)
    readings = tuple(
        _reading(declared, fen(amount), value, (source, confidence), used)
        for amount in wages
        for value, source, confidence in told
    )
    return Tier(
        region=division,
        on=on,
        base=yuan(declared),
        wage=wage.value,
        readings=readings,
        agree=len({one.number for one in readings}) == 1,
        used=used,
    )


def _reading(
    declared: int,
    wage: int,
    tiers: list[dict[str, Value]],
    source: tuple[str, str],
    used: tuple[PolicyUsed, ...],
) -> Reading:
    begins = [Rounding().fen(Fraction(wage) * share(one["share"])) for one in tiers]
    number = sum(declared >= one for one in begins)
    steps = tuple(
        Step(
            what=Names(one["name"]["zh"], one["name"]["en"]),
            formula=f"{shown(wage)} × {one['share']}",
            amount=yuan(begin),
            policy=used,
        )
        for one, begin in zip(tiers, begins, strict=True)
    )
    return Reading(
        number=number,
        name=steps[number - 1].what if number else None,
        begins=yuan(begins[number - 1]) if number else None,
        ends=yuan(begins[number]) if number < len(begins) else None,
        wage=yuan(wage),
        source=source[0],
        confidence=source[1],
        steps=steps,
    )
