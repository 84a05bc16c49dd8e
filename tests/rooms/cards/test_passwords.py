"""Counting wrong entries as the law says, and which new passwords may be chosen. No database."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import AT, hours
from yika.cards.passwords import (
    Count,
    Counting,
    PasswordForm,
    PasswordTooCommon,
    after,
    before,
    new_password_reasons,
)
from yika.ground.days import beijing_day
from yika.people.model import Identity

COUNTED = ("consecutive", "cumulative", "per_day")
CLEARING = ("right_entry", "automatic_unlock", "reset")
LASTS = hours(24)
SOMEBODY = Identity(name="周五", id_number="11010519491231002X", phone="13912345678")
SIX_DIGITS = {"min": 6, "max": 6, "alphabet": "digits"}


class Lock:
    """One password under a law: entries in order, and how many were compared."""

    def __init__(self, law: Counting, opens: bool = True) -> None:
        self.law = law
        self.opens = opens
        self.count = Count()

    def enter(self, right: bool, at: datetime) -> str:
        """As `passwords.enter` counts: right, wrong or locked."""
        locked_at = self.count.locked_at
        unlocks_at = locked_at + LASTS if locked_at is not None and self.opens else None
        self.count = before(self.count, self.law, unlocks_at, at)
        if self.count.locked_at is not None:
            return "locked"
        self.count = after(self.count, self.law, right, at)
        return "right" if right else "wrong"


def law(counted: str, *cleared_by: str, limit: int = 3) -> Counting:
    return Counting(limit, counted, frozenset(cleared_by))


def entered(by: Counting, text: str, opens: bool = True) -> str:
    """What entries come to: w wrong, r right, L locked; each takes an hour, d lets a day pass."""
    lock, at, told = Lock(by, opens), AT, ""
    for step in text:
        if step == "d":
            at += LASTS
            continue
        told += {"wrong": "w", "right": "r", "locked": "L"}[lock.enter(step == "r", at)]
        at += hours(1)
    return told


@pytest.mark.covers("PIN-25")
@pytest.mark.parametrize(
    ("counted", "cleared_by", "entries", "told"),
    [
        # Consecutive: a right entry begins anew, whether or not the law says so again.
        ("consecutive", (), "wwwr", "wwwL"),
        ("consecutive", ("right_entry",), "wwrwwrwww", "wwrwwrwww"),
        ("consecutive", (), "wwrwwww", "wwrwwwL"),
        ("consecutive", (), "wwdww", "wwwL"),
        ("consecutive", ("automatic_unlock",), "wwwdwwr", "wwwwwr"),
        ("consecutive", (), "wwwdwr", "wwwwL"),
        # Cumulative: only what the law names clears the count.
        ("cumulative", (), "wrwrwr", "wrwrwL"),
        ("cumulative", ("right_entry",), "wwrwwr", "wwrwwr"),
        ("cumulative", (), "wwdwr", "wwwL"),
        ("cumulative", ("automatic_unlock",), "wwwdwwr", "wwwwwr"),
        ("cumulative", ("reset",), "wwwdwr", "wwwwL"),
        # Per day: midnight in Beijing begins anew; a lock outlasts it.
        ("per_day", (), "wwdwwr", "wwwwr"),
        ("per_day", (), "wrwrwr", "wrwrwL"),
        ("per_day", ("right_entry",), "wwrwwr", "wwrwwr"),
        ("per_day", (), "wwwr", "wwwL"),
        ("per_day", (), "wwwdwwr", "wwwwwr"),
    ],
)
def test_entries_are_counted_as_the_law_says(
    counted: str, cleared_by: tuple[str, ...], entries: str, told: str
) -> None:
    assert entered(law(counted, *cleared_by), entries) == told


@pytest.mark.parametrize(("counted", "clears"), list(product(COUNTED, [(), CLEARING])))
def test_where_no_lock_opens_by_itself_time_alone_does_not_help(
    counted: str, clears: tuple[str, ...]
) -> None:
    assert entered(law(counted, *clears), "wwwddddr", opens=False) == "wwwL"


@pytest.mark.parametrize(("counted", "limit"), list(product(COUNTED, [1, 3, 6])))
def test_the_entry_that_reaches_the_limit_locks_at_its_instant(counted: str, limit: int) -> None:
    lock = Lock(law(counted, limit=limit))
    for n in range(limit):
        assert lock.count.locked_at is None
        lock.enter(right=False, at=AT + hours(n))
    assert lock.count == Count(limit, AT + hours(limit - 1), AT + hours(limit - 1))


@pytest.mark.covers("PIN-27")
def test_a_lock_opens_at_its_end_and_not_before() -> None:
    locked = Count(3, AT, AT)
    by = law("consecutive", "automatic_unlock")
    assert before(locked, by, AT + LASTS, AT + LASTS - timedelta(microseconds=1)) == locked
    assert before(locked, by, AT + LASTS, AT + LASTS) == Count(0, AT, None)


def test_a_day_ends_at_midnight_in_beijing() -> None:
    late = datetime.fromisoformat("2026-03-16T23:59:59+08:00")
    counted = Count(2, late)
    by = law("per_day")
    assert before(counted, by, None, late) == counted
    assert before(counted, by, None, late + timedelta(seconds=1)) == replace(counted, wrong=0)


@given(
    st.sampled_from(COUNTED),
    st.frozensets(st.sampled_from(CLEARING)),
    st.integers(1, 6),
    st.lists(st.tuples(st.booleans(), st.sampled_from([0, 1, 5, 23, 24, 25])), max_size=60),
)
def test_never_more_than_the_limit_is_compared_between_two_clearings(
    counted: str, clears: frozenset[str], limit: int, entries: list[tuple[bool, int]]
) -> None:
    lock, at = Lock(Counting(limit, counted, clears)), AT
    left, wrong_at, locked_at = limit, AT, None
    for right, later in entries:
        at += hours(later)
        if locked_at is not None and locked_at + LASTS <= at:
            left, locked_at = limit if "automatic_unlock" in clears else 1, None
        if counted == "per_day" and locked_at is None and beijing_day(wrong_at) < beijing_day(at):
            left = limit
        told = lock.enter(right, at)
        if locked_at is not None:
            assert told == "locked"
        elif right:
            assert told == "right"
            left = limit if counted == "consecutive" or "right_entry" in clears else left
        else:
            assert told == "wrong"
            left, wrong_at = left - 1, at
            locked_at = at if left == 0 else None
        assert lock.count.locked_at == locked_at


@given(
    st.sampled_from(COUNTED),
    st.frozensets(st.sampled_from(CLEARING)),
    st.integers(1, 6),
    st.lists(st.sampled_from([0, 1, 3]), min_size=1, max_size=30),
)
def test_whoever_only_guesses_gets_the_limit_and_no_more_within_a_day(
    counted: str, clears: frozenset[str], limit: int, minutes: list[int]
) -> None:
    lock, at, told = Lock(Counting(limit, counted, clears)), AT, list[str]()
    for later in minutes:
        at += timedelta(minutes=later)
        told.append(lock.enter(right=False, at=at))
    assert told.count("wrong") == min(limit, len(minutes))


@pytest.mark.covers("PIN-09", "PIN-35")
@pytest.mark.parametrize(
    ("new", "kinds", "common"),
    [
        ("31002X", ["id_last_six"], "id_last_six"),
        ("19491231", ["birth_date"], "birth_date"),
        ("491231", ["birth_date"], "birth_date"),
        ("777777", ["same_digit"], "same_digit"),
        ("345678", ["ascending_digits"], "ascending_digits"),
        ("890123", ["ascending_digits"], "ascending_digits"),
        ("876543", ["descending_digits"], "descending_digits"),
        ("123456", ["123456", "888888"], "published"),
        ("345678", ["phone_number"], "phone_number"),
        ("291845", ["id_last_six", "birth_date", "same_digit", "phone_number", "123456"], None),
        ("777777", [], None),
    ],
)
def test_a_password_that_others_try_first_is_refused(
    new: str, kinds: list[str], common: str | None
) -> None:
    form = {"min": 6, "max": 12, "alphabet": "letters_digits"}
    found = new_password_reasons(new, form, kinds, SOMEBODY)
    assert [reason.facts for reason in found] == ([] if common is None else [{"kind": common}])
    assert new not in "".join(map(str, found))


@pytest.mark.covers("PIN-09")
@pytest.mark.parametrize(
    ("new", "form", "fits"),
    [
        ("291845", SIX_DIGITS, True),
        ("29184", SIX_DIGITS, False),
        ("2918456", SIX_DIGITS, False),
        ("29184a", SIX_DIGITS, False),
        ("２９１８４５", SIX_DIGITS, False),  # Full-width digits cannot be typed at a till.
        ("29184²", SIX_DIGITS, False),
        ("Ab29184", {"min": 6, "max": 12, "alphabet": "letters_digits"}, True),
        ("Ab29184!", {"min": 6, "max": 12, "alphabet": "letters_digits"}, False),
        ("密码密码密码", {"min": 6, "max": 12, "alphabet": "letters_digits"}, False),
        ("Ab29184!", {"min": 6, "max": 12, "alphabet": "letters_digits_symbols"}, True),
        ("Ab29184\n", {"min": 6, "max": 12, "alphabet": "letters_digits_symbols"}, False),
        ("", SIX_DIGITS, False),
    ],
)
def test_a_new_password_has_the_form_of_the_place(
    new: str, form: dict[str, int | str], fits: bool
) -> None:
    found = new_password_reasons(new, form, [], SOMEBODY)
    assert [type(reason) for reason in found] == ([] if fits else [PasswordForm])


def test_every_reason_against_a_new_password_is_told_at_once() -> None:
    found = new_password_reasons("1111", SIX_DIGITS, ["same_digit"], SOMEBODY)
    assert [type(reason) for reason in found] == [PasswordForm, PasswordTooCommon]
