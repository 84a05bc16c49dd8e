"""The data that is shipped: in order, whole where it must be, and the same lists everywhere."""

from datetime import date, timedelta

import pytest

from yika.faces.cli.policy import RUNNERS
from yika.policy.check import Tally, check
from yika.policy.coverage import Extent, coverage
from yika.policy.load import book_from, load_book
from yika.policy.lookup import Known, cells, change_days, look_up
from yika.policy.model import MADE_UP_CITY, Value
from yika.policy.saying import said
from yika.policy.shapes_of_benefit import BENEFIT_SHAPES
from yika.policy.units import SHAPES
from yika.policy.words import lists

BOOK = load_book()
REGIONS = {
    "000000", "110000", "130700", "310000", "330100", "420100", "430100", "440100", "440300",
    "999900",
}  # fmt: skip


def test_the_shipped_data_has_no_problem():
    tally = Tally()
    for _ in check(BOOK, tally, RUNNERS):
        pass
    assert sorted(map(str, tally.problems)) == []
    assert tally.cases > 0


def test_every_place_of_the_first_release_is_there_and_has_a_name():
    assert set(BOOK.divisions()) >= REGIONS
    assert set(BOOK.divisions()) <= lists().divisions.keys()


@pytest.mark.parametrize("division", sorted(REGIONS))
def test_a_place_answers_every_cell_on_each_day_of_change(division: str):
    turns = change_days(BOOK, division) or [date(2026, 3, 16)]
    for policy_id, rule in BOOK.rules(division).items():
        for axes in cells(rule):
            for day in turns:
                look_up(BOOK, policy_id, division, day - timedelta(days=1), **axes)
                look_up(BOOK, policy_id, division, day, **axes)


@pytest.mark.parametrize("division", sorted(REGIONS))
def test_kept_content_of_a_place_replays_its_answers(division: str):
    again = book_from(BOOK.content(division))
    assert again.hash(division) == BOOK.hash(division)
    for policy_id, rule in BOOK.rules(division).items():
        for axes in cells(rule):
            asked = (policy_id, division, date(2026, 3, 16))
            assert look_up(again, *asked, **axes) == look_up(BOOK, *asked, **axes)


def test_the_made_up_city_knows_every_cell_of_every_id():
    found = [one for one in coverage(BOOK, date(2026, 3, 16)) if one.division == MADE_UP_CITY]
    assert {one.id for one in found} == set(BOOK.ids())
    assert [one.id for one in found if one.extent is not Extent.KNOWN] == []


def test_every_unit_has_a_shape_and_every_shape_a_unit():
    assert set(lists().units) == set(SHAPES)


def test_every_axis_has_names_for_its_members():
    for axis in lists().axes:
        assert [lists().member(axis, member).zh for member in lists().members(axis)]


def in_both_languages(value: Value, unit: str) -> None:
    told = said(value, unit)
    assert told.zh
    assert told.en
    assert not any("\u4e00" <= letter <= "\u9fff" for letter in told.en), told.en


def test_every_value_can_be_said_in_both_languages():
    for policy_id in BOOK.ids():
        rule = BOOK.rules(MADE_UP_CITY)[policy_id]
        for axes in cells(rule):
            answer = look_up(BOOK, policy_id, MADE_UP_CITY, date(2026, 3, 16), **axes)
            assert isinstance(answer, Known)
            in_both_languages(answer.value, answer.unit)


@pytest.mark.parametrize("division", sorted(REGIONS))
def test_whatever_a_fund_paid_at_any_time_can_be_said(division: str):
    rules = [rule for rule in BOOK.rules(division).values() if rule.unit in BENEFIT_SHAPES]
    assert rules
    for rule in rules:
        for entry in rule.values:
            in_both_languages(entry.value or "abolished", rule.unit)
