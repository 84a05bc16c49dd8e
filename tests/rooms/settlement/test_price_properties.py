"""What holds of every price, whatever the law: random policies, bills and years."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rooms.settlement.places import a_case, laws
from yika.settlement.model import Circumstances, Pool, Priced, SoFar, Split
from yika.settlement.pricing.benefit import added, price, taken_back
from yika.settlement.pricing.cancelling import Past, dependents
from yika.settlement.pricing.laws import BenefitLaws
from yika.settlement.pricing.lines import Line, split

MOST = 50_000_000  # fen
amounts = st.integers(0, MOST)
BOUNDS = st.lists(st.integers(1, MOST), max_size=3, unique=True).map(sorted)


def yuan_text(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02}"


money = amounts.map(yuan_text)
shares = st.integers(0, 1000).map(lambda tenths: f"{tenths // 10}.{tenths % 10}%")


@st.composite
def segments(draw: st.DrawFn) -> list[dict[str, str]]:
    bounds = draw(BOUNDS)
    bounded = [{"up_to": yuan_text(one), "share": draw(shares)} for one in bounds]
    return [*bounded, {"share": draw(shares)}]


@st.composite
def deductibles(draw: st.DrawFn) -> Any:
    per = draw(st.sampled_from(["none", "year", "visit", "admission", "highest"]))
    if per == "none":
        return "none"
    found: dict[str, Any] = {"per": per, "rows": [{"amount": draw(money)}]}
    if per == "highest":
        return {**found, "per": "admission", "once": "highest"}
    if per in ("visit", "admission") and draw(st.booleans()):
        found["yearly_max"] = draw(money)
    if per == "admission" and draw(st.booleans()):
        several = draw(st.lists(shares, min_size=1, max_size=3))
        listed = [{"share": one} for one in several]
        found["later"] = listed if len(listed) > 1 else listed[0]
    if per == "admission" and draw(st.booleans()):
        found["every_days"] = 90
    return found


@st.composite
def share_tables(draw: st.DrawFn) -> Any:
    bounds_on = draw(st.sampled_from(["in_scope", "above_deductible", "self_paid"]))
    adjust = draw(
        st.lists(
            st.one_of(
                st.integers(-20, 20).map(lambda points: {"points": f"{points:+}"}),
                shares.map(lambda times: {"self_pay_times": times}),
                shares.map(lambda times: {"share_times": times}),
            ),
            max_size=2,
        )
    )
    anew = {"bounds_anew": "yes"} if draw(st.booleans()) else {}
    rows = [{"segments": draw(segments())}]
    return {"bounds_on": bounds_on, "rows": rows, "adjust": adjust, **anew}


@st.composite
def ceilings(draw: st.DrawFn, *over: str) -> Any:
    if draw(st.booleans()):
        return "none"
    on = draw(st.sampled_from(["paid", "cost"]))
    row: dict[str, Any] = {"none": "yes"} if draw(st.booleans()) else {"amount": draw(money)}
    told: dict[str, Any] = {"on": on, "rows": [row]}
    if not over:
        return told
    levels = draw(st.sampled_from([None, ["level_3"], ["level_2", "level_3"]]))
    within = {"within": [{"if": {"level": levels}, "amount": draw(money)}]} if levels else {}
    return {**told, **within, "over": list(over)}


@st.composite
def layers(draw: st.DrawFn, base: str) -> Any:
    if draw(st.integers(0, 3)) == 0:
        return "none"
    return {
        "base": base,
        "over": ["outpatient", "inpatient"],
        "deductible": draw(st.one_of(st.just("none"), deductibles())),
        "shares": draw(share_tables()),
        "ceiling": draw(ceilings()),
    }


@st.composite
def places(draw: st.DrawFn) -> BenefitLaws:
    return laws(
        inpatient_deductible=draw(deductibles()),
        inpatient_share=draw(share_tables()),
        inpatient_ceiling=draw(ceilings("inpatient", "outpatient")),
        outpatient_deductible=draw(deductibles()),
        outpatient_share=draw(share_tables()),
        outpatient_ceiling=draw(ceilings("outpatient")),
        large_sum=draw(layers("over_ceiling")),
        critical_illness=draw(layers("self_paid")),
        civil_servant=draw(layers("self_paid")),
        account_first={"kinds": ["outpatient"], "wallets": ["current"]},
        benefit__assistance=draw(layers("self_paid")),
    )


cases = st.builds(
    a_case,
    kind=st.sampled_from(["inpatient", "outpatient"]),
    level=st.sampled_from(["level_2", "level_3"]),
    civil_servant=st.booleans(),
    assistance=st.sampled_from([None, "minimum_living"]),
    stay_days=st.sampled_from([None, 5, 90, 91, 200]),
)


@st.composite
def bills(draw: st.DrawFn) -> Split:
    own, over, first, scope = (draw(amounts) for _ in range(4))
    full = draw(st.sampled_from([0, 0, scope // 3]))
    return Split(own + over + first + scope, own, over, first, scope, full)


def priced(
    place: BenefitLaws, case: Circumstances, bill: Split, so_far: SoFar, **also: Any
) -> Priced:
    return price(place.terms(case), case, bill, so_far, **also)


@st.composite
def years(draw: st.DrawFn) -> tuple[BenefitLaws, SoFar]:
    """A place, and what a year there has come to after some bills."""
    place, so_far = draw(places()), SoFar()
    for case, bill in draw(st.lists(st.tuples(cases, bills()), max_size=3)):
        so_far = priced(place, case, bill, so_far).after
    return place, so_far


@pytest.mark.covers("BEN-01")
@given(years(), cases, bills(), amounts)
def test_shares_add_up_and_nobody_pays_less_than_nothing(
    year: tuple[BenefitLaws, SoFar], case: Circumstances, bill: Split, account: int
) -> None:
    place, so_far = year
    found = priced(place, case, bill, so_far, account_first_fen=account).shares
    assert bill.total_fen == found.fund_fen + found.person_fen
    assert found.fund_fen <= bill.in_scope_fen
    assert min(found.person_fen, found.deductible_fen, *found.layers.values(), 0) == 0
    assert found.prepaid_fen + found.deductible_fen <= bill.in_scope_fen
    assert found.prepaid_fen <= found.person_fen
    assert 0 <= float(found.pool_share) <= 1
    assert len(found.pool_share.partition(".")[2]) == 4


@given(years(), cases, bills(), st.integers(1, MOST), amounts)
def test_more_cost_never_lowers_what_the_funds_pay_nor_raises_it_by_more(
    year: tuple[BenefitLaws, SoFar], case: Circumstances, bill: Split, more: int, account: int
) -> None:
    place, so_far = year
    dearer = Split(
        bill.total_fen + more,
        bill.self_funded_fen,
        bill.over_ceiling_fen,
        bill.first_share_fen,
        bill.in_scope_fen + more,
        bill.full_fen,
    )
    before = priced(place, case, bill, so_far, account_first_fen=account).shares.fund_fen
    after = priced(place, case, dearer, so_far, account_first_fen=account).shares.fund_fen
    assert before <= after <= before + more


@given(years(), cases, bills())
def test_one_fen_more_is_paid_by_somebody_once(
    year: tuple[BenefitLaws, SoFar], case: Circumstances, bill: Split
) -> None:
    place, so_far = year
    one_more = Split(
        bill.total_fen + 1,
        bill.self_funded_fen,
        bill.over_ceiling_fen,
        bill.first_share_fen,
        bill.in_scope_fen + 1,
        bill.full_fen,
    )
    before, after = (priced(place, case, one, so_far).shares for one in (bill, one_more))
    assert (after.fund_fen - before.fund_fen, after.person_fen - before.person_fen) in {
        (0, 1),
        (1, 0),
    }


@given(years(), cases, bills())
def test_settling_and_cancelling_is_nothing(
    year: tuple[BenefitLaws, SoFar], case: Circumstances, bill: Split
) -> None:
    place, so_far = year
    found = priced(place, case, bill, so_far)
    assert found.after == added(so_far, found.change)
    assert _plain(taken_back(found.after, found.change)) == _plain(so_far)


@given(places(), st.lists(st.tuples(cases, bills()), min_size=1, max_size=4))
def test_the_last_bill_stands_under_none_and_the_rest_can_be_priced_again(
    place: BenefitLaws, told: list[tuple[Circumstances, Split]]
) -> None:
    so_far, past = SoFar(), list[Past]()
    for number, (case, bill) in enumerate(told):
        found = priced(place, case, bill, so_far)
        so_far = found.after
        past.append(Past(settlement_id=number, circumstances=case, split=bill, change=found.change))
    assert dependents(place, past[-1], (), so_far) == ()
    standing = dependents(place, past[0], past[1:], so_far)
    if not standing:  # Without the first, the others come to what they came to.
        so_far = SoFar()
        for one in past[1:]:
            again = priced(place, one.circumstances, one.split, so_far)
            assert again.change == one.change
            so_far = again.after


@given(years(), cases, bills())
def test_telling_the_steps_changes_nothing(
    year: tuple[BenefitLaws, SoFar], case: Circumstances, bill: Split
) -> None:
    place, so_far = year
    silent, told = (priced(place, case, bill, so_far, told=one) for one in (False, True))
    assert (silent.shares, silent.change) == (told.shares, told.change)
    for layer, paid in told.shares.layers.items():
        own = [one for one in told.steps if one.layer == layer]
        parts = sum(one.amount_fen for one in own if one.what in ("share", "paid_whole"))
        assert parts == paid == next(one.amount_fen for one in own if one.what == "layer_pays")


@given(
    st.sampled_from("ABC"),
    st.integers(0, MOST),
    st.decimals(0, 1, places=4, allow_nan=False),
    st.one_of(st.none(), st.decimals(0, 10_000, places=4, allow_nan=False)),
    st.decimals(1, 500, places=4, allow_nan=False),
    st.booleans(),
)
@pytest.mark.covers("BEN-02")
def test_the_parts_of_a_line_add_up(
    item_class: str, total: int, first: Any, ceiling: Any, quantity: Any, approved: bool
) -> None:
    line = Line(
        item_class=item_class,
        total_fen=total,
        quantity=quantity,
        ceiling=ceiling,
        first_share=first,
        is_approved=approved,
    )
    found = split(line, {})
    parts = (
        found.self_funded_fen,
        found.over_ceiling_fen,
        found.first_share_fen,
        found.in_scope_fen,
    )
    assert sum(parts) == total
    assert min(parts) >= 0
    if item_class == "C" or not approved:
        assert found.self_funded_fen == total


def _plain(so_far: SoFar) -> dict[str, Pool]:
    return {name: one for name, one in so_far.pools.items() if one != Pool()}
