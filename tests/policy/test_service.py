"""Policy content kept in the database, and an earlier answer given again from it."""

from datetime import date

import pytest

from tests.policy.builders import HERE, NATION, a_book, a_rule, an_entry
from yika.policy.lookup import Known, look_up
from yika.policy.service import UnknownPolicyVersion, book_of, keep
from yika.store.db import Conn

TRIES = "password.tries_before_lock"


async def test_an_answer_is_given_again_with_the_policy_of_its_moment(conn: Conn):
    before = a_book(a_rule(follows=NATION), a_rule(an_entry(3, date(2020, 1, 1)), division=NATION))
    after = a_book(a_rule(follows=NATION), a_rule(an_entry(6, date(2020, 1, 1)), division=NATION))
    kept = await keep(conn, before, [HERE, NATION])
    await keep(conn, after, [HERE])
    again = await book_of(conn, HERE, kept[HERE])
    answer = look_up(again, TRIES, HERE, date(2026, 3, 16))
    assert isinstance(answer, Known)
    assert answer == look_up(before, TRIES, HERE, date(2026, 3, 16))
    assert again.hash(HERE) == kept[HERE]


async def test_the_same_content_is_kept_once(conn: Conn):
    book = a_book(a_rule(an_entry(3, date(2020, 1, 1))))
    assert await keep(conn, book, [HERE]) == await keep(conn, book, [HERE])
    found = await conn.execute(
        "SELECT count(*) FROM policy_versions WHERE division = %(division)s", {"division": HERE}
    )
    assert await found.fetchone() == (1,)


async def test_a_version_nobody_kept_is_missing(conn: Conn):
    with pytest.raises(UnknownPolicyVersion):
        await book_of(conn, HERE, "0" * 64)
