"""Migrations: each once, in order, whoever starts first, and never rewritten."""

from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from tests.conftest import Server
from yika.store.migrate import Migration, MigrationChanged, SchemaNewer, migrate, shipped

ONE = Migration(1, "one", "CREATE TABLE one (a int);")
TWO = Migration(2, "two", "CREATE TABLE two (a int); INSERT INTO two VALUES (1);")
BROKEN = Migration(3, "broken", "CREATE TABLE three (a int); SELECT 1 / 0;")


@pytest.fixture
def owner(server: Server) -> Generator[str]:
    """The owner's address of an empty database."""
    name = server.create()
    address = server.addresses_of(name).owner
    assert address is not None
    yield address
    server.drop(name)


def tables(owner: str) -> list[str]:
    statement = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
    with psycopg.connect(owner) as conn:
        return [row[0] for row in conn.execute(statement)]


def test_what_is_due_is_applied_once_and_in_order(owner: str):
    assert migrate(owner, "yika_app", [ONE]) == [1]
    assert migrate(owner, "yika_app", [ONE, TWO]) == [2]
    assert migrate(owner, "yika_app", [ONE, TWO]) == []
    assert tables(owner) == ["migrations", "one", "two"]


def test_a_migration_that_fails_leaves_nothing_half_done(owner: str):
    with pytest.raises(psycopg.errors.DivisionByZero):
        migrate(owner, "yika_app", [ONE, TWO, BROKEN])
    assert tables(owner) == ["migrations", "one", "two"]
    mended = Migration(3, "broken", "CREATE TABLE three (a int);")
    assert migrate(owner, "yika_app", [ONE, TWO, mended]) == [3]


def test_a_migration_that_reads_differently_now_is_refused(owner: str):
    migrate(owner, "yika_app", [ONE])
    with pytest.raises(MigrationChanged) as refusal:
        migrate(owner, "yika_app", [Migration(1, "one", ONE.text + " "), TWO])
    assert refusal.value.facts == {"number": 1, "title": "one"}
    assert tables(owner) == ["migrations", "one"]


def test_a_database_of_a_later_release_is_refused(owner: str):
    migrate(owner, "yika_app", [ONE, TWO])
    with pytest.raises(SchemaNewer) as refusal:
        migrate(owner, "yika_app", [ONE])
    assert refusal.value.facts == {"found": 2, "known": 1}


def test_programs_that_start_at_once_apply_each_migration_once(owner: str):
    with ThreadPoolExecutor(4) as pool:
        applied = list(pool.map(migrate, [owner] * 4, ["yika_app"] * 4))
    every = [migration.number for migration in shipped()]
    assert sorted(applied) == [[], [], [], every]


def test_rights_that_went_astray_are_put_right(owner: str):
    migrate(owner, "yika_app")
    with psycopg.connect(owner) as conn:
        conn.execute("GRANT ALL ON journal, persons TO yika_app")
        conn.execute("REVOKE INSERT ON clock FROM yika_app")
    migrate(owner, "yika_app")
    rights = (
        "SELECT has_table_privilege('yika_app', 'journal', 'UPDATE, DELETE, TRUNCATE'),"
        " has_table_privilege('yika_app', 'persons', 'TRUNCATE'),"
        " has_table_privilege('yika_app', 'clock', 'INSERT')"
    )
    with psycopg.connect(owner) as conn:
        assert conn.execute(rights.encode()).fetchone() == (False, False, True)


def test_the_shipped_migrations_are_numbered_without_a_gap():
    assert [one.number for one in shipped()] == list(range(1, len(shipped()) + 1))
