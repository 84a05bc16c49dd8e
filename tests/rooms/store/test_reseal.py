"""After a rotation every sealed field is brought under the new key and says what it said."""

import dataclasses

import pytest

from yika.config import Config
from yika.demo.places import KEYS, load_places
from yika.institutions.service import by_code, signing_of
from yika.store.db import Conn, Database, open_database
from yika.store.keys import rotate
from yika.store.reseal import (
    BATCH,
    START,
    SealedColumn,
    outdated,
    reseal_some,
    sealed_columns,
)
from yika.store.sealing import BrokenSeal, seal_many, sealed_under, unseal

PEOPLE = BATCH + 20
IDENTITY = SealedColumn("persons", "identity_sealed")
ADD = """
INSERT INTO persons (region, person_id, identity_sealed, insurance)
SELECT 999900, number, sealed, 'employee'
FROM unnest(%(numbers)s::bigint[], %(sealed)s::bytea[]) AS one (number, sealed)
"""


async def add_people(database: Database, conn: Conn) -> None:
    rows = [(999900, number, b"identity %d" % number) for number in range(PEOPLE)]
    sealed = seal_many(database.keys, "persons", "identity_sealed", rows)
    await conn.execute(ADD, {"numbers": list(range(PEOPLE)), "sealed": sealed})


async def reseal_all(database: Database) -> list[int]:
    counts: list[int] = []
    done, place = await reseal_some(database, IDENTITY, START)
    while done:
        counts.append(done)
        done, place = await reseal_some(database, IDENTITY, place)
    return counts


async def test_sealed_columns_are_found_by_their_names(conn: Conn):
    found = await sealed_columns(conn)
    assert IDENTITY in found
    assert SealedColumn("cards", "number_sealed") in found
    assert SealedColumn("messages", "reply_sealed", "institution_id") in found


async def test_what_is_bound_to_an_institution_is_sealed_anew_too(config: Config):
    async with open_database(config) as database, database.transaction() as conn:
        await load_places(conn, database.keys)
    rotate(config.keys)
    async with open_database(config) as database:
        column = SealedColumn("institutions", "signing_sealed", "institution_id")
        done, place = await reseal_some(database, column)
        assert done
        assert await reseal_some(database, column, place) == (0, place)
        async with database.transaction() as conn:
            hospital = await by_code(conn, "H99990000001")
            assert (await signing_of(conn, database.keys, hospital)).of("csb") == KEYS["csb"]


async def test_all_is_sealed_anew_in_steps(config: Config):
    async with open_database(config) as database, database.transaction() as conn:
        await add_people(database, conn)
    rotate(config.keys)
    async with open_database(config) as database:
        assert await reseal_all(database) == [BATCH, PEOPLE - BATCH]
        assert await reseal_all(database) == []
        async with database.transaction() as conn:
            assert await outdated(conn, database.keys, IDENTITY) == 0
            cursor = await conn.execute("SELECT person_id, identity_sealed FROM persons")
            for number, sealed in await cursor.fetchall():
                assert sealed_under(sealed) == 2
                text = unseal(database.keys, "persons", "identity_sealed", 999900, number, sealed)
                assert text == b"identity %d" % number


async def test_a_field_that_does_not_open_is_seen_and_nothing_is_changed(config: Config):
    async with open_database(config) as database, database.transaction() as conn:
        await add_people(database, conn)
        await conn.execute(
            "UPDATE persons SET identity_sealed = identity_sealed || '\\x00' WHERE person_id = 3"
        )
    rotate(config.keys)
    async with open_database(dataclasses.replace(config, sandbox=False)) as database:
        with pytest.raises(BrokenSeal) as refusal:
            await reseal_some(database, IDENTITY)
        assert refusal.value.facts["person_id"] == 3
        async with database.transaction() as conn:
            assert await outdated(conn, database.keys, IDENTITY) == PEOPLE
