"""The journal: entries of one transaction, readable, never rewritable."""

from datetime import datetime

import psycopg
import pytest

from yika.ground.days import BEIJING
from yika.store.db import Conn, Database
from yika.store.journal import Entry, entries_about, record

MORNING = datetime(2026, 3, 16, 9, tzinfo=BEIJING)


def an_entry(person_id: int = 7, what: str = "card.lost", **facts: object) -> Entry:
    return Entry(
        region=999900,
        person_id=person_id,
        what=what,
        actor="person:7",
        role="holder",
        channel="portal",
        happened_at=MORNING,
        facts=facts,
    )


async def test_entries_come_back_newest_first_with_their_facts(conn: Conn):
    await record(
        conn, [an_entry(card=1), an_entry(person_id=8), an_entry(what="card.found", card=2)]
    )
    found = await entries_about(conn, 999900, 7)
    assert [(entry.what, entry.facts) for entry in found] == [
        ("card.found", {"card": 2}),
        ("card.lost", {"card": 1}),
    ]
    assert found[0].happened_at == MORNING
    assert found[0].entry_id > found[1].entry_id


async def test_any_number_of_entries_is_one_statement(conn: Conn):
    await record(conn, [an_entry(place=place) for place in range(500)])
    found = await entries_about(conn, 999900, 7, limit=1000)
    assert [entry.facts["place"] for entry in reversed(found)] == list(range(500))


async def test_no_entries_are_no_statement(conn: Conn):
    await record(conn, [])
    assert await entries_about(conn, 999900, 7) == []


async def test_an_entry_in_the_imperative_is_refused(conn: Conn):
    with pytest.raises(psycopg.errors.CheckViolation):
        await record(conn, [an_entry(what="Lose card")])


@pytest.mark.parametrize(
    "statement",
    ["UPDATE journal SET actor = 'nobody'", "DELETE FROM journal", "TRUNCATE journal"],
)
async def test_the_application_can_not_rewrite_the_journal(conn: Conn, statement: str):
    await record(conn, [an_entry()])
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        await conn.execute(statement.encode())


async def test_an_entry_falls_with_the_act_it_tells_of(database: Database):
    async def act() -> None:
        async with database.transaction() as conn:
            await record(conn, [an_entry()])
            raise LookupError

    with pytest.raises(LookupError):
        await act()
    async with database.transaction() as conn:
        assert await entries_about(conn, 999900, 7) == []
