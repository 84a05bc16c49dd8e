"""Identity numbers: what is wrong with one is told, the number itself never; masks hide enough."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import an_id_number
from yika.ground.ids import (
    WrongIdNumber,
    birth_date,
    check_id_number,
    mask_id_number,
    mask_name,
    mask_number,
)

RIGHT = "11010519491231002X"  # the example of the standard, GB 11643
BORN = st.dates(date(1900, 1, 1), date(2026, 3, 16))
SERIALS = st.integers(0, 999)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "form"),
        ("X", "form"),
        (RIGHT[:17], "form"),
        (RIGHT + "1", "form"),
        ("110105491231002", "form"),  # A number of the first generation, 15 digits.
        ("1101051949123100２Ｘ", "form"),  # Full-width characters.
        ("X1010519491231002X", "form"),
        ("11010519491231 002XX", "form"),
        ("110105194913310020", "birth_date"),
        ("110105194902300020", "birth_date"),
        ("110105190002290020", "birth_date"),  # 1900 had no leap day.
        ("110105000000000020", "birth_date"),
        ("110105194912310021", "check_digit"),
        ("11010519491231020X", "check_digit"),  # Two digits changed places.
        ("110105194912310029", "check_digit"),
    ],
)
def test_a_wrong_number_is_refused_with_its_problem_and_without_itself(
    text: str, problem: str
) -> None:
    with pytest.raises(WrongIdNumber) as caught:
        check_id_number(text)
    assert caught.value.facts == {"problem": problem}
    assert len(text) < 10 or text not in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [RIGHT, RIGHT.lower(), f"  {RIGHT}\n", "110105 19491231 002X", "110105-19491231-002x"],
)
def test_spaces_dashes_and_a_small_x_are_forgiven(text: str) -> None:
    assert check_id_number(text) == RIGHT


def test_made_up_people_and_closed_divisions_have_right_numbers() -> None:
    assert check_id_number(an_id_number(7)).startswith("999900")


@given(SERIALS, BORN)
def test_a_right_number_gives_its_day_of_birth(serial: int, born: date) -> None:
    assert birth_date(check_id_number(an_id_number(serial, born))) == born


@given(SERIALS, BORN, st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_found(serial: int, born: date, place: int, by: int) -> None:
    number = an_id_number(serial, born)
    digit = str((int(number[place]) + by) % 10)
    with pytest.raises(WrongIdNumber):
        check_id_number(number[:place] + digit + number[place + 1 :])


def test_an_id_number_is_shown_by_its_ends() -> None:
    assert mask_id_number(RIGHT) == "110105********002X"


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("13900001234", "*******1234"),
        ("1234", "****1234"),
        ("62170000123456789", "*" * 13 + "6789"),
    ],
)
def test_card_and_telephone_numbers_are_shown_by_their_last_four(number: str, shown: str) -> None:
    assert mask_number(number) == shown


@pytest.mark.parametrize(
    ("name", "shown"), [("王小明", "王**"), ("李", "李*"), ("欧阳菲菲", "欧***"), ("", "*")]
)
def test_a_name_is_shown_by_its_first_character(name: str, shown: str) -> None:
    assert mask_name(name) == shown
