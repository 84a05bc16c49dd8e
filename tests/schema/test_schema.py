"""The rooms' tables are the present truth, the migrations lead there, and keys begin right."""

import re
import subprocess
from collections.abc import Generator

import psycopg
import pytest

from tests.conftest import TEMPLATE, Server
from yika.store.assemble import MIGRATIONS, ROOMS, assembled, schema
from yika.store.migrate import INSERT_ONLY
from yika.store.place import find_place

# Tables that begin their key otherwise, each for its reason.
BY_NUMBER = {"identifiers", "messages"}  # from a number, or a message, to the person
NOISE = re.compile(r"^(--.*|\\(un)?restrict .*|)\n", re.MULTILINE)

KEYS = """
SELECT c.relname,
    ARRAY(SELECT attname FROM pg_attribute a
        WHERE a.attrelid = c.oid AND attnum > 0 AND NOT attisdropped),
    ARRAY(SELECT a.attname FROM pg_index i, unnest(i.indkey) WITH ORDINALITY AS k (attnum, place)
        JOIN pg_attribute a ON a.attnum = k.attnum
        WHERE i.indrelid = c.oid AND i.indisprimary AND a.attrelid = c.oid ORDER BY k.place)
FROM pg_class c WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY relname
"""


@pytest.fixture(scope="module")
def owner(server: Server) -> str:
    address = server.addresses_of(TEMPLATE).owner
    assert address is not None
    return address


@pytest.fixture(scope="module")
def from_rooms(server: Server) -> Generator[str]:
    """A database made from the rooms' tables.sql, without any migration."""
    name = server.create()
    address = server.addresses_of(name).owner
    assert address is not None
    with psycopg.connect(address) as conn:
        conn.execute(schema().encode())
    yield address
    server.drop(name)


def dumped(server: Server, address: str) -> list[str]:
    """The schema as statements in one order, without rights and the list of migrations."""
    tool = find_place(server.home).binaries / "pg_dump"
    words = [
        "--schema-only",
        "--no-privileges",
        "--exclude-table=migrations",
        f"--dbname={address}",
    ]
    done = subprocess.run([str(tool), *words], check=True, capture_output=True, text=True)
    return sorted(NOISE.sub("", done.stdout).split(";\n"))


def test_the_rooms_tables_equal_the_migrated_schema(server: Server, owner: str, from_rooms: str):
    migrated = dumped(server, owner)
    assert any("CREATE TABLE public.journal" in statement for statement in migrated)
    assert dumped(server, from_rooms) == migrated


@pytest.mark.parametrize("name", sorted(ROOMS))
def test_a_migration_is_what_its_rooms_say(name: str):
    found = (MIGRATIONS / name).read_text("utf-8")
    assert found == assembled(name), "run: python -m yika.store.assemble"


def test_every_table_about_a_person_begins_its_key_with_the_person(owner: str):
    with psycopg.connect(owner) as conn:
        found = {row[0]: (row[1], row[2]) for row in conn.execute(KEYS.encode())}
    about_people = {name for name, (columns, _) in found.items() if "person_id" in columns}
    assert {"persons", "journal", "cards", "holds"} <= about_people
    astray = {name for name in about_people if found[name][1][:2] != ["region", "person_id"]}
    assert astray == BY_NUMBER
    assert all(key for _, key in found.values()), "every table has a primary key"


@pytest.mark.parametrize("table", sorted(INSERT_ONLY))
@pytest.mark.parametrize("statement", ["UPDATE {} SET {} = {}", "DELETE FROM {}", "TRUNCATE {}"])
def test_the_application_never_changes_what_is_history(server: Server, table: str, statement: str):
    address = server.addresses_of(TEMPLATE).application
    sent = {"delivery_attempts": "attempt"}
    columns = {"journal": "actor", "policy_versions": "hash", "key_fingerprints": "purpose"}
    columns["case_steps"] = "step"
    money = {"transfers": "amount_fen", "fund_snapshots": "balance_fen", "settlements": "cash_fen"}
    column = (columns | money | sent)[table]
    with psycopg.connect(address) as conn, pytest.raises(psycopg.errors.InsufficientPrivilege):
        conn.execute(statement.format(table, column, column).encode())


def test_the_application_owns_nothing_and_makes_nothing(server: Server):
    address = server.addresses_of(TEMPLATE).application
    with psycopg.connect(address) as conn:
        mine = "SELECT FROM pg_class WHERE relowner = current_user::regrole"
        assert conn.execute(mine).fetchone() is None
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            conn.execute("CREATE TABLE mine (a int)")


def test_every_table_says_what_it_is_for():
    tables = re.findall(r"^(.*)\nCREATE TABLE (\w+)", schema(), re.MULTILINE)
    assert tables
    assert [name for comment, name in tables if not comment.startswith("--")] == []
