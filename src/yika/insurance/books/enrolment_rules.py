"""What stands against an enrolment. Pure functions of what is held, what is asked and the law."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import combinations

from yika.ground.errors import Conflict, Missing, Refused, YikaError, reasons_of
from yika.insurance.amounts.charges import charges_of
from yika.insurance.amounts.options import check
from yika.insurance.laws import InsuranceLaws
from yika.insurance.model import Enrolment, PaidSpan, Scheme
from yika.policy.words import lists


class EnrolmentOverlaps(Conflict):
    """Somebody is enrolled at that time already. Facts: scheme, starts_on, ends_on."""

    code = "enrolment_overlaps"


class EnrolmentOverForGood(Refused):
    """The person has died; nothing can be enrolled any more. Facts: died_on."""

    code = "enrolment_over_for_good"


class NotEnrolled(Missing):
    """No enrolment is open on that day. Facts: scheme (the last one, or none)."""

    code = "not_enrolled_then"


class EmployerNeeded(Refused):
    """An employee is enrolled through an employer, and nobody else is. Facts: scheme."""

    code = "employer_needed"


class ResidentGroupNeeded(Refused):
    """A resident belongs to a group, and nobody else does. Facts: scheme, allowed."""

    code = "resident_group_needed"


class WageNeeded(Refused):
    """Contributions of this scheme are a share of a base that has to be declared. Facts: scheme."""

    code = "base_needed"


class NewbornTooLate(Refused):
    """The days within which a newborn is enrolled from birth are over. Facts: within_days."""

    code = "newborn_too_late"


class NoNewbornRule(Missing):
    """The region publishes no rule for newborns; enrol as a resident. Facts: division."""

    code = "no_newborn_rule"


class SpansOverlap(Conflict):
    """Months are paid twice in what is carried on. Facts: from_month, until_month."""

    code = "spans_overlap"


def objections(held: Sequence[Enrolment], new: Enrolment, laws: InsuranceLaws) -> list[YikaError]:
    """Every reason why somebody with these enrolments may not be enrolled so."""
    found = overlaps(held, new)
    found += _about_options(new, laws)
    if (new.employer_id is None) == (new.scheme == Scheme.EMPLOYEE):
        found.append(EmployerNeeded(scheme=new.scheme))
    groups = lists().members("resident_group")
    fits = new.group in groups if new.scheme == Scheme.RESIDENT else new.group is None
    if not fits:
        found.append(ResidentGroupNeeded(scheme=new.scheme, allowed=list(groups)))
    if new.base_fen is None and not new.is_retired and _needs_base(new, laws):
        found.append(WageNeeded(scheme=new.scheme))
    return found


def overlaps(held: Sequence[Enrolment], new: Enrolment) -> list[YikaError]:
    """The enrolments that a new one would overlap, and a death before it."""
    found: list[YikaError] = [
        EnrolmentOverlaps(scheme=one.scheme, starts_on=one.starts_on, ends_on=one.ends_on)
        for one in held
        if (one.ends_on is None or one.ends_on >= new.starts_on)
        and (new.ends_on is None or one.starts_on <= new.ends_on)
    ]
    died = [one.ends_on for one in held if one.end_reason == "died"]
    if died:
        found.append(EnrolmentOverForGood(died_on=died[-1]))
    return found


def newborn_start(laws: InsuranceLaws, born_on: date, today: date) -> tuple[date, list[YikaError]]:
    """The first day of a newborn's cover, and what stands against it."""
    rule = laws.value("resident.newborn", born_on)
    if rule is None:
        return today, [NoNewbornRule(division=laws.division)]
    until = born_on + timedelta(days=rule["within_days"])
    starts_on = born_on if rule["begins"] == "birth" else today
    if born_on <= today <= until:
        return starts_on, []
    return starts_on, [NewbornTooLate(within_days=rule["within_days"])]


def span_overlaps(known: Iterable[PaidSpan], new: Sequence[PaidSpan]) -> list[YikaError]:
    """The months that would be counted twice."""
    first = list(known)
    pairs = [(a, b) for a in first for b in new] + list(combinations(new, 2))
    return [
        SpansOverlap(from_month=b.from_month, until_month=b.until_month)
        for a, b in pairs
        if a.from_month <= b.until_month and b.from_month <= a.until_month
    ]


def _about_options(new: Enrolment, laws: InsuranceLaws) -> list[YikaError]:
    try:
        check(laws, new.scheme, None, new.starts_on, new.choices)
    except YikaError as error:
        return reasons_of(error)
    return []


def _needs_base(new: Enrolment, laws: InsuranceLaws) -> bool:
    if new.scheme not in (Scheme.EMPLOYEE, Scheme.FLEXIBLE):
        return False
    lines = charges_of(laws, new.scheme, new.starts_on, new.choices).lines
    return any(line.needs_base for line in lines)
