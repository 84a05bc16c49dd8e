"""The day's run over cases whose applicants let their day pass: drafts kept, papers not brought."""

from datetime import datetime

from yika.access.model import Actor
from yika.ground.days import beijing_day
from yika.matters.cases import rows, rules
from yika.matters.cases.doing import Doing, act_of
from yika.matters.cases.model import State
from yika.people import service as people
from yika.policy.load import Book
from yika.standing.service import laws_of
from yika.store.db import Conn
from yika.store.keys import Keys

BATCH = 100  # cases in one transaction


async def regions(conn: Conn, at: datetime) -> list[int]:
    """The regions in which a case has lapsed by now."""
    cursor = await conn.execute(rows.QUERIES["regions"], {"today": beijing_day(at)})
    return [row[0] for row in await cursor.fetchall()]


async def lapse(
    conn: Conn, keys: Keys, book: Book, actor: Actor, region: int, at: datetime
) -> list[str]:
    """Close the next cases of a region that have lapsed, at most a batch; their numbers.

    No number is the end. Run again after the transaction was committed, as often as there are some.
    """
    values = {"region": region, "today": beijing_day(at), "limit": BATCH}
    found = await (await conn.execute(rows.QUERIES["over_term"], values)).fetchall()
    waiting = [(people.PersonKey(region, row[0]), row[1]) for row in found]
    if not waiting:
        return []
    await people.lock(conn, {person for person, _ in waiting})
    lapsed: list[str] = []
    for person, case_id in waiting:
        case = await rows.one(conn, keys, person, case_id)
        if not rules.has_lapsed(case, beijing_day(at)):
            continue  # The applicant came while we waited for the lock.
        laws, act = laws_of(book, person.division), act_of(case)
        doing = Doing(
            conn=conn, keys=keys, book=book, laws=laws, actor=actor, case=case, act=act, at=at
        )
        await doing.note("lapsed", state=case.state, by=case.due_on)
        await doing.move(State.LAPSED, ends=True)
        lapsed.append(case.number)
    return lapsed
