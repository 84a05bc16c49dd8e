"""The holder's password at the till: read, asked for, counted once, told with the tries left."""

import base64
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric import padding

from tests.builders import BOOK, CHOSEN, CITY, Somebody, with_card
from yika.config import Config
from yika.demo.places import KEYS
from yika.faces.gateway import password
from yika.faces.gateway.password import (
    Entry,
    MockPassword,
    PasswordLocked,
    PasswordNeeded,
    PasswordUnreadable,
    PasswordWrong,
    Shown,
)
from yika.house import House
from yika.institutions.model import Signing
from yika.institutions.service import by_code
from yika.policy.load import load_book
from yika.store.db import Database

SIGNING = Signing(dict(KEYS))


def sealed(config: Config, text: str) -> str:
    key = password.private_key(config).public_key()
    return base64.b64encode(key.encrypt(text.encode(), padding.PKCS1v15())).decode()


async def entry(database: Database, who: Somebody, msgid: str) -> Entry:
    async with database.transaction() as conn:
        return Entry(await by_code(conn, "P99990000001"), who.person, msgid, "PRCSSC")


async def count(database: Database) -> int:
    async with database.transaction() as conn:
        row = await (await conn.execute("SELECT max(wrong_count) FROM passwords")).fetchone()
    assert row is not None
    return row[0]


def test_a_password_comes_with_the_institutions_secret_behind_it(config: Config):
    cainfo = sealed(config, f"{CHOSEN}SK_TEST")
    assert password.password_in(config, "PRCSSC", cainfo, SIGNING) == CHOSEN
    assert password.password_in(config, "SM2", cainfo, SIGNING) is None
    assert password.password_in(config, "RFID", "", SIGNING) is None
    for wrong in (sealed(config, CHOSEN), sealed(config, "SK_TEST"), "AAAA", "not base64"):
        with pytest.raises(PasswordUnreadable) as found:
            password.password_in(config, "RFID", wrong, SIGNING)
        assert not found.value.facts
    assert password.key_file(config).stat().st_mode & 0o077 == 0


async def test_a_wrong_entry_counts_once_a_message_and_locks(house: House, database: Database):
    who = await with_card(database)
    for number in (1, 2):
        for _ in range(3):
            with pytest.raises(PasswordWrong) as found:
                await password.compare(house, await entry(database, who, f"m{number}"), "246802")
            assert found.value.facts["tries_left"] == 3 - number
        assert await count(database) == number
    with pytest.raises(PasswordLocked):
        await password.compare(house, await entry(database, who, "m3"), "246802")
    with pytest.raises(PasswordLocked):
        await password.compare(house, await entry(database, who, "m4"), CHOSEN)


async def test_a_right_entry_passes_and_another_try_of_a_message_is_compared_anew(
    house: House, database: Database
):
    who = await with_card(database)
    with pytest.raises(PasswordWrong):
        await password.compare(house, await entry(database, who, "m1"), "246802")
    await password.compare(house, await entry(database, who, "m1"), CHOSEN)
    await password.compare(house, await entry(database, who, "m1"), CHOSEN)


async def test_a_password_is_asked_for_where_the_place_says_so(house: House):
    asks = load_book(None, {"settlement.password": {"card": "yes", "e_credential": "no"}})
    there = replace(house, book=asks)
    await password.require(there, Shown(110000, "110105", "SM2", "01"))
    await password.require(there, Shown(110000, "110105", "SM2", "02"))
    await password.require(there, Shown(110000, "320100", "SM2", "03"))
    await password.require(there, Shown(110000, "110105", "MOCK", "03"))
    with pytest.raises(PasswordNeeded):
        await password.require(there, Shown(110000, "110105", "SM2", "03"))
    await password.require(replace(house, book=BOOK), Shown(CITY, "999900", "SM2", "03"))
    real = replace(house, config=replace(house.config, sandbox=False))
    with pytest.raises(MockPassword):
        await password.require(real, Shown(CITY, "999900", "MOCK", "03"))
