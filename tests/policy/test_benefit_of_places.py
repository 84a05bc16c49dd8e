"""What the funds pay in each shipped place: any bill has a price, or says what is not known."""

from datetime import date
from itertools import product
from typing import Any

import pytest

from yika.policy.load import load_book
from yika.policy.lookup import Known, change_days, look_up
from yika.settlement.model import Circumstances, Priced, SoFar, Split
from yika.settlement.pricing.benefit import price
from yika.settlement.pricing.found import BenefitNeeds, BenefitUnknown
from yika.settlement.pricing.laws import BenefitLaws, policy_ids

BOOK = load_book()
MODEL_DAY = date(2026, 3, 16)
CITIES = ("110000", "130700", "310000", "330100", "420100", "430100", "440100", "440300")
KINDS = ("outpatient", "inpatient", "chronic", "two_diseases", "pharmacy")
LEVELS = ("primary", "level_1", "level_2", "level_3", "provincial")
GROUPS = {"employee": (None,), "resident": ("adult", "adult_tier_2", "pupil", "elderly")}
BILLS = (0, 1, 50_000, 2_000_000, 100_000_000)

# A bill that each place can price, as the documents it is taken from have it.
PRICED = [
    ("110000", "employee", "inpatient", "level_3", date(2026, 3, 16), 5_000_000, 4_289_500),
    ("310000", "employee", "inpatient", "level_3", date(2026, 3, 16), 1_150_000, 850_000),
    ("330100", "employee", "inpatient", "level_3", date(2026, 3, 16), 6_000_000, 4_974_400),
    ("420100", "employee", "inpatient", "level_3", date(2026, 3, 16), 1_080_000, 860_000),
    ("430100", "employee", "inpatient", "level_3", date(2026, 3, 16), 1_110_000, 850_000),
    ("440300", "employee", "inpatient", "level_3", date(2025, 6, 30), 1_060_000, 900_000),
    ("440100", "employee", "outpatient", "primary", date(2025, 6, 30), 100_000, 80_000),
    ("130700", "employee", "outpatient", "level_2", date(2026, 3, 16), 110_000, 50_000),
]


def circumstances(scheme: str, kind: str, level: str, on: date, **more: Any) -> Circumstances:
    told: dict[str, Any] = {
        "age": 66,
        "tier": "1",
        "months": 80,
        "retired_on": date(2015, 1, 1),
        **more,
    }
    return Circumstances(scheme=scheme, kind=kind, level=level, on=on, **told)


@pytest.mark.parametrize("city", CITIES)
def test_any_bill_has_a_price_or_names_what_is_not_known(city: str):
    laws = BenefitLaws(BOOK, city)
    days = [day for day in change_days(BOOK, city) if day.year >= 2020]
    for scheme, kind, level, on in product(GROUPS, KINDS, LEVELS, [*days, MODEL_DAY]):
        for group, retired in product(GROUPS[scheme], (False, True)):
            told = circumstances(scheme, kind, level, on, group=group, retired=retired)
            for fen in BILLS:
                check_one(laws, told, fen)


def check_one(laws: BenefitLaws, told: Circumstances, fen: int) -> None:
    found = priced_or_not(laws, told, fen)
    if isinstance(found, BenefitNeeds):
        assert found.facts["needs"] in {"disease", "prescriber_level"}
    elif isinstance(found, BenefitUnknown):
        assert found.facts["id"] in policy_ids(told.scheme)
    else:
        assert found.shares.fund_fen + found.shares.person_fen == fen
        assert 0 <= found.shares.fund_fen <= fen


def priced_or_not(laws: BenefitLaws, told: Circumstances, fen: int) -> Priced | BenefitUnknown:
    try:
        return price(laws.terms(told), told, Split(fen, in_scope_fen=fen), SoFar())
    except BenefitUnknown as unknown:
        return unknown


@pytest.mark.parametrize(
    ("city", "scheme", "kind", "level", "on", "fen", "paid"), PRICED, ids=[one[0] for one in PRICED]
)
def test_each_city_prices_a_bill(
    city: str, scheme: str, kind: str, level: str, on: date, fen: int, paid: int
):
    told = circumstances(scheme, kind, level, on)
    split = Split(fen, in_scope_fen=fen)
    priced = price(BenefitLaws(BOOK, city).terms(told), told, split, SoFar())
    assert priced.shares.layers == {"basic": paid}


@pytest.mark.parametrize("city", CITIES)
def test_what_is_worked_out_or_weak_says_so(city: str):
    for policy in (*policy_ids("employee"), *policy_ids("resident")):
        answer = look_up(BOOK, policy, city, MODEL_DAY)
        if isinstance(answer, Known) and answer.source.key.startswith("J-"):
            assert answer.confidence in {"weak", "inferred", "secondary"}, policy
        if isinstance(answer, Known) and answer.confidence == "inferred":
            assert answer.entry.note, policy
