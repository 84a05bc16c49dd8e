"""From an older schema to this one: plain SQL files, in order, each once, whoever starts first.

A file that was applied is never edited; its content is remembered by hash. Afterwards the
application's role gets exactly the rights it needs: rows of ordinary tables, but only INSERT and
SELECT where history is kept.
"""

import hashlib
import re
from dataclasses import dataclass
from importlib.resources import files
from typing import LiteralString

import psycopg
from psycopg import sql
from psycopg.rows import TupleRow

from yika.ground.errors import Conflict, Refused
from yika.store.sql import queries

QUERIES = queries(__package__, "migrations.sql")

LOCK = 0x79696B61  # "yika"; one number for all programs that migrate one database
NAME = re.compile(r"(\d{4})_([a-z0-9_]+)\.sql")
INSERT_ONLY = frozenset(
    {
        *("journal", "policy_versions", "key_fingerprints", "case_steps", "delivery_attempts"),
        *("transfers", "fund_snapshots", "settlements"),
    }
)
READ_ONLY = frozenset({"migrations"})
ROWS: tuple[LiteralString, ...] = ("SELECT", "INSERT", "UPDATE", "DELETE")


class MigrationChanged(Conflict):
    """A migration that this database has applied reads differently now. Facts: number, title."""

    code = "migration_changed"


class SchemaNewer(Refused):
    """The database was migrated by a later release. Facts: found, known."""

    code = "schema_newer"


class SchemaOutdated(Refused):
    """Migrations are due and no owner's address is set. Facts: due."""

    code = "schema_outdated"


@dataclass(frozen=True, slots=True)
class Migration:
    """One step of the schema, from its file."""

    number: int
    title: str
    text: str

    @property
    def sha256(self) -> str:
        """The hash of the content, by which an edit is noticed."""
        return hashlib.sha256(self.text.encode()).hexdigest()


def shipped() -> list[Migration]:
    """All migrations of this release, in order, without a gap."""
    found: list[Migration] = []
    for entry in (files("yika.store") / "migrations").iterdir():
        if entry.name.endswith(".sql"):
            match = NAME.fullmatch(entry.name)
            assert match, f"{entry.name} is not NNNN_title.sql"
            text = entry.read_text("utf-8").replace("\r\n", "\n")
            found.append(Migration(int(match[1]), match[2], text))
    found.sort(key=lambda migration: migration.number)
    assert [one.number for one in found] == list(range(1, len(found) + 1)), (
        "migrations are numbered 1, 2, 3 …"
    )
    return found


def migrate(
    owner: str, application_role: str, migrations: list[Migration] | None = None
) -> list[int]:
    """Apply what is due and set the rights of the application's role; the numbers applied.

    Safe when several programs start at once: the others wait, then find nothing to do.
    """
    migrations = shipped() if migrations is None else migrations
    with psycopg.connect(owner, autocommit=True, application_name="yika migrate") as conn:
        conn.execute("SET client_min_messages = warning")
        conn.execute(QUERIES["take_lock"], {"lock": LOCK})
        conn.execute(QUERIES["keep_count"])
        due = _due(conn, migrations)
        for migration in due:
            _apply(conn, migration)
        with conn.transaction():
            _grant(conn, application_role)
        return [migration.number for migration in due]


def check_schema(application: str) -> None:
    """Refuse a schema that is not this release's, where only the application's role is known."""
    with psycopg.connect(application, application_name="yika migrate") as conn:
        row = conn.execute(QUERIES["is_counted"]).fetchone()
        assert row is not None
        migrations = shipped()
        due = _due(conn, migrations) if row[0] else migrations
    if due:
        raise SchemaOutdated(due=len(due))


def _due(conn: psycopg.Connection[TupleRow], migrations: list[Migration]) -> list[Migration]:
    """What this database lacks. Fails with MigrationChanged or SchemaNewer."""
    applied: dict[int, str] = dict(conn.execute(QUERIES["applied"]).fetchall())
    known = {migration.number for migration in migrations}
    if later := applied.keys() - known:
        raise SchemaNewer(found=max(later), known=max(known, default=0))
    for migration in migrations:
        if applied.get(migration.number, migration.sha256) != migration.sha256:
            raise MigrationChanged(number=migration.number, title=migration.title)
    return [migration for migration in migrations if migration.number not in applied]


def _apply(conn: psycopg.Connection[TupleRow], migration: Migration) -> None:
    """Run one file and count it, in one transaction; neither long locks nor long statements."""
    values = {"number": migration.number, "title": migration.title, "sha256": migration.sha256}
    with conn.transaction():
        conn.execute("SET LOCAL lock_timeout = '4s'; SET LOCAL statement_timeout = '5s'")
        conn.execute(migration.text.encode())
        conn.execute(QUERIES["count"], values)


def _grant(conn: psycopg.Connection[TupleRow], role: str) -> None:
    """Bring the role's rights on each table to what they should be, touching none that is right."""
    name = sql.Identifier(role)
    for table, held in conn.execute(QUERIES["rights"], {"role": role}).fetchall():
        wanted = _wanted(table)
        target = sql.Identifier(table)
        if set(held) != wanted:
            allowed = sql.SQL(", ").join([sql.SQL(right) for right in ROWS if right in wanted])
            conn.execute(sql.SQL("REVOKE ALL ON {} FROM {}, PUBLIC").format(target, name))
            conn.execute(sql.SQL("GRANT {} ON {} TO {}").format(allowed, target, name))
    for (sequence,) in conn.execute(QUERIES["sequences_without_right"], {"role": role}).fetchall():
        conn.execute(sql.SQL("GRANT USAGE ON {} TO {}").format(sql.Identifier(sequence), name))


def _wanted(table: str) -> set[str]:
    if table in READ_ONLY:
        return {"SELECT"}
    return {"SELECT", "INSERT"} if table in INSERT_ONLY else set(ROWS)
