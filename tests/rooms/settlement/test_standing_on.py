"""Which later bills have to be cancelled before one: those priced otherwise without it."""

import pytest

from tests.rooms.settlement.places import a_case, laws
from yika.settlement.model import SoFar, Split
from yika.settlement.pricing.benefit import price, taken_back
from yika.settlement.pricing.cancelling import Past, dependents
from yika.settlement.pricing.laws import BenefitLaws

YEARLY = {"per": "year", "rows": [{"amount": "1800.00"}]}


def a_year(place: BenefitLaws, *yuan: int) -> tuple[list[Past], SoFar]:
    """Bills one after another, numbered from one."""
    so_far, past = SoFar(), list[Past]()
    case = a_case()
    for number, amount in enumerate(yuan, 1):
        bill = Split(amount * 100, in_scope_fen=amount * 100)
        priced = price(place.terms(case), case, bill, so_far)
        so_far = priced.after
        past.append(
            Past(settlement_id=number, circumstances=case, split=bill, change=priced.change)
        )
    return past, so_far


@pytest.mark.parametrize(
    ("place", "first", "standing"),
    [
        (laws(inpatient_deductible=YEARLY), 1, (4, 3, 2)),
        (laws(inpatient_deductible=YEARLY), 2, (4, 3)),
        (laws(inpatient_deductible=YEARLY), 3, ()),
        (laws(), 1, ()),
    ],
)
def test_a_bill_stands_on_the_one_that_met_its_deductible(
    place: BenefitLaws, first: int, standing: tuple[int, ...]
):
    past, now = a_year(place, 1000, 1000, 1000, 1000)
    assert dependents(place, past[first - 1], past[first:], now) == standing


def test_all_later_bills_under_a_ceiling_that_is_used_up_go_first_the_last_one_first():
    ceiling = {"on": "paid", "over": ["inpatient"], "rows": [{"amount": "1000.00"}]}
    past, now = a_year(laws(inpatient_ceiling=ceiling), 1000, 1000, 1000)
    assert dependents(laws(inpatient_ceiling=ceiling), past[0], past[1:], now) == (3, 2)


def test_cancelling_last_first_leads_back_to_nothing():
    past, now = a_year(laws(inpatient_deductible=YEARLY), 1000, 1000, 1000)
    for one in reversed(past):
        now = taken_back(now, one.change)
    assert now == SoFar()
