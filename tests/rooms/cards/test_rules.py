"""What the events of a card mean: moves, which card counts, how long losses and damage last."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import AT, a_card, an_e_credential, hours
from yika.cards.model import Card, Event, Form, Stage
from yika.cards.rules import (
    E_MOVES,
    MOVES,
    Span,
    chain,
    current,
    damage_spans,
    loss_spans,
    moves,
    stage,
    successor,
)

LIVE = [Stage.ORDERED, Stage.MADE, Stage.SHIPPED, Stage.READY, Stage.COLLECTED, Stage.ACTIVATED]
TEN_DAYS = timedelta(days=10)


def ten_days(kind: str, at: datetime) -> datetime | None:
    """A temporary report lapses after ten days, a formal one never."""
    return at + TEN_DAYS if kind == "loss_temporary" else None


def with_events(*kinds: str, **changes: object) -> Card:
    return a_card(events=tuple(Event(kind, AT) for kind in kinds), **changes)


@pytest.mark.parametrize(
    ("gone_through", "next_ones"),
    [
        ((), {"ordered"}),
        (("ordered",), {"made", "cancelled"}),
        (("ordered", "made"), {"shipped", "ready", "cancelled"}),
        (("ordered", "made", "shipped"), {"ready", "cancelled"}),
        (("ordered", "made", "ready"), {"collected", "cancelled"}),
        (("ordered", "made", "ready", "collected"), {"activated", "cancelled"}),
        (("ordered", "made", "ready", "collected", "activated"), {"cancelled"}),
        (("ordered", "cancelled"), set[str]()),
    ],
)
def test_a_card_goes_one_step_at_a_time(gone_through: tuple[str, ...], next_ones: set[str]) -> None:
    assert moves(with_events(*gone_through)) == next_ones


@pytest.mark.parametrize("table", [MOVES, E_MOVES])
def test_the_tables_of_moves_are_whole(table: dict[Stage | None, frozenset[Stage]]) -> None:
    reached = {to for moves_on in table.values() for to in moves_on}
    assert reached == table.keys() - {None}
    assert [at for at in table if not table[at]] == [Stage.CANCELLED]
    begun = [at for at in table if at not in (None, Stage.CANCELLED)]
    assert all(Stage.CANCELLED in table[at] for at in begun)


def test_a_card_is_never_sent_back_a_stage() -> None:
    for at in LIVE:
        assert all(to is Stage.CANCELLED or LIVE.index(to) > LIVE.index(at) for to in MOVES[at])


def test_an_e_credential_is_activated_in_one_go() -> None:
    ordered = an_e_credential(events=(Event("ordered", AT),))
    assert moves(ordered) == {Stage.ACTIVATED, Stage.CANCELLED}


def test_losses_damage_and_letters_are_no_stages() -> None:
    card = a_card(("loss_temporary", AT), ("chip_damaged", AT), ("letter_sent", AT))
    assert stage(card) is Stage.ACTIVATED
    assert stage(with_events()) is None


def test_a_chain_is_put_in_order_and_the_other_form_left_out() -> None:
    first, second = a_card(card_id=5), a_card(card_id=2, replaces=5)
    third = a_card(card_id=9, replaces=2)
    found = chain([third, an_e_credential(), first, second], Form.PHYSICAL)
    assert [card.card_id for card in found] == [5, 2, 9]


@pytest.mark.covers("CARD-06")
@pytest.mark.parametrize(
    ("old_ended", "new_went_through", "counts"),
    [
        (None, ("ordered",), 1),
        (None, ("ordered", "made", "ready", "collected"), 1),
        (None, ("ordered", "made", "ready", "collected", "activated"), 2),
        ("loss_temporary", ("ordered",), 1),
        ("stripe_damaged", ("ordered",), 1),
        ("loss_formal", ("ordered",), 2),
        ("cancelled", ("ordered",), 2),
    ],
)
def test_an_old_card_counts_until_the_new_one_is_activated_unless_gone_for_good(
    old_ended: str | None, new_went_through: tuple[str, ...], counts: int
) -> None:
    old = a_card(*([] if old_ended is None else [(old_ended, AT - hours(1))]))
    new = with_events(*new_went_through, card_id=2, replaces=1)
    found = current([old, new], Form.PHYSICAL)
    assert found is not None
    assert found.card_id == counts


def test_a_lost_card_without_a_successor_still_is_the_one_asked_about() -> None:
    lost = a_card(("loss_formal", AT))
    assert current([lost], Form.PHYSICAL) is lost
    assert current([lost], Form.ELECTRONIC) is None


def test_of_three_cards_the_last_activated_counts() -> None:
    line = [a_card(), a_card(card_id=2, replaces=1), with_events("ordered", card_id=3, replaces=2)]
    found = current(line, Form.PHYSICAL)
    assert found is line[1]


def test_a_successor_cancelled_before_use_is_none() -> None:
    old = a_card()
    assert successor([old], old) is None
    ordered = with_events("ordered", card_id=2, replaces=1)
    assert successor([old, ordered], old) is ordered
    cancelled = with_events("ordered", "cancelled", card_id=2, replaces=1)
    assert successor([old, cancelled], old) is None


@pytest.mark.covers("LOSS-09")
@pytest.mark.parametrize(
    ("events", "spans"),
    [
        ([], []),
        ([("loss_temporary", 0)], [("loss_temporary", 0, 240)]),
        ([("loss_formal", 0)], [("loss_formal", 0, None)]),
        ([("loss_temporary", 0), ("found", 5)], [("loss_temporary", 0, 5)]),
        ([("loss_temporary", 0), ("found", 300)], [("loss_temporary", 0, 240)]),
        (
            [("loss_temporary", 0), ("loss_formal", 24)],
            [("loss_temporary", 0, 24), ("loss_formal", 24, None)],
        ),
        (
            [("loss_temporary", 0), ("found", 5), ("loss_temporary", 6)],
            [("loss_temporary", 0, 5), ("loss_temporary", 6, 246)],
        ),
        (
            [("loss_temporary", 0), ("loss_temporary", 250), ("found", 260)],
            [("loss_temporary", 0, 240), ("loss_temporary", 250, 260)],
        ),
    ],
)
def test_a_loss_report_lasts_until_it_lapses_is_withdrawn_or_made_formal(
    events: list[tuple[str, int]], spans: list[tuple[str, int, int | None]]
) -> None:
    card = a_card(*((kind, AT + hours(after)) for kind, after in events))
    expected = [
        Span(kind, AT + hours(since), None if until is None else AT + hours(until))
        for kind, since, until in spans
    ]
    assert loss_spans(card, ten_days) == expected


@pytest.mark.covers("CARD-18", "HOLD-04")
@pytest.mark.parametrize(
    ("events", "spans"),
    [
        ([("stripe_damaged", 0)], [("stripe_damaged", 0, None)]),
        ([("stripe_damaged", 0), ("rewritten", 3)], [("stripe_damaged", 0, 3)]),
        ([("chip_damaged", 0), ("rewritten", 3)], [("chip_damaged", 0, None)]),
        ([("body_damaged", 0), ("rewritten", 3)], [("body_damaged", 0, None)]),
        (
            [("stripe_damaged", 0), ("chip_damaged", 1), ("rewritten", 3), ("stripe_damaged", 9)],
            [("stripe_damaged", 0, 3), ("chip_damaged", 1, None), ("stripe_damaged", 9, None)],
        ),
    ],
)
def test_writing_the_stripe_again_mends_the_stripe_and_nothing_else(
    events: list[tuple[str, int]], spans: list[tuple[str, int, int | None]]
) -> None:
    card = a_card(*((kind, AT + hours(after)) for kind, after in events))
    expected = [
        Span(kind, AT + hours(since), None if until is None else AT + hours(until))
        for kind, since, until in spans
    ]
    assert damage_spans(card) == expected


LOSS_EVENTS = st.lists(
    st.tuples(st.integers(1, 400), st.sampled_from(["loss_temporary", "loss_formal", "found"])),
    max_size=6,
)


@given(LOSS_EVENTS)
def test_every_report_has_one_span_that_does_not_end_before_it_began(
    steps: list[tuple[int, str]],
) -> None:
    at, events = AT, list[tuple[str, datetime]]()
    for after, kind in steps:
        at += hours(after)
        events.append((kind, at))
    spans = loss_spans(a_card(*events), ten_days)
    assert [(s.kind, s.since) for s in spans] == [e for e in events if e[0] != "found"]
    assert all(span.until is None or span.since < span.until for span in spans)
