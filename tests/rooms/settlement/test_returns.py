"""Returns of a line piece by piece (退费): each part comes back whole, and never more of it."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tests.rooms.settlement.test_fees import CATALOGUE, SHARES, a_charge
from yika.settlement.model import Split
from yika.settlement.pricing.lines import added, falls_below_zero
from yika.settlement.visits.fee_rules import Kept, divided


@given(
    item=st.sampled_from(("XA", "XB", "XC", "XCEIL", "XLMT")),
    price=st.integers(1, 3_000),
    pieces=st.integers(1, 12),
)
def test_returns_one_by_one_never_take_back_more_of_a_part_than_is_left(
    item: str, price: int, pieces: int
) -> None:
    yuan = Decimal(price) / 100
    made = {"quantity": Decimal(pieces), "price": yuan, "total_fen": pieces * price}
    found = CATALOGUE.item(item, date(2026, 3, 16))
    assert found is not None
    whole = divided(a_charge("1", item, **made), found, "level_2", SHARES, None)
    charge = whole.charge
    kept = Kept(whole.class_, whole.first_share, whole.ceiling, item, charge.quantity, whole.split)
    back = {"quantity": Decimal(-1), "price": yuan, "total_fen": -price, "returns": "1"}
    for piece in range(pieces):
        one = divided(a_charge(f"R{piece}", item, **back), found, "level_2", SHARES, kept)
        left = added([kept.split, one.split])
        assert not falls_below_zero(left), (piece, left)
        assert left.total_fen == price * (pieces - piece - 1)
        kept = kept._replace(quantity=kept.quantity - 1, split=left)
    assert kept.split == Split(0)
