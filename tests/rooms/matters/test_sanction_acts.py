"""Inquiries and suspensions: answered, heard, decided by two, appealed against."""

from datetime import timedelta

import pytest

from tests.builders import AT, Somebody, with_card
from tests.rooms.matters.deciding import (
    CHECKER,
    HANDLER,
    INVESTIGATOR,
    decided,
    finished,
    journal_of,
    opened,
    step,
)
from yika.access.service import DutyNeeded
from yika.ground.days import add_months
from yika.holds import statements
from yika.holds.service import NotHeld
from yika.holds.statements import HearingAsked, HearingPending, NoHearing
from yika.matters import model as acts
from yika.matters import sanction_acts as sanctions
from yika.matters.cases import steps
from yika.matters.cases.model import State
from yika.matters.effects import TermOutOfRange
from yika.matters.sanction_effects import (
    AppealTooLate,
    HearingTooLate,
    NothingToBeHeardOn,
    NotShorter,
)
from yika.matters.service import NeedsCase
from yika.notices import service as notices
from yika.store.db import Database

SAID = "我没有把卡借给别人，当天是我本人就诊。"
SUSPEND = sanctions.DecideSuspension(basis="稽核2026-17", months=6)
APPEAL = sanctions.AppealSuspension(text=SAID)


async def under_review(database: Database) -> Somebody:
    """Somebody whom an inquiry stops."""
    who = await with_card(database)
    await who.act(acts.PlaceHold(cause="review", basis="稽核2026-17"))
    return who


async def suspended(database: Database) -> Somebody:
    """Somebody suspended for six months by an investigator and a checker."""
    who = await under_review(database)
    case = await decided(who, SUSPEND, actor=INVESTIGATOR)
    assert case.state is State.DONE
    return who


@pytest.mark.covers("HOLD-21")
async def test_an_answer_is_kept_as_said_and_the_inquiry_goes_on(database: Database) -> None:
    who = await under_review(database)
    done = await who.act(sanctions.AnswerReview(text=SAID), actor=who.holder("counter"))
    assert done.facts.keys() == {"hold_id"}
    assert await who.causes() == {"review"}
    async with database.transaction() as conn:
        (said,) = await statements.of_person(conn, database.keys, who.person)
        row = await (await conn.execute("SELECT text_sealed FROM hold_statements")).fetchone()
    assert (said.kind, said.text, str(said.hold_id)) == ("answer", SAID, done.facts["hold_id"])
    assert row is not None
    assert SAID.encode() not in row[0]


@pytest.mark.covers("HOLD-21")
async def test_an_inquiry_without_misuse_is_ended_by_two(database: Database) -> None:
    who = await under_review(database)
    end = sanctions.EndReview(basis="未发现违规")
    with pytest.raises(NeedsCase):
        await who.act(end)
    with pytest.raises(DutyNeeded):
        await opened(who, end, HANDLER)
    assert await who.causes() == {"review"}
    assert (await decided(who, end, actor=INVESTIGATOR)).state is State.DONE
    assert await who.causes() == set()
    assert "review.ended" in await journal_of(who)


async def test_nobody_answers_or_ends_an_inquiry_that_is_not_there(database: Database) -> None:
    who = await with_card(database)
    with pytest.raises(NotHeld):
        await who.act(sanctions.AnswerReview(text=SAID))
    with pytest.raises(NotHeld):
        await opened(who, sanctions.EndReview(basis="b"), INVESTIGATOR)


@pytest.mark.covers("HOLD-06", "HOLD-21", "HOLD-22")
async def test_a_suspension_takes_two_and_ends_the_inquiry(database: Database) -> None:
    who = await suspended(database)
    assert await who.causes() == {"suspension"}
    (hold,) = [one for one in (await who.standing()).holds if one.cause == "suspension"]
    assert hold.until == add_months(AT, 6)
    assert await who.causes(add_months(AT, 6)) == set()
    async with database.transaction() as conn:
        told = await notices.inbox(conn, database.keys, who.person)
    (placed,) = [one for one in told if one.kind == "hold.placed"]
    assert "申请行政复议" in placed.text.zh


async def test_a_suspension_lies_within_the_law(database: Database) -> None:
    who = await under_review(database)
    for months in (2, 13):
        with pytest.raises(TermOutOfRange):
            await opened(who, sanctions.DecideSuspension(basis="b", months=months), INVESTIGATOR)


async def test_nothing_is_decided_before_the_person_is_heard(database: Database) -> None:
    who = await under_review(database)
    case = await opened(who, SUSPEND, INVESTIGATOR)
    await who.act(sanctions.AskHearing(text=SAID), actor=who.holder("website"))
    with pytest.raises(HearingAsked):
        await who.act(sanctions.AskHearing(text=SAID), actor=who.holder("website"))
    with pytest.raises(HearingPending):
        await finished(who, case, SUSPEND, actor=INVESTIGATOR)
    assert await who.causes() == {"review"}
    held = await who.act(sanctions.HoldHearing(), AT + timedelta(days=2))
    assert held.facts == {"heard": 1}
    with pytest.raises(NoHearing):
        await who.act(sanctions.HoldHearing(), AT + timedelta(days=3))
    # The proposal stood; with the hearing held, it can be confirmed.
    later = AT + timedelta(days=4)
    done = await step(who, case.number, steps.Confirm(), CHECKER, later)
    assert done.state is State.DONE
    assert await who.causes(later) == {"suspension"}


async def test_one_is_heard_on_an_inquiry_or_an_intended_decision_in_time(
    database: Database,
) -> None:
    who = await with_card(database)
    ask = sanctions.AskHearing(text=SAID)
    with pytest.raises(NothingToBeHeardOn):
        await who.act(ask)
    await opened(who, SUSPEND, INVESTIGATOR)
    with pytest.raises(HearingTooLate):  # five working days in the made-up city
        await who.act(ask, AT + timedelta(days=8))
    await who.act(ask, AT + timedelta(days=7))


async def test_an_appeal_lifts_a_suspension(database: Database) -> None:
    who = await suspended(database)
    later = AT + timedelta(days=20)
    done = await decided(who, APPEAL, later, by=who.holder("counter"))
    assert done.state is State.DONE
    assert await who.causes(later) == set()


async def test_an_appeal_shortens_a_suspension_within_the_law(database: Database) -> None:
    who = await suspended(database)
    later = AT + timedelta(days=20)
    for months in (2, 6):
        case = await opened(who, APPEAL, at=later)
        with pytest.raises(NotShorter):
            await finished(who, case, APPEAL, later, months=months)
        await step(who, case.number, steps.SendBack(reasons="期限不对"), CHECKER, later)
        await finished(who, case, APPEAL, later, "refuse")
    done = await decided(who, APPEAL, later, months=4)
    assert done.state is State.DONE
    assert await who.causes(later) == {"suspension"}
    assert await who.causes(add_months(AT, 4)) == set()


async def test_an_appeal_refused_upholds_the_suspension(database: Database) -> None:
    who = await suspended(database)
    case = await decided(who, APPEAL, AT + timedelta(days=20), "refuse")
    assert case.state is State.REFUSED
    (hold,) = [one for one in (await who.standing()).holds if one.cause == "suspension"]
    assert hold.until == add_months(AT, 6)


async def test_an_appeal_comes_in_time_and_against_something(database: Database) -> None:
    who = await suspended(database)
    case = await opened(who, APPEAL, at=AT + timedelta(days=60))
    await finished(who, case, APPEAL, AT + timedelta(days=60), "refuse")
    with pytest.raises(AppealTooLate):
        await opened(who, APPEAL, at=AT + timedelta(days=61))
    other = await with_card(database)
    with pytest.raises(NotHeld):
        await opened(other, APPEAL)
