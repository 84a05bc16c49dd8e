"""Entitlement as people ask for it: the published examples to the day, and what helps."""

from datetime import date
from typing import Any

import pytest

from tests.rooms.insurance.waits_of_places import (
    FUJIAN,
    NEXT_MONTH_OF_STOP,
    QINGDAO,
    START,
    VARIABLE,
    WINDOW_2026,
    both,
    laws,
    wait,
)
from yika.ground.errors import Refusals
from yika.insurance.amounts.options import UnknownOption
from yika.insurance.entitled.entitlement import Entitlement, entitlement
from yika.insurance.entitled.entitlement_cases import run
from yika.insurance.entitled.entitlement_laws import EntitlementLaws
from yika.insurance.entitled.spans import SpansUnreadable, spans
from yika.policy.load import load_book

BOOK = load_book()


def ask(
    law: EntitlementLaws, scheme: str, paid: str, on: date, repaired: int = 0, **options: str
) -> Entitlement:
    return entitlement(law, scheme, spans(paid, scheme), on, repaired, options)


@pytest.mark.covers("ENT-05", "ENT-06")
@pytest.mark.parametrize(
    ("paid", "repaired", "begins"),
    [
        ("2020..2024,2027@2026-11-15", 0, date(2027, 5, 1)),
        ("2027@2026-11-15", 0, None),  # Nothing is told from before: enrolled for the first time.
        ("2020..2024,2027@2026-11-15", 1, date(2027, 4, 1)),
        ("2020..2024,2027@2026-11-15", 2, date(2027, 4, 1)),  # The fixed part stays.
        ("2020..2025,2027@2026-11-15", 0, date(2027, 4, 1)),  # One lapsed year adds nothing.
        ("2020..2024,2030@2029-11-15", 0, date(2030, 8, 1)),  # Five: 3 + 4.
        ("2020..2024,2030@2029-11-15", 4, date(2030, 7, 1)),  # Not below six months.
        ("2015..2018,2026@2025-11-15", 0, date(2026, 4, 1)),  # Years up to 2024 do not count.
        ("2020..2026,2027@2026-11-15", 0, None),
    ],
)
def test_lapsed_years_wait_longer_and_years_paid_up_shorten_it(
    paid: str, repaired: int, begins: date | None
):
    year = 2030 if "2030" in paid else (2026 if "2026@" in paid else 2027)
    found = ask(QINGDAO, "resident", paid, date(year, 3, 1), repaired)
    assert found.entitled == (begins is None)
    if begins:
        assert found.begins_on == begins
        assert found.cause == "waiting"
    assert found.ends_on == date(year, 12, 31)


def test_lapsed_years_can_be_told_as_a_number():
    found = ask(QINGDAO, "resident", "2027@2026-11-15", date(2027, 3, 1), lapsed="2")
    assert found.begins_on == date(2027, 5, 1)
    found = ask(QINGDAO, "resident", "2027@2026-11-15", date(2027, 3, 1), 1, lapsed="2")
    assert found.begins_on == date(2027, 4, 1)


def test_guangzhou_counts_three_months_and_begins_the_day_after():
    law = laws(
        resident_wait=wait(3, "months", "payment_day", day_after="yes"),
        resident__window=WINDOW_2026,
        resident_start={"before_cover": "cover_start", "within_cover": "cover_start"},
    )
    late = ask(law, "resident", "2025,2026@2026-03-01", date(2026, 6, 1))
    assert (late.entitled, late.begins_on) == (False, date(2026, 6, 2))
    assert ask(law, "resident", "2025,2026@2026-03-01", date(2026, 6, 2)).entitled
    assert ask(law, "resident", "2025,2026@2026-02-28", date(2026, 1, 1)).entitled


def test_suzhou_counts_from_the_month_after_payment():
    law = laws(first={"employee": "none", "flexible": wait(3, "months", "next_month")})
    found = ask(law, "flexible", "2022-05..2022-12", date(2022, 6, 1))
    assert (found.cause, found.begins_on) == ("waiting", date(2022, 9, 1))


@pytest.mark.parametrize(
    ("region", "paid", "on", "begins"),
    [
        ("430100", "2025,2026@2026-03-05", date(2026, 3, 10), date(2026, 6, 3)),  # 90 days
        ("330100", "2025,2026@2026-03-05", date(2026, 3, 10), date(2026, 5, 1)),  # third month
        ("440100", "2025,2026@2026-03-01", date(2026, 3, 10), date(2026, 6, 2)),
        ("130700", "2025,2026@2026-02-05", date(2026, 2, 10), date(2026, 2, 5)),  # from arrival
        ("130700", "2025,2026@2025-12-05", date(2026, 2, 10), date(2026, 1, 1)),
    ],
)
def test_residents_of_the_shipped_regions(region: str, paid: str, on: date, begins: date):
    law = EntitlementLaws(BOOK, region)
    found = ask(law, "resident", paid, on)
    assert found.entitled == (begins <= on)
    if begins > date(2026, 1, 1):
        assert found.begins_on == begins
    assert all(reason.zh and reason.en for reason in found.because)


@pytest.mark.covers("CONTR-22", "CONTR-23")
def test_hebei_cover_begins_on_1_january_on_arrival_or_after_a_wait():
    law = EntitlementLaws(BOOK, "130700")
    assert ask(law, "resident", "2025,2026@2025-12-30", date(2026, 1, 1)).entitled
    assert not ask(law, "resident", "2025,2026@2026-02-05", date(2026, 2, 4)).entitled
    late = ask(law, "resident", "2025,2026@2026-03-02", date(2026, 3, 3))
    assert (late.cause, late.begins_on) == ("waiting", date(2026, 6, 2))


def test_wuhan_flexible_first_time_is_from_the_seventh_month():
    law = EntitlementLaws(BOOK, "420100")
    found = ask(law, "flexible", "2026-01..2026-12", date(2026, 3, 15))
    assert found.begins_on == date(2026, 7, 1)


@pytest.mark.covers("ENT-04")
@pytest.mark.parametrize(
    ("paid", "begins"),
    [
        ("2024-01..2026-02,2026-05..2026-12", date(2026, 6, 1)),  # gap of two months
        ("2024-01..2026-01,2026-06..2026-12", date(2026, 9, 1)),  # four: three months of payment
    ],
)
def test_beijing_employees_after_a_gap(paid: str, begins: date):
    law = EntitlementLaws(BOOK, "110000")
    found = ask(law, "employee", paid, date(2026, 5, 20))
    assert (found.entitled, found.begins_on) == (False, begins)


@pytest.mark.covers("ENT-01", "ENT-02", "HOLD-16")
def test_changsha_stops_the_month_after_and_opens_when_paid():
    law = EntitlementLaws(BOOK, "430100")
    stopped = ask(law, "flexible", "2024-01..2026-02", date(2026, 4, 20))
    assert (stopped.entitled, stopped.cause) == (False, "arrears_own")
    assert stopped.begins_on is None
    assert [way.what for way in stopped.earlier_if] == ["pay"]
    assert stopped.earlier_if[0].begins_on == date(2026, 4, 20)
    paid = "2024-01..2026-02,2026-03@2026-04-20,2026-04"
    assert ask(law, "flexible", paid, date(2026, 4, 20)).entitled


@pytest.mark.covers("HOLD-17", "HOLD-18", "ENT-07")
def test_the_made_up_city_opens_next_month_or_after_six_by_the_length_of_the_gap():
    law = EntitlementLaws(BOOK, "999900")
    short = ask(law, "flexible", "2024-01..2026-02,2026-03@2026-05-10,2026-04@2026-05-10,2026-05",
                date(2026, 5, 10))  # fmt: skip
    assert (short.entitled, short.begins_on) == (False, date(2026, 6, 1))
    paid = "2024-01..2025-12,2026-01..2026-05@2026-06-10,2026-06"
    long = ask(law, "flexible", paid, date(2026, 6, 20))
    assert (long.cause, long.begins_on) == ("waiting", date(2026, 12, 1))


def test_part_of_the_benefit_is_paid_during_a_wait():
    paid = "2024-01..2025-12,2026-01..2026-05@2026-06-10,2026-06..2027-03"
    found = ask(FUJIAN, "employee", paid, date(2026, 7, 1))
    assert (found.cause, found.share, found.begins_on) == ("waiting", "50%", date(2026, 9, 1))
    unpaid = ask(FUJIAN, "employee", "2024-01..2025-12,2026-06..2027-03", date(2026, 7, 1))
    assert (unpaid.share, unpaid.begins_on) == ("50%", date(2026, 12, 1))
    back = "2024-01..2025-12,2026-01..2026-03@2026-04-10,2026-04..2027-03"
    assert ask(FUJIAN, "employee", back, date(2026, 3, 1)).entitled


def test_what_would_make_it_earlier_has_a_date_and_a_cost():
    law = laws(
        resident_wait=wait(3, "months", "cover_start"),
        resident_variable=VARIABLE,
        resident_start=START,
        resident__premium={
            group: {"person": "400.00", "subsidy": "670.00"}
            for group in ("adult", "child", "pupil", "student", "newborn", "elderly")
        },
    )
    found = ask(law, "resident", "2020..2024,2028@2027-11-15", date(2028, 1, 10))
    assert found.begins_on == date(2028, 6, 1)
    (way,) = found.earlier_if
    assert (way.what, way.begins_on, way.cost) == ("repair", date(2028, 4, 1), "800.00")


def test_newborns_begin_at_birth_when_enrolled_within_the_days():
    newborn = {"within_days": 90, "begins": "birth", "premium": "full"}
    law = laws(
        resident__newborn=newborn,
        resident_wait=wait(3, "months", "payment_day"),
        resident__window=WINDOW_2026,
        exempt=[],
    )
    told: dict[str, Any] = {"newborn": "yes", "born": "2026-05-03"}
    soon = ask(law, "resident", "2026@2026-07-01", date(2026, 5, 3), **told)
    assert soon.entitled
    late = ask(law, "resident", "2026@2026-09-01", date(2026, 9, 2), **told)
    assert (late.cause, late.begins_on) == ("waiting", date(2026, 12, 1))


def test_who_moved_in_is_judged_by_the_rule_for_moving():
    steps = [
        {"gap_up_to": 3, "begins": "none", "retroactive": "yes"},
        {"begins": wait(6, "months", "payment_month"), "retroactive": "no"},
    ]
    law = laws(stop=NEXT_MONTH_OF_STOP, transfer=steps, after_gap=both([]))
    near = ask(law, "employee", "2024-01..2026-01,2026-03..2026-12", date(2026, 3, 1),
               moved_from="310000")  # fmt: skip
    assert near.entitled
    far = ask(law, "employee", "2024-01..2025-10,2026-03..2026-12", date(2026, 3, 1),
              moved_from="310000")  # fmt: skip
    assert (far.cause, far.begins_on) == ("waiting", date(2026, 9, 1))


def test_from_employee_to_resident_in_time_there_is_no_wait():
    law = EntitlementLaws(BOOK, "430100")
    paid = "2025-03..2025-10,2026@2025-12-20"
    found = ask(law, "resident", paid, date(2026, 1, 1), from_scheme="employee")
    assert found.entitled
    late = ask(law, "resident", "2025-01..2025-05,2026@2025-12-20", date(2026, 1, 1),
               from_scheme="employee")  # fmt: skip
    assert (late.cause, late.begins_on) == ("waiting", date(2026, 3, 20))


def test_what_is_not_published_is_named_and_nothing_is_inferred():
    found = ask(laws(stop=NEXT_MONTH_OF_STOP), "employee", "2024-01..2026-01,2026-04..2026-05",
                date(2026, 5, 1))  # fmt: skip
    assert found.entitled
    assert "entitlement.after_gap" in found.unknown
    assert "entitlement.after_gap" in found.because[-1].en


def test_everything_wrong_is_told_at_once():
    with pytest.raises(SpansUnreadable) as wrong:
        spans("2024-13,2024..2023,2025-01..2025-06,x,2026-02@2026-02-30", "employee")
    assert wrong.value.facts["pieces"] == ["2024-13", "2024..2023", "x", "2026-02@2026-02-30"]
    with pytest.raises(Refusals) as both_wrong:
        ask(QINGDAO, "resident", "2026", date(2026, 1, 1), colour="red", born="yesterday")
    assert isinstance(both_wrong.value.reasons[0], UnknownOption)


def test_a_case_beside_the_data_tells_what_differs():
    case: dict[str, Any] = {
        "division": "440100",
        "on": date(2026, 3, 15),
        "entitlement": {"scheme": "resident", "paid": "2025,2026@2026-03-01"},
        "expect": {"entitled": "no", "begins_on": date(2026, 6, 2)},
    }
    assert run(BOOK, case) == []
    ((_, en),) = run(BOOK, {**case, "expect": {"begins_on": date(2026, 6, 1)}})
    assert en == "begins_on: 2026-06-01 expected, 2026-06-02 worked out"
    assert run(BOOK, {**case, "entitlement": {"scheme": "resident", "payed": "2025"}})
    assert run(BOOK, {**case, "expect": {"soon": "yes"}})
