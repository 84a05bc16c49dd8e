"""Numbers of made-up people: right check digits, unique, the same for the same seed."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from stdnum import luhn

from yika.cards.service import number_of
from yika.demo import numbering
from yika.ground.ids import check_id_number


def texts(matrix: NDArray[np.uint8]) -> list[str]:
    return [row.tobytes().decode() for row in matrix]


@given(st.integers(0, 2**31), st.integers(0, numbering.CAPACITY - 1_000))
def test_identity_numbers_are_valid_and_made_up(seed: int, first: int):
    found = texts(numbering.id_numbers(seed, np.arange(first, first + 100)))
    assert [check_id_number(number) for number in found] == found
    assert all(number.startswith("9999") and not number.startswith("999900") for number in found)
    assert len(set(found)) == len(found)


def test_a_large_city_has_no_number_twice():
    found = numbering.id_numbers(1, np.arange(1_000_000))
    assert len(np.unique(found.view("S18"))) == len(found)


def test_another_seed_is_another_city():
    places = np.arange(1_000)
    assert not set(texts(numbering.id_numbers(1, places))) & set(
        texts(numbering.id_numbers(2, places))
    )


@given(st.sampled_from([999900, 110000, 440300]), st.integers(0, 10**10 - 1))
def test_card_numbers_are_those_the_cards_room_makes(region: int, card_id: int):
    (found,) = texts(numbering.card_numbers(np.array([region]), np.array([card_id])))
    assert found == number_of(region, card_id)
    assert luhn.is_valid(found)


def test_passwords_have_six_digits_and_follow_from_the_seed():
    ids = np.arange(10_000)
    found = texts(numbering.passwords(7, ids))
    assert all(len(password) == 6 and password.isdigit() for password in found)
    assert found[123] == numbering.password_of(7, 123)
    assert found != texts(numbering.passwords(8, ids))
    assert len(set(found)) > 9_800
