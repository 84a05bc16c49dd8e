"""The short decision for settling is the long one that is told, whoever and whenever."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import AT, BOOK
from tests.rooms.standing.test_properties import people
from yika.standing.laws import Laws
from yika.standing.model import Facts
from yika.standing.rules import standing
from yika.standing.usable import usable, usable_by

REGIONS = [Laws(BOOK, division) for division in ("999900", "110000", "310000", "430100")]


@given(people(), st.sampled_from(REGIONS), st.integers(0, 20_000))
@settings(max_examples=600, deadline=None)
def test_what_stops_a_use_is_what_the_standing_tells(facts: Facts, laws: Laws, hours: int) -> None:
    at = AT + timedelta(hours=hours)
    told = standing(facts, laws, at).uses
    expected = {c: {use: state.holds for use, state in uses.items()} for c, uses in told.items()}
    assert usable(facts, laws, at) == expected
    assert {c: usable_by(facts, laws, at, c) for c in told} == expected
