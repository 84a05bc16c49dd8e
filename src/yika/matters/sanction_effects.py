"""What the acts about inquiries and suspensions do, each calling the room of holds."""

from datetime import date, datetime, timedelta

from yika.ground.days import add_months, add_working_days, beijing_day
from yika.ground.errors import Missing, Refused, YikaError
from yika.holds import service as holds
from yika.holds import statements
from yika.holds.model import Cause, Hold, Statement
from yika.holds.service import NotHeld
from yika.holds.statements import ANSWER, HEARING, HearingPending
from yika.matters import sanction_acts as acts
from yika.matters.against import against
from yika.matters.effects import TermOutOfRange, effect
from yika.matters.model import Done
from yika.matters.telling import tell
from yika.matters.work import Work
from yika.store.sql import queries

QUERIES = queries(__package__)


class NothingToBeHeardOn(Missing):
    """No inquiry is under way and no decision is intended. Facts: none."""

    code = "nothing_to_be_heard_on"


class HearingTooLate(Refused):
    """The days within which one may ask to be heard are over. Facts: until."""

    code = "hearing_too_late"


class AppealTooLate(Refused):
    """The days within which one may appeal are over. Facts: until."""

    code = "appeal_too_late"


class NotShorter(Refused):
    """The term would not be shorter, or lie outside the law's. Facts: months, min."""

    code = "not_shorter"


@against.register
async def _(act: acts.AnswerReview, work: Work) -> list[YikaError]:
    del act
    return await _unless_held(work, Cause.REVIEW)


@against.register
async def _(act: acts.EndReview, work: Work) -> list[YikaError]:
    del act
    return await _unless_held(work, Cause.REVIEW)


@against.register
async def _(act: acts.DecideSuspension, work: Work) -> list[YikaError]:
    found: list[YikaError] = []
    term = work.laws.needed("sanction.suspension", work.at)
    if not term["min"] <= act.months <= term["max"]:
        found.append(TermOutOfRange(min=term["min"], max=term["max"]))
    try:
        await statements.require_heard(work.conn, work.keys, work.person)
    except HearingPending as pending:
        found.append(pending)
    return found


@against.register
async def _(act: acts.AskHearing, work: Work) -> list[YikaError]:
    del act
    intended = await _intended_on(work)
    if intended is None:
        missing = await _unless_held(work, Cause.REVIEW)
        return [NothingToBeHeardOn()] if missing else []
    days = work.laws.value("sanction.hearing_within", work.at)
    if days is None:  # Nobody published a term, so none is over.
        return []
    until = add_working_days(intended, days)
    return [HearingTooLate(until=until)] if beijing_day(work.at) > until else []


@against.register
async def _(act: acts.AppealSuspension, work: Work) -> list[YikaError]:
    del act
    try:
        held = await holds.in_force(work.conn, work.person, Cause.SUSPENSION, work.at)
    except NotHeld as missing:
        return [missing]
    until = appeal_until(work, held[-1])
    return [AppealTooLate(until=until)] if until and beijing_day(work.at) > until else []


def appeal_until(work: Work, suspension: Hold) -> date | None:
    """The last day for an appeal: the longest way the region names; None where it names no days."""
    ways = work.laws.value("handling.appeal", suspension.starts_at, matter="suspension_decide")
    days = [way["days"] for way in ways or () if isinstance(way.get("days"), int)]
    if not days:
        return None
    return beijing_day(suspension.starts_at) + timedelta(days=max(days))


@effect.register
async def _(act: acts.AnswerReview, work: Work) -> Done:
    review = (await holds.in_force(work.conn, work.person, Cause.REVIEW, work.at))[-1]
    await _said(work, review, ANSWER, act.text)
    return work.done(act, hold_id=str(review.hold_id))


@effect.register
async def _(act: acts.EndReview, work: Work) -> Done:
    ended = await holds.end(work.conn, work.person, Cause.REVIEW, work.at)
    await tell(work, "hold.ended", cause=Cause.REVIEW)
    return work.done(act, basis=act.basis, ended=len(ended))


@effect.register
async def _(act: acts.DecideSuspension, work: Work) -> Done:
    until = add_months(work.at, act.months)
    hold = Hold(
        hold_id=work.id_for("hold"),
        person=work.person,
        cause=Cause.SUSPENSION,
        basis=act.basis,
        starts_at=work.at,
        ends_at=until,
    )
    await holds.place(work.conn, hold)
    reviews = 0
    if not await _unless_held(work, Cause.REVIEW):
        reviews = len(await holds.end(work.conn, work.person, Cause.REVIEW, work.at))
    appeal = appeal_until(work, hold)
    ways = work.laws.value("handling.appeal", work.at, matter="suspension_decide")
    named = [way["name"] for way in ways or ()]
    await tell(work, "hold.placed", cause=Cause.SUSPENSION, until=until, appeal=named)
    return work.done(act, until=until, reviews_ended=reviews, appeal_until=appeal)


@effect.register
async def _(act: acts.AskHearing, work: Work) -> Done:
    reviews = [
        one
        for one in await holds.of_person(work.conn, work.person)
        if one.cause is Cause.REVIEW and one.in_force(work.at)
    ]
    await _said(work, reviews[-1] if reviews else None, HEARING, act.text)
    return work.done(act)


@effect.register
async def _(act: acts.HoldHearing, work: Work) -> Done:
    heard = await statements.hear(work.conn, work.keys, work.person, work.at)
    return work.done(act, heard=heard)


@effect.register
async def _(act: acts.AppealSuspension, work: Work) -> Done:
    held = (await holds.in_force(work.conn, work.person, Cause.SUSPENSION, work.at))[-1]
    months = None if work.case is None else work.case.decision.get("months")
    if months is None:
        await holds.end(work.conn, work.person, Cause.SUSPENSION, work.at)
        await tell(work, "hold.ended", cause=Cause.SUSPENSION)
        return work.done(act, outcome="lifted", until=work.at)
    until = await _shorten(work, held, int(months))
    return work.done(act, outcome="shortened", until=until)


async def _shorten(work: Work, hold: Hold, months: int) -> datetime:
    """Give a suspension fewer months from its beginning, none outside the law's; its new end."""
    term = work.laws.needed("sanction.suspension", hold.starts_at)
    ends_at = max(add_months(hold.starts_at, months), work.at)
    if months < term["min"] or (hold.ends_at is not None and ends_at >= hold.ends_at):
        raise NotShorter(months=months, min=term["min"])
    await holds.end_one(work.conn, hold, ends_at)
    return ends_at


async def _unless_held(work: Work, cause: Cause) -> list[YikaError]:
    """NotHeld, where no hold of that cause is in force."""
    try:
        await holds.in_force(work.conn, work.person, cause, work.at)
    except NotHeld as missing:
        return [missing]
    return []


async def _said(work: Work, hold: Hold | None, kind: str, text: str) -> None:
    said = Statement(
        statement_id=work.id_for(kind),
        hold_id=None if hold is None else hold.hold_id,
        kind=kind,
        text=text,
        made_at=work.at,
    )
    await statements.state(work.conn, work.keys, work.person, said)


async def _intended_on(work: Work) -> date | None:
    """The day on which a suspension was put forward that is not decided yet, if one was."""
    values = {"region": work.person.region, "person_id": work.person.person_id}
    row = await (await work.conn.execute(QUERIES["suspension_intended"], values)).fetchone()
    return None if row is None else beijing_day(row[0])
