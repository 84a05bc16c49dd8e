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
from yika.ground.days import add_months
from yika.insurance.model import Cover, Enrolment, Owed, PaidSpan
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


MONTHS = st.integers(-60, 12).map(lambda months: add_months(date(2026, 3, 1), months))


@st.composite
def covers(draw: st.DrawFn) -> Cover:
    """An enrolment, paid up to some month, with months after it owed, and perhaps paid late."""
    scheme = draw(st.sampled_from(["employee", "flexible", "resident"]))
    if draw(st.integers(0, 9)) == 0:
        return Cover()
    starts = draw(MONTHS)
    ends = draw(st.none() | st.integers(0, 1500).map(lambda days: starts + timedelta(days=days)))
    enrolled = Enrolment(
        scheme=scheme,
        starts_on=starts,
        ends_on=ends,
        end_reason=draw(st.sampled_from(["left", "moved_away"])) if ends else None,
        group="adult" if scheme == "resident" else None,
    )
    if scheme == "resident":
        years = draw(st.lists(st.integers(2021, 2027), unique=True))
        paid = [_year(year, draw(st.none() | st.integers(-60, 200))) for year in sorted(years)]
        return Cover(enrolments=(enrolled,), paid=tuple(paid))
    length, owed, late = draw(st.tuples(st.integers(0, 40), st.integers(0, 5), st.integers(0, 4)))
    spans = [PaidSpan(scheme, starts, add_months(starts, length - 1))] if length else []
    first = add_months(starts, length)
    if late:
        paid_on = add_months(first, late) + timedelta(days=draw(st.integers(0, 90)))
        spans.append(PaidSpan(scheme, first, add_months(first, late - 1), paid_on))
    bills = [_owed(scheme, add_months(first, late + month)) for month in range(owed)]
    return Cover(enrolments=(enrolled,), paid=tuple(spans), owed=tuple(bills))


def _year(year: int, days: int | None) -> PaidSpan:
    first = date(year, 1, 1)
    paid_on = None if days is None else first + timedelta(days=days)
    return PaidSpan("resident", first, date(year, 12, 1), paid_on)


def _owed(scheme: str, month: date) -> Owed:
    payer = "employer" if scheme == "employee" else "person"
    return Owed(scheme, month, "month", payer, month + timedelta(days=24), 40_000)


@st.composite
def people(draw: st.DrawFn) -> Facts:
    held = [draw(cards())]
    if draw(st.booleans()):
        held.append(an_e_credential())
    holds = tuple(draw(st.lists(recorded(), max_size=2)))
    return some_facts(*held, holds=holds, cover=draw(covers()))


def open_uses(answer: Standing) -> set[tuple[str, str]]:
    return {(c, u) for c in answer.uses for u, state in answer.uses[c].items() if state.open}


@given(people(), recorded())
@settings(max_examples=300, deadline=None)
def test_adding_a_hold_never_opens_a_use(facts: Facts, hold: RecordedHold) -> None:
    more = replace(facts, holds=(*facts.holds, hold))
    assert open_uses(ask(more)) <= open_uses(ask(facts))


@given(people(), st.integers(0, 20_000))
@settings(max_examples=400, deadline=None)
def test_paying_what_is_owed_never_closes_a_use(facts: Facts, hours: int) -> None:
    cover = facts.cover
    due = [bill for bill in cover.owed if bill.period <= AT.date()]
    paid = [PaidSpan(bill.scheme, bill.period, bill.period, AT.date()) for bill in due]
    left = tuple(bill for bill in cover.owed if bill not in due)
    after = replace(facts, cover=replace(cover, paid=(*cover.paid, *paid), owed=left))
    for at in (AT, AT + timedelta(hours=hours)):
        assert open_uses(ask(facts, at)) <= open_uses(ask(after, at))


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
