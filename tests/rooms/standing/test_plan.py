"""The shortest lawful way out of all holds together, and care right now. No database."""

from collections.abc import Hashable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import (
    AT,
    BOOK,
    a_card,
    a_cover,
    a_hold,
    a_password,
    an_e_credential,
    hours,
    some_facts,
)
from yika.cards.model import Card, Event
from yika.insurance.model import Cover, Enrolment, Owed, PaidSpan
from yika.standing import planning
from yika.standing.laws import Laws
from yika.standing.model import Facts, Plan, Standing, Visit
from yika.standing.planning import RENEWS, is_optional, plan_of
from yika.standing.rules import whole
from yika.standing.visits import stops

REGIONS = ("999900", "110000", "130700", "310000", "330100", "420100", "440300")
LAWS = {region: Laws(BOOK, region) for region in REGIONS}
CITY = LAWS["999900"]
LOCKED = a_password(locked_at=AT - hours(1), wrong_at=AT - hours(1), wrong_count=3)


def ago(days: float) -> datetime:
    return AT - timedelta(days=days)


def ask(facts: Facts, laws: Laws = CITY) -> Standing:
    return whole(facts, laws, AT)


def route(visits: tuple[Visit, ...]) -> list[tuple[str, tuple[str, ...]]]:
    return [(one.channel, one.matters) for one in visits if not one.optional]


def a_debt() -> Cover:
    """A flexible worker who owes February."""
    return a_cover(
        PaidSpan("flexible", date(2020, 3, 1), date(2026, 1, 1)),
        enrolments=(Enrolment(scheme="flexible", starts_on=date(2020, 3, 1)),),
        owed=(Owed("flexible", date(2026, 2, 1), "month", "person", date(2026, 2, 28), 50_000),),
    )


def being_made(ordered: datetime) -> Card:
    return a_card(events=(Event("ordered", ordered),), passwords=(), last_used_at=None)


def test_who_needs_nothing_gets_no_plan() -> None:
    answer = ask(some_facts())
    assert answer.plan == Plan()
    assert answer.care_now == ()


def test_a_new_card_ends_what_lay_on_the_one_before_in_the_same_visit() -> None:
    card = a_card(("chip_damaged", ago(2)), passwords=(LOCKED,))
    plan = ask(some_facts(card, an_e_credential())).plan
    assert plan.trips == 1
    assert route(plan.visits) == [
        ("instant_point", ("card_replace",)),
        ("app", ("card_activate", "password_change")),
    ]
    assert plan.visits[0].then == ("card_activate", "password_change")
    assert (plan.done_at, plan.days, plan.fee) == (AT, 0, "20.00")


def test_a_stay_of_causes_at_one_counter_is_one_visit_with_each_paper_once() -> None:
    holds = (a_hold("identity_mismatch", ago(1)), a_hold("review", ago(1)))
    plan = ask(some_facts(holds=holds)).plan
    assert route(plan.visits) == [("counter", ("identity_correct", "review_cooperate"))]
    (visit,) = plan.visits
    assert visit.papers == ("id_card", "card", "contribution_proof", "unfreeze_form")
    assert visit.places == ("insured_district",)
    assert visit.causes == ("identity_mismatch", "review")
    # The agency ends the inquiry, and nobody foresees when.
    assert [(one.cause, one.until) for one in plan.waits] == [("review", None)]
    assert plan.done_at is None
    assert "done_at" in plan.unknown


@pytest.mark.covers("LOSS-25")
def test_paying_comes_before_the_counter_that_wants_the_proof_of_it() -> None:
    facts = some_facts(holds=(a_hold("identity_mismatch", ago(1)),), cover=a_debt())
    plan = ask(facts).plan
    first, last = plan.visits[0], plan.visits[-1]
    order = [matter for one in plan.visits for matter in one.matters]
    assert order == ["contribution_pay", "identity_correct"]
    if first is not last:
        assert first.channel != "counter"
    assert plan.trips == 1
    assert plan.done_at is not None
    assert plan.done_at > AT  # The fund pays from a later day; the visits are made today.


def test_the_bank_comes_before_the_counter() -> None:
    card = a_card(uses_since_statement=60, counted_out_at=ago(1))
    facts = some_facts(card, an_e_credential(), holds=(a_hold("identity_mismatch", ago(1)),))
    plan = ask(facts).plan
    assert route(plan.visits) == [
        ("bank_counter", ("statement_print",)),
        ("counter", ("identity_correct",)),
    ]
    assert plan.trips == 2


def test_a_lost_card_is_withdrawn_if_found_and_reported_formally_before_it_is_replaced() -> None:
    plan = ask(some_facts(a_card(("loss_temporary", ago(0.1))), an_e_credential())).plan
    assert plan.only_if == ("card_found",)
    assert route(plan.visits) == [("app", ("loss_withdraw",))]
    assert plan.otherwise is not None
    assert route(plan.otherwise.visits)[:2] == [
        ("bank_counter", ("loss_report",)),
        ("instant_point", ("card_replace",)),
    ]
    assert plan.otherwise.trips == 2


def test_what_only_time_ends_is_waited_for() -> None:
    until = AT + timedelta(days=60)
    plan = ask(some_facts(holds=(a_hold("suspension", ago(30), until),))).plan
    assert plan.visits == ()
    assert [(one.cause, one.until) for one in plan.waits] == [("suspension", until)]
    assert plan.done_at == until


def test_a_card_under_way_is_collected_when_it_is_ready_and_activated_there() -> None:
    answer = ask(some_facts(being_made(ago(3)), an_e_credential()))
    collect = answer.plan.visits[0]
    assert collect.matters[:2] == ("card_collect", "card_activate")
    assert collect.begins_at is not None
    assert collect.begins_at > AT
    assert collect.begins_at == collect.done_at


def test_a_card_that_is_late_or_of_no_known_term_has_no_date() -> None:
    late = ask(some_facts(being_made(ago(60)), an_e_credential()))
    assert late.plan.done_at is None
    assert late.holds[0].mended_at is None
    silent = ask(some_facts(being_made(ago(3)), an_e_credential(), region=130700), LAWS["130700"])
    assert silent.plan.done_at is None
    assert "done_at" in silent.plan.unknown


def test_a_fee_nobody_tells_stays_unknown() -> None:
    facts = some_facts(a_card(("chip_damaged", ago(2))), an_e_credential(), region=110000)
    plan = ask(facts, LAWS["110000"]).plan
    assert plan.fee is None
    assert {"fee", "places"} <= set(plan.unknown)


def test_who_may_go_is_told() -> None:
    plan = ask(some_facts(a_card(("chip_damaged", ago(2))), an_e_credential())).plan
    assert plan.visits[0].who == ("self", "guardian", "agent")
    assert plan.visits[1].who == ("self", "guardian")


def test_the_e_credential_is_worth_having_but_no_part_of_the_way() -> None:
    plan = ask(some_facts(a_card())).plan
    assert route(plan.visits) == []
    assert [(one.matters, one.optional) for one in plan.visits] == [
        (("e_credential_activate",), True)
    ]
    assert plan.done_at is None


def test_care_without_a_card_is_the_e_credential_today_and_a_temporary_card() -> None:
    care = {one.kind: one for one in ask(some_facts(being_made(ago(3)))).care_now}
    assert care["credential"].credential == "id_number"
    assert care["e_credential"].limits == ("needs_activation",)
    assert care["e_credential"].ways[0].matter == "e_credential_activate"
    assert care["temporary_card"].ways[0].matter == "temporary_card"
    assert care["temporary_card"].policy[0].id == "temporary_card.validity"


def test_whoever_is_under_review_pays_first_and_claims_later() -> None:
    care = {o.kind: o for o in ask(some_facts(holds=(a_hold("review", ago(1)),))).care_now}
    first = care["pay_and_claim"]
    assert {"prepaid_in_full", "after_the_review", "keep_receipts"} <= set(first.limits)
    assert first.ways[0].papers is not None
    assert "receipt" in first.ways[0].papers
    ids = {ref.id for ref in first.policy}
    assert {"entitlement.fund_pays", "sanction.inquiry"} <= ids
    assert "emergency" in care


def test_who_is_not_entitled_has_the_account_and_no_promise_of_the_fund() -> None:
    answer = ask(some_facts(cover=Cover()))
    kinds = {one.kind for one in answer.care_now}
    assert kinds == {"credential"}
    assert {one.limits for one in answer.care_now} == {("account_only",)}


CARDS: dict[str, dict[str, Any]] = {
    "fine": {},
    "stripe": {"later": [("stripe_damaged", ago(2))], "generation": "magnetic"},
    "chip": {"later": [("chip_damaged", ago(2))]},
    "body": {"later": [("body_damaged", ago(2))]},
    "both": {"later": [("chip_damaged", ago(2)), ("body_damaged", ago(1))]},
    "lost": {"later": [("loss_formal", ago(2))]},
    "missing": {"later": [("loss_temporary", ago(0.5))]},
    "cancelled": {"later": [("cancelled", ago(2))]},
    "expired": {"expires_on": date(2026, 3, 1)},
    "dormant": {"last_used_at": ago(500)},
    "counted": {"uses_since_statement": 60, "counted_out_at": ago(1)},
}
PASSWORDS = {
    "own": a_password(),
    "locked": LOCKED,
    "initial": a_password(is_initial=True),
    "unset": a_password(is_set=False),
}
COVERS = {"paid": a_cover(), "debt": a_debt(), "none": Cover()}


@st.composite
def troubles(draw: st.DrawFn) -> tuple[str, Facts]:
    """Somebody with several things wrong at once, in some region."""
    region = draw(st.sampled_from(REGIONS))
    changes = dict(CARDS[draw(st.sampled_from(sorted(CARDS)))])
    later = changes.pop("later", [])
    password = PASSWORDS[draw(st.sampled_from(sorted(PASSWORDS)))]
    cards = [a_card(*later, passwords=(password,), **changes)]
    if draw(st.booleans()):
        cards.append(an_e_credential())
    causes = draw(st.sets(st.sampled_from(["identity_mismatch", "review", "suspension"])))
    until = AT + timedelta(days=draw(st.integers(1, 90)))
    holds = [a_hold(one, ago(1), until if one == "suspension" else None) for one in sorted(causes)]
    cover = COVERS[draw(st.sampled_from(sorted(COVERS)))]
    return region, some_facts(*cards, holds=tuple(holds), region=int(region), cover=cover)


@given(troubles())
@settings(max_examples=300, deadline=None)
def test_a_plan_leaves_no_hold_out_and_is_never_longer_than_one_by_one(
    one: tuple[str, Facts],
) -> None:
    region, facts = one
    laws = LAWS[region]
    standing = whole(facts, laws, AT)
    needed = [hold for hold in standing.holds if not is_optional(hold)]
    every = [plan for plan in (standing.plan, standing.plan.otherwise) if plan is not None]
    for plan in every:
        visits = [visit for visit in plan.visits if not visit.optional]
        meant = {cause for visit in visits for cause in visit.causes}
        waited = {(wait.cause, wait.subject) for wait in plan.waits}
        renewed = any(RENEWS & set(visit.matters) for visit in visits)
        for hold in needed:
            ended = hold.cause in meant or (hold.cause, hold.subject) in waited
            assert ended or (hold.subject == "card" and renewed), hold.cause
        for visit in visits:
            assert len(set(visit.papers or ())) == len(visit.papers or ())
            assert not set(visit.then) & set(visit.matters)
        begins = [visit.begins_at for visit in visits if visit.begins_at is not None]
        assert begins == sorted(begins)
        assert plan.trips == sum(visit.trips for visit in visits)
    alone = [plan_of([hold], laws, facts, AT) for hold in needed]
    assert standing.plan.trips <= sum(plan.trips for plan in alone)
    ends = [plan.done_at for plan in alone]
    if needed and None not in ends:
        assert standing.plan.done_at is not None
        assert standing.plan.done_at <= max(end for end in ends if end is not None)


def nothing_kept(_: datetime) -> dict[Hashable, Any]:
    return {}


@given(troubles(), st.integers(0, 50_000))
@settings(max_examples=150, deadline=None)
def test_what_was_worked_out_for_others_is_told_as_if_it_were_worked_out_anew(
    one: tuple[str, Facts], minutes: int
) -> None:
    region, facts = one
    laws, at = LAWS[region], AT + timedelta(minutes=minutes)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(planning, "stops", stops)
        patch.setattr(laws, "plans", nothing_kept)
        anew = whole(facts, laws, at)
    assert whole(facts, laws, at) == anew
    assert whole(facts, laws, at.replace()) == anew
