"""What is read of a card's uses, and what is written down about a look."""

from datetime import timedelta

from tests.builders import AT, OFFICER, somebody, with_card
from yika.access.model import Actor, Role
from yika.matters import model as acts
from yika.standing.service import why_many
from yika.store import journal
from yika.store.db import Database


async def test_the_last_use_is_known_also_after_a_statement_was_printed(database: Database):
    person = await with_card(database)
    used_at = AT - timedelta(days=9)
    await person.used(3, used_at)
    await person.act(acts.PrintStatement(), AT - timedelta(days=2))
    [card] = (await person.standing()).cards
    assert (card.last_used_at, card.uses_since_statement) == (used_at, 0)
    await person.used(2, AT - timedelta(days=1))
    [card] = (await person.standing()).cards
    assert (card.last_used_at, card.uses_since_statement) == (AT - timedelta(days=1), 2)


async def test_a_look_at_many_is_written_down_for_each(database: Database):
    asked, other = await somebody(database), await somebody(database)
    people = [asked.person, other.person]
    themself = Actor(role=Role.HOLDER, channel="app", person=asked.person)
    for actor in (OFFICER, themself):
        async with database.transaction() as conn:
            await why_many(conn, database.keys, asked.book, people, AT, actor, AT)
    async with database.transaction() as conn:
        for person in people:
            entries = await journal.entries_about(conn, person.region, person.person_id)
            looks = [entry for entry in entries if entry.what == "standing.read"]
            agents = [look.on_behalf_of for look in reversed(looks)]
            assert agents == [None, None if person == asked.person else person.person_id]
            assert {look.happened_at for look in looks} == {AT}
            assert len({look.policy for look in looks}) == 1
