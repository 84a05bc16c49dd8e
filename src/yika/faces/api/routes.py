"""The routes. URLs are nouns; a thing done is a thing created: ``POST …/acts``.

A person is named ``me`` or ``<region>-<person>`` as a standing gives it; ID numbers travel in
bodies only, so that they are never in an address or a log.
"""

import asyncio
from collections import defaultdict
from datetime import datetime

import msgspec
from litestar import Router, get, post
from litestar.params import FromPath, JSONBody

from yika.access import service as access
from yika.faces.api import (
    batches,
    calculations,
    cases,
    codes,
    cover,
    employers,
    entitlements,
    institutions,
    notices,
    papers,
    records,
    sessions,
    settlements,
    webhooks,
)
from yika.faces.api.asking import (
    BEARER,
    NOS,
    Asked,
    Housed,
    Key,
    actor_of,
    person_by_number,
    person_of,
)
from yika.faces.api.malformed import INSTANT, wrong
from yika.faces.api.replies import KeyMissing, TooMany
from yika.guide.reading import require_reader
from yika.guide.telling import Both
from yika.house import House
from yika.matters import service as matters
from yika.matters.model import Act, Done
from yika.people.model import PersonKey
from yika.policy.words import lists
from yika.standing import service as standings
from yika.standing.model import Standing
from yika.store import clock, journal
from yika.store.journal import Kept

PEOPLE_MAX = 50
_in_hand: set[asyncio.Task[Done]] = set()


class Question(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whose standing, and at which instant (the present one without). At most 50 people."""

    people: list[str] = []
    id_numbers: list[str] = []
    at: datetime | None = None


class ClockShown(msgspec.Struct, frozen=True):
    """The domain's clock."""

    now: datetime
    sandbox: bool


class ClockMove(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where the sandbox's clock is to go; only forward."""

    to: datetime


class Looked(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of the journal about me; `purpose` where an officer said why they looked."""

    entry_id: str  # by which one can object to it: `complain` about `journal`
    what: str
    actor: str
    role: str
    channel: str
    at: datetime
    purpose: str | None
    purpose_told: Both | None


@post(
    "/standings",
    tags=["standings"],
    summary="为什么不能用、怎样恢复、哪天恢复 / why, how mended, when again",
    status_code=200,
    responses=NOS,
    security=BEARER,
)
async def ask(request: Asked, data: JSONBody[Question], house: Housed) -> list[Standing]:
    """Exactly why cards do not work, what still does, how to mend them, when they work again."""
    given = len(data.people) + len(data.id_numbers)
    if data.at is not None and data.at.tzinfo is None:
        raise wrong("at", INSTANT)
    if given > PEOPLE_MAX:
        raise TooMany(max=PEOPLE_MAX, given=given)
    keys = house.database.keys
    async with house.database.transaction() as conn:
        actor = await actor_of(conn, request, house)
        now = await house.now(conn)
        asked = [
            person_of(text, actor) for text in data.people or ([] if data.id_numbers else ["me"])
        ]
        asked += [await person_by_number(conn, keys, actor, number) for number in data.id_numbers]
        regions: dict[int, list[PersonKey]] = defaultdict(list)
        for person in dict.fromkeys(asked):
            await access.require(conn, actor, person, "ask", now)
            regions[person.region].append(person)
        found: dict[PersonKey, Standing] = {}
        for group in regions.values():
            answers = await standings.why_many(
                conn, keys, house.book, group, data.at or now, actor, now
            )
            found |= dict(zip(group, answers, strict=True))
    return [found[person] for person in asked]


@post(
    "/people/{person:str}/acts",
    tags=["acts"],
    summary="办理一件事 / have something done",
    response_description="What was done; a repeat of the same key is answered as the first time",
    responses=NOS,
    security=BEARER,
)
async def do(
    request: Asked,
    person: FromPath[str],
    data: JSONBody[Act],
    house: Housed,
    key: Key = None,
) -> Done:
    """Have something done for a person. A repeat with the same key is answered as the first time.

    It goes on when the caller hangs up: a wrong password that was sent is counted.
    """
    work = asyncio.create_task(_submit(house, request, person, data, key))
    _in_hand.add(work)
    work.add_done_callback(_in_hand.discard)
    return await asyncio.shield(work)


async def _submit(house: House, request: Asked, person: str, act: Act, key: str | None) -> Done:
    async with house.database.transaction() as conn:
        actor = await actor_of(conn, request, house)
        if not key:
            raise KeyMissing
        about, now = person_of(person, actor), await house.now(conn)
        return await matters.submit(
            conn, house.database.keys, house.book, actor, about, act, key, now
        )


@get(
    "/people/{person:str}/looks",
    tags=["standings"],
    summary="谁看过我的记录 / who looked at my records",
    responses=NOS,
    security=BEARER,
)
async def looks(request: Asked, person: FromPath[str], house: Housed) -> list[Looked]:
    """Who looked at a person's records and what was done, newest first."""
    async with house.database.transaction() as conn:
        actor = await actor_of(conn, request, house)
        key = person_of(person, actor)
        await access.require(conn, actor, key, "ask", await house.now(conn))
        require_reader(actor, "looks")
        entries = await journal.entries_about(conn, key.region, key.person_id)
    return [_looked(entry) for entry in entries]


def _looked(entry: Kept) -> Looked:
    """An entry, with what the officer who looked said they look for."""
    purpose = entry.facts.get("purpose")
    word = lists().words["purposes"].get(str(purpose))
    return Looked(
        entry_id=str(entry.entry_id),
        what=entry.what,
        actor=entry.actor,
        role=entry.role,
        channel=entry.channel,
        at=entry.happened_at,
        purpose=None if purpose is None else str(purpose),
        purpose_told=None if word is None else Both(word.zh, word.en),
    )


@get("/clock", tags=["sandbox"], summary="现在几点 / what time it is")
async def show_clock(house: Housed) -> ClockShown:
    """What time it is: the sandbox's clock or the machine's."""
    async with house.database.transaction() as conn:
        return ClockShown(await house.now(conn), house.config.sandbox)


@post(
    "/clock", tags=["sandbox"], summary="拨快时钟 / move the clock", status_code=200, responses=NOS
)
async def move_clock(data: JSONBody[ClockMove], house: Housed) -> ClockShown:
    """Move the sandbox's clock forward, so that locks open and waits end."""
    if data.to.tzinfo is None:
        raise wrong("to", INSTANT)
    async with house.database.transaction() as conn:
        return ClockShown(await clock.advance(conn, house.config, data.to), house.config.sandbox)


def routes() -> list[Router]:
    """All routes of the API."""
    handlers = [*sessions.HANDLERS, ask, do, looks, show_clock, move_clock]
    public = [*calculations.HANDLERS, *entitlements.HANDLERS, *institutions.HANDLERS]
    every = [*handlers, *public, *codes.HANDLERS, *cover.HANDLERS, *employers.HANDLERS]
    every += [*settlements.HANDLERS, *papers.HANDLERS, *records.HANDLERS]
    every += [*batches.HANDLERS, *cases.HANDLERS, *notices.HANDLERS, *webhooks.HANDLERS]
    return [Router("/api/v1", route_handlers=every)]
