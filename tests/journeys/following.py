"""Doing what a plan says, through the API: the person's part, the office's, and waiting.

A journey stops at instants; whoever runs many lets each go on when the clock has come there.
"""

import heapq
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from datetime import datetime

from tests.journeys.plights import Patient
from tests.journeys.world import NoPremium, Stuck, World, do
from yika.standing.chains import LOST
from yika.standing.model import Hold, Plan, Standing, Visit
from yika.standing.planning import OPTIONAL

# What can come of a cell: how the page shows it, and what that means.
OUTCOMES = {
    "done": ("✓", "followed to the end; gone by the day that was forecast"),
    "agency": ("✓ 机构", "followed to the end; when, the agency decides and nobody foresees"),
    "undated": ("✓ 无期", "followed to the end; the region does not publish how long it takes"),
    "unknown": ("?", "unknown here: the region publishes no way, or not enough to follow it"),
    "never": ("·", "cannot arise here: the rule behind it is not published, or there is none"),
}
Journey = AsyncGenerator[datetime, None]


@dataclass(slots=True)
class Cell:
    """What came of following the advice for one cause in one region."""

    region: str
    title: str
    outcome: str = ""  # a key of OUTCOMES
    why: str = ""
    forecast: datetime | None = None
    done_at: datetime | None = None
    visits: int = 0


async def follow(world: World, who: Patient, cell: Cell) -> Journey:
    """Do what the plan says and see whether the hold is gone on the day it named."""
    [standing] = await world.why([who])
    hold = held(standing, who)
    if hold is None:
        cell.outcome = "never"
        return
    plan = route(standing.plan, who)
    mine = [one for one in plan.visits if hold.cause in one.causes]
    waits = [one for one in plan.waits if one.cause == hold.cause and one.until is not None]
    if (not mine and not waits) or any("then" in one.unknown for one in mine):
        cell.outcome = "unknown"
        return
    cell.visits = len(mine)
    ends = [one.done_at for one in mine] + [one.until for one in waits]
    if None not in ends:
        cell.forecast = max(end for end in ends if end is not None)
    for one in mine:
        if one.begins_at is not None and one.begins_at > world.now:
            yield one.begins_at
        for matter in one.matters:
            await do(world, who, hold, one, matter)
    if hold.cause == "review":
        await world.case(who, act="end_review", basis="未发现违规")
    while cell.forecast is not None and world.now < cell.forecast:
        yield cell.forecast
    [then] = await world.why([who])
    assert held(then, who) is None, f"{cell.region} {cell.title}: still there"
    cell.outcome = "done" if cell.forecast else "undated"
    if hold.ended_by == "agency" and not cell.forecast:
        cell.outcome = "agency"
    cell.done_at = world.now


def held(standing: Standing, who: Patient) -> Hold | None:
    """The hold the journey is about, while it is there."""
    plight = who.plight
    meant = (one for one in standing.holds if one.cause == plight.cause)
    return next((one for one in meant if plight.subject in (None, one.subject)), None)


def route(plan: Plan, who: Patient) -> Plan:
    """The plan, or the one for a card that was not found."""
    if "card_found" in plan.only_if and not who.plight.found and plan.otherwise is not None:
        return plan.otherwise
    return plan


async def run(world: World, journeys: Sequence[tuple[Cell, Journey]]) -> None:
    """Let all journeys go on, each when the clock has come to where it waits."""
    waiting = [(world.now, number) for number in range(len(journeys))]
    heapq.heapify(waiting)
    while waiting:
        at, number = heapq.heappop(waiting)
        if at > world.now:
            await world.move(at)
        cell, journey = journeys[number]
        try:
            until = await anext(journey)
        except StopAsyncIteration:
            continue
        except NoPremium:
            cell.outcome = "unknown"
            continue
        except (Stuck, AssertionError) as failure:
            cell.outcome, cell.why = "failed", str(failure)
            continue
        heapq.heappush(waiting, (max(until, world.now), number))


async def follow_all(world: World, who: Patient, cell: Cell) -> Journey:
    """Do everything the plan says and see whether nothing is left on the day it named."""
    [standing] = await world.why([who])
    plan = route(standing.plan, who)
    visits = [one for one in plan.visits if not one.optional]
    cell.visits, cell.forecast = len(visits), plan.done_at
    for one in visits:
        if one.begins_at is not None and one.begins_at > world.now:
            yield one.begins_at
        for matter in one.matters:
            await do(world, who, _meant(standing, one, matter), one, matter)
    ends = [plan.done_at, *(hold.mended_at for hold in standing.holds)]
    last = max((end for end in ends if end is not None), default=world.now)
    while world.now < last:
        yield last
    [then] = await world.why([who])
    left = {hold.cause for hold in then.holds} - OPTIONAL
    assert left == {one.cause for one in plan.waits if one.until is None}, f"{cell.title}: {left}"
    cell.outcome, cell.done_at = "done" if cell.forecast else "undated", world.now


def _meant(standing: Standing, visit: Visit, matter: str) -> Hold:
    """The hold that a matter of a visit is for; a lost card before what else is wrong with it."""
    meant = [hold for hold in standing.holds if hold.cause in visit.causes]
    mended = [hold for hold in meant if any(one.matter == matter for one in hold.remedies)]
    return min(mended or meant, key=lambda hold: hold.cause not in LOST)
