"""What an insurance is for, where a place tells only part of it or tells it otherwise."""

from datetime import date
from typing import Any

import pytest

from tests.policy.builders import HERE, a_book, a_rule, an_entry
from yika.insurance.amounts.asking import NotPublishedHere
from yika.insurance.entitled.scope import benefit_year, scope
from yika.insurance.laws import InsuranceLaws
from yika.policy.load import Book
from yika.policy.words import lists

ON = date(2026, 3, 16)
FORMS = {
    "entitlement.benefit_year": ("month_day", ("scheme",)),
    "entitlement.deductible_resets": ("yes_no", ()),
    "entitlement.fund_advances": ("yes_no", ()),
    "account.scope": ("list", ()),
    "account.while_stopped": ("yes_no", ()),
    "resident.window": ("window", ()),
    "resident.aid": ("aid", ("aid_group",)),
    "resident.premium": ("premium", ("resident_group",)),
}


def a_place(**values: Any) -> Book:
    """A place with these values, the dots of the ids written ``__``."""
    found = {name.replace("__", "."): value for name, value in values.items()}
    return a_book(
        *(
            a_rule(an_entry(value, date(2020, 1, 1)), policy_id=one, unit=unit, by=by)
            for one, value in found.items()
            for unit, by in (FORMS[one],)
        )
    )


def every_scheme(month: int, day: int) -> dict[str, Any]:
    return {scheme: {"month": month, "day": day} for scheme in lists().members("scheme")}


@pytest.mark.parametrize(
    ("month", "day", "on", "starts", "ends"),
    [
        (1, 1, "2026-01-01", "2026-01-01", "2026-12-31"),
        (1, 1, "2025-12-31", "2025-01-01", "2025-12-31"),
        (7, 1, "2026-06-30", "2025-07-01", "2026-06-30"),
        (7, 1, "2026-07-01", "2026-07-01", "2027-06-30"),
        (2, 29, "2024-02-28", "2023-02-28", "2024-02-28"),
        (2, 29, "2024-02-29", "2024-02-29", "2025-02-27"),
        (9, 31, "2026-09-30", "2026-09-30", "2027-09-29"),
    ],
)
def test_every_day_lies_in_one_benefit_year(month: int, day: int, on: str, starts: str, ends: str):
    book = a_place(entitlement__benefit_year=every_scheme(month, day))
    year = benefit_year(InsuranceLaws(book, HERE), "employee", date.fromisoformat(on))
    assert year is not None
    assert (str(year.starts_on), str(year.ends_on)) == (starts, ends)
    assert year.deductible_from is None


@pytest.mark.parametrize(("resets", "again"), [("yes", date(2027, 1, 1)), ("no", None)])
def test_the_deductible_starts_again_only_where_the_law_says_so(resets: str, again: date | None):
    place = a_place(
        entitlement__benefit_year=every_scheme(1, 1),
        entitlement__deductible_resets=resets,
        account__while_stopped="no",
    )
    found = scope(place, HERE, ON)
    assert {year.deductible_from for year in found.years} == {again}
    assert [len(year.policy) for year in found.years] == [2, 2, 2]
    assert found.account_while_stopped.yes is False
    assert found.fund_advances.yes is None


def test_what_is_not_published_is_unknown_and_nothing_at_all_is_refused():
    found = scope(a_place(account__scope=["pharmacy"]), HERE, ON)
    assert [item.zh for item in found.account.items or ()] == ["在定点药店购买药品、医疗器械、耗材"]
    assert found.fund_pays.items is None
    assert found.balance.items is None
    assert (found.years, found.windows, found.new_year) == ((), (), ())
    assert "entitlement.fund_pays" in found.unknown
    assert "account.scope" not in found.unknown
    assert {(one.share, one.premium, one.own, one.policy) for one in found.aid} == {(None,) * 4}
    with pytest.raises(NotPublishedHere):
        scope(a_place(entitlement__benefit_year=every_scheme(1, 1)), HERE, ON)


def test_no_aid_is_not_unknown_aid_and_an_unknown_premium_leaves_only_the_share():
    groups = dict.fromkeys(lists().members("aid_group"), "unknown")
    aid = {**groups, "orphan": {"share": "100%"}, "out_of_poverty": "none"}
    premium = {"person": "380.00", "subsidy": "0.00"}
    whole = dict.fromkeys(lists().members("resident_group"), premium)
    place = {"account__scope": ["pharmacy"], "resident__aid": aid}
    without, known = a_place(**place), a_place(**place, resident__premium=whole)
    found = {one.group.word: one for one in scope(without, HERE, ON).aid}
    assert (found["orphan"].share, found["orphan"].own) == ("100%", None)
    found = {one.group.word: one for one in scope(known, HERE, ON).aid}
    told = {word: (one.share, one.aid, one.own, one.per) for word, one in found.items()}
    assert told["orphan"] == ("100%", "380.00", "0.00", "year")
    assert told["out_of_poverty"] == ("0%", "0.00", "380.00", "year")
    assert told["minimum_living"] == (None, None, None, "year")


@pytest.mark.parametrize(
    ("opens", "on", "is_open"),
    [
        (date(2025, 10, 8), "2025-10-07", False),
        (date(2025, 10, 8), "2025-10-08", True),
        (date(2025, 10, 8), "2026-02-28", True),
        (date(2025, 10, 8), "2026-03-01", False),
        ("unknown", "2025-10-07", None),
        ("unknown", "2026-03-01", False),
    ],
)
def test_whether_the_window_is_open(opens: Any, on: str, is_open: bool | None):
    value = {"opens": opens, "closes": date(2026, 2, 28)}
    place = a_place(account__scope=["pharmacy"], resident__window=value)
    windows = scope(place, HERE, date.fromisoformat(on)).windows
    assert [(one.cover_year, one.is_open) for one in windows if one.cover_year == 2026] == [
        (2026, is_open)
    ]
