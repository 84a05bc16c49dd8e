"""Standing as properties: whatever happened to whatever card, these hold. No database."""

from datetime import date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.builders import (
    AT,
    BOOK,
    a_card,
    a_hold,
    a_password,
    an_e_credential,
    some_facts,
)
from yika.cards.model import Card
from yika.standing.laws import Laws
from yika.standing.model import Credential, Facts, RecordedHold, Standing, Use, Verdict
from yika.standing.rules import standing

LAWS = Laws(BOOK, "999900")
SPENDING = ("pay", "claim")


def ask(facts: Facts, at: datetime = AT, laws: Laws = LAWS) -> Standing:
    return standing(facts, laws, at)


def causes(answer: Standing) -> set[str]:
    return {hold.cause for hold in answer.holds}


INSTANTS = st.integers(-20_000, 20_000).map(lambda h: AT + timedelta(hours=h))
PAST = st.integers(-20_000, 0).map(lambda h: AT + timedelta(hours=h))
KINDS = st.sampled_from(
    [
        "loss_temporary",
        "loss_formal",
        "found",
        "stripe_damaged",
        "chip_damaged",
        "body_damaged",
        "rewritten",
    ]
)


@st.composite
def cards(draw: st.DrawFn) -> Card:
    later = sorted((at, kind) for kind, at in draw(st.lists(st.tuples(KINDS, PAST), max_size=4)))
    locked = draw(st.none() | PAST)
    password = a_password(
        is_initial=draw(st.booleans()),
        is_set=draw(st.booleans()),
        wrong_at=locked,
        locked_at=locked,
    )
    uses = draw(st.integers(0, 70))
    used = draw(PAST)
    return a_card(
        *((kind, at) for at, kind in later),
        generation=draw(st.sampled_from(["magnetic", "second", "third"])),
        issuer=draw(st.sampled_from(["bank", "social_security"])),
        passwords=(password,),
        expires_on=draw(st.dates(date(2025, 1, 1), date(2028, 1, 1))),
        uses_since_statement=uses,
        counted_out_at=used if uses >= 60 else None,
        last_used_at=used,
    )


@st.composite
def recorded(draw: st.DrawFn) -> RecordedHold:
    since = draw(PAST)
    until = draw(st.none() | st.integers(1, 9_000).map(lambda h: since + timedelta(hours=h)))
    return a_hold(
        draw(st.sampled_from(["identity_mismatch", "review", "suspension"])), since, until
    )


@st.composite
def people(draw: st.DrawFn) -> Facts:
    held = [draw(cards())]
    if draw(st.booleans()):
        held.append(an_e_credential())
    return some_facts(*held, holds=tuple(draw(st.lists(recorded(), max_size=2))))


def open_uses(answer: Standing) -> set[tuple[str, str]]:
    return {(c, u) for c in answer.uses for u, state in answer.uses[c].items() if state.open}


@given(people(), recorded())
@settings(max_examples=300, deadline=None)
def test_adding_a_hold_never_opens_a_use(facts: Facts, hold: RecordedHold) -> None:
    more = replace(facts, holds=(*facts.holds, hold))
    assert open_uses(ask(more)) <= open_uses(ask(facts))


@given(people(), st.sampled_from(list(Credential)), st.sampled_from(list(Use)))
@settings(max_examples=400, deadline=None)
def test_the_forecast_is_the_standing_at_that_later_instant(
    facts: Facts, credential: str, use: str
) -> None:
    now = ask(facts).uses[credential][use]
    tick = timedelta(microseconds=1)
    if now.open:
        if now.closes_at is None:
            assert ask(facts, AT + timedelta(days=20_000)).uses[credential][use].open
        else:
            assert ask(facts, now.closes_at - tick).uses[credential][use].open
            assert not ask(facts, now.closes_at).uses[credential][use].open
    elif now.opens_at is None:
        assert not ask(facts, AT + timedelta(days=20_000)).uses[credential][use].open
    else:
        assert ask(facts, now.opens_at).uses[credential][use].open
        assert not ask(facts, now.opens_at - tick).uses[credential][use].open


@given(people())
@settings(max_examples=200, deadline=None)
def test_a_closed_use_names_its_reasons_and_an_open_one_has_none(facts: Facts) -> None:
    answer = ask(facts)
    told = causes(answer) | {"not_accepted", "acceptance_unknown"}
    for states in answer.uses.values():
        for state in states.values():
            assert state.open == (not state.holds)
            assert set(state.holds) <= told


@given(people())
@settings(max_examples=200, deadline=None)
def test_the_verdict_agrees_with_the_uses(facts: Facts) -> None:
    answer = ask(facts)
    spendable = {(c, u) for c, u in open_uses(answer) if u in SPENDING}
    assert (answer.verdict is Verdict.STOPPED) == (not spendable)
    if answer.verdict is Verdict.WORKS:
        assert {("card", "pay"), ("card", "claim")} <= spendable
