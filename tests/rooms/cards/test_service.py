"""Passwords in a real database: what is kept of one, and what a new key does to it."""

from types import MappingProxyType

import pytest

from tests.builders import AT, CHOSEN, Somebody, hours, with_card
from yika.matters import model as acts
from yika.store.db import Database
from yika.store.keys import Keys, Ring
from yika.store.sealing import sealed_under

WRONG = "135791"
VERIFIER = "SELECT verifier FROM passwords WHERE region = %s AND person_id = %s AND kind = %s"


async def kept(person: Somebody) -> bytes:
    """What the database keeps of the card's password."""
    async with person.database.transaction() as conn:
        key = (person.person.region, person.person.person_id, "social_security")
        row = await (await conn.execute(VERIFIER, key)).fetchone()
    assert row is not None
    return bytes(row[0])


def rotated(keys: Keys) -> Keys:
    """The keys with a new one active for verifiers; the old one still reads."""
    ring = Ring(2, MappingProxyType({**keys.verifier.keys, 2: b"\x09" * 32}))
    return Keys(keys.sealing, ring, keys.blind, keys.session)


async def test_after_a_key_rotation_a_right_entry_renews_the_verifier(database: Database) -> None:
    person = await with_card(database)
    database.keys = rotated(database.keys)
    assert sealed_under(await kept(person)) == 1
    assert (await person.act(acts.EnterPassword(password=WRONG))).result == "wrong"
    assert sealed_under(await kept(person)) == 1
    assert (await person.act(acts.EnterPassword(password=CHOSEN))).result == "right"
    renewed = await kept(person)
    assert sealed_under(renewed) == 2
    assert (await person.act(acts.EnterPassword(password=CHOSEN))).result == "right"
    assert await kept(person) == renewed
    assert (await person.act(acts.EnterPassword(password=WRONG))).result == "wrong"


@pytest.mark.covers("PIN-10")
async def test_an_old_key_still_tells_the_old_password_in_a_change(database: Database) -> None:
    person = await with_card(database)
    database.keys = rotated(database.keys)
    done = await person.act(acts.ChangePassword(old=CHOSEN, new="864209"))
    assert done.result == "done"
    assert sealed_under(await kept(person)) == 2
    assert (await person.act(acts.EnterPassword(password="864209"))).result == "right"


async def test_two_people_with_one_password_have_nothing_in_common(database: Database) -> None:
    first, second = await with_card(database), await with_card(database)
    assert await kept(first) != await kept(second)


@pytest.mark.covers("PIN-27")
async def test_while_locked_a_right_entry_is_told_like_a_wrong_one(database: Database) -> None:
    person = await with_card(database)
    for _ in range(3):
        await person.act(acts.EnterPassword(password=WRONG))
    right = await person.act(acts.EnterPassword(password=CHOSEN), AT + hours(1))
    wrong = await person.act(acts.EnterPassword(password=WRONG), AT + hours(1))
    assert right == wrong
    assert right.result == "locked"
