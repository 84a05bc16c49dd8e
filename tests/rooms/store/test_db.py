"""The open database: pinned, migrated, with the right keys, honest when it is not there."""

import dataclasses
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from tests.conftest import Server
from tests.rooms.store.conftest import the_config
from yika.config import Config
from yika.store.db import (
    Database,
    DatabaseBusy,
    DatabaseLost,
    DatabaseUnreachable,
    RoleTooMighty,
    WrongKeyFile,
    open_database,
    upgrade,
)
from yika.store.keys import Keys, MissingKeyFile, new_keys, rotate, write_keys
from yika.store.migrate import SchemaOutdated, shipped


async def opens(config: Config) -> None:
    async with open_database(config, pool_size=1):
        pass


async def shown(database: Database, setting: str) -> str:
    async with database.transaction() as conn:
        row = await (await conn.execute(f"SHOW {setting}".encode())).fetchone()
        assert row is not None
        return row[0]


async def test_the_embedded_database_opens_on_an_empty_home_and_again(home: Path):
    config = the_config(home)
    for _ in range(2):
        async with open_database(config) as database, database.transaction() as conn:
            row = await (await conn.execute("SELECT count(*) FROM migrations")).fetchone()
            assert row == (len(shipped()),)
    assert upgrade(config) == []


async def test_every_connection_speaks_beijing_time(database: Database):
    assert await shown(database, "TimeZone") == "Asia/Shanghai"


async def test_a_transaction_is_kept_or_undone_whole(database: Database):
    async def add(last: int) -> None:
        async with database.transaction() as conn:
            await conn.execute("INSERT INTO clock (stands_at) VALUES (now())")
            await conn.execute("SELECT 1 / %s", [last])

    with pytest.raises(psycopg.errors.DivisionByZero):
        await add(0)
    await add(1)


async def test_a_service_s_own_block_does_not_commit_early(database: Database):
    async def fail_after_a_block() -> None:
        async with database.transaction() as conn:
            async with conn.transaction():
                await conn.execute("INSERT INTO clock (stands_at) VALUES (now())")
            raise LookupError

    with pytest.raises(LookupError):
        await fail_after_a_block()
    async with database.transaction() as conn:
        assert await (await conn.execute("SELECT FROM clock")).fetchone() is None


async def test_a_broken_connection_is_told_once_and_replaced(config: Config, database: Database):
    async def end_all() -> None:
        async with database.transaction() as conn:
            await conn.execute("SELECT 1")
            assert config.database_owner_url is not None
            with psycopg.connect(config.database_owner_url) as owner:
                owner.execute(
                    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            await conn.execute("SELECT 1")

    with pytest.raises(DatabaseLost):
        await end_all()
    for _ in range(5):
        assert await shown(database, "application_name") == "yika"


async def test_waiting_too_long_for_a_lock_is_busy_and_changes_nothing(config: Config, keys: Keys):
    assert config.database_url is not None
    impatient = make_conninfo(config.database_url, options="-c lock_timeout=20ms")

    async def touch_clock(database: Database) -> None:
        async with database.transaction() as conn:
            await conn.execute("LOCK TABLE clock IN ROW EXCLUSIVE MODE")

    assert config.database_owner_url is not None
    with psycopg.connect(config.database_owner_url) as owner:
        owner.execute("LOCK TABLE clock")
        async with Database(impatient, keys, pool_size=1) as database:
            with pytest.raises(DatabaseBusy):
                await touch_clock(database)


async def test_an_address_where_nobody_answers_is_told(config: Config):
    assert config.database_url is not None
    dead = make_conninfo(config.database_url, port=1)
    with pytest.raises(DatabaseUnreachable) as refusal:
        await opens(dataclasses.replace(config, database_url=dead))
    assert refusal.value.facts["port"] == "1"
    assert "password" not in str(refusal.value)


async def test_an_owner_as_the_application_is_refused(config: Config):
    with pytest.raises(RoleTooMighty) as refusal:
        await opens(dataclasses.replace(config, database_url=config.database_owner_url))
    assert refusal.value.facts == {"role": "yika_owner"}


async def test_without_an_owner_the_schema_must_be_there(config: Config, server: Server):
    await opens(dataclasses.replace(config, database_owner_url=None))
    empty = server.create()
    address = server.addresses_of(empty).application
    with pytest.raises(SchemaOutdated) as refusal:
        await opens(dataclasses.replace(config, database_url=address, database_owner_url=None))
    assert refusal.value.facts == {"due": len(shipped())}
    server.drop(empty)


async def test_rights_go_to_the_role_of_the_application_s_address(config: Config, server: Server):
    owner = server.addresses.owner
    assert owner is not None
    assert config.database_url is not None
    with psycopg.connect(owner, autocommit=True) as conn:
        conn.execute("CREATE ROLE another_app LOGIN PASSWORD 'made up'")
    address = make_conninfo(config.database_url, user="another_app", password="made up")
    other = dataclasses.replace(config, database_url=address)
    async with open_database(other, pool_size=1) as database, database.transaction() as conn:
        await conn.execute("SELECT nextval('person_ids')")
        await conn.execute("UPDATE clock SET ticking = false")
    assert config.database_owner_url is not None
    with psycopg.connect(config.database_owner_url, autocommit=True) as conn:
        conn.execute("DROP OWNED BY another_app")
        conn.execute("DROP ROLE another_app")


async def test_a_database_knows_its_keys(config: Config):
    await opens(config)
    rotate(config.keys)
    await opens(config)
    config.keys.rename(config.keys.with_name("elsewhere.toml"))
    with pytest.raises(MissingKeyFile):
        await opens(config)
    write_keys(config.keys, new_keys())
    with pytest.raises(WrongKeyFile):
        await opens(config)
    config.keys.with_name("elsewhere.toml").replace(config.keys)
    await opens(config)
