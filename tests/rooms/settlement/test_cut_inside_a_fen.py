"""What a ceiling or a bound cuts in the middle of a fen goes on exactly: only payments are rounded.

Each sum beside a row is done by hand, with all its decimals.
"""

from typing import Any

import pytest

from tests.rooms.settlement.places import a_case, laws, settled
from yika.settlement.model import Pool, SoFar, Split
from yika.settlement.pricing.benefit import price


def shared(share: str, **more: Any) -> dict[str, Any]:
    return {"bounds_on": "in_scope", "rows": [{"segments": [{"share": share, **more}]}]}


@pytest.mark.parametrize(
    ("share", "beyond", "fen", "large_sum"),
    [
        ("90%", "90%", 10_000_00, 8_000_00),  # (10,000 - 1,000 ÷ 90%) × 90%
        ("85%", "80%", 10_000_00, 7_058_82),  # (10,000 - 1,000 ÷ 85%) × 80% = 7,058.8235…
        ("85%", "85%", 10_000_10, 7_500_09),  # 10,000.10 × 85% - 1,000 = 7,500.085
        ("60%", "90%", 3_000_00, 1_200_00),  # (3,000 - 1,666.666…) × 90%
        ("70%", "100%", 1_428_58, 1),  # 1,428.58 - 1,428.5714… is 0.86 of a fen
        ("70%", "40%", 1_428_58, 0),
    ],
)
def test_what_a_ceiling_cuts_goes_on_exactly(share: str, beyond: str, fen: int, large_sum: int):
    layer = {
        "base": "over_ceiling",
        "over": ["inpatient"],
        "deductible": "none",
        "shares": shared(beyond),
        "ceiling": "none",
    }
    ceiling = {"on": "paid", "over": ["inpatient"], "rows": [{"amount": "1000.00"}]}
    place = laws(inpatient_share=shared(share), inpatient_ceiling=ceiling, large_sum=layer)
    told = a_case()
    found = price(place.terms(told), told, Split(fen, in_scope_fen=fen), SoFar())
    paid = found.shares.layers
    assert (paid["basic"], paid.get("large_sum", 0)) == (1_000_00, large_sum)
    assert found.shares.person_fen == fen - 1_000_00 - large_sum


def test_a_bound_on_what_one_paid_oneself_may_lie_inside_a_fen():
    """Up to 1 yuan of one's own are 1 ÷ 30% of cost; 333.33… × 70% + 669.66… × 95% = 869.51…"""
    segments = [{"up_to": "1.00", "share": "70%"}, {"share": "95%"}]
    rows = [{"segments": segments}]
    place = laws(inpatient_share={"bounds_on": "self_paid", "rows": rows})
    told = a_case()
    found = price(place.terms(told), told, Split(10_03, in_scope_fen=10_03), SoFar())
    assert found.shares.fund_fen == 8_70


def test_what_the_account_paid_first_is_neither_cost_nor_paid_oneself():
    place = laws(
        outpatient_share=shared("50%"),
        account_first={"kinds": ["outpatient"], "wallets": ["current"]},
    )
    told = a_case(kind="outpatient")
    found = price(place.terms(told), told, Split(100_00, in_scope_fen=100_00), SoFar(), 40_00)
    pool = found.after.pools["outpatient"]
    assert (pool.cost_fen, pool.paid_fen, pool.self_paid_fen) == (60_00, 30_00, 30_00)


def test_what_is_paid_whole_is_cost_too():
    place = laws(inpatient_share=shared("50%"))
    told = a_case()
    bill = Split(100_00, in_scope_fen=100_00, full_fen=80_00)
    found = price(place.terms(told), told, bill, SoFar())
    assert found.after.pools["inpatient"] == Pool(100_00, 0, 90_00, 10_00, 1)


def test_a_bonus_raises_the_ceiling_of_critical_illness_alone():
    layer = {
        "base": "self_paid",
        "over": ["inpatient"],
        "deductible": "none",
        "shares": shared("80%"),
        "ceiling": {"on": "paid", "rows": [{"amount": "1000.00"}]},
    }
    ceiling = {"on": "paid", "over": ["inpatient"], "rows": [{"amount": "2000.00"}]}
    place = laws(inpatient_share=shared("50%"), inpatient_ceiling=ceiling, critical_illness=layer)
    [plain] = settled(place, 10_000)
    [raised] = settled(place, 10_000, bonus_fen=300_00)
    assert plain.shares.layers == {"basic": 2_000_00, "critical_illness": 1_000_00}
    assert raised.shares.layers == {"basic": 2_000_00, "critical_illness": 1_300_00}
