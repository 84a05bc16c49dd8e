"""Months not paid, and what follows: benefit stops, is restored, or begins again after a wait.

Debts are followed by the day: months that were owed at the same time are one gap, which is over
when all of them are paid (after_repayment) or when payment was taken up again without them
(after_gap, or transfer for somebody who moved in). What the region does not tell adds nothing.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final, NamedTuple

from yika.insurance.entitled.entitlement_laws import NONE, Asking
from yika.insurance.entitled.months import Month, Months, Run, first_of, number
from yika.insurance.entitled.switches import Covered, from_residents
from yika.insurance.entitled.waits import Anchor, first_day, step_for
from yika.insurance.model import Enrolment, Gap
from yika.policy.model import Value

STOP: Final = "entitlement.stop"
FIRST: Final = "entitlement.first"
AFTER_GAP: Final = "entitlement.after_gap"
AFTER_REPAYMENT: Final = "entitlement.after_repayment"
TRANSFER: Final = "entitlement.transfer"
ARRIVED: Final = ("moved_in", "carried")


class Debt(NamedTuple):
    """Months that were unpaid together; `resumes` is the month paid after them, if there is one."""

    months: list[Month]
    resumes: int | None

    @property
    def is_settled(self) -> bool:
        """Whether every month was paid in the end."""
        return all(month.paid_on for month in self.months)


def arrears(months: Months, covered: Covered) -> Iterator[Gap]:
    """The gaps of the employees' insurance: arrears, and waits before and after them.

    `covered` are the months paid in either insurance.
    """
    yield from _first_wait(months, covered)
    for run in months.runs():
        for debt in debts(run):
            yield from _of_debt(months, debt, covered)


def debts(run: Run) -> Iterator[Debt]:
    """A run in the debts it consists of: a month joins if it fell due before all was paid."""
    left = run.months
    end = left[-1].at + 1
    resumed: int | None = None
    while left:
        size, horizon = 1, left[0].paid_on or date.max
        while size < len(left) and horizon > left[size].due_on:
            horizon = max(horizon, left[size].paid_on or date.max)
            size += 1
        unpaid = [at for at, month in enumerate(left[:size]) if month.paid_on is None]
        taken = unpaid[-1] + 1 if unpaid else size
        later = left[taken:]
        follows = later[0].at if later else (end if run.is_followed else None)
        if unpaid and later:
            follows = min((_arrival(month), month.at) for month in later)[1]
            if run.is_followed and first_of(end) <= min(map(_arrival, later)):
                follows = end
            later = [month for month in later if month.at != follows]
            resumed = follows
        elif resumed is not None and resumed > left[0].at:
            follows = resumed
        yield Debt(left[:taken], follows)
        left = later


def _arrival(month: Month) -> date:
    """The day from which a month paid late counts as paid."""
    return max(month.paid_on or date.max, first_of(month.at))


def _of_debt(
    months: Months, debt: Debt, covered: Covered, *, if_silent: bool = True
) -> Iterator[Gap]:
    """The gaps of one debt. `if_silent`: whether resuming opens where the region tells no rule."""
    since = _stops_on(months, debt.months[0], _matters_until(months, debt))
    if since is None:
        return
    if debt.is_settled:
        yield from _of_settled(months, debt, covered)
        return
    over, begins, policy, share = date.max, date.max, "", None
    if debt.resumes is not None and (if_silent or _is_told(months, debt, debt.resumes)):
        over = months.arrival(debt.resumes)
        begins, policy, share = _resumed(months, debt, debt.resumes, over, covered)
    if since <= over:
        yield from _unpaid(debt, since, min(over, begins), months)
        if begins > over:
            yield Gap("waiting", over, begins, (policy,), _periods(debt), share)


def _of_settled(months: Months, debt: Debt, covered: Covered) -> Iterator[Gap]:
    """All was paid later.

    Until the last payment it was as if that had not come; from then on it is the better of what it
    leads to and of what would have been without it.
    """
    paid_on = max(month.paid_on for month in debt.months if month.paid_on)
    as_before = [
        month._replace(paid_on=None) if month.paid_on == paid_on else month for month in debt.months
    ]
    run = Run(as_before, debt.resumes is not None)
    before = [gap for one in debts(run) for gap in _of_debt(months, one, covered, if_silent=False)]
    begins, policy, share, is_covered = _repaid(months, debt, paid_on)
    otherwise = _free(before, paid_on)
    stopped = otherwise is None or otherwise > paid_on
    begins = begins if otherwise is None else min(begins, otherwise)
    end = min(paid_on, begins) if stopped else paid_on
    for gap in before:
        if not is_covered and gap.since and gap.since < end:
            until = end if gap.until is None else min(gap.until, end)
            yield gap._replace(until=until, periods=_periods(debt))
    if stopped and begins > paid_on:
        yield Gap("waiting", paid_on, begins, (policy,), _periods(debt), share)


def _free(gaps: list[Gap], day: date) -> date | None:
    """The first day from `day` on that lies in none of the gaps, which are in order of time."""
    for gap in gaps:
        if gap.since and gap.since <= day and (gap.until is None or day < gap.until):
            if gap.until is None:
                return None
            day = gap.until
    return day


def _unpaid(debt: Debt, since: date, until: date, months: Months) -> Iterator[Gap]:
    """The arrears themselves, apart by whose they are: the remedies differ."""
    told: set[str] = set()
    for month in debt.months:
        if month.enrolled and month.owed_by not in told:
            told.add(month.owed_by)
            stop = since if month is debt.months[0] else _stops_on(months, month, until)
            cause = "arrears_employer" if month.owed_by == "employer" else "arrears_own"
            if stop is not None and max(stop, since) < until:
                end = None if until == date.max else until
                mine = [one for one in debt.months if one.owed_by == month.owed_by]
                yield Gap(cause, max(stop, since), end, (STOP,), _periods(Debt(mine, None)))


def _matters_until(months: Months, debt: Debt) -> date:
    """The day up to which a rule on the debt could make a difference."""
    if debt.resumes is not None:
        return months.arrival(debt.resumes)
    return max(month.paid_on or date.max for month in debt.months)


def _stops_on(months: Months, month: Month, until: date) -> date | None:
    """The first day without benefit for an unpaid month; None where benefit goes on.

    `until`: the day up to which it matters.
    """
    first = first_of(month.at)
    if not month.enrolled:
        return first
    scheme = months.scheme(month.at)
    if _stops_when_overdue(months.asking, first, scheme):
        return month.due_on + timedelta(days=1)
    stop = months.asking.rule(STOP, first, scheme, until)
    if stop is None or stop == NONE:
        return None
    day = first_day(stop, Anchor(first, unpaid_month=first))
    return max(day, month.due_on + timedelta(days=1))


def _stops_when_overdue(asking: Asking, first: date, scheme: str) -> bool:
    """Whether a place tells how benefit comes back and has no word at all on when it stops."""
    laws = asking.laws
    return laws.is_blank(STOP) and any(
        laws.rule(policy, first, scheme) is not None for policy in (AFTER_GAP, AFTER_REPAYMENT)
    )


def _repaid(months: Months, debt: Debt, paid_on: date) -> tuple[date, str, str | None, bool]:
    """From which day it works again after paying back, why, and whether the gap is covered."""
    first = debt.months[0].at
    there = months.enrolment(debt.resumes or debt.months[-1].at)
    moved = _moved(there, first)
    policy = TRANSFER if moved else AFTER_REPAYMENT
    cell = "" if moved else months.scheme(first)
    rule = months.asking.rule(policy, paid_on, cell)
    step = _step(months, policy, rule, len(debt.months), paid_on)
    share = step.get("share") if step else None
    is_covered = bool(step) and step["retroactive"] == "yes"
    return _begins(step, paid_on, there) or paid_on, policy, share, is_covered


def _resumed(
    months: Months, debt: Debt, at: int, paid_on: date, covered: Covered
) -> tuple[date, str, str | None]:
    """Payment was taken up again without what was missed: the day benefit begins, and why."""
    there = months.enrolment(at)
    switched = from_residents(months.asking, at, paid_on, covered)
    if switched is not None:
        return switched, "entitlement.switch", None
    moved = _moved(there, debt.months[0].at)
    policy = TRANSFER if moved else AFTER_GAP
    rule = months.asking.rule(policy, paid_on, "" if moved else months.scheme(at))
    step = _step(months, policy, rule, at - debt.months[0].at, paid_on)
    begins = _begins(step, paid_on, there) or paid_on
    return begins, policy, step.get("share") if step else None


def _step(months: Months, policy: str, rule: Value | None, length: int, day: date) -> Value | None:
    """The step for a gap of so many months; remembered as silent where the rule has none for it."""
    step = step_for(rule, length) if rule else None
    if step is None and rule != NONE:
        months.asking.is_silent(policy, day)
    return step


def _is_told(months: Months, debt: Debt, at: int) -> bool:
    """Whether the region tells what follows when payment is only taken up again."""
    moved = _moved(months.enrolment(at), debt.months[0].at)
    policy, cell = (TRANSFER, "") if moved else (AFTER_GAP, months.scheme(at))
    return months.asking.rule(policy, months.arrival(at), cell) is not None


def _begins(step: Value | None, paid_on: date, there: Enrolment | None) -> date | None:
    if step is None or step["begins"] == NONE:
        return None
    return first_day(step["begins"], Anchor(paid_on, there.starts_on if there else None))


def _moved(there: Enrolment | None, first: int) -> bool:
    return there is not None and there.how in ARRIVED and number(there.starts_on) >= first


def _first_wait(months: Months, covered: Covered) -> Iterator[Gap]:
    """Somebody new in the insurance waits; who moved in, retired or was here before does not."""
    new = months.work[0]
    first = months.first_paid()
    if new.how != "registered" or (first is not None and first < number(new.starts_on)):
        return
    paid_on = months.arrival(first) if first is not None else new.starts_on
    switched = from_residents(months.asking, number(paid_on), paid_on, covered)
    if switched is not None:
        begins, policy = switched, "entitlement.switch"
    else:
        policy = FIRST
        wait = months.asking.rule(FIRST, new.starts_on, new.scheme, paid_on)
        if wait is None or wait == NONE:
            return
        begins = first_day(wait, Anchor(paid_on, new.starts_on))
    if begins > new.starts_on:
        yield Gap("waiting", new.starts_on, begins, (policy,))


def _periods(debt: Debt) -> tuple[date, ...]:
    return tuple(first_of(month.at) for month in debt.months if month.enrolled and month.is_billed)
