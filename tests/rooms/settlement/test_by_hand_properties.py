"""What holds of every claim with a receipt: its shares add up, and more cost never pays less."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import AT
from tests.builders import BOOK as LAW
from yika.settlement.by_hand.keeping import receipt_key
from yika.settlement.by_hand.rules import is_within, priced
from yika.settlement.model import Circumstances, SoFar
from yika.settlement.pricing.laws import BenefitLaws
from yika.settlement.pricing.lines import Line

LAWS = BenefitLaws(LAW, "999900")
shares = st.one_of(st.none(), st.integers(0, 100).map(lambda one: Decimal(one) / 100))
lines = st.builds(
    Line,
    item_class=st.sampled_from("ABC"),
    total_fen=st.integers(0, 30_000_000),
    first_share=shares,
    is_approved=st.booleans(),
)
bills = st.lists(lines, min_size=1, max_size=6)
cases = st.builds(
    Circumstances,
    scheme=st.sampled_from(["employee", "resident"]),
    kind=st.sampled_from(["outpatient", "inpatient"]),
    on=st.just(AT.date()),
    level=st.sampled_from(["primary", "level_1", "level_2", "level_3"]),
    retired=st.booleans(),
    retired_on=st.just(date(2020, 1, 1)),
    age=st.just(40),
    group=st.just("adult"),
    months=st.just(60),
    off_site=st.sampled_from([None, "long_term", "referral", "emergency", "unregistered"]),
    assistance=st.sampled_from([None, "minimum_living", "illness_poverty", "special_hardship"]),
)


@given(cases, st.lists(bills, min_size=1, max_size=4))
def test_shares_add_up_to_the_fen_whatever_came_before(
    told: Circumstances, claimed: list[list[Line]]
) -> None:
    so_far = SoFar()
    for bill in claimed:
        found = priced(LAWS, told, bill, so_far)
        total = sum(line.total_fen for line in bill)
        assert found.shares.split.total_fen == total
        assert found.shares.fund_fen + found.shares.person_fen == total
        assert min(found.shares.fund_fen, found.shares.person_fen) >= 0
        so_far = found.after


@given(cases, bills, bills, lines)
def test_more_cost_never_lowers_what_is_paid(
    told: Circumstances, before: list[Line], bill: list[Line], more: Line
) -> None:
    so_far = priced(LAWS, told, before, SoFar()).after
    less = priced(LAWS, told, bill, so_far).shares.fund_fen
    assert priced(LAWS, told, [*bill, more], so_far).shares.fund_fen >= less


@given(st.text("0123456789ABCXYZ", min_size=4, max_size=20), st.data())
def test_a_receipt_is_the_same_however_it_is_typed(number: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(number)))
    typed = f" {number[:place]}-{number[place:]} ".lower()
    assert receipt_key(typed) == receipt_key(number)


@pytest.mark.parametrize(
    ("division", "region", "inside"),
    [
        ("999900", 999900, True),
        ("999901", 999900, True),
        ("310115", 310000, True),
        ("320100", 310000, False),
        ("430104", 430100, True),
        ("430200", 430100, False),
    ],
)
def test_a_division_lies_in_its_region(division: str, region: int, inside: bool) -> None:
    assert is_within(division, region) is inside
