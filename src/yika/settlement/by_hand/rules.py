"""What speaks against a hand bill and what it is in the words of a till (手工报销规则). Pure."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from msgspec.structs import replace

from yika.ground.days import add_months, start_of
from yika.ground.errors import YikaError
from yika.institutions.model import Institution
from yika.settlement.by_hand.model import HandBill
from yika.settlement.by_hand.refusals import (
    ClaimTooLate,
    DirectoryDiffers,
    FundNeverPays,
    LevelNeeded,
    NoFundForCare,
    ServedAhead,
    StayEndNeeded,
)
from yika.settlement.model import Circumstances, Kind, Priced, SoFar
from yika.settlement.pricing.benefit import price
from yika.settlement.pricing.laws import BenefitLaws
from yika.settlement.pricing.lines import Line, added, split
from yika.settlement.pricing.raising import with_source
from yika.settlement.till.circumstances import Care, Place
from yika.settlement.till.refusals import NotDesignated, TotalDiffers
from yika.settlement.till.stopping import POOL
from yika.settlement.visits.visit_rules import EndsBeforeBegin, stay_days

# The national kind of care (med_type) of each, and of an emergency.
MED_TYPES: Final[Mapping[str, str]] = {
    Kind.OUTPATIENT: "11",
    Kind.INPATIENT: "21",
    Kind.CHRONIC: "14",
    Kind.TWO_DISEASES: "9901",
    Kind.PHARMACY: "41",
}
EMERGENCIES: Final[Mapping[str, str]] = {Kind.OUTPATIENT: "13", Kind.INPATIENT: "24"}
# Kinds of visit, where they are not called as the care.
VISITS: Final[Mapping[str, str]] = {Kind.CHRONIC: "outpatient", Kind.TWO_DISEASES: "outpatient"}
NOWHERE: Final = 0  # the number of an institution that no directory of ours has
ENDINGS: Final = ("0000", "00")  # of the codes of regions that have divisions within
BEFORE_READING: Final = (ServedAhead, EndsBeforeBegin, StayEndNeeded)  # no day to read facts of


def care_of(bill: HandBill) -> Care:
    """The care, as a till would be told of it."""
    med_type = MED_TYPES[bill.care]
    if bill.is_emergency:
        med_type = EMERGENCIES.get(bill.care, med_type)
    days = None
    if bill.care == Kind.INPATIENT:
        days = stay_days(start_of(bill.begins_on), start_of(bill.on))
    return Care(med_type, Kind(bill.care), bill.disease, days)


def place_of(bill: HandBill, known: Institution | None, region: int) -> Place:
    """Where care was given: as the directory knows it, or as the bill says."""
    if known is not None:
        return Place(known.region, known.institution_id, known.tier)
    there = region if is_within(bill.division, region) else int(bill.division)
    return Place(there, NOWHERE, bill.level or "")


def is_within(division: str, region: int) -> bool:
    """Whether a division is the region or lies in it.

    >>> is_within("430104", 430100), is_within("430104", 430200), is_within("310115", 310000)
    (True, False, True)
    """
    code = f"{region:06}"
    for zeros in ENDINGS:
        if code.endswith(zeros):
            return division.startswith(code.removesuffix(zeros))
    return division == code


def about_time(bill: HandBill, today: date, months: int | None) -> Iterable[YikaError]:
    """What is wrong with its days. `months` is how long one may claim, where that is known."""
    if bill.care == Kind.INPATIENT and bill.ends_on is None:
        yield StayEndNeeded()
    if bill.on < bill.begins_on:
        yield EndsBeforeBegin(begins_at=bill.begins_on, ends_at=bill.on)
    if bill.on > today:
        yield ServedAhead(on=bill.on, today=today)
    last_on = None if months is None else add_months(start_of(bill.on), months).date()
    if last_on is not None and today > last_on:
        yield ClaimTooLate(on=bill.on, months=months, last_on=last_on)


def about_costs(bill: HandBill, never: Iterable[str] | None) -> Iterable[YikaError]:
    """What is wrong with its amounts, and costs that the fund never pays."""
    total = sum(line.total_fen for line in bill.lines)
    if total != bill.total_fen:
        yield TotalDiffers(sent_fen=bill.total_fen, lines_fen=total)
    barred = sorted(set(bill.caused_by) & set(never or ()))
    if barred:
        yield FundNeverPays(causes=barred)


def about_place(bill: HandBill, known: Institution | None, region: int) -> Iterable[YikaError]:
    """What speaks against the institution. An emergency is paid for anywhere."""
    if known is None:
        if bill.level is None:
            yield LevelNeeded()
        if is_within(bill.division, region) and not bill.is_emergency:
            yield NotDesignated(starts_on=None, ends_on=None)
        return
    said = {
        "level": bill.level in (None, known.tier),
        "division": is_within(bill.division, known.region),
        "care": known.is_pharmacy == (bill.care == Kind.PHARMACY),
    }
    if differing := [name for name, is_right in said.items() if not is_right]:
        yield DirectoryDiffers(fields=differing)
    if not (known.in_force(bill.on) or bill.is_emergency):
        found = known.agreement(bill.on)
        yield NotDesignated(
            starts_on=None if found is None else found.starts_on,
            ends_on=None if found is None else found.ends_on,
        )
    if known.is_pharmacy and POOL not in known.accepts:
        yield NoFundForCare(care=bill.care)


def priced(laws: BenefitLaws, told: Circumstances, lines: Iterable[Line], so_far: SoFar) -> Priced:
    """What the funds pay of a bill paid in cash, as at a till where no account is used.

    Fails with BenefitUnknown, or with NoFundForCare.
    """
    firsts = laws.first_shares(told.on)
    parts = added([split(line, firsts) for line in lines])
    terms = laws.terms(told)
    if terms.basic is None:
        raise NoFundForCare(care=told.kind)
    found = price(terms, told, parts, so_far, told=True)
    return replace(found, steps=with_source(laws, terms, found.steps))
