"""How a time without entitlement is told: what it rests on, how to mend it, when it is over.

Paying takes a moment, but the fund may pay only weeks later; so a remedy here is done on the day on
which entitlement would begin if it were taken now.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime

import msgspec

from yika.ground.days import beijing_day, start_of
from yika.insurance.entitled.entitlement_laws import EntitlementLaws
from yika.insurance.entitled.gaps import overdue
from yika.insurance.entitled.remedies import (
    begins_if_enrolled,
    begins_if_paid,
    begins_if_repaired,
    owed_by,
)
from yika.insurance.model import Cover, Enrolment, Gap, Scheme
from yika.standing.lapses import Promise
from yika.standing.laws import Laws
from yika.standing.mending import dated
from yika.standing.model import Facts, Hold, Remedy
from yika.standing.reason import Reason


def hold_of(
    facts: Facts, laws: Laws, reason: Reason, credentials: dict[str, tuple[str, ...]], at: datetime
) -> Hold:
    """One time without entitlement as it is told."""
    assert reason.gap is not None, "of insurance"
    cause, there = reason.cause, _enrolment(facts.cover, reason.gap, beijing_day(at))
    offered = laws.remedies(cause, at, {"insurance": there.scheme if there else facts.insurance})
    remedies = tuple(_dated_by_cover(facts.cover, laws, offered, reason, at))
    ends = [reason.until, *(remedy.done_at for remedy in remedies)]
    return Hold(
        cause=cause,
        subject=reason.subject,
        credentials=credentials,
        since=reason.since,
        until=reason.until,
        ended_by=laws.ended_by(cause, at),
        policy=laws.rests_on(cause, _decided_at(reason, at), _axes(there), reason.gap.policy),
        remedies=remedies,
        hotlines=laws.hotlines(cause, at),
        mended_at=min((end for end in ends if end is not None), default=None),
        periods=overdue(facts.cover, reason.gap, beijing_day(at)),
        share=reason.gap.share,
    )


def _dated_by_cover(
    cover: Cover, laws: Laws, offered: tuple[Remedy, ...], reason: Reason, at: datetime
) -> Iterator[Remedy]:
    """The remedies with the instant from which the fund would pay; those that help nobody go."""
    today = beijing_day(at)
    for remedy in offered:
        helps, day = laws.lapses.promise(cover, remedy.matter, today, _promised)
        if not helps:
            continue
        if day is None:
            yield msgspec.structs.replace(remedy, then=THEN.get(remedy.matter, ()))
            continue
        done = remedy if remedy.matter in BY_OTHERS else dated(remedy, at)
        done_at = max(start_of(day), done.done_at or at)
        if reason.until is None or done_at < reason.until or remedy.matter not in HELPS:
            yield msgspec.structs.replace(done, done_at=done_at, then=THEN.get(remedy.matter, ()))


def _promised(cover: Cover, laws: EntitlementLaws, matter: str, today: date) -> Promise:
    """Whether a matter helps somebody at all, and from which day the fund would pay."""
    is_meant, begins = HELPS.get(matter), BEGINS.get(matter)
    if is_meant is not None and not is_meant(cover, laws, today):
        return Promise(helps=False, day=None)
    return Promise(helps=True, day=begins(cover, laws, today) if begins is not None else None)


def _owes(cover: Cover, _: EntitlementLaws, today: date) -> bool:
    """Whether the person has something to pay."""
    return any(bill.owed_by == "person" for bill in owed_by(cover, today))


def _may_enrol(cover: Cover, laws: EntitlementLaws, today: date) -> bool:
    """Whether there is no bill that only has to be paid."""
    return not _owes(cover, laws, today)


def _shortens(cover: Cover, laws: EntitlementLaws, today: date) -> bool:
    """Whether years paid later make the wait shorter."""
    return begins_if_repaired(cover, laws, today) is not None


def _enrolled(cover: Cover, laws: EntitlementLaws, today: date) -> date | None:
    """The day on which entitlement begins for whoever enrols again as before, alone."""
    last = cover.enrolments[-1] if cover.enrolments else None
    if last is None or last.scheme == Scheme.RESIDENT:
        group = last.group if last is not None else None
        return begins_if_enrolled(cover, laws, today, Scheme.RESIDENT, group)
    return begins_if_enrolled(cover, laws, today, Scheme.FLEXIBLE)


# The day on which entitlement begins if the matter is done on a day; None where nobody can tell.
BEGINS: dict[str, Callable[[Cover, EntitlementLaws, date], date | None]] = {
    "contribution_pay": begins_if_paid,
    "employer_settle": begins_if_paid,
    "enrol": _enrolled,
    "contribution_repair": begins_if_repaired,
}
# What is to be done at once afterwards for that day to hold.
THEN = {"enrol": ("contribution_pay",)}
# What another does may take the days it takes; the date is that of a payment made today.
BY_OTHERS = frozenset({"employer_settle"})
# Matters told only to whom they help.
HELPS: dict[str, Callable[[Cover, EntitlementLaws, date], bool]] = {
    "contribution_pay": _owes,
    "enrol": _may_enrol,
    "contribution_repair": _shortens,
}


def _enrolment(cover: Cover, gap: Gap, today: date) -> Enrolment | None:
    """The enrolment a gap belongs to: the one of its first unpaid month, or of today."""
    day = gap.periods[0] if gap.periods else today
    begun = [one for one in cover.enrolments if one.starts_on <= day]
    return begun[-1] if begun else next(iter(cover.enrolments), None)


def _decided_at(reason: Reason, at: datetime) -> datetime:
    """When the law behind it was decided: by the month that was not paid, or when it began."""
    assert reason.gap is not None, "of insurance"
    if reason.gap.periods:
        return start_of(reason.gap.periods[0])
    return reason.since if reason.since is not None else at


def _axes(there: Enrolment | None) -> dict[str, str]:
    """The axes by which the law behind a gap may differ."""
    if there is None:
        return {}
    resident = there.scheme == Scheme.RESIDENT
    axes = {
        "scheme": there.scheme,
        "switch": "employee_to_resident" if resident else "resident_to_employee",
    }
    return axes if resident else {**axes, "work_scheme": there.scheme}
