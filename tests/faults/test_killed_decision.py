"""``kill -9`` of the serving program while officers decide: no effect without its decision."""

import asyncio

import httpx

from tests.builders import AT, BOOK, Somebody, somebody
from tests.faults.programs import Program
from tests.rooms.accounts.purse import Purse
from tests.rooms.matters.cases.test_cases import opened
from tests.rooms.matters.deciding import HANDLER, step
from yika.config import Config
from yika.demo.offices import load_officers
from yika.matters.cases import looking, rules
from yika.matters.cases.model import Case, State
from yika.matters.cases.steps import Accept, Propose
from yika.store import clock
from yika.store.db import Database

OWNERS, KILLS = 12, 3
CENTS = 12_345


async def proposed(owner: Somebody) -> Case:
    """A case that waits for the second officer."""
    draft = await opened(owner, "d", draft=True)
    case = await opened(owner, papers=dict.fromkeys(rules.missing(draft)))
    await step(owner, case.number, Accept(), HANDLER)
    return await step(owner, case.number, Propose(outcome="approve"), HANDLER)


async def test_a_decision_and_its_effect_are_both_there_or_neither(
    config: Config, database: Database
) -> None:
    async with database.transaction() as conn:
        await clock.start(conn, AT)
        await load_officers(conn)
    owners = [await somebody(database) for _ in range(OWNERS)]
    for owner in owners:
        await Purse(database, owner).gets(CENTS)
    cases = {owner.person: await proposed(owner) for owner in owners}
    program, confirmed = Program(config), set[str]()
    try:
        for _ in range(KILLS):
            await program.start()
            async with program.line() as line:
                headers = await _checker(line)
                waiting = [case.number for case in cases.values() if case.number not in confirmed]
                tried = [asyncio.create_task(_confirm(line, headers, each)) for each in waiting]
                await asyncio.wait(tried, return_when=asyncio.FIRST_COMPLETED)
                program.end()
                confirmed |= {each for each in await asyncio.gather(*tried) if each is not None}
            for owner in owners:
                await _agree(owner, cases[owner.person], confirmed)
    finally:
        program.end()
    assert confirmed


async def _checker(line: httpx.AsyncClient) -> dict[str, str]:
    reply = await line.post("/api/v1/sessions", json={"officer": "999900-K1"})
    return {"Authorization": f"Bearer {reply.json()['token']}"}


async def _confirm(line: httpx.AsyncClient, headers: dict[str, str], number: str) -> str | None:
    """The number, if it was answered that the case is done."""
    where = f"/api/v1/cases/{number}/steps"
    try:
        reply = await line.post(where, json={"step": "confirm"}, headers=headers)
    except httpx.TransportError:
        return None
    told = reply.json()
    is_done = told.get("state") == "done" or told.get("code") == "case_not_there"
    return number if is_done else None


async def _agree(owner: Somebody, case: Case, confirmed: set[str]) -> None:
    """The case and the account tell the same, and what was answered is there."""
    async with owner.database.transaction() as conn:
        to = conn, owner.database.keys, BOOK, HANDLER
        kept = await looking.by_number(*to, case.number, AT)
    left = (await Purse(owner.database, owner).balances()).usable
    steps = [one.step for one in kept.steps]
    assert (kept.state, left) in ((State.DONE, 0), (State.PROPOSED, CENTS))
    assert steps.count("approved") == steps.count("done") == (kept.state is State.DONE)
    assert case.number not in confirmed or kept.state is State.DONE
