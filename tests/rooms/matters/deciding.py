"""Cases opened, completed and decided by the officers of a town, for acts that need it."""

from datetime import datetime
from itertools import count

from tests.builders import AT, Somebody
from yika.access.model import Actor, Role
from yika.matters.cases import service as cases
from yika.matters.cases import steps
from yika.matters.cases.model import Case
from yika.matters.cases.steps import NewCase, Step
from yika.matters.model import Act
from yika.store import journal

_keys = count(1)


def an_officer(code: str, *duties: str, region: str = "999900") -> Actor:
    """An officer of a region at a counter."""
    whole = f"{region}-{code}"
    return Actor(role=Role.OFFICER, channel="counter", officer=whole, duties=frozenset(duties))


HANDLER = an_officer("C1", "handle")
CHECKER = an_officer("K1", "check")
INVESTIGATOR = an_officer("J1", "investigate")


async def step(who: Somebody, number: str, taken: Step, actor: Actor, at: datetime = AT) -> Case:
    """Take a step in a case."""
    async with who.database.transaction() as conn:
        return await cases.take(conn, who.database.keys, who.book, actor, number, taken, at)


async def opened(
    who: Somebody, act: Act, actor: Actor = HANDLER, at: datetime = AT, by: Actor | None = None
) -> Case:
    """A case with every paper seen, taken on by an officer; `by` is who applies."""
    async with who.database.transaction() as conn:
        new, key = NewCase(act=act, draft=True), f"case-{next(_keys)}"
        keys = who.database.keys
        case, _ = await cases.open_case(conn, keys, who.book, by or actor, who.person, new, key, at)
    for paper in case.papers:
        await step(who, case.number, steps.GivePaper(paper=paper.paper), actor, at)
    await step(who, case.number, steps.Submit(), by or actor, at)
    return await step(who, case.number, steps.Accept(), actor, at)


async def decided(
    who: Somebody,
    act: Act,
    at: datetime = AT,
    outcome: steps.Outcome = "approve",
    actor: Actor = HANDLER,
    by: Actor | None = None,
    months: int | None = None,
) -> Case:
    """A case decided by one officer, or proposed by one and confirmed by another."""
    case = await opened(who, act, actor, at, by)
    return await finished(who, case, act, at, outcome, actor, months)


async def finished(
    who: Somebody,
    case: Case,
    act: Act,
    at: datetime = AT,
    outcome: steps.Outcome = "approve",
    actor: Actor = HANDLER,
    months: int | None = None,
) -> Case:
    """The decision on a case that was taken on."""
    why = "依据材料" if outcome == "approve" else "材料不足以证明"
    if type(act).decision == "one":
        return await step(who, case.number, steps.Decide(outcome=outcome, reasons=why), actor, at)
    proposal = steps.Propose(outcome=outcome, reasons=why, months=months)
    await step(who, case.number, proposal, actor, at)
    return await step(who, case.number, steps.Confirm(), CHECKER, at)


async def journal_of(who: Somebody) -> list[str]:
    """What the journal says happened, newest first."""
    async with who.database.transaction() as conn:
        kept = await journal.entries_about(conn, who.person.region, who.person.person_id)
    return [one.what for one in kept]
