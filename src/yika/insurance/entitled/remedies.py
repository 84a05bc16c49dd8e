"""When entitlement would begin after a remedy: everything owed paid, enrolled, or years repaired.

Each asks the same rules about the records as they would be then, so that what is promised is what
will be answered.
"""

from datetime import date, timedelta

import msgspec

from yika.ground.days import add_months
from yika.insurance.entitled.entitlement_laws import NONE, Asking, EntitlementLaws
from yika.insurance.entitled.gaps import first_free, gaps
from yika.insurance.entitled.months import CLOSING
from yika.insurance.entitled.residents import AGES_AGO, VARIABLE, WINDOW
from yika.insurance.model import Cover, Enrolment, Gap, Owed, PaidSpan, Scheme
from yika.policy.model import UNKNOWN


def begins_if_paid(cover: Cover, laws: EntitlementLaws, on: date) -> date | None:
    """The first day with benefit if all that is owed is paid on a day.

    None where nothing is owed, or where paying would not be enough or only make it later.
    """
    paid = paying(cover, laws, on)
    begins = None if paid is None else first_free(gaps(paid, laws), on)
    if begins is None or begins == on:
        return begins
    unpaid = first_free(gaps(cover, laws), on)
    return None if unpaid is not None and unpaid < begins else begins


def begins_if_enrolled(
    cover: Cover, laws: EntitlementLaws, on: date, scheme: str, group: str | None = None
) -> date | None:
    """The first day with benefit if somebody enrols in a scheme on a day and pays at once."""
    if scheme != Scheme.RESIDENT:
        month = on.replace(day=1)
        return first_free(gaps(_enrolled(cover, on, scheme, None, month, month), laws), on)
    asking = Asking(laws)
    year = asking.cover_year(on)
    found: list[date] = []
    for one in (year, year + 1):
        pays_on = _pays_on(asking, one, on)
        if pays_on is not None:
            opens = asking.cover_start(one)
            last = add_months(opens, 11)
            known = _enrolled(cover, pays_on, scheme, group, opens, last)
            free = first_free(gaps(known, laws), on)
            found += [free] if free is not None else []
    return min(found, default=None)


def begins_if_repaired(cover: Cover, laws: EntitlementLaws, on: date) -> date | None:
    """The first day with benefit if the premiums of all lapsed years are paid up.

    None where there is no wait that this makes shorter.
    """
    waits = waiting_for_years(gaps(cover, laws), on)
    if waits is None:
        return None
    every = tuple(range(on.year - AGES_AGO, on.year + 2))
    repaired = msgspec.structs.replace(cover, repaired=every)
    free = first_free(gaps(repaired, laws), on)
    return free if free is not None and waits.until and free < waits.until else None


def waiting_for_years(found: list[Gap], on: date) -> Gap | None:
    """The wait that lapsed years make longer, now or to come."""
    waits = (one for one in found if one.cause == "waiting" and VARIABLE in one.policy)
    return next((one for one in waits if one.until and one.until > on), None)


def owed_by(cover: Cover, on: date) -> list[Owed]:
    """The bills of months that have begun and are not paid in full."""
    return [
        bill
        for bill in cover.owed
        if bill.kind in CLOSING and bill.period <= on and bill.owed_fen > bill.paid_fen
    ]


def paying(cover: Cover, laws: EntitlementLaws, on: date) -> Cover | None:
    """The records if all that is owed, or the residents' year that runs, is paid on a day."""
    bills = owed_by(cover, on)
    spans = [_paid(bill, on) for bill in bills]
    asking = Asking(laws)
    for one in cover.enrolments:
        if one.scheme == Scheme.RESIDENT and not one.is_retired and _is_open(one, on):
            opens = asking.cover_start(asking.cover_year(on))
            span = PaidSpan(Scheme.RESIDENT, opens, add_months(opens, 11), on)
            taken = any(
                paid.scheme == Scheme.RESIDENT and paid.from_month <= on.replace(day=1)
                and paid.until_month >= on.replace(day=1)
                for paid in (*cover.paid, *spans)
            )  # fmt: skip
            is_over = _pays_on(asking, asking.cover_year(on), on) is None
            spans += [] if taken or is_over else [span]
    if not spans:
        return None
    left = tuple(bill for bill in cover.owed if bill not in bills)
    paid = tuple(sorted((*cover.paid, *spans), key=lambda span: span.from_month))
    return msgspec.structs.replace(cover, paid=paid, owed=left)


def _paid(bill: Owed, on: date) -> PaidSpan:
    months = 11 if bill.kind == "year" else 0
    return PaidSpan(bill.scheme, bill.period, add_months(bill.period, months), on)


def _is_open(one: Enrolment, on: date) -> bool:
    return one.starts_on <= on and (one.ends_on is None or one.ends_on >= on)


def _pays_on(asking: Asking, year: int, on: date) -> date | None:
    """The day on which a year's premium can be paid from a day on; None where it no longer can."""
    opens = asking.cover_start(year)
    window = asking.rule(WINDOW, opens)
    if window is None or window == NONE:
        return on if on >= opens else None
    if on <= window["closes"]:
        return on if window["opens"] == UNKNOWN else max(on, window["opens"])
    late = asking.rule("resident.late", opens)
    until = late["until"] if late and late != NONE else UNKNOWN
    return on if until == UNKNOWN or on <= until else None


def _enrolled(
    cover: Cover, on: date, scheme: str, group: str | None, first: date, last: date
) -> Cover:
    """The records with a new enrolment, paid for these months; what else was open is left."""
    before = on - timedelta(days=1)
    kept: list[Enrolment] = []
    for one in cover.enrolments:
        if one.ends_on is None and one.scheme == scheme and one.starts_on <= on:
            return msgspec.structs.replace(cover, paid=_with(cover, scheme, first, last, on))
        if one.ends_on is None and not one.is_retired and one.starts_on <= before:
            one = msgspec.structs.replace(one, ends_on=before, end_reason="changed")  # noqa: PLW2901
        kept.append(one)
    new = Enrolment(scheme=scheme, starts_on=on, group=group)
    paid = _with(cover, scheme, first, last, on)
    return msgspec.structs.replace(cover, enrolments=(*kept, new), paid=paid)


def _with(cover: Cover, scheme: str, first: date, last: date, on: date) -> tuple[PaidSpan, ...]:
    new = PaidSpan(scheme, first, last, on)
    return tuple(sorted((*cover.paid, new), key=lambda span: span.from_month))
