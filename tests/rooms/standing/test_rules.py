"""Standing as tables and properties. No database: facts in, answer out."""

from datetime import date, datetime, timedelta

import pytest
from msgspec.structs import replace

from tests.builders import (
    AT,
    BOOK,
    a_card,
    a_hold,
    a_password,
    an_e_credential,
    hours,
    some_facts,
)
from yika.cards.model import Event
from yika.ground.days import BEIJING
from yika.standing.laws import Laws
from yika.standing.model import Facts, Standing, Verdict
from yika.standing.rules import standing

LAWS = Laws(BOOK, "999900")
SPENDING = ("pay", "claim")


def ask(facts: Facts, at: datetime = AT, laws: Laws = LAWS) -> Standing:
    return standing(facts, laws, at)


def causes(answer: Standing) -> set[str]:
    return {hold.cause for hold in answer.holds}


def opens(answer: Standing, credential: str = "card", use: str = "pay") -> datetime | None:
    return answer.uses[credential][use].opens_at


def at_day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BEIJING)


def test_a_card_works_unless_a_hold_says_otherwise() -> None:
    answer = ask(some_facts())
    assert answer.verdict is Verdict.WORKS
    assert answer.holds == ()
    assert {works.credential: works.uses for works in answer.works_today} == {
        "card": ("pay", "claim", "amend"),
        "e_credential": ("pay", "claim", "amend"),
        "id_number": ("pay", "claim", "amend"),
    }


@pytest.mark.covers("PIN-27", "HOLD-07", "HOLD-10", "PIN-26")
def test_three_wrong_entries_lock_the_card_for_a_day_and_leave_the_e_credential() -> None:
    locked_at = AT - hours(1.5)
    facts = some_facts(
        a_card(passwords=(a_password(wrong_at=locked_at, locked_at=locked_at),)), an_e_credential()
    )
    answer = ask(facts)
    assert causes(answer) == {"password_locked"}
    assert answer.verdict is Verdict.PARTLY
    assert not answer.uses["card"]["pay"].open
    assert answer.uses["e_credential"]["pay"].open
    assert opens(answer) == locked_at + timedelta(hours=24)
    assert answer.uses["card"]["pay"].opens_by == "password.auto_unlock_after"
    assert ask(facts, locked_at + timedelta(hours=24)).holds == ()
    assert ask(facts, locked_at + timedelta(hours=24) - timedelta(seconds=1)).holds != ()


@pytest.mark.covers("PIN-05")
def test_an_initial_password_settles_until_the_day_it_does_not() -> None:
    initial = a_password(is_initial=True, set_at=at_day("2021-05-01"))
    card = a_card(passwords=(initial,), last_used_at=at_day("2026-02-20"))
    before = ask(some_facts(card), at_day("2026-03-01T12:00"))
    assert "password_initial" not in causes(before)
    assert before.uses["card"]["pay"].closes_at == at_day("2026-03-02")
    assert before.uses["card"]["pay"].closes_by == "password_initial"
    after = ask(some_facts(card), at_day("2026-03-02"))
    assert "password_initial" in causes(after)
    [hold] = [hold for hold in after.holds if hold.cause == "password_initial"]
    assert hold.since == at_day("2026-03-02")
    assert hold.policy[0].id == "password.initial_settles"
    assert opens(after) is None  # Time alone does not mend it.


@pytest.mark.covers("LOSS-01", "LOSS-05")
def test_a_telephone_report_lapses_after_ten_days() -> None:
    card = a_card(("loss_temporary", AT - hours(1)))
    answer = ask(some_facts(card, an_e_credential()))
    assert causes(answer) == {"loss_temporary"}
    assert opens(answer) == AT - hours(1) + timedelta(days=10)
    assert (
        ask(some_facts(a_card(("loss_temporary", AT - timedelta(days=11))))).verdict
        is not Verdict.STOPPED
    )
    assert (
        causes(
            ask(some_facts(a_card(("loss_temporary", AT - timedelta(days=11))), an_e_credential()))
        )
        == set()
    )


def test_a_formal_report_does_not_lapse_and_a_found_card_works_again() -> None:
    lost = a_card(("loss_temporary", AT - hours(30)), ("loss_formal", AT - hours(20)))
    assert causes(ask(some_facts(lost), AT + timedelta(days=900))) >= {"loss_formal"}
    found = a_card(("loss_temporary", AT - hours(30)), ("found", AT - hours(2)))
    assert causes(ask(some_facts(found, an_e_credential()))) == set()


@pytest.mark.covers("HOLD-05", "HOLD-11")
def test_a_year_without_use_stops_the_card_from_the_day_it_is_full() -> None:
    card = a_card(last_used_at=at_day("2025-03-17T10:00"))
    answer = ask(some_facts(card, an_e_credential()))
    assert answer.verdict is Verdict.WORKS
    assert answer.uses["card"]["pay"].closes_at == at_day("2026-03-17T10:00")
    assert ("dormant", at_day("2026-03-17T10:00")) in {(a.cause, a.at) for a in answer.ahead}
    assert causes(ask(some_facts(card, an_e_credential()), at_day("2026-03-17T10:00"))) == {
        "dormant"
    }


@pytest.mark.covers("CARD-19", "HOLD-09")
def test_sixty_uses_without_a_statement_stop_the_card_and_printing_opens_it() -> None:
    assert causes(ask(some_facts(a_card(uses_since_statement=59), an_e_credential()))) == set()
    [left] = [
        a.uses_left for a in ask(some_facts(a_card(uses_since_statement=58))).ahead if a.uses_left
    ]
    assert left == 2
    due = a_card(uses_since_statement=60, counted_out_at=AT - hours(5))
    answer = ask(some_facts(due, an_e_credential()))
    [hold] = answer.holds
    assert (hold.cause, hold.since, hold.until) == ("statement_due", AT - hours(5), None)
    [first, *_] = hold.remedies
    assert (first.matter, first.channel, first.days, first.fee) == (
        "statement_print",
        "bank_counter",
        0,
        "0.00",
    )


@pytest.mark.covers("CARD-18", "CARD-17", "LOSS-26")
def test_only_a_magnetic_stripe_can_be_written_again() -> None:
    damaged = ("stripe_damaged", AT - hours(3))
    [magnetic] = ask(some_facts(a_card(damaged, generation="magnetic"), an_e_credential())).holds
    assert magnetic.remedies[0].matter == "card_rewrite"
    assert (magnetic.remedies[0].days, magnetic.remedies[0].fee) == (0, "0.00")
    [chip] = ask(some_facts(a_card(damaged, generation="third"), an_e_credential())).holds
    assert {remedy.matter for remedy in chip.remedies} == {"card_replace"}


@pytest.mark.covers("CARD-16", "HOLD-04", "HOLD-08")
@pytest.mark.parametrize("part", ["stripe", "chip", "body"])
def test_damage_stops_the_card_and_nothing_else(part: str) -> None:
    answer = ask(some_facts(a_card((f"{part}_damaged", AT - hours(3))), an_e_credential()))
    assert causes(answer) == {f"{part}_damaged"}
    assert answer.uses["e_credential"]["claim"].open
    assert not answer.uses["card"]["claim"].open


@pytest.mark.covers("HOLD-03", "HOLD-06", "HOLD-21")
@pytest.mark.parametrize("cause", ["identity_mismatch", "review", "suspension"])
def test_a_hold_on_the_person_stops_every_credential(cause: str) -> None:
    answer = ask(some_facts(holds=(a_hold(cause, AT - hours(100)),)))
    assert answer.verdict is Verdict.STOPPED
    assert causes(answer) == {cause}
    ended_by = {"identity_mismatch": "holder"}.get(cause, "agency")
    assert answer.holds[0].ended_by == ended_by


@pytest.mark.covers("HOLD-13")
def test_every_reason_says_whom_to_call() -> None:
    review = ask(some_facts(holds=(a_hold("review", AT - hours(9)),))).holds[0]
    assert [line.number for line in review.hotlines] == ["12393"]
    lost = ask(some_facts(a_card(("loss_formal", AT - hours(9))))).holds[0]
    assert [line.number for line in lost.hotlines] == ["12333"]


def test_a_suspension_ends_on_its_day() -> None:
    until = AT + timedelta(days=90)
    answer = ask(some_facts(holds=(a_hold("suspension", AT - timedelta(days=90), until),)))
    assert opens(answer) == until
    assert answer.uses["card"]["pay"].opens_by == "sanction.suspension"


@pytest.mark.covers("CARD-06")
def test_an_old_card_works_until_the_new_one_is_activated() -> None:
    new = a_card(card_id=2, replaces=1, reason="expired", passwords=(), last_used_at=None)
    waiting = replace(new, events=new.events[:4])
    assert ask(some_facts(a_card(), waiting, an_e_credential())).verdict is Verdict.WORKS
    shown = {card.card_id: card.is_current for card in ask(some_facts(a_card(), new)).cards}
    assert shown == {"1": False, "2": True}


def test_a_lost_card_never_works_again_and_its_successor_counts_at_once() -> None:
    lost = a_card(("loss_formal", AT - timedelta(days=2)))
    ordered = a_card(
        card_id=2,
        replaces=1,
        reason="lost",
        events=(Event("ordered", AT - timedelta(days=1)),),
        passwords=(),
        last_used_at=None,
    )
    answer = ask(some_facts(lost, ordered, an_e_credential()))
    assert [hold.cause for hold in answer.holds] == ["loss_formal", "being_made"]
    for hold in answer.holds:
        assert hold.expected_on == date(2026, 3, 27)  # Ten working days after Sunday 15 March.
        assert hold.remedies[0].matter == "card_collect"


def test_two_causes_at_once_are_both_told_and_both_must_end() -> None:
    locked_at = AT - hours(2)
    card = a_card(
        ("loss_temporary", AT - hours(1)),
        passwords=(a_password(wrong_at=locked_at, locked_at=locked_at),),
    )
    answer = ask(some_facts(card, an_e_credential()))
    assert causes(answer) == {"password_locked", "loss_temporary"}
    assert answer.uses["card"]["pay"].holds == ("password_locked", "loss_temporary")
    assert opens(answer) == AT - hours(1) + timedelta(days=10)


def test_somebody_without_a_card_is_told_to_apply() -> None:
    answer = ask(some_facts(an_e_credential()))
    assert causes(answer) == {"no_card"}
    assert answer.holds[0].since is None
    assert {remedy.matter for remedy in answer.holds[0].remedies} == {"card_apply"}


def test_remedies_come_in_order_of_days_then_trips_then_fee() -> None:
    answer = ask(some_facts(a_card(("chip_damaged", AT - hours(3)))))
    for hold in answer.holds:
        known = [r for r in hold.remedies if r.days is not None]
        assert known == sorted(known, key=lambda r: (r.days, r.trips, float(r.fee or 0)))
        assert hold.remedies[: len(known)] == tuple(known)


def test_what_a_region_has_not_published_is_said_and_never_guessed() -> None:
    beijing = Laws(BOOK, "110000")
    answer = ask(some_facts(a_card(last_used_at=at_day("2020-01-01")), region=110000), AT, beijing)
    assert "dormant" not in causes(answer)
    assert "dormancy.after" in answer.unknown
