"""What holds on a day, in a place, for a cell: examples, and properties over any history."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.policy.builders import HERE, NATION, NOTICE, a_book, a_rule, an_entry
from yika.ground.days import BEIJING
from yika.policy.load import Book, book_from
from yika.policy.lookup import Abolished, Known, Unknown, change_days, look_up, timeline
from yika.policy.model import Confidence, Entry, Other, Rule, Value, WrongAxes

TRIES = "password.tries_before_lock"
KINDS = ("password_kind",)


def value_on(book: Book, day: date, **axes: str) -> Value:
    answer = look_up(book, TRIES, HERE, day, **axes)
    return answer.value if isinstance(answer, Known) else type(answer).__name__


def test_a_value_holds_from_its_first_day_until_its_last():
    book = a_book(
        a_rule(
            an_entry(3, date(2020, 1, 1), date(2021, 12, 31)),
            an_entry(6, date(2022, 1, 1), date(2022, 12, 31)),
        )
    )
    days = [date(2019, 12, 31), date(2020, 1, 1), date(2021, 12, 31), date(2022, 1, 1)]
    assert [value_on(book, day) for day in days] == ["Unknown", 3, 3, 6]
    assert value_on(book, date(2023, 1, 1)) == "Unknown"
    assert change_days(book, HERE) == [date(2020, 1, 1), date(2022, 1, 1), date(2023, 1, 1)]


def test_an_instant_counts_by_its_day_in_beijing():
    book = a_book(
        a_rule(an_entry(3, date(2020, 1, 1), date(2021, 12, 31)), an_entry(6, date(2022, 1, 1)))
    )
    last = datetime(2021, 12, 31, 23, 59, 59, tzinfo=BEIJING)
    assert value_on(book, last) == 3
    assert value_on(book, last + timedelta(seconds=1)) == 6
    assert value_on(book, datetime(2021, 12, 31, 16, 0, tzinfo=UTC)) == 6


def test_before_the_day_a_source_attests_an_undated_value_says_so():
    book = a_book(a_rule(an_entry(3, attested_on=date(2022, 9, 28))))
    before = look_up(book, TRIES, HERE, date(2022, 9, 27))
    after = look_up(book, TRIES, HERE, date(2022, 9, 28))
    assert isinstance(before, Known)
    assert isinstance(after, Known)
    assert (before.value, before.undated) == (3, True)
    assert (after.value, after.undated) == (3, False)
    assert change_days(book, HERE) == []


def test_a_null_value_is_abolished_and_a_null_cell_only_for_its_cell():
    book = a_book(
        a_rule(
            an_entry(
                {"social_security": 3, "e_credential": 6, "bank": 3},
                date(2020, 1, 1),
                date(2021, 12, 31),
            ),
            an_entry(
                {"social_security": None, "e_credential": 6, "bank": "unknown"},
                date(2022, 1, 1),
                date(2022, 12, 31),
            ),
            an_entry(None, date(2023, 1, 1)),
            by=KINDS,
        )
    )
    day = date(2022, 6, 1)
    found = look_up(book, TRIES, HERE, day, password_kind="social_security")
    assert isinstance(found, Abolished)
    assert found.entry.since == date(2022, 1, 1)
    assert value_on(book, day, password_kind="e_credential") == 6
    assert value_on(book, day, password_kind="bank") == "Unknown"
    assert value_on(book, date(2023, 1, 1), password_kind="e_credential") == "Abolished"


def test_unknown_is_never_replaced_by_another_place_unless_the_file_says_so():
    nation = a_rule(an_entry(5, date(2015, 1, 1)), division=NATION)
    here = an_entry("unknown", date(2020, 1, 1), date(2020, 12, 31))
    alone = a_book(nation, a_rule(here))
    assert value_on(alone, date(2020, 6, 1)) == "Unknown"
    following = a_book(nation, a_rule(here, an_entry(3, date(2021, 1, 1)), follows=NATION))
    taken = look_up(following, TRIES, HERE, date(2020, 6, 1))
    assert isinstance(taken, Known)
    assert (taken.value, taken.taken_from, taken.division) == (5, NATION, HERE)
    own = look_up(following, TRIES, HERE, date(2021, 6, 1))
    assert isinstance(own, Known)
    assert (own.value, own.taken_from) == (3, None)
    assert change_days(following, HERE) == [date(2015, 1, 1), date(2020, 1, 1), date(2021, 1, 1)]


def test_a_chain_of_places_names_the_one_whose_value_it_is():
    book = a_book(
        a_rule(follows="990000"),
        a_rule(division="990000", follows=NATION),
        a_rule(an_entry(5, date(2015, 1, 1)), division=NATION),
    )
    taken = look_up(book, TRIES, HERE, date(2026, 3, 16))
    assert isinstance(taken, Known)
    assert taken.taken_from == NATION


def test_sources_that_disagree_stay_with_the_cell_they_speak_of():
    other = Other({"social_security": 3}, Confidence.SEED, NOTICE)
    value = {"social_security": 6, "e_credential": 6, "bank": "unknown"}
    book = a_book(a_rule(an_entry(value, date(2020, 1, 1), others=(other,)), by=KINDS))
    told = look_up(book, TRIES, HERE, date(2026, 1, 1), password_kind="social_security")
    silent = look_up(book, TRIES, HERE, date(2026, 1, 1), password_kind="e_credential")
    assert isinstance(told, Known)
    assert isinstance(silent, Known)
    assert [one.value for one in told.others] == [3]
    assert silent.others == ()


def test_what_untrusted_sources_say_is_kept_with_an_unknown():
    other = Other(5, Confidence.WEAK, NOTICE)
    book = a_book(a_rule(an_entry("unknown", date(2020, 1, 1), others=(other,))))
    answer = look_up(book, TRIES, HERE, date(2026, 1, 1))
    assert isinstance(answer, Unknown)
    assert [one.value for one in answer.others] == [5]


def test_a_place_without_a_file_is_unknown():
    assert look_up(a_book(), TRIES, "110000", date(2026, 1, 1)) == Unknown(TRIES, "110000")


def test_the_installation_answers_only_where_the_data_is_silent():
    value = {"social_security": 6, "e_credential": "unknown", "bank": "unknown"}
    rule = a_rule(an_entry(value, date(2020, 1, 1)), by=KINDS)
    book = a_book(rule, settings={TRIES: {"social_security": 9, "bank": 4}})
    day = date(2026, 1, 1)
    assert value_on(book, day, password_kind="social_security") == 6
    own = look_up(book, TRIES, HERE, day, password_kind="bank")
    assert isinstance(own, Known)
    assert (own.value, own.set_by_installation) == (4, True)
    assert own.confidence is Confidence.SET_HERE
    assert value_on(book, day, password_kind="e_credential") == "Unknown"
    elsewhere = look_up(book, TRIES, "110000", day, password_kind="bank")
    assert isinstance(elsewhere, Known)
    assert elsewhere.set_by_installation


def test_one_setting_may_answer_for_every_cell():
    book = a_book(a_rule(by=KINDS), settings={TRIES: 5})
    assert value_on(book, date(2026, 1, 1), password_kind="bank") == 5


@pytest.mark.parametrize("axes", [{}, {"password_kind": "telephone"}, {"issuer": "bank"}])
def test_axes_that_name_no_single_cell_are_refused(axes: dict[str, str]):
    book = a_book(a_rule(an_entry(dict.fromkeys(("social_security", "bank"), 3)), by=KINDS))
    with pytest.raises(WrongAxes) as refused:
        look_up(book, TRIES, HERE, date(2026, 1, 1), **axes)
    assert refused.value.facts["given"] == axes


def test_a_repeated_look_up_is_the_same_answer():
    book = a_book(a_rule(an_entry(3, date(2020, 1, 1))))
    first = look_up(book, TRIES, HERE, date(2026, 1, 1))
    assert look_up(book, TRIES, HERE, date(2027, 1, 1)) is first


DAYS = st.dates(date(2000, 1, 1), date(2030, 12, 31))
VALUES = st.one_of(st.none(), st.just("unknown"), st.integers(1, 9))


@st.composite
def histories(draw: st.DrawFn) -> tuple[Entry, ...]:
    """Entries one after the other without gap or overlap, as the loader lets them through."""
    starts = sorted(draw(st.lists(DAYS, unique=True, max_size=5)))
    open_start, open_end = draw(st.booleans()), draw(st.booleans())
    found: list[Entry] = []
    for position, since in enumerate(starts):
        following = starts[position + 1 : position + 2]
        until = following[0] - timedelta(days=1) if following else None
        if until is None and not open_end:
            until = since + timedelta(days=draw(st.integers(0, 900)))
        undated = position == 0 and open_start
        value = draw(VALUES)
        attested_on = since if undated else None
        found.append(an_entry(value, None if undated else since, until, attested_on))
    return tuple(found)


@st.composite
def rules(draw: st.DrawFn) -> tuple[Rule, Rule]:
    follows = draw(st.sampled_from([None, NATION]))
    return (
        a_rule(*draw(histories()), follows=follows),
        a_rule(*draw(histories()), division=NATION),
    )


@given(rules(), st.one_of(st.none(), st.integers(1, 9)), st.lists(DAYS, min_size=1))
def test_the_timeline_covers_every_day_once_and_agrees_with_each_look_up(
    both: tuple[Rule, Rule], own: int | None, days: list[date]
):
    book = a_book(*both, settings={} if own is None else {TRIES: own})
    spans = timeline(book, TRIES, HERE)
    assert spans[0].since is None
    assert spans[-1].until is None
    for before, after in pairwise(spans):
        assert before.until is not None
        assert after.since == before.until + timedelta(days=1)
        assert before.answer != after.answer
    for day in days:
        holding = [
            span for span in spans if (span.since or date.min) <= day <= (span.until or date.max)
        ]
        assert len(holding) == 1
        assert look_up(book, TRIES, HERE, day) == holding[0].answer


@given(rules(), DAYS)
def test_values_change_on_change_days_only(both: tuple[Rule, Rule], day: date):
    book = a_book(*both)
    if day not in change_days(book, HERE):
        assert value_on(book, day - timedelta(days=1)) == value_on(book, day)


@given(rules(), DAYS)
def test_kept_content_gives_the_same_answers_and_the_same_hash(both: tuple[Rule, Rule], day: date):
    book = a_book(*both, settings={TRIES: 4})
    again = book_from(book.content(HERE))
    assert look_up(again, TRIES, HERE, day) == look_up(book, TRIES, HERE, day)
    assert again.hash(HERE) == book.hash(HERE)


def test_the_hash_changes_with_the_content_and_with_what_is_followed():
    nation = a_rule(an_entry(5, date(2015, 1, 1)), division=NATION)
    one = a_book(a_rule(follows=NATION), nation)
    same = a_book(nation, a_rule(follows=NATION))
    other = a_book(a_rule(follows=NATION), a_rule(an_entry(6, date(2015, 1, 1)), division=NATION))
    alone = a_book(a_rule(), nation)
    assert one.hash(HERE) == same.hash(HERE)
    assert len({one.hash(HERE), other.hash(HERE), alone.hash(HERE)}) == 3
