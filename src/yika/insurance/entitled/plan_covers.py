"""The records as they would be, for each way to go through a time without paying."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from yika.ground.days import add_months
from yika.insurance.entitled.entitlement_laws import Asking, EntitlementLaws
from yika.insurance.entitled.months import first_of, number
from yika.insurance.model import Cover, Enrolment, Owed, PaidSpan, Scheme

LATER = 120  # months paid after the restart, so that every wait comes to its end


class Break(NamedTuple):
    """A time without paying: months from `stop` until before `restart`, both first days."""

    scheme: str
    paid: tuple[PaidSpan, ...]
    stop: date
    restart: date
    moves: bool = False

    @property
    def begins(self) -> date:
        """The first month paid."""
        return min((span.from_month for span in self.paid), default=self.stop)

    @property
    def horizon(self) -> date:
        """The day up to which a plan looks."""
        return add_months(self.restart, LATER)


def covers(laws: EntitlementLaws, gone: Break) -> dict[str, Cover]:
    """The records by the name of each way."""
    if gone.moves:
        repaid, waited = (_moved(gone, repaid=one) for one in (True, False))
        return {"go_on": _going_on(gone), "repay": repaid, "wait": waited}
    told = {"go_on": _going_on(gone), "repay": _repaid(gone), "wait": stopped(laws, gone)}
    if laws.rule("entitlement.switch", gone.stop, "employee_to_resident") is not None:
        told["resident"] = _as_resident(gone)
    return told


def _before(gone: Break, place: int | None = None) -> list[PaidSpan]:
    """What was paid up to the stop; months not told before it are taken as paid in time."""
    kept = [
        PaidSpan(one.scheme, one.from_month, min(one.until_month, _month(gone.stop, -1)),
                 one.paid_on, place or one.place)
        for one in gone.paid
        if one.from_month < gone.stop
    ]  # fmt: skip
    last = max((one.until_month for one in kept), default=_month(gone.stop, -2))
    first, until = _month(last, 1), _month(gone.stop, -1)
    if first <= until:
        kept.append(PaidSpan(gone.scheme, first, until, None, place))
    return kept


def _after(gone: Break) -> PaidSpan:
    return PaidSpan(gone.scheme, gone.restart, _month(gone.restart, LATER))


def _between(gone: Break, paid_on: date | None) -> PaidSpan:
    return PaidSpan(gone.scheme, gone.stop, _month(gone.restart, -1), paid_on)


def _going_on(gone: Break) -> Cover:
    paid = (*_before(gone), _between(gone, None), _after(gone))
    return Cover(enrolments=(_whole(gone),), paid=paid)


def _repaid(gone: Break) -> Cover:
    paid = (*_before(gone), _between(gone, gone.restart), _after(gone))
    return Cover(enrolments=(_whole(gone),), paid=paid)


def stopped(laws: EntitlementLaws, gone: Break) -> Cover:
    """Where a region tells when benefit stops, by that rule; else nobody is enrolled meanwhile."""
    paid = (*_before(gone), _after(gone))
    if laws.rule("entitlement.stop", gone.stop, gone.scheme) is not None:
        return Cover(enrolments=(_whole(gone),), paid=paid, owed=tuple(_unpaid(laws, gone)))
    return Cover(enrolments=_parted(gone), paid=paid)


def _unpaid(laws: EntitlementLaws, gone: Break) -> Iterator[Owed]:
    asking = Asking(laws)
    payer = "employer" if gone.scheme == Scheme.EMPLOYEE else "person"
    for at in range(number(gone.stop), number(gone.restart)):
        month = first_of(at)
        yield Owed(gone.scheme, month, "month", payer, asking.due_day(month, gone.scheme), 1)


def _as_resident(gone: Break) -> Cover:
    years = range(gone.stop.year, (gone.restart - date.resolution).year + 1)
    home = [_resident_year(year, gone.stop) for year in years]
    meanwhile = Enrolment(
        scheme=Scheme.RESIDENT,
        starts_on=gone.stop,
        ends_on=gone.restart - timedelta(days=1),
        end_reason="changed",
        group="adult",
    )
    first, second = _parted(gone)
    paid = (*_before(gone), *home, _after(gone))
    return Cover(enrolments=(first, meanwhile, second), paid=paid)


def _resident_year(year: int, stop: date) -> PaidSpan:
    opens = date(year, 1, 1)
    return PaidSpan(Scheme.RESIDENT, opens, date(year, 12, 1), max(stop, opens))


def _moved(gone: Break, *, repaid: bool) -> Cover:
    """Insured elsewhere before, and at the new place from the restart, or from what was paid in."""
    between = (_between(gone, gone.restart),) if repaid else ()
    starts = gone.stop if repaid else gone.restart
    there = Enrolment(scheme=gone.scheme, starts_on=starts, how="moved_in")
    paid = (*_before(gone, place=1), *between, _after(gone))
    return Cover(enrolments=(there,), paid=paid)


def _whole(gone: Break) -> Enrolment:
    return Enrolment(scheme=gone.scheme, starts_on=gone.begins)


def _parted(gone: Break) -> tuple[Enrolment, Enrolment]:
    before = Enrolment(
        scheme=gone.scheme,
        starts_on=min(gone.begins, gone.stop - timedelta(days=1)),
        ends_on=gone.stop - timedelta(days=1),
        end_reason="left",
    )
    return before, Enrolment(scheme=gone.scheme, starts_on=gone.restart)


def _month(day: date, months: int) -> date:
    return add_months(day.replace(day=1), months)
