"""Gaps over all time: exact for arrears by whose they are, and the same whenever they are asked."""

from datetime import date, timedelta
from itertools import pairwise

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.rooms.insurance.waits_of_places import (
    NEXT_MONTH_OF_STOP,
    QINGDAO,
    bill,
    both,
    laws,
    somebody,
    wait,
)
from yika.ground.days import add_months
from yika.insurance.entitled.entitlement import of_cover
from yika.insurance.entitled.entitlement_laws import EntitlementLaws
from yika.insurance.entitled.gaps import first_free, gap_on, gaps
from yika.insurance.entitled.remedies import begins_if_enrolled, begins_if_paid, begins_if_repaired
from yika.insurance.model import Cover, Enrolment, Gap, Owed, PaidSpan
from yika.policy.load import load_book

CITY = EntitlementLaws(load_book(), "999900")
SIMPLE = laws(stop=NEXT_MONTH_OF_STOP)
JAN = date(2024, 1, 1)


def causes(found: list[Gap]) -> list[tuple[str, date | None, date | None]]:
    return [(gap.cause, gap.since, gap.until) for gap in found]


def test_nobody_enrolled_has_one_gap_without_end():
    assert causes(gaps(Cover(), SIMPLE)) == [("not_enrolled", None, None)]


def test_months_without_a_bill_after_the_last_paid_one_say_nothing():
    assert causes(gaps(somebody("2024-01..2026-02"), SIMPLE)) == [("not_enrolled", None, JAN)]


@pytest.mark.covers("HOLD-16")
@pytest.mark.parametrize("payer", ["employer", "person"])
def test_an_overdue_bill_closes_from_the_month_after(payer: str):
    owed = (bill(date(2026, 3, 1), payer), bill(date(2026, 4, 1), payer))
    cause = "arrears_employer" if payer == "employer" else "arrears_own"
    found = gaps(somebody("2024-01..2026-02", owed=owed), SIMPLE)
    assert causes(found)[1:] == [(cause, date(2026, 4, 1), None)]
    assert found[1].periods == (date(2026, 3, 1), date(2026, 4, 1))


def test_a_bill_due_later_closes_only_when_it_is_overdue():
    late = Owed("employee", date(2026, 3, 1), "month", "employer", date(2026, 4, 15), 50_000)
    found = gaps(somebody("2024-01..2026-02", owed=(late,)), SIMPLE)
    assert found[1].since == date(2026, 4, 16)


def test_debts_that_never_met_are_gaps_apart():
    one_behind = "2024-01..2025-12,2026-01@2026-02-10,2026-02@2026-03-10,2026-03"
    law = laws(
        stop=NEXT_MONTH_OF_STOP,
        after_repayment=both([{"begins": "none", "retroactive": "no"}]),
        after_gap=both([{"begins": wait(3, "months", "payment_month"), "retroactive": "no"}]),
    )
    found = gaps(somebody(one_behind, "flexible"), law)
    assert causes(found)[1:] == [
        ("arrears_own", date(2026, 2, 1), date(2026, 2, 10)),
        ("waiting", date(2026, 3, 1), date(2026, 3, 10)),  # March was paid without February.
    ]


def test_both_payers_behind_are_told_apart():
    owed = (bill(date(2026, 3, 1)), bill(date(2026, 4, 1), "person", "flexible"))
    found = gaps(somebody("2024-01..2026-02", owed=owed), SIMPLE)
    assert causes(found)[1:] == [
        ("arrears_employer", date(2026, 4, 1), None),
        ("arrears_own", date(2026, 5, 1), None),
    ]


@pytest.mark.parametrize(
    ("reason", "cause"),
    [("moved_away", "moved_away"), ("died", "not_enrolled"), ("left", "not_enrolled")],
)
def test_an_enrolment_that_ended(reason: str, cause: str):
    ended = somebody("2024-01..2026-02", ends_on=date(2026, 2, 14), end_reason=reason)
    until = date(2026, 3, 1) if reason == "left" else date(2026, 2, 15)
    assert causes(gaps(ended, SIMPLE))[1:] == [(cause, until, None)]


@pytest.mark.covers("CONTR-24")
def test_retired_people_stay_entitled_and_owe_nothing():
    work = Enrolment(
        scheme="employee", starts_on=JAN, ends_on=date(2026, 2, 28), end_reason="retired"
    )
    retired = Enrolment(
        scheme="employee", starts_on=date(2026, 3, 1), is_retired=True, how="retired"
    )
    paid = (PaidSpan("employee", JAN, date(2026, 2, 1)),)
    owed = (bill(date(2026, 6, 1)),)
    cover = Cover(enrolments=(work, retired), paid=paid, owed=owed)
    assert causes(gaps(cover, CITY)) == [("not_enrolled", None, JAN)]


def test_a_resident_who_begins_to_work_is_covered_by_either():
    home = Enrolment(
        scheme="resident", starts_on=JAN, ends_on=date(2026, 3, 9), end_reason="changed"
    )
    work = Enrolment(scheme="employee", starts_on=date(2026, 3, 10))
    paid = (
        PaidSpan("resident", JAN, date(2026, 12, 1)),
        PaidSpan("employee", date(2026, 3, 1), date(2026, 9, 1)),
    )
    assert causes(gaps(Cover(enrolments=(home, work), paid=paid), CITY)) == [
        ("not_enrolled", None, JAN)
    ]


def test_a_residents_year_closes_on_1_january_when_the_next_is_not_paid():
    found = gaps(somebody("2024..2026", "resident"), CITY)
    assert causes(found)[1:] == [("not_enrolled", date(2027, 1, 1), None)]
    assert found[1].periods == (date(2027, 1, 1),)


def test_remedies_have_the_date_that_will_be_answered_then():
    owed = (bill(date(2026, 3, 1)), bill(date(2026, 4, 1)))
    behind = somebody("2024-01..2026-02", owed=owed)
    on = date(2026, 5, 10)
    assert begins_if_paid(behind, CITY, on) == date(2026, 6, 1)
    assert begins_if_paid(somebody("2024-01..2026-02"), CITY, on) is None
    lapsed = somebody("2020..2023,2027@2026-11-15", "resident")
    assert begins_if_repaired(lapsed, QINGDAO, date(2027, 2, 1)) == date(2027, 4, 1)
    assert begins_if_repaired(behind, QINGDAO, on) is None
    nobody = Cover()
    assert begins_if_enrolled(nobody, CITY, on, "employee") == on
    assert begins_if_enrolled(nobody, CITY, on, "flexible") == date(2026, 8, 1)
    resident = begins_if_enrolled(nobody, CITY, on, "resident", "adult")
    assert resident is not None
    assert resident > on


@st.composite
def workers(draw: st.DrawFn) -> Cover:
    """Somebody with months paid in time, late, owed or unknown, in the made-up city."""
    scheme = draw(st.sampled_from(["employee", "flexible"]))
    states = draw(st.lists(st.sampled_from(["paid", "late", "owed", "none"]), max_size=30))
    paid: list[PaidSpan] = [PaidSpan(scheme, JAN, JAN)]
    owed: list[Owed] = []
    for at, state in enumerate(states, 1):
        month = add_months(JAN, at)
        if state == "paid":
            paid.append(PaidSpan(scheme, month, month))
        elif state == "late":
            days = draw(st.integers(1, 200))
            paid.append(PaidSpan(scheme, month, month, month + timedelta(days=30 + days)))
        elif state == "owed":
            owed.append(bill(month, "employer" if scheme == "employee" else "person", scheme))
    enrolments = [Enrolment(scheme=scheme, starts_on=JAN)]
    if draw(st.booleans()):
        ends = JAN + timedelta(days=draw(st.integers(31, 900)))
        enrolments = [msgspec.structs.replace(enrolments[0], ends_on=ends, end_reason="left")]
        if draw(st.booleans()):
            again = ends + timedelta(days=draw(st.integers(1, 200)))
            enrolments.append(Enrolment(scheme=scheme, starts_on=again))
    return Cover(enrolments=tuple(enrolments), paid=tuple(paid), owed=tuple(owed))


@st.composite
def residents(draw: st.DrawFn) -> Cover:
    """Somebody with cover years paid in the window, late, or not at all."""
    paid: list[PaidSpan] = []
    for year in range(2021, 2030):
        state = draw(st.sampled_from(["paid", "late", "none"]))
        if state != "none":
            late = date(year, 1, 1) + timedelta(days=draw(st.integers(-60, 300)))
            paid_on = late if state == "late" else None
            paid.append(PaidSpan("resident", date(year, 1, 1), date(year, 12, 1), paid_on))
    starts = date(draw(st.integers(2019, 2022)), 1, 1)
    enrolment = Enrolment(scheme="resident", starts_on=starts, group="adult")
    return Cover(enrolments=(enrolment,), paid=tuple(paid))


@given(cover=st.one_of(workers(), residents()), day=st.dates(JAN, date(2030, 6, 1)))
@settings(max_examples=300, deadline=None)
def test_gaps_are_in_order_apart_by_cause_and_the_answer_agrees(cover: Cover, day: date):
    found = gaps(cover, CITY)
    assert found == gaps(cover, CITY)
    assert [gap.since or date.min for gap in found] == sorted(
        gap.since or date.min for gap in found
    )
    for cause in {gap.cause for gap in found}:
        mine = [gap for gap in found if gap.cause == cause]
        for before, after in pairwise(mine):
            assert before.until is not None
            assert after.since is not None
            assert before.until < after.since
    assert all(gap.since is None or gap.until is None or gap.since < gap.until for gap in found)
    answer = of_cover(CITY, cover.enrolments[0].scheme, cover, day)
    assert answer.entitled == (gap_on(found, day) is None)
    if answer.entitled:
        assert answer.begins_on is None or answer.begins_on <= day
    else:
        assert answer.begins_on == first_free(found, day)


@given(cover=workers(), on=st.dates(date(2026, 8, 1), date(2028, 1, 1)))
@settings(max_examples=300, deadline=None)
def test_paying_what_is_owed_never_makes_it_later(cover: Cover, on: date):
    before = first_free(gaps(cover, CITY), on)
    after = begins_if_paid(cover, CITY, on)
    if after is not None and before is not None:
        assert after <= before


RAN_OUT_UNPAID = Cover(
    enrolments=(Enrolment(scheme="resident", starts_on=date(2019, 1, 1), group="adult"),),
    paid=(
        *(PaidSpan("resident", date(year, 1, 1), date(year, 12, 1)) for year in range(2021, 2027)),
        PaidSpan("resident", date(2029, 1, 1), date(2029, 12, 1), date(2029, 8, 1)),
    ),
)


@given(cover=residents(), on=st.dates(date(2025, 1, 1), date(2029, 12, 1)))
@example(cover=RAN_OUT_UNPAID, on=date(2027, 1, 1))
@settings(max_examples=200, deadline=None)
def test_repairing_years_never_makes_it_later(cover: Cover, on: date):
    before = first_free(gaps(cover, QINGDAO), on)
    repaired = begins_if_repaired(cover, QINGDAO, on)
    if repaired is not None:
        # None is no such day at all (the year after ran out unpaid): any day is earlier.
        assert on <= repaired <= (before or date.max)


@given(cover=workers(), years=st.integers(1, 2))
@settings(max_examples=150, deadline=None)
def test_the_same_facts_years_later_have_the_same_gaps_years_later(cover: Cover, years: int):
    law = laws(
        stop=NEXT_MONTH_OF_STOP,
        first=both(wait(2, "months", "next_month")),
        after_gap=both([{"begins": wait(3, "months", "payment_month"), "retroactive": "no"}]),
        after_repayment=both([{"gap_up_to": 3, "begins": "none", "retroactive": "yes"}]),
    )

    def later(day: date) -> date:
        # 28 years are whole weeks and leap years: every month and day falls as before.
        return day.replace(year=day.year + 28 * years)

    def maybe(day: date | None) -> date | None:
        return None if day is None else later(day)

    moved = Cover(
        enrolments=tuple(
            msgspec.structs.replace(one, starts_on=later(one.starts_on), ends_on=maybe(one.ends_on))
            for one in cover.enrolments
        ),
        paid=tuple(
            PaidSpan(one.scheme, later(one.from_month), later(one.until_month), maybe(one.paid_on))
            for one in cover.paid
        ),
        owed=tuple(
            msgspec.structs.replace(one, period=later(one.period), due_on=later(one.due_on))
            for one in cover.owed
        ),
    )
    told = [(cause, maybe(since), maybe(until)) for cause, since, until in causes(gaps(cover, law))]
    assert causes(gaps(moved, law)) == told
