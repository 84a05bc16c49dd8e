"""The records of a made-up person, from months paid and choices as typed.

Months that are not told between the first paid one and the day asked about count as unpaid once
they are due.
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Final

from yika.ground.days import add_months
from yika.ground.errors import YikaError, refuse_all
from yika.insurance.amounts.options import SCHEMES, UnknownOption, UnknownScheme, WrongOption
from yika.insurance.entitled.entitlement_laws import Asking, EntitlementLaws
from yika.insurance.entitled.months import first_of, number
from yika.insurance.model import Cover, Enrolment, Owed, PaidSpan, Scheme
from yika.policy.load import is_division
from yika.policy.words import lists


def check(scheme: str, options: Mapping[str, str]) -> None:
    """Refuse what cannot be: UnknownScheme, UnknownOption, WrongOption, all reasons at once."""
    reasons: list[YikaError] = []
    if scheme not in SCHEMES:
        reasons.append(UnknownScheme(given=scheme[:40], allowed=list(SCHEMES)))
    for name, member in options.items():
        if name not in OPTIONS:
            reasons.append(UnknownOption(name=name[:40], allowed=sorted(OPTIONS)))
        elif not OPTIONS[name][1](member):
            allowed = OPTIONS[name][0]()
            reasons.append(WrongOption(name=name, given=member[:40], allowed=allowed))
    refuse_all(reasons)


def cover_of(
    laws: EntitlementLaws,
    scheme: str,
    paid: tuple[PaidSpan, ...],
    on: date,
    repaired: int = 0,
    options: Mapping[str, str] | None = None,
    owed: tuple[Owed, ...] | None = None,
) -> Cover:
    """The records that the spans and choices describe; `owed` replaces what is taken as unpaid."""
    options = options or {}
    paid = tuple(sorted(paid, key=lambda span: span.from_month))
    asking = Asking(laws)
    if not paid:
        return Cover(owed=owed or ())
    before, here = _apart(paid, scheme, options)
    enrolments = [*_before(before, options), _here(asking, scheme, here, before, options)]
    spans = (*before, *here)
    bills = owed
    if bills is None and scheme != Scheme.RESIDENT:
        bills = _unpaid(asking, scheme, here, on, options.get("cause"))
    return Cover(
        enrolments=tuple(enrolments),
        paid=spans,
        owed=bills or (),
        repaired=_repaired(asking, scheme, spans, repaired),
    )


def _apart(
    paid: tuple[PaidSpan, ...], scheme: str, options: Mapping[str, str]
) -> tuple[tuple[PaidSpan, ...], tuple[PaidSpan, ...]]:
    """What was paid in another scheme or place, and what was paid in this one: the last span."""
    if not options.keys() & {"from_scheme", "moved_from"}:
        return (), paid
    place = int(options["moved_from"]) if "moved_from" in options else None
    other = options.get("from_scheme", scheme)
    before = [
        PaidSpan(other, one.from_month, one.until_month, one.paid_on, place) for one in paid[:-1]
    ]
    return tuple(before), paid[-1:]


def _before(before: tuple[PaidSpan, ...], options: Mapping[str, str]) -> list[Enrolment]:
    if not before or "moved_from" in options:
        return []  # Elsewhere is no enrolment here.
    ends = add_months(before[-1].until_month, 1) - timedelta(days=1)
    return [
        Enrolment(
            scheme=before[0].scheme,
            starts_on=before[0].from_month,
            ends_on=ends,
            end_reason="changed",
        )
    ]


def _here(
    asking: Asking,
    scheme: str,
    here: tuple[PaidSpan, ...],
    before: tuple[PaidSpan, ...],
    options: Mapping[str, str],
) -> Enrolment:
    born = date.fromisoformat(options["born"]) if "born" in options else None
    starts = here[0].from_month
    if scheme == Scheme.RESIDENT:
        starts = asking.cover_start(asking.cover_year(starts))
        starts = min(starts, here[0].paid_on or starts)
        starts = max(starts, add_months(before[-1].until_month, 1)) if before else starts
    how = "moved_in" if "moved_from" in options else "registered"
    if options.get("newborn") == "yes" or (born and options.get("group") == "newborn"):
        how, starts = "newborn", born or here[0].paid_on or here[0].from_month
    starts = date.fromisoformat(options["registered"]) if "registered" in options else starts
    told = {name: options[name] for name in ("born", "exempt", "aid", "lapsed") if name in options}
    group = options.get("group", "adult") if scheme == Scheme.RESIDENT else None
    return Enrolment(scheme=scheme, starts_on=starts, how=how, group=group, options=dict(told))


def _unpaid(
    asking: Asking, scheme: str, here: tuple[PaidSpan, ...], on: date, cause: str | None
) -> tuple[Owed, ...]:
    paid = {
        month
        for span in here
        for month in range(number(span.from_month), number(span.until_month) + 1)
    }
    payer = {"employer": "employer", "own": "person"}.get(cause or "")
    payer = payer or ("employer" if scheme == Scheme.EMPLOYEE else "person")
    last = max(number(on), *paid)
    bills = (
        Owed(scheme, first_of(at), "month", payer, asking.due_day(first_of(at), scheme), 1)
        for at in range(min(paid), last + 1)
        if at not in paid
    )
    return tuple(bill for bill in bills if bill.due_on < on or number(bill.period) < max(paid))


def _repaired(
    asking: Asking, scheme: str, spans: tuple[PaidSpan, ...], count: int
) -> tuple[int, ...]:
    """So many of the years before the last row of paid ones, the nearest first."""
    mine = [span for span in spans if span.scheme == scheme == Scheme.RESIDENT]
    if not count or not mine:
        return ()
    paid = {
        year
        for span in mine
        for year in range(
            asking.cover_year(span.from_month), asking.cover_year(span.until_month) + 1
        )
    }
    first = max(paid)
    while first - 1 in paid:
        first -= 1
    return tuple(range(first - count, first))


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).year >= 1900
    except ValueError:
        return False


def _is_age(text: str) -> bool:
    return text.isdecimal() and len(text) <= 3 and int(text) <= 150


def _words(axis: str) -> tuple[Callable[[], list[str]], Callable[[str], bool]]:
    return lambda: list(lists().members(axis)), lambda text: text in lists().members(axis)


def _of(*members: str) -> tuple[Callable[[], list[str]], Callable[[str], bool]]:
    return lambda: list(members), lambda text: text in members


def _exemptions() -> list[str]:
    return list(lists().words["wait_exemptions"])


_DAY: Final = (lambda: ["2026-03-01"], _is_day)
_AGE: Final = (lambda: ["0–150"], _is_age)
_PLACE: Final = (lambda: ["310000"], is_division)

OPTIONS: Final[Mapping[str, tuple[Callable[[], list[str]], Callable[[str], bool]]]] = {
    "group": _words("resident_group"),
    "aid": _words("aid_group"),
    "sex": _words("sex"),
    "newborn": _of("yes", "no"),
    "born": _DAY,
    "registered": _DAY,
    "exempt": (_exemptions, lambda text: text in _exemptions()),
    "cause": _of("employer", "own"),
    "from_scheme": _of(*SCHEMES),
    "moved_from": _PLACE,
    "age": _AGE,
    "lapsed": _AGE,
}
