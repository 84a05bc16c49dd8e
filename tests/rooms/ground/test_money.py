"""Money: yuan and fen tell the same amount, and nothing else is an amount."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yika.ground.money import fen, yuan


@given(st.integers(0, 10**15))
def test_an_amount_written_and_read_is_the_same(amount_fen: int) -> None:
    assert fen(yuan(amount_fen)) == amount_fen


@given(st.integers(1, 10**15))
def test_what_is_owed_is_written_with_a_sign(amount_fen: int) -> None:
    assert yuan(-amount_fen) == f"-{yuan(amount_fen)}"


@pytest.mark.parametrize(
    ("text", "amount_fen"), [("0", 0), ("20", 2000), ("20.5", 2050), ("0.07", 7), ("007.10", 710)]
)
def test_yuan_are_read_with_at_most_two_decimals(text: str, amount_fen: int) -> None:
    assert fen(text) == amount_fen


@pytest.mark.parametrize(
    "text", ["", "1.", ".5", "1.234", "-1", "+1", "1,000", "1e3", " 1", "1\n", "一", "NaN", "0x10"]
)
def test_anything_else_is_no_amount(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        fen(text)
