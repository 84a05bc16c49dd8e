"""The holder's password at the till: read, asked for, counted once, told with the tries left."""

import base64
from dataclasses import dataclass, replace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import padding
from msgspec import structs

from tests.builders import AT, BOOK, CHOSEN, CITY, Somebody, with_card
from tests.faces.gateway.desk import Desk, a_purchase
from tests.rooms.settlement.tills import PLAIN, Tills, a_customer, open_tills
from yika.config import Config
from yika.demo.places import KEYS
from yika.faces.gateway import password
from yika.faces.gateway.app import create_gateway
from yika.faces.gateway.batching import BatchLane
from yika.faces.gateway.numbering import psn_no
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
from yika.people.model import PersonKey
from yika.policy.load import Book, load_book
from yika.policy.model import MADE_UP_CITY, NATION
from yika.settlement.till.till import PIN
from yika.store import clock
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


async def test_a_password_is_asked_for_where_the_place_says_so(house: House, database: Database):
    asks = load_book(None, {"settlement.password": {"card": "yes", "e_credential": "no"}})
    there = replace(house, book=asks)
    async with database.transaction() as conn:
        pharmacy = await by_code(conn, "P99990000001")
    beijing, nanjing = (structs.replace(pharmacy, region=one) for one in (110000, 320100))
    insured = PersonKey(110000, 1)
    await password.require(there, Shown(insured, beijing, "SM2", "01"))
    await password.require(there, Shown(insured, beijing, "SM2", "02"))
    await password.require(there, Shown(insured, nanjing, "SM2", "03"))
    await password.require(there, Shown(insured, beijing, "MOCK", "03"))
    with pytest.raises(PasswordNeeded):
        await password.require(there, Shown(insured, beijing, "SM2", "03"))
    here = PersonKey(CITY, 1)
    await password.require(replace(house, book=BOOK), Shown(here, pharmacy, "SM2", "03"))
    real = replace(house, config=replace(house.config, sandbox=False))
    with pytest.raises(MockPassword):
        await password.require(real, Shown(here, pharmacy, "MOCK", "03"))


def asking_with_cards() -> Book:
    """The law of the made-up city, if it asked for the password with a card."""
    rules = dict(BOOK.rules(MADE_UP_CITY))
    rule = rules[PIN]
    entry = structs.replace(rule.values[0], value={"card": "yes", "e_credential": "no"})
    rules[PIN] = structs.replace(rule, values=(entry,))
    return Book(None, {NATION: dict(BOOK.rules(NATION)), MADE_UP_CITY: rules}, {})


@dataclass
class Till:
    """A pharmacy's desk, and somebody with their card at it."""

    desk: Desk
    tills: Tills
    who: Somebody
    number: str

    async def buys(self, psn_no: str | None = None, **envelope: str) -> Any:
        """What a purchase of sixty yuan is answered with."""
        changes = {} if psn_no is None else {"psn_no": psn_no}
        return await self.desk.send(
            "2102", a_purchase(self.who, self.number, 60, **changes), **envelope
        )

    async def entering(self, text: str, psn_no: str | None = None) -> str:
        """How a purchase ends with a password that is entered."""
        cainfo = sealed(self.desk.gateway.house.config, f"{text}SK_TEST")
        reply = await self.buys(psn_no, signtype="PRCSSC", cainfo=cainfo)
        return "paid" if reply["infcode"] == 0 else reply["yika"]["code"]


@pytest.fixture
async def till(config: Config, database: Database) -> Till:
    """A till of a city that asks for the password with a card."""
    async with database.transaction() as conn:
        await clock.start(conn, AT)
    house = House(config, database, asking_with_cards())
    tills = await open_tills(database)
    who = await a_customer(database, carried=30_000)
    desk = Desk(create_gateway(house, {"batch": BatchLane(house)}), PLAIN)
    return Till(desk, tills, who, await tills.card_number(who))


async def test_a_padded_number_names_whose_password_it_is(till: Till):
    padded = f" {psn_no(till.who.person)}  "
    assert (await till.buys(padded))["yika"]["code"] == "password_needed"
    assert await till.entering("246802", padded) == "password_wrong"
    assert (await till.tills.balances(till.who)).usable == 30_000
    assert await till.entering(CHOSEN, padded) == "paid"
    assert (await till.tills.balances(till.who)).usable == 24_000


async def test_nothing_is_settled_for_nobody(till: Till):
    for number in ("17", "９９９９０００００００００００１"):
        assert await till.entering("246802", number) == "no_such_number"
        refused = await till.buys(number)
        assert (refused["yika"]["code"], "psn_no" in refused["err_msg"]) == ("no_such_number", True)


async def test_no_place_that_a_message_tells_spares_it_the_password(till: Till):
    for elsewhere in (
        {"insuplc_admdvs": "320100"},
        {"mdtrtarea_admvs": "320100"},
        {"insuplc_admdvs": "320100", "mdtrtarea_admvs": "320100"},
        {"insuplc_admdvs": "", "mdtrtarea_admvs": "elsewh"},
    ):
        refused = await till.buys(**elsewhere)
        assert refused["yika"]["code"] == "password_needed", elsewhere
    assert (await till.tills.balances(till.who)).usable == 30_000


async def test_each_law_is_asked_for_itself(till: Till):
    house = replace(till.desk.gateway.house, book=BOOK)  # of the same city, which asks for none
    desk = Desk(create_gateway(house, {"batch": BatchLane(house)}), PLAIN)
    assert (await till.buys())["yika"]["code"] == "password_needed"
    assert (await desk.send("2102", a_purchase(till.who, till.number, 60)))["infcode"] == 0
    assert (await till.buys())["yika"]["code"] == "password_needed"
