"""Whoever does what the standing advises about contributions is covered on the day it promised."""

from datetime import datetime

import pytest

from tests.builders import BOOK, OFFICER, Somebody
from yika.access.model import Actor, Role
from yika.demo.cast import BY_KEY, load_cast
from yika.demo.model import START
from yika.matters import cover
from yika.matters.model import Act
from yika.standing.model import Hold, Remedy, Standing
from yika.store.db import Database

MENDED = (
    "employer-arrears",
    "own-arrears-1",
    "own-arrears-3",
    "own-arrears-4",
    "missed-window",
    "lapsed-two",
    "lapsed-two-repaired",
    "first-wait",
)
CAUSES = {"not_enrolled", "arrears_employer", "arrears_own", "waiting"}


def act_for(remedy: Remedy, hold: Hold) -> Act | None:
    """What to have done; None where only time helps."""
    match remedy.matter:
        case "contribution_pay":
            return cover.PayContribution()
        case "employer_settle":
            return cover.SettleEmployerArrears()
        case "contribution_repair":
            return cover.RepairContribution(year=hold.periods[0].year)
        case "enrol":
            return cover.Enrol(scheme="resident", group="adult")
        case _:
            return None


def cover_hold(standing: Standing) -> Hold | None:
    """What stops the fund from paying, of the causes that contributions have."""
    return next((hold for hold in standing.holds if hold.cause in CAUSES), None)


@pytest.mark.covers("HOLD-15", "HOLD-16")
@pytest.mark.parametrize("key", MENDED)
async def test_what_is_advised_works_on_the_promised_day(database: Database, key: str) -> None:
    async with database.transaction() as conn:
        people = await load_cast(conn, database.keys, BOOK)
    patient = Somebody(database, people[key], BY_KEY[key].id_number)
    hold = cover_hold(await patient.standing(START))
    assert hold is not None
    promised = hold.mended_at
    assert promised is not None, hold
    for _ in range(6):
        hold = cover_hold(await patient.standing(START))
        advised = None if hold is None else _best(hold, promised)
        if hold is None or advised is None:
            break
        remedy, act = advised
        own = remedy.matter != "employer_settle"  # The employer pays; its bank tells the office.
        holder = Actor(role=Role.HOLDER, channel=remedy.channel, person=patient.person)
        await patient.act(act, START, holder if own else OFFICER)
    then = await patient.standing(max(promised, START))
    assert cover_hold(then) is None
    assert then.uses["id_number"]["claim"].open


def _best(hold: Hold, promised: datetime) -> tuple[Remedy, Act] | None:
    """The first way that keeps the promise; none where time alone does."""
    if hold.until is not None and hold.until <= promised:
        return None
    for remedy in hold.remedies:
        act = act_for(remedy, hold)
        if act is not None and remedy.done_at is not None and remedy.done_at <= promised:
            return remedy, act
    return None
