"""Contributions of employees, flexible workers and residents, to the fen."""

from datetime import date
from typing import Any

import pytest

from tests.rooms.insurance.places import CHANGSHA, a_place, base, shares
from yika.ground.errors import Refusals
from yika.insurance.amounts.contribution import (
    Contribution,
    NoRatesHere,
    NothingDeclared,
    contribution,
)
from yika.insurance.amounts.contribution_cases import amounts, run
from yika.insurance.amounts.options import UnknownOption, WrongOption
from yika.policy.load import Book

ON = date(2026, 3, 1)
HERE = "999901"
place = a_place(CHANGSHA)


def owed(
    book: Book, scheme: str, declared: str | None = None, on: date = ON, **options: str
) -> Contribution:
    return contribution(book, HERE, scheme, declared, on, options)


def codes(found: Contribution) -> set[str]:
    return {note.code for note in found.notes}


@pytest.mark.covers("CONTR-06", "CONTR-07", "CONTR-08")
def test_changsha_7100_and_5000():
    found = amounts(owed(place, "employee", "7100"))
    assert (found["pension.person"], found["pension.employer"]) == ("568.00", "1136.00")
    assert (found["medical.person"], found["medical.employer"]) == ("142.00", "568.00")
    lower = amounts(owed(place, "employee", "5000"))
    assert (lower["pension.employer"], lower["pension.person"]) == ("800.00", "400.00")


@pytest.mark.covers("CONTR-05")
def test_the_items_of_7100_add_up_to_what_they_are():
    found = owed(place, "employee", "7100", injury_class="1")
    work = [
        line for line in found.lines if line.insurance in ("pension", "medical", "unemployment")
    ]
    persons = sum(line.amount_fen for line in work if line.payer == "person")
    employers = sum(line.amount_fen for line in work if line.payer == "employer")
    assert (persons, employers) == (73130, 175370)  # with the sides of unemployment put right


@pytest.mark.covers("CONTR-15")
def test_a_flexible_worker_in_hunan_pays_the_large_sum_once():
    found = owed(place, "flexible")
    assert amounts(found)["medical.person"] == "322.16"
    assert amounts(found)["large_sum.person"] == "15.00"


@pytest.mark.covers("CONTR-17")
def test_the_least_a_flexible_worker_pays_for_pension_and_medical():
    found = owed(place, "flexible")
    assert found.assumed == {"base": "floor"}
    assert found.totals == {"person": "1198.76"}
    assert "provisional" in codes(found)


@pytest.mark.covers("CONTR-16", "CONTR-18")
def test_zhejiang_flexible_year_with_and_without_maternity():
    def yearly(amount: str, **more: Any) -> dict[str, Any]:
        charge = {"plus": amount, "per": "year", **more}
        return {"flexible": {"employer": "none", "person": charge}}

    zhejiang = a_place(
        {
            "contribution.medical": yearly("6149.88"),
            "contribution.large_sum": yearly("423.24"),
            "contribution.maternity": yearly("868.21", optional={"maternity": "yes"}),
        }
    )
    assert owed(zhejiang, "flexible").totals == {"person": "6573.12"}
    assert owed(zhejiang, "flexible").per == "year"
    assert owed(zhejiang, "flexible", maternity="no").totals == {"person": "6573.12"}
    assert owed(zhejiang, "flexible", maternity="yes").totals == {"person": "7441.33"}


BEIJING = {
    "contribution.pension": shares("16%", "8%"),
    "contribution.medical": shares("9.8%", "2%"),
    "contribution.unemployment": shares("0.5%", "0.5%"),
    "contribution.large_sum": {"employee": {"employer": "none", "person": {"plus": "3.00"}}},
    "contribution.maternity": {"employee": {"employer": "none", "person": "none"}},
    "contribution.injury": {"1": {"rate": "0.2%"}, "2": {"rate": "0.4%"}},
    "contribution.base": base("6821.00", "35283.00"),
}


@pytest.mark.covers("CONTR-09", "CONTR-03")
def test_beijing_employee_at_the_floor():
    found = owed(a_place(BEIJING), "employee", "6821.00", injury_class="1")
    assert amounts(found) == {
        "pension.employer": "1091.36",
        "pension.person": "545.68",
        "medical.employer": "668.46",
        "medical.person": "136.42",
        "unemployment.employer": "34.11",
        "unemployment.person": "34.11",
        "injury.employer": "13.64",
        "large_sum.person": "3.00",
    }
    assert found.totals == {"person": "719.21", "employer": "1807.57"}
    assert found.complete
    assert found.assumed == {}


@pytest.mark.covers("CONTR-03")
def test_a_base_is_lifted_to_the_floor_and_capped_at_the_ceiling():
    beijing = a_place(BEIJING)
    low, high = owed(beijing, "employee", "1"), owed(beijing, "employee", "999999.99")
    assert low.lines[0].base == "6821.00"
    assert high.lines[0].base == "35283.00"
    assert "lifted" in codes(low)
    assert "capped" in codes(high)


def test_beijing_flexible_pays_a_flat_medical_sum():
    def own(charge: dict[str, str]) -> dict[str, Any]:
        return {"flexible": {"employer": "none", "person": charge}}

    beijing = a_place(
        {
            "contribution.pension": own({"rate": "20%"}),
            "contribution.unemployment": own({"rate": "1%"}),
            "contribution.medical": own({"plus": "584.92"}),
            "contribution.base": base("7162.00", "35811.00", "flexible"),
        }
    )
    low, high = owed(beijing, "flexible", "7162"), owed(beijing, "flexible", "35,811")
    assert [line.amount for line in low.lines] == ["1432.40", "584.92", "71.62"]
    assert [line.amount for line in high.lines] == ["7162.20", "584.92", "358.11"]


def test_shanghai_employee_at_the_floor():
    shanghai = a_place(
        {
            "contribution.pension": shares("16%", "8%"),
            "contribution.medical": shares("9%", "2%"),
            "contribution.unemployment": shares("0.5%", "0.5%"),
            "contribution.injury": {"1": {"rate": "0.16%"}},
            "contribution.base": base("7384.00", "36921.00"),
        }
    )
    found = owed(shanghai, "employee", "7384")
    assert found.totals == {"employer": "1894.73", "person": "775.32"}
    assert not found.complete
    assert "contribution.large_sum employee person" in found.unknown
    assert found.assumed == {"injury_class": "1"}


def test_shijiazhuang_guangzhou_wuhan_and_the_hubei_ceiling():
    def medical(employer: str, person: str, floor: str, ceiling: str, declared: str) -> list[str]:
        book = a_place(
            {
                "contribution.medical": shares(employer, person),
                "contribution.base": base(floor, ceiling),
            }
        )
        return [line.amount for line in owed(book, "employee", declared).lines]

    assert medical("7.5%", "2%", "5955.25", "29776.00", "5955.25") == ["446.64", "119.11"]
    assert medical("5.35%", "2%", "6236.00", "31179.00", "8000") == ["428.00", "160.00"]
    assert medical("8%", "2%", "3740.00", "18699.00", "3740") == ["299.20", "74.80"]
    assert medical("8%", "2%", "3740.00", "18699.00", "18699") == ["1495.92", "373.98"]
    assert medical("8%", "2%", "4493.00", "22467.00", "25900")[0] == "1797.36"
    assert medical("9.5%", "2%", "4812.00", "24930.00", "24930") == ["2368.35", "498.60"]


def test_hangzhou_set_base_and_top_up():
    hangzhou = a_place(
        {
            "contribution.medical": {
                "flexible": {
                    "employer": "none",
                    "person": {"rate": "9.5%", "of": "year_wage", "part": "60%"},
                }
            },
            "contribution.base": {"flexible": {"medical": {"fixed": "3957.00"}}},
            "contribution.base_rounding": {"flexible": "yuan"},
            "contribution.year_wage": "79133.00",
            "contribution.top_up": {
                "monthly": {"rate": "8.9%"},
                "once": {"rate": "8.9%", "of": "year_wage", "plus": "4.00"},
            },
        }
    )
    assert owed(hangzhou, "flexible").totals == {"person": "375.92"}
    assert owed(hangzhou, "flexible").lines[0].base == "3957.00"
    assert owed(hangzhou, "flexible", top_up="monthly").totals == {"person": "352.17"}
    assert owed(hangzhou, "flexible", top_up="once").totals == {"person": "590.90"}
    a_year = owed(hangzhou, "flexible", top_up="once", months="12")
    assert (a_year.per, a_year.totals) == ("once", {"person": "7090.80"})


def test_hangzhou_2021_did_not_round_the_base():
    charge = {"rate": "9.5%", "of": "year_wage", "part": "60%"}
    once = {"rate": "9.5%", "of": "year_wage", "plus": "4.00"}
    hangzhou = a_place(
        {
            "contribution.medical": {"flexible": {"employer": "none", "person": charge}},
            "contribution.year_wage": "71523.00",
            "contribution.top_up": {"once": once},
        }
    )
    assert owed(hangzhou, "flexible").totals == {"person": "339.73"}
    assert owed(hangzhou, "flexible", top_up="once").totals == {"person": "570.22"}


def test_everything_wrong_is_told_at_once():
    with pytest.raises(Refusals) as refused:
        owed(place, "employee", "lots", colour="red", injury_class="9")
    assert {reason.code for reason in refused.value.reasons} == {
        UnknownOption.code,
        WrongOption.code,
        "amount_unreadable",
    }
    with pytest.raises(Refusals) as both:
        owed(place, "worker", "lots")
    assert {reason.code for reason in both.value.reasons} == {"unknown_scheme", "amount_unreadable"}
    with pytest.raises(NothingDeclared):
        owed(place, "employee")
    with pytest.raises(NoRatesHere):
        contribution(place, "650000", "employee", "7100", ON, {})


@pytest.mark.covers("CONTR-10", "CONTR-13")
def test_disagreeing_sources_and_provisional_values_are_told():
    disputed = a_place(
        {"contribution.pension": shares("16%", "8%")},
        others={"contribution.pension": shares("19%", "8%")},
        since=None,
    )
    found = owed(disputed, "employee", "6800", on=date(2025, 1, 1))
    assert {"disagreeing", "undated", "bounds_unknown"} <= codes(found)
    assert found.lines[0].used[0].others[0].value == {"rate": "19%"}


def test_tiers_of_shenzhen_are_a_choice():
    value = {
        "rate": "5%",
        "options": [{"when": {"tier": "2"}, "rate": "1.5%"}],
    }
    shenzhen = a_place({"contribution.medical": {"employee": {"employer": value}}})
    assert owed(shenzhen, "employee", "10000").totals == {"employer": "500.00"}
    assert owed(shenzhen, "employee", "10000", tier="1").totals == {"employer": "500.00"}
    assert owed(shenzhen, "employee", "10000", tier="2").totals == {"employer": "150.00"}
    with pytest.raises(WrongOption):
        owed(shenzhen, "employee", "10000", tier="7")


def test_where_only_the_total_is_rounded_lines_add_up():
    rounding = {"to": "yuan", "mode": "half_up", "each": "total"}
    found = owed(
        a_place(
            {
                "contribution.pension": {"employee": {"person": {"rate": "8%"}}},
                "contribution.medical": {"employee": {"person": {"rate": "2%"}}},
                "contribution.rounding": rounding,
            }
        ),
        "employee",
        "7104.00",
    )
    assert found.totals == {"person": "710.00"}
    assert [line.amount for line in found.lines] == ["568.00", "142.00"]


def test_a_case_tells_every_difference():
    case: dict[str, Any] = {
        "name": "x",
        "division": HERE,
        "on": ON,
        "contribution": {"scheme": "employee", "base": 7100, "options": {"injury_class": 1}},
        "expect": {"amounts": {"pension.person": "568.00"}, "totals": {"person": "781.00"}},
    }
    [(zh, en)] = run(place, case)
    assert en == "person: 781.00 expected, 731.30 worked out"
    assert "应为 781.00" in zh
    assert run(place, {**case, "expect": {"amounts": {"pension.person": "568.00"}}}) == []
    assert run(place, {**case, "contribution": {"base": "1"}})
    assert run(place, {**case, "contribution": {"scheme": "employee", "base": "x"}})
